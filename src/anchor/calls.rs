//! Which mark calls which note. Notes in order and marks in order are aligned at once: each note takes at most one
//! mark of its own label, marks never cross, and the sum of what speaks for them is as great as can be.
//! A weighted longest increasing subsequence: O(m log m) for m candidate pairs, and a note has a bounded number of them.

use super::{marks::Marks, starts::Start, weights as w};
use crate::{page::LineIndex, region::Layout};

/// The call that a note was given.
#[derive(Clone, Copy, Debug)]
pub(super) struct Match {
    /// Index into [`Marks::all`].
    pub(super) mark: u32,
    /// What speaks for it.
    pub(super) score: f32,
    /// By how much it is better than the best other mark of the label.
    pub(super) margin: f32,
}

/// Gives each note its call, if there is one.
pub(super) fn align(layout: &Layout, marks: &Marks, notes: &[Start]) -> Vec<Option<Match>> {
    let near = mostly_near(layout, marks, notes);
    let first_on_page = first_starts(layout, notes);
    let mut tree = MaxTree::new(marks.all.len());
    // (mark, score, sum, index of the pair before)
    let mut pairs: Vec<(u32, f32, f32, Option<usize>)> = Vec::new();
    let mut of_note: Vec<std::ops::Range<usize>> = Vec::with_capacity(notes.len());
    let starts: Vec<LineIndex> = notes.iter().map(|n| n.line).collect();
    for note in notes {
        let from = pairs.len();
        let mut consider = |i: u32| {
            let mark = &marks.all[i as usize];
            let is_start = starts.binary_search(&mark.line).is_ok_and(|at| {
                let ink = layout.lines[mark.line].ink.start;
                mark.range.start < ink + notes[at].label.len
            });
            if is_start || pairs.len() - from > 64 {
                return;
            }
            let score = score(layout, marks, note, i, near, first_on_page[layout.page_of[mark.line] as usize]);
            if score > w::MIN_CALL {
                let before = tree.best_below(marks.rank(i));
                let sum = score + before.map_or(0.0, |p: usize| pairs[p].2);
                pairs.push((i, score, sum, before));
            }
        };
        marks.near(note.label.series, note.label.value, note.line).for_each(&mut consider);
        for (p, pair) in pairs.iter().enumerate().skip(from) {
            tree.insert(marks.rank(pair.0), p, pair.2);
        }
        of_note.push(from..pairs.len());
    }
    let mut chosen = vec![None; notes.len()];
    let mut at = tree.best_below(marks.all.len());
    while let Some(p) = at {
        let note = of_note.partition_point(|r| r.end <= p);
        let (mark, score, _, before) = pairs[p];
        let others = of_note[note].clone().filter(|&o| o != p).map(|o| pairs[o].1).fold(0f32, f32::max);
        chosen[note] = Some(Match { mark, score, margin: score - others });
        at = before;
    }
    chosen
}

/// Whether most notes have a call of their label on their own page or the one before: footnotes, not endnotes.
fn mostly_near(layout: &Layout, marks: &Marks, notes: &[Start]) -> bool {
    let near = |note: &&Start| {
        let page = layout.page_of[note.line];
        marks.near(note.label.series, note.label.value, note.line).any(|i| {
            let mark = &marks.all[i as usize];
            let p = layout.page_of[mark.line];
            mark.weight > w::SUPPORTS && mark.line < note.line && (p == page || p + 1 == page)
        })
    };
    notes.iter().filter(near).count() * 2 >= notes.len()
}

/// For each page, the line of its first note.
pub(super) fn first_starts(layout: &Layout, notes: &[Start]) -> Vec<LineIndex> {
    let mut first = vec![LineIndex::MAX; layout.pages.len().max(1)];
    for note in notes {
        let slot = &mut first[layout.page_of[note.line] as usize];
        *slot = (*slot).min(note.line);
    }
    first
}

fn score(layout: &Layout, marks: &Marks, note: &Start, mark: u32, near: bool, first: LineIndex) -> f32 {
    let mark = &marks.all[mark as usize];
    let (page, own) = (layout.page_of[mark.line], layout.page_of[note.line]);
    let mut score = mark.weight;
    score += match own.abs_diff(page) {
        0 => w::SAME_PAGE,
        1 if page < own => w::PAGE_BEFORE,
        _ if near => w::FAR * 2.0,
        _ => 0.0,
    };
    if mark.line > note.line {
        score += w::BELOW_NOTE;
    }
    if mark.line > first {
        score += w::AMONG_NOTES;
    }
    score
}

/// Prefix maxima over marks (a Fenwick tree): the pair with the greatest sum among those whose mark is below another.
struct MaxTree {
    best: Vec<Option<(f32, usize)>>,
}

impl MaxTree {
    fn new(len: usize) -> Self {
        Self { best: vec![None; len + 1] }
    }

    fn best_below(&self, mark: usize) -> Option<usize> {
        let mut at = mark;
        let mut found: Option<(f32, usize)> = None;
        while at > 0 {
            if let Some(pair) = self.best[at]
                && found.is_none_or(|f| f.0 < pair.0)
            {
                found = Some(pair);
            }
            at &= at - 1;
        }
        found.map(|f| f.1)
    }

    fn insert(&mut self, mark: usize, pair: usize, sum: f32) {
        let mut at = mark + 1;
        while at < self.best.len() {
            if self.best[at].is_none_or(|b| b.0 < sum) {
                self.best[at] = Some((sum, pair));
            }
            at += at & at.wrapping_neg();
        }
    }
}
