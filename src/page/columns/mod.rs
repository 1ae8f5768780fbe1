//! Two columns side by side, as `pdftotext -layout` prints them, become one after the other; so do two that were printed piece
//! by piece, see [`woven`], and two of which the second was printed first, see [`turned`].
//!
//! A line that crosses the gutter (a heading over both columns) ends the columns above it. Notes under the columns are
//! moved below both, to the foot of the page, where the notes of a page with one column stand: so the text runs on
//! from one column into the next.

mod foot;
mod gutter;
mod heads;
mod joint;
mod turned;
mod woven;

use std::ops::Range;

use super::{Line, ink, percentile};
use heads::Heads;

/// Puts the lines of two-column pages into reading order.
pub(super) fn resolve(text: &str, lines: Vec<Line>) -> Vec<Line> {
    let starts = (0..lines.len()).filter(|&i| i == 0 || lines[i].feed);
    let ends = (1..=lines.len()).filter(|&i| i == lines.len() || lines[i].feed);
    let pages: Vec<&[Line]> = starts.zip(ends).map(|(from, to)| &lines[from..to]).collect();
    let gutters = gutter::gutters(text, &pages);
    if gutters.iter().all(Option::is_none) {
        return by_pieces(text, &pages).unwrap_or(lines);
    }
    let mut out = Vec::with_capacity(lines.len());
    let mut feet = foot::Feet::default();
    for (page, gutter) in pages.iter().zip(gutters) {
        match gutter {
            Some(gutter) => split_page(text, page, &gutter, &mut feet, &mut out),
            None => out.extend_from_slice(page),
        }
    }
    out
}

/// Lines of the fullest page for each character of a line's width, from which on a page has hardly one column only. Type is twice
/// as high as it is wide and pages are half as high again as they are wide: one column has some 0.7, two have some 2.
const HIGH: f32 = 1.1;

/// Rearranges what was printed piece by piece; `None` if it is in order.
fn by_pieces(text: &str, pages: &[&[Line]]) -> Option<Vec<Line>> {
    if pages.len() < 2 || !are_high(pages) {
        return None;
    }
    let heads = Heads::of(text, pages);
    turned::resolve(text, pages, &heads).or_else(|| woven::resolve(text, pages, &heads))
}

/// Whether the fullest page has too many lines for one column as wide as the lines are.
fn are_high(pages: &[&[Line]]) -> bool {
    let fullest = pages.iter().map(|lines| lines.len()).max().unwrap_or(0);
    let lines = || pages.iter().copied().flatten();
    let narrow = lines().filter(|line| fullest as f32 >= HIGH * f32::from(line.width)).count();
    // of four lines three, so that a few wide ones do not hide it
    narrow * 4 > (lines().count() - 1) * 3
}

/// Splits the rows of a page at the gutter: left halves first, then right ones, stretch by stretch.
fn split_page(text: &str, page: &[Line], gutter: &gutter::Gutter, feet: &mut foot::Feet, out: &mut Vec<Line>) {
    let first = out.len();
    let last_run = gutter.rows.len().saturating_sub(1);
    let mut at = 0;
    for (n, run) in gutter.rows.iter().enumerate() {
        let run = without_edges(page, run);
        out.extend_from_slice(&page[at..run.start]);
        let mut stretch = Stretch::default();
        for line in &page[run.clone()] {
            match halves(text, line, gutter.at) {
                Ok((left, right)) => stretch.push(line.blanks, left, right),
                Err(Crossing) => {
                    let [left, right] = std::mem::take(&mut stretch).finish();
                    write(left, right, out);
                    out.push(line.clone());
                }
            }
        }
        let [left, right] = stretch.finish();
        if n == last_run {
            feet.write(text, left, right, out);
        } else {
            write(left, right, out);
        }
        at = run.end;
    }
    out.extend_from_slice(&page[at..]);
    begin(page, &mut out[first..]);
}

/// Lets a page begin with the first of its lines, in whichever order they are.
fn begin(page: &[Line], lines: &mut [Line]) {
    lines.iter_mut().enumerate().for_each(|(i, line)| line.feed = i == 0 && page[0].feed);
}

/// A run of rows without a row at the head or foot of the page that blank rows set off and that is short: a running
/// head or folio, which belongs to no column.
fn without_edges(page: &[Line], run: &Range<usize>) -> Range<usize> {
    let mut widths: Vec<u16> = page[run.clone()].iter().map(|line| line.width).collect();
    let full = percentile(&mut widths, 0.9);
    let short = |i: usize| page[i].width * 2 < full;
    let (first, last) = (run.start, run.end - 1);
    let head = first == 0 && run.len() > 1 && page[1].blanks > 0 && short(0);
    let foot = run.end == page.len() && run.len() > 1 && page[last].blanks > 0 && short(last);
    first + usize::from(head)..run.end - usize::from(foot)
}

/// The right column behind the left one.
fn write(left: Vec<Line>, right: Vec<Line>, out: &mut Vec<Line>) {
    out.extend(left);
    let behind = !out.is_empty();
    out.extend(right.into_iter().enumerate().map(|(i, line)| Line { column_break: i == 0 && behind, ..line }));
}

/// A half of a row, and where it stands.
struct Half {
    line: Line,
    /// Rows of the other column above it; a half less if it stands between two of them.
    height: f32,
    /// Blank rows above it, since the half before.
    blanks: u16,
}

/// Rows in two columns, side by side.
#[derive(Default)]
struct Stretch {
    sides: [Vec<Half>; 2],
    blanks: [u16; 2],
}

impl Stretch {
    fn push(&mut self, blanks: u16, left: Option<Line>, right: Option<Line>) {
        let between = if left.is_some() && right.is_some() { 0.0 } else { 0.5 };
        let above = [self.sides[1].len(), self.sides[0].len()];
        for (side, half) in [left, right].into_iter().enumerate() {
            self.blanks[side] = self.blanks[side].saturating_add(blanks);
            if let Some(line) = half {
                let blanks = std::mem::take(&mut self.blanks[side]);
                self.sides[side].push(Half { line, height: above[side] as f32 - between, blanks });
            }
        }
    }

    fn finish(self) -> [Vec<Line>; 2] {
        self.sides.map(|halves| {
            let edge = percentile(&mut halves.iter().map(|half| half.line.indent).collect::<Vec<_>>(), EDGE);
            let blanks = blanks(&halves);
            let lines = halves.into_iter().zip(blanks);
            lines
                .map(|(half, blanks)| Line { indent: half.line.indent.saturating_sub(edge), blanks, ..half.line })
                .collect()
        })
    }
}

/// Share of a column's lines that may stand out to the left of its edge.
const EDGE: f32 = 0.1;

/// Blank lines before each half. Rows of the other column stand where a blank row would: measured in these, the distance
/// to the half before tells, against what is usual around.
fn blanks(halves: &[Half]) -> Vec<u16> {
    /// Halves on either side over which the usual distance is taken.
    const AROUND: usize = 5;
    /// What a gap between paragraphs adds to the usual distance, less what rounding to half rows can take from it.
    const GAP: f32 = 0.4;
    /// Least distance over a gap between paragraphs, in rows of the other column.
    const LEAST_GAP: f32 = 1.4;
    let apart: Vec<f32> = halves.windows(2).map(|pair| pair[1].height - pair[0].height).collect();
    let gap = |i: usize| {
        let around = &apart[i.saturating_sub(AROUND)..apart.len().min(i + AROUND + 1)];
        let usual = around.iter().sum::<f32>() / around.len() as f32;
        // a row printed too low or too high is made good by its neighbour
        let made_good = [i.checked_sub(1), Some(i + 1)].into_iter().flatten().filter_map(|n| apart.get(n));
        let far = made_good.map(|next| apart[i] + next - usual).fold(apart[i], f32::min);
        u16::from(far >= LEAST_GAP && far >= usual + GAP)
    };
    halves.iter().enumerate().map(|(i, half)| half.blanks.max(i.checked_sub(1).map_or(0, gap))).collect()
}

/// A row has ink at the gutter.
struct Crossing;

/// Bytes by which a line that is a little too long leans over the gutter.
const LEAN: usize = 6;

/// The halves of a row, with their indents from the left edge of the page.
fn halves(text: &str, line: &Line, gutter: usize) -> Result<(Option<Line>, Option<Line>), Crossing> {
    let indent = usize::from(line.indent);
    let row = &text[line.ink.clone()];
    if gutter < indent {
        return Ok((None, Some(Line { blanks: 0, ..line.clone() })));
    }
    let Some((at, _)) = row.char_indices().nth(gutter - indent) else {
        return Ok((Some(Line { blanks: 0, ..line.clone() }), None));
    };
    let from = row[..at].char_indices().rev().take(LEAN).last().map_or(at, |(from, _)| from);
    let near = row[from..].char_indices().map(|(by, _)| from + by).take_while(|&cut| cut <= at + LEAN);
    let wide = |cut: &usize| row[*cut..].chars().take(2).all(char::is_whitespace);
    let Some(cut) = near.filter(wide).min_by_key(|cut| cut.abs_diff(at)) else { return Err(Crossing) };
    let left = ink(text, line.ink.start..line.ink.start + cut).map(|half| Line { indent: line.indent, ..half });
    let right = ink(text, line.ink.start + cut..line.ink.end).map(|half| {
        let before = text[line.ink.start..half.ink.start].chars().count();
        Line { indent: u16::try_from(indent + before).unwrap_or(u16::MAX), ..half }
    });
    Ok((left, right))
}

#[cfg(test)]
mod tests {
    use super::super::lines;

    fn shown(text: &str) -> Vec<String> {
        lines(text).iter().map(|line| text[line.ink.clone()].to_owned()).collect()
    }

    /// Rows of two columns, `left` and `right` beside each other.
    fn beside(left: &[&str], right: &[&str]) -> String {
        let row = |i: usize| {
            let cell = |side: &[&str]| side.get(i).copied().unwrap_or("").to_owned();
            format!("{:46}{}\n", cell(left), cell(right)).trim_end().to_owned() + "\n"
        };
        (0..left.len().max(right.len())).map(row).collect()
    }

    const LEFT: [&str; 8] = [
        "the harbour was dredged twice in one year",
        "and silted up again before the second was",
        "paid for, which the council called a fine",
        "instance of economy; the contractors said",
        "nothing, since they had been paid in full",
        "and were already at work on the next one,",
        "a little to the north, where the sand was",
        "said to be of a better and firmer quality",
    ];
    const RIGHT: [&str; 8] = [
        "than that which the sea had taken back in",
        "the autumn. The harbour master has placed",
        "on record that he warned the council in a",
        "letter, of which no copy could be found a",
        "year later; but the clerk remembers being",
        "asked for a stamp, and the harbour master",
        "is known to write no letters but official",
        "ones, and to keep no copies of any letter",
    ];

    #[test]
    fn two_columns_are_read_one_after_the_other() {
        let heading = "            A heading that goes over both of the columns";
        let got = shown(&format!("{heading}\n{}", beside(&LEFT, &RIGHT)));
        assert_eq!(got[0], heading.trim());
        assert_eq!(got[1..9], LEFT);
        assert_eq!(got[9..], RIGHT);
    }

    #[test]
    fn a_heading_over_both_columns_ends_those_above() {
        let rows = beside(&LEFT, &RIGHT);
        let got = shown(&format!("{rows}\n     The second heading that goes over both columns\n\n{rows}"));
        assert_eq!(got[8..16], RIGHT);
        assert_eq!(got[16], "The second heading that goes over both columns");
        assert_eq!(got[17..25], LEFT);
    }

    #[test]
    fn a_short_right_column_and_a_folio_are_no_trouble() {
        let rows = beside(&LEFT, &RIGHT[..6]);
        let got = shown(&format!("{rows}\n\n                                        12\n"));
        assert_eq!(got[8..14], RIGHT[..6]);
        assert_eq!(got[14], "12");
    }

    #[test]
    fn notes_under_a_column_go_below_both() {
        let left =
            [&LEFT[..5], &["at the time.1 The next was further north,"], &[""], &["1 Minutes of the council, p. 3."]]
                .concat();
        let got = shown(&beside(&left, &RIGHT));
        assert_eq!(got[5], "at the time.1 The next was further north,");
        assert_eq!(got[6..14], RIGHT);
        assert_eq!(got[14], "1 Minutes of the council, p. 3.");
    }

    #[test]
    fn notes_of_the_second_column_need_no_gap() {
        let left =
            [&LEFT[..5], &["at the time.1 The next was further north,"], &[""], &["1 Minutes of the council, p. 3."]]
                .concat();
        let right = [&RIGHT[..6], &["is known for that.2 But letters he writes,"], &["2 Ibid., p. 7, in the margin."]];
        let got = shown(&beside(&left, &right.concat()));
        assert_eq!(got[6..13], right[..2].concat());
        assert_eq!(got[13..], ["1 Minutes of the council, p. 3.", "2 Ibid., p. 7, in the margin."]);
    }

    #[test]
    fn a_list_at_the_foot_of_a_column_stays() {
        let left = [
            &LEFT[..5],
            &["in two lots, and these were the two lots:"],
            &[""],
            &["1. The quay with its cranes.", "2. The dock."],
        ]
        .concat();
        let got = shown(&beside(&left, &RIGHT));
        assert_eq!(got[6..8], ["1. The quay with its cranes.", "2. The dock."]);
        assert_eq!(got[8..], RIGHT);
    }

    #[test]
    fn a_gap_in_one_column_is_seen_beside_the_other() {
        let left = [&LEFT[..4], &[""], &LEFT[4..]].concat();
        let right = [&RIGHT[..], &["anywhere."]].concat();
        let text = beside(&left, &right);
        let blanks: Vec<u16> = lines(&text).iter().map(|line| line.blanks).collect();
        assert_eq!(blanks, [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn one_column_with_wide_spaces_stays() {
        let text = "a line of justified   text with gaps\nanother   line that has its gaps elsewhere\n".repeat(12);
        assert_eq!(lines(&text).len(), 24);
    }

    #[test]
    fn a_table_stays() {
        let text = "Harbour dues of the northern quay      1,204\nFines                                     17\nSale of old rope and timber              380\n".repeat(8);
        assert_eq!(lines(&text).len(), 24);
    }
}
