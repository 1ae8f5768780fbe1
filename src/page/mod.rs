//! Characters to lines: what each line is made of, and which page and column it stands in.

mod columns;
mod torn;
mod unbroken;

use std::ops::Range;

use memchr::memchr3_iter;

use crate::grammar::{
    any_pair,
    endings::{is_rule, is_rule_sign},
};

/// Index of a line in the document's lines.
pub type LineIndex = usize;

/// A line that has ink; blank lines live on in [`Line::blanks`]. Where two columns stand side by side, each half of
/// a printed line is a line of its own, and the lines are in reading order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Text offsets of its first ink to its last.
    pub ink: Range<usize>,
    /// Columns (characters) of white space before the ink, from the left edge of its column of text.
    pub indent: u16,
    /// Characters of ink; runs of white space count as one.
    pub width: u16,
    /// Blank lines before it, on the same sheet.
    pub blanks: u16,
    /// Whether a form feed stands between this line and the one before.
    pub feed: bool,
    /// Whether the line before is of another column of the same page.
    pub column_break: bool,
    /// Whether the line ends within a word whose hyphen the extractor took out.
    pub torn: bool,
    /// Bytes of the call that ends the ink, once the notes are known.
    pub call: u8,
}

impl Line {
    /// Whether it is of ASCII and has no white space beside white space, as most lines: then each byte counts in its width.
    pub(crate) fn is_plain(&self) -> bool {
        usize::from(self.width) == self.ink.len()
    }
}

/// Splits text into lines, columns resolved. Linear time.
pub fn lines(text: &str) -> Vec<Line> {
    unbroken::part(text, torn::part(text, part_rules(text, columns::resolve(text, physical_lines(text)))))
}

/// Parts rules from the lines that an extractor printed them behind: `the court held——————`. Where a blank is left to fill in,
/// a space stands before it.
fn part_rules(text: &str, lines: Vec<Line>) -> Vec<Line> {
    let cut = |line: &Line| {
        let ink = &text[line.ink.clone()];
        let words = ink.trim_end_matches(is_rule_sign);
        let parted = words.len() < ink.len() && words.ends_with(|c: char| !c.is_whitespace());
        (parted && is_rule(&ink[words.len()..])).then(|| line.ink.start + words.len())
    };
    if !lines.iter().any(|line| cut(line).is_some()) {
        return lines;
    }
    let mut out = Vec::with_capacity(lines.len() + 1);
    for line in lines {
        let Some(at) = cut(&line) else {
            out.push(line);
            continue;
        };
        let part = |ink: Range<usize>| Line { width: clamp(width(&text[ink.clone()])), ink, ..line.clone() };
        out.push(part(line.ink.start..at));
        out.push(Line { blanks: 0, feed: false, column_break: false, ..part(at..line.ink.end) });
    }
    out
}

/// The lines as they were printed.
fn physical_lines(text: &str) -> Vec<Line> {
    let bytes = text.as_bytes();
    let mut out: Vec<Line> = Vec::with_capacity(bytes.len() / 64);
    let (mut start, mut blanks, mut feed) = (0, 0u16, false);
    let mut push = |range: Range<usize>, end: u8, out: &mut Vec<Line>| {
        match ink(text, range) {
            Some(mut line) => {
                line.blanks = blanks;
                line.feed = feed && !out.is_empty();
                out.push(line);
                blanks = 0;
                feed = false;
            }
            None => blanks = blanks.saturating_add(1),
        }
        if end == b'\x0c' {
            blanks = 0;
            feed = true;
        }
    };
    for at in memchr3_iter(b'\n', b'\r', b'\x0c', bytes) {
        if at < start {
            continue;
        }
        let crlf = bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n');
        push(start..at, bytes[at], &mut out);
        start = at + if crlf { 2 } else { 1 };
    }
    push(start..text.len(), b'\n', &mut out);
    out
}

/// The line that a range of text is, if it has ink.
fn ink(text: &str, range: Range<usize>) -> Option<Line> {
    let slice = &text[range.clone()];
    let trimmed = slice.trim();
    if trimmed.is_empty() {
        return None;
    }
    let lead = slice.len() - slice.trim_start().len();
    let start = range.start + lead;
    Some(Line {
        ink: start..start + trimmed.len(),
        indent: clamp(slice[..lead].chars().map(|c| if c == '\t' { 8 } else { 1 }).sum()),
        width: clamp(width(trimmed)),
        blanks: 0,
        feed: false,
        column_break: false,
        torn: false,
        call: 0,
    })
}

/// Characters of a string, runs of white space counted as one.
pub fn width(text: &str) -> usize {
    if text.is_ascii() {
        let bytes = text.as_bytes();
        if !has_gaps(bytes) {
            return bytes.len();
        }
        let doubled = bytes.windows(2).filter(|w| w[0].is_ascii_whitespace() && w[1].is_ascii_whitespace()).count();
        return bytes.len() - doubled;
    }
    let mut blank = false;
    text.chars()
        .filter(|c| {
            let space = c.is_whitespace();
            let counts = !(space && blank);
            blank = space;
            counts
        })
        .count()
}

/// Whether a text has white space beside white space, of ASCII both, which few lines have.
pub(crate) fn has_gaps(text: &[u8]) -> bool {
    let is_blank = |byte: u8| (byte == b' ') | is_control_blank(byte);
    any_pair(text, |a, b| is_blank(a) & is_blank(b))
}

/// Whether a byte is white space of ASCII, but no space.
#[inline(always)]
pub(crate) fn is_control_blank(byte: u8) -> bool {
    byte.wrapping_sub(b'\t') <= b'\r' - b'\t'
}

/// The value below which a share (0 to 1) of the values lie; 0 for none. Linear time.
pub fn percentile(values: &mut [u16], share: f32) -> u16 {
    if values.is_empty() {
        return 0;
    }
    let at = ((values.len() - 1) as f32 * share) as usize;
    *values.select_nth_unstable(at).1
}

fn clamp(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(&str, u16, u16, bool)> {
        lines(text).iter().map(|l| (&text[l.ink.clone()], l.indent, l.blanks, l.feed)).collect()
    }

    #[test]
    fn lines_end_at_any_line_end() {
        assert_eq!(
            shown("a\r\nb\rc\n\n  d \x0ce\n\x0c\n f"),
            [
                ("a", 0, 0, false),
                ("b", 0, 0, false),
                ("c", 0, 0, false),
                ("d", 2, 1, false),
                ("e", 0, 0, true),
                ("f", 1, 1, true)
            ]
        );
    }

    #[test]
    fn nothing_has_no_lines() {
        assert_eq!(shown(" \n\t\n\x0c"), []);
    }

    #[test]
    fn width_counts_runs_of_spaces_once() {
        assert_eq!(width("a   b"), 3);
        assert_eq!(width("é \u{a0} b"), 3);
    }
}
