//! Labels that an extractor printed on lines of their own, because they are raised: above their notes, or below them,
//! or both on one page (pdftotext sets them below a note of several lines and above a note of one).
//!
//! For each page the sides are chosen together: a label with nothing below it stands below its note, two labels
//! with nothing between them turn their backs on each other, a blank line parts a label from what is not its note, and text between a label that leads and one that trails
//! belongs to both.

use super::starts::Start;
use crate::{
    grammar::ends_sentence,
    page::LineIndex,
    region::{Layout, Role},
};

/// On which side of its note a label stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Above it, or at the start of its first line.
    Leads,
    /// Below it; the note's first line, where it is known.
    Trails(Option<LineIndex>),
}

/// A label above a note of several lines, or below a note of one.
const UNUSUAL: f32 = 1.0;
/// No text where the label says there is some; text where there can be none.
const IMPOSSIBLE: f32 = 1000.0;
/// A label below its note, of which the text above may be the body's.
const FIRST_TRAILS: f32 = 0.6;

/// A blank line parts the label from the text on that side, and none on the other.
const PARTED: f32 = 1.5;

/// The side of each label.
pub(super) fn sides(layout: &Layout, notes: &[Start]) -> Vec<Side> {
    let mut sides = vec![Side::Leads; notes.len()];
    let mut from = 0;
    while from < notes.len() {
        let page = layout.page_of[notes[from].line];
        let to = (from..notes.len())
            .find(|&i| layout.page_of[notes[i].line] != page || !notes[i].alone)
            .unwrap_or(notes.len());
        if to > from {
            resolve(layout, &notes[from..to], &mut sides[from..to]);
        }
        from = to.max(from + 1);
    }
    sides
}

/// The text lines between two lines.
fn between(layout: &Layout, from: LineIndex, to: LineIndex) -> Vec<LineIndex> {
    (from + 1..to).filter(|&i| layout.roles[i] == Role::Text).collect()
}

/// What blank lines cost a label that leads, and one that trails.
fn parted(layout: &Layout, label: LineIndex) -> [f32; 2] {
    match (layout.blank_before(label), layout.blank_before(label + 1)) {
        (false, true) => [PARTED, 0.0],
        (true, false) => [0.0, PARTED],
        _ => [0.0, 0.0],
    }
}

fn resolve(layout: &Layout, notes: &[Start], sides: &mut [Side]) {
    let page = layout.page_lines(layout.page_of[notes[0].line] as usize);
    let below = between(layout, notes[notes.len() - 1].line, page.end);
    let gaps: Vec<Vec<LineIndex>> = notes.windows(2).map(|w| between(layout, w[0].line, w[1].line)).collect();
    // the cost of the best choice so far with this label (leading, trailing), and the side before it
    let [leads, trails] = parted(layout, notes[0].line);
    let mut cost = vec![[leads, FIRST_TRAILS + trails]];
    let mut back: Vec<[usize; 2]> = vec![[0, 0]];
    for (gap, note) in gaps.iter().zip(&notes[1..]) {
        let parted = parted(layout, note.line);
        let before = cost[cost.len() - 1];
        let step = |a: usize, b: usize| before[a] + gap_cost(a == 1, b == 1, gap.len());
        let best = |b: usize| if step(0, b) <= step(1, b) { 0 } else { 1 };
        back.push([best(0), best(1)]);
        cost.push([step(best(0), 0) + parted[0], step(best(1), 1) + parted[1]]);
    }
    let last = cost[cost.len() - 1];
    let leads = last[0] + if below.is_empty() { IMPOSSIBLE } else { unusual(below.len() > 1) };
    let trails = last[1] + if below.is_empty() { 0.0 } else { IMPOSSIBLE };
    let mut side = usize::from(trails < leads);
    for i in (0..notes.len()).rev() {
        let before = back[i][side];
        if side == 1 {
            let split = if i > 0 && before == 0 { split(layout, &gaps[i - 1]) } else { None };
            sides[i] = Side::Trails(split);
        }
        side = before;
    }
}

fn unusual(is: bool) -> f32 {
    if is { UNUSUAL } else { 0.0 }
}

/// The cost of a number of text lines between two labels, each of which trails or leads.
fn gap_cost(first_trails: bool, second_trails: bool, lines: usize) -> f32 {
    match (first_trails, second_trails, lines) {
        (true, false, 0) => 0.0,
        (true, false, _) => IMPOSSIBLE,
        (_, _, 0) => IMPOSSIBLE,
        (false, false, n) => unusual(n > 1),
        (true, true, n) => unusual(n == 1),
        (false, true, 1) => IMPOSSIBLE,
        (false, true, n) => unusual(n == 2) * 0.5,
    }
}

/// The line at which the second of two notes begins: the first one after the end of a sentence.
fn split(layout: &Layout, gap: &[LineIndex]) -> Option<LineIndex> {
    gap.windows(2).find(|w| ends_sentence(layout.ink(w[0]))).map(|w| w[1]).or_else(|| gap.get(1).copied())
}
