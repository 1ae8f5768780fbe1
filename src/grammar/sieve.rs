//! A quick look whether a word may be one of some that are sought, before it is looked up among them: nearly every word of a
//! text is none of them, and its look-up costs a hash of all its letters.

/// What stays of each word: bits that many words share.
#[derive(Debug, Default)]
pub(crate) struct Sieve {
    /// None in a sieve that lets nothing through.
    bits: Vec<u64>,
}

/// Bits of a sieve, as a power of two. They fit into the nearest memory of a processor.
const SIZE: u32 = 16;

impl Sieve {
    /// A sieve that lets some words through, and few others.
    pub(crate) fn of<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        let mut sieve = Self::default();
        words.into_iter().for_each(|word| sieve.set(mark(word)));
        sieve
    }

    /// The same for pairs of words.
    pub(crate) fn of_pairs<'w>(pairs: impl IntoIterator<Item = (&'w str, &'w str)>) -> Self {
        let mut sieve = Self::default();
        pairs.into_iter().for_each(|(first, second)| sieve.set(both(mark(first), mark(second))));
        sieve
    }

    /// Whether a word may be one of those let through.
    #[inline]
    pub(crate) fn may_be(&self, word: &str) -> bool {
        self.has(mark(word))
    }

    /// Whether a pair of words may, of which the marks are known.
    #[inline]
    pub(crate) fn may_be_pair(&self, first: Mark, second: Mark) -> bool {
        self.has(both(first, second))
    }

    fn set(&mut self, mark: Mark) {
        let (at, bit) = place(mark);
        self.bits.resize(1 << (SIZE - u64::BITS.ilog2()), 0);
        self.bits[at] |= bit;
    }

    #[inline]
    fn has(&self, mark: Mark) -> bool {
        let (at, bit) = place(mark);
        self.bits.get(at).is_some_and(|bits| bits & bit != 0)
    }
}

/// What a word is told by: its first and its last byte, and its length.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mark(u32);

/// The mark of a word.
#[inline]
pub(crate) fn mark(word: &str) -> Mark {
    let (Some(first), Some(last)) = (word.bytes().next(), word.bytes().next_back()) else { return Mark(0) };
    Mark(u32::from(first) | u32::from(last) << 8 | (word.len() as u32) << 16)
}

#[inline]
fn both(first: Mark, second: Mark) -> Mark {
    Mark(first.0.rotate_left(5) ^ second.0)
}

#[inline]
fn place(mark: Mark) -> (usize, u64) {
    // odd, so that the upper bits of the product depend on all of the mark
    let bit = (mark.0.wrapping_mul(0x9e37_79b1) >> (u32::BITS - SIZE)) as usize;
    (bit / u64::BITS as usize, 1 << (bit % u64::BITS as usize))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sought_passes() {
        let words = ["quay", "a", "été", "", "harbour"];
        let sieve = Sieve::of(words);
        assert!(words.iter().all(|word| sieve.may_be(word)));
        assert!(!sieve.may_be("quays") && !sieve.may_be("harbours"));
        let pairs = Sieve::of_pairs([("the", "quay")]);
        assert!(pairs.may_be_pair(mark("the"), mark("quay")) && !pairs.may_be_pair(mark("quay"), mark("the")));
    }
}
