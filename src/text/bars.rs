//! Bars that text recognition read for capital letters: `so far as | know`, `|| est`.
//!
//! Whether a text's bars are letters is decided once, over all of them: most must stand where nothing but the letter
//! can, and none in the rows of a table.

use std::ops::Range;

use crate::{ledger::Code, text::repair::Edit};

/// Fewest bars that can be nothing but letters.
const FEWEST: usize = 2;
/// Of all bars, one in so many must be such.
const SHARE: usize = 3;
/// What follows the pronoun, in English, where no noun could stand.
const VERBS: [&str; 36] = [
    "am", "was", "have", "had", "do", "did", "will", "would", "shall", "should", "can", "could", "may", "might",
    "must", "know", "knew", "think", "thought", "believe", "say", "said", "see", "saw", "felt", "feel", "ask", "asked",
    "went", "came", "found", "never", "always", "cannot", "wish", "hope",
];

/// The changes that make letters of bars, in order. Linear time.
pub(super) fn edits(text: &str) -> Vec<Edit> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let (mut sure, mut all, mut last) = (0, 0, 0);
    for (at, _) in text.match_indices('|').filter(|(at, _)| !text[..*at].ends_with('|')) {
        all += 1;
        let end = at + text[at..].find(|c| c != '|').unwrap_or(text.len() - at);
        let before = text[..at].chars().next_back();
        let after = &text[end..];
        let free = before.is_none_or(|c| c.is_whitespace() || matches!(c, '“' | '"' | '‘' | '(' | '«' | '—'))
            && after
                .chars()
                .next()
                .is_none_or(|c| c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '’'));
        let ended = |head: &str| head.trim_end().is_empty() || head.trim_end().ends_with(['.', '!', '?', '»', '”']);
        let next = after.trim_start().split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
        let letter = match end - at {
            1 => free && !beside_number(&text[last..at], after),
            // `Il`, which begins a sentence
            2 => free && next.starts_with(char::is_lowercase) && ended(&text[last..at]),
            _ => false,
        };
        sure += usize::from(letter && (end - at == 2 || VERBS.contains(&next)));
        if letter {
            found.push(at..end);
        }
        last = end;
    }
    if sure < FEWEST || sure * SHARE < all {
        return Vec::new();
    }
    let letters = found.into_iter().flat_map(|bars| bars.zip(["I", "l"]));
    letters.map(|(at, letter)| Edit { range: at..at + 1, code: Code::LetterBar, after: letter.into() }).collect()
}

/// Whether a bar stands beside a number, as it does between a title and a folio.
fn beside_number(before: &str, after: &str) -> bool {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    digit(before.trim_end_matches(' ').chars().next_back()) || digit(after.trim_start_matches(' ').chars().next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::repair;

    fn mended(text: &str) -> String {
        repair::mended(text, edits(text))
    }

    #[test]
    fn bars_become_letters() {
        for (text, wanted) in [
            (
                "So far as | know, and |\nhave asked, “| was told.” Part |. The boats",
                "So far as I know, and I\nhave asked, “I was told.” Part I. The boats",
            ),
            ("|| est tard. || pleut.", "Il est tard. Il pleut."),
        ] {
            assert_eq!(mended(text), wanted);
        }
    }

    #[test]
    fn other_bars_stay() {
        for text in [
            "name | value\nboats | 12\nnets | 40",
            "The Harbour | 12\nwhere | was born\n",
            "if a || b then c || d",
            "| am | was | | | | |\n| a | b |",
            "a|b and |c| have",
        ] {
            assert_eq!(mended(text), text);
        }
    }
}
