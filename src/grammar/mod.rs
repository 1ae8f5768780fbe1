//! The shapes of lines and tokens, as nom parsers: each file is one shape, with its examples below it.
//!
//! A parser here looks at one line or token and says what it could be. It holds no state and decides nothing:
//! what a line or mark *is*, the stages decide over the whole document.

pub mod byline;
pub mod call;
pub mod caption;
pub mod date;
pub mod endings;
pub mod enumeration;
pub mod folio;
pub mod heading;
pub mod label;
pub mod reference;
pub mod roman;
pub(crate) mod runs;
pub mod scribble;
pub(crate) mod sieve;
pub mod spoilt;
pub mod url;

use std::{borrow::Cow, hash::Hasher};

use nom::{
    IResult, Parser,
    bytes::complete::take_while1,
    combinator::verify,
    error::{Error, ErrorKind},
};
use rustc_hash::FxHasher;

/// Decimal digits of at most `max` places, as a number.
fn number(max: usize) -> impl Fn(&str) -> IResult<&str, u32> {
    move |input| {
        verify(take_while1(|c: char| c.is_ascii_digit()), |digits: &str| digits.len() <= max)
            .map_res(str::parse)
            .parse(input)
    }
}

/// A text in small or capital letters. Unlike nom's parser of this name, which folds each character it compares, it costs
/// next to nothing where the first one differs, as it mostly does.
fn tag_no_case<'i>(tag: &'static str) -> impl Fn(&'i str) -> IResult<&'i str, &'i str> {
    let first = tag.bytes().next().filter(u8::is_ascii);
    let may_be = move |input: &str| {
        first.is_none_or(|first| input.bytes().next().is_some_and(|byte| byte.eq_ignore_ascii_case(&first)))
    };
    move |input| match input.get(..tag.len()).filter(|start| may_be(start)) {
        Some(start) if eq_no_case(start, tag) => Ok((&input[tag.len()..], start)),
        _ => Err(nom::Err::Error(Error::new(input, ErrorKind::Tag))),
    }
}

fn eq_no_case(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
        || (!b.is_ascii() && a.chars().flat_map(char::to_lowercase).eq(b.chars().flat_map(char::to_lowercase)))
}

/// A text in small letters; itself, if it is in small letters already, as most words are.
pub(crate) fn lower(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.to_lowercase())
    }
}

/// Whether a line is one of some titles in small letters and nothing else, its number and signs aside.
pub(crate) fn is_title_of(line: &str, titles: &[&str]) -> bool {
    is_one_of(line.trim_matches(|c: char| !c.is_alphabetic()), titles)
}

fn is_one_of(title: &str, titles: &[&str]) -> bool {
    /// Bytes of the longest title that any part has.
    const LONGEST: usize = 24;
    title.len() <= LONGEST && titles.contains(&title.to_lowercase().as_str())
}

/// Whether a line is the title of a section of notes and nothing else: `Note 5` is none.
pub(crate) fn is_title_of_notes(line: &str) -> bool {
    const TITLES: &[&str] = &[
        "notes",
        "endnotes",
        "footnotes",
        "end notes",
        "notes and references",
        "anmerkungen",
        "fußnoten",
        "endnoten",
        "notes de fin",
        "notes de bas de page",
        "notas",
        "note",
        "noter",
        "sluttnoter",
        "fotnoter",
        "slutnoter",
        "noten",
        "примечания",
    ];
    is_one_of(line.trim_end_matches([':', '.']), TITLES)
}

/// A length as one of a set of lengths, of which the longest belong to no set.
const fn length_bit(length: usize) -> u32 {
    if length < u32::BITS as usize { 1 << length } else { 0 }
}

/// Whether any byte is of a kind. Told without branches, so that the compiler makes vector instructions of it, which it does not
/// where it leaves this a call: for what few lines have.
#[inline(always)]
pub(crate) fn any_byte(bytes: &[u8], is: impl Fn(u8) -> bool) -> bool {
    bytes.iter().fold(false, |any, byte| any | is(*byte))
}

/// Whether any two bytes beside each other are a pair of a kind, told like [`any_byte`].
#[inline(always)]
pub(crate) fn any_pair(bytes: &[u8], is: impl Fn(u8, u8) -> bool) -> bool {
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    pairs.fold(false, |any, (a, b)| any | is(*a, *b))
}

/// How many bytes are of a kind, told like [`any_byte`].
#[inline(always)]
pub(crate) fn count_bytes(bytes: &[u8], is: impl Fn(u8) -> bool) -> usize {
    /// Bytes that are counted in one byte, so that the counts of as many as can be lie side by side.
    const BLOCK: usize = 240;
    let of_block = |block: &[u8]| block.iter().fold(0u8, |count, byte| count + u8::from(is(*byte)));
    bytes.chunks(BLOCK).map(|block| usize::from(of_block(block))).sum()
}

/// The characters of a text that are beyond ASCII or one of some ASCII signs, with their places: all others are passed over at
/// a look at their bytes.
fn signs_among(text: &str, is: impl Fn(u8) -> bool) -> impl Iterator<Item = (usize, char)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let start = at + rest.bytes().position(|byte| !byte.is_ascii() || is(byte))?;
        let c = text[start..].chars().next()?;
        at = start + c.len_utf8();
        Some((start, c))
    })
}

/// The letters and digits of a text, small.
pub(crate) fn alphanumerics(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A hash of characters in small letters.
pub(crate) fn small_hash(characters: impl Iterator<Item = char>) -> u64 {
    let mut hasher = FxHasher::default();
    for c in characters {
        if c.is_ascii() {
            hasher.write_u32(u32::from(c.to_ascii_lowercase()));
        } else {
            c.to_lowercase().for_each(|c| hasher.write_u32(u32::from(c)));
        }
    }
    hasher.finish()
}

/// Whether a character ends a sentence or clause, closes a quotation or a bracket: what a note call stands behind.
pub fn is_closing(c: char) -> bool {
    matches!(
        c,
        '.' | ','
            | ';'
            | ':'
            | '!'
            | '?'
            | ')'
            | ']'
            | '}'
            | '»'
            | '›'
            | '”'
            | '’'
            | '"'
            | '\''
            | '…'
            | '“'
            | '‘'
            | '—'
            | '–'
    )
}

/// Whether a character opens a quotation, or may.
pub(crate) fn opens_quotation(c: char) -> bool {
    matches!(c, '“' | '«' | '„' | '"' | '‘')
}

/// Whether a line ends a sentence: a full stop, question or exclamation mark, or colon, closing marks and a note
/// call's digits after it aside.
pub fn ends_sentence(line: &str) -> bool {
    // most lines end with a letter or a plain stop
    match line.as_bytes().last() {
        Some(b'.' | b'!' | b'?' | b':') => return true,
        Some(b'a'..=b'z' | b'A'..=b'Z' | b',' | b';' | b'-') => return false,
        _ => {}
    }
    let line = line.trim_end();
    let bare = line.trim_end_matches(|c: char| {
        c.is_ascii_digit() || is_superscript(c) || matches!(c, '*' | '†' | '‡' | '§' | '¶' | '‖')
    });
    let bare = if bare.is_empty() { line } else { bare };
    let bare = bare.trim_end_matches(|c: char| {
        matches!(c, ')' | ']' | '»' | '›' | '”' | '’' | '"' | '\'' | '“' | ' ' | '\u{a0}' | '[')
    });
    bare.ends_with(['.', '!', '?', ':', '…', '։', '。'])
}

/// Superscript digits.
pub fn is_superscript(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹')
}

/// The value of a superscript digit.
pub fn superscript_digit(c: char) -> Option<u32> {
    "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().position(|d| d == c).and_then(|at| u32::try_from(at).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_notes_are_nothing_else() {
        for line in ["Notes", "NOTES:", "Fußnoten", "Notes and references."] {
            assert!(is_title_of_notes(line), "{line}");
        }
        for line in ["Note 5", "1. Notes", "Notes on the text", "(note)", ""] {
            assert!(!is_title_of_notes(line), "{line}");
        }
    }

    #[test]
    fn sentences_end() {
        for line in ["the end.", "he said.”", "so it is.12", "is it?»", "thus:", "so (it is).", "it is. » "] {
            assert!(ends_sentence(line), "{line}");
        }
        for line in ["the end of", "in 2014", "the well-", "and, he said,"] {
            assert!(!ends_sentence(line), "{line}");
        }
    }
}
