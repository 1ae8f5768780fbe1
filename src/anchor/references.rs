//! What an `ibid.`, `op. cit.` or `supra note 5` refers to. The text stays as it is; the note that is meant is told.
//!
//! `Ibid.` means the note before. `Op. cit.` means the nearest earlier note that names the author who stands before the
//! words. `Supra note 5` means the note of that label. One pass over all notes, with an index of the names seen so far.

use rustc_hash::FxHashMap;

use crate::{
    document::Reference,
    grammar::reference::{self, reference},
};

/// How sure each kind of reference is.
const BEFORE: f32 = 0.9;
/// See [`BEFORE`].
const WORK: f32 = 0.8;
/// See [`BEFORE`].
const NUMBERED: f32 = 0.95;
/// Most names before `op. cit.` that are tried, nearest to the words first.
const MAX_NAMES: usize = 4;

/// The references of each note; `texts` are the notes' labels and words, in order, and [`Reference::note`] is an index
/// into them.
pub(crate) fn references(texts: &[(String, String)]) -> Vec<Vec<Reference>> {
    let mut by_label: FxHashMap<&str, usize> = FxHashMap::default();
    // the last note that names a name in its own right
    let mut named: FxHashMap<String, usize> = FxHashMap::default();
    let mut out = Vec::with_capacity(texts.len());
    for (n, (label, text)) in texts.iter().enumerate() {
        let mut found = Vec::new();
        let mut only_refers = false;
        for (at, c) in text.char_indices() {
            let starts = text[..at].chars().next_back().is_none_or(|b| !b.is_alphanumeric());
            if !starts || !c.is_alphabetic() {
                continue;
            }
            let Some((len, kind)) = reference(&text[at..]) else { continue };
            let meant = match kind {
                reference::Reference::Before => n.checked_sub(1).map(|m| (m, BEFORE)),
                reference::Reference::Work => {
                    only_refers = true;
                    names_before(&text[..at]).find_map(|name| named.get(&name).copied()).map(|m| (m, WORK))
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

/// The capitalised words of a text, last first; of a long text those at its start, where authors stand.
fn names_before(text: &str) -> impl Iterator<Item = String> {
    const FRONT: usize = 200;
    let front = text.char_indices().nth(FRONT).map_or(text, |(at, _)| &text[..at]);
    let names: Vec<&str> = front
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|w| w.chars().count() > 2 && w.starts_with(char::is_uppercase))
        .collect();
    names.into_iter().rev().take(MAX_NAMES * 4).map(str::to_lowercase).collect::<Vec<_>>().into_iter()
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
        ];
        let texts: Vec<(String, String)> = notes.iter().map(|(l, t)| ((*l).to_owned(), (*t).to_owned())).collect();
        let meant: Vec<Vec<usize>> = references(&texts).iter().map(|r| r.iter().map(|r| r.note).collect()).collect();
        assert_eq!(meant, [vec![], vec![0], vec![], vec![0], vec![2], vec![]]);
    }
}
