//! Furniture that occurs once: a date, a disclaimer, a licence line. It stands at a page's edge, set off, and the
//! sentence of the text runs on over it. Both must hold: a line of its own at a page's edge may be a heading or a
//! one-line paragraph, but no heading stands within a sentence.

use super::Layout;
use crate::{
    grammar::{date::is_date_line, ends_sentence},
    page::LineIndex,
};

/// Most lines of such a piece.
const MAX_LINES: usize = 2;

/// The lines of `body` that are lone furniture.
pub fn lone(layout: &Layout, body: &[LineIndex]) -> Vec<LineIndex> {
    let mut found = Vec::new();
    let mut at = 1;
    while at < body.len() {
        match (1..=MAX_LINES)
            .find(|&n| at + n < body.len() && interrupts(layout, body[at - 1], &body[at..at + n], body[at + n]))
        {
            Some(n) => {
                found.extend_from_slice(&body[at..at + n]);
                at += n + 1;
            }
            None => at += 1,
        }
    }
    found
}

/// Whether the sentence runs on from one line to another over the lines between them, which stand by themselves.
fn interrupts(layout: &Layout, before: LineIndex, piece: &[LineIndex], after: LineIndex) -> bool {
    let (first, last) = (piece[0], piece[piece.len() - 1]);
    let page = |line: LineIndex| layout.page_of[line];
    let parted = |a: LineIndex, b: LineIndex| page(a) != page(b) || b != a + 1 || layout.lines[b].blanks > 0;
    let at_edge = || page(before) != page(first) || page(last) != page(after);
    let whole = || {
        page(first) == page(last)
            && (last - first + 1 == piece.len())
            && piece[1..].iter().all(|&l| layout.lines[l].blanks == 0)
    };
    let closed = || is_date_line(layout.ink(last)) || ends_sentence(layout.ink(last));
    let begins = || layout.ink(first).starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || c == '©');
    let runs_on = || !ends_sentence(layout.ink(before)) && layout.ink(after).starts_with(char::is_lowercase);
    at_edge()
        && whole()
        && begins()
        && runs_on()
        && closed()
        && parted(before, first)
        && parted(last, after)
        && !layout.ink(before).ends_with(['-', ','])
}
