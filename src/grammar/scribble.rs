//! What text recognition makes of a column of small figures beside the text, as lines of their own: `NnNneereeyeeyee`,
//! `OIA KRWDY`, `Nau fk WwW LD`.

/// Most characters of such a line: the figures have two places, and few stand in one line.
const LONGEST: usize = 32;
/// Letters from which a token that is spelt as words are is taken for one; in capitals, which figures are read as oftener.
const WORD: usize = 5;
/// See [`WORD`].
const WORD_IN_CAPITALS: usize = 7;

/// The tokens of a line that holds nothing which is a word for sure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scribble {
    /// Those of three letters and more, and all that are odd or strange.
    pub tokens: usize,
    /// Those without a vowel.
    pub odd: usize,
    /// Those that nobody writes: capitals behind small letters, one letter three times, signs between letters.
    pub strange: usize,
}

/// Counts the tokens of a line that may be scribble.
pub fn scribble(line: &str) -> Option<Scribble> {
    if line.chars().take(LONGEST + 1).count() > LONGEST {
        return None;
    }
    let mut found = Scribble::default();
    for token in line.split_whitespace() {
        let bare = token.trim_matches(|c: char| !c.is_alphanumeric());
        if bare.is_empty() || bare.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        let letters = || bare.chars().filter(|c| c.is_alphabetic());
        if is_strange(bare) {
            found.strange += 1;
        } else if letters().count() > 1 && !letters().any(is_vowel) {
            found.odd += 1;
        } else {
            let capitals = letters().all(char::is_uppercase);
            if letters().count() >= if capitals { WORD_IN_CAPITALS } else { WORD } {
                return None;
            }
            found.tokens += usize::from(letters().count() > 2);
            continue;
        }
        found.tokens += 1;
    }
    Some(found)
}

fn is_vowel(c: char) -> bool {
    matches!(c.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u') || !c.is_ascii()
}

fn is_strange(token: &str) -> bool {
    let chars: Vec<char> = token.chars().collect();
    let risen = chars.windows(2).any(|pair| pair[0].is_lowercase() && pair[1].is_uppercase());
    let again = chars
        .windows(3)
        .any(|three| three[0].is_alphabetic() && three[1..].iter().all(|c| c.eq_ignore_ascii_case(&three[0])));
    let sign = |c: char| !c.is_alphanumeric() && !matches!(c, '-' | '\'' | '’' | '.' | '/' | ':' | '@' | '_');
    let signed = chars.windows(3).any(|three| sign(three[1]) && three[0].is_uppercase() && three[2].is_uppercase());
    risen || again || signed
}

#[cfg(test)]
mod tests {
    use super::{Scribble, scribble};

    #[test]
    fn tokens_of_scribble() {
        for (line, tokens, odd, strange) in [
            ("NnNneereeyeeyee", 1, 0, 1),
            ("OIA KRWDY", 2, 1, 0),
            ("Nau fk WwW LD", 4, 2, 1),
            ("34", 0, 0, 0),
            ("OMIDNBW$NHR OY", 2, 0, 1),
            ("RPP RP ep Re Pe hee", 3, 2, 0),
        ] {
            assert_eq!(scribble(line), Some(Scribble { tokens, odd, strange }), "{line}");
        }
    }

    #[test]
    fn words_are_none() {
        for line in ["The boats", "PREFACE", "kWh a year", "Case 2:19-cv-00312-XYZ Document 17-1 Filed", "Zürich"] {
            assert_eq!(scribble(line), None, "{line}");
        }
    }
}
