//! Tables as pandoc's Markdown can tell them: with pipes, which GitHub reads as well.
//!
//! pandoc measures columns by the rule under the head if a line is longer than 72 characters, and leaves them unmeasured if
//! not. What escapes make of a line is not known here: so a table is unmeasured if it is narrow whatever is escaped, and
//! else its rule is long and tells the widths of the columns.

use pandoc_ast::{Alignment, Block, ColSpec, ColWidth, Inline};

use super::plain;
use crate::document::Align;

/// Characters of a line up to which pandoc leaves columns unmeasured.
const NARROW: usize = 72;
/// Fewest dashes under a column.
const FEWEST: usize = 3;

/// A table of cells; nothing, if they are all blank. Rows are made as long as the longest.
pub(super) fn table(align: &[Align], mut head: Vec<Vec<Inline>>, mut rows: Vec<Vec<Vec<Inline>>>) -> Option<Block> {
    let columns = rows.iter().chain([&head]).map(Vec::len).max().unwrap_or(0);
    if head.iter().chain(rows.iter().flatten()).all(Vec::is_empty) {
        return None;
    }
    rows.iter_mut().for_each(|row| row.resize_with(columns, Vec::new));
    if head.iter().all(Vec::is_empty) {
        head.clear();
    } else {
        head.resize_with(columns, Vec::new);
    }
    let specs = specs(align, &head, &rows, columns);
    let row = |cells: Vec<Vec<Inline>>| {
        let cell = |inlines: Vec<Inline>| {
            let blocks = if inlines.is_empty() { Vec::new() } else { vec![Block::Plain(inlines)] };
            (plain(), Alignment::AlignDefault, 1, 1, blocks)
        };
        (plain(), cells.into_iter().map(cell).collect())
    };
    let head = if head.is_empty() { Vec::new() } else { vec![row(head)] };
    let body = (plain(), 0, Vec::new(), rows.into_iter().map(row).collect());
    Some(Block::Table(plain(), (None, Vec::new()), specs, (plain(), head), vec![body], (plain(), Vec::new())))
}

/// The rule under each column: as many dashes as its width tells, or few, and colons that tell how it is set.
pub(in crate::write) fn rules(specs: &[ColSpec]) -> impl Iterator<Item = String> + '_ {
    specs.iter().map(|spec| {
        let count = match spec.1 {
            ColWidth::ColWidth(share) => (share * whole(specs.len()) as f64).round() as usize,
            ColWidth::ColWidthDefault => FEWEST,
        };
        match spec.0 {
            Alignment::AlignRight => "-".repeat(count - 1) + ":",
            Alignment::AlignCenter => ":".to_owned() + &"-".repeat(count - 2) + ":",
            Alignment::AlignLeft | Alignment::AlignDefault => "-".repeat(count),
        }
    })
}

/// How a column is set.
fn alignment(align: &[Align], column: usize) -> Alignment {
    match align.get(column) {
        Some(Align::Right) => Alignment::AlignRight,
        Some(Align::Center) => Alignment::AlignCenter,
        Some(Align::Left) | None => Alignment::AlignDefault,
    }
}

/// The dashes of a long rule.
fn whole(columns: usize) -> usize {
    (columns * (FEWEST + 1)).max(100)
}

fn specs(align: &[Align], head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>], columns: usize) -> Vec<ColSpec> {
    let lines = || rows.iter().map(Vec::as_slice).chain([head]);
    let longest =
        |line: &[Vec<Inline>]| line.iter().map(|cell| most(cell)).try_fold(3 * columns + 1, |sum, n| Some(sum + n?));
    if lines().all(|line| longest(line).is_some_and(|length| length <= NARROW)) {
        return (0..columns).map(|at| (alignment(align, at), ColWidth::ColWidthDefault)).collect();
    }
    let width = |column: usize| lines().filter_map(|line| line.get(column)).map(|cell| length(cell)).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let (sum, all) = (widths.iter().sum::<usize>().max(1), whole(columns));
    let mut shares: Vec<usize> = widths.iter().map(|width| FEWEST + (all - FEWEST * columns) * width / sum).collect();
    let rest = all - shares.iter().sum::<usize>();
    if let Some(last) = shares.last_mut() {
        *last += rest;
    }
    let spec = |(at, share): (usize, usize)| (alignment(align, at), ColWidth::ColWidth(share as f64 / all as f64));
    shares.into_iter().enumerate().map(spec).collect()
}

/// The most characters that a cell can take when it is written; `None` if that is not to be told.
fn most(cell: &[Inline]) -> Option<usize> {
    cell.iter()
        .map(|inline| match inline {
            // an escape, or an entity
            Inline::Str(text) => {
                Some(text.chars().map(|c| if c.is_ascii_alphanumeric() { 1 } else { 8 }).sum::<usize>())
            }
            Inline::Space => Some(1),
            _ => None,
        })
        .sum()
}

/// The characters of a cell.
fn length(cell: &[Inline]) -> usize {
    let one = |inline: &Inline| match inline {
        Inline::Str(text) => text.chars().count(),
        Inline::Link(_, content, _) | Inline::Superscript(content) => length(content),
        _ => 1,
    };
    cell.iter().map(one).sum()
}
