//! Words that a note shares with the sentences about marks: they say which mark calls it where neither label nor mark can
//! be read, and which lines are the note's where its label was torn off. What words weigh is said in [`rarity`](super::rarity).

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::{
    infer as w,
    marks::Placed,
    places::{Stem, pair, parts, stem},
    weights::spoilt as s,
};
use crate::{
    page::LineIndex,
    region::{Layout, Role},
};

/// Share of a word's weight if it stands behind the mark, in the same sentence; and in the sentence before.
const WORD_BEHIND: f32 = 0.3;
/// See [`WORD_BEHIND`].
const SENTENCE_BEFORE: f32 = 0.2;
/// Words that a note has, on an average; in a longer one any word may stand by chance.
const USUAL: f32 = 15.0;
/// Most words of a note that are compared.
const MAX_WORDS: usize = 120;

/// A word that is compared, or two that follow each other.
struct Word {
    stem: Stem,
    /// How often a note repeats such a word from the sentence that calls it.
    repeats: f32,
    /// Words of the text up to and with it.
    at: u32,
}

/// Whether a sentence may end with a word: behind it stands a stop, and it is no initial.
fn ends(token: &str) -> bool {
    let bare = token.trim_end_matches(|c: char| !c.is_alphanumeric());
    let initial = bare.chars().filter(|c| c.is_alphabetic()).count() < 2 && bare.len() < 3;
    !initial && token[bare.len()..].contains(['.', '!', '?', '…'])
}

/// The words of a text as sentences, body and notes alike, and where its marks stand among them.
pub(super) struct Sentences {
    words: Vec<Word>,
    /// Indices of the words of each sentence.
    sentences: Vec<Range<usize>>,
    /// The first word of each line.
    lines: Vec<usize>,
    /// The sentence of each mark, and the words of the text up to it.
    marks: Vec<(usize, u32)>,
    /// In how many sentences each word stands.
    counts: FxHashMap<Stem, u32>,
}

impl Sentences {
    /// Reads the text lines. `marks` are in the order of the text.
    pub(super) fn read(layout: &Layout, marks: &[Placed]) -> Self {
        let mut all = Self {
            words: Vec::new(),
            sentences: Vec::new(),
            lines: Vec::with_capacity(layout.lines.len() + 1),
            marks: Vec::with_capacity(marks.len()),
            counts: FxHashMap::default(),
        };
        let (mut from, mut count, mut ended) = (0, 0, false);
        let mut last: Option<Stem> = None;
        for line in 0..layout.lines.len() {
            all.lines.push(all.words.len());
            if layout.roles[line] != Role::Text {
                continue;
            }
            for token in layout.ink(line).split_whitespace() {
                if std::mem::take(&mut ended) && !token.starts_with(char::is_lowercase) {
                    all.close(from);
                    from = all.words.len();
                }
                count += 1;
                let start = token.as_ptr() as usize - layout.text.as_str().as_ptr() as usize;
                let first = all.marks.len();
                while marks.get(all.marks.len()).is_some_and(|m| m.range.start < start + token.len()) {
                    all.marks.push((all.sentences.len(), count));
                }
                // a mark hides the word before it, and its full stop
                let own = marks[first..all.marks.len()].iter().filter_map(|m| m.range.start.checked_sub(start));
                let said = own.filter(|&at| at > 0).min().map_or(token, |at| &token[..at]);
                for part in parts(said).filter(|p| !p.is_empty()) {
                    let found = stem(part);
                    if let Some((stem, name)) = found {
                        let repeats = if name { w::REPEATS_NAME } else { w::REPEATS_WORD };
                        all.words.push(Word { stem, repeats, at: count });
                        let both = last.map(|before| pair(before, stem));
                        all.words.extend(both.map(|stem| Word { stem, repeats: w::REPEATS_PAIR, at: count }));
                    }
                    last = found.map(|f| f.0);
                }
                ended = ends(said) || ends(token);
            }
        }
        all.lines.push(all.words.len());
        all.close(from);
        all
    }

    fn close(&mut self, from: usize) {
        let mut stems: Vec<Stem> = self.words[from..].iter().map(|w| w.stem).collect();
        stems.sort_unstable();
        stems.dedup();
        stems.into_iter().for_each(|stem| *self.counts.entry(stem).or_default() += 1);
        self.sentences.push(from..self.words.len());
    }

    /// What the words of the note on some lines say for each of some marks before it.
    pub(super) fn with(&self, lines: Range<LineIndex>, marks: Range<usize>) -> Vec<f32> {
        let words = self.lines[lines.start]..self.lines[lines.end].min(self.lines[lines.start] + MAX_WORDS);
        let by_chance = (words.len() as f32 / USUAL).max(1.0) / self.sentences.len() as f32;
        let weigh = |word: &Word| {
            let common = self.counts.get(&word.stem).copied().unwrap_or(1) as f32 * by_chance;
            (word.stem, (word.repeats / common).ln_1p())
        };
        let note: FxHashMap<Stem, f32> = self.words[words].iter().map(weigh).collect();
        let (mut sentence, mut hits, mut before) = (usize::MAX, Vec::new(), 0.0);
        let value = |mark: usize| {
            let (own, at) = self.marks[mark];
            if own != sentence {
                let earlier = own.checked_sub(1).map_or(Vec::new(), |earlier| self.hits(&note, earlier));
                hits = self.hits(&note, own);
                let again = |stem: Stem| hits.iter().any(|h: &(Stem, u32, f32)| h.0 == stem);
                before = earlier.iter().filter(|e| !again(e.0)).map(|e| e.2).sum::<f32>() * SENTENCE_BEFORE;
                sentence = own;
            }
            let own: f32 =
                hits.iter().map(|&(_, word, weight)| if word <= at { weight } else { weight * WORD_BEHIND }).sum();
            ((own + before) * s::SHARED).min(s::MOST_SHARED)
        };
        marks.map(value).collect()
    }

    /// The words that a note shares with a sentence, each once, with their place and weight.
    fn hits(&self, note: &FxHashMap<Stem, f32>, sentence: usize) -> Vec<(Stem, u32, f32)> {
        let mut hits: Vec<(Stem, u32, f32)> = Vec::new();
        for word in &self.words[self.sentences[sentence].clone()] {
            if let Some(&weight) = note.get(&word.stem)
                && hits.iter().all(|h| h.0 != word.stem)
            {
                hits.push((word.stem, word.at, weight));
            }
        }
        hits
    }
}
