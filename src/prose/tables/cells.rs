//! The gutters between columns, and the cells that they part each line into.

use std::ops::Range;

use super::words::Word;
use crate::{grammar::endings::is_rule_sign, region::Layout};

/// Fewest dashes of a cell that is part of a rule: one stands for nothing, or for a blank.
const RULE: usize = 2;

/// A piece of a line within a column: the columns of characters that it takes and its text offsets.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) columns: Range<usize>,
    pub(super) text: Range<usize>,
    /// The widest gap between its words, in characters.
    pub(super) gap: usize,
}

/// The gutters of some lines: what is white in all of them, wherever it parts cells and not the words of one.
pub(super) fn gutters(layout: &Layout, lines: &[Vec<Word>]) -> Vec<Range<usize>> {
    let mut taken: Vec<&Range<usize>> = lines.iter().flatten().map(|word| &word.columns).collect();
    taken.sort_unstable_by_key(|columns| columns.start);
    let (mut gutters, mut end) = (Vec::new(), taken.first().map_or(0, |columns| columns.start));
    for columns in taken {
        if columns.start > end {
            gutters.push(end..columns.start);
        }
        end = end.max(columns.end);
    }
    // what parts no cells leaves its columns to the gutters beside it
    loop {
        let parts: Vec<bool> = (0..gutters.len()).map(|n| parts_cells(layout, lines, &gutters, n)).collect();
        if parts.iter().all(|parts| *parts) {
            return gutters;
        }
        let mut parts = parts.into_iter();
        gutters.retain(|_| parts.next().unwrap_or(true));
    }
}

/// Whether a gutter parts cells: it is wide in most lines that have words right before and behind it, or has figures before
/// it that end there and begin where they may, as figures set right do.
fn parts_cells(layout: &Layout, lines: &[Vec<Word>], gutters: &[Range<usize>], n: usize) -> bool {
    let gutter = &gutters[n];
    let from = n.checked_sub(1).map_or(0, |before| gutters[before].end);
    let to = gutters.get(n + 1).map_or(usize::MAX, |after| after.start);
    let (mut wide, mut narrow) = (0, 0);
    let mut before: Vec<&Word> = Vec::new();
    for words in lines {
        let at = words.partition_point(|word| word.columns.start < gutter.end);
        let left = at.checked_sub(1).map(|at| &words[at]).filter(|word| word.columns.start >= from);
        let right = words.get(at).filter(|word| word.columns.start < to);
        before.extend(left);
        if let (Some(left), Some(right)) = (left, right) {
            let gap = right.columns.start - left.columns.end;
            *if gap > 1 { &mut wide } else { &mut narrow } += 1;
        }
    }
    let figures = before.iter().filter(|word| is_figure(&layout.text.as_str()[word.text.clone()])).count();
    let set_right = || {
        figures * 4 >= before.len() * 3
            && before.iter().all(|word| word.columns.end == gutter.start)
            && before.iter().any(|word| word.columns.start != before[0].columns.start)
    };
    narrow + wide > 0 && (wide >= narrow || set_right())
}

/// The cells of a line, one for each column; none where it is blank.
pub(super) fn cells(words: &[Word], gutters: &[Range<usize>]) -> Vec<Option<Cell>> {
    let mut out: Vec<Option<Cell>> = vec![None; gutters.len() + 1];
    for word in words {
        let cell = &mut out[gutters.partition_point(|gutter| gutter.end <= word.columns.start)];
        match cell {
            Some(cell) => {
                cell.gap = cell.gap.max(word.columns.start - cell.columns.end);
                (cell.columns.end, cell.text.end) = (word.columns.end, word.text.end);
            }
            None => *cell = Some(Cell { columns: word.columns.clone(), text: word.text.clone(), gap: 0 }),
        }
    }
    out
}

/// The text of a cell.
pub(super) fn ink<'t>(layout: &Layout<'t>, cell: &Cell) -> &'t str {
    &layout.text.as_str()[cell.text.clone()]
}

/// Whether a cell is a number, with its sign and its unit.
pub(super) fn is_figure(ink: &str) -> bool {
    let signs = ['+', '-', '−', '–', '±', '<', '>', '(', '$', '£', '€', '~', ' ', '.'];
    ink.trim_start_matches(signs).starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a cell says that there is nothing.
pub(super) fn is_nothing(ink: &str) -> bool {
    ink.chars().all(|c| is_rule_sign(c) || matches!(c, '.' | '…' | '−' | '*' | '/'))
}

/// Whether a cell is part of a rule.
pub(super) fn is_rule(ink: &str) -> bool {
    ink.chars().all(is_rule_sign) && ink.chars().nth(RULE - 1).is_some()
}
