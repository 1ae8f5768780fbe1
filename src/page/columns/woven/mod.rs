//! Two columns that an extractor printed piece by piece, from the head of the page to its foot, so that they are woven
//! into each other: a paragraph of the left one, two of the right one, the rest of the left one, its notes …
//!
//! `pdftotext` sorts the blocks of a page by two rules (T. M. Breuel, High performance document layout analysis, 2003): what
//! stands above comes first where two overlap, what stands to the left where nothing over both columns lies between. A folio
//! that is narrower than the gutter makes blocks of both columns reach into it, so that all of them overlap and are printed in
//! the order of their tops. Without one a page is printed column by column, and so is each of its parts where a gap in one
//! column lets a block of the other reach over both. Which of the two an extractor did is one decision for a text
//! ([`Order`]); a folio and what explains the text better decide.
//!
//! Which piece is of which column is one decision for a page: each column has its pieces in the printed order, first text
//! and then notes, and the text goes on from the left one into the right one. Where pieces are printed in the order of their
//! tops, the lines above a piece put it decides most: the next piece is of the column that is less high so far, and a blank
//! line is hardly printed but on the way into the other column. What else speaks for a division is named in [`weights`]:
//! sentences that go on where a piece ends, calls, labels and sections that count on. A text is rearranged if its pages have
//! too many lines for one column and that explains them far better than the printed order does.

mod division;
mod page;
mod weights;

use super::{
    Line,
    heads::Heads,
    joint::{Head, Tail},
};
use crate::page::percentile;
use division::{Division, Order};
use page::Page;

/// By how much columns one behind the other must explain a page better than tops, as a mean, to be believed: where a piece
/// begins is not known to the line, and each that seems out of order speaks against tops a little.
const MARGIN: f32 = 1.5;
/// What a folio narrower than a gutter says for tops, in all, and one that is wider, or none, against them; and the characters
/// of both: of those between a gutter may have room or not.
const FOLIO: f32 = 2.0;
const NARROW: u16 = 3;
const WIDE: u16 = 7;
/// By how much parts must explain all pages better than whole columns.
const PARTS: f32 = 3.0;
/// By how much another order than that of the text must explain a page better.
const OTHER_ORDER: f32 = 5.0;
/// Least lines of a column of the fullest page.
const LEAST_HEIGHT: f32 = 10.0;
/// Of the lines, one in so many must be of each column: what else cuts sentences on every page are figures.
const LEAST: usize = 4;

/// Puts the lines of such pages into reading order; `None` where there are none. Linear time.
pub(super) fn resolve(text: &str, pages: &[&[Line]], heads: &Heads) -> Option<Vec<Line>> {
    let form = page::form(text, pages);
    let pages: Vec<Page> = pages.iter().map(|lines| Page::read(text, lines, heads, form)).collect();
    let known = Known { height: height(&pages), widths: widths(&pages), before: Some(Tail::Whole), after: None };
    if known.height < LEAST_HEIGHT {
        return None;
    }
    let by = |order: Order| divide(&pages, known, |_, page, known| page.divide(known, order));
    let total = |divided: &[Division]| divided.iter().map(|division| division.score).sum::<f32>();
    let (tops, parts) = (by(Order::Tops), by(Order::Parts));
    let woven = match () {
        () if total(&tops) + for_tops(&pages) > total(&parts) => divide(&pages, known, |at, page, now| {
            let of = |divided: &[Division], order: Order| {
                let before = at.checked_sub(1).map_or(known.before, |before| divided[before].tail);
                if before == now.before { divided[at].clone() } else { page.divide(now, order) }
            };
            let (top, part) = (of(&tops, Order::Tops), of(&parts, Order::Parts));
            if part.score > top.score + OTHER_ORDER { part } else { top }
        }),
        () if total(&parts) > total(&by(Order::Columns)) + PARTS => parts,
        () => return None,
    };
    if !are_columns(&pages, &woven) {
        return None;
    }
    let mut out = Vec::with_capacity(pages.iter().map(|page| page.lines.len()).sum());
    for (page, division) in pages.iter().zip(woven) {
        page.write(&division, &mut out);
    }
    Some(out)
}

/// What speaks for tops before the pieces are looked at.
fn for_tops(pages: &[Page]) -> f32 {
    let mut feet: Vec<u16> = pages.iter().filter(|page| page.pieces.len() > 1).map(|page| page.foot).collect();
    let folio = match percentile(&mut feet, 0.5) {
        1..=NARROW => FOLIO,
        0 | WIDE.. => -FOLIO,
        _ => 0.0,
    };
    folio + MARGIN * feet.len() as f32
}

/// Divides all pages, each from what the one before ends with.
fn divide(pages: &[Page], mut known: Known, by: impl Fn(usize, &Page, &Known) -> Division) -> Vec<Division> {
    let mut divided = Vec::with_capacity(pages.len());
    for (at, page) in pages.iter().enumerate() {
        known.after = pages.get(at + 1).and_then(|page| page.pieces.first()).map(|piece| piece.head);
        let division = by(at, page, &known);
        known.before = division.tail;
        divided.push(division);
    }
    divided
}

/// Whether many lines are of each column.
fn are_columns(pages: &[Page], divided: &[Division]) -> bool {
    let mut lines = [0; 2];
    for (page, division) in pages.iter().zip(divided) {
        for (piece, place) in page.pieces.iter().zip(&division.places) {
            lines[place.side] += piece.lines.len();
        }
    }
    let [left, right] = lines;
    left.min(right) * LEAST >= left + right
}

/// What is known of a page from others.
#[derive(Clone, Copy)]
struct Known {
    /// Lines of text that a column has room for.
    height: f32,
    /// Usual widths of text and of notes.
    widths: Option<(f32, f32)>,
    /// How the text of the page before ends, and how the next page's begins.
    before: Option<Tail>,
    after: Option<Head>,
}

/// Half the lines of the fullest page.
fn height(pages: &[Page]) -> f32 {
    let full = pages.iter().filter(|page| page.pieces.len() > 1).map(|page| page.inner.len()).max();
    full.unwrap_or(0) as f32 * 0.5
}

/// Usual widths of the pieces with calls and of those with labels, if both are known and the second are somewhat wider.
fn widths(pages: &[Page]) -> Option<(f32, f32)> {
    let pieces = || pages.iter().flat_map(|page| &page.pieces);
    let mut body: Vec<u16> = pieces().filter(|p| p.calls.is_some()).filter_map(|p| p.width).collect();
    let mut note: Vec<u16> = pieces().filter(|p| p.label.is_some()).filter_map(|p| p.width).collect();
    let known = !body.is_empty() && !note.is_empty();
    let (body, note) = (f32::from(percentile(&mut body, 0.5)), f32::from(percentile(&mut note, 0.5)));
    // notes are set smaller, but not much
    (known && note > body * 1.05 && note < body * 1.5).then_some((body, note))
}

#[cfg(test)]
mod tests {
    use super::super::super::lines;

    /// A page as it is printed: the pieces of both columns in the order of their tops.
    fn woven(columns: [&[&[&str]]; 2]) -> String {
        let mut pieces: Vec<(usize, usize, String)> = Vec::new();
        for (side, column) in columns.into_iter().enumerate() {
            let mut top = 0;
            for piece in column {
                pieces.push((top, side, piece.join("\n")));
                top += piece.len() + 1;
            }
        }
        pieces.sort();
        pieces.into_iter().map(|(.., piece)| piece).collect::<Vec<_>>().join("\n\n")
    }

    const FIRST: [&str; 6] = [
        "1.1. The harbour",
        "The harbour was dredged twice",
        "in one year and silted up in",
        "the next, which the council",
        "called an instance of economy",
        "and the contractors bad luck.",
    ];
    const SECOND: [&str; 11] = [
        "1.2. The contractors",
        "The contractors said nothing.",
        "They had been paid in full and",
        "were already at work on the",
        "next one, a little further to",
        "the north, where the sand was",
        "said to be of a better quality.",
        "It was not. The second harbour",
        "silted up before the first had",
        "been forgotten, and the third",
        "was dug in the autumn.",
    ];
    const THIRD: [&str; 9] = [
        "1.3. The third harbour",
        "Nobody has seen the third one.",
        "It is in the accounts, and the",
        "harbour master has placed on",
        "record that he warned against",
        "it in a letter, of which no",
        "copy could be found. The clerk",
        "remembers that he was asked",
        "for a stamp.",
    ];
    const FOURTH: [&str; 10] = [
        "1.4. Letters",
        "The harbour master is known to",
        "write no letters but official",
        "ones. Of these he keeps copies",
        "in a chest which the council",
        "gave him for the purpose, and",
        "it was opened in the presence",
        "of two witnesses. There were",
        "nets in it, and a pair of good",
        "boots.",
    ];
    const IN_ORDER: [&[&str]; 4] = [&FIRST, &SECOND, &THIRD, &FOURTH];

    fn shown(text: &str) -> Vec<&str> {
        lines(text).iter().map(|line| &text[line.ink.clone()]).collect()
    }

    /// Whether the lines of a text stay as they were printed.
    fn stays(text: &str) -> bool {
        lines(text).is_sorted_by(|a, b| a.ink.start < b.ink.start)
    }

    #[test]
    fn pieces_go_back_to_their_columns() {
        let page = woven([&IN_ORDER[..2], &IN_ORDER[2..]]);
        assert!(page.find("1.3.") < page.find("1.2."));
        let text = format!("{page}\n\x0c{page}\n");
        assert_eq!(shown(&text), [IN_ORDER.concat(), IN_ORDER.concat()].concat());
    }

    #[test]
    fn pages_of_too_many_pieces_keep_their_lines() {
        let page = woven([&IN_ORDER[..2], &IN_ORDER[2..]]);
        let index = (1..=80).map(|n| format!("rope {n}")).collect::<Vec<_>>();
        let text = format!("{page}\n\x0c{page}\n\x0c{}\n", index.join("\n\n"));
        assert_eq!(shown(&text)[..IN_ORDER.concat().len()], IN_ORDER.concat());
        assert_eq!(shown(&text)[2 * IN_ORDER.concat().len()..], index);
    }

    #[test]
    fn columns_that_were_printed_one_behind_the_other_stay() {
        let page = IN_ORDER.map(|piece| piece.join("\n")).join("\n\n");
        let text = format!("{page}\n\x0c{page}\n");
        assert_eq!(shown(&text), [IN_ORDER.concat(), IN_ORDER.concat()].concat());
    }

    #[test]
    fn small_pieces_stay() {
        let term =
            |n: usize| format!("rope/{n}\n\nThe rope of the boat {n} is kept\nin the shed, and is not lent out.");
        let page = |from: usize| (from..from + 14).map(term).collect::<Vec<_>>().join("\n\n");
        let text = format!("{}\n\x0c{}\n", page(1), page(15));
        assert!(stays(&text));
    }

    #[test]
    fn a_high_page_of_verse_stays() {
        let stanza = |n: usize| {
            let lines = ["The boats lay in it as in a bottle", "and nobody had", "thought of a neck,", "said the"];
            format!("{}\n{} verse {n}.", lines.join("\n"), ["second", "first"][n % 2])
        };
        let page = |from: usize| (from..from + 8).map(stanza).collect::<Vec<_>>().join("\n\n");
        let text = format!("{}\n\x0c{}\n", page(1), page(9));
        assert!(stays(&text));
    }

    #[test]
    fn one_column_that_figures_cut_stays() {
        let part = |n: u32| {
            format!(
                "The first that is heard of the harbour is a complaint of the year\n\
                 in which it was finished: that the boats lay in it as in a bottle\n\
                 and that nobody had thought of a neck.\n\
                 The harbour was dredged twice in one year and silted up again\n\
                 before the second time was paid for, which the council called{n}\n\n\
                 Figure {n}. The dredger at work. The man on deck is its owner,\n\
                 who had it built.\n\n\
                 an instance of economy. The contractors said nothing, since they\n\
                 had been paid in full and were already at work on the next one.\n\n\
                 {n} Minutes of the council, p. 3, where the word is underlined.\n"
            )
        };
        let page = |n: u32| (n..n + 7).map(part).collect::<Vec<_>>().join("\n");
        let text = (0..4).map(|n| page(7 * n + 1)).collect::<Vec<_>>().join("\x0c");
        assert!(stays(&text));
    }
}
