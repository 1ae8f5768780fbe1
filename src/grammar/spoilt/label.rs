//! What text recognition makes of the label at the start of a note: `‘There` `'S Arts` `®° See`.

use super::{is_sign, likeness::like};
use crate::grammar::is_superscript;

/// The bytes of a spoilt label at the start of a line: up to three signs, digits or letters that look like digits, at least one
/// of them a sign, and then the first word of a note.
pub fn label(line: &str) -> Option<usize> {
    const LONGEST: usize = 3;
    // a small letter, which begins no sentence: `s Report of the year`
    let mut letter = line.chars();
    if letter.next().is_some_and(|c| matches!(c, 's' | 'l' | 'z' | 'g' | 'q' | 'b' | 'i'))
        && letter.next() == Some(' ')
        && letter.next().is_some_and(char::is_uppercase)
    {
        return Some(1);
    }
    if let Some(len) = welded(line).or_else(|| capital(line)).or_else(|| bracketed(line)) {
        return Some(len);
    }
    // signs that also begin the items of lists
    if let Some(rest) = line.strip_prefix(['+', '>', '|']) {
        return rest.strip_prefix(' ').unwrap_or(rest).starts_with(char::is_uppercase).then_some(1);
    }
    let sign = |c: char| is_sign(c) && !matches!(c, '+' | '>' | '|' | '»');
    let part = |c: char| is_sign(c) || c.is_ascii_digit() || is_superscript(c) || like(c).is_some();
    let (mut end, mut signs) = (0, 0);
    for (n, c) in line.chars().enumerate() {
        // a letter is part of a label only behind a sign, and only before a space
        if !part(c) || (c.is_ascii_alphabetic() && (signs == 0 || !line[end + 1..].starts_with(' '))) {
            break;
        }
        if n == LONGEST {
            return None;
        }
        signs += usize::from(sign(c));
        end += c.len_utf8();
    }
    // `A common example`, `I have`: the letter is a word
    let label = line[..end].strip_suffix(['A', 'I']).filter(|_| line[end..].starts_with(' '));
    if let Some(label) = label.filter(|_| line[end + 1..].starts_with(char::is_lowercase) && signs > 0) {
        return Some(label.len());
    }
    // `$1,550,000`
    if line[end..].strip_prefix([',', '.']).is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit())) {
        return None;
    }
    // `"... being`, `"[...] we`: what is left out of a quotation
    if line[end..].trim_start_matches([' ', '[']).starts_with("..") {
        return None;
    }
    let rest = line[end..].trim_start_matches(['.', ',']).trim_start();
    let word = rest.chars().next()?;
    // an abbreviation may follow, but not behind a quotation mark
    let small = line[..end].chars().count() == 1
        && line.starts_with(['®', '©', '°', '*', '†', '‡', '$', '%'])
        && line[end..].starts_with(' ');
    let starts = word.is_uppercase()
        || word.is_ascii_digit()
        || matches!(word, '“' | '‘' | '(' | '[' | '«')
        // `Ibid.` lost its first letter to the label
        || rest.starts_with("bid")
        || (small && word.is_lowercase());
    (signs > 0 && starts).then_some(end)
}
/// Capitals that digits were read as, before a word that begins with a capital of its own: `TAlle`, `SAstrid`, `HRagnhild`.
fn welded(line: &str) -> Option<usize> {
    if line.starts_with('I') && line.trim_start_matches(['I', 'V', 'X']).starts_with('.') {
        return None;
    }
    let end = line.find(|c| !matches!(c, 'T' | 'I' | 'S' | 'H' | 'A' | 'M' | 'B' | 'O' | '1'..='9'))?;
    // the last of them may be the word's own
    let mut rest = line[..end].char_indices().rev().chain(None);
    let len = if line[end..].starts_with(char::is_uppercase) { end } else { rest.next()?.0 };
    let mut word = line[len..].chars();
    let is_name = word.next().is_some_and(char::is_uppercase)
        && (word.clone().next().is_some_and(char::is_lowercase) || word.as_str().starts_with(". "));
    let letters = line[..len].chars().any(char::is_alphabetic);
    (matches!(len, 1 | 2) && letters && is_name).then_some(len)
}

/// A capital that a small letter was read as, before a word that begins with a capital of its own: `YLectures`.
fn capital(line: &str) -> Option<usize> {
    let mut chars = line.chars();
    let capital = chars.next().filter(char::is_ascii_uppercase)?;
    let is_word = chars.next().is_some_and(char::is_uppercase)
        && chars.by_ref().take(3).filter(|c| c.is_lowercase()).count() == 3;
    is_word.then_some(capital.len_utf8())
}

/// A number in brackets of which one was read as such: `[14] Falcot`, `Ho] Journal`, `{lThis`, `[1IFor`.
fn bracketed(line: &str) -> Option<usize> {
    let word = |at: usize| {
        line[at..].trim_start().starts_with(|c: char| c.is_uppercase() || matches!(c, '“' | '«' | '"' | '‘'))
    };
    let mut chars = line.char_indices();
    let opened = line.starts_with(['[', '{', '(']);
    // up to three characters and a bracket behind them
    let inner = |c: char| !c.is_whitespace() && !matches!(c, ',' | '.' | '…' | '-');
    let closed =
        chars.by_ref().take(4).take_while(|&(_, c)| inner(c)).find(|&(at, c)| at > 0 && matches!(c, ']' | '}'));
    let has_digit = |len: usize| line[..len].contains(|c: char| c.is_ascii_digit() || is_sign(c));
    if let Some((at, _)) = closed {
        // `[sic] He`
        let letters = line[..at].chars().filter(|c| c.is_alphabetic()).count();
        return (word(at + 1) && (letters < 3 || has_digit(at))).then_some(at + 1);
    }
    if !opened {
        // a bar that was a one, or a bracket
        let mut word = line.strip_prefix('l')?.chars();
        let is_word = word.next().is_some_and(char::is_uppercase) && word.next().is_some_and(char::is_lowercase);
        return is_word.then_some(1);
    }
    let rest = &line[1..];
    let read =
        rest.len() - rest.trim_start_matches(|c: char| matches!(c, 'l' | 'I' | ']' | '}') || c.is_ascii_digit()).len();
    // the last may be the word's own
    let own = usize::from(read > 0 && rest[..read].ends_with('I') && !word(1 + read));
    let len = 1 + read - own;
    let enough = read - own > 0 || line.starts_with('{');
    (len < 5 && enough && word(len) && !line[len..].starts_with(' ')).then_some(len)
}

#[cfg(test)]
mod tests {
    #[test]
    fn spoilt_labels() {
        for (line, label) in [
            ("‘There is a reminiscence", "‘"),
            ("*See above", "*"),
            ("'S Arts, 332-337.", "'S"),
            ("‘©The Niemen", "‘©"),
            ("2! Art. 358.", "2!"),
            ("®° See here", "®°"),
            ("°A common example", "°"),
            ("'A Voyage", "'A"),
            ("\\In April", "\\"),
            ("% M-13-02", "%"),
            ("© art. 269.", "©"),
            ("TAlle de nevnte", "T"),
            ("ISRagnhild Åsen", "IS"),
            ("MIbid.", "M"),
            ("HP. Brandt", "H"),
            ("Ho] Journal officiel", "Ho]"),
            ("'§]“The Wealth", "'§]"),
            ("{lThis was", "{l"),
            ("{If you", "{"),
            ("[1IFor details", "[1I"),
            ("lIt is to be", "l"),
            ("YLectures, p. 163.", "Y"),
        ] {
            assert_eq!(super::label(line), Some(label.len()), "{line}");
        }
        for line in [
            "The fact",
            "‘tis",
            "12 See",
            "It is",
            "*** and",
            "*... being there",
            "\"[...] we use",
            "$1,550,000, making",
            "II. Mitglieder",
            "[sic] He",
            "[Eric Schlosser",
            "(It is",
            "[a] mot",
            "like",
            "USA is",
            "Swords",
            "PDFs are",
        ] {
            assert_eq!(super::label(line), None, "{line}");
        }
    }
}
