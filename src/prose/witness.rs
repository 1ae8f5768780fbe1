//! What other documents say of the words that this one breaks at its line ends.

use rustc_hash::FxHashMap;

use crate::sha256;

/// How others write a word that is broken here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As one word.
    Whole,
    /// With a hyphen of its own.
    Hyphenated,
}

/// Verdicts on broken words, by their two parts. It is asked where the document's own words say nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Witness {
    verdicts: FxHashMap<String, Verdict>,
}

impl Witness {
    /// Notes what is said of a word that is broken into `head` and `tail`.
    pub fn insert(&mut self, head: &str, tail: &str, verdict: Verdict) {
        self.verdicts.insert(key(head, tail), verdict);
    }

    /// What is said of it, if anything.
    pub fn verdict(&self, head: &str, tail: &str) -> Option<Verdict> {
        if self.verdicts.is_empty() {
            return None;
        }
        self.verdicts.get(&key(head, tail)).copied()
    }

    /// All that it says, in one hash: two that say the same have the same.
    pub fn digest(&self) -> String {
        let mut all: Vec<String> = self.verdicts.iter().map(|(key, verdict)| format!("{key} {verdict:?}\n")).collect();
        all.sort_unstable();
        sha256(all.concat().as_bytes())
    }
}

fn key(head: &str, tail: &str) -> String {
    format!("{head}|{tail}").to_lowercase()
}

const HYPHENS: [char; 4] = ['-', '\u{2010}', '\u{ad}', '¬'];

/// Calls `take` with the parts of each word that a hyphen breaks at a line's end.
pub fn broken(text: &str, mut take: impl FnMut(&str, &str)) {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    for (line, next) in lines().zip(lines().skip(1)) {
        if let Some(stem) = line.strip_suffix(HYPHENS) {
            let (head, tail) = (super::parts::tail_word(stem), super::parts::head_word(next));
            if !head.is_empty() && tail.starts_with(char::is_lowercase) {
                take(head, tail);
            }
        }
    }
}

/// Calls `take` with each word of a text; the parts of broken ones are none.
pub fn words(text: &str, mut take: impl FnMut(&str)) {
    let mut broken = false;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let whole = if broken { line.split_once(char::is_whitespace).map_or("", |(_, rest)| rest) } else { line };
        broken = line.ends_with(HYPHENS);
        let part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '\u{2010}' | '’' | '\'');
        for word in whole.split(|c: char| !part(c)) {
            let word = word.trim_matches(['’', '\'']);
            if word.len() > 3 && !word.ends_with(['-', '\u{2010}']) {
                take(word);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_their_parts() {
        let text = "A well-known econo-\nmy of Brno-\n\nLíšeň, and self-\nmade.";
        let mut all = Vec::new();
        words(text, |word| all.push(word.to_owned()));
        assert_eq!(all, ["well-known"]);
        let mut parts = Vec::new();
        broken(text, |head, tail| parts.push((head.to_owned(), tail.to_owned())));
        assert_eq!(parts, [("econo".to_owned(), "my".to_owned()), ("self".to_owned(), "made".to_owned())]);
    }

    #[test]
    fn the_same_verdicts_have_the_same_digest() {
        let mut one = Witness::default();
        one.insert("econo", "my", Verdict::Whole);
        one.insert("well", "known", Verdict::Hyphenated);
        let mut other = Witness::default();
        other.insert("Well", "known", Verdict::Hyphenated);
        other.insert("econo", "my", Verdict::Whole);
        assert_eq!(one.digest(), other.digest());
        other.insert("econo", "my", Verdict::Hyphenated);
        assert_ne!(one.digest(), other.digest());
    }
}
