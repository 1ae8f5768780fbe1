//! Finds a place again by the words around it. Only letters are compared, in small form: line ends, hyphens at them,
//! spaces, call marks, quotation marks and dashes are what extractors differ in.

use std::{hash::Hasher, ops::Range};

use rapidfuzz::distance::levenshtein;
use rustc_hash::{FxHashMap, FxHasher};

use crate::{page::LineIndex, region::Layout};

/// Letters next to the place by which candidates are found. One side suffices.
const GRAM: usize = 6;
/// Fewest letters on each side that must agree, where there are as many.
const MIN_SIDE: usize = 3;
/// Letters before a place that suffice by themselves: a page's end, a note or a column may part it from the words after
/// it, while a call hangs on the word before.
const ONE_SIDE: usize = 30;
/// Fewest letters on both sides together that must agree.
const MIN_BOTH: usize = 16;
/// By how many letters a place must agree better than any other.
const MARGIN: usize = 4;
/// Most letters on a side that are compared.
const MAX_SIDE: usize = 200;
/// Most candidates for one place; words that stand oftener than this decide nothing.
const MAX_CANDIDATES: usize = 2000;

/// Why a place could not be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lost {
    /// The words stand nowhere.
    Nowhere,
    /// They stand in several places alike.
    Ambiguous,
    /// There are too few of them.
    TooFew,
}

impl Lost {
    pub(super) fn why(self) -> &'static str {
        match self {
            Self::Nowhere => "the words around it are not in this text",
            Self::Ambiguous => "the words around it stand in several places",
            Self::TooFew => "it has too few words around it",
        }
    }
}

/// The letters of some lines, in order.
#[derive(Debug)]
pub(super) struct Letters {
    letters: Vec<char>,
    /// Text offsets behind each letter.
    ends: Vec<usize>,
    lines: Vec<LineIndex>,
}

/// The letters of a text, small.
pub(super) fn letters_of(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| c.is_alphabetic()).map(small)
}

fn small(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

impl Letters {
    /// The letters of lines; those of `skip`, text ranges in order (marks of notes), are left out.
    pub(super) fn of(layout: &Layout, lines: impl Iterator<Item = LineIndex>, skip: &[Range<usize>]) -> Self {
        let mut out = Self { letters: Vec::new(), ends: Vec::new(), lines: Vec::new() };
        for line in lines {
            let start = layout.lines[line].ink.start;
            for (at, c) in layout.ink(line).char_indices().filter(|(_, c)| c.is_alphabetic()) {
                let at = start + at;
                let after = skip.partition_point(|range| range.end <= at);
                if skip.get(after).is_none_or(|range| range.start > at) {
                    out.letters.push(small(c));
                    out.ends.push(at + c.len_utf8());
                    out.lines.push(line);
                }
            }
        }
        out
    }

    /// Text offset behind the letter before a place.
    pub(super) fn end_before(&self, place: usize) -> Option<usize> {
        place.checked_sub(1).and_then(|at| self.ends.get(at)).copied()
    }

    /// Text offset of the letter behind a place.
    pub(super) fn start_behind(&self, layout: &Layout, place: usize) -> Option<usize> {
        let end = *self.ends.get(place)?;
        layout.text.as_str()[..end].char_indices().next_back().map(|(at, _)| at)
    }

    /// Whether the letters between two places are about those of a text.
    pub(super) fn are_like(&self, places: Range<usize>, text: &str) -> bool {
        /// Most letters of words that belong together; so many are not compared one by one.
        const MAX_LETTERS: usize = 1000;
        /// Share of letters that must be the same, in order.
        const LIKE: f64 = 0.8;
        let wanted: Vec<char> = letters_of(text).take(MAX_LETTERS).collect();
        let Some(found) = self.letters.get(places).filter(|found| found.len() < MAX_LETTERS) else { return false };
        levenshtein::normalized_similarity(found.iter().copied(), wanted) >= LIKE
    }

    /// The line of the letter before a place.
    pub(super) fn line_before(&self, place: usize) -> Option<LineIndex> {
        self.lines.get(place.checked_sub(1)?).copied()
    }

    /// The line of the letter behind a place.
    pub(super) fn line_behind(&self, place: usize) -> Option<LineIndex> {
        self.lines.get(place).copied()
    }

    /// The lines of the letters before and behind a place.
    pub(super) fn lines_at(&self, place: usize) -> Option<(LineIndex, LineIndex)> {
        Some((self.line_before(place)?, self.line_behind(place)?))
    }

    /// The places between the words before and the words after, one for each pair. Time is linear in the letters but for
    /// comparing the candidates.
    pub(super) fn find(&self, around: &[(&str, &str)]) -> Vec<Result<usize, Lost>> {
        let sides = |text: &str| letters_of(text).collect::<Vec<char>>();
        let around: Vec<(Vec<char>, Vec<char>)> = around
            .iter()
            .map(|(before, after)| {
                let mut before = sides(before);
                before.drain(..before.len().saturating_sub(MAX_SIDE));
                let mut after = sides(after);
                after.truncate(MAX_SIDE);
                (before, after)
            })
            .collect();
        // the grams that are looked for: (pair, whether it stands before the place)
        let mut wanted: FxHashMap<u64, Vec<(usize, bool)>> = FxHashMap::default();
        for (i, (before, after)) in around.iter().enumerate() {
            if let Some(gram) = before.len().checked_sub(GRAM).map(|from| &before[from..]) {
                wanted.entry(hash(gram)).or_default().push((i, true));
            }
            if let Some(gram) = after.get(..GRAM) {
                wanted.entry(hash(gram)).or_default().push((i, false));
            }
        }
        let mut candidates: Vec<Vec<usize>> = vec![Vec::new(); around.len()];
        for (at, gram) in self.letters.windows(GRAM).enumerate() {
            for &(i, before) in wanted.get(&hash(gram)).into_iter().flatten() {
                if candidates[i].len() < MAX_CANDIDATES {
                    candidates[i].push(if before { at + GRAM } else { at });
                }
            }
        }
        let pairs = around.iter().zip(candidates);
        pairs.map(|((before, after), candidates)| self.best(before, after, candidates)).collect()
    }

    fn best(&self, before: &[char], after: &[char], mut candidates: Vec<usize>) -> Result<usize, Lost> {
        if before.len() + after.len() < MIN_BOTH {
            return Err(Lost::TooFew);
        }
        candidates.sort_unstable();
        candidates.dedup();
        let mut best: Option<(usize, usize)> = None;
        let mut second = 0;
        for place in candidates {
            let agree = self.agree(before, after, place);
            if best.is_none_or(|(most, _)| agree > most) {
                second = best.map_or(0, |(most, _)| most);
                best = Some((agree, place));
            } else {
                second = second.max(agree);
            }
        }
        match best {
            Some((agree, place)) if agree >= MIN_BOTH => {
                if agree < second + MARGIN {
                    Err(Lost::Ambiguous)
                } else {
                    Ok(place)
                }
            }
            _ => Err(Lost::Nowhere),
        }
    }

    /// How many letters agree around a place; none, if too few do on a side.
    fn agree(&self, before: &[char], after: &[char], place: usize) -> usize {
        let run = |pairs: &mut dyn Iterator<Item = (&char, &char)>| pairs.take_while(|(a, b)| a == b).count();
        let b = run(&mut before.iter().rev().zip(self.letters[..place].iter().rev()));
        let a = run(&mut after.iter().zip(&self.letters[place..]));
        let both = b >= MIN_SIDE.min(before.len()) && a >= MIN_SIDE.min(after.len());
        if both || b >= ONE_SIDE { a + b } else { 0 }
    }
}

fn hash(gram: &[char]) -> u64 {
    let mut hasher = FxHasher::default();
    gram.iter().for_each(|c| hasher.write_u32(u32::from(*c)));
    hasher.finish()
}
