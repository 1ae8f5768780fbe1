//! Words that a page's end breaks, with the first note of the page behind them on the same line.
//!
//! Poppler takes out the hyphen at a line's end and joins what follows, also where that is no longer the text: the last
//! line of a page becomes `… of a charis12 Ibid., p. 4.`, and the next page begins with `matic leader`. The number is the
//! note's label, and its call stands further up on the page.

use std::ops::Range;

use super::{Line, LineIndex, width};
use crate::grammar::{call, label::Series, label::label, opens_quotation};

/// Fewest letters of the part of a word that stays on the page.
const MIN_PART: usize = 2;
/// Digits of the longest label.
const MAX_DIGITS: usize = 3;
/// Most lines of a page on which such a line is looked for: more are no page of print.
const MAX_PAGE: usize = 400;
/// Lines at the top of the next page among which the word goes on: a running head and a folio may stand before it.
const TOP: usize = 4;

/// Parts such lines. Linear time.
pub(super) fn part(text: &str, lines: Vec<Line>) -> Vec<Line> {
    let mut torn: Vec<(LineIndex, usize)> = Vec::new();
    let (mut page, mut may) = (0..0, false);
    for line in 0..lines.len() {
        if line == page.end {
            let end = (line + 1..lines.len()).find(|&l| lines[l].feed).unwrap_or(lines.len());
            page = line..end;
            may = page.len() <= MAX_PAGE && goes_on(text, &lines, end);
        }
        if !may {
            continue;
        }
        let below = lines[line + 1..page.end].first().map_or("", |line| &text[line.ink.clone()]);
        let found = candidates(&text[lines[line].ink.clone()], below).find(|(at, number)| {
            let note = lines[line].ink.start + at;
            !is_label(text, &lines, line + 1..page.end, *number)
                && is_called(text, &lines, page.start..line, note, *number)
        });
        torn.extend(found.map(|(at, _)| (line, lines[line].ink.start + at)));
    }
    if torn.is_empty() {
        return lines;
    }
    let mut torn = torn.into_iter().peekable();
    let mut out = Vec::with_capacity(lines.len() + torn.len());
    for (index, line) in lines.into_iter().enumerate() {
        let Some((_, at)) = torn.next_if(|(line, _)| *line == index) else {
            out.push(line);
            continue;
        };
        let piece = |ink: Range<usize>| Line {
            width: u16::try_from(width(&text[ink.clone()])).unwrap_or(u16::MAX),
            ink,
            ..line.clone()
        };
        out.push(Line { torn: true, ..piece(line.ink.start..at) });
        out.push(Line { blanks: 0, feed: false, column_break: false, ..piece(at..line.ink.end) });
    }
    out
}

/// The places of a line where a part of a word ends and a label may begin, with the label's number. The note may begin in the
/// line below, where labels stand on lines of their own.
fn candidates<'t>(ink: &'t str, below: &'t str) -> impl Iterator<Item = (usize, u32)> + 't {
    let bytes = ink.as_bytes();
    call::digit_runs(ink).filter(|run| run.start > 0).filter_map(move |Range { start: at, end }| {
        let digits = end - at;
        let part = ink[..at].chars().rev().take_while(|c| c.is_lowercase()).count();
        let words = if end == ink.len() { below } else { ink[end..].strip_prefix(' ')? };
        let begins = words.chars().next()?;
        let note = begins.is_uppercase() || opens_quotation(begins);
        (part >= MIN_PART && digits <= MAX_DIGITS && bytes[at] != b'0' && note)
            .then(|| ink[at..at + digits].parse().ok().map(|number| (at, number)))
            .flatten()
    })
}

/// Whether one of some lines begins with a number for its label; a number by itself is the page's.
fn is_label(text: &str, lines: &[Line], within: Range<LineIndex>, number: u32) -> bool {
    lines[within]
        .iter()
        .filter_map(|line| label(&text[line.ink.clone()]).filter(|label| label.len < line.ink.len()))
        .any(|label| label.series == Series::Number && label.value == number)
}

/// Whether the word can go on at the top of the page that begins with a line.
fn goes_on(text: &str, lines: &[Line], next: LineIndex) -> bool {
    lines
        .get(next..)
        .is_some_and(|rest| rest.iter().take(TOP).any(|line| text[line.ink.clone()].starts_with(char::is_lowercase)))
}

/// Whether a mark with the note's number stands in some lines or before the note in the next one.
fn is_called(text: &str, lines: &[Line], within: Range<LineIndex>, note: usize, number: u32) -> bool {
    let last = lines[within.end].ink.start..note;
    let inks = lines[within].iter().map(|line| line.ink.clone()).chain([last]);
    let mut called = false;
    for ink in inks {
        call::marks(&text[ink], |mark| called |= mark.series == Series::Number && mark.value == number);
    }
    called
}

#[cfg(test)]
mod tests {
    use super::candidates;

    #[test]
    fn labels_behind_parts_of_words() {
        let found = |line: &str| candidates(line, "").collect::<Vec<_>>();
        assert_eq!(found("archivos que son33 necesar27 Ibíd., p. 142."), [(26, 27)]);
        assert_eq!(found("is a charis1 “Letters”"), [(11, 1)]);
        for line in ["the word12 and", "in H2 The", "a1 The", "page 12 The", "word012 The", "word1234 The"] {
            assert_eq!(found(line), [], "{line}");
        }
        assert_eq!(candidates("is a charis1", "Letters, p. 7.").collect::<Vec<_>>(), [(11, 1)]);
        assert_eq!(candidates("is a charis1", "and goes on").count(), 0);
    }
}
