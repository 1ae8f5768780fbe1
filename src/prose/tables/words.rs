//! Where the words of a line stand, in columns of characters.

use std::ops::Range;

use crate::{page::LineIndex, region::Layout};

/// A word: the columns of characters that it takes and its text offsets.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) columns: Range<usize>,
    pub(super) text: Range<usize>,
}

/// The words of a line, in order, with the call that ends it: they become the cells.
pub(super) fn words(layout: &Layout, line: LineIndex) -> Vec<Word> {
    let (ink, start) = (layout.ink(line), layout.lines[line].ink.start);
    let indent = usize::from(layout.lines[line].indent);
    let mut out: Vec<Word> = Vec::new();
    let mut inside = false;
    for (n, (at, c)) in ink.char_indices().enumerate() {
        if c.is_whitespace() {
            inside = false;
            continue;
        }
        let (column, end) = (indent + n, start + at + c.len_utf8());
        match out.last_mut().filter(|_| inside) {
            Some(word) => (word.columns.end, word.text.end) = (column + 1, end),
            None => out.push(Word { columns: column..column + 1, text: start + at..end }),
        }
        inside = true;
    }
    out
}

/// What of a line is white: before, between and behind its words.
pub(super) fn white(words: &[Word]) -> Vec<Range<usize>> {
    let mut out = Vec::with_capacity(words.len() + 1);
    let mut from = 0;
    for word in words {
        if word.columns.start > from {
            out.push(from..word.columns.start);
        }
        from = word.columns.end;
    }
    out.push(from..usize::MAX);
    out
}

/// What is white in both of two lines.
pub(super) fn shared(one: &[Range<usize>], two: &[Range<usize>]) -> Vec<Range<usize>> {
    let (mut out, mut i, mut j) = (Vec::new(), 0, 0);
    while let (Some(a), Some(b)) = (one.get(i), two.get(j)) {
        let both = a.start.max(b.start)..a.end.min(b.end);
        if !both.is_empty() {
            out.push(both);
        }
        if a.end <= b.end {
            i += 1;
        } else {
            j += 1;
        }
    }
    out
}
