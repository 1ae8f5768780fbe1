//! Whether one piece of text goes on with another, by the words at their ends.

use crate::grammar::{endings::wants_more, ends_sentence, enumeration, label::roman_label, opens_quotation};

/// A sentence that breaks off goes on with a small letter, or begins anew; the second part of a word.
const GOES_ON: f32 = 2.0;
const BEGINS_ANEW: f32 = -1.2;
const WORD_GOES_ON: f32 = 3.0;
/// A small letter behind a sentence's end.
const SMALL_ANEW: f32 = -3.0;
/// A quotation or list behind the words that announce it.
const FOLLOWS_COLON: f32 = 1.5;
/// A whole piece behind a whole one.
pub(super) const WHOLE: f32 = 0.3;

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

impl Head {
    pub(super) fn of(ink: &str) -> Self {
        let first = ink.chars().find(|&c| !opens_quotation(c) && !matches!(c, '(' | '[' | ' '));
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

/// What speaks for one piece's going on with another.
pub(super) fn joint(tail: Tail, head: Head) -> f32 {
    match (tail, head) {
        (Tail::Word, Head::Small) => WORD_GOES_ON,
        (Tail::Word, _) => BEGINS_ANEW * 2.0,
        (Tail::Sentence, Head::Small) => GOES_ON,
        (Tail::Sentence, Head::Capital | Head::Quoted) => BEGINS_ANEW,
        (Tail::Colon, Head::Quoted | Head::Item) => FOLLOWS_COLON,
        (Tail::Whole, Head::Small) => SMALL_ANEW,
        (Tail::Whole, _) => WHOLE,
        _ => 0.0,
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
