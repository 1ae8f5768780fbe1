//! The pieces of a page: where each begins and ends, which calls and labels it has.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::division::{Division, Place, Reach, over};
use crate::{
    grammar::{
        call,
        endings::wants_more,
        ends_sentence, enumeration,
        label::{Series, label, roman_label},
    },
    page::{Line, columns, percentile},
};

/// Most pieces of a page: more are no page of text.
const MOST_PIECES: usize = 64;
/// Most lines of a page.
const MOST_LINES: usize = 300;

/// How a piece ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tail {
    Whole,
    Sentence,
    Word,
    Colon,
    Unclear,
}

/// How a piece begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Head {
    Small,
    Capital,
    /// A quotation, or an item of a list.
    Quoted,
    Item,
    Unclear,
}

/// Lines of a page that stand together.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) lines: Range<usize>,
    /// Whether a blank line stands before it.
    pub(super) parted: bool,
    pub(super) head: Head,
    pub(super) tail: Tail,
    /// Number of the note whose label it begins with, if the page has its call too; 0 for other labels.
    pub(super) label: Option<u32>,
    /// Lowest and highest call that a label of the page answers.
    pub(super) calls: Reach,
    /// Characters that nine in ten of its lines stay within, if there are enough.
    pub(super) width: Option<u16>,
}

pub(super) struct Page<'a> {
    pub(super) lines: &'a [Line],
    /// The lines between head and foot.
    pub(super) inner: Range<usize>,
    pub(super) pieces: Vec<Piece>,
}

impl<'a> Page<'a> {
    /// Cuts a page at blank lines, at labels and behind short lines. No pieces if it has none or is no page of text.
    pub(super) fn read(text: &str, lines: &'a [Line]) -> Self {
        let none = Self { lines, inner: 0..0, pieces: Vec::new() };
        let parted = |i: usize| i == 0 || lines[i].blanks > 0;
        if lines.len() > MOST_LINES || !(1..lines.len()).any(parted) {
            return none;
        }
        let ink = |i: usize| &text[lines[i].ink.clone()];
        let mut all: Vec<u16> = lines.iter().map(|line| line.width).collect();
        let full = f32::from(percentile(&mut all, 0.75));
        let short = |i: usize, share: f32| f32::from(lines[i].width) < full * share;
        // a head or foot, or a heading, by itself
        let lone = |i: usize| parted(i) && (i + 1 == lines.len() || parted(i + 1)) && short(i, 0.6);
        let from = (0..lines.len()).find(|&i| !lone(i)).unwrap_or(lines.len());
        let to = (from..lines.len()).rev().find(|&i| !lone(i)).map_or(from, |i| i + 1);
        let numbers = Numbers::read(text, &lines[from..to]);
        let mut page = Self { inner: from..to, ..none };
        let mut start = from;
        for i in from..to {
            let last = i + 1 == to;
            let cut = last || parted(i + 1) || numbers.label(i + 1 - from).is_some() || short(i, 0.75);
            // a heading by itself goes with what it stands over
            if !cut || (!last && lone(i)) {
                continue;
            }
            let of = start..i + 1;
            let mut widths: Vec<u16> = lines[of.clone()].iter().map(|line| line.width).collect();
            let at = start - from..i + 1 - from;
            page.pieces.push(Piece {
                parted: parted(start),
                head: if lone(start) { Head::Capital } else { Head::of(ink(start)) },
                tail: Tail::of(ink(i), short(i, 0.7)),
                label: numbers.label(at.start).map(|(series, value)| if series == Series::Number { value } else { 0 }),
                calls: numbers.calls[at].iter().copied().fold(None, over),
                width: (of.len() >= 3).then(|| percentile(&mut widths, 0.9)),
                lines: of,
            });
            start = i + 1;
        }
        if page.pieces.len() > MOST_PIECES {
            page.pieces.clear();
        }
        page
    }

    /// Writes the text of both columns, then the notes of both.
    pub(super) fn write(&self, division: &Division, out: &mut Vec<Line>) {
        let first = out.len();
        out.extend_from_slice(&self.lines[..self.inner.start]);
        for note in [false, true] {
            let column = |side: usize| {
                let is = Place { side, note };
                let of = division.places.iter().zip(&self.pieces).filter(|(place, _)| **place == is);
                of.flat_map(|(_, piece)| self.lines[piece.lines.clone()].to_vec()).collect()
            };
            columns::write(column(0), column(1), out);
        }
        out.extend_from_slice(&self.lines[self.inner.end..]);
        out[first..].iter_mut().enumerate().for_each(|(i, line)| line.feed = i == 0 && self.lines[0].feed);
    }
}

/// The labels and calls of some lines, those of a page.
struct Numbers {
    labels: Vec<Option<(Series, u32)>>,
    /// The labels, and whether one of the lines calls each.
    called: FxHashMap<(Series, u32), bool>,
    /// Lowest and highest call of each line that a label answers.
    calls: Vec<Reach>,
}

impl Numbers {
    fn read(text: &str, lines: &[Line]) -> Self {
        let inks = || lines.iter().map(|line| &text[line.ink.clone()]);
        // a number by itself is the page's
        let labels = inks().map(|ink| label(ink).filter(|l| l.len < ink.len()).map(|l| (l.series, l.value)));
        let labels: Vec<Option<(Series, u32)>> = labels.collect();
        let mut called: FxHashMap<_, bool> = labels.iter().flatten().map(|&label| (label, false)).collect();
        let calls = inks().map(|ink| {
            let mut reach = None;
            call::marks(ink, |mark| {
                let behind = mark.range.start > 0 && !ink[..mark.range.start].ends_with(char::is_whitespace);
                let Some(answered) = called.get_mut(&(mark.series, mark.value)).filter(|_| behind) else { return };
                *answered = true;
                if mark.series == Series::Number {
                    reach = over(reach, Some((mark.value, mark.value)));
                }
            });
            reach
        });
        Self { calls: calls.collect(), labels, called }
    }

    /// The label of a line, if the page calls it.
    fn label(&self, line: usize) -> Option<(Series, u32)> {
        self.labels[line].filter(|label| self.called.get(label).copied().unwrap_or(false))
    }
}

impl Head {
    pub(super) fn of(ink: &str) -> Self {
        let first = ink.chars().find(|c| !matches!(c, '“' | '"' | '«' | '„' | '(' | '[' | '‘' | ' '));
        match first {
            _ if enumeration::items(ink).next().is_some() || roman_label(ink).is_some() => Self::Item,
            Some(c) if c.is_lowercase() => Self::Small,
            Some(_) if ink.starts_with(['“', '"', '«', '„']) => Self::Quoted,
            Some(c) if c.is_alphabetic() => Self::Capital,
            _ => Self::Unclear,
        }
    }
}

impl Tail {
    /// `short` is a line that leaves room.
    pub(super) fn of(ink: &str, short: bool) -> Self {
        match () {
            () if ink.ends_with(['-', '\u{ad}', '\u{2010}']) => Self::Word,
            () if ink.ends_with([':', '—']) => Self::Colon,
            () if ends_sentence(ink) => Self::Whole,
            () if short && (wants_more(ink) || ink.ends_with(',')) => Self::Sentence,
            () if !short && !ink.ends_with(';') => Self::Sentence,
            () => Self::Unclear,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_roman_label_is_no_small_word() {
        for ink in ["viii Lund Press, p. 3.", "xiiSee above.", "(a) the rope", "4 Minutes of the council"] {
            assert_ne!(Head::of(ink), Head::Small, "{ink}");
        }
        assert_eq!(Head::of("in May the rope"), Head::Small);
    }
}
