//! Which note's body stands where: every note exactly once, none within another.

use crate::document::{Block, BlockKind, Document, Inline, NoteId};

/// The places of the notes.
#[derive(Debug)]
pub(super) struct Places {
    /// For each note, those whose bodies are appended to its own.
    inside: Vec<Vec<NoteId>>,
    /// Whether a note's body is appended to another's.
    within: Vec<bool>,
    /// Notes that nothing leads to from the text.
    leftover: Vec<NoteId>,
}

impl Places {
    /// Decides: a note that the text calls stands at its first call; one that only notes call, at the end of the note
    /// from which the text leads to it first; one that is never reached, by itself at the end.
    pub(super) fn of(document: &Document) -> Self {
        let count = document.notes.len();
        let mut places = Self { inside: vec![Vec::new(); count], within: vec![false; count], leftover: Vec::new() };
        let mut called = Vec::new();
        calls(&document.blocks, &mut called);
        let mut placed = vec![false; count];
        let mut roots = Vec::new();
        for id in called {
            if id < count && !std::mem::replace(&mut placed[id], true) {
                roots.push(id);
            }
        }
        for id in roots {
            places.gather(document, id, &mut placed);
        }
        for id in 0..count {
            if !std::mem::replace(&mut placed[id], true) {
                places.leftover.push(id);
                places.gather(document, id, &mut placed);
            }
        }
        places
    }

    fn gather(&mut self, document: &Document, root: NoteId, placed: &mut [bool]) {
        let mut found = Vec::new();
        calls(&document.notes[root].blocks, &mut found);
        let mut next = 0;
        while let Some(&id) = found.get(next) {
            next += 1;
            if id < placed.len() && !std::mem::replace(&mut placed[id], true) {
                self.inside[root].push(id);
                self.within[id] = true;
                calls(&document.notes[id].blocks, &mut found);
            }
        }
    }

    /// The notes whose bodies follow a note's own, in order.
    pub(super) fn inside(&self, id: NoteId) -> &[NoteId] {
        &self.inside[id]
    }

    /// Whether a note's body follows another's.
    pub(super) fn is_within(&self, id: NoteId) -> bool {
        self.within[id]
    }

    /// The notes that nothing leads to.
    pub(super) fn leftover(&self) -> &[NoteId] {
        &self.leftover
    }
}

/// Appends the notes that blocks call, in reading order.
fn calls(blocks: &[Block], out: &mut Vec<NoteId>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Heading { content, .. } | BlockKind::Paragraph { content } => calls_of_line(content, out),
            BlockKind::List { items, .. } => items.iter().for_each(|item| calls(item, out)),
            BlockKind::Quote { blocks } => calls(blocks, out),
            BlockKind::Verse { lines } => lines.iter().for_each(|line| calls_of_line(line, out)),
            BlockKind::Table { head, rows, .. } => {
                head.iter().chain(rows.iter().flatten()).for_each(|cell| calls_of_line(cell, out));
            }
            BlockKind::Preformatted { .. } => {}
        }
    }
}

fn calls_of_line(inlines: &[Inline], out: &mut Vec<NoteId>) {
    for inline in inlines {
        match inline {
            Inline::Call { note } => out.push(*note),
            Inline::Link { content, .. } => calls_of_line(content, out),
            Inline::Text(_) | Inline::Break => {}
        }
    }
}
