//! Stretches of lines that are no running text: tables, tables of contents and indexes, verse, addresses. Their line
//! ends mean something, and stay.

use super::{
    habits::Habits,
    tables::{self, Verdict},
    titles::is_contents_title,
};
use crate::{
    document::Numerals,
    grammar::{
        endings::wants_more,
        ends_sentence,
        enumeration::{self, Marker},
        heading::{Numbering, numbering},
        label::roman_label,
        roman::roman,
        runs,
    },
    page::LineIndex,
    region::Layout,
};

/// What the lines of a stretch are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stretch {
    /// Entries of a table of contents or an index, each of one line or more.
    Entries,
    /// Titles with numbers, each of one line or more, that no text stands under: a list of what there is.
    Titles,
    /// Rows of a table.
    Table,
    /// Rows whose columns are not plain.
    Columns,
    /// Verse, an address: lines that stay lines.
    Lines,
}

/// Fewest rows, entries and lines that make a stretch.
const FEWEST: usize = 3;
/// Fewest titles that count up from one to the next, and most lines of one.
const FEWEST_COUNTED: usize = 3;
const MAX_TITLE: usize = 3;
/// Fewest entries with leaders: nothing else looks like them.
const FEWEST_LED: usize = 2;
/// Greatest width of a line that is verse or an address's, as a share of a full line.
const MAX_LINE: f32 = 0.75;
/// Fewest cells with figures of a table, and how many more heads of columns and rows it may have than lines of figures.
const FEWEST_CELLS: usize = 6;
const MAX_HEADS: usize = 8;
/// Most words that a table's cell has on average.
const MAX_CELL: usize = 4;

/// The stretches of a flow: begin and end in it, in order and apart. Linear time.
pub(super) fn stretches(layout: &Layout, habits: &Habits, flow: &[LineIndex]) -> Vec<(usize, usize, Stretch)> {
    let mut out = Vec::new();
    // `text`: up to where gaps proved to be no columns
    let (mut at, mut text) = (0, 0);
    while at < flow.len() {
        let table = if at < text { None } else { tables::table(layout, flow, at) };
        let (table, columns) = match table {
            Some((end, Verdict::Table)) => (end, at),
            Some((end, Verdict::Undecided)) => (at, end),
            Some((end, Verdict::Text)) => {
                text = end;
                (at, at)
            }
            None => (at, at),
        };
        let found = [
            (entries(layout, flow, at), Stretch::Entries),
            (titles(layout, flow, at), Stretch::Titles),
            (table, Stretch::Table),
            (columns, Stretch::Columns),
            (figures(layout, habits, flow, at), Stretch::Lines),
            (lines(layout, habits, flow, at), Stretch::Lines),
        ]
        .into_iter()
        .find(|(end, _)| *end > at);
        match found {
            Some((end, stretch)) => {
                out.push((at, end, stretch));
                at = end;
            }
            None => at += 1,
        }
    }
    out
}

/// The dots that lead from a title to its page, and the page, as byte offsets of a line.
pub(super) fn leader(line: &str) -> Option<std::ops::Range<usize>> {
    let page = line.rsplit(char::is_whitespace).next().unwrap_or("").trim_start_matches('.');
    let is_page =
        (page.len() <= 4 && !page.is_empty() && page.bytes().all(|b| b.is_ascii_digit())) || roman(page).is_some();
    if !is_page {
        return None;
    }
    let before = &line[..line.len() - page.len()];
    let title = before.trim_end_matches(['.', '·', '…', '_', ' ', '\u{a0}']);
    let dots = before[title.len()..].chars().filter(|c| !c.is_whitespace()).count();
    let enough = dots >= 4 || (dots > 0 && before[title.len()..].contains('…'));
    (enough && !title.is_empty()).then_some(title.len()..before.len())
}

/// Whether a line ends with a page's number after a space, and no sentence.
fn ends_with_page(line: &str) -> bool {
    let last = line.rsplit(char::is_whitespace).next().unwrap_or("");
    last.len() < line.len() && last.len() <= 4 && (last.bytes().all(|b| b.is_ascii_digit()) || roman(last).is_some())
}

/// The end of the entries that begin at a line: those with leaders, or those under the title of a table of contents or an
/// index.
fn entries(layout: &Layout, flow: &[LineIndex], from: usize) -> usize {
    let ink = |at: usize| layout.said(flow[at]);
    let led = |at: usize| leader(ink(at)).is_some();
    if led(from) {
        // an entry of two lines has its page behind the second
        let goes_on = |at: &usize| led(*at) || (*at + 1 < flow.len() && led(*at + 1) && !ends_sentence(ink(*at)));
        let end = (from..flow.len()).find(|at| !goes_on(at)).unwrap_or(flow.len());
        return if end - from >= FEWEST_LED { end } else { from };
    }
    if from == 0 || !is_contents_title(ink(from - 1)) {
        return from;
    }
    let is = |at: &usize| {
        let line = ink(*at);
        let lower = line.to_lowercase();
        let refers = [" see ", " siehe ", " s. ", " voir ", " véase ", " se "].iter().any(|word| lower.contains(word));
        !ends_sentence(line) && (ends_with_page(line) || refers || line.contains(|c: char| c.is_ascii_digit()))
    };
    let end = (from..flow.len()).find(|at| !is(at)).unwrap_or(flow.len());
    if end - from >= FEWEST { end } else { from }
}

/// Whether a line begins a title in a list of such: with a named number, or one of several parts.
pub(super) fn is_title(ink: &str) -> bool {
    title(ink).is_some()
}

fn title(ink: &str) -> Option<Numbering> {
    numbering(ink).filter(|number| !number.bare && number.style.stands_out() && !ends_sentence(ink))
}

/// The end of the titles that begin at a line. Headings may stand under each other, but of these each counts on from the one
/// before, and no sentence stands between.
fn titles(layout: &Layout, flow: &[LineIndex], from: usize) -> usize {
    let ink = |at: usize| layout.said(flow[at]);
    let near = |at: usize| flow[at] == flow[at - 1] + 1 && layout.lines[flow[at]].blanks == 0;
    let Some(mut above) = title(ink(from)) else { return from };
    let (mut counted, mut last) = (0, from);
    let mut at = from + 1;
    while at < flow.len() && at - last < MAX_TITLE && near(at) && !ends_sentence(ink(at)) {
        if let Some(here) = title(ink(at)) {
            counted += usize::from(here.style == above.style && here.value == above.value + 1);
            (above, last) = (here, at);
        }
        at += 1;
    }
    if counted < FEWEST_COUNTED {
        return from;
    }
    // what stands under the last one without a gap is its second line, or a title without a number
    let set_off = at == flow.len() || !near(at);
    let goes_on = |at: usize| wants_more(ink(at - 1)) || ink(at).starts_with(char::is_lowercase);
    if set_off { at } else { (last + 1..at).find(|&at| !goes_on(at)).unwrap_or(at) }
}

/// The end of a table of figures that begins at a line and was printed cell by cell, column by column, or with single spaces
/// between its cells: short lines of figures, and few without any, which head columns and rows.
fn figures(layout: &Layout, habits: &Habits, flow: &[LineIndex], from: usize) -> usize {
    let ink = |at: usize| layout.said(flow[at]);
    let is_figures = |ink: &str| {
        let (digits, letters) = ink.chars().fold((0, 0), |(digits, letters), c| {
            (digits + usize::from(c.is_ascii_digit()), letters + usize::from(c.is_alphabetic()))
        });
        digits > letters * 2
    };
    let is_head = |at: usize| {
        let ink = ink(at);
        !ink.contains(|c: char| c.is_ascii_digit())
            && ink.contains(char::is_alphabetic)
            && runs::ink(ink).nth(MAX_CELL).is_none()
            && !ends_sentence(ink)
    };
    let near = |at: usize| flow[at] == flow[at - 1] + 1 && layout.lines[flow[at]].blanks <= 1;
    let (mut rows, mut cells, mut heads) = (0, 0, 0);
    let mut end = from;
    for (at, &line) in flow.iter().enumerate().skip(from) {
        if habits.share(line) > MAX_LINE || (at > from && !near(at)) || heads > rows + MAX_HEADS {
            break;
        }
        if is_figures(ink(at)) {
            rows += 1;
            cells += runs::ink(ink(at)).filter(|word| is_figures(word)).count();
            end = at + 1;
        } else if is_head(at) {
            heads += 1;
        } else {
            break;
        }
    }
    // a blank line parts all heads from their columns, or else what stands above one is the table's heading
    let parted = |at: &usize| is_head(*at) && layout.lines[flow[*at + 1]].blanks > 0;
    let is_heading = end > from && parted(&from) && (from + 1..end).filter(parted).count() == 0;
    if rows >= FEWEST && cells >= FEWEST_CELLS && !is_heading { end } else { from }
}

/// The end of the lines of verse or an address that begin at a line: short lines under each other, each of which would
/// have had room for more.
fn lines(layout: &Layout, habits: &Habits, flow: &[LineIndex], from: usize) -> usize {
    let ink = |at: usize| layout.said(flow[at]);
    let begins = |at: usize| {
        let bare = ink(at).trim_start_matches(['“', '‘', '«', '„', '"', '\'', '(', '—', '–', ' ', '…']);
        // `T. Wren` is no item
        let capital =
            |marker| matches!(marker, Marker::Ordered { numerals: Numerals::UpperAlpha | Numerals::UpperRoman, .. });
        let is_item = enumeration::items(ink(at)).any(|item| !capital(item.marker));
        let counted = roman_label(ink(at)).is_some();
        counted || (!is_item && bare.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()))
    };
    let fits = |at: usize| habits.share(flow[at]) <= MAX_LINE && begins(at);
    let set_off = from > 0 && (flow[from] != flow[from - 1] + 1 || layout.lines[flow[from]].blanks > 0);
    if !set_off || layout.blanks_everywhere || !fits(from) {
        return from;
    }
    let goes_on = |at: &usize| {
        flow[*at] == flow[*at - 1] + 1
            && layout.lines[flow[*at]].blanks == 0
            && layout.page_of[flow[*at]] == layout.page_of[flow[*at - 1]]
            && fits(*at)
            && habits.has_room(layout, flow[*at - 1], flow[*at])
    };
    let end = (from + 1..flow.len()).find(|at| !goes_on(at)).unwrap_or(flow.len());
    let closed = end == flow.len() || flow[end] != flow[end - 1] + 1 || layout.lines[flow[end]].blanks > 0;
    // a letter ends with a name and an office
    let fewest = if end == flow.len() { 2 } else { FEWEST };
    let sentences = (from..end).filter(|&at| ends_sentence(ink(at))).count();
    // rules and clauses that are counted are sentences each
    let counts = |(n, at): (usize, usize)| roman_label(ink(at)).is_some_and(|label| label.value as usize == n + 1);
    let told = sentences * 2 <= end - from || (from..end).enumerate().all(counts);
    if closed && end - from >= fewest && told { end } else { from }
}

#[cfg(test)]
mod tests {
    use super::leader;

    #[test]
    fn leaders_lead_to_pages() {
        assert_eq!(leader("The quarry ......... 12"), Some(10..21));
        assert_eq!(leader("Preface . . . . . v"), Some(7..18));
        for line in ["He was born in 1812", "and so on ... 3", "......... 12", "a... b... c"] {
            assert_eq!(leader(line), None, "{line}");
        }
    }
}
