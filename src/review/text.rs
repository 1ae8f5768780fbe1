//! The restored text as HTML, each piece numbered as in the source beside it.

use std::fmt::Write as _;

use super::{
    escape::escape,
    source::{Source, size},
};
use crate::{
    Restored,
    document::{Anchor, Block, BlockKind, Inline, LinkStatus, ListMarker, Piece, Run},
    ledger::Action,
};

/// Notes that are laid out together, or, out of sight, not at all.
const NOTES: usize = 25;

/// Writes the text. Pieces are numbered in the order in which runs are met, blocks first, then notes.
struct Writer<'r> {
    restored: &'r Restored,
    source: &'r Source<'r>,
    piece: usize,
    out: String,
}

/// The text, in a section for each page of the source, then the notes.
pub(super) fn html(restored: &Restored, source: &Source) -> String {
    let mut writer = Writer { restored, source, piece: 0, out: String::new() };
    let blocks = &restored.document.blocks;
    // from a heading that no source says on, things are told that found no place
    let lost = blocks.iter().position(|block| writer.is_added(block)).unwrap_or(blocks.len());
    let (placed, lost) = blocks.split_at(lost);
    for flow in placed.chunk_by(|a, b| a.page == b.page) {
        writer.open(&format!("section class=\"flow h{}\" data-page=\"{}\"", size(5 * flow.len()), flow[0].page));
        flow.iter().for_each(|block| writer.block(block));
        writer.open("/section");
    }
    if !lost.is_empty() {
        writer.open("section class=\"flow lost\" aria-label=\"Without a place\"");
        lost.iter().for_each(|block| writer.block(block));
        writer.open("/section");
    }
    if blocks.is_empty() {
        writer.out.push_str("<p class=\"none\">There is no text in this file.</p>");
    }
    if !restored.document.notes.is_empty() {
        writer.out.push_str("<section class=\"notes\" aria-label=\"Notes\"><h3>Notes</h3>");
        for (chunk, notes) in restored.document.notes.chunks(NOTES).enumerate() {
            writer.open(&format!("div class=\"some h{}\"", size(3 * notes.len())));
            for (place, note) in notes.iter().enumerate() {
                writer.open(&format!("div class=\"note\" id=\"n{}\"", chunk * NOTES + place));
                let _ = write!(writer.out, "<b>{}</b><div>", escape(&note.label));
                note.blocks.iter().for_each(|block| writer.block(block));
                writer.out.push_str("</div></div>");
            }
            writer.open("/div");
        }
        writer.open("/section");
    }
    writer.out
}

impl Writer<'_> {
    /// Whether a block begins with what no source says.
    fn is_added(&self, block: &Block) -> bool {
        let BlockKind::Heading { content, .. } = &block.kind else { return false };
        matches!(content.first(), Some(Inline::Text(run)) if run.from.first().is_some_and(|piece| self.is_inserted(piece)))
    }

    fn is_inserted(&self, piece: &Piece) -> bool {
        let Piece::Repair { repair } = *piece else { return false };
        self.restored.ledger.repairs.get(repair).is_some_and(|repair| repair.action == Action::Inserted)
    }

    fn open(&mut self, tag: &str) {
        // Writing to a string cannot fail.
        let _ = write!(self.out, "<{tag}>");
    }

    fn block(&mut self, block: &Block) {
        match &block.kind {
            BlockKind::Heading { level, content } => {
                // The page's own headings take the first three.
                let tag = format!("h{}", (level + 3).min(6));
                self.open(&tag);
                self.line(content);
                self.open(&format!("/{tag}"));
            }
            BlockKind::Paragraph { content } => self.paragraph(content),
            BlockKind::List { marker, items } => {
                let (open, close) = match marker {
                    ListMarker::Bullet => ("ul".to_owned(), "/ul"),
                    ListMarker::Ordered { start, .. } => (format!("ol start=\"{start}\""), "/ol"),
                };
                self.open(&open);
                for item in items {
                    self.open("li");
                    item.iter().for_each(|block| self.block(block));
                    self.open("/li");
                }
                self.open(close);
            }
            BlockKind::Quote { blocks } => {
                self.open("blockquote");
                blocks.iter().for_each(|block| self.block(block));
                self.open("/blockquote");
            }
            BlockKind::Verse { lines } => {
                self.open("p");
                for line in lines {
                    self.line(line);
                    self.open("br");
                }
                self.open("/p");
            }
            BlockKind::Table { head, rows, .. } => {
                self.open("table");
                for (cell, row) in std::iter::once(("th", head)).chain(rows.iter().map(|row| ("td", row))) {
                    self.open("tr");
                    for content in row {
                        self.open(cell);
                        self.line(content);
                        self.open(&format!("/{cell}"));
                    }
                    self.open("/tr");
                }
                self.open("/table");
            }
            BlockKind::Preformatted { lines } => {
                self.open("pre");
                for line in lines {
                    self.run(line);
                    self.out.push('\n');
                }
                self.open("/pre");
            }
        }
    }

    fn paragraph(&mut self, content: &[Inline]) {
        self.open("p");
        self.line(content);
        self.open("/p");
    }

    fn line(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text(run) => self.run(run),
                Inline::Call { note } => self.call(*note),
                Inline::Link { link, content } => {
                    let found = self.restored.document.links.get(*link);
                    let class = match found.map(|link| link.status) {
                        Some(LinkStatus::Inferred | LinkStatus::Unanchored) => " doubt",
                        Some(LinkStatus::Decided) => " settled",
                        Some(LinkStatus::Marked) | None => "",
                    };
                    let url = escape(found.map_or("", |link| link.url.as_str()));
                    self.open(&format!("span class=\"link{class}\" data-l=\"{link}\" title=\"{url}\""));
                    self.line(content);
                    self.open("/span");
                }
                Inline::Break => self.open("br"),
            }
        }
    }

    fn call(&mut self, note: usize) {
        let Some(found) = self.restored.document.notes.get(note) else { return };
        let (class, status) = match found.anchor {
            Anchor::Marked { .. } => ("", "marked"),
            Anchor::Inferred { .. } => (" doubt", "inferred"),
            Anchor::Decided { .. } => (" settled", "decided"),
            Anchor::Unanchored { .. } => (" doubt", "without a place"),
        };
        let label = escape(&found.label);
        let _ = write!(
            self.out,
            "<span role=\"button\" class=\"call{class}\" data-n=\"{note}\" aria-label=\"note {label}, {status}\">{label}</span>"
        );
    }

    /// A run, cut at its pieces: each takes as many characters, white space aside, as its source says.
    fn run(&mut self, run: &Run) {
        let mut rest = run.text.as_str();
        for piece in &run.from {
            let said = match *piece {
                Piece::Source(span) => ink(&self.source.decode(span.start..span.end)),
                Piece::Repair { repair } => self.restored.ledger.repairs.get(repair).map_or(0, |r| ink(&r.after)),
            };
            let end = end_of(rest, said);
            let class = match piece {
                Piece::Source(_) => "",
                _ if self.is_inserted(piece) => " class=\"added\"",
                Piece::Repair { .. } => " class=\"changed\"",
            };
            let _ = write!(self.out, "<span{class} data-p=\"{}\">{}</span>", self.piece, escape(&rest[..end]));
            rest = &rest[end..];
            self.piece += 1;
        }
        self.out.push_str(&escape(rest));
    }
}

fn ink(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// Where the first `count` characters that are no white space end, with the white space behind them.
fn end_of(text: &str, count: usize) -> usize {
    let mut seen = 0;
    let found = text.char_indices().find(|(_, c)| {
        let is_ink = !c.is_whitespace();
        let past = is_ink && seen == count;
        seen += usize::from(is_ink && !past);
        past
    });
    found.map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::end_of;

    #[test]
    fn pieces_end_behind_their_white_space() {
        for (text, count, end) in [("ab cd", 2, 3), ("ab cd", 0, 0), (" ab", 0, 1), ("ab", 9, 2), ("é ß x", 2, 6)] {
            assert_eq!(end_of(text, count), end, "{text:?} {count}");
        }
    }
}
