//! The notes and calls of the best way through a text, read from its end.

use super::{Free, MAX_LOST, NEVER, Solver, State, Table, matched, number, start};
use crate::{
    anchor::{calls::Match, starts::Start, weights::spoilt as s},
    grammar::spoilt::Digits,
    page::LineIndex,
};

impl Solver<'_, '_> {
    /// The notes, the calls and the ends of the zones that lead to a state.
    pub(super) fn trace(&self, states: &[State], mut at: usize) -> (Vec<Start>, Vec<Option<Match>>, Vec<LineIndex>) {
        let mut found: Vec<(Start, Option<Match>)> = Vec::new();
        let mut ends = Vec::new();
        while states[at].zone != usize::MAX {
            let state = &states[at];
            let limit = self.limit(self.candidates[state.zone].line);
            ends.push(state.end);
            let mut tables = Vec::new();
            let (free, opened) = (self.free(&states[state.from], state.zone), (state.zone, state.base));
            self.zone(&mut Table::default(), &free, opened, limit, |_, table| {
                tables.push(table.clone());
                true
            });
            let last = self.candidates.partition_point(|c| c.line < state.end).max(state.zone + 1) - 1;
            self.trace_zone(&tables, last, state, &free, &mut found);
            at = state.from;
        }
        found.reverse();
        ends.reverse();
        let (starts, calls) = found.into_iter().unzip();
        (starts, calls, ends)
    }

    /// The notes of one zone, last first.
    fn trace_zone(
        &self,
        tables: &[Table],
        last: usize,
        state: &State,
        free: &Free,
        found: &mut Vec<(Start, Option<Match>)>,
    ) {
        let marks = free.marks.clone();
        let first = state.zone;
        let mut count = (state.value - state.base) as usize;
        let mut column = state.mark - marks.start;
        // the mark of the note below, which bounds those that this one could have had
        let mut below = marks.len();
        let mut at = last;
        loop {
            let value = tables[at - first].score(count, column);
            let before = at.checked_sub(first + 1).map(|b| &tables[b]);
            if before.is_some_and(|b| b.score(count, column) >= value) {
                at -= 1;
                continue;
            }
            let gain = if before.is_none() { self.candidates[at].first } else { self.candidates[at].within };
            let number = number(state.base, count);
            let digits = Digits::of(number);
            let own = gain + self.label_likeness(at, number);
            let call = column.checked_sub(1).map(|c| marks.start + c);
            let shared = |mark: usize| self.shared(at, &(mark..mark + 1)).first().copied().unwrap_or(0.0);
            let mut step = None;
            for lost in 0..=MAX_LOST.min(count - 1) {
                let from = count - 1 - lost;
                let base = own + s::LOST_NOTE * lost as f32;
                let of = |c: usize| match before {
                    Some(b) => b.score(from, c),
                    None if from == 0 && c == 0 => 0.0,
                    None => NEVER,
                };
                let mut offer = |column: usize, score: f32, called: bool| {
                    if step.is_none_or(|(best, ..): (f32, usize, usize, bool)| score > best) {
                        step = Some((score, from, column, called));
                    }
                };
                offer(column, of(column) + base + s::NO_CALL, false);
                if let Some(mark) = call {
                    let clear =
                        self.marks[marks.start..mark].partition_point(|b| b.range.end < self.marks[mark].range.start);
                    for c in 0..=clear {
                        offer(c, of(c) + base + self.mark_score(mark, &digits, free) + shared(mark), true);
                    }
                }
            }
            let Some((_, from, before_column, called)) = step else { return };
            let taken = call.filter(|_| called).map(|mark| {
                let worth = |mark: usize| self.mark_score(mark, &digits, free) + shared(mark);
                matched(mark, marks.start + before_column..marks.start + below, worth)
            });
            if let Some(mark) = call.filter(|_| called) {
                below = mark - marks.start;
            }
            let c = &self.candidates[at];
            found.push((start(c.line, c.len, self.series, number, gain), taken));
            (count, column) = (from, before_column);
            if before.is_none() {
                return;
            }
            at -= 1;
        }
    }
}
