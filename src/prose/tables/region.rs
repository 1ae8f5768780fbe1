//! Where a table may stand: lines under each other through which white runs that is wide in most of them.

use std::ops::Range;

use super::{
    MAX_BLANKS, MIN_ROWS, WIDE,
    cells::is_figure,
    words::{Word, shared, white, words},
};
use crate::{page::LineIndex, region::Layout};

/// Characters of the longest line that may be a table's.
const LONGEST: u16 = 1_000;

/// What a line is beside the lines above it.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// It has white where they have.
    Row,
    /// It has one space there, as the longest name of a row leaves before its figure.
    Tight,
    /// It stands in one of their columns.
    Inside,
    /// It runs over their columns.
    Over,
}

/// The end of the lines that may be a table, from one on; the line itself where there is none. Linear time.
pub(super) fn end(layout: &Layout, flow: &[LineIndex], from: usize) -> usize {
    let is_long = |line: LineIndex| layout.lines[line].width > LONGEST;
    let ink = layout.said(flow[from]);
    if is_long(flow[from]) || layout.lines[flow[from]].is_plain() || !ink.contains(WIDE) {
        return from;
    }
    let first = words(layout, flow[from]);
    let mut edges = edges_of(&first);
    let mut live = wide(&first);
    let (mut rows, mut end) = (1, from + 1);
    for at in from + 1..flow.len() {
        let (line, above) = (flow[at], flow[at - 1]);
        let same_page = layout.page_of[line] == layout.page_of[above];
        let blanks = if same_page { layout.lines[line].blanks } else { 0 };
        if is_long(line) || (same_page && line != above + 1) || blanks > MAX_BLANKS || layout.lines[line].column_break {
            break;
        }
        let words = words(layout, line);
        let both = shared(&live, &wide(&words));
        let kind = kind(layout, &words, (&live, &edges), &both);
        live = if kind == Kind::Tight { shared(&live, &white(&words)) } else { both };
        match kind {
            Kind::Row | Kind::Tight => {
                rows += 1;
                end = at + 1;
            }
            Kind::Inside if blanks == 0 && same_page => {}
            Kind::Inside | Kind::Over => break,
        }
        let own = edges_of(&words);
        edges = edges.start.min(own.start)..edges.end.max(own.end);
        if within(&live, &edges).next().is_none() {
            break;
        }
    }
    if rows < MIN_ROWS {
        return from;
    }
    // the last row's second lines
    while end < flow.len() && flow[end] == flow[end - 1] + 1 && layout.lines[flow[end]].blanks == 0 {
        let here = words(layout, flow[end]);
        let goes_on = within(&live, &edges).next().is_some_and(|gutter| edges_of(&here).start >= gutter.end)
            || layout.said(flow[end]).starts_with(char::is_lowercase);
        let both = shared(&live, &wide(&here));
        if kind(layout, &here, (&live, &edges), &both) != Kind::Inside || !goes_on {
            break;
        }
        end += 1;
    }
    end
}

/// From the first column to the last.
fn edges_of(words: &[Word]) -> Range<usize> {
    match (words.first(), words.last()) {
        (Some(first), Some(last)) => first.columns.start..last.columns.end,
        _ => 0..0,
    }
}

/// What of a line is white and parts more than words.
fn wide(words: &[Word]) -> Vec<Range<usize>> {
    let mut white = white(words);
    white.retain(|white| white.len() > 1);
    white
}

/// The white that has words on both sides.
fn within<'a>(white: &'a [Range<usize>], edges: &'a Range<usize>) -> impl Iterator<Item = &'a Range<usize>> {
    white.iter().filter(|white| white.start > edges.start && white.end < edges.end)
}

/// What a line is beside lines with white and edges; `both` is the white that it shares with them.
fn kind(
    layout: &Layout,
    words: &[Word],
    (white, edges): (&[Range<usize>], &Range<usize>),
    both: &[Range<usize>],
) -> Kind {
    let own = edges_of(words);
    let all = edges.start.min(own.start)..edges.end.max(own.end);
    let meets = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
    let gaps = || words.windows(2).map(|pair| (pair[0].columns.end..pair[1].columns.start, &pair[1]));
    if gaps().any(|(gap, _)| within(both, &all).any(|white| meets(white, &gap))) {
        return Kind::Row;
    }
    if !within(white, edges).any(|white| meets(white, &own)) {
        return Kind::Inside;
    }
    let figure = |white: &Range<usize>| {
        gaps().any(|(gap, behind)| meets(white, &gap) && is_figure(&layout.text.as_str()[behind.text.clone()]))
    };
    if within(white, edges).all(figure) { Kind::Tight } else { Kind::Over }
}
