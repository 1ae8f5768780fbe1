//! Which lines are note text and which are body text. Two states, one pass over all lines (Viterbi): lines that start
//! notes are notes, lines that hold calls are text, and between them page ends, blank lines, sentences that break off
//! and go on, and line widths say where text resumes after notes and where a note goes on over a page end.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{looks::Looks, starts::Start, weights as w};
use crate::{
    grammar::{
        endings::{breaks_off, ends_small, is_rule},
        ends_sentence, enumeration,
        heading::{Style, numbering},
    },
    page::LineIndex,
    region::{Layout, Role},
};

/// What the decision rests on.
pub(super) struct Known<'a> {
    /// The notes in order.
    pub(super) notes: &'a [Start],
    /// The line of each note's call, if it has one.
    pub(super) calls: &'a [Option<LineIndex>],
    /// What body lines and note lines look like.
    pub(super) looks: &'a Looks,
    /// The first line of each note's body.
    pub(super) firsts: &'a [LineIndex],
    /// Whether the notes stand far from their calls: at the end of the chapter or book.
    pub(super) endnotes: bool,
    /// Lines before which a zone of notes is known to end.
    pub(super) ends: &'a [LineIndex],
}

/// Whether each line is note text; false for all that is no text, and for rules.
pub(super) fn note_lines(layout: &Layout, known: &Known) -> Vec<bool> {
    let mut is_note = vec![false; layout.lines.len()];
    if known.notes.is_empty() {
        return is_note;
    }
    let text = |i: &LineIndex| layout.roles[*i] == Role::Text && !is_rule(layout.ink(*i));
    let text: Vec<LineIndex> = (0..layout.lines.len()).filter(text).collect();
    let facts = Facts::gather(layout, known, &text);
    let length = if facts.at_feet { w::LINE_OF_NOTE } else { 0.0 };
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
        let bullet = layout.ink(line).starts_with(enumeration::is_bullet);
        let heading = if facts.headed.contains(&line) { w::HEADING_IN_NOTE } else { 0.0 };
        let as_note = known.looks.width(layout, line)
            + if bullet { w::BULLET } else { 0.0 }
            + heading
            + if facts.contiguous[line] { 0.0 } else { length };
        body = to_body.0.max(to_body.1);
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
    /// Whether notes stand at the feet of pages that are not known. Where pages are known, their ends end the notes, which may be
    /// as long as they are; and so may those be that follow each other behind all text.
    at_feet: bool,
    /// The labels that stand below their notes, behind which notes end; where pages are known, their ends end notes, and
    /// another paragraph may stand behind the label.
    below: FxHashSet<LineIndex>,
    /// Lines before which a zone of notes is known to end.
    ends: Vec<LineIndex>,
    /// For each page, whether a note starts on it.
    has_notes: Vec<bool>,
    /// For each page, what speaks for its notes' beginning with the rest of a note, wherever that begins.
    rest: Vec<f32>,
    /// For each page, whether the page before ends in the midst of a sentence.
    broken: Vec<bool>,
    /// Whether rules stand above notes.
    ruled: bool,
    /// Numbered headings that go on counting where one before stops.
    headed: FxHashSet<LineIndex>,
}

impl Facts {
    fn gather(layout: &Layout, known: &Known, text: &[LineIndex]) -> Self {
        let n = layout.lines.len();
        let pages = layout.pages.len().max(1);
        let mut facts = Self {
            fixed: vec![Fixed::Free; n],
            contiguous: vec![false; n],
            at_feet: false,
            below: FxHashSet::default(),
            ends: known.ends.to_vec(),
            has_notes: vec![false; pages],
            rest: vec![f32::NEG_INFINITY; pages],
            broken: vec![false; pages],
            ruled: known.firsts.iter().any(|&first| rule_above(layout, first)),
            headed: headed(layout, known.firsts, text),
        };
        for call in known.calls.iter().flatten() {
            facts.fixed[*call] = Fixed::Body;
        }
        let (mut pairs, mut together) = (0, 0);
        for (i, note) in known.notes.iter().enumerate() {
            let page = layout.page_of[note.line] as usize;
            let first = known.firsts[i];
            facts.fixed[note.line] = Fixed::Note;
            facts.fixed[first] = Fixed::Note;
            // what stands between a note's first line and its label below is the note
            if note.alone && !note.torn && first < note.line && page == layout.page_of[first] as usize {
                facts.fixed[first..note.line].fill(Fixed::Note);
                if !layout.has_pages() {
                    facts.below.insert(note.line);
                }
            }
            facts.has_notes[page] = true;
            let Some(&next) = known.firsts.get(i + 1) else { continue };
            let here = layout.page_of[first] == layout.page_of[next];
            let before = known.calls[i + 1].is_some_and(|call| call < first);
            // numbers begin anew on the next page: text lies between, wherever the call seems to stand
            let anew = known.notes[i + 1].label.value <= note.label.value && !known.endnotes;
            pairs += usize::from(known.calls[i + 1].is_some());
            if (here || known.endnotes) && before && !anew && first < next {
                facts.contiguous[first..next].fill(true);
                together += 1;
            }
        }
        facts.at_feet = !layout.has_pages() && !known.endnotes && (pairs == 0 || together * 10 < pairs * 9);
        facts.rests(layout, known, text);
        facts
    }

    /// Weighs for each page whether a note of the page before goes on in it.
    fn rests(&mut self, layout: &Layout, known: &Known, text: &[LineIndex]) {
        // first and last line of text, and the last one above the first note
        let mut edges: Vec<Option<(LineIndex, LineIndex, LineIndex)>> = vec![None; self.rest.len()];
        for lines in text.chunk_by(|a, b| layout.page_of[*a] == layout.page_of[*b]) {
            let notes = lines.iter().position(|&line| self.fixed[line] == Fixed::Note).unwrap_or(lines.len());
            let (first, last, above) = (lines[0], lines[lines.len() - 1], lines[notes.saturating_sub(1)]);
            edges[layout.page_of[first] as usize] = Some((first, last, above));
        }
        for page in 1..self.rest.len() {
            let (Some((_, tail, _)), Some((_, _, above))) = (edges[page - 1], edges[page]) else { continue };
            let broken = breaks_off(layout.ink(tail));
            if !self.has_notes[page - 1] || (!self.has_notes[page] && (known.endnotes || !(broken || self.ruled))) {
                continue;
            }
            let mut sum = w::CONTINUE;
            sum += if ends_sentence(layout.ink(tail)) { 0.0 } else { w::CONTINUE_UNFINISHED };
            sum += if broken { w::CONTINUE_BROKEN } else { 0.0 };
            if let Some((next, _, _)) = edges.get(page + 1).copied().flatten()
                && layout.ink(next).starts_with(char::is_lowercase)
            {
                sum += if ends_sentence(layout.ink(above)) { w::CONTINUE_TORN } else { w::CONTINUE_WHOLE };
            }
            (self.rest[page], self.broken[page]) = (sum, broken);
        }
    }

    /// The scores of leaving the notes, staying in them, and entering them between two lines.
    fn steps(&self, layout: &Layout, before: Option<LineIndex>, line: LineIndex) -> (f32, f32, f32) {
        const NEVER: f32 = f32::NEG_INFINITY;
        let fixed = self.fixed[line];
        let Some(before) = before else {
            return (NEVER, NEVER, if fixed == Fixed::Note { 0.0 } else { NEVER });
        };
        let over_page = layout.page_of[before] != layout.page_of[line]
            || layout.lines[line].column_break
            || self.ends.get(self.ends.partition_point(|&end| end <= before)).is_some_and(|&end| end <= line);
        let contiguous = if self.contiguous[line] { w::CONTIGUOUS } else { 0.0 };
        let leave = match fixed {
            Fixed::Note => NEVER,
            Fixed::Body if !over_page => self.resume(layout, before, line),
            _ if over_page => {
                w::RESUME_AT_PAGE
                    + contiguous
                    + if ends_sentence(layout.ink(before)) { 0.0 } else { w::RESUME_UNFINISHED }
            }
            _ if self.below.contains(&before) => 0.0,
            _ => self.resume(layout, before, line) + contiguous,
        };
        let stay = match fixed {
            Fixed::Body => NEVER,
            Fixed::Free if self.below.contains(&before) => w::BEHIND_LABEL,
            Fixed::Free if over_page && contiguous == 0.0 => {
                w::CONTINUE + if ends_sentence(layout.ink(before)) { 0.0 } else { w::CONTINUE_UNFINISHED }
            }
            _ => 0.0,
        };
        let enter = match fixed {
            Fixed::Body => NEVER,
            Fixed::Note => 0.0,
            Fixed::Free => self.enter(layout, before, line),
        };
        (leave, stay, enter)
    }

    /// Text goes on after notes on the same page.
    fn resume(&self, layout: &Layout, before: LineIndex, line: LineIndex) -> f32 {
        let mut score = w::RESUME;
        if layout.blank_before(line) {
            score += w::RESUME_BLANK;
        }
        if layout.ink(before).ends_with(':') {
            score += w::RESUME_ANNOUNCED;
        } else if ends_sentence(layout.ink(before)) {
            score += w::RESUME_SENTENCE;
            if layout.ink(line).starts_with(char::is_lowercase) {
                score += w::RESUME_SMALL;
            } else if !layout.blank_before(line) && layout.room_beyond(before, line) < 1.0 {
                score += w::RESUME_FULL;
            } else if self.at_feet && layout.room_beyond(before, line) > w::alone::ROOM_BEYOND {
                score += w::RESUME_SHORT;
            }
        }
        if layout.lines[line].indent != layout.lines[before].indent {
            score += w::RESUME_INDENT;
        }
        score
    }

    /// A note goes on above the notes of its page, or where they would be.
    fn enter(&self, layout: &Layout, before: LineIndex, line: LineIndex) -> f32 {
        let page = layout.page_of[line] as usize;
        // what stands below a heading is its text
        if layout.page_of[before] as usize != page || self.headed.contains(&before) {
            return f32::NEG_INFINITY;
        }
        let (above, ink) = (layout.ink(before), layout.ink(line));
        let begins = match (ink.starts_with(char::is_lowercase), ends_sentence(above)) {
            _ if enumeration::items(ink).next().is_some() => w::CONTINUE_ITEM,
            (false, _) if self.broken[page] => w::CONTINUE_CAPITAL,
            (true, true) => w::CONTINUE_SMALL,
            (true, false) => 0.0,
            (false, true) => w::CONTINUE_SENTENCE,
            _ if ends_small(above) => w::CONTINUE_BREAK,
            _ => 0.0,
        };
        let blank = if layout.blank_before(line) { w::CONTINUE_BLANK } else { 0.0 };
        let rule = if self.ruled && rule_above(layout, line) { w::CONTINUE_RULE } else { 0.0 };
        self.rest[page] + begins + blank + rule
    }
}

/// The lines that look like numbered headings and have the number after that of the last such line, or the first one below
/// it (`5.3.1` below `5.3`). No note starts there.
fn headed(layout: &Layout, firsts: &[LineIndex], text: &[LineIndex]) -> FxHashSet<LineIndex> {
    /// Share of a full line that a heading takes at most.
    const MAX_HEADING: f32 = 0.75;
    let starts: FxHashSet<LineIndex> = firsts.iter().copied().collect();
    let mut last: FxHashMap<Style, (u32, &str)> = FxHashMap::default();
    let mut found = FxHashSet::default();
    for &line in text.iter().filter(|line| !starts.contains(line)) {
        let ink = layout.ink(line);
        if f32::from(layout.lines[line].width) > layout.full * MAX_HEADING || ends_sentence(ink) {
            continue;
        }
        let Some(number) = numbering(ink).filter(|number| !number.bare) else { continue };
        let printed = ink[..number.len].trim_end_matches(['.', ' ']);
        let first_below = match number.style {
            Style::Decimal(parts) if number.value == 1 => last
                .get(&Style::Decimal(parts - 1))
                .is_some_and(|above| printed.rsplit_once('.').is_some_and(|(outer, _)| outer == above.1)),
            _ => false,
        };
        let before = last.insert(number.style, (number.value, printed));
        if first_below || before.is_some_and(|(value, _)| value + 1 == number.value) {
            found.insert(line);
        }
    }
    found
}

/// Whether a rule stands right above a line.
fn rule_above(layout: &Layout, line: LineIndex) -> bool {
    line > 0 && layout.page_of[line - 1] == layout.page_of[line] && is_rule(layout.ink(line - 1))
}

/// The rules that part notes from the text above them: right above lines of notes.
pub(super) fn rules(layout: &Layout, is_note: &[bool]) -> Vec<LineIndex> {
    let is = |&line: &LineIndex| layout.roles[line] == Role::Text && is_note[line + 1] && rule_above(layout, line + 1);
    (0..layout.lines.len().saturating_sub(1)).filter(is).collect()
}
