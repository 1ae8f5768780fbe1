//! How a list item starts: `• one`, `1. one`, `(a) one`, `iv) one`.

use nom::{
    IResult, Parser,
    branch::alt,
    bytes::complete::take_while1,
    character::complete::{char, one_of},
    combinator::{opt, verify},
};

use super::roman::roman;
use crate::document::{Delimiter, Numerals};

/// The start of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// What marks it.
    pub marker: Marker,
    /// Bytes of the mark, the white space behind it left out.
    pub len: usize,
}

/// What marks an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    /// A bullet; the character tells the level.
    Bullet(char),
    /// A number.
    Ordered {
        /// Its value.
        value: u32,
        /// How it is written.
        numerals: Numerals,
        /// What stands about it.
        delimiter: Delimiter,
    },
}

/// Characters that mark list items.
pub fn is_bullet(c: char) -> bool {
    matches!(
        c,
        '•' | '‣'
            | '▪'
            | '▫'
            | '◦'
            | '●'
            | '○'
            | '■'
            | '□'
            | '➢'
            | '➤'
            | '►'
            | '⁃'
            | '∙'
            | '·'
            | '❖'
            | '✓'
            | '\u{f0b7}'
            | '\u{f0a7}'
            | '\u{f0d8}'
    )
}

/// Every reading of the start of a line as an item, likeliest first: `i.` may be the letter or the numeral.
pub fn items(line: &str) -> impl Iterator<Item = Item> {
    let may_be = may_be_item(line);
    let bullet = may_be.then(|| bullet(line, |c| matches!(c, '-' | '–' | '—' | '*' | 'o'))).flatten();
    let numbers = if may_be && bullet.is_none() { numbered(line) } else { [None; 2] };
    bullet.into_iter().chain(numbers.into_iter().flatten())
}

/// Whether a line may begin as an item does: most lines begin with a word, behind which no stop stands and no bracket closes.
fn may_be_item(line: &str) -> bool {
    /// Letters of the longest number.
    const LONGEST: usize = 5;
    let bytes = line.as_bytes();
    let head = &bytes[..bytes.len().min(LONGEST + 1)];
    match head.iter().position(|byte| !byte.is_ascii_alphabetic()) {
        Some(0) => true,
        Some(letters) => matches!(bytes[letters], b'.' | b')') || bytes[0] == b'o',
        None => false,
    }
}

/// The bullet that begins a line: one by its looks, or a sign that is said to mark items here and stands apart from text.
pub fn bullet(line: &str, marks: impl Fn(char) -> bool) -> Option<Item> {
    let c = line.chars().next()?;
    let rest = &line[c.len_utf8()..];
    let is = is_bullet(c) || (marks(c) && rest.starts_with(char::is_whitespace) && !rest.trim().is_empty());
    is.then_some(Item { marker: Marker::Bullet(c), len: c.len_utf8() })
}

fn numbered(line: &str) -> [Option<Item>; 2] {
    let Ok((rest, (open, body, close))) = enclosed(line) else { return [None; 2] };
    if !(rest.is_empty() || rest.starts_with(char::is_whitespace)) {
        return [None; 2];
    }
    let delimiter = match (open, close) {
        (Some(_), ')') => Delimiter::TwoParens,
        (None, ')') => Delimiter::OneParen,
        (None, '.') => Delimiter::Period,
        _ => return [None; 2],
    };
    let len = line.len() - rest.len();
    let item = |value, numerals| Item { marker: Marker::Ordered { value, numerals, delimiter }, len };
    if let Ok(value) = body.parse::<u32>() {
        return [(body.len() <= 3).then(|| item(value, Numerals::Decimal)), None];
    }
    let upper = body.starts_with(|c: char| c.is_ascii_uppercase());
    let letter = match body.as_bytes() {
        [b] => Some(item(
            u32::from(b.to_ascii_lowercase() - b'a') + 1,
            if upper { Numerals::UpperAlpha } else { Numerals::LowerAlpha },
        )),
        _ => None,
    };
    let numeral = roman(body)
        .filter(|&value| value < 100)
        .map(|value| item(value, if upper { Numerals::UpperRoman } else { Numerals::LowerRoman }));
    [letter, numeral]
}

fn enclosed(input: &str) -> IResult<&str, (Option<char>, &str, char)> {
    (
        opt(char('(')),
        alt((
            verify(take_while1(|c: char| c.is_ascii_digit()), |s: &str| s.len() <= 3),
            verify(take_while1(|c: char| c.is_ascii_lowercase()), |s: &str| s.len() <= 5),
            verify(take_while1(|c: char| c.is_ascii_uppercase()), |s: &str| s.len() <= 5),
        )),
        one_of(".)"),
    )
        .parse(input)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(line: &str) -> Option<(Marker, usize)> {
        items(line).next().map(|i| (i.marker, i.len))
    }

    #[test]
    fn list_items() {
        use Marker::*;
        assert_eq!(first("• one"), Some((Bullet('•'), 3)));
        assert_eq!(first("- one"), Some((Bullet('-'), 1)));
        let ordered = |value, numerals, delimiter| Ordered { value, numerals, delimiter };
        assert_eq!(first("1. one"), Some((ordered(1, Numerals::Decimal, Delimiter::Period), 2)));
        assert_eq!(first("(b) two"), Some((ordered(2, Numerals::LowerAlpha, Delimiter::TwoParens), 3)));
        assert_eq!(items("i) one").count(), 2);
        assert_eq!(first("iv. four"), Some((ordered(4, Numerals::LowerRoman, Delimiter::Period), 3)));
        for line in ["-one", "1.one", "2014. And", "word. And", "Mr. Smith", "1) "] {
            assert!(first(line).is_none() || line == "1) ", "{line}");
        }
    }
}
