//! Notes to calls, links to notes: each is one alignment over all candidates, decided in one place with its evidence.

mod calls;
mod marks;
mod starts;
mod weights;
pub(crate) mod zones;

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::{
    document::Evidence,
    grammar::label::{Series, label},
    page::LineIndex,
    region::{Layout, Role},
};
use starts::Start;

/// A note that was found.
#[derive(Clone, Debug)]
pub struct FoundNote {
    /// The label without its sugar.
    pub label: String,
    /// Text offsets of the label with its sugar; its line is the first of `lines` unless the label stands alone.
    pub label_range: Range<usize>,
    /// The lines of the body, in order.
    pub lines: Vec<LineIndex>,
    /// The call, if its mark was found.
    pub call: Option<Call>,
}

/// A call that was found.
#[derive(Clone, Debug)]
pub struct Call {
    /// Text offsets of the mark with its brackets.
    pub range: Range<usize>,
    /// Its line.
    pub line: LineIndex,
    /// 0 to 1.
    pub confidence: f32,
    /// What spoke for it.
    pub evidence: Vec<Evidence>,
}

/// What the notes stage found.
#[derive(Debug, Default)]
pub struct Found {
    /// The notes in the order of their bodies.
    pub notes: Vec<FoundNote>,
    /// Lines of body text, in order.
    pub body: Vec<LineIndex>,
}

/// Counts the words of the text lines, as they stand, and of the whole document once.
pub type Words<'t> = FxHashMap<&'t str, u32>;

/// Finds notes, their calls and the lines of both. Near-linear time.
pub fn notes<'t>(layout: &Layout<'t>, words: &Words<'t>) -> Found {
    let every_line_blank = blanks_everywhere(layout);
    let letters = (0..layout.lines.len()).filter(|&i| layout.roles[i] == Role::Text).filter(|&i| label(layout.ink(i)).is_some_and(|l| l.series == Series::Letter && l.attached)).count() >= 2;
    let marks = marks::Marks::read(layout, letters, words);
    let chains = starts::chains(layout, &marks, every_line_blank);
    let mut notes: Vec<Start> = chains.into_iter().flat_map(|c| c.starts).collect();
    notes.sort_by_key(|s| s.line);
    let wrecked = notes.iter().any(|n| n.label.series == Series::Wreck);
    let matches = calls::align(layout, &marks, &notes, wrecked);
    let lines_of_calls: Vec<Option<LineIndex>> = matches.iter().map(|m| m.map(|m| marks.all[m.mark as usize].line)).collect();
    let trailing = labels_trail(layout, &notes);
    let far = |(note, call): (&Start, &Option<LineIndex>)| call.is_some_and(|c| layout.page_of[c] + 1 < layout.page_of[note.line]);
    let endnotes = notes.iter().zip(&lines_of_calls).filter(|p| far(*p)).count() * 2 > notes.len();
    let known = zones::Known { notes: &notes, calls: &lines_of_calls, trailing, endnotes, every_line_blank };
    let is_note = zones::note_lines(layout, &known);
    let bodies = bodies(layout, &notes, &is_note, trailing);
    let found = notes.iter().zip(bodies).zip(&matches).map(|((start, lines), found)| {
        let ink = layout.lines[start.line].ink.start;
        let printed = &layout.ink(start.line)[..start.label.len];
        let bare = printed.trim_matches(['[', ']', '(', ')', '.', ' ']);
        let call = found.map(|m| {
            let mark = &marks.all[m.mark as usize];
            Call {
                range: mark.range.clone(),
                line: mark.line,
                confidence: 1.0 / (1.0 + (-(m.score + m.margin.min(2.0))).exp()),
                evidence: vec![
                    Evidence { term: format!("mark {:?}", mark.shape).to_lowercase(), weight: mark.weight },
                    Evidence { term: "place and order".to_owned(), weight: m.score - mark.weight },
                    Evidence { term: "margin to the next best mark".to_owned(), weight: m.margin },
                ],
            }
        });
        FoundNote {
            label: if start.label.series == Series::Wreck { start.label.value.to_string() } else { bare.to_owned() },
            label_range: ink..ink + start.label.len,
            lines,
            call,
        }
    });
    let notes = found.collect();
    let body = (0..layout.lines.len()).filter(|&i| layout.roles[i] == Role::Text && !is_note[i]).collect();
    Found { notes, body }
}

/// Whether an extractor set a blank line between all lines, so that one says nothing.
pub fn blanks_everywhere(layout: &Layout) -> bool {
    let text = || (1..layout.lines.len()).filter(|&i| layout.roles[i] == Role::Text && layout.roles[i - 1] == Role::Text);
    let blank = text().filter(|&i| layout.lines[i].blanks > 0).count();
    blank * 5 > text().count() * 3
}

/// Whether labels that stand alone on their lines stand below their notes: then the last one of a page has nothing below it.
fn labels_trail(layout: &Layout, notes: &[Start]) -> bool {
    let alone: Vec<&Start> = notes.iter().filter(|n| n.alone).collect();
    if alone.len() * 2 < notes.len() || alone.is_empty() {
        return false;
    }
    let (mut trail, mut lead) = (0, 0);
    for (i, note) in alone.iter().enumerate() {
        let page = layout.page_of[note.line];
        if alone.get(i + 1).is_some_and(|next| layout.page_of[next.line] == page) {
            continue;
        }
        let below = layout.page_lines(page as usize).any(|l| l > note.line && layout.roles[l] == Role::Text);
        if below { lead += 1 } else { trail += 1 }
    }
    trail > lead
}

/// The body lines of each note.
fn bodies(layout: &Layout, notes: &[Start], is_note: &[bool], trailing: bool) -> Vec<Vec<LineIndex>> {
    let mut out: Vec<Vec<LineIndex>> = vec![Vec::new(); notes.len()];
    let mut next = 0;
    for line in (0..layout.lines.len()).filter(|&i| is_note[i]) {
        while notes.get(next).is_some_and(|n| n.line < line) {
            next += 1;
        }
        let starts = notes.get(next).is_some_and(|n| n.line == line);
        let owner = if trailing {
            next.min(notes.len() - 1)
        } else if starts {
            next
        } else {
            next.saturating_sub(1)
        };
        out[owner].push(line);
    }
    out
}
