//! The words of the whole folder, which help each of its files to decide hyphens.
//!
//! Words are counted by their hashes. When there are too many, those with the largest hashes are forgotten: which ones that
//! are depends on the words alone, so the counts are the same in whatever order files are read and on any number of threads.

use std::{
    hash::{Hash, Hasher},
    mem,
    sync::Mutex,
};

use rustc_hash::{FxHashMap, FxHasher};

use super::{Place, names::Job, work::each};
use crate::{
    prose::witness::{self, Verdict, Witness},
    shell::sniff::sniff,
    text::Text,
};

/// Words that are remembered.
const WORDS: usize = 1 << 20;
/// Bytes of a file that are looked at.
const LOOKED_AT: usize = 4 << 20;

/// How often each word stands in the folder, by its hash.
#[derive(Default)]
pub(super) struct Corpus {
    counts: FxHashMap<u64, u32>,
    /// Hashes from here on are forgotten.
    limit: Option<u64>,
}

impl Corpus {
    /// Counts the words of all inputs. What cannot be read is told when it is restored.
    pub(super) fn gather(place: &Place, plan: &[Job], threads: usize) -> Self {
        let shared = Mutex::new(Self::default());
        let pieces = threads.clamp(1, plan.len().max(1));
        each(pieces, threads, |piece| {
            let mut own = Self::default();
            for job in plan.iter().skip(piece).step_by(pieces) {
                let bytes = std::fs::read(place.root.join(&job.input)).unwrap_or_default();
                if sniff(&bytes).is_none() {
                    own.add(&bytes);
                }
            }
            shared.lock().unwrap_or_else(std::sync::PoisonError::into_inner).merge(own);
        });
        let mut all = shared.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        all.shrink(WORDS);
        all
    }

    fn add(&mut self, bytes: &[u8]) {
        let text = Text::decode(&bytes[..bytes.len().min(LOOKED_AT)]);
        let mut lower = String::new();
        witness::words(text.as_str(), |word| {
            let hash = hash(word, &mut lower);
            if self.limit.is_none_or(|limit| hash < limit) {
                *self.counts.entry(hash).or_default() += 1;
            }
        });
        self.shrink(2 * WORDS);
    }

    fn merge(&mut self, other: Self) {
        let limit = [self.limit, other.limit].into_iter().flatten().min();
        for (hash, count) in other.counts {
            *self.counts.entry(hash).or_default() += count;
        }
        if let Some(limit) = limit {
            self.counts.retain(|hash, _| *hash < limit);
        }
        self.limit = limit;
    }

    /// Forgets the largest hashes if there are more than `most`.
    fn shrink(&mut self, most: usize) {
        if self.counts.len() > most {
            let mut hashes: Vec<u64> = self.counts.keys().copied().collect();
            let (_, &mut limit, _) = hashes.select_nth_unstable(WORDS);
            self.limit = Some(limit);
            self.counts = mem::take(&mut self.counts).into_iter().filter(|(hash, _)| *hash < limit).collect();
        }
    }

    /// What the folder says of the words that a file broke at its line ends.
    pub(super) fn answers(&self, bytes: &[u8]) -> Witness {
        let text = Text::decode(&bytes[..bytes.len().min(LOOKED_AT)]);
        let mut answers = Witness::default();
        let mut lower = String::new();
        let mut count = |word: &str| self.counts.get(&hash(word, &mut lower)).copied().unwrap_or(0);
        witness::broken(text.as_str(), |head, tail| {
            let (whole, kept) = (count(&format!("{head}{tail}")), count(&format!("{head}-{tail}")));
            match whole.cmp(&kept) {
                std::cmp::Ordering::Greater => answers.insert(head, tail, Verdict::Whole),
                _ if kept > 0 => answers.insert(head, tail, Verdict::Hyphenated),
                _ => {}
            }
        });
        answers
    }
}

/// The hash of a word in small letters. It is the same on every machine.
fn hash(word: &str, lower: &mut String) -> u64 {
    lower.clear();
    lower.extend(word.chars().flat_map(char::to_lowercase));
    let mut hasher = FxHasher::default();
    lower.as_bytes().hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_bears_witness() {
        let mut corpus = Corpus::default();
        corpus.add("The economy of the military-industrial kind.\nAn ec-\nonomy.".as_bytes());
        let answers = corpus.answers("their econo-\nmy, a military-\nindustrial one and a sub-\nject".as_bytes());
        assert_eq!(answers.verdict("econo", "my"), Some(Verdict::Whole));
        assert_eq!(answers.verdict("military", "industrial"), Some(Verdict::Hyphenated));
        assert_eq!(answers.verdict("sub", "ject"), None);
    }

    #[test]
    fn what_is_forgotten_does_not_depend_on_the_order() {
        let mut all = Corpus::default();
        let mut parts = [Corpus::default(), Corpus::default()];
        for n in 0..(WORDS as u64 * 5 / 2) {
            let hash = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let note = |corpus: &mut Corpus| {
                if corpus.limit.is_none_or(|limit| hash < limit) {
                    *corpus.counts.entry(hash).or_default() += 1;
                }
                corpus.shrink(2 * WORDS);
            };
            note(&mut all);
            note(&mut parts[(n % 2) as usize]);
        }
        let [mut first, second] = parts;
        first.merge(second);
        first.shrink(WORDS);
        all.shrink(WORDS);
        assert_eq!(first.counts.len(), WORDS);
        assert!(all.counts == first.counts);
    }
}
