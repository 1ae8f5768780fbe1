//! What the signs at the ends of a document's lines say: which hyphen only breaks words, and which is the words' own.

use crate::region::Layout;

/// Line ends with a sign without which it says nothing.
const FEW: usize = 5;
/// Hyphens within lines without which a document does not show how it prints them.
const FEW_WITHIN: usize = 3;
/// The signs that a typesetter may break words with.
const BREAKS: [char; 2] = ['\u{ad}', '\u{2010}'];

/// What the hyphens at the ends of lines say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signs {
    /// The sign that stands where words are broken and nowhere else, while the words' own hyphens are printed with
    /// another: it always goes.
    pub breaks: Option<char>,
    /// Whether the document marks where words break with a sign of their own: then other hyphens are the words' own.
    pub marked: bool,
    /// Whether soft hyphens within lines are the words' own, printed as the typesetter's are: those that break words stand at
    /// line ends here.
    pub soft_within: bool,
}

impl Signs {
    /// The signs of a text. Linear time.
    pub fn of(layout: &Layout) -> Self {
        let inks = || (0..layout.lines.len()).map(|line| layout.said(line));
        let ends = |sign: char| inks().filter(|ink| ink.ends_with(sign)).count();
        let within = |sign: char, enough: usize| {
            inks()
                .flat_map(|ink| ink.match_indices(sign).map(move |(at, sign)| (&ink[..at], &ink[at + sign.len()..])))
                .filter(|(head, tail)| head.ends_with(char::is_alphanumeric) && tail.starts_with(char::is_alphanumeric))
                .take(enough)
                .count()
                == enough
        };
        let hard = ends('-');
        let marks = |sign: &char| {
            let count = ends(*sign);
            count >= FEW && count >= hard
        };
        let Some(sign) = BREAKS.into_iter().find(marks) else { return Self::default() };
        let sure = !within(sign, 1) && within('-', FEW_WITHIN);
        let soft = sign == '\u{ad}';
        Self { breaks: sure.then_some(sign), marked: soft || sure, soft_within: soft }
    }
}
