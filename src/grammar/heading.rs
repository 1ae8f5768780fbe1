//! How a heading is numbered: `Chapter IV`, `Teil 2: Der Streit`, `3.1 Scope`, `III. Scope`, `A. Scope`, or a bare `IV`.

use nom::{
    IResult, Parser,
    branch::alt,
    bytes::complete::{take_while, take_while1},
    character::complete::{char, satisfy},
    combinator::{map_opt, opt, verify},
    multi::many0_count,
    sequence::preceded,
};

use super::{length_bit, number, roman::roman};

/// The number of a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbering {
    /// How it is written.
    pub style: Style,
    /// Its value; of `3.1`, the last part's.
    pub value: u32,
    /// Bytes that it takes.
    pub len: usize,
    /// Whether nothing follows it.
    pub bare: bool,
    /// Whether its title begins with a small letter or a bracket, as the names of files and tools do.
    pub small: bool,
}

/// How a number is written, outermost first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Style {
    /// `Part II`, `Book 1`.
    Part,
    /// `Chapter 4`, `Lecture XIX`.
    Chapter,
    /// `Section A`, `Appendix B`, `§ 12`.
    Section,
    /// `IV`, `IV. The Treaty`.
    Roman,
    /// `A`, `A. The Treaty`.
    Letter,
    /// `1`, `2.3`, by the number of parts.
    Decimal(u8),
}

impl Style {
    /// Whether the number has several parts: `2.3`.
    pub fn is_in_parts(self) -> bool {
        matches!(self, Self::Decimal(2..))
    }

    /// Whether it names what it counts, or has several parts: hardly any line but a title begins so.
    pub fn stands_out(self) -> bool {
        self <= Self::Section || self.is_in_parts()
    }
}

/// The number that a line begins with, if what follows it could be a title that begins with a capital.
pub fn numbering(line: &str) -> Option<Numbering> {
    numbering_of_any(line).filter(|number| !number.small)
}

/// The same of any title, if the number is one of several parts with a full stop behind it: `4.1. control`. Amounts
/// (`4.1 million`) have none.
pub fn numbering_of_any(line: &str) -> Option<Numbering> {
    if !may_have_number(line) {
        return None;
    }
    let (rest, (style, value)) = alt((named, dotted, lone)).parse(line).ok()?;
    let title = rest.trim_start_matches(['.', ':', ')', ' ', '\u{a0}', '—', '–', '-', '|', '\t']);
    let parted = title.is_empty() || title.len() < rest.len();
    // a call behind the number (`Chapter 412`) has been cut off before, or is part of it
    let can_follow = |c: char| c.is_uppercase() || matches!(c, '“' | '«' | '"' | '‘' | '„' | '¿' | '¡');
    // `A Short History` and `I Remember` begin with words
    let is_word = matches!(style, Style::Letter | Style::Roman) && line.len() - rest.len() == 1;
    let marked = title.is_empty() || !is_word || rest.starts_with(['.', ')', ':']);
    let begins_small = |c: char| c.is_lowercase() || c == '(';
    let several = style.is_in_parts() && line[..line.len() - rest.len()].ends_with('.');
    let small = several && title.starts_with(begins_small);
    (parted && marked && (small || title.chars().next().is_none_or(can_follow))).then(|| Numbering {
        style,
        value,
        len: line.len() - rest.len(),
        bare: title.is_empty(),
        small,
    })
}

/// Whether a line may begin with a number: with a figure or a section's sign, a numeral or letter in capitals, or a word that names
/// parts. Most lines begin with small letters or with another word.
fn may_have_number(line: &str) -> bool {
    match *line.as_bytes() {
        [first @ b'A'..=b'Z', b'a'..=b'z', ..] => {
            let end = line.bytes().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(line.len());
            // what goes on beyond ASCII is looked at as a whole
            let goes_on = line.as_bytes().get(end).is_some_and(|byte| !byte.is_ascii());
            goes_on || LENGTHS[usize::from(first)] & length_bit(end) != 0
        }
        [first, ..] => first.is_ascii_uppercase() || first.is_ascii_digit() || !first.is_ascii(),
        [] => false,
    }
}

/// Words that name parts, chapters and sections, in small letters.
const WORDS: [(Style, &[&str]); 3] = [
    (
        Style::Part,
        &[
            "part",
            "book",
            "volume",
            "partie",
            "livre",
            "tome",
            "teil",
            "buch",
            "band",
            "parte",
            "libro",
            "tomo",
            "del",
            "deel",
            "bok",
            "часть",
            "книга",
            "том",
            "liber",
        ],
    ),
    (
        Style::Chapter,
        &[
            "chapter",
            "lecture",
            "chapitre",
            "kapitel",
            "capítulo",
            "capitulo",
            "capitolo",
            "hoofdstuk",
            "kapittel",
            "глава",
            "caput",
            "act",
            "acte",
            "akt",
            "letter",
            "lettre",
            "canto",
            "chant",
            "gesang",
        ],
    ),
    (
        Style::Section,
        &[
            "section",
            "§",
            "abschnitt",
            "sección",
            "sezione",
            "seção",
            "paragraf",
            "article",
            "artikel",
            "artículo",
            "articolo",
            "artigo",
            "scene",
            "scène",
            "szene",
            "appendix",
            "annex",
            "annexe",
            "attachment",
            "anhang",
            "anlage",
            "apéndice",
            "anexo",
            "appendice",
            "allegato",
            "schedule",
            "vedlegg",
            "bilaga",
            "bilag",
            "phase",
            "раздел",
            "приложение",
            "статья",
        ],
    ),
];

/// By the first byte of a capitalised word, how long those of [`WORDS`] are that begin so: a bit for each length.
const LENGTHS: [u32; 256] = {
    let mut lengths = [0; 256];
    let mut style = 0;
    while style < WORDS.len() {
        let (words, mut at) = (WORDS[style].1, 0);
        while at < words.len() {
            lengths[words[at].as_bytes()[0].to_ascii_uppercase() as usize] |= length_bit(words[at].len());
            at += 1;
        }
        style += 1;
    }
    lengths
};

/// `Chapter IV`, `CHAPTER ONE`, `Section A`
fn named(input: &str) -> IResult<&str, (Style, u32)> {
    let style = |word: &str| {
        // most lines begin with small letters, or with words of ASCII
        if !word.starts_with(|c: char| c.is_uppercase() || c == '§') {
            return None;
        }
        let is_of = |words: &[&str]| {
            if word.is_ascii() {
                words.iter().any(|known| known.len() == word.len() && known.eq_ignore_ascii_case(word))
            } else {
                words.contains(&word.to_lowercase().as_str())
            }
        };
        WORDS.iter().find(|(_, words)| is_of(words)).map(|(style, _)| *style)
    };
    let word = map_opt(take_while1(|c: char| c.is_alphabetic() || c == '§'), style);
    let gap = verify(take_while(char::is_whitespace), |gap: &str| gap.len() <= 2);
    (word, gap, map_opt(take_while1(char::is_alphanumeric), value)).map(|(style, _, value)| (style, value)).parse(input)
}

/// A number in digits, as a roman numeral, a capital or an English word.
fn value(token: &str) -> Option<u32> {
    const COUNTED: [&str; 20] = [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    let digits = || (token.len() <= 3).then(|| token.parse().ok()).flatten();
    let letter = || match token.as_bytes() {
        [letter @ b'A'..=b'Z'] => Some(u32::from(letter - b'A') + 1),
        _ => None,
    };
    let word = || {
        let place = COUNTED.iter().position(|word| word.eq_ignore_ascii_case(token))?;
        u32::try_from(place + 1).ok()
    };
    // `Annex C` follows `Annex B`
    let is_numeral = |value: &u32| token.len() > 1 || *value < 50;
    let numeral = || roman(token).filter(|_| token.starts_with(char::is_uppercase)).filter(is_numeral);
    digits().or_else(numeral).or_else(letter).or_else(word)
}

/// `1.2`, `1.2.3.`, and in appendices `A.2`
fn dotted(input: &str) -> IResult<&str, (Style, u32)> {
    let letter = satisfy(|c| c.is_ascii_uppercase()).map(|letter| u32::from(letter) - u32::from('A') + 1);
    let (rest, first) = alt((number(2), letter)).parse(input)?;
    let (rest, more) = verify(many0_count(preceded(char('.'), number(2))), |n: &usize| *n > 0).parse(rest)?;
    let text = &input[..input.len() - rest.len()];
    let last = text.rsplit('.').next().and_then(|part| part.parse().ok()).unwrap_or(first);
    let (rest, _) = opt(char('.')).parse(rest)?;
    Ok((rest, (Style::Decimal(u8::try_from(more + 1).unwrap_or(u8::MAX)), last)))
}

/// `3.`, `3`, `III.`, `A.`
fn lone(input: &str) -> IResult<&str, (Style, u32)> {
    let capitals = || take_while1(|c: char| c.is_ascii_uppercase());
    let letter = |s: &str| match s.as_bytes() {
        [letter] => Some((Style::Letter, u32::from(letter - b'A') + 1)),
        _ => None,
    };
    alt((
        number(2).map(|value| (Style::Decimal(1), value)),
        map_opt(capitals(), |s| roman(s).filter(|value| *value < 100).map(|value| (Style::Roman, value))),
        map_opt(capitals(), letter),
    ))
    .parse(input)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_numbered() {
        for (line, style, value, bare) in [
            ("Chapter IV", Style::Chapter, 4, true),
            ("CHAPTER ONE", Style::Chapter, 1, true),
            ("Partie II. « Les Ponts »", Style::Part, 2, false),
            ("Section A: Scope", Style::Section, 1, false),
            ("Annex C: Scope", Style::Section, 3, false),
            ("1.2 Scope", Style::Decimal(2), 2, false),
            ("1.2.13. Scope", Style::Decimal(3), 13, false),
            ("A.2. Scope", Style::Decimal(2), 2, false),
            ("B.2.5 Scope", Style::Decimal(3), 5, false),
            ("3 Scope", Style::Decimal(1), 3, false),
            ("III. Scope", Style::Roman, 3, false),
            ("B. Scope", Style::Letter, 2, false),
            ("IV", Style::Roman, 4, true),
            ("B", Style::Letter, 2, true),
        ] {
            let found = numbering(line).map(|n| (n.style, n.value, n.bare));
            assert_eq!(found, Some((style, value, bare)), "{line}");
        }
    }

    #[test]
    fn titles_of_numbers_in_parts_may_be_small() {
        for (line, small) in [
            ("4.1. control", Some(true)),
            ("6.1. (Re)building", Some(true)),
            ("4.1. Control", Some(false)),
            ("4.1 million", None),
            ("4. control", None),
        ] {
            assert_eq!(numbering_of_any(line).map(|number| number.small), small, "{line}");
        }
        assert_eq!(numbering("4.1. control"), None);
    }

    #[test]
    fn text_is_not() {
        for line in [
            "Scope",
            "1.2 scope",
            "Partly",
            "2014 Scope",
            "Section of",
            "Act now",
            "part 2",
            "1984",
            "MIXED",
            "A Scope",
            "I Scope",
        ] {
            assert_eq!(numbering(line), None, "{line}");
        }
    }
}
