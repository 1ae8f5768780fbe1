//! The states that are kept, line by line.

use std::collections::VecDeque;

use super::State;
use crate::page::LineIndex;

/// States that are kept at a line.
const STATES: usize = 24;

/// A state that is kept.
#[derive(Clone, Copy)]
struct Entry {
    state: usize,
    value: u32,
    mark: usize,
    score: f32,
    end: LineIndex,
}

/// For each line from the one that was come to, the best states that end before it. Of two with one number, the one that is
/// behind is kept only if it has left more marks free.
pub(super) struct Kept {
    line: LineIndex,
    at: VecDeque<Vec<Entry>>,
}

impl Kept {
    /// The first state alone.
    pub(super) fn new(first: &State) -> Self {
        let mut kept = Self { line: 0, at: VecDeque::from([Vec::new()]) };
        kept.offer(first, 0);
        kept
    }

    /// Goes on to a line, and looks ahead to another.
    pub(super) fn reach(&mut self, line: LineIndex, ahead: LineIndex) {
        while self.line + self.at.len() <= ahead {
            let last = self.at.back().cloned().unwrap_or_default();
            self.at.push_back(last);
        }
        self.at.drain(..line - self.line);
        self.line = line;
    }

    /// The states at the line that was come to, best first.
    pub(super) fn states(&self) -> Vec<usize> {
        self.at.front().into_iter().flatten().map(|entry| entry.state).collect()
    }

    /// The score that a state needs to be kept at a line.
    pub(super) fn least(&self, line: LineIndex) -> f32 {
        match self.at.get(line - self.line) {
            Some(entries) if entries.len() == STATES => entries[STATES - 1].score,
            _ => f32::NEG_INFINITY,
        }
    }

    /// Keeps a state, with its index, at the line of its end and at those behind it while it is among the best. Tells whether
    /// it is kept anywhere.
    pub(super) fn offer(&mut self, state: &State, index: usize) -> bool {
        let &State { end, value, mark, score, .. } = state;
        for (line, entries) in (end..).zip(self.at.range_mut(end - self.line..)) {
            let beaten = |old: &Entry| {
                old.value == value
                    && old.mark <= mark
                    && (old.score > score || (old.score == score && (old.mark, old.end) <= (mark, end)))
            };
            let full = entries.get(STATES - 1);
            if full.is_some_and(|worst| worst.score > score) || entries.iter().any(beaten) {
                return line > end;
            }
            entries.retain(|old| old.value != value || old.mark < mark || old.score > score);
            let place = entries.partition_point(|e| e.score >= score);
            if place == STATES {
                return line > end;
            }
            entries.truncate(STATES - 1);
            entries.insert(place, Entry { state: index, value, mark, score, end });
        }
        true
    }
}
