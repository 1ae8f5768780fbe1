//! Marks of list items that an extractor tore from their items: bullets on lines of their own above them, or `1.`, `2.`, `3.`
//! under each other in a column of their own, before the page's text or behind it.
//!
//! Which line each mark belongs to is one decision for a page: all of them are set, in order, to the lines that best begin
//! items (dynamic programming, time in proportion to lines times marks). If even the best way speaks against itself, the
//! lines stay what they are.

use rustc_hash::FxHashMap;

use super::cut::{Begin, Flow};
use crate::{
    document::Numerals,
    grammar::{
        ends_sentence,
        enumeration::{self, Item, Marker, is_bullet},
        heading::numbering_of_any,
    },
    page::LineIndex,
};

/// The weights, in log-odds.
mod weight {
    /// A mark wants an item.
    pub(super) const MARK: f32 = 0.5;
    /// The line before leads up to a list, with a colon; it does not; it leads up to another list.
    pub(super) const LED_UP: f32 = 5.0;
    pub(super) const NOT_LED_UP: f32 = -1.5;
    pub(super) const OTHER_LIST: f32 = -4.0;
    /// The line before ends an item: with a full stop, with a semicolon, with one before a capital, which says that no
    /// sentence goes on.
    pub(super) const AFTER_END: f32 = 2.0;
    pub(super) const AFTER_SEMICOLON: f32 = 4.0;
    pub(super) const SEMICOLON_CAPITAL: f32 = 5.0;
    /// It ends the last item but one: `; and`.
    pub(super) const LAST: f32 = 6.0;
    /// It ends with a letter, and a capital follows.
    pub(super) const CAPITAL: f32 = 0.5;
    /// A small letter follows.
    pub(super) const SMALL: f32 = -3.0;
    /// Other text stands before a mark that goes on with a list.
    pub(super) const GAP: f32 = -5.0;
    /// Blank lines stand before an item that goes on with a list.
    pub(super) const APART: f32 = -3.0;
    /// An item goes on behind a blank line; a list ends where none stands.
    pub(super) const OVER_BLANK: f32 = -2.0;
    pub(super) const NO_BLANK: f32 = -1.0;
    /// The line has a mark or a heading's number of its own.
    pub(super) const OWN_MARK: f32 = -5.0;
    /// An item of one line, since the next mark stands right under its own, goes on.
    pub(super) const ONE_LINE: f32 = -4.0;
    /// The most that a line end says by itself: items of one line end where no sentence does.
    pub(super) const MOST: f32 = 1.0;
    /// What each mark may cost on average.
    pub(super) const LEAST: f32 = -0.5;
}

/// Most marks of a page: more are a table's column.
const MAX_MARKS: usize = 64;

/// The marks that were torn off, and the items that they belong to.
#[derive(Debug, Default)]
pub(super) struct Torn {
    /// The lines that are marks, in order.
    pub(super) marks: Vec<(LineIndex, Marker)>,
    /// The item that each line begins.
    pub(super) items: FxHashMap<LineIndex, Marker>,
}

impl Torn {
    /// Whether a line is a torn mark.
    pub(super) fn is_mark(&self, line: LineIndex) -> bool {
        self.marks.binary_search_by_key(&line, |mark| mark.0).is_ok()
    }

    /// How many of the marks are numbers.
    pub(super) fn numbers(&self) -> usize {
        self.marks.iter().filter(|(_, marker)| matches!(marker, Marker::Ordered { .. })).count()
    }
}

/// Finds the torn marks of a flow; `known` are lines outside of it that are such marks for sure.
pub(super) fn torn(flow: &Flow, known: &[LineIndex]) -> Torn {
    let mut found = in_columns(flow, known);
    above(flow, &mut found);
    found
}

/// Bullets that stand on lines of their own right above their items.
fn above(flow: &Flow, found: &mut Torn) {
    let bullet = |line: LineIndex| {
        lone_mark(flow.layout.said(line)).filter(|marker| matches!(marker, Marker::Bullet(c) if is_bullet(*c)))
    };
    let is_mark = |line: LineIndex| lone_mark(flow.layout.said(line)).is_some();
    for (at, pair) in flow.lines.windows(2).enumerate() {
        let [mark, item] = [pair[0], pair[1]];
        let Some(marker) = bullet(mark).filter(|_| !found.is_mark(mark)) else { continue };
        let lone = !is_mark(item) && at.checked_sub(1).is_none_or(|before| !is_mark(flow.lines[before]));
        let has_own = enumeration::items(flow.layout.said(item)).next().is_some() || found.items.contains_key(&item);
        if lone && !has_own && flow.layout.page_of[mark] == flow.layout.page_of[item] {
            found.items.insert(item, marker);
            found.marks.push((mark, marker));
        }
    }
    found.marks.sort_unstable_by_key(|mark| mark.0);
}

/// The marks that stand under each other.
fn in_columns(flow: &Flow, known: &[LineIndex]) -> Torn {
    let candidates = candidates(flow, known);
    let mut found = Torn::default();
    if candidates.is_empty() {
        return found;
    }
    let is_mark = |line: &LineIndex| candidates.binary_search_by_key(line, |mark| mark.0).is_ok();
    let text: Vec<LineIndex> = flow.lines.iter().copied().filter(|line| !is_mark(line)).collect();
    let begins = vec![Begin::Unsure; text.len()];
    let text = Flow { lines: &text, begins: &begins, ..*flow };
    let page = |line: LineIndex| flow.layout.page_of[line];
    let mut from = 0;
    for marks in candidates.chunk_by(|a, b| page(a.0) == page(b.0)) {
        let here = page(marks[0].0);
        while text.lines.get(from).is_some_and(|&line| page(line) < here) {
            from += 1;
        }
        let to = from + text.lines[from..].iter().take_while(|&&line| page(line) == here).count();
        if marks.len() > MAX_MARKS {
            continue;
        }
        if let Some(starts) = starts(&text, from..to, marks) {
            found.items.extend(starts.iter().zip(marks).map(|(&at, &(_, marker))| (text.lines[at], marker)));
            found.marks.extend(marks);
        }
    }
    found
}

/// Lines that are nothing but marks: the known ones, and those that stand under each other.
fn candidates(flow: &Flow, known: &[LineIndex]) -> Vec<(LineIndex, Marker)> {
    let mut lines: Vec<LineIndex> = flow.lines.iter().chain(known).copied().collect();
    lines.sort_unstable();
    let marks: Vec<Option<Marker>> = lines.iter().map(|&line| lone_mark(flow.layout.said(line))).collect();
    let page = |at: usize| flow.layout.page_of[lines[at]];
    let beside = |a: usize, b: usize| marks[a].is_some() && marks[b].is_some() && page(a) == page(b);
    let is_torn = |at: usize| {
        known.binary_search(&lines[at]).is_ok()
            || (at > 0 && beside(at - 1, at))
            || (at + 1 < marks.len() && beside(at, at + 1))
    };
    let mark = |at: usize| marks[at].filter(|_| is_torn(at)).map(|marker| (lines[at], marker));
    (0..marks.len()).filter_map(mark).collect()
}

/// The mark that a line is; capital numerals by themselves head chapters.
fn lone_mark(ink: &str) -> Option<Marker> {
    let whole = |item: &Item| item.len == ink.len();
    let capital = |marker: &Marker| {
        matches!(marker, Marker::Ordered { numerals: Numerals::UpperAlpha | Numerals::UpperRoman, .. })
    };
    enumeration::items(ink).find(whole).map(|item| item.marker).filter(|marker| !capital(marker))
}

/// Whether a mark begins a list, behind another mark of the page or none.
fn is_first(marker: Marker, before: Option<Marker>) -> bool {
    match (marker, before) {
        (Marker::Ordered { value, .. }, _) => value == 1,
        (Marker::Bullet(c), Some(Marker::Bullet(other))) => c != other,
        (Marker::Bullet(_), _) => true,
    }
}

/// The line that each mark belongs to, if there is a way that holds together.
fn starts(flow: &Flow, lines: std::ops::Range<usize>, marks: &[(LineIndex, Marker)]) -> Option<Vec<usize>> {
    // states: so many marks are set, and the line is the last one's item (odd) or stands outside (even)
    let states = 2 * marks.len() + 1;
    let mut score = vec![f32::NEG_INFINITY; states];
    score[0] = 0.0;
    let mut from: Vec<Vec<usize>> = Vec::with_capacity(lines.len());
    let mut plain = 0.0;
    // where some marks stand apart, those that do not have items of one line
    let near = |pair: &[(LineIndex, Marker)]| pair[0].0 + 1 == pair[1].0 && flow.layout.lines[pair[1].0].blanks == 0;
    let apart = |pair: &[(LineIndex, Marker)]| flow.layout.lines[pair[1].0].blanks == 1;
    let told = marks.windows(2).any(apart) && !flow.layout.blanks_everywhere;
    let mut one_line: Vec<bool> = marks.windows(2).map(|pair| told && near(pair)).collect();
    one_line.push(false);
    for at in lines.clone() {
        let odds = if at == 0 { 0.0 } else { flow.odds(at).clamp(-weight::MOST, weight::MOST) };
        let begins = [false, true].map(|first| begins(flow, at, first));
        plain += odds.abs();
        let blank = !flow.layout.blanks_everywhere && flow.layout.lines[flow.lines[at]].blanks > 0;
        let (over, leaves) = if blank { (weight::OVER_BLANK, 0.0) } else { (0.0, weight::NO_BLANK) };
        let mut next = vec![f32::NEG_INFINITY; states];
        let mut back = vec![0; states];
        for state in 0..states {
            let set = state.div_ceil(2);
            let mut offer = |before: usize, gain: f32| {
                if score[before] + gain > next[state] {
                    next[state] = score[before] + gain;
                    back[state] = before;
                }
            };
            if state % 2 == 0 {
                offer(state, odds.abs());
                if state > 0 {
                    offer(state - 1, odds + leaves);
                }
                continue;
            }
            offer(state, over - odds + if one_line[set - 1] { weight::ONE_LINE } else { 0.0 });
            let first = is_first(marks[set - 1].1, set.checked_sub(2).map(|before| marks[before].1));
            let start = odds + begins[usize::from(first)] + weight::MARK;
            offer(state - 1, start + if set > 1 && !first { weight::GAP } else { 0.0 });
            if set > 1 {
                offer(state - 2, start);
            }
        }
        score = next;
        from.push(back);
    }
    let mut state = if score[states - 1] > score[states - 2] { states - 1 } else { states - 2 };
    let gain = (score[state] - plain) / marks.len() as f32;
    if gain < weight::LEAST {
        return None;
    }
    let mut starts = vec![0; marks.len()];
    for (back, at) in from.iter().zip(lines).rev() {
        let before = back[state];
        if state % 2 == 1 && before != state {
            starts[state / 2] = at;
        }
        state = before;
    }
    Some(starts)
}

/// What the words say for an item's beginning with a line, the first of its list or not.
fn begins(flow: &Flow, at: usize, first: bool) -> f32 {
    let ink = flow.layout.said(flow.lines[at]);
    let before = at.checked_sub(1).map_or("", |before| flow.layout.said(flow.lines[before]));
    let own = enumeration::items(ink).any(|item| item.len < ink.len())
        || numbering_of_any(ink).is_some_and(|number| number.style.stands_out());
    let small = ink.starts_with(char::is_lowercase);
    let semicolon = before.ends_with(';');
    let last = ["; and", "; or"].iter().any(|end| before.ends_with(end));
    let ended = ends_sentence(before) || before.ends_with(',');
    let lead = match (before.ends_with(':'), first) {
        (true, true) => weight::LED_UP,
        (true, false) => weight::OTHER_LIST,
        (false, true) => weight::NOT_LED_UP,
        (false, false) if flow.layout.lines[flow.lines[at]].blanks > 0 && !flow.layout.blanks_everywhere => {
            weight::APART
        }
        (false, false) => 0.0,
    };
    let own = if own { weight::OWN_MARK } else { 0.0 };
    let end = match (ended, small) {
        _ if last => weight::LAST,
        _ if semicolon && ink.starts_with(char::is_uppercase) => weight::SEMICOLON_CAPITAL,
        _ if semicolon => weight::AFTER_SEMICOLON,
        (true, false) => weight::AFTER_END,
        (true, true) if !before.ends_with(',') => weight::AFTER_END,
        (_, true) => weight::SMALL,
        (false, false) => weight::CAPITAL,
    };
    lead + own + end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_alone() {
        for line in ["1.", "12)", "(b)", "iv.", "•", "◦"] {
            assert!(lone_mark(line).is_some(), "{line}");
        }
        for line in ["II.", "A.", "1. One", "1", "• one", "-", "1921.", ""] {
            assert!(lone_mark(line).is_none(), "{line}");
        }
    }

    #[test]
    fn lists_begin_at_one_or_with_another_bullet() {
        let number = |value| Marker::Ordered {
            value,
            numerals: Numerals::Decimal,
            delimiter: crate::document::Delimiter::Period,
        };
        assert!(is_first(number(1), Some(number(7))));
        assert!(!is_first(number(2), Some(number(1))));
        assert!(is_first(Marker::Bullet('◦'), Some(Marker::Bullet('•'))));
        assert!(!is_first(Marker::Bullet('•'), Some(Marker::Bullet('•'))));
    }
}
