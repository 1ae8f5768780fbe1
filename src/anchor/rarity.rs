//! What it says that a note and a sentence share a word: rare words say more. The whole document, sentences and
//! notes, tells which are rare.

use rustc_hash::FxHashMap;

use super::{
    Found, infer as w,
    places::{Body, Stem, pair, parts, stem},
};
use crate::{grammar::runs, region::Layout};

/// What the words of a note weigh, with each word as it is printed.
pub(super) type NoteWords<'t> = FxHashMap<Stem, (f32, &'t str)>;

/// In how many sentences and notes each word stands.
pub(super) struct Rarity {
    units: f32,
    /// Words that a note has, on an average; and words of each note.
    usual: f32,
    lengths: Vec<u32>,
    /// See [`Rarity`]; and the last sentence or note that has the word, since in each it counts once.
    counts: FxHashMap<Stem, (u32, u32)>,
}

impl Rarity {
    /// Counts the words of all sentences and notes. Linear time.
    pub(super) fn of(layout: &Layout, found: &Found, body: &Body) -> Self {
        let mut counts: FxHashMap<Stem, (u32, u32)> = FxHashMap::default();
        let mut count = |unit: usize, stem: Stem| {
            let unit = u32::try_from(unit).unwrap_or(u32::MAX);
            let (count, last) = counts.entry(stem).or_insert((0, u32::MAX));
            if std::mem::replace(last, unit) != unit {
                *count += 1;
            }
        };
        for (unit, sentence) in body.sentences.iter().enumerate() {
            body.words[sentence.words.clone()].iter().for_each(|word| count(unit, word.stem));
        }
        let (sentences, notes) = (body.sentences.len(), found.notes.len());
        let length = |note: usize| {
            let words = note_words(layout, found, note).map(|word| count(sentences + note, word.stem));
            u32::try_from(words.count()).unwrap_or(u32::MAX)
        };
        let lengths: Vec<u32> = (0..notes).map(length).collect();
        let words: usize = lengths.iter().map(|&length| length as usize).sum();
        Self { units: (sentences + notes) as f32, usual: words as f32 / notes.max(1) as f32, lengths, counts }
    }

    /// The words of a note with their weights: the logarithm of how much likelier it is that the note has the word if
    /// the sentence that calls it has it, than otherwise. In a long note any word may stand by chance.
    pub(super) fn note_words<'t>(&self, layout: &'t Layout, found: &'t Found, note: usize) -> NoteWords<'t> {
        let length = self.lengths[note] as f32;
        let by_chance = (length / self.usual.max(1.0)).max(1.0) / self.units;
        let weigh = |word: NoteWord<'t>| {
            let common = self.counts.get(&word.stem).map_or(1, |known| known.0) as f32 * by_chance;
            (word.stem, ((word.repeats / common).ln_1p(), word.printed))
        };
        note_words(layout, found, note).map(weigh).collect()
    }
}

/// A word of a note, or two that follow each other.
struct NoteWord<'t> {
    stem: Stem,
    /// How often the sentence that calls a note repeats a given word of this kind.
    repeats: f32,
    printed: &'t str,
}

/// The words of a note that are compared, its label aside.
fn note_words<'t>(layout: &'t Layout, found: &'t Found, note: usize) -> impl Iterator<Item = NoteWord<'t>> {
    let note = &found.notes[note];
    let text = layout.text.as_str();
    let tokens = note.body(layout).flat_map(move |range| runs::ink(&text[range])).flat_map(parts);
    let (mut open, mut last) = (false, None::<(Stem, &str)>);
    let words = tokens.filter(|p| !p.is_empty()).map(move |part| {
        let before = open;
        for c in part.chars() {
            match c {
                '“' | '«' | '„' => open = true,
                '”' | '»' => open = false,
                '"' => open = !open,
                _ => {}
            }
        }
        let title = before || open || part.contains(['“', '«', '"']);
        let bare = part.trim_matches(|c: char| !c.is_alphanumeric());
        let word = stem(part).map(|(stem, name)| NoteWord {
            stem,
            repeats: if name || title { w::REPEATS_NAME } else { w::REPEATS_WORD },
            printed: bare,
        });
        let earlier = std::mem::replace(&mut last, word.as_ref().map(|w| (w.stem, bare)));
        let both = earlier.zip(word.as_ref()).map(|((stem, first), second)| NoteWord {
            stem: pair(stem, second.stem),
            repeats: w::REPEATS_PAIR,
            printed: joined(text, first, bare),
        });
        [word, both]
    });
    words.flatten().flatten()
}

/// The text from one of its parts to another, if they stand on one line; else the second.
fn joined<'t>(text: &'t str, first: &'t str, second: &'t str) -> &'t str {
    let from = first.as_ptr() as usize - text.as_ptr() as usize;
    let to = second.as_ptr() as usize - text.as_ptr() as usize + second.len();
    text.get(from..to).filter(|t| !t.contains(['\n', '\r'])).unwrap_or(second)
}
