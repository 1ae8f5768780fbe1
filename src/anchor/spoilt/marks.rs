//! The marks of a text that recognition may have made of calls.

use std::ops::Range;

use super::Placed;
use crate::{
    anchor::{
        Words, is_mark_at_end,
        marks::{Marks, looks},
        weights::spoilt as s,
    },
    grammar::{
        call::Shape,
        ends_sentence,
        label::{Series, label},
        spoilt::{self, Quotes, Style},
    },
    page::LineIndex,
    region::{Layout, Role},
};

/// The marks of a text that has enough spoilt ones.
pub(super) fn marks(layout: &Layout, words: &Words, plain: &Marks) -> Option<Vec<Placed>> {
    let text = || (0..layout.lines.len()).filter(|&l| layout.roles[l] == Role::Text);
    let style = Style::of(text().map(|l| layout.ink(l)));
    let mut quotes = Quotes::default();
    let mut marks: Vec<Placed> = Vec::new();
    let placed = |line: LineIndex, range: Range<usize>, shape: Shape, weight: f32| {
        let start = layout.lines[line].ink.start;
        Placed { line, range: start + range.start..start + range.end, shape, weight, is_number: false }
    };
    let mut odd = 0usize;
    for line in text() {
        if layout.lines[line].blanks > 0 && line > 0 && ends_sentence(layout.ink(line - 1)) {
            quotes = Quotes::default();
        }
        spoilt::calls(layout.ink(line), style, &mut quotes, |range, weight| {
            odd += usize::from(weight >= s::ODD);
            marks.push(placed(line, range, Shape::Spoilt, weight));
        });
    }
    let few = s::ODD_MARKS - 1;
    if odd < few {
        return None;
    }
    // where few calls are odd, labels speak for them
    let labelled = text().filter(|&line| is_labelled(layout.ink(line))).count();
    if (odd + labelled.min(odd * s::LABELS_OF_ODD)) * s::ODD_LINES < layout.lines.len() {
        return None;
    }
    // a text of few pages has few notes, but these have labels
    let has_labels = || text().filter(|&line| may_be_labelled(layout.ink(line))).nth(few - 1).is_some();
    if odd == few && !has_labels() {
        return None;
    }
    // where calls are spoilt, nothing is learned of how they stand
    let number = |mark: &Placed| {
        let (ink, start) = (layout.ink(mark.line), mark.range.start - layout.lines[mark.line].ink.start);
        let weight = looks(ink, Series::Number, mark.shape, start) + s::PLAIN_DIGITS;
        Placed { weight, ..mark.clone() }
    };
    marks.extend(plain.all.iter().filter(|mark| mark.is_number).map(number));
    for line in text() {
        let ink = layout.ink(line);
        // a word may be broken at the end, with its hyphen lost
        let goes_on = layout.lines.get(line + 1).is_some() && layout.ink(line + 1).starts_with(char::is_lowercase);
        let broken = if goes_on { ink.trim_end_matches(['-', '\u{ad}', '\u{2010}']).len() } else { usize::MAX };
        glued(ink, words, |range| {
            if range.end != broken {
                marks.push(placed(line, range, Shape::Spoilt, s::GLUED_LETTER));
            }
        });
    }
    marks.sort_by_key(|m| (m.line, m.range.start, m.range.end));
    Some(marks)
}

/// Whether a line begins with a label, or with what recognition makes of one.
fn may_be_labelled(ink: &str) -> bool {
    spoilt::label(ink).is_some() || label(ink).is_some()
}

/// The same without quotation marks, which begin quotations as well.
fn is_labelled(ink: &str) -> bool {
    let quotes = |c| matches!(c, '“' | '”' | '‘' | '’' | '"' | '\'' | '«');
    !ink.starts_with(quotes) && may_be_labelled(ink)
}

/// Letters that look like digits.
const LIKE_DIGITS: [bool; 256] = {
    let mut table = [false; 256];
    let (letters, mut at) = (b"ilIftSz", 0);
    while at < letters.len() {
        table[letters[at] as usize] = true;
        at += 1;
    }
    table
};

/// A letter that looks like a digit, at the end of a word that stands elsewhere without it, where words of the document hardly
/// ever end so: `comptei`.
fn glued(ink: &str, words: &Words, mut found: impl FnMut(Range<usize>)) {
    let bytes = ink.as_bytes();
    for at in 0..bytes.len() {
        // nearly every letter is followed by another
        if !LIKE_DIGITS[usize::from(bytes[at])] || bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric) {
            continue;
        }
        let (c, end) = (char::from(bytes[at]), at + 1);
        if ink[end..].starts_with(char::is_alphanumeric) {
            continue;
        }
        let before = ink[..at].chars().next_back();
        let rare = before.is_some_and(|b| words.with_ending(b, c) <= s::RARE_ENDING);
        if rare && is_mark_at_end(ink, at..end, words, 3) {
            found(at..end);
        }
    }
}
