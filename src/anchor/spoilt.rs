//! Notes of a text whose raised marks text recognition spoilt. A label or a call may read as anything or as nothing, so that
//! neither says by itself which note it is; what is left is order and number: each run of notes at a page's foot has as
//! many notes, in the same order, as the text since the run before it has calls.
//!
//! Zones of notes are chosen together over the document. A state is a zone's end and the number of its last note;
//! from a state, each line that could start a note opens a zone, within which its notes are aligned with the marks
//! between the state and the zone. Few states are kept, zones are short and so are their lists of marks: linear time.
//! States that leave the same marks free to the same numbers differ in score alone, so the zone is aligned for the best of them.
//! A zone that falls far behind the states that are kept where it has come to is given up.
//!
//! All this is tried with numbers and, unless these were read, with letters, whose shapes say less. Notes below a title at the
//! end of the text are no zones of pages: they are read by themselves, see [`endnotes`].

mod candidates;
mod endnotes;
mod kept;
mod marks;
mod table;
mod trace;

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::{
    Words,
    calls::Match,
    marks::{Marks, Placed},
    shared::Sentences,
    starts::Start,
    text_lines,
    weights::{self as w, spoilt as s},
};
use crate::{
    document::Evidence,
    grammar::{
        ends_sentence,
        label::{Label, Series, Sugar, label},
        spoilt::{Digits, Read},
    },
    page::{LineIndex, percentile},
    region::{Layout, Role},
};
use candidates::Candidate;
use kept::Kept;
use table::Table;

/// The notes and their calls.
pub(super) struct Reading {
    /// All marks that may be calls, in the order of the text.
    pub(super) marks: Vec<Placed>,
    /// The notes.
    pub(super) starts: Vec<Start>,
    /// Each note's call.
    pub(super) calls: Vec<Option<Match>>,
    /// The lines before which the zones of notes end, in order.
    pub(super) ends: Vec<LineIndex>,
    /// How often a note was aligned with the marks before its zone.
    pub(super) steps: u64,
}

/// Most lines of a zone, most notes in it, and most marks before it that are looked at.
const MAX_LINES: usize = 60;
/// See [`MAX_LINES`].
const MAX_NOTES: usize = 16;
/// See [`MAX_LINES`].
const MAX_MARKS: usize = 36;
/// Most notes of which start and call are both lost, between two that are found.
const MAX_LOST: usize = 2;
const NEVER: f32 = -1e9;

/// Reads a text whose marks look spoilt, of which the `plain` ones are known; nothing for all others, nor where those that look like calls are not so many that it is
/// `hopeful` to do so.
pub(super) fn read(layout: &Layout, words: &Words, plain: &Marks, hopeful: impl Fn(usize) -> bool) -> Option<Reading> {
    let marks = marks::marks(layout, words, plain)?;
    if !hopeful(marks.iter().filter(|m| looks_like_call(m)).count()) {
        return None;
    }
    if let Some(reading) = endnotes::read(layout, &marks) {
        return Some(reading);
    }
    let (mut solver, mut table) = (Solver::new(layout, &marks), Table::default());
    let mut solve = |series| {
        solver.count_in(series);
        let (through, anew) = (solver.solve(false, &mut table), solver.solve(true, &mut table));
        let (score, states, last) = if anew.0 > through.0 + s::ANEW { anew } else { through };
        let found = solver.trace(&states, last);
        let read = found.0.iter().filter(|start| solver.is_read(start)).count();
        (score, read, found)
    };
    // letters are believed where they were read, or where nothing was that is a number
    let (score, numbers, mut found) = solve(Series::Number);
    let letters = text_lines(layout).filter_map(label).filter(|label| label.series == Series::Letter);
    if letters.take(numbers).count() >= numbers {
        let lettered = solve(Series::Letter);
        if lettered.0 > score + s::ANEW && lettered.1 >= numbers {
            found = lettered.2;
        }
    }
    let (starts, calls, ends) = found;
    Some(Reading { marks, starts, calls, ends, steps: table.steps() })
}

/// Whether a mark's looks say that it is a call.
pub(super) fn looks_like_call(mark: &Placed) -> bool {
    mark.weight >= s::LOOKS_CALL
}

/// The end of a zone (or the text's start) and how it was come to.
#[derive(Clone, Copy)]
struct State {
    end: LineIndex,
    /// The number of the last note.
    value: u32,
    /// The first mark that is still free.
    mark: usize,
    /// The end of the zone before its own: what lines of earlier zones begin with may be the label of a note.
    open: LineIndex,
    score: f32,
    /// The state before, the number that its zone counts on from, and the first candidate of the zone.
    from: usize,
    base: u32,
    zone: usize,
}

/// The marks before a zone that a state left free, and the first of them behind the zones before the one that the state ends,
/// from that one on, and behind it. States of which these are the same differ for the zone's notes in nothing but numbers.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Free {
    marks: Range<usize>,
    old: usize,
    before: usize,
    within: usize,
}

struct Solver<'l, 't> {
    layout: &'l Layout<'t>,
    marks: &'l [Placed],
    /// What was read of each mark.
    read: Vec<Read>,
    /// The sentences about the marks.
    sentences: Sentences,
    /// How notes are counted.
    series: Series,
    candidates: Vec<Candidate>,
    /// What each line says for being part of a note, summed up to it.
    looks: Vec<f32>,
    /// The width of a full line of text.
    full: f32,
    /// The signs that begin the items of lists.
    bullets: Vec<char>,
}

impl<'l, 't> Solver<'l, 't> {
    fn new(layout: &'l Layout<'t>, marks: &'l [Placed]) -> Self {
        let mut widths: Vec<u16> =
            (0..layout.lines.len()).filter(|&l| layout.roles[l] == Role::Text).map(|l| layout.lines[l].width).collect();
        let full = f32::from(percentile(&mut widths, 0.6));
        let mut looks = vec![0.0; layout.lines.len() + 1];
        for line in 0..layout.lines.len() {
            let width = f32::from(layout.lines[line].width);
            let own = match layout.roles[line] {
                Role::Text if width > full * 1.1 => s::WIDE_LINE,
                Role::Text if width > full * 0.95 => s::FULL_LINE,
                Role::Text => s::LINE,
                _ => 0.0,
            };
            looks[line + 1] = looks[line] + own;
        }
        let read = marks.iter().map(|m| Read::raised(&layout.text.as_str()[m.range.clone()])).collect();
        Self {
            layout,
            marks,
            read,
            sentences: Sentences::read(layout, marks),
            series: Series::Number,
            candidates: Vec::new(),
            looks,
            full,
            bullets: candidates::bullets(layout),
        }
    }

    /// Looks for the lines that may start notes which are counted in one way.
    fn count_in(&mut self, series: Series) {
        self.series = series;
        self.candidates = (0..self.layout.lines.len()).filter_map(|line| self.candidate(line)).collect();
        self.share();
    }

    /// What a note's being called so speaks for: its label as it was read, against its number.
    fn label_likeness(&self, start: usize, value: u32) -> f32 {
        let candidate = &self.candidates[start];
        let likeness = match (self.series, candidate.value) {
            (Series::Number, _) => candidate.label.likeness(&Digits::of(value)),
            (_, Some(letter)) if letter == value => s::LETTER,
            (_, Some(_)) => -s::LETTER,
            (_, None) => 0.0,
        };
        likeness * s::LABEL_LIKENESS
    }

    /// Whether the label of a note was read as what it is. A number with a space behind it may be what became of another sign,
    /// for raised labels stand right before their notes.
    fn is_read(&self, start: &Start) -> bool {
        let place = self.candidates.partition_point(|c| c.line < start.line);
        let stands = self.series != Series::Number || !self.layout.ink(start.line)[start.label.len..].starts_with(' ');
        stands && self.candidates.get(place).is_some_and(|c| c.value == Some(start.label.value))
    }

    /// The marks that a state left free for a zone.
    fn free(&self, since: &State, zone: usize) -> Free {
        let before = |line: LineIndex| self.marks.partition_point(|m| m.line < line);
        let to = before(self.candidates[zone].line);
        let from = since.mark.clamp(to.saturating_sub(MAX_MARKS), to);
        let last_zone = self.candidates.get(since.zone).map_or(0, |c| c.line);
        let within = |line: LineIndex| before(line).clamp(from, to);
        Free { marks: from..to, old: within(since.open), before: within(last_zone), within: within(since.end) }
    }

    /// Whether a mark is what its line begins with.
    fn is_at_start(&self, mark: usize) -> bool {
        let mark = &self.marks[mark];
        mark.range.start == self.layout.lines[mark.line].ink.start
    }

    fn mark_score(&self, mark: usize, number: &Digits, free: &Free) -> f32 {
        let before = match mark {
            mark if mark >= free.within => 0.0,
            mark if mark >= free.before => return NEVER,
            mark if mark < free.old && self.is_at_start(mark) => return NEVER,
            _ => s::ZONE_BEFORE,
        };
        let of_number = self.series == Series::Number;
        let likeness = if of_number { likeness(&self.marks[mark], &self.read[mark], number) } else { 0.0 };
        before + self.marks[mark].weight + likeness
    }

    /// Aligns the notes of the zone that begins with a candidate with the marks that are free. Shows the table when
    /// it holds the notes up to each candidate, until `seen` says that this is enough.
    fn zone(
        &self,
        table: &mut Table,
        free: &Free,
        (zone, base): (usize, u32),
        end: LineIndex,
        mut seen: impl FnMut(usize, &Table) -> bool,
    ) {
        let last = self.candidates.partition_point(|c| c.line < end).max(zone + 1);
        let notes = MAX_NOTES.min((last - zone) * (MAX_LOST + 1));
        table.begin(self.marks, free.marks.clone(), notes);
        let mut labels = Vec::new();
        for (index, start) in (zone..last).enumerate() {
            let gain = if start == zone { self.candidates[zone].first } else { self.candidates[start].within };
            if gain > NEVER {
                let least = table.top() - s::BEHIND;
                let shared = self.shared(start, &free.marks);
                labels.clear();
                // from the last, so that each row is gone on from before it is added to
                for count in (0..notes.min(index * (MAX_LOST + 1) + 1)).rev() {
                    if index > 0 && table.top_of(count) < least {
                        continue;
                    }
                    table.go_on_from(count);
                    let most = (count + 1 + MAX_LOST).min(notes);
                    if labels.is_empty() {
                        labels.extend((1..=most).map(|now| self.label_likeness(start, number(base, now))));
                    }
                    while table.valued() < most && !free.marks.is_empty() {
                        let next = Digits::of(number(base, table.valued() + 1));
                        table.value(|mark| self.mark_score(mark, &next, free));
                    }
                    for now in count + 1..=most {
                        let lost = (now - count - 1) as f32;
                        table.add(count, now, gain + labels[now - 1] + s::LOST_NOTE * lost, shared);
                    }
                }
                table.settle();
                if start == zone {
                    table.close_empty();
                }
            }
            if !seen(start, table) {
                return;
            }
        }
    }

    /// Whether a line leaves room for more, as the last one of a paragraph does.
    fn is_short(&self, line: LineIndex) -> bool {
        f32::from(self.layout.lines[line].width) < self.full * 0.8
    }

    /// The line by which a zone must have ended.
    fn limit(&self, first: LineIndex) -> LineIndex {
        self.layout.page_lines(self.layout.page_of[first] as usize).end.min(first + MAX_LINES)
    }

    /// What a line says for a zone's end before it.
    fn end_score(&self, first: LineIndex, end: LineIndex) -> Option<f32> {
        let layout = self.layout;
        if end == layout.lines.len() || layout.page_of[end] != layout.page_of[end - 1] {
            return Some(s::PAGE_END);
        }
        let blank = layout.blank_before(end);
        let ended = ends_sentence(layout.ink(end - 1));
        let broken = first > 0 && !ends_sentence(layout.ink(first - 1));
        let resumes = ended && broken && layout.ink(end).starts_with(char::is_lowercase);
        // no blank line stands where the next page was joined on
        let joined = !blank && self.is_short(end - 1) && layout.ink(end).starts_with(char::is_uppercase);
        let mut score = if self.layout.has_pages() { s::RESUME } else { s::RESUME_PAGELESS };
        score += if blank { w::RESUME_BLANK } else { 0.0 };
        score += match joined {
            true if self.layout.has_pages() => s::JOINED,
            true => s::JOINED_PAGELESS,
            false => 0.0,
        };
        score += match () {
            () if layout.ink(end - 1).ends_with(':') => w::RESUME_ANNOUNCED,
            () if ended => w::RESUME_SENTENCE,
            () => 0.0,
        };
        score += if resumes { s::RESUME_BROKEN } else { 0.0 };
        (blank || resumes || joined || layout.blanks_everywhere).then_some(score)
    }

    /// All states, and the best of them with its score; numbers are counted through, or `anew` in each zone.
    fn solve(&self, anew: bool, table: &mut Table) -> (f32, Vec<State>, usize) {
        let mut states =
            vec![State { end: 0, value: 0, mark: 0, open: 0, score: 0.0, from: 0, base: 0, zone: usize::MAX }];
        let mut kept = Kept::new(&states[0]);
        let mut begun = FxHashSet::default();
        let (mut ends, mut front) = (Vec::new(), Vec::new());
        for zone in 0..self.candidates.len() {
            if self.candidates[zone].first < s::MIN_FIRST {
                continue;
            }
            let first = self.candidates[zone].line;
            let limit = self.limit(first);
            kept.reach(first, limit);
            begun.clear();
            ends.clear();
            ends.extend(
                (first + 1..=limit).map(|end| (self.end_score(first, end), self.looks[end] - self.looks[first])),
            );
            for from in kept.states() {
                let (since, page) = (states[from], self.layout.page_of[first]);
                let free = self.free(&since, zone);
                let here = since.end > 0 && self.layout.page_of[since.end - 1] == page;
                let again = if here { s::RESTART_HERE } else { s::RESTART };
                let on = (if anew { 0 } else { since.value }, 0.0);
                let restart = (!anew && since.value > 0).then_some((0, again));
                // a label that was read goes on counting behind notes of which nothing was
                let read =
                    self.candidates[zone].value.filter(|v| *v > since.value + 1 && *v - since.value <= s::MAX_JUMP);
                let jump = read.filter(|_| !anew).map(|value| (value - 1, s::JUMP));
                for (base, cost) in [Some(on), restart, jump].into_iter().flatten() {
                    // a better state came to the same
                    if !begun.insert((free.clone(), base)) {
                        continue;
                    }
                    let score = since.score + cost;
                    self.zone(table, &free, (zone, base), limit, |start, table| {
                        let line = self.candidates[start].line;
                        // it may end behind each line down to the next candidate
                        let next = self.candidates.get(start + 1).map_or(limit, |c| c.line.min(limit));
                        let mut here = (line + 1..).zip(&ends[line - first..next - first]);
                        let open = here.clone().filter_map(|(end, &(of_end, looks))| Some((end, of_end?, looks)));
                        front.clear();
                        table.front(
                            |sum| {
                                open.clone().any(|(end, of_end, looks)| score + sum + of_end + looks >= kept.least(end))
                            },
                            &mut front,
                        );
                        for (end, of_end, looks) in open {
                            for &(count, column, sum) in &front {
                                let score = score + sum + of_end + looks;
                                let (value, mark) = (number(base, count), free.marks.start + column);
                                let open = since.end;
                                let state = State { end, value, mark, open, score, from, base, zone };
                                if kept.offer(&state, states.len()) {
                                    states.push(state);
                                }
                            }
                        }
                        here.all(|(end, &(_, looks))| score + table.top() + looks + s::BEHIND >= kept.least(end))
                    });
                }
            }
        }
        let best = (0..states.len()).max_by(|&a, &b| states[a].score.total_cmp(&states[b].score).then(b.cmp(&a)));
        let best = best.unwrap_or(0);
        (states[best].score, states, best)
    }
}

/// What a mark's signs say for its being a number: of one between spaces, which the text may have said, not much.
fn likeness(mark: &Placed, read: &Read, number: &Digits) -> f32 {
    let likeness = read.likeness(number) * s::MARK_LIKENESS;
    if mark.is_loose() { likeness.min(s::LOOSE_LIKENESS) } else { likeness }
}

/// The number of the last of some notes.
fn number(base: u32, notes: usize) -> u32 {
    base + u32::try_from(notes).unwrap_or(u32::MAX)
}

/// The start of a note whose label is not told by itself which it is.
fn start(line: LineIndex, len: usize, series: Series, value: u32, gain: f32) -> Start {
    Start::new(line, Label { series, sugar: Sugar::Bare, value, len, attached: false }, gain)
}

/// A mark as the call of a note, among those that it could have had, with what each is worth.
fn matched(mark: usize, among: Range<usize>, worth: impl Fn(usize) -> f32) -> Match {
    let others = among.filter(|&other| other != mark).map(|other| (worth(other), other));
    let next = others.filter(|other| other.0 > 0.0).max_by(|a, b| a.0.total_cmp(&b.0));
    let (score, index) = (worth(mark), |mark: usize| u32::try_from(mark).unwrap_or(u32::MAX));
    Match {
        mark: index(mark),
        score,
        margin: score - next.map_or(0.0, |next| next.0),
        rival: next.map(|next| index(next.1)),
        evidence: vec![Evidence { term: "mark as recognition may have read it".into(), weight: score }],
    }
}
