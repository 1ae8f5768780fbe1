//! Which bytes of the source each block came from, and on which page they begin, told once the document is whole.
//!
//! A block is cut where text of another stands within it: the notes at the foot of a page part a paragraph that goes on
//! over the page. What stands there and is in the ledger alone (a running head, a call's mark, a hyphen) parts nothing.

use std::ops::Range;

use crate::{
    document::{Block, BlockKind, Document, Piece, Run},
    ledger::Repair,
    span::Span,
};

/// Gives every block its spans and the page of the first, and every note the page of its first block. The repairs are in their
/// last order. Time is that of sorting the pieces of all runs.
pub fn tell(document: &mut Document, repairs: &[Repair]) {
    let mut pieces: Vec<Span> = Vec::new();
    document.each_run_mut(|run| pieces.extend(spans(run, repairs)));
    let mut order: Vec<usize> = (0..pieces.len()).collect();
    order.sort_by_key(|&i| pieces[i].start);
    let mut rank = vec![0; pieces.len()];
    for (place, &i) in order.iter().enumerate() {
        rank[i] = place;
    }
    let pages = document.pages.iter().map(|page| page.span.start).collect();
    let mut teller = Teller { repairs, pages, pieces, rank, at: 0 };
    document.blocks.iter_mut().for_each(|block| teller.block(block));
    for note in &mut document.notes {
        note.blocks.iter_mut().for_each(|block| teller.block(block));
        // where columns were rearranged, its first words may stand before its label
        let first = note.blocks.iter().find(|block| !block.spans.is_empty());
        note.page = first.map_or(note.page, |block| block.page);
    }
}

/// The spans of a run's pieces.
fn spans<'a>(run: &'a Run, repairs: &'a [Repair]) -> impl Iterator<Item = Span> + 'a {
    run.from.iter().flat_map(|piece| {
        let (source, repaired): (_, &[Span]) = match *piece {
            Piece::Source(span) => (Some(span), &[]),
            Piece::Repair { repair } => (None, repairs.get(repair).map_or(&[], |repair| &repair.spans)),
        };
        source.into_iter().chain(repaired.iter().copied())
    })
}

/// Goes through the blocks as [`Document::each_run_mut`] does.
struct Teller<'a> {
    repairs: &'a [Repair],
    /// The bytes at which the pages begin.
    pages: Vec<usize>,
    /// The spans of all pieces, in the order of the document.
    pieces: Vec<Span>,
    /// The place of each in the order of the source.
    rank: Vec<usize>,
    /// How many pieces have been passed.
    at: usize,
}

impl Teller<'_> {
    fn block(&mut self, block: &mut Block) {
        let from = self.at;
        match &mut block.kind {
            BlockKind::List { items, .. } => items.iter_mut().flatten().for_each(|block| self.block(block)),
            BlockKind::Quote { blocks } => blocks.iter_mut().for_each(|block| self.block(block)),
            _ => block.each_run_mut(&mut |run| self.at += spans(run, self.repairs).count()),
        }
        block.spans = self.merged(from..self.at);
        let on = block
            .spans
            .first()
            .and_then(|first| self.pages.partition_point(|&page| page <= first.start).checked_sub(1));
        block.page = on.unwrap_or(block.page);
    }

    /// Some pieces in the order of the source, those between which no other stands as one.
    fn merged(&self, pieces: Range<usize>) -> Vec<Span> {
        let mut places: Vec<usize> = pieces.collect();
        places.sort_by_key(|&i| self.rank[i]);
        let runs = places.chunk_by(|&a, &b| self.rank[a] + 1 == self.rank[b]);
        let end = |run: &[usize]| run.iter().map(|&i| self.pieces[i].end).max();
        runs.filter_map(|run| Some(Span::new(self.pieces[*run.first()?].start, end(run)?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::{Options, document::Block, restore};

    fn parts<'t>(block: &Block, text: &'t str) -> Vec<&'t str> {
        block.spans.iter().map(|span| &text[span.start..span.end]).collect()
    }

    #[test]
    fn a_block_is_cut_where_another_stands_within_it() {
        let text = "The harbour was dredged in 1921, and trade came back within a\n\
                    decade1. Of the old quay only the north-western corner is left,\n\
                    where the fish mar-\n\n\
                    1 Anna Brandt, The Harbour Books, p. 44.\n\x0c\
                    ket stood until the war2.\n\n\
                    2 Ibid., p. 51.\n";
        let document = restore(text.as_bytes(), &Options::default()).document;
        let [block] = document.blocks.as_slice() else { panic!("{:?}", document.blocks) };
        let cut = text.find("-\n\n1").unwrap_or(0);
        assert_eq!(parts(block, text), [&text[..cut], "ket stood until the war2."]);
        assert_eq!(parts(&document.notes[0].blocks[0], text), ["Anna Brandt, The Harbour Books, p. 44."]);
    }

    #[test]
    fn a_list_has_what_its_items_have() {
        let text = "The keeper kept three things.\n\n• a lamp\n• a book, in which he\nwrote\n• a clock\n";
        let document = restore(text.as_bytes(), &Options::default()).document;
        assert_eq!(parts(&document.blocks[1], text), ["a lamp\n• a book, in which he\nwrote\n• a clock"]);
    }
}
