//! Notes below a title of notes, behind all text: their labels hang in the margin, and recognition read them, or the full
//! stop alone, or nothing. Where each begins, and with which number, is one decision over all lines below the title; which mark
//! calls each is another, over all notes and all marks above it.

use std::ops::Range;

use super::{MAX_LOST, NEVER, Reading, likeness, looks_like_call, matched, start};
use crate::{
    anchor::{
        alone::begins,
        calls::Match,
        marks::Placed,
        shared::Sentences,
        starts::{Start, torn_number},
        weights::spoilt::{self as s, endnotes as e},
    },
    grammar::{
        is_title_of_notes,
        label::{MAX_NOTE, Series, Sugar, label},
        scribble::lost_label,
        spoilt::{self, Digits, Read},
    },
    page::LineIndex,
    region::{Layout, Role},
};

/// Numbers that are kept at a line.
const STATES: usize = 24;
/// Most notes times marks for which calls are sought.
const MAX_WORK: usize = 2_000_000;
/// Fewest labels below the title.
const MIN_LABELLED: usize = 2;
/// Of so many notes one must have a call that looks like one, at least.
const MOST_UNCALLED: usize = 4;
/// Of so many marks above the title that look like calls, one may stand below it, at most.
const MOST_BELOW: usize = 2;

/// What a line's beginning says of its label.
#[derive(Clone, Copy)]
enum Said {
    Number(u32),
    /// A number without the dress that others have: the note's own word, if it is not the number that is due.
    Undressed(u32),
    /// The full stop behind it is left.
    Stop,
    Sign(Read),
    Nothing,
}

/// A line below the title.
struct Line {
    line: LineIndex,
    said: Said,
    /// Bytes of the label.
    len: usize,
    /// What speaks for a note's beginning with it, whatever its number.
    begins: f32,
    /// The first number of a column of labels that stands right above it.
    torn_above: Option<u32>,
}

/// A note that begins with a line; the one before it.
#[derive(Clone, Copy)]
struct Node {
    place: usize,
    number: u32,
    before: Option<usize>,
}

/// Reads the notes below a title and the marks that call them, if there is a title with labels below it.
pub(super) fn read(layout: &Layout, marks: &[Placed]) -> Option<Reading> {
    let title = title(layout, marks)?;
    let lines = lines(layout, title + 1);
    if lines.iter().filter(|line| matches!(line.said, Said::Number(_) | Said::Stop)).count() < MIN_LABELLED {
        return None;
    }
    let last = (title + 1..layout.lines.len()).filter_map(|line| torn_number(layout, line)).max();
    let notes = numbers(&lines, last);
    let end = layout.lines.len();
    let above = marks.partition_point(|mark| mark.line < title);
    let bodies: Vec<Range<LineIndex>> = (0..notes.len())
        .map(|n| lines[notes[n].place].line..notes.get(n + 1).map_or(end, |next| lines[next.place].line))
        .collect();
    let calls = calls(layout, &marks[..above], &notes, &bodies)?;
    let called = calls.iter().flatten().filter(|call| looks_like_call(&marks[call.mark as usize])).count();
    if called * MOST_UNCALLED < notes.len() {
        return None;
    }
    let starts: Vec<Start> = notes
        .iter()
        .map(|note| {
            let line = &lines[note.place];
            let is_word = matches!(line.said, Said::Undressed(value) if value != note.number);
            start(line.line, if is_word { 0 } else { line.len }, Series::Number, note.number, line.begins)
        })
        .collect();
    let steps = (notes.len() * (above + 1) + lines.len() * STATES) as u64;
    Some(Reading { marks: marks.to_vec(), starts, calls, ends: vec![end], steps })
}

/// The first title of notes behind nearly all marks that look like calls, set off from what is below it. A chapter's notes,
/// with another chapter behind them, are none of these.
fn title(layout: &Layout, marks: &[Placed]) -> Option<LineIndex> {
    let calls: Vec<LineIndex> = marks.iter().filter(|mark| looks_like_call(mark)).map(|mark| mark.line).collect();
    let is = |&line: &LineIndex| {
        let above = calls.partition_point(|&call| call < line);
        layout.roles[line] == Role::Text
            && is_title_of_notes(layout.ink(line))
            && layout.lines.get(line + 1).is_some_and(|below| below.blanks > 0)
            && (calls.len() - above) * MOST_BELOW <= above
    };
    (0..layout.lines.len()).find(is)
}

/// The lines below a title with what they say.
fn lines(layout: &Layout, from: LineIndex) -> Vec<Line> {
    let is_title = |line: LineIndex| is_title_of_notes(layout.ink(line));
    let text = || (from..layout.lines.len()).filter(|&line| layout.roles[line] == Role::Text && !is_title(line));
    let number = |line: LineIndex| {
        label(layout.ink(line)).filter(|l| l.series == Series::Number && l.len < layout.ink(line).len())
    };
    let of = |sugar: Sugar| text().filter_map(number).filter(|l| l.sugar == sugar).count();
    let stops = text().filter(|&line| lost_label(layout.ink(line)).is_some()).count();
    let sugars =
        [(Sugar::Dot, of(Sugar::Dot) + stops), (Sugar::Brackets, of(Sugar::Brackets)), (Sugar::Bare, of(Sugar::Bare))];
    // where the first kinds are found at all, numbers without them are the notes' own words
    let sugar = sugars.iter().find(|(_, count)| *count >= MIN_LABELLED).map_or(Sugar::Bare, |s| s.0);
    let mut above: Option<LineIndex> = None;
    let mut found = Vec::new();
    for line in text() {
        let torn_above = (above.map_or(from, |above| above + 1)..line).find_map(|line| torn_number(layout, line));
        let ink = layout.ink(line);
        let (said, len) = if let Some(len) = lost_label(ink) {
            (Said::Stop, len)
        } else if let Some(label) = number(line).filter(|l| l.sugar == sugar) {
            (Said::Number(label.value), label.len)
        } else if let Some((value, len)) = undressed(ink) {
            (Said::Undressed(value), len)
        } else {
            match spoilt::label(ink).filter(|_| sugar == Sugar::Bare && !ink.starts_with(['“', '‘', '"', '«'])) {
                Some(len) => (Said::Sign(Read::new(&ink[..len])), len),
                None => (Said::Nothing, 0),
            }
        };
        let labelled = match said {
            Said::Number(_) | Said::Stop => e::LABEL,
            Said::Sign(_) => e::SIGN,
            Said::Undressed(_) | Said::Nothing => e::NO_LABEL,
        };
        found.push(Line { line, said, len, begins: begins(layout, above, line) + labelled, torn_above });
        above = Some(line);
    }
    found
}

/// A number at a line's start and the bytes that it takes as a label, with the comma that a full stop was read as, and with
/// a stop that is followed by a number: `9, See`, `9.4 Geo. II`.
fn undressed(ink: &str) -> Option<(u32, usize)> {
    let digits = ink.bytes().take_while(u8::is_ascii_digit).count();
    let value = ink[..digits].parse().ok().filter(|value| (1..=MAX_NOTE).contains(value))?;
    let rest = &ink[digits..];
    let stop =
        rest.starts_with(", ") || rest.strip_prefix('.').is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit()));
    (stop || rest.starts_with(' ')).then_some((value, digits + usize::from(stop)))
}

/// The best way to number notes through the lines.
fn numbers(lines: &[Line], last: Option<u32>) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::new();
    // the number of the last note, the score, and its node
    let mut states: Vec<(u32, f32, Option<usize>)> = vec![(0, 0.0, None)];
    for (place, line) in lines.iter().enumerate() {
        if let Some(torn) = line.torn_above {
            states.iter_mut().filter(|state| state.0 + 1 != torn).for_each(|state| state.1 += e::TORN_ABOVE);
        }
        let mut next = states.clone();
        for &(value, score, before) in &states {
            let lost = (0..=MAX_LOST as u32).map(|lost| (value + 1 + lost, e::LOST * lost as f32));
            let jump = match line.said {
                Said::Number(read) if read > value + 1 => Some((read, e::JUMP)),
                Said::Number(1) if value > 1 => Some((1, e::ANEW)),
                _ => None,
            };
            for (number, cost) in lost.chain(jump) {
                let says = match line.said {
                    Said::Number(read) if read == number => e::NUMBER,
                    Said::Number(_) => -e::NUMBER,
                    Said::Sign(read) => read.likeness(&Digits::of(number)) * s::LABEL_LIKENESS,
                    Said::Undressed(read) if read == number => e::UNDRESSED,
                    Said::Undressed(_) | Said::Stop | Said::Nothing => 0.0,
                };
                let sum = score + cost + line.begins + says;
                match next.iter_mut().find(|state| state.0 == number) {
                    Some(state) if state.1 >= sum => {}
                    found => {
                        nodes.push(Node { place, number, before });
                        let new = (number, sum, Some(nodes.len() - 1));
                        match found {
                            Some(state) => *state = new,
                            None => next.push(new),
                        }
                    }
                }
            }
        }
        next.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        next.truncate(STATES);
        states = next;
    }
    let ends = |&(value, score, _): &(u32, f32, Option<usize>)| {
        score + last.map_or(0.0, |last| e::LAST * value.abs_diff(last).min(e::MOST_LAST) as f32)
    };
    let mut at = states.iter().max_by(|a, b| ends(a).total_cmp(&ends(b))).and_then(|state| state.2);
    let mut found = Vec::new();
    while let Some(node) = at {
        found.push(nodes[node]);
        at = nodes[node].before;
    }
    found.reverse();
    found
}

/// The mark that calls each note, in their order.
fn calls(layout: &Layout, marks: &[Placed], notes: &[Node], bodies: &[Range<LineIndex>]) -> Option<Vec<Option<Match>>> {
    let columns = marks.len() + 1;
    if notes.len() * columns > MAX_WORK {
        return None;
    }
    let read: Vec<Read> = marks.iter().map(|m| Read::raised(&layout.text.as_str()[m.range.clone()])).collect();
    let sentences = Sentences::read(layout, marks);
    let worth: Vec<Vec<f32>> = notes
        .iter()
        .zip(bodies)
        .map(|(note, body)| {
            let shared = sentences.with(body.clone(), 0..marks.len());
            let digits = Digits::of(note.number);
            let worth = |m: usize| marks[m].weight + likeness(&marks[m], &read[m], &digits) + shared[m];
            (0..marks.len()).map(worth).collect()
        })
        .collect();
    // the best with some notes and the marks up to each, row by row; a mark is free where no taken one covers it
    let clear: Vec<usize> = marks.iter().map(|m| marks.partition_point(|b| b.range.end < m.range.start)).collect();
    let mut best = vec![vec![0.0f32; columns]];
    let mut taken: Vec<Vec<bool>> = Vec::with_capacity(notes.len());
    for worth in &worth {
        let before = &best[best.len() - 1];
        let (mut row, mut took) = (vec![NEVER; columns], vec![false; columns]);
        row[0] = before[0] + s::NO_CALL;
        for m in 0..marks.len() {
            let none = row[m].max(before[m + 1] + s::NO_CALL);
            let call = before[clear[m]] + worth[m];
            (row[m + 1], took[m + 1]) = if call > none { (call, true) } else { (none, false) };
        }
        best.push(row);
        taken.push(took);
    }
    let mut found = vec![None; notes.len()];
    let (mut column, mut below) = (marks.len(), marks.len());
    for n in (0..notes.len()).rev() {
        // back to where this row came to its score
        while column > 0 && !taken[n][column] && best[n + 1][column] == best[n + 1][column - 1] {
            column -= 1;
        }
        if column > 0 && taken[n][column] {
            let mark = column - 1;
            found[n] = Some(matched(mark, clear[mark]..below, |m| worth[n][m]));
            (column, below) = (clear[mark], mark);
        }
    }
    Some(found)
}
