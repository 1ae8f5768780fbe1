//! Which lines the outline behind the last page names as headings.
//!
//! Titles and lines are brought together in order: the longest sequence of lines that follows the outline wins, so that
//! a title's mention in a table of contents is not taken for the heading.

use rustc_hash::FxHashMap;

use crate::{grammar::alphanumerics, page::LineIndex, region::Layout};

/// Most lines of a heading.
const MAX_LINES: usize = 3;

/// What the outline says of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// A title begins with it.
    First,
    /// The title goes on with it.
    Further,
}

/// What the outline says of each line of a flow. Time is near-linear in the lines and their agreements with titles.
pub(super) fn named(layout: &Layout, flow: &[LineIndex]) -> Vec<Option<Named>> {
    let mut titles: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for (place, &line) in layout.outline.iter().enumerate() {
        titles.entry(alphanumerics(layout.said(line))).or_default().push(place);
    }
    let longest = titles.keys().map(String::len).max().unwrap_or(0);
    // (line of the flow, lines of the heading, place in the outline), so ordered that of those of one line one is taken
    let mut agreements: Vec<(usize, usize, usize)> = Vec::new();
    for at in 0..flow.len() {
        let mut title = String::new();
        for count in 1..=MAX_LINES.min(flow.len() - at) {
            title.push_str(&alphanumerics(layout.said(flow[at + count - 1])));
            if title.len() > longest {
                break;
            }
            if let Some(places) = titles.get(&title) {
                agreements.extend(places.iter().rev().map(|&place| (at, count, place)));
            }
        }
    }
    let mut out = vec![None; flow.len()];
    for (at, count, _) in longest_rise(&agreements) {
        out[at] = Some(Named::First);
        out[at + 1..at + count].fill(Some(Named::Further));
    }
    out
}

/// The longest subsequence whose places in the outline rise, by patience sorting; of several, the one that ends first in
/// the outline and last in the text.
fn longest_rise(agreements: &[(usize, usize, usize)]) -> Vec<(usize, usize, usize)> {
    // the last agreement of the best sequence of each length, and what comes before each agreement
    let mut ends: Vec<usize> = Vec::new();
    let mut before = vec![usize::MAX; agreements.len()];
    for (i, &(_, _, place)) in agreements.iter().enumerate() {
        let length = ends.partition_point(|&end| agreements[end].2 < place);
        if length > 0 {
            before[i] = ends[length - 1];
        }
        if length == ends.len() {
            ends.push(i);
        } else {
            ends[length] = i;
        }
    }
    let mut out = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied().unwrap_or(usize::MAX);
    while let Some(&agreement) = agreements.get(at) {
        out.push(agreement);
        at = before[at];
    }
    out.reverse();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_rise_passes_over_a_table_of_contents() {
        // titles 0, 1, 2 stand at the front once and then as headings; a mention of 2 stands before 1
        let agreements = [(0, 1, 2), (1, 1, 0), (4, 1, 2), (5, 1, 1), (9, 1, 2)];
        assert_eq!(longest_rise(&agreements), [(1, 1, 0), (5, 1, 1), (9, 1, 2)]);
    }
}
