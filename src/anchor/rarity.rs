//! What it says that a note and a sentence share a word: rare words say more. The whole document, sentences and
//! notes, tells which are rare.

use rustc_hash::FxHashMap;

use super::{
    Found, FoundNote, infer as w,
    places::{Body, Stem, pair, parts, stem},
};
use crate::{grammar::runs, region::Layout};

/// What the words of a note weigh, with each word as it is printed.
pub(super) type NoteWords<'t> = FxHashMap<Stem, (f32, Printed<'t>)>;

/// A word as it is printed, or two that follow each other.
#[derive(Clone, Copy)]
pub(super) struct Printed<'t> {
    first: &'t str,
    last: &'t str,
}

impl<'t> Printed<'t> {
    /// What the text has from the first word to the last, if they stand on one line; else the last.
    pub(super) fn told(self, text: &'t str) -> &'t str {
        let from = self.first.as_ptr() as usize - text.as_ptr() as usize;
        let to = self.last.as_ptr() as usize - text.as_ptr() as usize + self.last.len();
        text.get(from..to).filter(|told| !told.contains(['\n', '\r'])).unwrap_or(self.last)
    }
}

/// In how many sentences and notes the words stand of the notes that have lost their calls.
pub(super) struct Rarity<'t> {
    units: f32,
    /// Words that a note has, on an average.
    usual: f32,
    /// The words of each of those notes.
    words: Vec<Vec<NoteWord<'t>>>,
    /// See [`Rarity`]; and the last sentence or note that has the word, since in each it counts once.
    counts: FxHashMap<Stem, (u32, u32)>,
}

impl<'t> Rarity<'t> {
    /// Counts the words in all sentences and notes. Linear time.
    pub(super) fn of(layout: &Layout<'t>, found: &Found, body: &Body) -> Self {
        let lost = |note: &FoundNote| note.call.is_none();
        let of_note = |note| if lost(note) { note_words(layout, note).collect() } else { Vec::new() };
        let words: Vec<Vec<NoteWord>> = found.notes.iter().map(of_note).collect();
        let mut counts: FxHashMap<Stem, (u32, u32)> =
            words.iter().flatten().map(|word| (word.stem, (0, u32::MAX))).collect();
        let mut count = |unit: usize, stem: Stem| {
            let Some((count, last)) = counts.get_mut(&stem) else { return };
            let unit = u32::try_from(unit).unwrap_or(u32::MAX);
            if std::mem::replace(last, unit) != unit {
                *count += 1;
            }
        };
        for (unit, sentence) in body.sentences.iter().enumerate() {
            body.words[sentence.words.clone()].iter().for_each(|word| count(unit, word.stem));
        }
        let (sentences, notes) = (body.sentences.len(), found.notes.len());
        let mut all = 0;
        for (at, note) in found.notes.iter().enumerate() {
            let mut count = |stem| {
                all += 1;
                count(sentences + at, stem);
            };
            if lost(note) {
                words[at].iter().for_each(|word| count(word.stem));
            } else {
                note_words(layout, note).for_each(|word| count(word.stem));
            }
        }
        Self { units: (sentences + notes) as f32, usual: all as f32 / notes.max(1) as f32, words, counts }
    }

    /// The words of a note with their weights: the logarithm of how much likelier it is that the note has the word if
    /// the sentence that calls it has it, than otherwise. In a long note any word may stand by chance.
    pub(super) fn note_words(&self, note: usize) -> NoteWords<'t> {
        let length = self.words[note].len() as f32;
        let by_chance = (length / self.usual.max(1.0)).max(1.0) / self.units;
        let weigh = |word: &NoteWord<'t>| {
            let common = self.counts.get(&word.stem).map_or(1, |known| known.0) as f32 * by_chance;
            (word.stem, ((word.repeats / common).ln_1p(), word.printed))
        };
        self.words[note].iter().map(weigh).collect()
    }
}

/// A word of a note, or two that follow each other.
struct NoteWord<'t> {
    stem: Stem,
    /// How often the sentence that calls a note repeats a given word of this kind.
    repeats: f32,
    printed: Printed<'t>,
}

/// The words of a note that are compared, its label aside.
fn note_words<'a, 't>(layout: &'a Layout<'t>, note: &'a FoundNote) -> impl Iterator<Item = NoteWord<'t>> + use<'a, 't> {
    let text: &'t str = layout.text.as_str();
    let tokens = note.body(layout).flat_map(move |range| runs::ink(&text[range])).flat_map(parts);
    let (mut open, mut last) = (false, None::<(Stem, &str)>);
    let words = tokens.filter(|p| !p.is_empty()).map(move |part| {
        let before = open;
        let signs = part.bytes().any(|byte| byte == b'"' || !byte.is_ascii());
        for c in part.chars().filter(|_| signs) {
            match c {
                '“' | '«' | '„' => open = true,
                '”' | '»' => open = false,
                '"' => open = !open,
                _ => {}
            }
        }
        let title = before || open || (signs && part.contains(['“', '«', '"']));
        let bare = part.trim_matches(|c: char| !c.is_alphanumeric());
        let word = stem(part).map(|(stem, name)| NoteWord {
            stem,
            repeats: if name || title { w::REPEATS_NAME } else { w::REPEATS_WORD },
            printed: Printed { first: bare, last: bare },
        });
        let earlier = std::mem::replace(&mut last, word.as_ref().map(|w| (w.stem, bare)));
        let both = earlier.zip(word.as_ref()).map(|((stem, first), second)| NoteWord {
            stem: pair(stem, second.stem),
            repeats: w::REPEATS_PAIR,
            printed: Printed { first, last: bare },
        });
        [word, both]
    });
    words.flatten().flatten()
}
