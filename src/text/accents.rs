//! Accents set apart from their letters: combining characters behind them, and the free-standing accents that TeX's old
//! fonts print beside them.

use std::{iter::once, ops::Range};

use unicode_normalization::{
    IsNormalized, UnicodeNormalization,
    char::{canonical_combining_class, compose},
    is_nfc_quick,
};

/// One order of accent and letter is the document's own if it is so many times as frequent as the other.
const CLEAR_MAJORITY: usize = 4;

/// Canonical combining class of marks above the letter.
const CLASS_ABOVE: u8 = 230;

/// A range of the text and the letter to stand there.
pub(super) type Composed = (Range<usize>, String);

/// Finds accents to compose in one text.
pub(super) struct Accents<'t> {
    text: &'t str,
    habit: Option<Habit>,
}

/// How a document sets free-standing accents.
#[derive(Clone, Copy)]
struct Habit {
    /// Where the accent's letter stands, if the document shows it.
    side: Option<Side>,
    /// Whether accents stand before `ı`, and `ı` nowhere else: TeX, not Turkish. Then `´` is an accent, no apostrophe.
    tex: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Before,
    After,
}

impl<'t> Accents<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, habit: None }
    }

    /// Looks at a character `c` at `at` that may be an accent. The letter lies behind `floor`, the end of the last change.
    /// Returns the change, if any, and where to go on.
    pub(super) fn look(&mut self, c: char, at: usize, floor: usize) -> (Option<Composed>, usize) {
        if let Some(combining) = free_standing(c) {
            (self.free_standing(c, combining, at, floor), at + c.len_utf8())
        } else if is_mark(c) {
            self.combining(at, floor)
        } else {
            (None, at + c.len_utf8())
        }
    }

    /// A letter and the combining characters from `at` on, if they have a form together.
    fn combining(&self, at: usize, floor: usize) -> (Option<Composed>, usize) {
        let marks = &self.text[at..];
        let end = at + marks.find(|c| !is_mark(c)).unwrap_or(marks.len());
        let Some(base) =
            self.text[floor.min(at)..at].chars().next_back().filter(|c| !c.is_whitespace() && !is_mark(*c))
        else {
            return (None, end);
        };
        let start = at - base.len_utf8();
        let above = marks.chars().next().is_some_and(|mark| canonical_combining_class(mark) == CLASS_ABOVE);
        let composed: String = match base {
            // LaTeX takes the dot off before it sets an accent.
            'ı' if above => once('i').chain(self.text[at..end].chars()).nfc().collect(),
            'ȷ' if above => once('j').chain(self.text[at..end].chars()).nfc().collect(),
            _ => self.text[start..end].nfc().collect(),
        };
        let shorter = composed.chars().count() < self.text[start..end].chars().count();
        (shorter.then_some((start..end, composed)), end)
    }

    /// An accent beside its letter within a word: `Schr¨odinger`, `Franc¸ois`.
    fn free_standing(&mut self, c: char, combining: char, at: usize, floor: usize) -> Option<Composed> {
        let habit = *self.habit.get_or_insert_with(|| habit(self.text));
        let end = at + c.len_utf8();
        let before = self.text[floor.min(at)..at].chars().next_back();
        let after = self.text[end..].chars().next();
        let inside = before.is_some_and(is_plain_letter) && after.is_some_and(is_plain_letter);
        // `´` between letters is an apostrophe more often than not (`l´eau`), `¨` at a word's start a quote mark.
        if (c == '´' || !inside) && !habit.tex {
            return None;
        }
        let front =
            before.and_then(|letter| Some((at - letter.len_utf8()..end, letter_with(letter, combining, false)?)));
        let back =
            after.and_then(|letter| Some((at..end + letter.len_utf8(), letter_with(letter, combining, habit.tex)?)));
        match (front, back, habit.side) {
            (Some(front), Some(_), Some(Side::Before)) => Some(front),
            (Some(_), Some(back), Some(Side::After)) => Some(back),
            (Some(_), Some(_), None) => None,
            // Beside a blank the accent may belong to a letter that is lost.
            (Some(front), None, _) => inside.then_some(front),
            (None, back, _) => back,
        }
        .map(|(range, letter)| (range, letter.to_string()))
    }
}

fn is_mark(c: char) -> bool {
    c >= '\u{300}' && (canonical_combining_class(c) != 0 || is_nfc_quick(once(c)) == IsNormalized::Maybe)
}

/// The combining form of an accent that stands alone.
fn free_standing(c: char) -> Option<char> {
    Some(match c {
        '¨' => '\u{308}',
        '´' => '\u{301}',
        '¸' => '\u{327}',
        'ˆ' => '\u{302}',
        'ˇ' => '\u{30c}',
        '˘' => '\u{306}',
        '˚' => '\u{30a}',
        '˜' => '\u{303}',
        '˝' => '\u{30b}',
        _ => return None,
    })
}

/// The accented letter, if European languages have it: `ñ`, but not `ẽ`; `ç`, but not `ņ`, whose accent is a comma.
fn letter_with(letter: char, combining: char, dotless: bool) -> Option<char> {
    let letter = if dotless && letter == 'ı' { 'i' } else { letter };
    let has_cedilla = matches!(letter, 'c' | 's' | 't' | 'C' | 'S' | 'T');
    compose(letter, combining).filter(|c| *c <= '\u{17f}' && (combining != '\u{327}' || has_cedilla))
}

/// A letter that may bear an accent, or stand beside one that does. Where other letters stand beside it, the text is not
/// TeX's but wrongly decoded: `Äˆu`.
fn is_plain_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || c == 'ı'
}

fn habit(text: &str) -> Habit {
    let (mut before, mut after, mut dotless, mut dotless_lone) = (0, 0, 0, 0);
    let mut last = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        if c == 'ı' {
            let accented = free_standing(last).is_some() || canonical_combining_class(next) == CLASS_ABOVE;
            dotless += usize::from(accented);
            dotless_lone += usize::from(!accented);
        } else if let Some(combining) = free_standing(c).filter(|_| is_plain_letter(last) && is_plain_letter(next)) {
            match (letter_with(last, combining, false), letter_with(next, combining, true)) {
                (Some(_), None) => before += 1,
                (None, Some(_)) => after += 1,
                _ => {}
            }
        }
        last = c;
    }
    let tex = dotless > 0 && dotless_lone == 0;
    let side = if tex || after > before * CLEAR_MAJORITY {
        Some(Side::After)
    } else if before > after * CLEAR_MAJORITY {
        Some(Side::Before)
    } else {
        None
    };
    Habit { side, tex }
}

#[cfg(test)]
mod tests {
    use crate::{
        ledger::Code,
        text::repair::{Edit, edits},
    };

    fn mended(text: &str) -> String {
        let mut out = String::new();
        let mut at = 0;
        for Edit { range, code, after } in edits(text) {
            assert_eq!(code, Code::Composed);
            out.push_str(&text[at..range.start]);
            out.push_str(&after);
            at = range.end;
        }
        out + &text[at..]
    }

    #[test]
    fn composes_combining_accents() {
        for (given, wanted) in [
            ("cafe\u{301}", "café"),
            ("cli\u{301}nica", "clínica"),
            ("clı\u{301}nica", "clínica"),
            ("naı\u{308}ve", "naïve"),
            ("Vie\u{323}\u{302}t", "Việt"),
            ("Vie\u{302}\u{323}t", "Việt"),
            ("и\u{306}", "й"),
            ("か\u{3099}", "が"),
            ("\u{1112}\u{1161}\u{11ab}", "한"),
            ("\u{928}\u{93c}", "\u{929}"),
            ("\u{627}\u{653}", "\u{622}"),
            ("a = b, a =\u{338} b", "a = b, a ≠ b"),
        ] {
            assert_eq!(mended(given), wanted);
        }
    }

    #[test]
    fn leaves_marks_without_a_composed_form() {
        for text in [
            "\u{301}e",
            " \u{301}",
            "x\u{301}y",
            "क\u{93f}ताब",
            "שָׁלוֹם",
            "e\n\u{301}",
            "\u{fffd}\u{301}",
            "Å \u{212b}",
            "ı",
        ] {
            assert_eq!(mended(text), text);
        }
    }

    #[test]
    fn composes_free_standing_accents() {
        for (given, wanted) in [
            ("Schr¨odinger", "Schrödinger"),
            ("Gru¨n", "Grün"),
            ("se˜nor, Schr¨odinger", "señor, Schrödinger"),
            ("Fran¸cois und Franc¸ois", "François und François"),
            ("cl´ıticos, as´ı, librer´ıa, aut´omatas, est´a, ´el", "clíticos, así, librería, autómatas, está, él"),
            ("na¨ıve", "naïve"),
        ] {
            assert_eq!(mended(given), wanted);
        }
    }

    #[test]
    fn leaves_apostrophes_and_marks() {
        for text in
            ["l´eau", "it´s", "Kıbrıs´ın", "¨esto¨ es", "20 ˚C", "n˜o", "a ´ e", "a˜ e", "5ˆ3", "ˆx", "Äˆu", "ÒEˆã"]
        {
            assert_eq!(mended(text), text);
        }
    }
}
