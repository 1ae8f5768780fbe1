//! A line that is a page number: `12`, `- 12 -`, `xiv`, `Page 3 of 14`, `3/14`, `12 |`.

use nom::{
    IResult, Parser,
    branch::alt,
    bytes::complete::{take_while, take_while1},
    character::complete::{char, one_of, space0},
    combinator::{all_consuming, opt},
    multi::many1_count,
    sequence::{delimited, preceded},
};

use super::{number, roman::roman, tag_no_case};

/// A page number as a line shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Folio {
    /// Its value.
    pub number: u32,
    /// Whether words or a total (`Page 3 of 14`) leave no doubt that it is one.
    pub plain: bool,
    /// Whether it is in roman numerals.
    pub roman: bool,
}

/// Reads a whole line as a folio.
pub fn folio(line: &str) -> Option<Folio> {
    let line = line.trim();
    if line.len() > 40 || !may_be(line) {
        return None;
    }
    all_consuming(alt((worded, with_total, dashed, bare))).parse(line).ok().map(|(_, folio)| folio)
}

/// Whether a line may be a folio: one that begins with a word does so with a page's, or is nothing but letters of numerals.
fn may_be(line: &str) -> bool {
    let begins_page = line.starts_with(['p', 'P', 's', 'S']);
    begins_page
        || !line.starts_with(|c: char| c.is_ascii_alphabetic())
        || line.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// `Page 3 of 14`, `page 3`, `p. 3`, `Seite 3 von 14`
fn worded(input: &str) -> IResult<&str, Folio> {
    let word = alt((
        tag_no_case("page"),
        tag_no_case("seite"),
        tag_no_case("página"),
        tag_no_case("pagina"),
        tag_no_case("side"),
        tag_no_case("pg."),
        tag_no_case("p."),
    ));
    let total = (
        space0,
        alt((
            tag_no_case("of"),
            tag_no_case("sur"),
            tag_no_case("de"),
            tag_no_case("von"),
            tag_no_case("av"),
            tag_no_case("/"),
        )),
        space0,
        number(4),
    );
    (word, take_while1(|c: char| c == ' ' || c == '\u{a0}'), number(4), opt(total))
        .map(|(_, _, number, _)| Folio { number, plain: true, roman: false })
        .parse(input)
}

/// `3/14`, `3 of 14`
fn with_total(input: &str) -> IResult<&str, Folio> {
    let (rest, (number, _, _, _, total)) = (
        number(4),
        space0,
        alt((tag_no_case("/"), tag_no_case("of"), tag_no_case("von"), tag_no_case("sur"))),
        space0,
        number(4),
    )
        .parse(input)?;
    if number > total || total > 5000 {
        return Err(nom::Err::Error(nom::error::Error::new(input, nom::error::ErrorKind::Verify)));
    }
    Ok((rest, Folio { number, plain: true, roman: false }))
}

/// `- 12 -`, `-- 12 --`, `[12]`, `| 12`
fn dashed(input: &str) -> IResult<&str, Folio> {
    let dash = || (many1_count(one_of("-–—~|[•·")), space0);
    let close = (space0, many1_count(one_of("-–—~|]•·")));
    alt((
        delimited(dash(), number(4), close),
        preceded((char('|'), space0), number(4)),
        (number(4), space0, char('|')).map(|(n, ..)| n),
    ))
    .map(|number| Folio { number, plain: false, roman: false })
    .parse(input)
}

/// `12`, `xiv`
fn bare(input: &str) -> IResult<&str, Folio> {
    alt((
        number(4).map(|number| Folio { number, plain: false, roman: false }),
        take_while(|c: char| c.is_ascii_alphabetic()).map_opt(roman).map(|number| Folio {
            number,
            plain: false,
            roman: true,
        }),
    ))
    .parse(input)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folios() {
        for (line, number, plain) in [
            ("12", 12, false),
            ("- 12 -", 12, false),
            ("-- 12 --", 12, false),
            ("xiv", 14, false),
            ("Page 3 of 14", 3, true),
            ("3/14", 3, true),
            ("1 / 5", 1, true),
            ("Seite 3 von 14", 3, true),
            ("p. 7", 7, true),
            ("| 12", 12, false),
        ] {
            let got = folio(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!((got.number, got.plain), (number, plain), "{line}");
        }
    }

    #[test]
    fn no_folios() {
        for line in ["", "12.", "CIVIL", "14/3", "12 apples", "page", "a 3", "12345"] {
            assert_eq!(folio(line), None, "{line}");
        }
    }
}
