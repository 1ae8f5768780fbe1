//! Two columns that an extractor printed piece by piece, from the head of the page to its foot, so that they are woven
//! into each other: a paragraph of the left one, two of the right one, the rest of the left one, its notes …
//!
//! Which piece is of which column is one decision for a page: each column has its pieces in the printed order, first text
//! and then notes, and the text goes on from the left one into the right one. What speaks for a division is named in
//! [`weights`]: sentences that go on where a piece ends, calls and labels that count on, the order in which pieces begin. A text is rearranged if that explains its pages far better than the printed
//! order does.

mod division;
mod page;
mod weights;

use super::Line;
use crate::page::percentile;
use page::{Head, Page, Tail};

/// By how much rearranging must explain half the pages better: a few may be a list or notes that it explains by chance.
const GAIN: f32 = 4.0;
/// Of the lines, one in so many must be of each column: what else cuts sentences on every page are figures.
const LEAST: usize = 4;

/// Puts the lines of such pages into reading order; `None` where there are none. Linear time.
pub(super) fn resolve(text: &str, pages: &[&[Line]]) -> Option<Vec<Line>> {
    if pages.len() < 2 || !is_broken(text, pages) {
        return None;
    }
    let pages: Vec<Page> = pages.iter().map(|lines| Page::read(text, lines)).collect();
    let mut known = Known { height: height(&pages), widths: widths(&pages), before: None };
    let (mut gains, mut lines) = (Vec::with_capacity(pages.len()), [0; 2]);
    let mut divided = Vec::with_capacity(pages.len());
    for page in &pages {
        let division = (page.pieces.len() > 1).then(|| page.divide(&known, true));
        known.before = None;
        if let Some(division) = &division {
            let gain = division.score - page.divide(&known, false).score;
            gains.push(gain);
            for (piece, place) in page.pieces.iter().zip(&division.places) {
                lines[place.side] += piece.lines.len();
            }
            known.before = division.tail;
        }
        divided.push(division);
    }
    let [left, right] = lines;
    let better = gains.iter().filter(|gain| **gain >= GAIN).count();
    if better < 2 || better * 2 < gains.len() || left.min(right) * LEAST < left + right {
        return None;
    }
    let mut out = Vec::with_capacity(pages.iter().map(|page| page.lines.len()).sum());
    for (page, division) in pages.iter().zip(divided) {
        match division {
            Some(division) => page.write(&division, &mut out),
            None => out.extend_from_slice(page.lines),
        }
    }
    Some(out)
}

/// Whether there is reason to look: on page after page a piece breaks off and the next one begins anew, or the other way about.
fn is_broken(text: &str, pages: &[&[Line]]) -> bool {
    let ink = |line: &Line| &text[line.ink.clone()];
    let broken = |pair: &[Line]| {
        pair[1].blanks > 0
            && !pair[1].feed
            && match (Tail::of(ink(&pair[0]), pair[0].width * 3 < pair[1].width * 2), Head::of(ink(&pair[1]))) {
                (Tail::Whole, head) => head == Head::Small,
                (Tail::Sentence | Tail::Word, head) => matches!(head, Head::Capital | Head::Quoted),
                _ => false,
            }
    };
    let many: usize = pages.iter().map(|lines| lines.windows(2).filter(|pair| broken(pair)).count()).sum();
    many * 2 >= pages.len()
}

/// What is known of a page from others.
struct Known {
    /// Lines of text that a column has room for.
    height: f32,
    /// Usual widths of text and of notes.
    widths: Option<(f32, f32)>,
    /// How the text of the page before ends.
    before: Option<Tail>,
}

/// Half the lines of the fullest page.
fn height(pages: &[Page]) -> f32 {
    let full = pages.iter().filter(|page| page.pieces.len() > 1).map(|page| page.inner.len()).max();
    full.unwrap_or(0) as f32 * 0.5
}

/// Usual widths of the pieces with calls and of those with labels, if both are known and differ.
fn widths(pages: &[Page]) -> Option<(f32, f32)> {
    let pieces = || pages.iter().flat_map(|page| &page.pieces);
    let mut body: Vec<u16> = pieces().filter(|p| p.calls.is_some()).filter_map(|p| p.width).collect();
    let mut note: Vec<u16> = pieces().filter(|p| p.label.is_some()).filter_map(|p| p.width).collect();
    let known = !body.is_empty() && !note.is_empty();
    let (body, note) = (f32::from(percentile(&mut body, 0.5)), f32::from(percentile(&mut note, 0.5)));
    (known && (body - note).abs() > body * 0.05).then_some((body, note))
}

#[cfg(test)]
mod tests {
    use super::super::super::lines;

    #[test]
    fn one_column_that_figures_cut_stays() {
        let page = |n: u32| {
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
        let text = (1..5).map(page).collect::<Vec<_>>().join("\x0c");
        let got = lines(&text);
        assert!(got.windows(2).all(|pair| pair[0].ink.start < pair[1].ink.start));
    }
}
