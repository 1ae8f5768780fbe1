//! Where the gutter of a page runs, and from which row to which.
//!
//! Each place in the middle of the page is tried as a gutter: a row with ink on both sides and white between speaks for
//! it, a row with ink there against it. The best course through the rows (columns here, full width there) is sought for
//! each place, and the best place wins. Columns of a table are no columns of text: their cells are short.

use std::ops::Range;

use crate::page::{Line, has_gaps, percentile};

/// Pages wider than this many characters are no pages of text; they are left alone.
const MAX_WIDTH: usize = 400;
/// A row with white of three characters or more at the gutter, ink on both sides.
const BOTH: f32 = 1.0;
/// The same with two: that much also stands behind a sentence.
const BOTH_NARROW: f32 = 0.25;
/// A row with ink on the right alone; a centred heading has that too.
const RIGHT_ALONE: f32 = 0.4;
/// A row with ink at the gutter.
const CROSSING: f32 = -1.5;
/// Columns begin or end within a page. A heading of one line over both columns costs less within them.
const TURN: f32 = 2.5;
/// What the rows of a page must say for columns.
const ENOUGH: f32 = 6.0;
/// The same where another page of the document has columns about there.
const ENOUGH_LATER: f32 = 1.5;
/// How far the gutter may wander from page to page, in characters.
const DRIFT: usize = 8;
/// Least width of a column of text, in characters.
const MIN_COLUMN: u16 = 20;
/// A column of text has most of its lines at least so full (share of its width); cells of a table are shorter.
const FULL_LINE: f32 = 0.6;
/// Characters to a word, its space included, in languages with long words; columns of figures have fewer words.
const LONG_WORD: usize = 12;

/// A page's gutter.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Gutter {
    /// The column (in characters) at its middle.
    pub(super) at: usize,
    /// Runs of lines (indices into the page) that stand in two columns.
    pub(super) rows: Vec<Range<usize>>,
    /// What speaks for it.
    score: f32,
}

/// The gutter of each page: those that are sure by themselves first, then those that other pages vouch for.
pub(super) fn gutters(text: &str, pages: &[&[Line]]) -> Vec<Option<Gutter>> {
    let found: Vec<Option<Gutter>> = pages.iter().map(|page| best(text, page)).collect();
    let mut sure: Vec<usize> = found.iter().flatten().filter(|g| g.score >= ENOUGH).map(|g| g.at).collect();
    sure.sort_unstable();
    let vouched = |at: usize| {
        let next = sure.partition_point(|&other| other + DRIFT < at);
        sure.get(next).is_some_and(|&other| other <= at + DRIFT)
    };
    let good = |g: &Gutter| g.score >= ENOUGH || (g.score >= ENOUGH_LATER && vouched(g.at));
    found.into_iter().map(|gutter| gutter.filter(good)).collect()
}

/// The white of a row: runs of two characters or more between ink, and where its ink begins and ends, in columns.
struct Row {
    gaps: Vec<Range<usize>>,
    ink: Range<usize>,
}

impl Row {
    fn new(text: &str, line: &Line) -> Self {
        let mut column = usize::from(line.indent);
        let first = column;
        if line.is_plain() {
            return Self { gaps: Vec::new(), ink: first..first + line.ink.len().min(MAX_WIDTH) };
        }
        let (mut gaps, mut white) = (Vec::new(), 0);
        for c in text[line.ink.clone()].chars().take(MAX_WIDTH) {
            if c.is_whitespace() {
                white += 1;
            } else {
                if white >= 2 {
                    gaps.push(column - white..column);
                }
                white = 0;
            }
            column += 1;
        }
        Self { gaps, ink: first..column }
    }

    /// What the row says for a gutter at a column.
    #[inline]
    fn says(&self, at: usize) -> f32 {
        if at >= self.ink.end {
            return 0.0;
        }
        if at < self.ink.start {
            return RIGHT_ALONE;
        }
        match self.gaps.iter().find(|gap| gap.contains(&at)) {
            Some(gap) if gap.len() > 2 => BOTH,
            Some(_) => BOTH_NARROW,
            None => CROSSING,
        }
    }
}

/// The best gutter of a page; it may be worth less than [`ENOUGH_LATER`], or not be told where it would be.
fn best(text: &str, page: &[Line]) -> Option<Gutter> {
    let is_wide = |ink: &str| has_gaps(ink.as_bytes()) && ink.contains("   ");
    if !page.iter().any(|line| !line.is_plain() && is_wide(&text[line.ink.clone()])) {
        return None;
    }
    let rows: Vec<Row> = page.iter().map(|line| Row::new(text, line)).collect();
    let widest = rows.iter().map(|row| row.ink.end).max()?.min(MAX_WIDTH);
    let score = |at: usize| {
        let (whole, columns) = course(&rows, at, |_, _| ());
        whole.max(columns)
    };
    // the places that may be as good as the best, if that is worth anything
    let hopes = hopes(&rows, widest);
    let is_hopeful = |at: &usize| hopes[*at] >= ENOUGH_LATER - BOTH_NARROW;
    let scores: Vec<(f32, usize)> = (widest / 4..widest * 3 / 4).filter(is_hopeful).map(|at| (score(at), at)).collect();
    let top = scores.iter().map(|s| s.0).max_by(f32::total_cmp)?;
    // the middle of the places that are as good as the best
    let equal: Vec<usize> = scores.iter().filter(|s| s.0 >= top - BOTH_NARROW).map(|s| s.1).collect();
    let at = equal[equal.len() / 2];
    let (score, rows) = runs(&rows, at);
    let gutter = Gutter { at, rows, score };
    is_text(text, page, &gutter).then_some(gutter)
}

/// For each column, what the rows can say for a gutter there at the most.
fn hopes(rows: &[Row], widest: usize) -> Vec<f32> {
    // sums of the same numbers in another order may be a little more
    const SLACK: f32 = 0.01;
    let mut hopes = vec![SLACK; widest];
    for row in rows {
        hopes[..row.ink.start.min(widest)].iter_mut().for_each(|hope| *hope += RIGHT_ALONE);
        for gap in &row.gaps {
            hopes[gap.start.min(widest)..gap.end.min(widest)].iter_mut().for_each(|hope| *hope += BOTH);
        }
    }
    hopes
}

/// The scores of the best courses through the rows for a gutter, of those that end in full width and in columns. Tells `turn`
/// row by row whether each of the two comes from the other.
fn course(rows: &[Row], at: usize, mut turn: impl FnMut(bool, bool)) -> (f32, f32) {
    let (mut whole, mut columns) = (0f32, 0f32);
    for row in rows {
        let (to_whole, to_columns) = (columns - TURN > whole, whole - TURN > columns);
        turn(to_whole, to_columns);
        (whole, columns) = (
            if to_whole { columns - TURN } else { whole },
            (if to_columns { whole - TURN } else { columns }) + row.says(at),
        );
    }
    (whole, columns)
}

/// The score of the best course, and the runs of rows that it has in columns.
fn runs(rows: &[Row], at: usize) -> (f32, Vec<Range<usize>>) {
    let mut back: Vec<(bool, bool)> = Vec::with_capacity(rows.len());
    let (whole, columns) = course(rows, at, |to_whole, to_columns| back.push((to_whole, to_columns)));
    let mut in_columns = columns > whole;
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (i, (to_whole, to_columns)) in back.iter().enumerate().rev() {
        if in_columns {
            match runs.last_mut() {
                Some(run) if run.start == i + 1 => run.start = i,
                _ => runs.push(i..i + 1),
            }
        }
        in_columns = if in_columns { !to_columns } else { *to_whole };
    }
    runs.reverse();
    (whole.max(columns), runs)
}

/// Whether both sides of a gutter are text: columns wide enough, most lines full, words of common length.
fn is_text(text: &str, page: &[Line], gutter: &Gutter) -> bool {
    let halves = gutter.rows.iter().flat_map(|run| &page[run.clone()]).map(|line| super::halves(text, line, gutter.at));
    let (mut sides, mut words) = ([Vec::new(), Vec::new()], [0, 0]);
    for (left, right) in halves.filter_map(Result::ok) {
        for (side, half) in [left, right].into_iter().enumerate() {
            if let Some(half) = half {
                sides[side].push(half.width);
                words[side] += text[half.ink].split_whitespace().count();
            }
        }
    }
    sides.iter_mut().zip(words).all(|(widths, words)| {
        let full = percentile(widths, 0.9);
        let letters: usize = widths.iter().map(|&w| usize::from(w)).sum();
        full >= MIN_COLUMN
            && f32::from(percentile(widths, 0.5)) >= f32::from(full) * FULL_LINE
            && words * LONG_WORD > letters
    })
}
