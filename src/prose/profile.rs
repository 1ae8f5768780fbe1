//! How a document marks its paragraphs: by blank lines, indents or short last lines. Estimated once for each kind of
//! text (body, notes) from all its lines, before anything is decided.

use crate::{
    grammar::ends_sentence,
    page::{LineIndex, percentile},
    region::Layout,
};

/// What is usual in a flow of lines.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Characters of a full line.
    pub full: f32,
    /// Share of line ends with a blank line behind them, 0 to 1.
    pub blank_share: f32,
    /// Of the short lines that end a sentence, the share with a blank line behind them, 0 to 1.
    pub blank_at_ends: f32,
    /// The usual indent of a page's lines, page by page (columns).
    pub margins: Vec<u16>,
    /// Share of lines that are indented by a little more than the usual.
    pub indent_share: f32,
}

/// Share of lines that are no longer than a full line; the few longest are freaks.
const FULL_SHARE: f32 = 0.85;
/// Greatest first-line indent in columns.
pub const MAX_INDENT: u16 = 8;

impl Profile {
    /// Looks over a flow of lines.
    pub fn of(layout: &Layout, flow: &[LineIndex]) -> Self {
        let mut widths: Vec<u16> = flow.iter().map(|&l| layout.lines[l].width).collect();
        let full = f32::from(percentile(&mut widths, FULL_SHARE)).max(20.0);
        let margins = margins(layout, flow);
        let (mut pairs, mut blank, mut ends, mut blank_ends, mut indented) = (0usize, 0usize, 0usize, 0usize, 0usize);
        for pair in flow.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            if layout.page_of[a] != layout.page_of[b] || b != a + 1 {
                continue;
            }
            pairs += 1;
            let has_blank = layout.lines[b].blanks > 0;
            blank += usize::from(has_blank);
            if f32::from(layout.lines[a].width) < full * 0.75 && ends_sentence(layout.ink(a)) {
                ends += 1;
                blank_ends += usize::from(has_blank);
            }
            let margin = margins[layout.page_of[b] as usize];
            indented += usize::from((margin + 1..=margin + MAX_INDENT).contains(&layout.lines[b].indent));
        }
        let share = |n: usize, of: usize| if of == 0 { 0.0 } else { n as f32 / of as f32 };
        Self {
            full,
            blank_share: share(blank, pairs),
            blank_at_ends: share(blank_ends, ends),
            margins,
            indent_share: share(indented, pairs),
        }
    }
}

/// The most frequent indent of each page.
fn margins(layout: &Layout, flow: &[LineIndex]) -> Vec<u16> {
    let mut margins = vec![0; layout.pages.len().max(1)];
    for page in flow.chunk_by(|a, b| layout.page_of[*a] == layout.page_of[*b]) {
        let mut counts = [0usize; 64];
        for &line in page {
            counts[usize::from(layout.lines[line].indent.min(63))] += 1;
        }
        let most = (0..64).max_by_key(|&i| (counts[i], 64 - i)).unwrap_or(0);
        margins[layout.page_of[page[0]] as usize] = u16::try_from(most).unwrap_or(0);
    }
    margins
}
