//! Which lines are note text and which are body text. Two states, one pass over all lines (Viterbi): lines that start
//! notes are notes, lines that hold calls are text, and between them page ends, blank lines, sentences that break off
//! and go on, and line widths say where text resumes after notes and where a note goes on over a page end.

use super::{alone::Side, calls::first_starts, starts::Start, weights as w};
use crate::{
    grammar::ends_sentence,
    page::{LineIndex, percentile},
    region::{Layout, Role},
};

/// What the decision rests on.
pub(super) struct Known<'a> {
    /// The notes in order.
    pub(super) notes: &'a [Start],
    /// The line of each note's call, if it has one.
    pub(super) calls: &'a [Option<LineIndex>],
    /// On which side of its note each label stands.
    pub(super) sides: &'a [Side],
    /// Whether the notes stand far from their calls: at the end of the chapter or book.
    pub(super) endnotes: bool,
}

/// Whether each line is note text; false for all that is no text.
pub(super) fn note_lines(layout: &Layout, known: &Known) -> Vec<bool> {
    let mut is_note = vec![false; layout.lines.len()];
    if known.notes.is_empty() {
        return is_note;
    }
    let text: Vec<LineIndex> = (0..layout.lines.len()).filter(|&i| layout.roles[i] == Role::Text).collect();
    let facts = Facts::gather(layout, known, &text);
    let mut body = 0f32;
    let mut note = f32::NEG_INFINITY;
    // for each line: whether the best way to (body, note) comes from note
    let mut back: Vec<(bool, bool)> = Vec::with_capacity(text.len());
    for (k, &line) in text.iter().enumerate() {
        let before = k.checked_sub(1).map(|b| text[b]);
        let (leave, stay, enter) = facts.steps(layout, before, line);
        let remain = if facts.fixed[line] == Fixed::Note { f32::NEG_INFINITY } else { 0.0 };
        let to_body = (body + remain, note + leave);
        let to_note = (body + enter, note + stay);
        back.push((to_body.1 > to_body.0, to_note.1 > to_note.0));
        let (as_body, mut as_note) = facts.looks(layout, line);
        if facts.above_first_label(layout, line) {
            as_note += w::LEAD_LINE;
        }
        body = to_body.0.max(to_body.1) + as_body;
        note = to_note.0.max(to_note.1) + as_note;
    }
    let mut state = note > body;
    for (k, &line) in text.iter().enumerate().rev() {
        is_note[line] = state;
        state = if state { back[k].1 } else { back[k].0 };
    }
    is_note
}

/// What a line is known to be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fixed {
    Free,
    /// A note's label stands here.
    Note,
    /// A call stands here.
    Body,
}

struct Facts {
    fixed: Vec<Fixed>,
    /// For each line, whether no text can lie between the note before it and the next.
    contiguous: Vec<bool>,
    /// For each page, whether a note starts on it.
    has_notes: Vec<bool>,
    /// For each page, whether its first label stands below its note.
    first_trails: Vec<bool>,
    /// For each page, the line of its first label.
    first_label: Vec<LineIndex>,
    /// For each page, its last line of text.
    last_line: Vec<Option<LineIndex>>,
    /// Widths (characters) that full lines of body and notes have.
    widths: Option<(f32, f32)>,
}

impl Facts {
    fn gather(layout: &Layout, known: &Known, text: &[LineIndex]) -> Self {
        let n = layout.lines.len();
        let pages = layout.pages.len().max(1);
        let mut facts = Self {
            fixed: vec![Fixed::Free; n],
            contiguous: vec![false; n],
            has_notes: vec![false; pages],
            first_trails: vec![false; pages],
            first_label: first_starts(layout, known.notes),
            last_line: vec![None; pages],
            widths: None,
        };
        for &line in text {
            facts.last_line[layout.page_of[line] as usize] = Some(line);
        }
        for call in known.calls.iter().flatten() {
            facts.fixed[*call] = Fixed::Body;
        }
        for (i, note) in known.notes.iter().enumerate() {
            let page = layout.page_of[note.line] as usize;
            let neighbour = |line: Option<LineIndex>| line.filter(|&l| layout.roles.get(l) == Some(&Role::Text));
            facts.fixed[note.line] = Fixed::Note;
            facts.has_notes[page] = true;
            if let Side::Trails(_) = known.sides[i] {
                facts.first_trails[page] |= i == 0 || layout.page_of[known.notes[i - 1].line] as usize != page;
                if let Some(line) = neighbour(note.line.checked_sub(1)) {
                    facts.fixed[line] = Fixed::Note;
                }
            } else if note.alone
                && let Some(line) = neighbour(Some(note.line + 1))
            {
                facts.fixed[line] = Fixed::Note;
            }
            let Some(next) = known.notes.get(i + 1) else { continue };
            let here = layout.page_of[note.line] == layout.page_of[next.line];
            let before = known.calls[i + 1].is_some_and(|call| call < note.line);
            if (here || known.endnotes) && before {
                facts.contiguous[note.line..next.line].fill(true);
            }
        }
        facts.widths = widths(layout, &facts.first_label, text);
        facts
    }

    /// The scores of leaving the notes, staying in them, and entering them between two lines.
    fn steps(&self, layout: &Layout, before: Option<LineIndex>, line: LineIndex) -> (f32, f32, f32) {
        const NEVER: f32 = f32::NEG_INFINITY;
        let fixed = self.fixed[line];
        let Some(before) = before else {
            return (NEVER, NEVER, if fixed == Fixed::Note { 0.0 } else { NEVER });
        };
        let over_page = layout.page_of[before] != layout.page_of[line] || layout.lines[line].column_break;
        let contiguous = if self.contiguous[line] { w::CONTIGUOUS } else { 0.0 };
        let leave = match fixed {
            Fixed::Note => NEVER,
            Fixed::Body if !over_page => self.resume(layout, before, line),
            _ if over_page => {
                w::RESUME_AT_PAGE
                    + contiguous
                    + if ends_sentence(layout.ink(before)) { 0.0 } else { w::RESUME_UNFINISHED }
            }
            _ => self.resume(layout, before, line) + contiguous,
        };
        let stay = match fixed {
            Fixed::Body => NEVER,
            Fixed::Free if over_page && contiguous == 0.0 => {
                w::CONTINUE + if ends_sentence(layout.ink(before)) { 0.0 } else { w::CONTINUE_UNFINISHED }
            }
            _ => 0.0,
        };
        let enter = match fixed {
            Fixed::Body => NEVER,
            Fixed::Note if !self.first_trails[layout.page_of[line] as usize] => 0.0,
            _ => self.enter(layout, before, line),
        };
        (leave, stay, enter)
    }

    /// Text goes on after notes on the same page.
    fn resume(&self, layout: &Layout, before: LineIndex, line: LineIndex) -> f32 {
        let mut score = w::RESUME;
        if layout.blank_before(line) {
            score += w::RESUME_BLANK;
        }
        if ends_sentence(layout.ink(before)) {
            score += w::RESUME_SENTENCE;
            if layout.ink(line).starts_with(char::is_lowercase) {
                score += w::RESUME_SMALL;
            }
        }
        if layout.lines[line].indent != layout.lines[before].indent {
            score += w::RESUME_INDENT;
        }
        score
    }

    /// A note goes on above the notes of its page, or the zone of notes whose labels stand below begins.
    fn enter(&self, layout: &Layout, before: LineIndex, line: LineIndex) -> f32 {
        let page = layout.page_of[line] as usize;
        if !self.has_notes[page] || layout.page_of[before] as usize != page {
            return if self.first_trails[page] { w::CONTINUE } else { f32::NEG_INFINITY };
        }
        let blank = layout.blank_before(line);
        let (above, ink) = (layout.ink(before), layout.ink(line));
        let last_word = above.rsplit(char::is_whitespace).next().unwrap_or("");
        let broken = if ink.starts_with(char::is_lowercase) {
            0.0
        } else if ends_sentence(above) {
            w::CONTINUE_SENTENCE
        } else if last_word.starts_with(char::is_lowercase) && last_word.ends_with(char::is_alphabetic) {
            w::CONTINUE_BREAK
        } else {
            0.0
        };
        let signs = broken + if blank { w::CONTINUE_BLANK } else { 0.0 };
        if self.first_trails[page] {
            return w::LEAD_IN + signs;
        }
        let tail = page.checked_sub(1).filter(|&p| self.has_notes[p]).and_then(|p| self.last_line[p]);
        let unfinished = tail.is_some_and(|t| !ends_sentence(layout.ink(t)));
        w::CONTINUE + signs + if unfinished { w::CONTINUE_UNFINISHED } else { 0.0 }
    }

    /// Whether a line stands above the first label of its page, which stands below its note.
    fn above_first_label(&self, layout: &Layout, line: LineIndex) -> bool {
        let page = layout.page_of[line] as usize;
        self.first_trails[page] && line < self.first_label[page]
    }

    /// What a line's width says for text and for notes.
    fn looks(&self, layout: &Layout, line: LineIndex) -> (f32, f32) {
        let Some((body, note)) = self.widths else { return (0.0, 0.0) };
        let width = f32::from(layout.lines[line].width);
        if note > body * 1.07 {
            if width > body * 1.05 {
                return (0.0, w::NOTE_WIDTH);
            }
            if width > body * 0.93 {
                return (w::TEXT_WIDTH, 0.0);
            }
        } else if body > note * 1.07 {
            if width > note * 1.05 {
                return (w::NOTE_WIDTH, 0.0);
            }
            if width > note * 0.93 {
                return (0.0, w::TEXT_WIDTH);
            }
        }
        (0.0, 0.0)
    }
}

/// The widths that nine in ten full lines of body and notes stay within, taken where there is no doubt: above a page's
/// first note, and from a note's start to the next.
fn widths(layout: &Layout, first: &[LineIndex], text: &[LineIndex]) -> Option<(f32, f32)> {
    let (mut body, mut notes) = (Vec::new(), Vec::new());
    for &line in text {
        let start = first[layout.page_of[line] as usize];
        let width = layout.lines[line].width;
        if line < start { body.push(width) } else { notes.push(width) }
    }
    (body.len() >= 20 && notes.len() >= 8)
        .then(|| (f32::from(percentile(&mut body, 0.9)), f32::from(percentile(&mut notes, 0.9))))
}
