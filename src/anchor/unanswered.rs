//! Marks that look like calls but that no note answers, because its body is lost: they stay in the text and are told.
//!
//! A mark alone says little (`CO2`). One whose number is missing among the notes, and that stands between the calls of
//! the notes before and after it, says much; so do marks that go on counting where the notes end.

use std::ops::Range;

use super::{Found, marks::Marks};
use crate::grammar::label::Series;

/// Least weight of a mark that is told.
const LOOKS_LIKE_CALL: f32 = 2.0;
/// Most numbers that are looked for between two notes.
const MAX_MISSING: u32 = 50;
/// Least marks in a row that are told where no notes follow; a single one is rather a name with a number.
const MIN_RUN: usize = 2;
/// The same where there are no notes at all.
const MIN_WITHOUT_NOTES: usize = 3;

/// The marks that no note answers, in the order of the text, each with its number. Time: a search for each note.
pub(super) fn unanswered(found: &Found, marks: &Marks) -> Vec<(Range<usize>, u32)> {
    let mut called: Vec<(u32, usize)> = Vec::new();
    for note in &found.notes {
        if let (Ok(label), Some(at)) = (note.label.parse(), note.position()) {
            called.push((label, at));
        }
    }
    let mut out = Vec::new();
    if found.notes.is_empty() {
        let run = count_on(marks, 0, 0, usize::MAX, u32::MAX);
        return if run.len() >= MIN_WITHOUT_NOTES { run } else { out };
    }
    let first = called.first().copied().filter(|&(label, _)| label > 1 && label <= MAX_MISSING);
    if let Some((label, at)) = first {
        out.extend(count_on(marks, 0, 0, at, label));
    }
    for pair in called.windows(2) {
        let ((a, p), (b, q)) = (pair[0], pair[1]);
        if b > a + 1 && b - a <= MAX_MISSING && q > p {
            out.extend(count_on(marks, a, p, q, b));
        }
    }
    if let Some(&(label, at)) = called.last() {
        let run = count_on(marks, label, at, usize::MAX, u32::MAX);
        if run.len() >= MIN_RUN {
            out.extend(run);
        }
    }
    out.sort_by_key(|(range, _)| range.start);
    out
}

/// The marks that count on after a number, between two places, before another number; the run may leave numbers out
/// only where the number at its end is known.
fn count_on(marks: &Marks, after: u32, from: usize, to: usize, before: u32) -> Vec<(Range<usize>, u32)> {
    let mut out: Vec<(Range<usize>, u32)> = Vec::new();
    let mut at = from;
    for value in after.saturating_add(1)..before.min(after.saturating_add(10_000)) {
        let of = marks.of(Series::Number, value);
        let next = of.partition_point(|&i| marks.all[i as usize].range.start <= at);
        let mark = of[next..]
            .iter()
            .map(|&i| &marks.all[i as usize])
            .take_while(|m| m.range.start < to)
            .take(MAX_MISSING as usize)
            .find(|m| m.weight >= LOOKS_LIKE_CALL);
        match mark {
            Some(mark) => {
                at = mark.range.start;
                out.push((mark.range.clone(), value));
            }
            None if before == u32::MAX => break,
            None => {}
        }
    }
    out
}
