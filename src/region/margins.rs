//! Numbers that the margin prints beside the text: line numbers of pleadings, in a column of their own or before each
//! line; and list numbers that an extractor tore from their items.

use std::ops::Range;

use super::{Layout, Role};
use crate::{grammar::ends_sentence, ledger::Code, page::LineIndex};

/// Fewest numbers in a row that make a column of line numbers: a list of years or a table column is rarely
/// counted through from one by one.
const MIN_COLUMN: usize = 5;
/// Fewest lines of a document that begin with their numbers.
const MIN_NUMBERED: usize = 10;
/// Digits of the longest line number.
const MAX_DIGITS: usize = 4;
/// Most lines from one line number to the next: the notes of a page may stand between.
const MAX_GAP: usize = 40;
/// Of the lines that begin with numbers, one in so many must run on into the next: items of a list and notes end where
/// their lines end.
const RUNS_ON: usize = 4;

/// Fewest lines of a run that goes on past lines without a number, and how many of these there may be.
const LONG_RUN: usize = 8;
/// See [`LONG_RUN`].
const MAX_BESIDE: usize = 2;

/// Marks columns of line numbers and of torn-off list numbers, and takes the numbers off lines that begin with them.
pub(super) fn line_numbers(layout: &mut Layout) {
    columns(layout);
    torn(layout);
    beside(layout);
}

/// Columns of line numbers. The extractor may have broken a column into pieces: each goes on where the last one ended.
fn columns(layout: &mut Layout) {
    let mut column: Vec<Range<LineIndex>> = Vec::new();
    let mut next = 1;
    let mut at = 0;
    while at < layout.lines.len() {
        let end = column_end(layout, at);
        if layout.lines[at].feed || (end > at && bare_number(layout.ink(at)) == Some(1)) {
            mark_column(layout, &mut column);
            next = 1;
        }
        let whole = end - at >= MIN_COLUMN;
        if let Some(first) = bare_number(layout.ink(at)).filter(|&first| first == next || whole) {
            next = first + u32::try_from(end - at).unwrap_or(0);
            column.push(at..end);
        }
        at = end.max(at + 1);
    }
    mark_column(layout, &mut column);
}

fn mark_column(layout: &mut Layout, column: &mut Vec<Range<LineIndex>>) {
    if column.iter().any(|piece| piece.len() >= MIN_COLUMN) {
        column.iter().for_each(|piece| layout.roles[piece.clone()].fill(Role::Furniture(Code::LineNumber)));
    }
    column.clear();
}

/// The end of a run of lines that count up by one and hold nothing else.
fn column_end(layout: &Layout, from: LineIndex) -> LineIndex {
    let Some(mut last) = bare_number(layout.ink(from)) else { return from };
    let mut at = from + 1;
    while at < layout.lines.len() && !layout.lines[at].feed && bare_number(layout.ink(at)) == Some(last + 1) {
        last += 1;
        at += 1;
    }
    at
}

/// Runs of list numbers and bullets that stand apart from their items. A single number is one where the next run goes on
/// counting.
fn torn(layout: &mut Layout) {
    let mut runs: Vec<Range<LineIndex>> = Vec::new();
    let mut at = 0;
    while at < layout.lines.len() {
        let end = torn_end(layout, at);
        if end > at {
            runs.push(at..end);
        }
        at = end.max(at + 1);
    }
    for (i, run) in runs.iter().enumerate() {
        let number = |line: LineIndex| torn_number(layout.ink(line));
        let last = number(run.end - 1);
        let goes_on = || last.is_some() && runs.get(i + 1).and_then(|r| number(r.start)) == last.map(|n| n + 1);
        if run.len() >= 2 || goes_on() {
            layout.roles[run.clone()].fill(Role::Furniture(Code::ListNumber));
        }
    }
}

/// The end of a run of lines that hold a list number with its full stop, or a bullet, and nothing else.
fn torn_end(layout: &Layout, from: LineIndex) -> LineIndex {
    let is_torn = |line: &str| matches!(line, "•" | "◦" | "▪") || torn_number(line).is_some();
    (from..layout.lines.len())
        .find(|&i| !is_torn(layout.ink(i)) || (i > from && layout.lines[i].feed))
        .unwrap_or(layout.lines.len())
}

fn torn_number(line: &str) -> Option<u32> {
    line.strip_suffix(['.', ')']).filter(|_| line.len() <= 4).and_then(bare_number)
}

fn bare_number(line: &str) -> Option<u32> {
    (line.len() <= 4 && line.bytes().all(|b| b.is_ascii_digit())).then(|| line.parse().ok()).flatten()
}

/// Line numbers at the starts of lines: they count from one on every page, or through the document, and the text runs on
/// past them.
fn beside(layout: &mut Layout) {
    let (anew, through) = (numbered_anew(layout), numbered_through(layout));
    let count = |runs: &[Vec<LineIndex>]| runs.iter().map(Vec::len).sum::<usize>();
    let runs = if count(&through) > count(&anew) { through } else { anew };
    let runs_on = |pair: &&[LineIndex]| {
        let text = |line: LineIndex| leading_number(layout.ink(line)).map_or("", |(_, rest)| rest);
        let (above, here) = (text(pair[0]), text(pair[1]));
        pair[0] + 1 == pair[1] && !above.is_empty() && !ends_sentence(above) && here.starts_with(char::is_lowercase)
    };
    let on = runs.iter().flat_map(|run| run.windows(2)).filter(runs_on).count();
    let numbered = count(&runs);
    if numbered < MIN_NUMBERED || on * RUNS_ON < numbered {
        return;
    }
    for line in runs.into_iter().flatten() {
        let Some((_, rest)) = leading_number(layout.ink(line)) else { continue };
        if rest.is_empty() {
            layout.roles[line] = Role::Furniture(Code::LineNumber);
            continue;
        }
        let ink = layout.lines[line].ink.clone();
        let start = ink.end - rest.len();
        layout.margin.push(ink.start..start);
        let before = layout.text.as_str()[ink.start..start].chars().count();
        let row = &mut layout.lines[line];
        row.ink.start = start;
        row.indent = row.indent.saturating_add(u16::try_from(before).unwrap_or(u16::MAX));
        row.width = u16::try_from(crate::page::width(rest)).unwrap_or(u16::MAX);
    }
}

/// The number that a line of text begins with.
fn number_of(layout: &Layout, line: LineIndex) -> Option<u32> {
    (layout.roles[line] == Role::Text).then(|| leading_number(layout.ink(line))).flatten().map(|(number, _)| number)
}

/// Runs of lines that begin with numbers which count up from one; a page that is all one run may hold few lines. A long run goes
/// on past lines without a number, which were printed beside one: a note's label is raised above its line.
fn numbered_anew(layout: &Layout) -> Vec<Vec<LineIndex>> {
    let mut runs: Vec<Vec<LineIndex>> = Vec::new();
    let mut next = 1;
    for line in 0..layout.lines.len() {
        let number = number_of(layout, line);
        match (number, runs.last_mut()) {
            (Some(1), _) => {
                runs.push(vec![line]);
                next = 2;
            }
            (Some(n), Some(run)) if n == next && n > 0 => {
                run.push(line);
                next += 1;
            }
            (None, Some(run)) if run.len() >= LONG_RUN && line - run[run.len() - 1] <= MAX_BESIDE => {}
            _ => next = 0,
        }
    }
    runs.retain(|run| run.len() >= 2);
    runs
}

/// Runs of lines that begin with numbers which count through the document, each run from where the last one ended. What
/// stands between runs (titles, notes with labels of their own) has no line numbers.
fn numbered_through(layout: &Layout) -> Vec<Vec<LineIndex>> {
    let mut runs: Vec<Vec<LineIndex>> = Vec::new();
    let mut next = 1;
    for line in 0..layout.lines.len() {
        if number_of(layout, line) != Some(next) {
            continue;
        }
        match runs.last_mut() {
            Some(run) if run[run.len() - 1] + 1 == line => run.push(line),
            // a note's label may be the number that is due; then the one after does not follow soon
            _ if (line + 1..layout.lines.len()).take(MAX_GAP).any(|l| number_of(layout, l) == Some(next + 1)) => {
                runs.push(vec![line]);
            }
            _ => continue,
        }
        next += 1;
    }
    runs
}

/// A bare number at a line's start, and what follows it.
fn leading_number(line: &str) -> Option<(u32, &str)> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &line[digits..];
    let bare = (1..=MAX_DIGITS).contains(&digits) && (rest.is_empty() || rest.starts_with(char::is_whitespace));
    bare.then(|| line[..digits].parse().ok().map(|n| (n, rest.trim_start()))).flatten()
}

#[cfg(test)]
mod tests {
    use crate::{Options, restore, write};

    /// Lines that begin with numbers as a manuscript's do, and behind these another text.
    fn after_numbers(behind: &str) -> String {
        let line = |number: usize| format!("{number} the witness went on to say that he had seen the\n");
        let text: String = (1..=24).map(line).chain([format!("\n{behind}\n")]).collect();
        write::markdown::to_string(&restore(text.as_bytes(), &Options::default()))
    }

    #[test]
    fn no_nought_numbers_a_line() {
        let behind = "Nobody asked him how cold it was.\nThe river stood under ice from the\nbridge to the mill in that week. It was\n\
                      0 degrees at noon and no warmer in the night.";
        let text = after_numbers(behind);
        assert!(!text.contains("24 the witness"), "{text}");
        assert!(text.contains("0 degrees at noon"), "{text}");
    }
}
