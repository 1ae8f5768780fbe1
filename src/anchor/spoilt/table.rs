//! The scores of one zone of notes, while its lines are gone through.

use std::ops::Range;

use super::{NEVER, Placed};
use crate::anchor::{higher, weights::spoilt as s};

/// Columns that are gone through at once.
const STRIDE: usize = 8;

/// A row for each count of notes; in it a column for each mark that may be the last one taken, and one before them for none.
#[derive(Clone, Default)]
pub(super) struct Table {
    marks: Range<usize>,
    columns: usize,
    best: Vec<f32>,
    /// The best of each row up to each column; up to date for rows that are not in `changed`.
    up_to: Vec<f32>,
    changed: Range<usize>,
    /// The best score with any note.
    top: f32,
    /// What each mark is worth as the call of each note, for the first notes.
    worth: Vec<f32>,
    /// The column of the last mark that ends before each mark, with something between them: two calls do not touch.
    clear: Vec<usize>,
    /// The best of the row that is gone on from, before each mark.
    before: Vec<f32>,
    /// How often a note was offered.
    steps: u64,
}

impl Table {
    /// Makes it the table of at most `notes` notes and of a range of all marks, when there is no note yet.
    pub(super) fn begin(&mut self, all: &[Placed], marks: Range<usize>, notes: usize) {
        self.columns = marks.len() + 1;
        for scores in [&mut self.best, &mut self.up_to] {
            scores.clear();
            scores.resize((notes + 1) * self.columns, NEVER);
            scores[0] = 0.0;
        }
        self.up_to[..self.columns].fill(0.0);
        self.changed = 0..0;
        self.top = NEVER;
        self.worth.clear();
        let own = &all[marks.clone()];
        self.clear.clear();
        self.clear.extend(own.iter().map(|m| own.partition_point(|b| b.range.end < m.range.start)));
        self.marks = marks;
    }

    /// The score with a count of notes and a last mark.
    pub(super) fn score(&self, count: usize, column: usize) -> f32 {
        self.best[count * self.columns + column]
    }

    /// The best score with a count of notes.
    pub(super) fn top_of(&self, count: usize) -> f32 {
        self.up_to[(count + 1) * self.columns - 1]
    }

    /// The best score with any note.
    pub(super) fn top(&self) -> f32 {
        self.top
    }

    /// Adds the best scores with each count of notes and each last mark to `front`: those that no other with the same count
    /// and an earlier mark reaches, which are not far behind the best and are `wanted`, as all higher ones are.
    pub(super) fn front(&self, wanted: impl Fn(f32) -> bool, front: &mut Vec<(usize, usize, f32)>) {
        let is_near = |score: f32| score >= self.top - s::BEHIND && wanted(score);
        for count in (1..self.best.len() / self.columns).filter(|&count| is_near(self.top_of(count))) {
            let mut before = f32::NEG_INFINITY;
            for (column, &score) in self.up_to[self.row(count)].iter().enumerate() {
                if score > before && is_near(score) {
                    front.push((count, column, score));
                }
                before = score;
            }
        }
    }

    /// How often a note was offered, in all zones.
    pub(super) fn steps(&self) -> u64 {
        self.steps
    }

    /// For how many notes [`Table::value`] was told what marks are worth as their calls.
    pub(super) fn valued(&self) -> usize {
        self.worth.len() / self.marks.len().max(1)
    }

    /// Tells what each mark is worth as the call of the next note.
    pub(super) fn value(&mut self, worth: impl Fn(usize) -> f32) {
        self.worth.extend(self.marks.clone().map(worth));
    }

    /// Sets out to add to a count of notes.
    pub(super) fn go_on_from(&mut self, count: usize) {
        let up_to = &self.up_to[self.row(count)];
        self.before.clear();
        self.before.extend(self.clear.iter().map(|&column| up_to[column]));
    }

    /// Offers a note that makes `now` of the `count` notes that were gone on from, without a call and with each mark as its
    /// call. `shared` says what this note's words say for the last of the marks. It is seen after [`Table::settle`].
    pub(super) fn add(&mut self, count: usize, now: usize, score: f32, shared: &[f32]) {
        self.steps += 1;
        let marks = self.marks.len();
        let (before, after) = self.best.split_at_mut(now * self.columns);
        let row = &before[count * self.columns..][..self.columns];
        let slots = &mut after[..self.columns];
        for (slot, &from) in slots.iter_mut().zip(row) {
            *slot = higher(*slot, from + score + s::NO_CALL);
        }
        let worth = &self.worth[(now - 1) * marks..now * marks];
        let (none, some) = worth.split_at(marks - shared.len());
        let (first, last) = slots[1..].split_at_mut(none.len());
        let (before, behind) = self.before.split_at(none.len());
        for ((slot, &from), &worth) in first.iter_mut().zip(before).zip(none) {
            *slot = higher(*slot, from + score + worth);
        }
        for (((slot, &from), &worth), &shared) in last.iter_mut().zip(behind).zip(some).zip(shared) {
            *slot = higher(*slot, from + score + worth + shared);
        }
        self.changed = if self.changed.is_empty() {
            now..now + 1
        } else {
            self.changed.start.min(now)..self.changed.end.max(now + 1)
        };
    }

    /// Takes up what was offered.
    pub(super) fn settle(&mut self) {
        for count in std::mem::take(&mut self.changed) {
            let row = self.row(count);
            let mut top = NEVER;
            for (up_to, scores) in self.up_to[row.clone()].chunks_mut(STRIDE).zip(self.best[row].chunks(STRIDE)) {
                // the best of a stride by itself does not wait for the strides before
                let (before, mut own) = (top, NEVER);
                for (up_to, &score) in up_to.iter_mut().zip(scores) {
                    own = higher(own, score);
                    *up_to = higher(before, own);
                }
                top = higher(before, own);
            }
            self.top = higher(self.top, top);
        }
    }

    /// From here on there must be a note.
    pub(super) fn close_empty(&mut self) {
        self.best[..self.columns].fill(NEVER);
        self.up_to[..self.columns].fill(NEVER);
    }

    fn row(&self, count: usize) -> Range<usize> {
        count * self.columns..(count + 1) * self.columns
    }
}
