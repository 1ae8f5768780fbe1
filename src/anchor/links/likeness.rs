//! Which words of a text are those of link targets. Addresses write words without accents, run them together
//! (`kitchenplot`) and leave out their endings.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use rustc_hash::FxHashMap;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::grammar::{lower, sieve::Sieve};

/// Letters of the shortest word that counts.
const MIN_WORD: usize = 3;
/// Letters of the shortest word that is found within another, at its start or its end, and by which such are looked up.
const MIN_PART: usize = 4;
/// Letters of the shortest beginning that words of different endings share.
const MIN_STEM: usize = 5;
/// What a letter says in a word whose ending differs, and in one that is part of a longer one.
const STEM: f32 = 0.8;
/// See [`STEM`].
const PART: f32 = 0.7;

/// The words of a page's targets.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    words: Vec<String>,
    /// The targets that have each word.
    of_word: Vec<Vec<usize>>,
    exact: FxHashMap<String, usize>,
    /// Words by their first and by their last letters.
    starts: FxHashMap<String, Vec<usize>>,
    ends: FxHashMap<String, Vec<usize>>,
    /// The same three for a quick look, since hardly any word of a text is one of an address.
    sieves: Sieves,
}

#[derive(Debug, Default)]
struct Sieves {
    exact: Sieve,
    starts: Sieve,
    ends: Sieve,
}

/// A word of a target that a word of the text is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    /// Index of the target's word.
    pub(super) word: usize,
    /// How many letters speak for it, those of words that are alike only in part.
    pub(super) letters: f32,
}

impl Vocabulary {
    /// Reads a page's targets.
    pub(super) fn of(targets: &[&str]) -> Self {
        let mut all = Self::default();
        for (target, url) in targets.iter().enumerate() {
            for word in words_of_address(url) {
                let next = all.words.len();
                let at = *all.exact.entry(word).or_insert_with_key(|word| {
                    all.words.push(word.clone());
                    all.of_word.push(Vec::new());
                    let parts = if word.contains('.') { [None, None] } else { [first(word), last(word)] };
                    for (index, part) in [&mut all.starts, &mut all.ends].into_iter().zip(parts) {
                        if let Some(part) = part {
                            index.entry(part.to_owned()).or_default().push(next);
                        }
                    }
                    next
                });
                if all.of_word[at].last() != Some(&target) {
                    all.of_word[at].push(target);
                }
            }
        }
        all.sieves = Sieves {
            exact: Sieve::of(all.exact.keys().map(String::as_str)),
            starts: Sieve::of(all.starts.keys().map(String::as_str)),
            ends: Sieve::of(all.ends.keys().map(String::as_str)),
        };
        all
    }

    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// One of the words.
    pub(super) fn word(&self, word: usize) -> &str {
        &self.words[word]
    }

    /// The targets that have a word, in order.
    pub(super) fn targets(&self, word: usize) -> &[usize] {
        &self.of_word[word]
    }

    /// The name of a site of the targets that the text names.
    pub(super) fn site(&self, name: &str) -> Option<Hit> {
        if !name.contains('.') {
            return None;
        }
        let name = lower(name);
        let word = *self.exact.get(name.strip_prefix("www.").unwrap_or(&name))?;
        Some(Hit { word, letters: letters(&name) })
    }

    /// The targets' words that a word of the text is, or is alike. Tells each once.
    pub(super) fn hits(&self, word: &str) -> Vec<Hit> {
        let mut hits: Vec<Hit> = Vec::new();
        if word.len() < MIN_WORD {
            return hits;
        }
        let mut hit = |word: usize, letters: f32| match hits.iter_mut().find(|h| h.word == word) {
            Some(known) => known.letters = known.letters.max(letters),
            None => hits.push(Hit { word, letters }),
        };
        let plain = fold(word, false);
        if plain.chars().take(MIN_WORD).count() < MIN_WORD {
            return hits;
        }
        let has_umlaut =
            |word: &str| !word.is_ascii() && word.contains(['ä', 'ö', 'ü', 'ø', 'å', 'Ä', 'Ö', 'Ü', 'Ø', 'Å']);
        let digraphs = has_umlaut(word).then(|| fold(word, true));
        for form in std::iter::once(plain).chain(digraphs) {
            if self.sieves.exact.may_be(&form)
                && let Some(&at) = self.exact.get(&*form)
            {
                hit(at, letters(&form));
                continue;
            }
            for &at in near(&self.starts, first(&form).filter(|part| self.sieves.starts.may_be(part))) {
                let other = &self.words[at];
                let shared = form.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
                let (short, long) = in_order(form.chars().count(), other.chars().count());
                if shared >= MIN_STEM && shared * 3 >= long * 2 {
                    hit(at, shared as f32 * STEM);
                } else if shared == short {
                    hit(at, shared as f32 * PART);
                }
            }
            for &at in near(&self.ends, last(&form).filter(|part| self.sieves.ends.may_be(part))) {
                let other = &self.words[at];
                if other.ends_with(&*form) || form.ends_with(other.as_str()) {
                    hit(at, letters(if other.len() < form.len() { other } else { &form }) * PART);
                }
            }
        }
        hits
    }
}

/// The words that have a part, by an index of these.
fn near<'a>(index: &'a FxHashMap<String, Vec<usize>>, part: Option<&str>) -> &'a [usize] {
    part.and_then(|part| index.get(part)).map_or(&[], Vec::as_slice)
}

fn letters(word: &str) -> f32 {
    word.chars().count() as f32
}

fn in_order(a: usize, b: usize) -> (usize, usize) {
    (a.min(b), a.max(b))
}

/// The first letters of a word, by which it is looked up as a part; not of numbers.
fn first(word: &str) -> Option<&str> {
    let end = match word.get(..MIN_PART) {
        Some(part) if part.is_ascii() => MIN_PART,
        _ => word.char_indices().nth(MIN_PART - 1).map(|(at, c)| at + c.len_utf8())?,
    };
    (!word.starts_with(|c: char| c.is_numeric())).then(|| &word[..end])
}

/// The last.
fn last(word: &str) -> Option<&str> {
    let start = match word.len().checked_sub(MIN_PART).and_then(|at| Some((at, word.get(at..)?))) {
        Some((at, part)) if part.is_ascii() => at,
        _ => word.char_indices().nth_back(MIN_PART - 1).map(|(at, _)| at)?,
    };
    (!word.ends_with(char::is_numeric)).then(|| &word[start..])
}

/// The words of an address that say what it leads to, and the name of its site: without scheme, `www`, top domain and the ending of a file's name.
fn words_of_address(url: &str) -> Vec<String> {
    let decoded = percent_decode_str(url).decode_utf8_lossy();
    let rest = decoded.split_once("://").map_or(&*decoded, |(_, rest)| rest);
    let rest = rest.strip_prefix("mailto:").unwrap_or(rest);
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let site = host.strip_prefix("www.").unwrap_or(host);
    let host = site.rsplit_once('.').map_or(host, |(host, _)| host);
    let path = match path.rsplit_once('.') {
        Some((path, ending)) if ending.len() <= 4 && ending.chars().all(char::is_alphabetic) => path,
        _ => path,
    };
    let parts = [site].into_iter().chain(host.split(is_between)).chain(path.split(is_between));
    parts.filter(|part| part.chars().take(MIN_WORD).count() >= MIN_WORD).map(|part| fold(part, false).into()).collect()
}

/// Whether a character parts the words of an address, or of a text.
pub(super) fn is_between(c: char) -> bool {
    !c.is_alphanumeric()
}

/// A word as addresses write it: small, without accents, or with two letters for one (`ue` for `ü`).
fn fold(word: &str, digraphs: bool) -> Cow<'_, str> {
    if word.is_ascii() {
        return lower(word);
    }
    let mut out = String::with_capacity(word.len() + 2);
    for c in word.nfc().flat_map(char::to_lowercase) {
        match c {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            'ä' if digraphs => out.push_str("ae"),
            'ö' | 'ø' if digraphs => out.push_str("oe"),
            'ü' if digraphs => out.push_str("ue"),
            'å' if digraphs => out.push_str("aa"),
            'ø' => out.push('o'),
            'ð' | 'đ' => out.push('d'),
            'ł' => out.push('l'),
            c => out.extend(std::iter::once(c).nfd().filter(|c| !is_combining_mark(*c))),
        }
    }
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(url: &str, word: &str) -> Option<f32> {
        Vocabulary::of(&[url]).hits(word).first().map(|h| h.letters)
    }

    #[test]
    fn addresses_leave_accents_out() {
        assert_eq!(found("https://www.besancon.example.fr/", "Besançon"), Some(8.0));
        assert_eq!(found("https://a.example.de/buechereien", "Büchereien"), Some(11.0));
        assert_eq!(found("https://a.example.de/buchereien", "Büchereien"), Some(10.0));
        assert_eq!(found("https://a.example.fr/wiki/Libert%C3%A9", "liberté"), Some(7.0));
        assert_eq!(found("https://a.example.no/strassen", "Straßen"), Some(8.0));
    }

    #[test]
    fn addresses_run_words_together() {
        assert_eq!(found("https://kitchenplot.example.com/", "Kitchen"), Some(7.0 * PART));
        assert_eq!(found("https://kitchenplot.example.com/", "Plot"), Some(4.0 * PART));
        assert_eq!(found("https://kitchenplot.example.com/", "chen"), None);
        assert_eq!(found("https://a.example.no/vei/kommune", "kommunen"), Some(7.0 * STEM));
        assert_eq!(found("https://a.example.no/history", "histology"), None);
        assert_eq!(found("https://a.example.no/1974", "19745"), None);
    }

    #[test]
    fn what_every_address_has_says_nothing() {
        for word in ["https", "www", "com", "html", "pdf"] {
            assert_eq!(found("https://www.plot.com/beans.html", word), None);
        }
        let site = |name| Vocabulary::of(&["https://www.plot.com/beans"]).site(name).map(|h| h.letters);
        assert_eq!((site("Plot.com"), site("plot"), site("beans.com")), (Some(8.0), None, None));
        assert_eq!(found("mailto:clerk@plot.example.com", "clerk"), Some(5.0));
    }
}
