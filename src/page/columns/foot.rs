//! Notes under the columns of a page.

use std::collections::VecDeque;

use crate::{
    grammar::{
        call::marks,
        label::{Series, label},
    },
    page::Line,
};

/// Tells the notes at the foot of a column from its text, over all columns of a document: the first line behind a gap
/// with a label that the text above it calls, or that comes next; or one without a gap of which both are true. A label on a line
/// of its own needs none.
#[derive(Debug, Default)]
pub(super) struct Feet {
    /// The label of the last note.
    last: Option<(Series, u32)>,
}

impl Feet {
    /// Writes two columns in reading order: the text of both, then the notes of both.
    pub(super) fn write(&mut self, text: &str, left: Vec<Line>, right: Vec<Line>, out: &mut Vec<Line>) {
        let (mut left, mut right) = (left, right);
        let left_notes = left.split_off(self.first_note(text, &left));
        let right_notes = right.split_off(self.first_note(text, &right));
        super::write(left, right, out);
        super::write(left_notes, right_notes, out);
    }

    /// Index of the first line of a column's notes; the column's length if it has none.
    fn first_note(&mut self, text: &str, column: &[Line]) -> usize {
        let mut called: VecDeque<(Series, u32)> = VecDeque::new();
        let mut first = column.len();
        // how many of the calls stand before the last gap
        let mut before_gap = 0;
        for (i, line) in column.iter().enumerate() {
            let ink = &text[line.ink.clone()];
            if let Some(found) = label(ink) {
                let label = (found.series, found.value);
                let set_off = first < column.len() || line.blanks > 0;
                let next = self.last.is_some_and(|(series, value)| label == (series, value + 1));
                let is_called = called.contains(&label);
                // the rest of a note of the other column stands behind a gap and above the next label
                let no_gap = next && called.iter().skip(before_gap).any(|call| *call == label);
                let alone = found.len == ink.len() && is_called && (next || self.last.is_none());
                if (set_off && (is_called || (next && first < column.len()))) || no_gap || alone {
                    first = first.min(i);
                    self.last = Some(label);
                }
            }
            if line.blanks > 0 {
                before_gap = called.len();
            }
            if first == column.len() {
                marks(ink, |mark| {
                    called.push_back((mark.series, mark.value));
                    if called.len() > MOST_CALLED {
                        called.pop_front();
                        before_gap = before_gap.saturating_sub(1);
                    }
                });
            }
        }
        first
    }
}

/// Marks that are remembered: a column has few calls, and a line that looks like a label is looked up in all of them.
const MOST_CALLED: usize = 64;
