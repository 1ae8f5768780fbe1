//! How often each word stands in a document, and how words end.

use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHasher};

/// Counts the words of the text lines, as they stand, and of the whole document once.
///
/// Words are known by hashes of 64 bits, of which no two words of one document are ever likely to share one. So a look at the
/// count costs one place in memory, and not the word's place in the text besides.
#[derive(Debug, Default)]
pub struct Words {
    counts: FxHashMap<u64, u32>,
    /// How many of the words end with each two characters.
    endings: FxHashMap<[char; 2], u32>,
}

impl Words {
    /// Counts a word once more.
    pub fn add(&mut self, word: &str) {
        let hash = hash(word);
        // most words have stood there before
        if let Some(count) = self.counts.get_mut(&hash) {
            *count += 1;
            return;
        }
        self.counts.insert(hash, 1);
        let mut chars = word.chars().rev();
        if let (Some(last), Some(before)) = (chars.next(), chars.next()) {
            *self.endings.entry([before, last]).or_default() += 1;
        }
    }

    /// How often a word stands in the document.
    pub fn count(&self, word: &str) -> u32 {
        self.counts.get(&hash(word)).copied().unwrap_or(0)
    }

    /// How many words end with these two characters.
    pub(super) fn with_ending(&self, before: char, last: char) -> u32 {
        self.endings.get(&[before, last]).copied().unwrap_or(0)
    }
}

#[inline]
fn hash(word: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(word.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_and_their_endings_once_each() {
        let mut words = Words::default();
        ["quay", "quay", "day", "Tag", "é"].into_iter().for_each(|word| words.add(word));
        assert_eq!(["quay", "day", "tag", "é", ""].map(|word| words.count(word)), [2, 1, 0, 1, 0]);
        assert_eq!((words.with_ending('a', 'y'), words.with_ending('a', 'g'), words.with_ending('u', 'a')), (2, 1, 0));
    }
}
