//! The source as the account cuts it: stretches that are in the document, stretches that were removed or replaced, and the
//! white space between them.

use std::{borrow::Cow, fmt::Write as _, ops::Range};

use encoding_rs::Encoding;

use super::escape::escape;
use crate::{
    Restored,
    document::{Anchor, Piece, Run},
    ledger::Action,
};

/// Whose text a stretch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// The main text.
    Body,
    /// A note, by its index.
    Note(usize),
    /// The ledger: a repair, by its index.
    Repair(usize),
}

/// A stretch of the source, in one piece.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) owner: Owner,
    /// Number of the piece that shows it in the text; the same on both sides of the page.
    piece: Option<usize>,
}

/// The source and its stretches in order.
pub(super) struct Source<'b> {
    bytes: &'b [u8],
    encoding: &'static Encoding,
    pub(super) stretches: Vec<Stretch>,
}

impl<'b> Source<'b> {
    pub(super) fn new(restored: &Restored, bytes: &'b [u8]) -> Self {
        let encoding = Encoding::for_label(restored.source.encoding.as_bytes()).unwrap_or(encoding_rs::UTF_8);
        let mut stretches = Vec::new();
        let mut of_repair = vec![None; restored.ledger.repairs.len()];
        let mut number = 0;
        each_run(restored, &mut |owner, run| {
            for piece in &run.from {
                match *piece {
                    Piece::Source(span) => {
                        stretches.push(Stretch { start: span.start, end: span.end, owner, piece: Some(number) });
                    }
                    Piece::Repair { repair } => {
                        if let Some(slot) = of_repair.get_mut(repair) {
                            *slot = Some(number);
                        }
                    }
                }
                number += 1;
            }
        });
        for (index, repair) in restored.ledger.repairs.iter().enumerate() {
            for span in &repair.spans {
                let owner = Owner::Repair(index);
                stretches.push(Stretch { start: span.start, end: span.end, owner, piece: of_repair[index] });
            }
        }
        stretches.sort_by_key(|stretch| (stretch.start, stretch.end));
        Self { bytes, encoding, stretches }
    }

    /// What bytes say.
    pub(super) fn decode(&self, range: Range<usize>) -> Cow<'b, str> {
        let slice = self.bytes.get(range).unwrap_or_default();
        self.encoding.decode_without_bom_handling(slice).0
    }

    /// The words of the text before a byte, at most `count`; those of `of` only, if it is given.
    pub(super) fn words_before(&self, at: usize, count: usize, of: Option<Owner>) -> String {
        let last = self.stretches.partition_point(|stretch| stretch.start < at);
        let mut parts: Vec<String> = Vec::new();
        let mut words = 0;
        for stretch in self.stretches[..last].iter().rev().filter(|stretch| is_text(stretch, of)) {
            let text = self.decode(self.tail(stretch, at)..stretch.end.min(at)).into_owned();
            words += text.split_whitespace().count();
            parts.push(text);
            if words > count {
                break;
            }
        }
        parts.reverse();
        let text = parts.join(" ");
        let all: Vec<&str> = text.split_whitespace().collect();
        all[all.len().saturating_sub(count)..].join(" ")
    }

    /// The words of the text from a byte on, as [`Source::words_before`] gives those before.
    pub(super) fn words_after(&self, at: usize, count: usize, of: Option<Owner>) -> String {
        let first = self.stretches.partition_point(|stretch| stretch.end <= at);
        let mut text = String::new();
        for stretch in self.stretches[first..].iter().filter(|stretch| is_text(stretch, of)) {
            let start = stretch.start.max(at);
            text.push_str(&self.decode(start..self.head(stretch, start)));
            text.push(' ');
            if text.split_whitespace().count() > count {
                break;
            }
        }
        text.split_whitespace().take(count).collect::<Vec<_>>().join(" ")
    }

    /// A stretch may be as long as a chapter: the last of its bytes are enough, from a line's end on.
    fn tail(&self, stretch: &Stretch, at: usize) -> usize {
        let end = stretch.end.min(at);
        let from = end.saturating_sub(CONTEXT).max(stretch.start);
        if from == stretch.start { from } else { self.boundary(from, end) }
    }

    fn head(&self, stretch: &Stretch, start: usize) -> usize {
        let to = start.saturating_add(CONTEXT).min(stretch.end);
        if to == stretch.end { to } else { self.boundary(to, stretch.end) }
    }

    /// The next white space of a byte encoding; the whole stretch for others.
    fn boundary(&self, from: usize, end: usize) -> usize {
        let found = self.bytes.get(from..end).and_then(|slice| slice.iter().position(u8::is_ascii_whitespace));
        let at = from + found.unwrap_or(0);
        if self.encoding == encoding_rs::UTF_16LE || self.encoding == encoding_rs::UTF_16BE { at & !1 } else { at }
    }

    /// The place before a byte in the text: the number of its piece, and the characters of that piece before the place,
    /// white space aside. In the text of `of` only, if it is given.
    pub(super) fn spot(&self, at: usize, of: Option<Owner>) -> Option<(usize, usize)> {
        let last = self.stretches.partition_point(|stretch| stretch.start < at);
        let stretch = self.stretches[..last].iter().rev().find(|stretch| is_text(stretch, of))?;
        let said = self.decode(stretch.start..stretch.end.min(at));
        Some((stretch.piece?, said.chars().filter(|c| !c.is_whitespace()).count()))
    }

    /// The stretch that holds a byte, or the next.
    pub(super) fn owner_at(&self, at: usize) -> Option<Owner> {
        let first = self.stretches.partition_point(|stretch| stretch.end <= at);
        self.stretches.get(first).map(|stretch| stretch.owner)
    }

    /// The source page by page, every removed or changed place marked.
    pub(super) fn html(&self, restored: &Restored) -> String {
        let mut here: Vec<Here> = Vec::new();
        for (note, anchor) in restored.document.notes.iter().map(|note| &note.anchor).enumerate() {
            match anchor {
                Anchor::Decided { calls, .. } | Anchor::Marked { calls, .. } if !calls.is_empty() => {
                    here.push(Here { at: calls[0].start, note, printed: true });
                }
                Anchor::Inferred { at, .. } | Anchor::Decided { at, .. } => {
                    here.push(Here { at: *at, note, printed: false });
                }
                Anchor::Marked { .. } | Anchor::Unanchored { .. } => {}
            }
        }
        here.sort_unstable_by_key(|here| (here.at, here.note));
        let whole = [crate::document::Page { folio: None, span: crate::span::Span::new(0, self.bytes.len()) }];
        let pages = if restored.document.pages.is_empty() { &whole[..] } else { &restored.document.pages };
        let mut out = String::with_capacity(2 * self.bytes.len());
        let mut at = 0;
        let mut next = 0;
        let mut places = here.into_iter().peekable();
        for (number, page) in pages.iter().enumerate() {
            let folio = page.folio.as_ref().map_or(String::new(), |folio| format!(", printed {}", escape(folio)));
            let title = format!("Page {}{folio}", number + 1);
            let lines = self.bytes.get(page.span.start..page.span.end).unwrap_or_default();
            let lines = lines.iter().filter(|byte| **byte == b'\n').count() + 3;
            // Writing to a string cannot fail.
            let _ =
                write!(out, "<section class=\"page h{}\" aria-label=\"{title}\"><h3>{title}</h3><pre>", size(lines));
            let end = if number + 1 == pages.len() { self.bytes.len() } else { page.span.end };
            while let Some(stretch) = self.stretches.get(next).filter(|stretch| stretch.start < end) {
                out.push_str(&escape(&self.decode(at..stretch.start)));
                self.stretch(&mut out, stretch, restored, &mut places);
                at = stretch.end.max(at);
                next += 1;
            }
            out.push_str(&escape(&self.decode(at..end.max(at))));
            at = end.max(at);
            out.push_str("</pre></section>");
        }
        out
    }

    fn stretch(
        &self,
        out: &mut String,
        stretch: &Stretch,
        restored: &Restored,
        places: &mut std::iter::Peekable<impl Iterator<Item = Here>>,
    ) {
        let piece = stretch.piece.map_or(String::new(), |piece| format!(" data-p=\"{piece}\""));
        let tag = match stretch.owner {
            Owner::Repair(index) => {
                let repair = &restored.ledger.repairs[index];
                let tag = if repair.action == Action::Removed { "del" } else { "mark" };
                let code = repair.code;
                let letter = &code.id()[..1];
                let title = escape(&format!("{code}: {}", repair.why));
                let _ = write!(out, "<{tag} class=\"k{letter}\" data-r=\"{index}\"{piece} title=\"{title}\">");
                tag
            }
            _ => {
                let _ = write!(out, "<span{piece}>");
                "span"
            }
        };
        let mut at = stretch.start;
        // A printed mark has its place within what was removed, any other at the end of what stands before it.
        let within = |here: &Here| here.at < stretch.end || (here.at == stretch.end && !here.printed);
        while let Some(here) = places.next_if(within) {
            let place = here.at.max(at);
            out.push_str(&escape(&self.decode(at..place)));
            let _ = write!(out, "<i class=\"here\" id=\"h{}\"></i>", here.note);
            at = place;
        }
        out.push_str(&escape(&self.decode(at..stretch.end)));
        let _ = write!(out, "</{tag}>");
    }
}

/// Where a note is called.
#[derive(Clone, Copy, Debug)]
struct Here {
    at: usize,
    note: usize,
    printed: bool,
}

/// Bytes of a stretch that hold the words around a place.
const CONTEXT: usize = 600;

/// How tall a page is likely to be, in steps for which the style has a class each: a page out of sight takes its room.
pub(super) fn size(lines: usize) -> usize {
    (lines / 20).min(9)
}

fn is_text(stretch: &Stretch, of: Option<Owner>) -> bool {
    !matches!(stretch.owner, Owner::Repair(_)) && of.is_none_or(|of| stretch.owner == of)
}

/// Every run with its owner, in the order in which the page shows them.
fn each_run(restored: &Restored, take: &mut impl FnMut(Owner, &Run)) {
    for block in &restored.document.blocks {
        block.each_run(&mut |run| take(Owner::Body, run));
    }
    for (index, note) in restored.document.notes.iter().enumerate() {
        note.blocks.iter().for_each(|block| block.each_run(&mut |run| take(Owner::Note(index), run)));
    }
}
