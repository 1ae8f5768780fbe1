//! Which mark calls which note. Notes in order and marks in order are aligned at once: each note takes at most one
//! mark of its own label, marks of one way of counting never cross, and the sum of what speaks for them is as great as
//! can be. Notes counted in another way, as an editor's beside the author's or one called within a note, have their own order.
//! A weighted longest increasing subsequence: O(m log m) for m candidate pairs, and a note has a bounded number of them.

use super::{
    marks::{Marks, Placed},
    starts::Start,
    weights as w,
};
use crate::{document::Evidence, grammar::label::Series, page::LineIndex, region::Layout};

/// The call that a note was given.
#[derive(Clone, Debug)]
pub(super) struct Match {
    /// Index into [`Marks::all`].
    pub(super) mark: u32,
    /// What speaks for it.
    pub(super) score: f32,
    /// By how much the best alignment is better than the best one that calls the note elsewhere or not at all.
    pub(super) margin: f32,
    /// The mark that this other alignment calls it by: an index into [`Marks::all`], or none.
    pub(super) rival: Option<u32>,
    /// What the score is made of, strongest first.
    pub(super) evidence: Vec<Evidence>,
}

/// How sure each call is where recognition has spoilt marks: of 169 such calls in ten scans of documents unlike those that
/// most was learnt from, this share was right, whatever spoke for them. Elsewhere more than 99 in a hundred are, where score
/// and margin are usual.
const SPOILT: f32 = 0.8;
/// A margin beyond this makes a call no surer.
const ENOUGH: f32 = 2.0;

/// How sure a call is: by what speaks for it and by its margin.
pub(super) fn confidence(found: &Match, spoilt: bool) -> f32 {
    if spoilt { SPOILT } else { 1.0 / (1.0 + (-(found.score + found.margin.min(ENOUGH))).exp()) }
}

/// Gives each note its call, if there is one, and the number of pairs that were looked at.
pub(super) fn align(layout: &Layout, marks: &Marks, notes: &[Start]) -> (Vec<Option<Match>>, u64) {
    let habits = Habits { near: mostly_near(layout, marks, notes), loose: mostly_loose(layout, marks, notes) };
    let first_on_page = first_starts(layout, notes);
    let mut label_ends = vec![0; layout.lines.len()];
    for note in notes {
        label_ends[note.line] = layout.lines[note.line].ink.start + note.label.len;
    }
    let text = Text { layout, marks, habits, first_on_page: &first_on_page, label_ends: &label_ends };
    let mut chosen = vec![None; notes.len()];
    let mut steps = 0;
    for series in [Series::Number, Series::Symbol, Series::Letter, Series::Roman] {
        let (places, of_series): (Vec<usize>, Vec<&Start>) =
            notes.iter().enumerate().filter(|(_, note)| note.label.series == series).unzip();
        let (found, looked) = text.align(&of_series);
        places.into_iter().zip(found).for_each(|(at, found)| chosen[at] = found);
        steps += looked;
    }
    (chosen, steps)
}

/// What the alignment rests on.
struct Text<'a, 't> {
    layout: &'a Layout<'t>,
    marks: &'a Marks,
    habits: Habits,
    /// For each page, the line of its first note.
    first_on_page: &'a [LineIndex],
    /// For each line, the text offset at which the label of the note ends that it starts; nought if it starts none.
    label_ends: &'a [usize],
}

impl Text<'_, '_> {
    /// Aligns notes that are counted in one way.
    fn align(&self, notes: &[&Start]) -> (Vec<Option<Match>>, u64) {
        if notes.is_empty() {
            return (Vec::new(), 0);
        }
        let Self { layout, marks, habits, first_on_page, label_ends } = *self;
        let mut tree = MaxTree::new(marks.all.len());
        // (mark, score, sum, index of the pair before)
        let mut pairs: Vec<(u32, f32, f32, Option<usize>)> = Vec::new();
        let mut steps = 0;
        let mut of_note: Vec<std::ops::Range<usize>> = Vec::with_capacity(notes.len());
        for note in notes {
            let from = pairs.len();
            let mut consider = |i: u32| {
                steps += 1;
                let mark = &marks.all[i as usize];
                let is_label = mark.range.start < label_ends[mark.line];
                if is_label || pairs.len() - from > 64 {
                    return;
                }
                let score = terms(layout, mark, note, habits, first_on_page[layout.page_of[mark.line] as usize])
                    .iter()
                    .map(|t| t.1)
                    .sum();
                let score: f32 = score;
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
        let after = after(marks, &pairs, &of_note);
        let through = |p: usize| pairs[p].2 + after[p];
        let mut chosen = vec![None; notes.len()];
        let mut at = tree.best_below(marks.all.len());
        let total = at.map_or(0.0, |p| pairs[p].2);
        while let Some(p) = at {
            let note = of_note.partition_point(|r| r.end <= p);
            let (mark, score, _, before) = pairs[p];
            // the other alignments: the note has no call and all else stays, or it has another
            let others = of_note[note].clone().filter(|&o| pairs[o].0 != mark).map(|o| (through(o), Some(pairs[o].0)));
            let (next, rival) = others.fold((total - score, None), |best, o| if o.0 > best.0 { o } else { best });
            let placed = &marks.all[mark as usize];
            let first = first_on_page[layout.page_of[placed.line] as usize];
            let mut evidence: Vec<Evidence> = terms(layout, placed, notes[note], habits, first)
                .into_iter()
                .filter(|t| t.1 != 0.0)
                .map(|(term, weight)| Evidence { term: term.into(), weight })
                .collect();
            evidence.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
            chosen[note] = Some(Match { mark, score, margin: total - next, rival, evidence });
            at = before;
        }
        (chosen, steps)
    }
}

/// For each pair, the best sum of pairs after it: the alignment read from the end.
fn after(marks: &Marks, pairs: &[(u32, f32, f32, Option<usize>)], of_note: &[std::ops::Range<usize>]) -> Vec<f32> {
    let mut tree = MaxTree::new(marks.all.len());
    let mut after = vec![0f32; pairs.len()];
    let mirrored = |p: usize| marks.all.len() - 1 - marks.rank(pairs[p].0);
    for of in of_note.iter().rev() {
        for p in of.clone() {
            after[p] = tree.best_below(mirrored(p)).map_or(0.0, |next| after[next] + pairs[next].1);
        }
        for p in of.clone() {
            tree.insert(mirrored(p), p, after[p] + pairs[p].1);
        }
    }
    after
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

/// How a document calls its notes.
#[derive(Clone, Copy)]
struct Habits {
    /// On their own page or the one before.
    near: bool,
    /// By numbers between spaces.
    loose: bool,
}

/// Whether most notes have a number between spaces above them on their own page, and few a mark of any other shape.
fn mostly_loose(layout: &Layout, marks: &Marks, notes: &[Start]) -> bool {
    let any = |note: &Start, is: fn(&Placed) -> bool| {
        let here = |m: &Placed| m.line < note.line && layout.page_of[m.line] == layout.page_of[note.line];
        marks.near(note.label.series, note.label.value, note.line).any(|i| {
            let mark = &marks.all[i as usize];
            here(mark) && is(mark)
        })
    };
    let count = |is: fn(&Placed) -> bool| notes.iter().filter(|note| any(note, is)).count();
    let all = notes.len() as f32;
    let loose = if all >= w::MIN_LOOSE { count(Placed::is_loose) } else { 0 };
    loose > 0 && loose as f32 >= w::MIN_SUPPORTED_LOOSE * all && count(|mark| mark.weight >= w::SUPPORTS) * 3 < loose
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

/// What speaks for a mark's calling a note: how it looks, on which page it stands, whether notes stand above it.
#[inline]
fn terms(layout: &Layout, mark: &Placed, note: &Start, habits: Habits, first: LineIndex) -> [(&'static str, f32); 5] {
    let (page, own) = (layout.page_of[mark.line], layout.page_of[note.line]);
    let (stands, by_page) = match own.abs_diff(page) {
        0 => ("same page", w::SAME_PAGE),
        1 if page < own => ("page before", w::PAGE_BEFORE),
        1 if mark.line < layout.page_lines(page as usize).start + w::TOP_LINES => ("top of page behind", w::TOP_BEHIND),
        _ if habits.near => ("far", w::FAR * 2.0),
        _ => ("far, as others are", 0.0),
    };
    let (below, among) = (mark.line > note.line, mark.line >= first);
    [
        (w::shape_name(mark.shape), mark.weight),
        (stands, by_page),
        ("loose, as others are", if habits.loose && mark.is_loose() && page == own { w::LOOSE_HABIT } else { 0.0 }),
        ("below note", if below { w::BELOW_NOTE } else { 0.0 }),
        ("among notes", if among { w::AMONG_NOTES } else { 0.0 }),
    ]
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
