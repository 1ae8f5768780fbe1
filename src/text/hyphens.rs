//! Hyphens printed as soft hyphens.
//!
//! Some typesetters draw a word's own hyphen and the hyphen of a broken word with one sign, and an extractor that asks
//! the font what the sign means is told U+00AD for both. Then `well-known`, `1914-18` and addresses have soft hyphens
//! where nothing breaks. Whether a text is such a text is decided once, over all soft hyphens within its lines.

use std::{borrow::Cow, ops::Range};

use rustc_hash::FxHashSet;

use crate::{
    grammar::{runs, sieve::Sieve},
    ledger::Code,
    text::repair::Edit,
};

const SOFT: char = '\u{ad}';
/// Fewest soft hyphens that can only be hyphens without which nothing is changed.
const FEWEST: usize = 2;
/// So many of them must stand against one that can only mark where a word may break.
const AGAINST_ONE: usize = 4;
/// In such a text, a hyphen within a line is printed as a hyphen at most once in so many (another font may have it right).
const OTHER_SIGN: usize = 3;
/// Letters of the shortest part of a word that counts as a word by itself.
const MIN_PART: usize = 2;

/// The changes that make hyphens of soft hyphens, in order: all of them, or none. Linear time.
pub(super) fn edits(text: &str) -> Vec<Edit> {
    // nearly every text ends here
    if !text.contains(SOFT) || !are_hyphens(text) {
        return Vec::new();
    }
    let edit =
        |(at, soft): (usize, &str)| Edit { range: at..at + soft.len(), code: Code::HyphenSign, after: "-".into() };
    text.match_indices(SOFT).map(edit).collect()
}

/// Whether the soft hyphens within the lines of a text are the words' own hyphens.
fn are_hyphens(text: &str) -> bool {
    let parts = |at: usize, end: usize| (&text[run_before(text, at)], &text[run_after(text, end)]);
    let words = {
        let parts = within(text, SOFT).map(|(at, end)| parts(at, end));
        known_of(
            text,
            &parts.flat_map(|(head, tail)| [format!("{head}{tail}").into(), head.into(), tail.into()]).collect(),
        )
    };
    let (mut own, mut breaks) = (0, 0);
    for (at, end) in within(text, SOFT) {
        let (head, tail) = parts(at, end);
        let long = |part: &str| part.chars().nth(MIN_PART - 1).is_some();
        let beside_digit = head.ends_with(char::is_numeric) || tail.starts_with(char::is_numeric);
        if beside_digit || (head.ends_with(char::is_lowercase) && tail.starts_with(char::is_uppercase)) {
            own += 1;
        } else if words.contains(format!("{head}{tail}").as_str()) {
            breaks += 1;
        } else if long(head) && long(tail) && words.contains(head) && words.contains(tail) {
            own += 1;
        } else if text[end + tail.len()..].starts_with(SOFT) {
            // a word that may break in several places
            breaks += 1;
        }
    }
    own >= FEWEST && own >= AGAINST_ONE * breaks && within(text, '-').count() * OTHER_SIGN <= within(text, SOFT).count()
}

/// The places where a sign stands within a word.
fn within(text: &str, sign: char) -> impl Iterator<Item = (usize, usize)> {
    text.match_indices(sign).map(|(at, sign)| (at, at + sign.len())).filter(|&(at, end)| {
        text[..at].ends_with(char::is_alphanumeric) && text[end..].starts_with(char::is_alphanumeric)
    })
}

/// Those of some words that stand in a text without a soft hyphen beside them. They are far fewer than all words of a text,
/// which would take much memory.
fn known_of<'t>(text: &'t str, wanted: &FxHashSet<Cow<str>>) -> FxHashSet<&'t str> {
    let sieve = Sieve::of(wanted.iter().map(|word| &**word));
    let is_wanted = |word: &&str| sieve.may_be(word) && wanted.contains(*word);
    let stands_alone = |word: &&str| {
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        !text[..at].ends_with(SOFT) && !text[at + word.len()..].starts_with(SOFT)
    };
    runs::alphanumeric(text).filter(is_wanted).filter(stands_alone).collect()
}

fn run_before(text: &str, at: usize) -> Range<usize> {
    let start = text[..at].trim_end_matches(char::is_alphanumeric).len();
    start..at
}

fn run_after(text: &str, at: usize) -> Range<usize> {
    at..text.len() - text[at..].trim_start_matches(char::is_alphanumeric).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &str) -> usize {
        edits(&text.replace('~', "\u{ad}")).len()
    }

    #[test]
    fn hyphens_are_told_from_breaks() {
        assert_eq!(mended("the Franco~German war of 1870~71 was a ca~\nlamity"), 3);
        assert_eq!(mended("a well~known man, known well; cats and dogs: a cats~dogs house"), 2);
    }

    #[test]
    fn breaks_stay() {
        for text in [
            "an un~for~get~ta~ble, in~com~pre~hen~si~ble word",
            "the Franco~German war of 1870-71, the well-known one, a re~\nsult",
            "the cul~ture of a cul~\nture; culture; 2~3 and 1~2",
            "plain",
            "~",
        ] {
            assert_eq!(mended(text), 0, "{text}");
        }
    }

    #[test]
    fn is_linear() {
        for piece in ["a\u{ad}", "1\u{ad}1 ", "\u{ad}"] {
            edits(&piece.repeat(1 << 16));
        }
    }
}
