//! The lines of a text that may start notes where recognition may have spoilt the labels.

use std::ops::Range;

use super::{MAX_MARKS, NEVER, Solver};
use crate::{
    anchor::{
        starts::is_quotation,
        weights::{self as w, spoilt as s},
    },
    grammar::{
        date::is_month,
        ends_sentence,
        heading::numbering,
        label::{Series, label},
        spoilt::{self, Read},
    },
    page::LineIndex,
    region::{Layout, Role},
};

/// A line that may start a note.
pub(super) struct Candidate {
    pub(super) line: LineIndex,
    /// Bytes of the label; 0 where it is lost.
    pub(super) len: usize,
    pub(super) label: Read,
    /// The number or the place of the letter that it is, if it was read as a label.
    pub(super) value: Option<u32>,
    /// What speaks for it below another note, and as the first of its zone.
    pub(super) within: f32,
    pub(super) first: f32,
    /// The first of the marks before it that are looked at, and what words that they share say for each.
    pub(super) marks: usize,
    pub(super) shared: Vec<f32>,
}

impl Solver<'_, '_> {
    /// Compares the words of each line that may start a note, and of those below it up to the next label, with the
    /// sentences of the marks before it.
    pub(super) fn share(&mut self) {
        let Self { layout, marks, sentences, candidates, .. } = self;
        let mut end = layout.lines.len();
        for candidate in candidates.iter_mut().rev() {
            let page = layout.page_lines(layout.page_of[candidate.line] as usize).end;
            let to = marks.partition_point(|m| m.line < candidate.line);
            candidate.marks = to.saturating_sub(2 * MAX_MARKS);
            candidate.shared = sentences.with(candidate.line..end.min(page), candidate.marks..to);
            if candidate.len > 0 {
                end = candidate.line;
            }
        }
    }

    /// What shared words say for the last of some marks as calls of the note that a candidate starts; for others, nothing.
    pub(super) fn shared(&self, start: usize, marks: &Range<usize>) -> &[f32] {
        let c = &self.candidates[start];
        let at = |mark: usize| mark.saturating_sub(c.marks);
        &c.shared[at(marks.start)..at(marks.end)]
    }

    /// What speaks for a line's starting a note.
    pub(super) fn candidate(&self, line: LineIndex) -> Option<Candidate> {
        let layout = self.layout;
        if layout.roles[line] != Role::Text {
            return None;
        }
        let ink = layout.ink(line);
        let printed = label(ink);
        let value = printed.filter(|l| l.series == self.series && l.len < ink.len()).map(|l| l.value);
        let (len, mut gain) = match (printed, spoilt::label(ink)) {
            (Some(l), _) if value.is_some() || (l.series == Series::Number && l.len < ink.len()) => {
                (l.len, w::sugar(l.sugar) + if l.attached { w::ATTACHED } else { 0.0 })
            }
            (_, Some(len)) => (
                len,
                match ink.chars().next() {
                    _ if is_quotation(layout, line) => w::QUOTATION,
                    Some('“' | '”' | '‘' | '’' | '"' | '\'') => s::QUOTE_LABEL,
                    Some(c) if ink[len..].starts_with(' ') && self.bullets.contains(&c) => s::BULLET,
                    Some('+' | '>' | '|') if ink[len..].starts_with(' ') => s::LIST_SIGN,
                    _ => s::SIGN_LABEL,
                },
            ),
            _ if ink.starts_with(|c: char| c.is_uppercase() || matches!(c, '“' | '«' | '"')) => (0, s::LOST_LABEL),
            _ => return None,
        };
        gain += w::START_PRIOR;
        let words = ink[len..].trim_start();
        if is_month(words.split(char::is_whitespace).next().unwrap_or("")) {
            gain += w::DATE;
        }
        if words.starts_with(char::is_lowercase) && !words.starts_with("http") {
            gain += w::SMALL_LETTER;
        }
        let blank = layout.blank_before(line);
        let before = line.checked_sub(1).map_or("", |l| layout.ink(l));
        let ended = ends_sentence(before);
        let short = line > 0 && self.is_short(line - 1);
        // what stands below a heading is its text, whatever label it may have lost
        if len == 0 && short && layout.blank_before(line - 1) && numbering(before).is_some_and(|n| !n.bare) {
            return None;
        }
        let within = match (len, ended) {
            (0, false) if !blank => NEVER,
            (_, true) if short => s::SHORT_BEFORE,
            (_, true) if blank => s::BLANK_BEFORE,
            (_, true) => 0.0,
            _ if before.ends_with(['-', '\u{ad}', '\u{2010}', ',']) => w::HYPHEN_BEFORE,
            _ => w::RUN_ON_BEFORE,
        };
        let page = layout.page_lines(layout.page_of[line] as usize);
        let low = if layout.has_pages() && (line - page.start) * 2 < page.len() { s::HIGH_ON_PAGE } else { 0.0 };
        let first = low
            + match (len, blank) {
                (0, true) if ended => s::FIRST_LOST_ENDED,
                (0, true) => s::FIRST_LOST,
                (0, false) => NEVER,
                (_, true) => s::FIRST_BLANK,
                (_, false) => 0.0,
            };
        let (label, within, first) = (Read::new(&ink[..len]), gain + within, gain + first);
        Some(Candidate { line, len, label, value, within, first, marks: 0, shared: Vec::new() })
    }
}

/// The signs that recognition made of the bullets of lists: with a space behind them they begin more lines than right before a
/// capital, as raised labels stand: `*See`, `5See`. Where none stands so, notes may be labelled with a space.
pub(super) fn bullets(layout: &Layout) -> Vec<char> {
    let mut attached = 0;
    let mut found = [('*', 0i32), ('»', 0), ('+', 0), ('>', 0)];
    for line in (0..layout.lines.len()).filter(|&line| layout.roles[line] == Role::Text) {
        let ink = layout.ink(line);
        let sign = |c: char| c.is_ascii_digit() || matches!(c, '*' | '°' | '®' | '?' | '!' | '$' | '©' | '†' | '‡');
        let rest = ink.trim_start_matches(sign);
        let label = &ink[..ink.len() - rest.len()];
        let is_label = (1..=3).contains(&label.chars().count()) && rest.starts_with(char::is_uppercase);
        attached += usize::from(is_label);
        if let Some(bullet) = found.iter_mut().find(|(c, _)| ink.starts_with(*c)) {
            bullet.1 += if is_label { -1 } else { i32::from(ink[bullet.0.len_utf8()..].starts_with(' ')) };
        }
    }
    found.iter().filter(|bullet| attached >= s::ATTACHED_LABELS && bullet.1 > 1).map(|bullet| bullet.0).collect()
}

#[cfg(test)]
mod tests {
    use super::bullets;
    use crate::{region::Layout, text::Text};

    #[test]
    fn bullets_beside_labels() {
        let bullets = |raw: &str| bullets(&Layout::new(&Text::decode(raw.as_bytes())));
        let items = "* A boat\n\n* A crew\n\n* The course\n\n";
        assert_eq!(bullets(&format!("{items}!See the book\n\n*He said\n\n5The swimmer")), ['*']);
        // no label stands right before its note
        assert!(bullets(items).is_empty());
        // a space that recognition saw behind one of the labels
        assert!(bullets("* The first\n\n*See the book\n\n*He said\n\n5The swimmer").is_empty());
    }
}
