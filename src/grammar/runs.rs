//! Runs of characters of one kind, as words are: found at a look at each byte where the text is ASCII, as nearly all of it is,
//! and nearly every stage cuts it into words.

use std::marker::PhantomData;

/// The longest parts of a text that have no white space: what [`str::split_whitespace`] gives.
pub(crate) fn ink(text: &str) -> Runs<'_, Ink> {
    Runs::of(text)
}

/// The longest parts of a text that are letters and digits.
pub(crate) fn alphanumeric(text: &str) -> Runs<'_, Alphanumeric> {
    Runs::of(text)
}

/// The longest parts of a text that are letters.
pub(crate) fn alphabetic(text: &str) -> Runs<'_, Alphabetic> {
    Runs::of(text)
}

/// The words of a text, with the hyphens and apostrophes in them and beside them.
pub(crate) fn of_words(text: &str) -> Runs<'_, OfWords> {
    Runs::of(text)
}

/// A kind of characters.
pub(crate) trait Kind {
    /// What each byte says of its character.
    const BYTES: &'static [Class; 256];

    /// Whether a character beyond ASCII is of the kind.
    fn has(c: char) -> bool;
}

/// What a byte says of its character.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// It is of the kind.
    In,
    /// It is not.
    Out,
    /// It is not all of the character.
    Wide,
}

/// Everything but white space.
pub(crate) struct Ink;
/// Letters and digits.
pub(crate) struct Alphanumeric;
/// Letters.
pub(crate) struct Alphabetic;
/// What words are made of.
pub(crate) struct OfWords;

impl Kind for Ink {
    const BYTES: &'static [Class; 256] = &{
        let mut bytes = classes(b"");
        let mut byte = 0;
        while byte < 128 {
            bytes[byte] = if matches!(byte as u8, b'\t'..=b'\r' | b' ') { Class::Out } else { Class::In };
            byte += 1;
        }
        bytes
    };

    fn has(c: char) -> bool {
        !c.is_whitespace()
    }
}

impl Kind for Alphanumeric {
    const BYTES: &'static [Class; 256] = &classes(b"0123456789");

    fn has(c: char) -> bool {
        is_alphabetic(c) || c.is_numeric()
    }
}

impl Kind for Alphabetic {
    const BYTES: &'static [Class; 256] = &classes(b"");

    fn has(c: char) -> bool {
        is_alphabetic(c)
    }
}

impl Kind for OfWords {
    const BYTES: &'static [Class; 256] = &classes(b"0123456789-'");

    fn has(c: char) -> bool {
        Alphanumeric::has(c) || matches!(c, '\u{2010}' | '\u{ad}' | '’')
    }
}

/// The classes where ASCII's letters are of the kind, and some signs.
const fn classes(signs: &[u8]) -> [Class; 256] {
    let mut bytes = [Class::Wide; 256];
    let mut byte = 0;
    while byte < 128 {
        bytes[byte] = if (byte as u8).is_ascii_alphabetic() { Class::In } else { Class::Out };
        byte += 1;
    }
    let mut at = 0;
    while at < signs.len() {
        bytes[signs[at] as usize] = Class::In;
        at += 1;
    }
    bytes
}

/// [`char::is_alphabetic`], which searches its tables long for the commonest characters beyond ASCII: letters with accents, dashes
/// and quotation marks.
fn is_alphabetic(c: char) -> bool {
    match c {
        'À'..='ÿ' => !matches!(c, '×' | '÷'),
        '\u{2010}'..='\u{203e}' => false,
        _ => c.is_alphabetic(),
    }
}

/// The runs of a text, in order.
pub(crate) struct Runs<'t, K> {
    text: &'t str,
    /// Where to go on.
    at: usize,
    kind: PhantomData<K>,
}

impl<'t, K: Kind> Runs<'t, K> {
    fn of(text: &'t str) -> Self {
        Self { text, at: 0, kind: PhantomData }
    }

    /// The place of the next character from one on that is of the kind, or is not.
    #[inline]
    fn next_that(&self, mut at: usize, is: bool) -> usize {
        let (bytes, passed) = (self.text.as_bytes(), if is { Class::Out } else { Class::In });
        while at < bytes.len() {
            match K::BYTES[usize::from(bytes[at])] {
                class if class == passed => at += 1,
                Class::Wide => match self.text[at..].chars().next() {
                    Some(c) if K::has(c) != is => at += c.len_utf8(),
                    _ => break,
                },
                _ => break,
            }
        }
        at
    }
}

impl<'t, K: Kind> Iterator for Runs<'t, K> {
    type Item = &'t str;

    #[inline]
    fn next(&mut self) -> Option<&'t str> {
        let start = self.next_that(self.at, true);
        self.at = self.next_that(start, false);
        if start < self.at { Some(&self.text[start..self.at]) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_those_of_the_tables() {
        assert!(('\0'..='\u{ffff}').all(|c| is_alphabetic(c) == c.is_alphabetic()));
    }

    #[test]
    fn runs_are_what_lies_between_other_characters() {
        for text in [
            "",
            " ",
            "a",
            " a  b\u{a0}\u{a0}é c\u{b}d\t",
            "été — l’an",
            "x\u{2003}",
            "\u{ad}a-b 'tis 1914–18",
            "日本 語。",
        ] {
            assert!(ink(text).eq(text.split_whitespace()), "{text}");
            let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            assert!(alphanumeric(text).eq(words), "{text}");
            let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
            assert!(alphabetic(text).eq(words), "{text}");
        }
        assert!(of_words("l’an, a-b\u{ad}c (it's)").eq(["l’an", "a-b\u{ad}c", "it's"]));
    }
}
