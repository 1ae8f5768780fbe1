//! Second calls: marks of a note that is called already. They refer to it once more, and its body is not doubled.
//!
//! A mark that no note took is one if it stands behind the note's call, looks as that does, and is no name with a
//! number: its word stands elsewhere without it. Notes at the foot of a page are called again on that page only, those at
//! the end from anywhere.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{FoundNote, Words, calls::Match, is_mark_at_end, marks::Marks, starts::Start};
use crate::{
    grammar::{call::Shape, label::Series},
    region::Layout,
};

/// Least weight of a mark that calls again.
const LOOKS_LIKE_CALL: f32 = 2.0;

/// What the search rests on.
pub(super) struct Known<'a> {
    pub(super) marks: &'a Marks,
    /// The notes in order.
    pub(super) notes: &'a [Start],
    /// The call of each.
    pub(super) calls: &'a [Option<Match>],
    /// Whether each line is note text.
    pub(super) is_note: &'a [bool],
    /// Whether the notes stand far from their calls.
    pub(super) endnotes: bool,
}

impl Known<'_> {
    /// Gives the notes found the marks that call them again. Time in proportion to the marks.
    pub(super) fn add_to(&self, found: &mut [FoundNote], layout: &Layout, words: &Words) {
        let all = &self.marks.all;
        let taken: FxHashSet<u32> = self.calls.iter().flatten().map(|call| call.mark).collect();
        let mut called: FxHashMap<_, Vec<(usize, u32)>> = FxHashMap::default();
        for (n, (note, call)) in self.notes.iter().zip(self.calls).enumerate() {
            if let Some(call) = call {
                called.entry((note.label.series, note.label.value)).or_default().push((n, call.mark));
            }
        }
        for ((series, value), mut notes) in called {
            notes.sort_by_key(|&(_, call)| self.marks.rank(call));
            for &i in self.marks.of(series, value) {
                let before = notes.partition_point(|&(_, call)| self.marks.rank(call) <= self.marks.rank(i));
                let Some(&(n, call)) = before.checked_sub(1).map(|at| &notes[at]) else { continue };
                let (mark, first) = (&all[i as usize], &all[call as usize]);
                let near = self.endnotes || layout.page_of[mark.line] == layout.page_of[self.notes[n].line];
                let own = layout.lines[mark.line].ink.start;
                let (ink, in_line) = (layout.ink(mark.line), mark.range.start - own..mark.range.end - own);
                let is_name = || {
                    is_name(ink, in_line.clone())
                        || (mark.shape == Shape::AfterWord && !is_mark_at_end(ink, in_line.clone(), words, 2))
                };
                let alike = (mark.shape == Shape::Bracketed) == (first.shape == Shape::Bracketed);
                if series != Series::Letter
                    && !taken.contains(&i)
                    && mark.weight >= LOOKS_LIKE_CALL
                    && near
                    && alike
                    && !self.is_note[mark.line]
                    && !is_name()
                {
                    found[n].again.push(mark.range.clone());
                }
            }
        }
        found.iter_mut().for_each(|note| note.again.sort_by_key(|range| range.start));
    }
}

/// Whether a mark is a part of an address, or behind a full stop of a name: of a section (`E.1`), of an abbreviation.
fn is_name(line: &str, mark: Range<usize>) -> bool {
    let token = line[..mark.start].rsplit(char::is_whitespace).next().unwrap_or("");
    if ["/", "@", "www."].iter().any(|sign| token.contains(sign)) {
        return true;
    }
    let Some(before) = line[..mark.start].strip_suffix('.') else { return false };
    let word = before.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '“' | '«')).next().unwrap_or("");
    word.contains('.') || word.chars().nth(1).is_none()
}

#[cfg(test)]
mod tests {
    use super::is_name;

    #[test]
    fn parts_of_names_call_nothing() {
        let name = |before: &str| is_name(&format!("{before}1 and"), before.len()..before.len() + 1);
        for before in ["see section E.", "at https://a.org/x.md", "a (e.g."] {
            assert!(name(before), "{before}");
        }
        for before in ["wrote it down.", "the lantern"] {
            assert!(!name(before), "{before}");
        }
    }
}
