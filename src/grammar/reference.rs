//! Words by which a note refers to another: `ibid.`, `op. cit.`, `supra note 5`, `ebd.`, `a. a. O.`, `там же`.

use nom::{IResult, Parser, branch::alt, bytes::complete::tag, character::complete::space1, combinator::opt};

use super::{number, tag_no_case};

/// What kind of reference the words make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reference {
    /// To the note before: `Ibid.`, `Id.`, `ebd.`, `там же`.
    Before,
    /// To an earlier work of the author just named: `op. cit.`, `a. a. O.`, `loc. cit.`.
    Work,
    /// To the note of this number: `supra note 5`, `see note 5 above`.
    Note(u32),
}

/// A reference at the start of `input`, with its length in bytes.
#[inline]
pub fn reference(input: &str) -> Option<(usize, Reference)> {
    if may_begin(input) { read(input) } else { None }
}

fn read(input: &str) -> Option<(usize, Reference)> {
    let (rest, found) = alt((before, work, numbered)).parse(input).ok()?;
    let len = input.len() - rest.len();
    // a whole word only: `idea` is no `id.`
    let ended = input[..len].ends_with('.') || rest.chars().next().is_none_or(|c| !c.is_alphanumeric());
    ended.then_some((len, found))
}

/// Whether a text begins with the first letters of one of the words below, as few words do.
#[inline]
fn may_begin(input: &str) -> bool {
    let Some(first) = input.as_bytes().first_chunk::<3>() else { return false };
    match first.map(|byte| byte.to_ascii_lowercase()) {
        [b'i', b'b', b'i']
        | [b'i', b'd', b'.' | b'e']
        | [b'e', b'b', b'd' | b'e']
        | [b'o', b'p', b'.']
        | [b'o', b'b', b'e']
        | [b'l', b'o', b'c']
        | [b'a', b'r', b't']
        | [b'a', b'.', _]
        | [b'a', b'n', b'm']
        | [b'a', b'b', b'o']
        | [b'f', b'o', b'o']
        | [b'f', b'n', b'.']
        | [b'n', b'o', b't']
        | [b'n', b'.' | b' ' | b'\t', _]
        | [b's', b'u', b'p']
        | [b's', b'e', b'e']
        | [b's', b'i', b'e']
        | [b'v', b'o', b'i']
        | [b'v', b'g', b'l'] => true,
        // what is beyond ASCII, as of small letters so of capitals
        [first, ..] => !first.is_ascii(),
    }
}

fn before(input: &str) -> IResult<&str, Reference> {
    alt((
        tag_no_case("ibidem"),
        tag_no_case("ibid."),
        tag_no_case("ibid"),
        tag("Id."),
        tag("Idem"),
        tag_no_case("ebd."),
        tag_no_case("ebda."),
        tag_no_case("ebenda"),
        tag("там же"),
        tag("Там же"),
    ))
    .map(|_| Reference::Before)
    .parse(input)
}

fn work(input: &str) -> IResult<&str, Reference> {
    alt((
        tag_no_case("op. cit."),
        tag_no_case("op.cit."),
        tag_no_case("loc. cit."),
        tag_no_case("art. cit."),
        tag_no_case("a. a. O."),
        tag_no_case("a.a.O."),
        tag("указ. соч."),
        tag("Указ. соч."),
    ))
    .map(|_| Reference::Work)
    .parse(input)
}

fn numbered(input: &str) -> IResult<&str, Reference> {
    let word = || {
        alt((
            tag_no_case("footnote"),
            tag_no_case("note"),
            tag_no_case("nota"),
            tag_no_case("n."),
            tag("n"),
            tag_no_case("fn."),
            tag_no_case("Anm."),
            tag("прим."),
        ))
    };
    let points = alt((
        tag_no_case("supra"),
        tag_no_case("above,"),
        tag_no_case("see"),
        tag_no_case("voir"),
        tag_no_case("siehe"),
        tag_no_case("oben"),
        tag_no_case("vgl."),
        tag("см."),
        tag("См."),
    ));
    let up = alt((tag_no_case("supra"), tag_no_case("above"), tag_no_case("ci-dessus"), tag_no_case("oben")));
    alt((
        (points, opt(tag(",")), space1, word(), space1, number(4)).map(|(.., n)| Reference::Note(n)),
        (word(), space1, number(4), opt(tag(",")), space1, up).map(|(_, _, n, ..)| Reference::Note(n)),
    ))
    .parse(input)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references() {
        for (text, len, want) in [
            ("Ibid., p. 385.", 5, Reference::Before),
            ("op. cit., p. 5", 8, Reference::Work),
            ("supra note 12, at 4", 13, Reference::Note(12)),
            ("Ebd.", 4, Reference::Before),
            ("siehe Anm. 7", 12, Reference::Note(7)),
            ("Voir note 5", 11, Reference::Note(5)),
            ("note 5 above", 12, Reference::Note(5)),
            ("см. прим. 3", "см. прим. 3".len(), Reference::Note(3)),
            ("a. a. O., S. 5", 8, Reference::Work),
            ("Там же.", "Там же".len(), Reference::Before),
            ("там же, с. 4", "там же".len(), Reference::Before),
        ] {
            assert_eq!(reference(text), Some((len, want)), "{text}");
        }
        for text in ["idea", "Ibidemque", "supra", "above"] {
            assert_eq!(reference(text), None, "{text}");
        }
    }
}
