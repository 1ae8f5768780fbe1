//! What decisions are about: the line, the note, the line end that the words of each lead to.

use rapidfuzz::distance::levenshtein;

use super::{
    Fit, LineChoice, NotePlace,
    file::{HYPHENS, HyphenChoice},
    letters::{self, Letters, letters_of},
};
use crate::{
    anchor::{Call, Found, Place},
    document::Evidence,
    grammar::alphanumerics,
    page::LineIndex,
    region::{Layout, Role},
};

/// Letters of a note's body that are compared.
const BODY: usize = 40;
/// Likeness (0 to 1) from which two bodies are one note's, if it has the label; and if it has another.
const LIKE: f64 = 0.6;
/// See [`LIKE`].
const VERY_LIKE: f64 = 0.85;

/// The line that a choice is about.
pub(super) fn find_line(layout: &Layout, choice: &LineChoice) -> Fit<LineIndex> {
    /// Characters of a line that is known by itself.
    const TELLING: usize = 6;
    /// Letters around that tell one of several lines that are alike.
    const AROUND: usize = 12;
    let wanted = alphanumerics(&choice.text);
    let same: Vec<LineIndex> =
        (0..layout.lines.len()).filter(|&line| alphanumerics(layout.ink(line)) == wanted).collect();
    let (before, after): (Vec<char>, Vec<char>) =
        (letters_of(&choice.before).collect(), letters_of(&choice.after).collect());
    let agree = |line: LineIndex| {
        let text = |l: &LineIndex| layout.roles[*l] == Role::Text;
        let above = (0..line).rev().filter(text).flat_map(|l| letters_back(layout.ink(l)));
        let below = (line + 1..layout.lines.len()).filter(text).flat_map(|l| letters_of(layout.ink(l)));
        let b = before.iter().rev().zip(above).take_while(|(a, b)| **a == *b).count();
        b + after.iter().zip(below).take_while(|(a, b)| **a == *b).count()
    };
    match same[..] {
        [] => Err("there is no such line in this text"),
        [line] if wanted.chars().count() >= TELLING || agree(line) >= AROUND => Ok(line),
        [_] => Err(letters::Lost::Nowhere.why()),
        _ => {
            let mut ranked: Vec<(usize, LineIndex)> = same.iter().map(|&line| (agree(line), line)).collect();
            ranked.sort_unstable_by(|a, b| b.cmp(a));
            if ranked[0].0 >= AROUND && ranked[0].0 > ranked[1].0 + 3 {
                Ok(ranked[0].1)
            } else {
                Err(letters::Lost::Ambiguous.why())
            }
        }
    }
}

fn letters_back(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().rev().flat_map(|c| c.is_alphabetic().then(|| c.to_lowercase().next().unwrap_or(c)))
}

/// The first letters of a note's body.
pub(super) fn body_of(layout: &Layout, found: &Found, note: usize) -> Vec<char> {
    let text = layout.text.as_str();
    found.notes[note].body(layout).flat_map(|range| letters_of(&text[range])).take(BODY).collect()
}

/// The note that a decision is about: of its label and like its body; or, if none is, of its label and called where it says
/// already; or of another label and very like. `at` and `page` are where it is to be called.
pub(super) fn find_note(
    layout: &Layout,
    found: &Found,
    bodies: &[Vec<char>],
    decision: &NotePlace,
    (at, page): (usize, Option<u32>),
) -> Fit<usize> {
    let wanted: Vec<char> = letters_of(&decision.body).take(BODY).collect();
    let like = |n: usize| {
        let length = wanted.len().min(bodies[n].len());
        if length == 0 {
            return if wanted.len() == bodies[n].len() { 1.0 } else { 0.0 };
        }
        // a body that is quoted in part is compared with as much of the other
        let shorter =
            if wanted.len() < BODY { wanted.len().max(bodies[n].len().min(wanted.len() + 4)) } else { length };
        let own = &bodies[n][..shorter.min(bodies[n].len())];
        levenshtein::normalized_similarity(own.iter().copied(), wanted.iter().copied())
    };
    let labelled = |n: &usize| found.notes[*n].label == decision.label;
    let mut same: Vec<usize> = (0..found.notes.len()).filter(labelled).filter(|&n| like(n) >= LIKE).collect();
    if same.is_empty() {
        // extractors that print a note's lines in another order
        let stands = |n: usize| found.notes[n].position().is_some_and(|place| is_same_place(layout, place, at));
        same = (0..found.notes.len()).filter(labelled).filter(|&n| stands(n)).collect();
    }
    if same.is_empty() {
        let alike = |n: &usize| bodies[*n].iter().take(2).eq(wanted.iter().take(2));
        same = (0..found.notes.len())
            .filter(alike)
            .filter(|&n| wanted.len() >= BODY / 2 && like(n) >= VERY_LIKE)
            .collect();
    }
    if same.len() > 1 {
        // a footnote is called on its own page
        same.retain(|&n| found.notes[n].lines.first().is_some_and(|&line| Some(layout.page_of[line]) == page));
    }
    match same[..] {
        [note] => Ok(note),
        [] => Err("there is no such note in this text"),
        _ => Err("there are several such notes in this text"),
    }
}

/// The place behind what of `before` stands behind its last letter: a digit, a quotation mark, a full stop. White space
/// is passed over where more of it follows.
pub(super) fn behind(layout: &Layout, from: usize, before: &str) -> usize {
    let rest = before.rsplit(char::is_alphabetic).next().unwrap_or("");
    let text = &layout.text.as_str()[from..];
    let mut at = from;
    let mut chars = text.char_indices().filter(|(_, c)| !c.is_whitespace());
    for wanted in rest.chars().filter(|c| !c.is_whitespace()) {
        match chars.next() {
            Some((i, c)) if c == wanted => at = from + i + c.len_utf8(),
            _ => break,
        }
    }
    at
}

/// The place before what of `text` stands before its first letter: an opening quotation mark, a number.
pub(super) fn from_sign(layout: &Layout, from: usize, text: &str) -> usize {
    let lead = text.split(char::is_alphabetic).next().unwrap_or("");
    let mut at = from;
    let mut chars = layout.text.as_str()[..from].char_indices().rev().filter(|(_, c)| !c.is_whitespace());
    for wanted in lead.chars().rev().filter(|c| !c.is_whitespace()) {
        match chars.next() {
            Some((i, c)) if c == wanted => at = i,
            _ => break,
        }
    }
    at
}

/// Whether only signs stand between two text offsets.
fn is_same_place(layout: &Layout, a: usize, b: usize) -> bool {
    let between = layout.text.as_str().get(a.min(b)..a.max(b));
    between.is_some_and(|between| !between.contains(char::is_alphanumeric))
}

/// Calls a note at a place. A mark of its label that stands there is its mark.
pub(super) fn place(layout: &Layout, found: &mut Found, note: usize, at: usize, file: &str) {
    let evidence = vec![Evidence { term: format!("decided in {file}").into(), weight: 1.0 }];
    let note = &mut found.notes[note];
    let printed = note.call.as_ref().map(|call| call.range.clone());
    match printed.filter(|range| is_same_place(layout, range.start, at)) {
        Some(range) => note.call = Some(Call { range, confidence: 1.0, evidence, rival: None }),
        None => {
            note.call = None;
            note.place = Some(Place { at, confidence: 1.0, evidence, rival: None });
        }
    }
}

/// A line end at which a word was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct LineEnd {
    pub(super) line: LineIndex,
    /// Text offset of the hyphen.
    pub(super) at: usize,
    /// Whether the word stands in the line as was decided, so that there is nothing to do.
    pub(super) so_already: bool,
    /// Whether the word stands in the line without the hyphen that it keeps: an extractor joined it.
    pub(super) missing: bool,
}

/// The line end that a choice is about; or the line that has the word as it was decided.
pub(super) fn line_end(layout: &Layout, letters: &Letters, place: usize, choice: &HyphenChoice) -> Option<LineEnd> {
    let at = letters.end_before(place)?;
    let (line, next) = letters.lines_at(place)?;
    let text = layout.text.as_str();
    let hyphen = text[at..].starts_with(HYPHENS);
    if line == next {
        let parted = text[at..letters.start_behind(layout, place)?].contains(char::is_whitespace);
        let whole = !hyphen && !parted;
        let as_decided = match (choice.weld, choice.has_hyphen()) {
            (true, _) => whole,
            (false, true) => hyphen,
            (false, false) => hyphen || parted,
        };
        let missing = whole && !choice.weld && choice.has_hyphen();
        return (as_decided || missing).then_some(LineEnd { line, at, so_already: as_decided, missing });
    }
    let ends_there = text[at..layout.lines[line].ink.end].chars().count() == usize::from(hyphen);
    // a hyphen that is kept must be there, and two words have none between them
    let fits = ends_there && (choice.weld || hyphen == choice.has_hyphen());
    fits.then_some(LineEnd { line, at, so_already: false, missing: false })
}
