//! What a line is made of: letters, signs and words, brackets, the ends of sentences.

use crate::{
    grammar::{any_byte, count_bytes},
    page::is_control_blank,
};

/// Whether a sentence ends within a line: `He came. He`. What follows the full stop of a number or an abbreviation does not
/// count.
pub(super) fn holds_end(ink: &str) -> bool {
    let bytes = ink.as_bytes();
    let spaced = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    if !spaced.fold(false, |any, (stop, space)| any | ((*stop == b'.') & (*space == b' '))) {
        return false;
    }
    ink.match_indices('.').any(|(at, _)| {
        let word = || ink[..at].rsplit(char::is_whitespace).next().unwrap_or("");
        ink[at + 1..].strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_uppercase))
            && word().chars().filter(|c| c.is_lowercase()).count() > 3
    })
}

/// What is counted in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Made {
    /// Letters.
    pub(super) letters: usize,
    /// All that is no white space.
    pub(super) signs: usize,
    /// Words.
    pub(super) words: usize,
    /// Whether a character is repeated as in no words.
    pub(super) stammers: bool,
}

impl Made {
    /// Looks at a line, of ASCII or not.
    pub(super) fn of(ink: &str) -> Self {
        if ink.is_ascii() { Self::of_ascii(ink) } else { Self::of_any(ink) }
    }

    fn of_any(ink: &str) -> Self {
        let mut made = Self { letters: 0, signs: 0, words: 0, stammers: stammers(ink) };
        let mut blank = true;
        for c in ink.chars() {
            let before = std::mem::replace(&mut blank, c.is_whitespace());
            made.letters += usize::from(c.is_alphabetic());
            made.signs += usize::from(!blank);
            made.words += usize::from(!blank & before);
        }
        made
    }

    /// The same for ASCII, several bytes at a time.
    fn of_ascii(ink: &str) -> Self {
        let bytes = ink.as_bytes();
        let is_blank = |byte: u8| (byte == b' ') | is_control_blank(byte);
        let blanks = count_bytes(bytes, is_blank);
        let beside = || bytes.iter().zip(bytes.get(1..).unwrap_or_default());
        let begin = beside().map(|(before, byte)| u32::from(is_blank(*before) & !is_blank(*byte))).sum::<u32>();
        let first = bytes.first().is_some_and(|byte| !is_blank(*byte));
        let thrice = beside().zip(bytes.get(2..).unwrap_or_default());
        let thrice = thrice.fold(false, |any, ((one, two), three)| any | ((one == two) & (two == three)));
        Self {
            letters: count_bytes(bytes, |byte| byte.is_ascii_alphabetic()),
            signs: bytes.len() - blanks,
            words: begin as usize + usize::from(first),
            stammers: thrice && stammers(ink),
        }
    }
}

/// Whether a line repeats a character as no words do.
fn stammers(ink: &str) -> bool {
    let (mut last, mut run) = (' ', 0);
    ink.chars().any(|c| {
        run = if c == last { run + 1 } else { 1 };
        last = c;
        run >= 3 && is_no_word(c, run)
    })
}

/// Whether a character so many times running stands in no words: a gap, dots that lead to a page, or a letter four times
/// running, which is what recognition makes of a column of figures.
fn is_no_word(c: char, run: usize) -> bool {
    match c {
        '.' => run >= 3,
        ' ' => run >= 4,
        'I' | 'i' | 'X' | 'x' | 'C' | 'M' => false,
        c => run >= 4 && c.is_alphabetic(),
    }
}

/// Whether brackets are unbalanced, or about all of a line.
pub(super) fn is_bracketed(ink: &str) -> bool {
    if !any_byte(ink.as_bytes(), |byte| matches!(byte, b'(' | b')' | b'[' | b']')) {
        return false;
    }
    let mut counts = [0usize; 4];
    for byte in ink.bytes() {
        match byte {
            b'(' => counts[0] += 1,
            b')' => counts[1] += 1,
            b'[' => counts[2] += 1,
            b']' => counts[3] += 1,
            _ => {}
        }
    }
    let [opens, closes, opens_square, closes_square] = counts;
    let whole = ink.starts_with(['[', '(']) && ink.ends_with([']', ')']) && opens + opens_square == 1;
    whole || opens_square != closes_square || opens > closes
}

/// `10 June 2015`: mostly figures, but words.
pub(super) fn ends_with_year(ink: &str) -> bool {
    let last = ink.rsplit(char::is_whitespace).next().unwrap_or("");
    last.len() == 4
        && last.bytes().all(|b| b.is_ascii_digit())
        && ink.chars().filter(|c| c.is_alphabetic()).count() >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_ascii_are_told_as_others_are() {
        for line in
            ["", "a", "A line of words.", "Page ..... 3", "x  y   z    aaaa", "III", "(see 3) \t b", "  two", "1\n\nb "]
        {
            assert_eq!(Made::of_ascii(line), Made::of_any(line), "{line}");
        }
        assert_eq!(Made::of("Tom ran"), Made { letters: 6, signs: 6, words: 2, stammers: false });
        assert!(Made::of("dots ... 3").stammers && Made::of("aaaa").stammers && !Made::of("XXXX").stammers);
    }

    #[test]
    fn sentences_end_within_lines() {
        assert!(holds_end("It ended there. He went"));
        assert!(!holds_end("Mr. Tom went") && !holds_end("He went. he came") && !holds_end("It ended there."));
    }
}
