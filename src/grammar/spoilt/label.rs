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
    if let Some(len) = welded(line) {
        return Some(len);
    }
    let sign = |c: char| is_sign(c) && !matches!(c, '+' | '>' | '|' | '»');
    let part = |c: char| is_sign(c) || c.is_ascii_digit() || is_superscript(c) || like(c).is_some();
    let (mut end, mut signs) = (0, 0);
    for (n, c) in line.chars().enumerate() {
        // signs that also begin the items of lists stand before a word there, with a space
        if matches!(c, '+' | '>' | '|') && line[end + c.len_utf8()..].starts_with(char::is_uppercase) && n == 0 {
            return Some(end + c.len_utf8());
        }
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
    // `$1,550,000`
    if line[end..].strip_prefix([',', '.']).is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit())) {
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
            ("\\In April", "\\"),
            ("% M-13-02", "%"),
            ("© art. 269.", "©"),
            ("TAlle de nevnte", "T"),
            ("ISRagnhild Åsen", "IS"),
            ("MIbid.", "M"),
            ("HP. Brandt", "H"),
        ] {
            assert_eq!(super::label(line), Some(label.len()), "{line}");
        }
        for line in [
            "The fact",
            "‘tis",
            "12 See",
            "It is",
            "*** and",
            "$1,550,000, making",
            "II. Mitglieder",
            "USA is",
            "Swords",
            "PDFs are",
        ] {
            assert_eq!(super::label(line), None, "{line}");
        }
    }
}
