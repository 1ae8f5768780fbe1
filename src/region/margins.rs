//! Numbers that the margin prints beside the text: line numbers of pleadings, in a column of their own or before each
//! line; and list numbers that an extractor tore from their items.

use super::{Layout, Role};
use crate::{ledger::Code, page::LineIndex};

/// Fewest numbers in a row that make a column of line numbers: a list of years or a table column is rarely
/// counted through from one by one.
const MIN_COLUMN: usize = 5;

/// Marks columns of line numbers and of torn-off list numbers.
pub(super) fn line_numbers(layout: &mut Layout) {
    let mut at = 0;
    while at < layout.lines.len() {
        let end = column_end(layout, at);
        if end - at >= MIN_COLUMN {
            layout.roles[at..end].fill(Role::Furniture(Code::LineNumber));
        }
        let torn = torn_end(layout, at.max(end.saturating_sub(1)).min(at));
        if end - at < MIN_COLUMN && torn - at >= 2 {
            layout.roles[at..torn].fill(Role::Furniture(Code::ListNumber));
        }
        at = end.max(torn).max(at + 1);
    }
}

/// The end of a run of lines that count up by one and hold nothing else.
fn column_end(layout: &Layout, from: LineIndex) -> LineIndex {
    let Some(mut last) = bare_number(layout.ink(from)) else { return from };
    let mut at = from + 1;
    while at < layout.lines.len() && !layout.lines[at].feed && bare_number(layout.ink(at)) == Some(last + 1) {
        last += 1;
        at += 1;
    }
    at
}

/// The end of a run of lines that hold a list number with its full stop and nothing else.
fn torn_end(layout: &Layout, from: LineIndex) -> LineIndex {
    (from..layout.lines.len())
        .find(|&i| !is_torn(layout.ink(i)) || (i > from && layout.lines[i].feed))
        .unwrap_or(layout.lines.len())
}

fn is_torn(line: &str) -> bool {
    line.len() <= 4 && line.strip_suffix(['.', ')']).is_some_and(|n| bare_number(n).is_some())
}

fn bare_number(line: &str) -> Option<u32> {
    (line.len() <= 4 && line.bytes().all(|b| b.is_ascii_digit())).then(|| line.parse().ok()).flatten()
}
