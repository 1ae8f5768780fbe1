//! Columns of line numbers that text recognition read as scribble: short lines of letters that make no word, above a page's
//! head or below its foot.
//!
//! Units in a table and abbreviations one below the other look like it. So lines are scribble only in runs, of which half the
//! tokens must be no words, and only beside a line that comes again at the edges of pages, or where the text begins or ends.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::{Layout, Role, edges};
use crate::{
    grammar::{
        folio::folio,
        scribble::{Scribble, lost_label, may_be_labels, scribble},
    },
    ledger::Code,
    page::LineIndex,
};

/// Fewest lines and fewest tokens of a run.
const MIN_LINES: usize = 2;
/// See [`MIN_LINES`].
const MIN_TOKENS: usize = 4;
/// Of so many lines of a text, a run has one at most.
const MAX_SHARE: usize = 4;

/// Marks the runs, and the labels that were read apart from their notes or items. Linear time.
pub(super) fn classify(layout: &mut Layout) {
    labels(layout);
    let tokens: Vec<Option<Scribble>> = (0..layout.lines.len()).map(|line| scribble(layout.ink(line))).collect();
    for line in again(layout, &tokens) {
        layout.roles[line] = Role::Furniture(Code::Speck);
    }
    let runs = runs(layout, &tokens);
    if runs.is_empty() {
        return;
    }
    let mut times: FxHashMap<String, usize> = FxHashMap::default();
    let heads = |line: LineIndex| layout.roles[line] == Role::Text && edges::can_be_head(layout, line);
    for line in (0..layout.lines.len()).filter(|&line| heads(line)) {
        *times.entry(edges::key(layout.ink(line))).or_default() += 1;
    }
    let comes_again = |key: &str| !key.is_empty() && times.get(key).is_some_and(|n| *n > 1);
    let at_edge = |line: LineIndex| {
        layout.roles[line] == Role::Furniture(Code::Speck)
            || is_mark(layout, line)
            || heads(line) && comes_again(&edges::key(layout.ink(line)))
    };
    let ends_page = |line: LineIndex| layout.lines.get(line).is_none_or(|line| line.feed);
    let found = runs.into_iter().filter_map(|run| {
        let heads = run.clone().take_while(|&line| at_edge(line)).count();
        let feet = (run.start + heads..run.end).rev().take_while(|&line| at_edge(line)).count();
        let own = run.start + heads..run.end - feet;
        let beside = heads + feet > 0
            || own.start == 0
            || ends_page(own.start)
            || ends_page(own.end)
            || at_edge(own.start - 1)
            || at_edge(own.end);
        // what most of a text is, it is about
        (beside && own.len() >= MIN_LINES && own.len() * MAX_SHARE <= layout.lines.len()).then_some(own)
    });
    for run in found.collect::<Vec<_>>() {
        layout.roles[run].fill(Role::Furniture(Code::Speck));
    }
}

/// Whether a line is a stamp, or a folio that is told by its looks.
fn is_mark(layout: &Layout, line: LineIndex) -> bool {
    let ink = layout.ink(line);
    folio(ink).is_some_and(|f| f.plain) || edges::is_stamp(ink)
}

/// Single lines that may be scribble, come again letter for letter, and stand beside a stamp or a folio each time.
fn again(layout: &Layout, tokens: &[Option<Scribble>]) -> Vec<LineIndex> {
    let mut found: FxHashMap<&str, Vec<LineIndex>> = FxHashMap::default();
    for line in (0..tokens.len()).filter(|&line| tokens[line].is_some()) {
        found.entry(layout.ink(line)).or_default().push(line);
    }
    let beside = |line: LineIndex| {
        let before = line.checked_sub(1).is_some_and(|before| is_mark(layout, before));
        before || line + 1 < tokens.len() && is_mark(layout, line + 1)
    };
    let is = |&line: &LineIndex| layout.roles[line] == Role::Text && !is_mark(layout, line) && beside(line);
    found.into_values().filter(|lines| lines.len() >= MIN_LINES && lines.iter().all(is)).flatten().collect()
}

/// Marks what recognition made of a column of labels, right above a line of which only the label's full stop was left.
fn labels(layout: &mut Layout) {
    if (0..layout.lines.len()).filter(|&line| is_lost_in(layout, line)).take(MIN_LINES).count() < MIN_LINES {
        return;
    }
    let mut below = false;
    for line in (0..layout.lines.len()).rev() {
        let ink = layout.ink(line);
        let is = below && layout.roles[line] == Role::Text && layout.lines[line + 1].blanks > 0 && may_be_labels(ink);
        if is {
            layout.roles[line] = Role::Furniture(Code::Speck);
        }
        below = is || is_lost_in(layout, line);
    }
    // or below the last of such lines
    for line in 1..layout.lines.len() {
        let is_strange = || scribble(layout.ink(line)).is_some_and(|found| found.strange > 0);
        let is_set_off = layout.lines[line].blanks > 0 && layout.lines.get(line + 1).is_none_or(|next| next.blanks > 0);
        if layout.roles[line] == Role::Text && is_set_off && is_lost_in(layout, line - 1) && is_strange() {
            layout.roles[line] = Role::Furniture(Code::Speck);
        }
    }
}

/// Whether a line begins with the full stop that was left of a label, and not with the last one of an ellipsis.
fn is_lost_in(layout: &Layout, line: LineIndex) -> bool {
    lost_label(layout.ink(line)).is_some()
        && !line.checked_sub(1).is_some_and(|above| layout.ink(above).ends_with(". ."))
}

/// The runs of lines that are scribble by themselves, whatever they stand beside.
fn runs(layout: &Layout, tokens: &[Option<Scribble>]) -> Vec<Range<LineIndex>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < layout.lines.len() {
        let (mut all, mut end) = (Scribble::default(), at);
        while end < layout.lines.len() && layout.roles[end] == Role::Text && (end == at || !layout.lines[end].feed) {
            let Some(line) = tokens[end] else { break };
            all.tokens += line.tokens;
            all.odd += line.odd;
            all.strange += line.strange;
            end += 1;
        }
        if end - at >= MIN_LINES
            && all.tokens >= MIN_TOKENS
            && all.strange > 0
            && (all.odd + all.strange) * 2 >= all.tokens
        {
            found.push(at..end);
        }
        at = end.max(at + 1);
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::{ledger::Code, region::Role, text::Text};

    #[test]
    fn columns_within_a_page_stay() {
        let text = "The plant was measured in units of these kinds:\n\nkWh\nMWh\nGWh\nMHz\nkHz\n\nNone of them was ever read.\n";
        let text = Text::decode(text.as_bytes());
        let layout = super::Layout::new(&text);
        assert!(!layout.roles.contains(&Role::Furniture(Code::Speck)));
    }

    #[test]
    fn a_text_of_formulas_stays() {
        let text = Text::decode(b"NaCl\nKBr\nMgSO\nKCl\n\nNone of them was found.\n");
        assert!(!super::Layout::new(&text).roles.contains(&Role::Furniture(Code::Speck)));
    }

    #[test]
    fn one_line_that_comes_again_beside_stamps() {
        let page = |number: usize| {
            let lines = "The ferry was late on that day, and on the day before it had been later.\n".repeat(9);
            format!("Inquiry Document 12 Filed 04/03/31 Page {number} of 3\n\n{lines}NO UE & D m\n\n")
        };
        let specks = |raw: &str| {
            let text = Text::decode(raw.as_bytes());
            let layout = super::Layout::new(&text);
            layout.roles.iter().filter(|role| **role == Role::Furniture(Code::Speck)).count()
        };
        let raw = page(1) + &page(2) + &page(3);
        let last = "Inquiry Document 12 Filed 04/03/31\n";
        assert_eq!(specks(&(raw.clone() + last)), 3);
        // the text says it as well
        assert_eq!(specks(&(raw + last + "\nHe cried:\n\nNO UE & D m\n\nNobody knew what it meant.\n")), 0);
    }
}
