//! What it says that a note and a sentence share a word: rare words say more. The whole document, sentences and
//! notes, tells which are rare.

use rustc_hash::FxHashMap;

use super::{
    Found, FoundNote, infer as w,
    places::{Body, Stem, pair, parts, plain_word, stem},
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
        let of_note = |note| {
            let mut words = Vec::new();
            if lost(note) {
                each_word(layout, note, |word| words.push(word));
            }
            words
        };
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
                each_word(layout, note, |word| count(word.stem));
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

/// Tells the words of a note that are compared, its label aside.
fn each_word<'t>(layout: &Layout<'t>, note: &FoundNote, mut tell: impl FnMut(NoteWord<'t>)) {
    let text: &'t str = layout.text.as_str();
    let (mut open, mut last) = (false, None::<(Stem, &'t str)>);
    let mut add = |bare: &'t str, found: Option<(Stem, bool)>, title: bool| {
        let earlier = std::mem::replace(&mut last, found.map(|(stem, _)| (stem, bare)));
        let Some((stem, name)) = found else { return };
        let repeats = if name || title { w::REPEATS_NAME } else { w::REPEATS_WORD };
        tell(NoteWord { stem, repeats, printed: Printed { first: bare, last: bare } });
        if let Some((before, first)) = earlier {
            let printed = Printed { first, last: bare };
            tell(NoteWord { stem: pair(before, stem), repeats: w::REPEATS_PAIR, printed });
        }
    };
    for token in note.body(layout).flat_map(|range| runs::ink(&text[range])) {
        if let Some(plain) = plain_word(token) {
            // nothing but a word, as most tokens are
            add(token, plain.stem.map(|stem| (stem, plain.name)), open);
            continue;
        }
        for part in parts(token).filter(|part| !part.is_empty()) {
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
            add(part.trim_matches(|c: char| !c.is_alphanumeric()), stem(part), title);
        }
    }
}
