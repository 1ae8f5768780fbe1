//! Two columns side by side, as `pdftotext -layout` prints them, become one after the other.
//!
//! A page has a gutter if one column of characters is white in nearly all its lines while many lines have ink on both
//! sides of it. A line that crosses the gutter (a heading over both columns) ends the columns above it.

use std::ops::Range;

use super::{Line, ink};

/// Fewest lines with ink on both sides, or on the right alone, that make two columns.
const MIN_SIDE_LINES: usize = 5;
/// Share of a page's lines that may cross the gutter.
const MAX_CROSSING: f32 = 0.2;
/// Least width of the gutter in characters: two spaces also end a sentence.
const MIN_GUTTER: usize = 3;
/// Pages wider than this many characters are no pages of text; they are left alone.
const MAX_WIDTH: usize = 400;

/// Puts the lines of two-column pages into reading order.
pub(super) fn resolve(text: &str, lines: &[Line]) -> Vec<Line> {
    let mut out = Vec::with_capacity(lines.len());
    let mut from = 0;
    while from < lines.len() {
        let to = (from + 1..lines.len()).find(|&i| lines[i].feed).unwrap_or(lines.len());
        let page = &lines[from..to];
        match gutter(text, page) {
            Some(gutter) => split_page(text, page, &gutter, &mut out),
            None => out.extend_from_slice(page),
        }
        from = to;
    }
    out
}

/// Byte offset, from the line's start, of the character at a column; the line's length if it is shorter.
fn start_of_line(text: &str, line: &Line) -> usize {
    text[..line.ink.start].rfind(['\n', '\r', '\x0c']).map_or(0, |at| at + 1)
}

/// The white columns between the two halves of a page.
fn gutter(text: &str, page: &[Line]) -> Option<Range<usize>> {
    let candidates = page.iter().filter(|line| has_wide_gap(&text[line.ink.clone()]) || line.indent > 30).count();
    if candidates < MIN_SIDE_LINES * 2 {
        return None;
    }
    let mut ink_at = vec![0usize; MAX_WIDTH];
    let mut extents = Vec::with_capacity(page.len());
    for line in page {
        let mut column = usize::from(line.indent);
        let first = column;
        for c in text[line.ink.clone()].chars().take(MAX_WIDTH) {
            if !c.is_whitespace()
                && let Some(count) = ink_at.get_mut(column)
            {
                *count += 1;
            }
            column += 1;
        }
        extents.push((first, column));
    }
    let widest = extents.iter().map(|e| e.1).max().unwrap_or(0).min(MAX_WIDTH);
    let limit = (page.len() as f32 * MAX_CROSSING) as usize;
    let best = (widest / 4..widest * 3 / 4)
        .filter(|&column| ink_at[column] <= limit)
        .fold(Vec::<Range<usize>>::new(), |mut runs, column| {
            match runs.last_mut() {
                Some(run) if run.end == column => run.end += 1,
                _ => runs.push(column..column + 1),
            }
            runs
        })
        .into_iter()
        .filter(|run| run.len() >= MIN_GUTTER)
        .max_by_key(Range::len)?;
    let left = extents.iter().filter(|e| e.0 < best.start).count();
    let right = extents.iter().filter(|e| e.1 > best.end).count();
    let alone = extents.iter().filter(|e| e.0 >= best.end).count();
    let both = extents.iter().filter(|e| e.0 < best.start && e.1 > best.end).count();
    (left >= MIN_SIDE_LINES
        && right >= MIN_SIDE_LINES
        && both + alone >= MIN_SIDE_LINES
        && right * 4 >= left
        && left * 4 >= right)
        .then_some(best)
}

fn has_wide_gap(text: &str) -> bool {
    text.contains("   ")
}

/// Splits each line at the gutter; left halves first, then right ones, section by section.
fn split_page(text: &str, page: &[Line], gutter: &Range<usize>, out: &mut Vec<Line>) {
    let first = out.len();
    let mut right: Vec<Line> = Vec::new();
    let mut pending = 0;
    for line in page {
        pending += line.blanks;
        let base = start_of_line(text, line);
        match halves(text, base, line, gutter) {
            Halves::Crossing => {
                flush(&mut right, out);
                let mut whole = line.clone();
                whole.blanks = pending;
                out.push(whole);
            }
            Halves::Sides(l, r) => {
                if let Some(mut l) = l {
                    l.blanks = pending;
                    out.push(l);
                }
                if let Some(mut r) = r {
                    r.blanks = pending;
                    right.push(r);
                }
            }
        }
        pending = 0;
    }
    flush(&mut right, out);
    if let Some(line) = out.get_mut(first) {
        line.feed = page[0].feed;
    }
}

/// Appends the right column behind the left one.
fn flush(right: &mut Vec<Line>, out: &mut Vec<Line>) {
    let edge = right.iter().map(|line| line.indent).min().unwrap_or(0);
    for (i, mut line) in right.drain(..).enumerate() {
        line.indent -= edge;
        line.column_break = i == 0 && !out.is_empty();
        out.push(line);
    }
}

enum Halves {
    Crossing,
    Sides(Option<Line>, Option<Line>),
}

fn halves(text: &str, base: usize, line: &Line, gutter: &Range<usize>) -> Halves {
    let row = &text[base..line.ink.end];
    let byte_of = |column: usize| row.char_indices().nth(column).map_or(row.len(), |(at, _)| at);
    let (from, to) = (byte_of(gutter.start), byte_of(gutter.end));
    // the halves may lean into the gutter a little: what counts is a gap that spans part of it
    let blank = row[from..to].char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, _)| from + at);
    let Some(cut) = blank
        .clone()
        .find(|&at| row[at..].starts_with("  ") || row[..at].trim().is_empty())
        .or_else(|| (from >= row.len()).then_some(row.len()))
    else {
        return if row[from..to].trim().is_empty() { side(text, base, line, from) } else { Halves::Crossing };
    };
    side(text, base, line, cut)
}

fn side(text: &str, base: usize, line: &Line, cut: usize) -> Halves {
    let cut = (base + cut).min(line.ink.end);
    let left = ink(text, base..cut);
    let right = ink(text, cut..line.ink.end).map(|mut half| {
        half.indent = u16::try_from(text[base..half.ink.start].chars().count()).unwrap_or(u16::MAX);
        half
    });
    Halves::Sides(left, right)
}

#[cfg(test)]
mod tests {
    use super::super::lines;

    #[test]
    fn two_columns_are_read_one_after_the_other() {
        let mut text = String::from("        A heading that goes over both of the columns\n");
        for i in 0..12 {
            text.push_str(&format!("left line {i:2} of the page      right line {i:2} of the page\n"));
        }
        let got: Vec<String> = lines(&text).iter().map(|l| text[l.ink.clone()].to_owned()).collect();
        assert_eq!(got[0], "A heading that goes over both of the columns");
        assert_eq!(got[1], "left line  0 of the page");
        assert_eq!(got[12], "left line 11 of the page");
        assert_eq!(got[13], "right line  0 of the page");
        assert_eq!(got.len(), 25);
    }

    #[test]
    fn one_column_with_wide_spaces_stays() {
        let text = "a line of justified   text with gaps\nanother   line that has its gaps elsewhere\n".repeat(12);
        assert_eq!(lines(&text).len(), 24);
    }
}
