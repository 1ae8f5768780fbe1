//! Letters that text recognition misread for others of their shape, where it is certain which they were.
//!
//! In roman numerals above chapters: `Ill` for III, `Vill` for VIII, `Vv` for V. Only a numeral that stands by itself, between a
//! paragraph's end and the beginning of another, is mended; and since `Il` and `Ill` are words, only where it goes on counting
//! from another that stands so, or where the text knows no such word.
//!
//! Behind the name of a part or chapter that begins a line: `Partie IL. La ville`.
//!
//! Between capitals: `ClO` for CIO, where the text has the word in capitals alone as well.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::{
    grammar::{
        ends_sentence,
        heading::{Numbering, Style, numbering},
        lower,
        roman::{roman, to_roman},
        runs,
    },
    ledger::Code,
    text::repair::Edit,
};

/// Most letters of one that is mended.
const LONGEST: usize = 6;

/// A line that is a numeral and nothing else.
struct Numeral {
    range: Range<usize>,
    value: u32,
    /// Whether it must be mended to be one.
    spoilt: bool,
}

/// The changes, in order. Linear time.
pub(super) fn edits(text: &str) -> Vec<Edit> {
    let mut edits = numeral_edits(text);
    edits.extend(named_edits(text));
    edits.extend(capital_edits(text));
    edits.sort_by_key(|edit| edit.range.start);
    // a numeral may stand between capitals as well
    edits.dedup_by_key(|edit| edit.range.start);
    edits
}

/// The changes that make capitals of small letters between capitals.
fn capital_edits(text: &str) -> Vec<Edit> {
    let mut found: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for (at, _) in text.match_indices('l') {
        let is_capital = |c: Option<char>| c.is_some_and(|c| c.is_ascii_uppercase());
        if !is_capital(text[..at].chars().next_back()) || !is_capital(text[at + 1..].chars().next()) {
            continue;
        }
        let start = text[..at].trim_end_matches(|c: char| c.is_ascii_uppercase()).len();
        let end = text.len() - text[at + 1..].trim_start_matches(|c: char| c.is_ascii_uppercase()).len();
        let is_whole =
            !text[..start].ends_with(char::is_alphanumeric) && !text[end..].starts_with(char::is_alphanumeric);
        if is_whole {
            found.entry(format!("{}I{}", &text[start..at], &text[at + 1..end])).or_default().push(at);
        }
    }
    if found.is_empty() {
        return Vec::new();
    }
    let mut places: Vec<usize> = runs::alphanumeric(text).filter_map(|word| found.remove(word)).flatten().collect();
    places.sort_unstable();
    places.into_iter().map(|at| Edit { range: at..at + 1, code: Code::Misread, after: "I".into() }).collect()
}

/// The changes that make numerals of what stands behind the name of a part or chapter, at the beginning of a line: `Partie IL.`
fn named_edits(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (start, ink, _) in lines(text) {
        let mut tokens = ink.split(' ');
        let (Some(name), Some(read)) = (tokens.next(), tokens.next()) else { continue };
        let read = read.trim_end_matches(['.', ',', ':']);
        if !is_spelt_so(read) || roman(read).is_some() {
            continue;
        }
        let Some(value) = spoilt(read) else { continue };
        let is_named = |numbering: Numbering| matches!(numbering.style, Style::Part | Style::Chapter);
        let (from, rest) = (name.len() + 1, &ink[name.len() + 1 + read.len()..]);
        if numbering(&format!("{name} {}{rest}", to_roman(value))).is_some_and(is_named) {
            edits.extend(mend(read, value, start + from));
        }
    }
    edits
}

/// The lines of a text: where the ink of each begins, the ink, and whether the page ends behind it.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str, bool)> {
    let mut at = 0;
    text.split_inclusive(['\n', '\u{c}']).map(move |line| {
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        (start, line.trim(), line.ends_with('\u{c}'))
    })
}

/// Whether a word is short and made of the letters of numerals, and of those that they are taken for.
fn is_spelt_so(word: &str) -> bool {
    (1..=LONGEST).contains(&word.len()) && word.bytes().all(|byte| b"IVXivxlL1|".contains(&byte))
}

/// The changes that make numerals of lines that stand by themselves.
fn numeral_edits(text: &str) -> Vec<Edit> {
    let found = numerals(text);
    let spoilt = || found.iter().enumerate().filter(|(_, numeral)| numeral.spoilt);
    let counts_on = |at: usize| {
        let value = found[at].value;
        at > 0 && found[at - 1].value < value || found.get(at + 1).is_some_and(|next| value + 1 == next.value)
    };
    // how often the text has each as a word, beside these lines
    let mut words: FxHashMap<String, i64> = FxHashMap::default();
    for (at, numeral) in spoilt() {
        if !counts_on(at) {
            *words.entry(lower(&text[numeral.range.clone()]).into_owned()).or_default() -= 1;
        }
    }
    if !words.is_empty() {
        for word in runs::alphanumeric(text).filter(|word| word.len() <= LONGEST) {
            if let Some(count) = words.get_mut(&*lower(word)) {
                *count += 1;
            }
        }
    }
    let is_word = |numeral: &Numeral| words.get(&*lower(&text[numeral.range.clone()])).is_some_and(|count| *count > 0);
    spoilt()
        .filter(|(at, numeral)| counts_on(*at) || !is_word(numeral))
        .flat_map(|(_, numeral)| mend(&text[numeral.range.clone()], numeral.value, numeral.range.start))
        .collect()
}

/// The numerals that stand by themselves.
fn numerals(text: &str) -> Vec<Numeral> {
    let mut found: Vec<Numeral> = Vec::new();
    let (mut before, mut blank) = ("", true);
    // whether the line before stands by itself, as a head does
    let mut alone = false;
    // whether the last one found stands right above the next line with ink
    let mut open = false;
    for (start, ink, feeds) in lines(text) {
        if ink.is_empty() {
            blank = true;
            continue;
        }
        if std::mem::take(&mut open) && ink.starts_with(char::is_lowercase) {
            found.pop();
        }
        let parted = || before.is_empty() || ends_sentence(before) || alone && !before.starts_with(char::is_lowercase);
        if is_spelt_so(ink) && blank && parted() {
            let whole = roman(ink).filter(|_| ink.starts_with(char::is_uppercase));
            if let Some(value) = whole.or_else(|| spoilt(ink)) {
                found.push(Numeral { range: start..start + ink.len(), value, spoilt: whole.is_none() });
                open = true;
            }
        }
        (before, alone, blank) = (ink, blank, feeds);
    }
    found
}

/// The value of a numeral that was misread: what is no stroke of it begins with a capital.
fn spoilt(ink: &str) -> Option<u32> {
    if !ink.trim_start_matches(['l', '1', '|']).starts_with(['I', 'V', 'X']) {
        return None;
    }
    let all: String = ink.chars().map(meant).collect();
    roman(&all).or_else(|| {
        // a letter that was read twice, large and small
        let mut once = String::new();
        ink.chars().for_each(|c| {
            if !(c.is_lowercase() && matches!(c, 'v' | 'x') && once.ends_with(meant(c))) {
                once.push(meant(c));
            }
        });
        roman(&once)
    })
}

/// The letter that one was in print.
fn meant(c: char) -> char {
    match c {
        'i' | 'l' | 'L' | '1' | '|' => 'I',
        c => c.to_ascii_uppercase(),
    }
}

/// The changes, letter by letter, from what was read to a numeral.
fn mend(read: &str, value: u32, start: usize) -> Vec<Edit> {
    let wanted = to_roman(value);
    let mut left = wanted.chars().peekable();
    let mut edits = Vec::new();
    for (at, c) in read.char_indices() {
        let range = start + at..start + at + c.len_utf8();
        match left.next_if_eq(&meant(c)) {
            Some(letter) if letter == c => {}
            Some(letter) => edits.push(Edit { range, code: Code::Misread, after: letter.to_string().into() }),
            None => edits.push(Edit { range, code: Code::Misread, after: "".into() }),
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::repair;

    fn mended(text: &str) -> String {
        repair::mended(text, edits(text))
    }

    #[test]
    fn numerals_of_chapters() {
        for (text, wanted) in [
            ("It was so.\n\nIll\n\nThere remain those.", "It was so.\n\nIII\n\nThere remain those."),
            ("Vill\n\nThe Conclusion\n\nIt was so.", "VIII\n\nThe Conclusion\n\nIt was so."),
            ("It was so.\n\nVv\n\nReparation", "It was so.\n\nV\n\nReparation"),
            // the word is known, and the numeral goes on counting
            (
                "Il est tard.\n\nI\n\nIl est tard.\n\nIl\n\nOn dort.",
                "Il est tard.\n\nI\n\nIl est tard.\n\nII\n\nOn dort.",
            ),
            ("It was so.\n\nlV\n\nReparation", "It was so.\n\nIV\n\nReparation"),
            ("It was so.\n\nXIl\nThe end", "It was so.\n\nXII\nThe end"),
        ] {
            assert_eq!(mended(text), wanted);
        }
    }

    #[test]
    fn parts_and_chapters() {
        for (text, wanted) in [
            ("Partie IL. « La ville »", "Partie II. « La ville »"),
            ("Chapter Ill", "Chapter III"),
            ("Chapter IV", "Chapter IV"),
            ("Chapter L", "Chapter L"),
            ("He was Ill then", "He was Ill then"),
            ("Partie Il est tard", "Partie Il est tard"),
        ] {
            assert_eq!(mended(text), wanted);
        }
    }

    #[test]
    fn capitals_have_a_witness() {
        assert_eq!(mended("The CIO and the ClO. FlFA, ClO"), "The CIO and the CIO. FlFA, CIO");
        assert_eq!(mended("Part XII.\n\nXlI\n\nPart XlI."), "Part XII.\n\nXII\n\nPart XII.");
        assert_eq!(mended("Al is a CIOl, and AlI"), "Al is a CIOl, and AlI");
    }

    #[test]
    fn words_stay() {
        for text in [
            "He was.\n\nIll\n\nthen.",
            "He was ill.\n\nIll\n\nThey went.",
            "It was so.\nIll\nThey went.",
            "It was so.\n\nIV\n\nThey went.",
            "It was so.\n\nill\n\nThey went.",
            "It was so.\n\nXL\n\nThey went.",
        ] {
            assert_eq!(mended(text), text);
        }
    }
}
