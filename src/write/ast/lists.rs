//! Lists as Pandoc's Markdown can tell them.

use pandoc_ast::{Block, ListNumberDelim, ListNumberStyle};

use crate::document::{Delimiter, ListMarker, Numerals};

/// Letters are one character: the 27th item has none.
const LETTERS: u32 = 26;
/// The place of `i` in the alphabet: alone, it reads as the roman one.
const LETTER_I: u32 = 9;
/// The largest roman number.
const ROMAN_MAX: u32 = 3999;
/// Roman numbers of one letter, and the letter's place in the alphabet: alone, they read as letters.
const ROMAN_LETTERS: [(u32, u32); 6] = [(5, 22), (10, 24), (50, 12), (100, 3), (500, 4), (1000, 13)];

/// Appends a list, in as many parts as its numerals need for all to be read back as they are printed.
pub(super) fn push(out: &mut Vec<Block>, marker: &ListMarker, mut items: Vec<Vec<Block>>) {
    if items.iter().all(Vec::is_empty) {
        return;
    }
    match marker {
        ListMarker::Bullet => {
            items.retain(|item| !item.is_empty());
            settle(&mut items);
            out.push(Block::BulletList(items));
        }
        ListMarker::Ordered { start, numerals, delimiter } => {
            for (start, style, count) in parts(*start, *numerals, items.len()) {
                let rest = items.split_off(count);
                let mut part = std::mem::replace(&mut items, rest);
                settle(&mut part);
                out.push(Block::OrderedList((start.into(), style, delimiter.into()), part));
            }
        }
    }
}

/// Start, style and number of items of the parts of a list. A list that begins at `v.` would read as one that begins
/// with the letter v; so it is one of that letter and one from `vi.` on: both read as printed. Numerals that cannot be
/// written at all become digits.
fn parts(start: u32, numerals: Numerals, count: usize) -> Vec<(u32, ListNumberStyle, usize)> {
    let (alpha, roman) = match numerals {
        Numerals::Decimal => return vec![(start, ListNumberStyle::Decimal, count)],
        Numerals::LowerAlpha | Numerals::LowerRoman => (ListNumberStyle::LowerAlpha, ListNumberStyle::LowerRoman),
        Numerals::UpperAlpha | Numerals::UpperRoman => (ListNumberStyle::UpperAlpha, ListNumberStyle::UpperRoman),
    };
    let is_alpha = matches!(numerals, Numerals::LowerAlpha | Numerals::UpperAlpha);
    let last = u64::from(start) + count as u64 - 1;
    if start == 0 || last > u64::from(if is_alpha { LETTERS } else { ROMAN_MAX }) {
        return vec![(start, ListNumberStyle::Decimal, count)];
    }
    let first = if is_alpha {
        (start == LETTER_I).then_some((1, roman))
    } else {
        ROMAN_LETTERS.iter().find(|(number, _)| *number == start).map(|(_, letter)| (*letter, alpha))
    };
    let style = if is_alpha { alpha } else { roman };
    match first {
        None => vec![(start, style, count)],
        Some((number, other)) if count == 1 => vec![(number, other, 1)],
        Some((number, other)) => vec![(number, other, 1), (start + 1, style, count - 1)],
    }
}

/// Makes the items tight or loose, as pandoc's reader will find them: tight, if each is one paragraph and lists under
/// it; if not, loose, but for a last paragraph that is the only one.
fn settle(items: &mut [Vec<Block>]) {
    if is_tight(items) {
        for item in items {
            if let Some(first) = item.first_mut() {
                make_plain(first);
            }
        }
        return;
    }
    let paragraphs = items.iter().flatten().filter(|block| matches!(block, Block::Para(_))).count();
    if paragraphs == 1
        && let Some(last) = items.last_mut().and_then(|item| item.last_mut())
    {
        make_plain(last);
    }
}

fn is_tight(items: &[Vec<Block>]) -> bool {
    items.iter().all(|item| match item.split_first() {
        None => true,
        Some((first, rest)) => {
            matches!(first, Block::Para(_))
                && rest.iter().all(|block| matches!(block, Block::BulletList(_) | Block::OrderedList(..)))
        }
    })
}

fn make_plain(block: &mut Block) {
    if let Block::Para(inlines) = block {
        *block = Block::Plain(std::mem::take(inlines));
    }
}

impl From<&Delimiter> for ListNumberDelim {
    fn from(delimiter: &Delimiter) -> Self {
        match delimiter {
            Delimiter::Period => Self::Period,
            Delimiter::OneParen => Self::OneParen,
            Delimiter::TwoParens => Self::TwoParens,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ListNumberStyle::{Decimal, LowerAlpha, LowerRoman, UpperRoman};

    #[test]
    fn numerals_that_would_be_misread_are_parted() {
        for (start, numerals, count, expected) in [
            (7, Numerals::Decimal, 3, vec![(7, Decimal, 3)]),
            (1, Numerals::LowerAlpha, 12, vec![(1, LowerAlpha, 12)]),
            (9, Numerals::LowerAlpha, 3, vec![(1, LowerRoman, 1), (10, LowerAlpha, 2)]),
            (5, Numerals::LowerRoman, 3, vec![(22, LowerAlpha, 1), (6, LowerRoman, 2)]),
            (1, Numerals::UpperRoman, 9, vec![(1, UpperRoman, 9)]),
            (10, Numerals::LowerRoman, 1, vec![(24, LowerAlpha, 1)]),
            (25, Numerals::LowerAlpha, 3, vec![(25, Decimal, 3)]),
            (0, Numerals::UpperRoman, 1, vec![(0, Decimal, 1)]),
        ] {
            assert_eq!(parts(start, numerals, count), expected, "{start} {numerals:?} {count}");
        }
    }
}
