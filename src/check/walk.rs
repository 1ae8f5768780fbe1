//! Everything in the JSON that has spans: who claims which ink.

use std::ops::Range;

use super::{Fault, Faults, Owner, ink::Ink};
use crate::{
    Restored,
    document::{Block, BlockKind, Document, Inline, Piece, Run},
    ledger::{Action, Ledger},
    span::Span,
};

/// The runs of a document with their owners, in order, and what the document refers to.
#[derive(Debug, Default)]
pub(super) struct Owned<'d> {
    runs: Vec<(Owner, &'d Run)>,
    references: Vec<(Owner, Owner)>,
    /// All blocks, an outer one before those in it, each with the runs that it holds.
    blocks: Vec<(Owner, &'d Block, Range<usize>)>,
}

impl<'d> Owned<'d> {
    /// Walks the whole document. The JSON reader has bounded its depth.
    pub(super) fn of(document: &'d Document) -> Self {
        let mut owned = Self::default();
        for (i, block) in document.blocks.iter().enumerate() {
            owned.block(Owner::Block(i), block);
        }
        for (i, note) in document.notes.iter().enumerate() {
            note.blocks.iter().for_each(|block| owned.block(Owner::Note(i), block));
        }
        owned
    }

    fn block(&mut self, owner: Owner, block: &'d Block) {
        let (place, first) = (self.blocks.len(), self.runs.len());
        self.blocks.push((owner, block, first..first));
        match &block.kind {
            BlockKind::Heading { content, .. } | BlockKind::Paragraph { content } => self.line(owner, content),
            BlockKind::List { items, .. } => items.iter().flatten().for_each(|block| self.block(owner, block)),
            BlockKind::Quote { blocks } => blocks.iter().for_each(|block| self.block(owner, block)),
            BlockKind::Verse { lines } => lines.iter().for_each(|line| self.line(owner, line)),
            BlockKind::Table { head, rows, .. } => {
                head.iter().chain(rows.iter().flatten()).for_each(|cell| self.line(owner, cell));
            }
            BlockKind::Preformatted { lines } => self.runs.extend(lines.iter().map(|run| (owner, run))),
        }
        self.blocks[place].2.end = self.runs.len();
    }

    /// Blocks whose spans are not in order, do not hold their text, or do not begin and end with some of it.
    pub(super) fn extents(&self, ledger: &Ledger, faults: &mut Faults) {
        for (owner, block, runs) in &self.blocks {
            let pieces = self.runs[runs.clone()].iter().flat_map(|(_, run)| &run.from);
            let mut text: Vec<Span> = Vec::new();
            for piece in pieces {
                match *piece {
                    Piece::Source(span) => text.push(span),
                    Piece::Repair { repair } => text.extend(ledger.repairs.get(repair).iter().flat_map(|r| &r.spans)),
                }
            }
            text.sort_unstable_by_key(|span| (span.start, span.end));
            let mut text = text.into_iter().peekable();
            let holds = block.spans.windows(2).all(|pair| pair[0].end <= pair[1].start)
                && block.spans.iter().all(|whole| {
                    let begins = text.peek().is_some_and(|span| span.start == whole.start);
                    let held = std::iter::from_fn(|| text.next_if(|span| span.end <= whole.end));
                    begins && held.map(|span| span.end).max() == Some(whole.end)
                })
                && text.next().is_none();
            if !holds {
                faults.push(|| Fault::Extent { owner: *owner });
            }
        }
    }

    fn line(&mut self, owner: Owner, inlines: &'d [Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text(run) => self.runs.push((owner, run)),
                Inline::Call { note } => self.references.push((owner, Owner::Note(*note))),
                Inline::Link { link, content } => {
                    self.references.push((owner, Owner::Link(*link)));
                    self.line(owner, content);
                }
                Inline::Break => {}
            }
        }
    }

    /// All blocks with their owners, an outer one before those in it.
    pub(super) fn blocks(&self) -> impl Iterator<Item = (Owner, &'d Block)> {
        self.blocks.iter().map(|&(owner, block, _)| (owner, block))
    }

    /// The runs with their owners.
    pub(super) fn runs(&self) -> impl Iterator<Item = (Owner, &'d Run)> {
        self.runs.iter().copied()
    }

    /// References to nothing, and notes without a label.
    pub(super) fn faults(&self, document: &Document, faults: &mut Faults) {
        for &(owner, target) in &self.references {
            let is_there = match target {
                Owner::Note(note) => note < document.notes.len(),
                Owner::Link(link) => link < document.links.len(),
                Owner::Block(_) | Owner::Repair(_) => true,
            };
            if !is_there {
                faults.push(|| Fault::Dangling { owner, target });
            }
        }
        for (i, note) in document.notes.iter().enumerate() {
            if note.label.trim().is_empty() {
                faults.push(|| Fault::Label { note: i });
            }
        }
    }
}

/// A stretch of the ink and who claims it.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    /// Never empty.
    pub(super) ink: Range<usize>,
    pub(super) owner: Owner,
    /// What the repair did; `None` for a run.
    pub(super) action: Option<Action>,
}

impl Claim {
    /// Whether it is a run of the body.
    pub(super) fn is_of_body(&self) -> bool {
        self.action.is_none() && matches!(self.owner, Owner::Block(_))
    }
}

/// All claims, in the order of the ink.
#[derive(Debug)]
pub(super) struct Claims {
    claims: Vec<Claim>,
    /// How many of the claims up to each are runs: to ask for a range of any length at once.
    runs_before: Vec<usize>,
    /// The same of those of the body.
    body_before: Vec<usize>,
}

impl Claims {
    /// Gathers the claims; spans that do not fit are faults.
    pub(super) fn of(owned: &Owned<'_>, restored: &Restored, ink: &Ink<'_>, faults: &mut Faults) -> Self {
        let runs = owned.runs().flat_map(|(owner, run)| {
            run.from.iter().filter_map(move |piece| match *piece {
                Piece::Source(span) => Some((owner, span, None)),
                Piece::Repair { .. } => None,
            })
        });
        let repairs = restored.ledger.repairs.iter().enumerate().flat_map(|(i, repair)| {
            repair.spans.iter().map(move |span| (Owner::Repair(i), *span, Some(repair.action)))
        });
        let mut claims = Vec::new();
        for (owner, span, action) in runs.chain(repairs) {
            match ink.stretch(span) {
                Some(stretch) if stretch.is_empty() => {}
                Some(stretch) => claims.push(Claim { ink: stretch, owner, action }),
                None => faults.push(|| ink.fault(owner, span)),
            }
        }
        claims.sort_by_key(|claim| (claim.ink.start, claim.ink.end));
        let before = |is: &dyn Fn(&Claim) -> bool| {
            let counts = claims.iter().scan(0, |count, claim| {
                *count += usize::from(is(claim));
                Some(*count)
            });
            std::iter::once(0).chain(counts).collect()
        };
        let runs_before = before(&|claim| claim.action.is_none());
        let body_before = before(&Claim::is_of_body);
        Self { claims, runs_before, body_before }
    }

    /// Whether no run claims any of the ink from one place to another, which does not stand before it.
    pub(super) fn is_clear(&self, from: usize, to: usize) -> bool {
        self.is_clear_in(&self.runs_before, from, to)
    }

    /// Whether no run of the body does.
    pub(super) fn is_clear_of_body(&self, from: usize, to: usize) -> bool {
        self.is_clear_in(&self.body_before, from, to)
    }

    fn is_clear_in(&self, before: &[usize], from: usize, to: usize) -> bool {
        let first = self.claims.partition_point(|claim| claim.ink.end <= from);
        let last = self.claims.partition_point(|claim| claim.ink.start < to);
        from <= to && before[last.max(first)] == before[first]
    }

    /// The claims that lie in a stretch, if only in part.
    pub(super) fn within(&self, stretch: Range<usize>) -> impl Iterator<Item = &Claim> {
        let from = self.claims.partition_point(|claim| claim.ink.end <= stretch.start);
        self.claims[from..].iter().take_while(move |claim| claim.ink.start < stretch.end)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Claim> {
        self.claims.iter()
    }

    /// Invalid bytes are a matter of the ledger, not of runs.
    pub(super) fn invalid_bytes(&self, ink: &Ink<'_>, faults: &mut Faults) {
        let mut claims = self.claims.iter().peekable();
        for &offset in ink.invalid() {
            while claims.next_if(|claim| claim.ink.end <= offset).is_some() {}
            if let Some(claim) = claims.peek()
                && claim.ink.contains(&offset)
                && claim.action.is_none()
            {
                faults.push(|| Fault::InvalidBytes { at: ink.position(offset), owner: claim.owner });
            }
        }
    }

    /// What lists a link's target, and the marks by which a note is called, are in the ledger, since link and call took
    /// their places.
    pub(super) fn taken(&self, document: &Document, ink: &Ink<'_>, faults: &mut Faults) {
        let links = document.links.iter().enumerate();
        let listed = links.flat_map(|(i, link)| link.listed.iter().map(move |span| (Owner::Link(i), *span)));
        let notes = document.notes.iter().enumerate();
        let called = notes.flat_map(|(i, note)| note.anchor.calls().iter().map(move |span| (Owner::Note(i), *span)));
        for (owner, span) in listed.chain(called) {
            let Some(stretch) = ink.stretch(span) else {
                faults.push(|| ink.fault(owner, span));
                continue;
            };
            if !self.is_clear(stretch.start, stretch.end) {
                faults.push(|| Fault::Taken { owner, at: ink.position(stretch.start) });
            }
        }
    }
}
