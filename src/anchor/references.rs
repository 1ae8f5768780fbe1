//! What an `ibid.`, `op. cit.` or `supra note 5` refers to. The text stays as it is; the note that is meant is told.
//!
//! `Ibid.` means the note before; if the notes count on from another number, the one that was meant may be lost. `Op.
//! cit.` means the nearest earlier note that names the author who stands before the words, or, without a name, the note
//! before. `Supra note 5` means the note of that label. One pass over all notes, with an index of the names seen so far.

use rustc_hash::FxHashMap;

use crate::{
    document::Reference,
    grammar::{
        reference::{self, reference},
        runs, small_hash,
    },
};

/// How sure each kind of reference is.
const BEFORE: f32 = 0.9;
/// See [`BEFORE`].
const WORK: f32 = 0.8;
/// See [`BEFORE`].
const NUMBERED: f32 = 0.95;
/// See [`BEFORE`]: the note before has not the number before, so that one is missing between.
const BEFORE_GAP: f32 = 0.5;
/// See [`BEFORE`]: `op. cit.` without a name.
const NAMELESS: f32 = 0.6;
/// Most names before `op. cit.` that are tried, nearest to the words first.
const MAX_NAMES: usize = 4;

/// The references of each note; `texts` are the notes' labels and words, in order, and [`Reference::note`] is an index
/// into them.
pub(crate) fn references(texts: &[(String, String)]) -> Vec<Vec<Reference>> {
    let mut by_label: FxHashMap<&str, usize> = FxHashMap::default();
    // the last note that names a name in its own right
    let mut named: FxHashMap<Name, usize> = FxHashMap::default();
    let mut out = Vec::with_capacity(texts.len());
    for (n, (label, text)) in texts.iter().enumerate() {
        let mut found = Vec::new();
        let mut only_refers = false;
        for word in runs::alphanumeric(text).filter(|word| word.starts_with(char::is_alphabetic)) {
            let at = word.as_ptr() as usize - text.as_ptr() as usize;
            let Some((len, kind)) = reference(&text[at..]) else { continue };
            let meant = match kind {
                reference::Reference::Before => {
                    n.checked_sub(1).map(|m| (m, if counts_on(texts, n) { BEFORE } else { BEFORE_GAP }))
                }
                reference::Reference::Work => {
                    only_refers = true;
                    let citation = text[..at].rfind(';').map_or(0, |end| end + 1);
                    let mut names = names_before(&text[citation..at]).peekable();
                    if names.peek().is_none() {
                        n.checked_sub(1).map(|m| (m, NAMELESS))
                    } else {
                        names.find_map(|name| named.get(&name).copied()).map(|m| (m, WORK))
                    }
                }
                reference::Reference::Note(number) => by_label.get(number.to_string().as_str()).map(|&m| (m, NUMBERED)),
            };
            if let Some((note, confidence)) = meant {
                found.push(Reference { phrase: text[at..at + len].to_owned(), note, confidence });
            }
        }
        if !only_refers {
            for name in names_before(text) {
                named.insert(name, n);
            }
        }
        by_label.insert(label, n);
        out.push(found);
    }
    out
}

/// Whether a note's label is one more than that of the note before; what is no number is taken to be.
fn counts_on(texts: &[(String, String)], n: usize) -> bool {
    let number = |n: usize| texts.get(n).and_then(|t| t.0.parse::<u32>().ok());
    n.checked_sub(1)
        .and_then(number)
        .zip(number(n))
        .is_none_or(|(before, own)| before.checked_add(1) == Some(own) || own == 1)
}

/// A name in small letters, as a hash of 64 bits, of which no two names of one document are ever likely to share one.
type Name = u64;

fn name(word: &str) -> Name {
    if word.is_ascii() { small_hash(word.chars()) } else { small_hash(word.to_lowercase().chars()) }
}

/// The capitalised words of a text, last first; of a long text those at its start, where authors stand.
fn names_before(text: &str) -> impl Iterator<Item = Name> {
    const FRONT: usize = 200;
    let front = match text.as_bytes().get(..FRONT) {
        None => text,
        Some(front) if front.is_ascii() => &text[..FRONT],
        Some(_) => text.char_indices().nth(FRONT).map_or(text, |(at, _)| &text[..at]),
    };
    let words = front.rsplit(|c: char| !c.is_alphanumeric() && c != '-');
    let names = words.filter(|word| word.starts_with(char::is_uppercase) && word.chars().nth(2).is_some());
    names.take(MAX_NAMES * 4).map(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_refer_to_notes() {
        let notes = [
            ("1", "Anna Berg, The Long Winter, 1990."),
            ("2", "Ibid., p. 12."),
            ("3", "Tom Lind, Rivers, 2001."),
            ("4", "Anna Berg, op. cit., p. 3."),
            ("5", "See supra note 3."),
            ("6", "An idea of its own."),
            ("8", "Ebd., S. 9."),
            ("9", "Loc. cit."),
            ("10", "Lind, op. cit., p. 4; Ada Ost, op. cit."),
            ("11", "No note of this number: supra note 99."),
        ];
        let texts: Vec<(String, String)> = notes.iter().map(|(l, t)| ((*l).to_owned(), (*t).to_owned())).collect();
        let meant: Vec<Vec<usize>> = references(&texts).iter().map(|r| r.iter().map(|r| r.note).collect()).collect();
        assert_eq!(meant, [vec![], vec![0], vec![], vec![0], vec![2], vec![], vec![5], vec![6], vec![2], vec![]]);
        let sure: Vec<f32> = references(&texts).iter().flatten().map(|r| r.confidence).collect();
        assert_eq!(sure, [BEFORE, WORK, NUMBERED, BEFORE_GAP, NAMELESS, WORK]);
    }
}
