//! What text recognition makes of a column of small figures beside the text, as lines of their own: `NnNneereeyeeyee`,
//! `OIA KRWDY`, `Nau fk WwW LD`.

/// Most characters of such a line: the figures have two places, and few stand in one line.
const LONGEST: usize = 32;
/// Letters from which a token that is spelt as words are is taken for one; in capitals, which figures are read as oftener.
const WORD: usize = 5;
/// See [`WORD`].
const WORD_IN_CAPITALS: usize = 7;

/// Words of three or four letters that such a line may seem to have, unless more is none.
const MOST_WORDS: usize = 2;

/// Most characters of a line of labels.
const LONGEST_LABELS: usize = 8;

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
    if line.chars().take(LONGEST + 1).count() > LONGEST || line.ends_with(['.', ',', ';', ':', '!', '?']) {
        return None;
    }
    let mut found = Scribble::default();
    // those that may well be words
    let mut words = 0;
    for token in line.split_whitespace() {
        let bare = token.trim_matches(|c: char| !c.is_alphanumeric());
        if bare.is_empty() || bare.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        let letters = || bare.chars().filter(|c| c.is_alphabetic());
        if is_labelled(bare) {
            return None;
        } else if is_strange(bare) {
            found.strange += 1;
        } else if letters().count() > 1 && !letters().any(is_vowel) {
            found.odd += 1;
        } else {
            let capitals = letters().all(char::is_uppercase);
            if letters().count() >= if capitals { WORD_IN_CAPITALS } else { WORD } {
                return None;
            }
            let is_word = letters().count() > 2;
            found.tokens += usize::from(is_word);
            words += usize::from(is_word);
            continue;
        }
        found.tokens += 1;
    }
    (words <= MOST_WORDS || words <= found.odd + found.strange).then_some(found)
}

/// The bytes of a label of which the full stop alone was read, before the words of a note or an item: `. Voir`.
pub fn lost_label(line: &str) -> Option<usize> {
    let rest = line.strip_prefix(". ")?.trim_start();
    rest.starts_with(|c: char| !c.is_lowercase() && c != '.').then(|| line.len() - rest.len())
}

/// Whether a line may be what recognition made of such labels, in a column of their own: `ND`, `[ea a D`, `10.`
pub fn may_be_labels(line: &str) -> bool {
    let is_stop = |c: char| c.is_ascii_punctuation() || matches!(c, '…' | '–' | '—');
    if line.chars().all(|c| is_stop(c) || c == ' ') {
        return false;
    }
    line.chars().take(LONGEST_LABELS + 1).count() <= LONGEST_LABELS
        && line.split_whitespace().all(|token| token.chars().filter(|c| c.is_alphanumeric()).count() <= 3)
}

fn is_vowel(c: char) -> bool {
    matches!(c.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u') || !c.is_ascii()
}

/// Whether a token is a word with the letters of a note's label before it: `xLectures`.
fn is_labelled(token: &str) -> bool {
    let word = token.trim_start_matches(|c: char| c.is_ascii_lowercase());
    let mut letters = word.chars();
    (1..=2).contains(&(token.len() - word.len()))
        && letters.next().is_some_and(char::is_uppercase)
        && letters.clone().count() >= 3
        && letters.all(char::is_lowercase)
}

fn is_strange(token: &str) -> bool {
    let chars: Vec<char> = token.chars().collect();
    let risen = chars.windows(2).any(|pair| pair[0].is_lowercase() && pair[1].is_uppercase());
    let again = chars
        .windows(3)
        .any(|three| three[0].is_alphabetic() && three[1..].iter().all(|c| c.eq_ignore_ascii_case(&three[0])));
    let sign = |c: char| !c.is_alphanumeric() && !matches!(c, '-' | '\'' | '’' | '.' | '/' | ':' | '@' | '_');
    let signed = chars.windows(3).any(|three| sign(three[1]) && three[0].is_uppercase() && three[2].is_uppercase());
    // `AURONe`, but `PDFs`
    let capitals = chars.iter().take_while(|c| c.is_uppercase()).count();
    let fallen = capitals > 2
        && (1..=2).contains(&(chars.len() - capitals))
        && chars[capitals..].iter().all(|c| c.is_lowercase() && *c != 's');
    risen || again || signed || fallen
}

#[cfg(test)]
mod tests {
    use super::{Scribble, lost_label, may_be_labels, scribble};

    #[test]
    fn tokens_of_scribble() {
        for (line, tokens, odd, strange) in [
            ("NnNneereeyeeyee", 1, 0, 1),
            ("OIA KRWDY", 2, 1, 0),
            ("Nau fk WwW LD", 4, 2, 1),
            ("oman aunt WwnrR OO", 3, 0, 1),
            ("34", 0, 0, 0),
            ("AURONe", 1, 0, 1),
            ("OMIDNBW$NHR OY", 1, 0, 1),
            ("RPP RP ep Re Pe hee", 3, 2, 0),
        ] {
            assert_eq!(scribble(line), Some(Scribble { tokens, odd, strange }), "{line}");
        }
    }

    #[test]
    fn labels_that_are_lost() {
        assert_eq!(lost_label(". Voir, par exemple"), Some(2));
        for line in [". and so on", "... and so on", ". . . and", ".NET"] {
            assert_eq!(lost_label(line), None, "{line}");
        }
        for line in ["ND", "[ea a D", "10.", "©"] {
            assert!(may_be_labels(line), "{line}");
        }
        assert!(!may_be_labels(". ."));
        for line in ["Notes", "So it is.", "The"] {
            assert_eq!(may_be_labels(line), line == "The", "{line}");
        }
    }

    #[test]
    fn words_are_none() {
        for line in [
            "The boats",
            "PREFACE",
            "None of them was ever read",
            "It was so.",
            "Case 2:19-cv-00312-XYZ Document 17-1 Filed",
            "Zürich",
        ] {
            assert_eq!(scribble(line), None, "{line}");
        }
    }
}
