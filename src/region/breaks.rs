//! Where pages begin. A form feed says so; where none does, what stands at the edges of pages tells: folios that count
//! up, lines that come again at regular distances, lists of link targets, wide gaps.

use rustc_hash::FxHashMap;

use super::{Layout, Role};
use crate::{
    grammar::{ends_sentence, folio::folio, small_hash},
    ledger::Code,
    page::LineIndex,
};

/// Numbers from here on are years oftener than folios.
const FIRST_YEAR: u32 = 1000;
/// Fewest lines from one page edge to the next.
const MIN_PAGE: usize = 8;
/// Blank lines that a page end leaves in extractors that write no form feed.
const WIDE_GAP: u16 = 3;
/// Folios that count up without a gap, from which on wide gaps between them end no page.
const MANY_FOLIOS: usize = 4;
/// How much the distances of a repeated line may vary about their mean (coefficient of variation) where nothing else
/// says that it is a running head. A refrain comes back irregularly, or too soon.
const REGULAR: f64 = 0.35;

/// Index of each page's first line.
pub(super) fn pages(layout: &Layout) -> Vec<LineIndex> {
    let mut starts = vec![0];
    if layout.lines.iter().any(|line| line.feed) {
        starts.extend((1..layout.lines.len()).filter(|&i| layout.lines[i].feed));
        return starts;
    }
    let marks = edge_marks(layout);
    let parts = parts(layout);
    let mut at = 1;
    while at < layout.lines.len() {
        if marks[at] == Mark::None && marks[at - 1] == Mark::None {
            at += 1;
            continue;
        }
        // the cluster: marked lines that touch each other
        let from = if marks[at - 1] == Mark::None { at } else { at - 1 };
        let to = (from + 1..layout.lines.len()).find(|&i| marks[i] == Mark::None).unwrap_or(layout.lines.len());
        if let Some(best) =
            (from.max(1)..=to.min(layout.lines.len() - 1))
                .filter(|&i| parts[i])
                .max_by_key(|&i| (break_score(layout, &marks, i), i))
            && best > starts[starts.len() - 1]
            && !(from == 0 && marks[..to].iter().filter(|mark| **mark != Mark::Speck).count() < 4)
            // what the document ends with stands at the foot of its last page
            && to < layout.lines.len()
        {
            starts.push(best);
        }
        at = to + 1;
    }
    starts
}

/// For each line, whether all that is read before it stands before it in the source too: a page never ends within columns.
fn parts(layout: &Layout) -> Vec<bool> {
    let mut parts = vec![true; layout.lines.len()];
    let mut read = 0;
    for (line, parts) in layout.lines.iter().zip(&mut parts) {
        *parts = read <= line.ink.start;
        read = read.max(line.ink.end);
    }
    let mut rest = usize::MAX;
    for (line, parts) in layout.lines.iter().zip(&mut parts).rev() {
        rest = rest.min(line.ink.start);
        *parts &= line.ink.start == rest;
    }
    parts
}

/// What a line says about page edges.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    None,
    Folio,
    /// A folio of a document that begins with one.
    TopFolio,
    /// A repeated line that the document also begins with.
    Head,
    /// A repeated line that it does not begin with.
    Repeated,
    Target,
    /// A wide gap stands before the line.
    Gap,
    /// Scribble beside one of these.
    Speck,
}

/// How well a page break stands before a line of a cluster.
fn break_score(layout: &Layout, marks: &[Mark], at: LineIndex) -> i32 {
    let mut score = 2 * i32::from(layout.lines[at].blanks.min(4));
    score += match marks[at - 1] {
        Mark::Target => 6,
        Mark::Folio => 6,
        Mark::Repeated => 1,
        Mark::Head | Mark::TopFolio | Mark::Gap => -2,
        Mark::None | Mark::Speck => 0,
    };
    score += match marks[at] {
        Mark::Target => -8,
        Mark::Folio => -2,
        Mark::TopFolio => 6,
        Mark::Head => 4,
        // a title that comes again stands at the head of pages more often than at the foot, and is set off from the text
        Mark::Repeated => 3 + i32::from(layout.lines.get(at + 1).is_some_and(|next| next.blanks > 0)),
        Mark::Gap => 1,
        Mark::None | Mark::Speck => 0,
    };
    score
}

fn edge_marks(layout: &Layout) -> Vec<Mark> {
    let n = layout.lines.len();
    let mut marks = vec![Mark::None; n];
    let gaps: Vec<LineIndex> = (1..n).filter(|&i| layout.lines[i].blanks >= WIDE_GAP).collect();
    if !gaps.is_empty() && n / gaps.len() >= MIN_PAGE {
        for at in gaps {
            marks[at] = Mark::Gap;
        }
    }
    for (at, role) in layout.roles.iter().enumerate() {
        if *role == Role::Target {
            marks[at] = Mark::Target;
        }
    }
    let folios = folio_chain(layout);
    // between two folios that count up one page ends, and that is where they stand
    if let (Some(&first), Some(&last)) = (folios.first(), folios.last())
        && folios.len() >= MANY_FOLIOS
    {
        marks[first..last].iter_mut().filter(|mark| **mark == Mark::Gap).for_each(|mark| *mark = Mark::None);
    }
    let mark = if folios.first() == Some(&0) { Mark::TopFolio } else { Mark::Folio };
    for at in folios {
        marks[at] = mark;
    }
    repeated(layout, &mut marks);
    let mut at = 0;
    while at < n {
        let is_speck = |i: &LineIndex| layout.roles[*i] == Role::Furniture(Code::Speck);
        let end = (at..n).take_while(is_speck).count() + at;
        let marked = |i: Option<LineIndex>| i.and_then(|i| marks.get(i)).is_some_and(|mark| *mark != Mark::None);
        if end > at && (marked(at.checked_sub(1)) || marked(Some(end))) {
            marks[at..end].fill(Mark::Speck);
        }
        at = end.max(at + 1);
    }
    marks
}

/// The longest chain of lines that are folios, each one more than the last, a page apart.
fn folio_chain(layout: &Layout) -> Vec<LineIndex> {
    struct Link {
        line: LineIndex,
        length: usize,
        before: Option<usize>,
    }
    let mut links: Vec<Link> = Vec::new();
    let mut latest: FxHashMap<u32, usize> = FxHashMap::default();
    for line in 0..layout.lines.len() {
        if layout.roles[line] != Role::Text || layout.lines[line].width > 40 {
            continue;
        }
        let Some(found) = folio(layout.ink(line)).filter(|f| !f.roman) else { continue };
        if is_cell(layout, line, found.number) {
            continue;
        }
        let stands_out = found.plain || set_off(layout, line);
        let before = found
            .number
            .checked_sub(1)
            .and_then(|n| latest.get(&n))
            .copied()
            .filter(|&i| line - links[i].line >= if stands_out { 1 } else { MIN_PAGE });
        let length = before.map_or(1, |i| links[i].length + 1);
        let better = latest.get(&found.number).is_none_or(|&i| links[i].length <= length);
        links.push(Link { line, length, before });
        if better {
            latest.insert(found.number, links.len() - 1);
        }
    }
    let Some(mut at) = (0..links.len()).max_by_key(|&i| links[i].length).filter(|&i| links[i].length >= 2) else {
        return Vec::new();
    };
    let mut chain = vec![links[at].line];
    while let Some(before) = links[at].before {
        at = before;
        chain.push(links[at].line);
    }
    chain.reverse();
    let plain = |line: LineIndex| folio(layout.ink(line)).is_some_and(|f| f.plain);
    let short = chain.windows(2).any(|pair| pair[1] - pair[0] < MIN_PAGE);
    if short && !chain.iter().all(|&line| plain(line)) && !chain.iter().any(|&line| interrupts(layout, line)) {
        return Vec::new();
    }
    chain
}

/// Whether a number is rather a table's cell: other figures stand right above and right below it; beside a year, one is
/// enough.
fn is_cell(layout: &Layout, line: LineIndex, number: u32) -> bool {
    let is_figures = |other: LineIndex| {
        let ink = layout.ink(other);
        ink.contains(|c: char| c.is_ascii_digit()) && !ink.contains(char::is_alphabetic)
    };
    let above = line > 0 && layout.lines[line].blanks == 0 && is_figures(line - 1);
    let below = layout.lines.get(line + 1).is_some_and(|next| next.blanks == 0 && is_figures(line + 1));
    (above && below) || (number >= FIRST_YEAR && (above || below))
}

/// Whether blank lines set a line off on both sides, or it is the last one.
fn set_off(layout: &Layout, line: LineIndex) -> bool {
    layout.lines[line].blanks > 0 && layout.lines.get(line + 1).is_none_or(|next| next.blanks > 0)
}

/// Whether a sentence runs on over a line: the numeral of a chapter or item never stands so.
fn interrupts(layout: &Layout, line: LineIndex) -> bool {
    line > 0
        && line + 1 < layout.lines.len()
        && !ends_sentence(layout.ink(line - 1))
        && layout.ink(line + 1).starts_with(char::is_lowercase)
}

/// Lines that come again as running heads do.
fn repeated(layout: &Layout, marks: &mut [Mark]) {
    let mut places: FxHashMap<u64, Vec<LineIndex>> = FxHashMap::default();
    for line in 0..layout.lines.len() {
        if layout.roles[line] == Role::Text
            && super::edges::can_be_head(layout, line)
            && !is_rest(layout, line)
            && let Some(key) = letters_hash(layout.ink(line))
        {
            places.entry(key).or_default().push(line);
        }
    }
    for lines in places.into_values() {
        let apart = lines.windows(2).all(|w| w[1] - w[0] >= MIN_PAGE);
        let count = lines.iter().enumerate().map(|(n, &line)| (n, layout.ink(line)));
        if lines.len() < 2 || !apart || !(super::edges::steady(&count) || numbers_rise(count)) {
            continue;
        }
        let touching = lines.iter().filter(|&&l| touches(marks, l)).count();
        if touching * 3 >= lines.len() * 2 || (lines.len() >= 3 && regular(&lines)) {
            let mark = if lines[0] < 3 { Mark::Head } else { Mark::Repeated };
            for line in lines {
                if marks[line] == Mark::None || marks[line] == Mark::Gap {
                    marks[line] = mark;
                }
            }
        }
    }
}

/// Whether a line is the end of the sentence that the line above it leaves off: paragraphs may end alike.
fn is_rest(layout: &Layout, line: LineIndex) -> bool {
    line > 0
        && layout.lines[line].blanks == 0
        && layout.ink(line).starts_with(char::is_lowercase)
        && !ends_sentence(layout.ink(line - 1))
}

/// A hash of what of a line stays the same from page to page: its letters and a number of several parts before them, or with
/// few letters all letters and digits. `None` for lines that cannot be heads. The hash stands for [`super::edges::key`], which
/// is spelt out only at edges.
fn letters_hash(line: &str) -> Option<u64> {
    let letters = line.chars().filter(|c| c.is_alphabetic()).take(4).count();
    if letters < 4 {
        let key = super::edges::key(line);
        return (!key.is_empty()).then(|| small_hash(key.chars()));
    }
    let number = super::edges::number_in_parts(line).unwrap_or("");
    Some(small_hash(number.chars().chain(line.chars().filter(|c| c.is_alphabetic()))))
}

/// Whether lines with a folio in them count up.
fn numbers_rise<'t>(lines: impl Iterator<Item = (usize, &'t str)>) -> bool {
    let numbers: Vec<u32> = lines
        .filter_map(|(_, line)| {
            let mut words = line.split_whitespace();
            words.next().into_iter().chain(words.next_back()).find_map(|w| w.parse().ok())
        })
        .collect();
    numbers.len() >= 3 && numbers.windows(2).all(|w| w[0] < w[1] && w[1] - w[0] <= 4)
}

/// Whether a line stands at something that marks a page edge, or at the document's start.
fn touches(marks: &[Mark], line: LineIndex) -> bool {
    let edge = |m: Mark| matches!(m, Mark::Folio | Mark::TopFolio | Mark::Target | Mark::Gap);
    line < 2 || edge(marks[line - 1]) || edge(marks[line]) || marks.get(line + 1).is_some_and(|&m| edge(m))
}

fn regular(lines: &[LineIndex]) -> bool {
    let gaps: Vec<f64> = lines.windows(2).map(|w| (w[1] - w[0]) as f64).collect();
    let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
    let variance = gaps.iter().map(|g| (g - mean).powi(2)).sum::<f64>() / gaps.len() as f64;
    mean >= 3.0 * MIN_PAGE as f64 && variance.sqrt() <= REGULAR * mean
}

#[cfg(test)]
mod tests {
    use crate::{region::Layout, text::Text};

    /// Pages of a text of three parts without a form feed, each of so many lines and one more.
    fn pages(last: &str) -> usize {
        let line = |n: usize| format!("the boats of the year {n} came in late and went out again before the ice did");
        let part = |n: usize| (0..25).map(|m| line(n * 25 + m)).chain([last.to_owned()]).collect::<Vec<_>>().join("\n");
        let raw = (0..4).map(part).collect::<Vec<_>>().join("\n");
        Layout::new(&Text::decode(raw.as_bytes())).pages.len()
    }

    #[test]
    fn lines_that_come_again_part_pages() {
        assert!(pages("The Book of the Harbour") > 1);
    }

    #[test]
    fn paragraphs_that_end_alike_do_not() {
        assert_eq!(pages("of the harbour."), 1);
    }
}
