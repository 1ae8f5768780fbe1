//! The scores of one zone of notes, while its lines are gone through.

use std::ops::Range;

use super::{NEVER, Placed};
use crate::anchor::{higher, weights::spoilt as s};

/// A row for each count of notes; in it a column for each mark that may be the last one taken, and one before them for none.
#[derive(Clone, Default)]
pub(super) struct Table {
    marks: Range<usize>,
    columns: usize,
    best: Vec<f32>,
    /// The best of each row up to each column; up to date for rows that are not in `changed`.
    up_to: Vec<f32>,
    changed: Range<usize>,
    /// What each mark is worth as the call of each note, for the first notes.
    worth: Vec<f32>,
    /// The column of the last mark that ends before each mark.
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
        self.worth.clear();
        let own = &all[marks.clone()];
        self.clear.clear();
        self.clear.extend(own.iter().map(|m| own.partition_point(|b| b.range.end <= m.range.start)));
        self.marks = marks;
    }

    /// The marks of the columns.
    pub(super) fn marks(&self) -> Range<usize> {
        self.marks.clone()
    }

    /// The score with a count of notes and a last mark.
    pub(super) fn score(&self, count: usize, column: usize) -> f32 {
        self.best[count * self.columns + column]
    }

    /// The best score with a count of notes.
    pub(super) fn top(&self, count: usize) -> f32 {
        self.up_to[(count + 1) * self.columns - 1]
    }

    /// The best score with any note, its count and its column; the first among equals.
    pub(super) fn best(&self) -> (usize, usize, f32) {
        let counts = self.best.len() / self.columns;
        let (mut count, mut top) = (1, self.top(1));
        for c in 2..counts {
            if self.top(c) > top {
                (count, top) = (c, self.top(c));
            }
        }
        (count, self.up_to[self.row(count)].iter().position(|&x| x == top).unwrap_or(0), top)
    }

    /// The best scores with each count of notes and each last mark: those that no other with the same count and an earlier
    /// mark reaches, down to a least score.
    pub(super) fn front(&self, least: f32) -> impl Iterator<Item = (usize, usize, f32)> + '_ {
        let counts = (1..self.best.len() / self.columns).filter(move |&count| self.top(count) >= least);
        counts.flat_map(move |count| {
            let row = &self.up_to[self.row(count)];
            let rises = move |&column: &usize| row[column] >= least && (column == 0 || row[column] > row[column - 1]);
            (0..self.columns).filter(rises).map(move |column| (count, column, row[column]))
        })
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
    /// call. `shared` says for each mark what this note's words say for it. It is seen after [`Table::settle`].
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
        for (((slot, &from), &worth), &shared) in slots[1..].iter_mut().zip(&self.before).zip(worth).zip(shared) {
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
            for (up_to, &score) in self.up_to[row.clone()].iter_mut().zip(&self.best[row]) {
                top = higher(top, score);
                *up_to = top;
            }
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
