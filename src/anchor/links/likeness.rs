//! How well the words of a target agree with those of a place.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::slots::{Kind, Slot};
use crate::{anchor::words_of, document::Evidence};

/// An address shown that is another, words in common aside.
const OTHER_ADDRESS: f32 = -1.0;
/// The words of the place speak of a link: of a note that shows none, and of a line of text.
const SAYS_LINK: (f32, f32) = (2.0, 0.7);
/// Words that do.
const LINK_WORDS: &[&str] = &[
    "link",
    "links",
    "lien",
    "liens",
    "enlace",
    "lenke",
    "länk",
    "available",
    "disponible",
    "online",
    "ligne",
    "abrufbar",
    "verfügbar",
    "tilgjengelig",
    "accessed",
];
/// A quoted title.
const TITLE: f32 = 0.4;
/// A note without a quoted title.
const NOTE: f32 = 0.3;
/// A line of body text.
const LINE: f32 = -1.8;
/// Each letter of a word that the target and the place share; long words say more. At most [`MAX_LIKENESS`] in all.
const PER_LETTER: f32 = 0.16;
/// See [`PER_LETTER`].
const MAX_LIKENESS: f32 = 5.0;
/// Letters of the shortest word that counts.
pub(super) const MIN_WORD: usize = 3;

/// How well the words of each target agree with those of each place.
pub(super) fn likeness(targets: &[&str], places: &[&Slot]) -> Vec<Vec<f32>> {
    let words: Vec<Vec<Cow<str>>> = targets.iter().map(|url| words_of(url, MIN_WORD).collect()).collect();
    let mut found: FxHashMap<&str, Vec<usize>> = words.iter().flatten().map(|w| (&**w, Vec::new())).collect();
    let mut says_link = vec![false; places.len()];
    for (j, place) in places.iter().enumerate() {
        for word in words_of(&place.text, MIN_WORD) {
            says_link[j] |= LINK_WORDS.contains(&&*word);
            if let Some(at) = found.get_mut(&*word).filter(|at| at.last() != Some(&j)) {
                at.push(j);
            }
        }
    }
    let row = |words: &Vec<Cow<str>>| {
        let mut shared = vec![0f32; places.len()];
        for word in words {
            let weight = word.chars().count() as f32 * PER_LETTER;
            found[&**word].iter().for_each(|&j| shared[j] += weight);
        }
        let sum = |(j, shared): (usize, f32)| {
            let kind = places[j].kind;
            kind.term().1 + shared.min(MAX_LIKENESS) + if says_link[j] { kind.says_link() } else { 0.0 }
        };
        shared.into_iter().enumerate().map(sum).collect()
    };
    words.iter().map(row).collect()
}

impl Kind {
    /// What the kind of a place says for a link there.
    fn term(self) -> (&'static str, f32) {
        match self {
            Self::Shown => ("other address", OTHER_ADDRESS),
            Self::Title => ("title", TITLE),
            Self::Note => ("note", NOTE),
            Self::Line => ("line", LINE),
        }
    }

    /// What it says if its words speak of a link.
    fn says_link(self) -> f32 {
        if matches!(self, Self::Title | Self::Note) { SAYS_LINK.0 } else { SAYS_LINK.1 }
    }
}

/// The terms of which [`likeness`] is made, and that of the place's proportion, strongest first.
pub(super) fn evidence(target: &str, place: &Slot, proportion: f32) -> Vec<Evidence> {
    let own: FxHashSet<Cow<str>> = words_of(&place.text, MIN_WORD).collect();
    let says_link = if own.iter().any(|w| LINK_WORDS.contains(&&**w)) { place.kind.says_link() } else { 0.0 };
    let mut evidence: Vec<Evidence> = words_of(target, MIN_WORD)
        .filter(|word| own.contains(word))
        .map(|word| (Cow::from(format!("shared word {word}")), word.chars().count() as f32 * PER_LETTER))
        .chain(
            [place.kind.term(), ("says link", says_link), ("in proportion", proportion)].map(|t| (Cow::from(t.0), t.1)),
        )
        .filter(|t| t.1 != 0.0)
        .map(|(term, weight)| Evidence { term, weight })
        .collect();
    evidence.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
    evidence
}
