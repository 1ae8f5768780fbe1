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
/// with a label that the text above it calls, or that comes next.
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
        for (i, line) in column.iter().enumerate() {
            let ink = &text[line.ink.clone()];
            if let Some(label) = label(ink) {
                let label = (label.series, label.value);
                let set_off = first < column.len() || line.blanks > 0;
                let next = self.last.is_some_and(|(series, value)| label == (series, value + 1));
                if set_off && (called.contains(&label) || (next && first < column.len())) {
                    first = first.min(i);
                    self.last = Some(label);
                }
            }
            if first == column.len() {
                marks(ink, |mark| {
                    called.push_back((mark.series, mark.value));
                    if called.len() > MOST_CALLED {
                        called.pop_front();
                    }
                });
            }
        }
        first
    }
}

/// Marks that are remembered: a column has few calls, and a line that looks like a label is looked up in all of them.
const MOST_CALLED: usize = 64;
