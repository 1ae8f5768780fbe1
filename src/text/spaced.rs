//! Letters set apart: `C H A P T E R   T W O`.
//!
//! Only lines that hold nothing else are mended, and only where the borders of the words can be told: by wider spaces,
//! or, for a line that is one word, by a list of words. `P A R T I` stays as it is.

use std::ops::Range;

use memchr::memchr3_iter;

use crate::{
    ledger::Code,
    text::{language::is_english_word, repair::Edit},
};

/// Fewest letters of the longest word of such a line: rows of single letters stand in tables and formulas.
const MIN_LETTERS: usize = 4;

/// The changes that bring letters together, in order. Linear time.
pub(super) fn edits(text: &str) -> Vec<Edit> {
    let mut out = Vec::new();
    let mut start = 0;
    for end in memchr3_iter(b'\n', b'\r', b'\x0c', text.as_bytes()).chain([text.len()]) {
        let line = &text[start..end];
        out.extend(words(line).into_iter().map(|word| Edit {
            after: line[word.clone()].chars().filter(|c| !c.is_whitespace()).collect::<String>().into(),
            range: start + word.start..start + word.end,
            code: Code::LetterSpaced,
        }));
        start = text.len().min(end + 1);
    }
    out
}

/// The words of a line whose letters are all set apart; none for any other line.
fn words(line: &str) -> Vec<Range<usize>> {
    let ink = line.trim_start();
    // nearly every line ends here
    let mut first = ink.chars();
    if !(first.next().is_some_and(char::is_alphabetic) && first.next() == Some(' ')) {
        return Vec::new();
    }
    let start = line.len() - ink.len();
    let ink = ink.trim_end();
    let mut words: Vec<Range<usize>> = Vec::new();
    let (mut at, mut wide) = (0, false);
    for token in ink.split(' ') {
        let here = start + at..start + at + token.len();
        at += token.len() + 1;
        let mut chars = token.chars();
        match (chars.next(), chars.next()) {
            (None, _) => wide = true,
            (Some(c), None) if c.is_alphabetic() => {
                match words.last_mut() {
                    Some(word) if !wide => word.end = here.end,
                    _ => words.push(here),
                }
                wide = false;
            }
            _ => return Vec::new(),
        }
    }
    let letters = |word: &Range<usize>| line[word.clone()].chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let long = words.iter().any(|word| letters(word).chars().count() >= MIN_LETTERS);
    let known = words.len() > 1 || words.iter().all(|word| is_english_word(&letters(word)));
    if !long || !known || words.iter().any(|word| is_alphabet(&letters(word))) {
        return Vec::new();
    }
    words.retain(|word| line[word.clone()].contains(' '));
    words
}

/// Whether letters stand in the order of the alphabet, as the choices of a question do.
fn is_alphabet(letters: &str) -> bool {
    let codes: Vec<u32> = letters.chars().map(u32::from).collect();
    codes.len() >= 3 && codes.windows(2).all(|pair| pair[0] + 1 == pair[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(line: &str) -> Vec<String> {
        edits(line).into_iter().map(|edit| edit.after.into_owned()).collect()
    }

    #[test]
    fn letters_are_brought_together() {
        assert_eq!(mended("x\n  C H A P T E R   T W O \n"), ["CHAPTER", "TWO"]);
        assert_eq!(mended("P R E F A C E"), ["PREFACE"]);
        assert_eq!(mended("T E I L   Ü B E R   A"), ["TEIL", "ÜBER"]);
    }

    #[test]
    fn other_rows_of_letters_stay() {
        for line in
            ["P A R T I", "A B C D   E F G H", "x y z", "a b   c d", "A man", "I a m here", "A", "C H A P T E R 2"]
        {
            assert_eq!(mended(line), [""; 0], "{line}");
        }
    }
}
