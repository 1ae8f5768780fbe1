//! Notes in text that has no line ends, as pdf.js prints it: a page is one line, with its notes at the end of it.
//!
//! A number between two sentences is a label if the numbers behind it count on to the end of the line and every one of
//! them is called before the first. Then each note is a line of its own.

use rustc_hash::FxHashSet;

use super::{Line, clamp, width};
use crate::grammar::{call, ends_sentence, label::Series, opens_quotation};

/// Fewest characters of such a line.
const LONG: u16 = 200;
/// Fewest notes.
const FEWEST: usize = 2;
/// Digits of the longest label.
const MAX_DIGITS: usize = 3;

/// Parts such lines. Linear time.
pub(super) fn part(text: &str, lines: Vec<Line>) -> Vec<Line> {
    let notes = |line: &Line| if line.width < LONG { Vec::new() } else { notes(&text[line.ink.clone()]) };
    let cuts: Vec<Vec<usize>> = lines.iter().map(notes).collect();
    if cuts.iter().all(Vec::is_empty) {
        return lines;
    }
    let mut out = Vec::with_capacity(lines.len());
    for (line, cuts) in lines.into_iter().zip(cuts) {
        if cuts.is_empty() {
            out.push(line);
            continue;
        }
        let ends = cuts.iter().copied().chain([line.ink.len()]);
        let mut start = 0;
        for (n, end) in ends.enumerate() {
            let piece = text[line.ink.start + start..line.ink.start + end].trim_end();
            let ink = line.ink.start + start..line.ink.start + start + piece.len();
            let part = Line { width: clamp(width(piece)), ink, ..line.clone() };
            out.push(if n == 0 { part } else { Line { blanks: 0, feed: false, column_break: false, ..part } });
            start = end;
        }
    }
    out
}

/// Where the notes at the end of a line begin.
fn notes(ink: &str) -> Vec<usize> {
    let mut chain: Vec<(usize, u32)> = Vec::new();
    let labels: Vec<(usize, u32)> = labels(ink).collect();
    for &(at, number) in labels.iter().rev() {
        if chain.last().is_none_or(|&(_, next)| number + 1 == next) {
            chain.push((at, number));
        }
    }
    let Some(&(first, _)) = chain.last().filter(|_| chain.len() >= FEWEST) else { return Vec::new() };
    let mut called = FxHashSet::default();
    call::marks(&ink[..first], |mark| {
        if mark.series == Series::Number {
            called.insert(mark.value);
        }
    });
    if chain.iter().all(|(_, number)| called.contains(number)) {
        chain.iter().rev().map(|&(at, _)| at).collect()
    } else {
        Vec::new()
    }
}

/// The numbers that stand between the end of a sentence and the beginning of another.
fn labels(ink: &str) -> impl Iterator<Item = (usize, u32)> + '_ {
    let bytes = ink.as_bytes();
    (1..bytes.len()).filter(|&at| bytes[at].is_ascii_digit() && bytes[at - 1] == b' ').filter_map(move |at| {
        let digits = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        let begins = ink[at + digits..].strip_prefix(' ')?.chars().next()?;
        let before = ink[..at].trim_end();
        let word = before.rsplit(char::is_whitespace).next().unwrap_or("");
        let note = begins.is_uppercase() || opens_quotation(begins);
        (digits <= MAX_DIGITS && bytes[at] != b'0' && note && ends_sentence(word))
            .then(|| ink[at..at + digits].parse().ok().map(|number| (at, number)))
            .flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::notes;

    #[test]
    fn notes_behind_the_text_of_their_line() {
        let ink = "It was paid1 and fed2. It died. 1 Pay book, p. 4. 2 “Report”, p. 1.";
        assert_eq!(notes(ink), [ink.find("1 Pay").unwrap_or(0), ink.find("2 “R").unwrap_or(0)]);
        // nothing calls the second, or nothing counts
        assert_eq!(notes("It was paid1 and fed. It died. 1 Pay book. 2 Report."), [0; 0]);
        assert_eq!(notes("It was paid1 in 1822. 12 Men came. 40 Men went."), [0; 0]);
    }
}
