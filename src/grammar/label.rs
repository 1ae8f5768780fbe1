//! The label at the start of a note's body: `12 See`, `12See`, `12. See`, `[12] See`, `(12) See`, `¹²See`, `* See`, `a See`.

use nom::{
    IResult, Parser,
    branch::alt,
    bytes::complete::{take, take_while1},
    character::complete::char,
    combinator::{map_opt, not, opt, peek, rest, verify},
    sequence::terminated,
};

use super::{is_superscript, number, roman::roman, superscript_digit};

/// Highest number that a note may bear; above it stand years and amounts.
pub const MAX_NOTE: u32 = 9999;

/// The kind of counting that a label belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Series {
    /// 1, 2, 3
    Number,
    /// a, b, c
    Letter,
    /// *, †, ‡, §, ¶, ‖ and then doubled
    Symbol,
    /// i, ii, iii; read only where a document counts so, since words and letters look like it.
    Roman,
}

/// What stands about a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sugar {
    /// `12`
    Bare,
    /// `12.`
    Dot,
    /// `12)`
    Paren,
    /// `(12)`
    Parens,
    /// `[12]`
    Brackets,
}

/// A label and where the words after it begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label {
    /// Its kind of counting.
    pub series: Series,
    /// What stands about it.
    pub sugar: Sugar,
    /// Its place in the counting: 1 for `1`, `a` and `*`.
    pub value: u32,
    /// Bytes of the label with its sugar.
    pub len: usize,
    /// Whether the words follow without a space.
    pub attached: bool,
}

/// The order of note symbols; traditions differ in the fifth and sixth, so those two are neighbours either way.
const SYMBOLS: [char; 8] = ['*', '†', '‡', '§', '¶', '‖', '#', '※'];

/// The place of a symbol mark in its order: `*` 1, `†` 2, … `**` 9.
pub fn symbol_value(mark: &str) -> Option<u32> {
    let first = mark.chars().next()?;
    let first = if first == '∗' { '*' } else { first };
    let at = SYMBOLS.iter().position(|&s| s == first)?;
    let count = mark.chars().count();
    let same = mark.chars().all(|c| c == first || (first == '*' && c == '∗'));
    (same && count <= 4).then(|| u32::try_from(at + 1 + SYMBOLS.len() * (count - 1)).unwrap_or(u32::MAX))
}

/// Whether a character is a note symbol.
pub fn is_symbol(c: char) -> bool {
    c == '∗' || SYMBOLS[..6].contains(&c)
}

/// Reads the label at the start of a line.
pub fn label(line: &str) -> Option<Label> {
    // most lines begin with a word, of which nothing below begins with two small letters or a capital
    if let [b'A'..=b'Z', ..] | [b'a'..=b'z', b'a'..=b'z', ..] = line.as_bytes() {
        return None;
    }
    let (rest, (series, sugar, value)) = alt((bracketed, raised, numbered, symbol, letter)).parse(line).ok()?;
    let attached = rest.chars().next().is_some_and(|c| !c.is_whitespace());
    Some(Label { series, sugar, value, len: line.len() - rest.len(), attached })
}

/// Reads a label in small roman numerals at the start of a line: `xii See`, `viiiSee`, where words begin behind it.
pub fn roman_label(line: &str) -> Option<Label> {
    let end = line.find(|c| !matches!(c, 'i' | 'v' | 'x' | 'l' | 'c')).unwrap_or(line.len());
    let value = roman(&line[..end])?;
    let rest = &line[end..];
    let words = rest.trim_start();
    let attached = words.len() == rest.len();
    let begins = |c: char| c.is_uppercase() || matches!(c, '“' | '‘' | '«' | '"' | '(' | '[' | '„');
    let begins = words.starts_with(begins) || (!attached && words.starts_with(|c: char| c.is_ascii_digit()));
    begins.then_some(Label { series: Series::Roman, sugar: Sugar::Bare, value, len: end, attached })
}

/// The other readings of a label of bare digits: the first of them label the note, and its words begin with the rest, as in
/// `43 Car. I, c. 4` note 4 does with `3 Car. I`.
pub fn before_number(label: Label, line: &str) -> impl Iterator<Item = Label> {
    let bare = label.series == Series::Number && label.sugar == Sugar::Bare;
    let digits = line.bytes().take(label.len).take_while(u8::is_ascii_digit).count();
    (1..digits).filter(move |_| bare && digits == label.len).filter_map(move |len| {
        let value = line[..len].parse().ok().filter(|_| !line[len..].starts_with('0'))?;
        Some(Label { value, len, attached: true, ..label })
    })
}

/// The place of a letter in the counting, and of two: `aa` comes behind `z`.
pub fn letters_value(letters: &str) -> Option<u32> {
    let one = |letter: u8| u32::from(letter - b'a') + 1;
    match *letters.as_bytes() {
        [last @ b'a'..=b'z'] => Some(one(last)),
        [first @ b'a'..=b'z', last @ b'a'..=b'z'] => Some(one(first) * 26 + one(last)),
        _ => None,
    }
}

/// The letters at a place in the counting, from 1: of two letters beyond `z`.
pub fn to_letters(value: u32) -> String {
    let letter = |place: u32| char::from(b'a' + u8::try_from(place % 26).unwrap_or(0));
    let place = value.saturating_sub(1);
    let before = (place / 26).checked_sub(1).map(letter);
    before.into_iter().chain([letter(place)]).collect()
}

/// Reads a label of two small letters at the start of a line: `ab See`, `abSee`, where words begin behind it as behind one letter.
pub fn two_letter_label(line: &str) -> Option<Label> {
    let (two, rest) = line.split_at_checked(2)?;
    let value = letters_value(two).filter(|_| begins_behind_letter(rest))?;
    let attached = !rest.starts_with(char::is_whitespace);
    Some(Label { series: Series::Letter, sugar: Sugar::Bare, value, len: two.len(), attached })
}

type Parsed = (Series, Sugar, u32);

fn note_number(input: &str) -> IResult<&str, u32> {
    nom::combinator::verify(number(4), |n: &u32| (1..=MAX_NOTE).contains(n)).parse(input)
}

/// `[12]`, `(12)`, `[a]`, `(*)`
fn bracketed(input: &str) -> IResult<&str, Parsed> {
    let inner = || {
        alt((
            note_number.map(|n| (Series::Number, n)),
            map_opt(take_while1(is_symbol), |s: &str| symbol_value(s).map(|v| (Series::Symbol, v))),
            one_letter.map(|v| (Series::Letter, v)),
        ))
    };
    alt((
        (char('['), inner(), char(']')).map(|(_, (series, v), _)| (series, Sugar::Brackets, v)),
        (char('('), inner(), char(')')).map(|(_, (series, v), _)| (series, Sugar::Parens, v)),
    ))
    .parse(input)
}

/// `¹²`
fn raised(input: &str) -> IResult<&str, Parsed> {
    map_opt(take_while1(is_superscript), |digits: &str| {
        digits.chars().try_fold(0u32, |n, c| n.checked_mul(10)?.checked_add(superscript_digit(c)?))
    })
    .map_opt(|n| (1..=MAX_NOTE).contains(&n).then_some((Series::Number, Sugar::Bare, n)))
    .parse(input)
}

/// `12 See`, `12See`, `12. See`, `12) See`; `12.5` and `12,000` and `12th` are no labels.
fn numbered(input: &str) -> IResult<&str, Parsed> {
    let (rest, (n, sugar)) = (note_number, opt(alt((char('.'), char(')'))))).parse(input)?;
    let sugar = match sugar {
        Some('.') => Sugar::Dot,
        Some(_) => Sugar::Paren,
        None => Sugar::Bare,
    };
    let ok = match rest.chars().next() {
        None => true,
        Some(c) if c.is_whitespace() => !(sugar == Sugar::Bare && rest.trim_start().starts_with(['%', '–', '-', '/'])),
        // the words may follow at once, but a few small letters there make an ordinal or a unit
        Some(c) => {
            c.is_uppercase()
                || (sugar == Sugar::Bare
                    && (matches!(c, '“' | '‘' | '«' | '"' | '(' | '§' | '\'' | '[' | '„') || begins_word(rest)))
        }
    };
    if ok {
        Ok((rest, (Series::Number, sugar, n)))
    } else {
        Err(nom::Err::Error(nom::error::Error::new(input, nom::error::ErrorKind::Verify)))
    }
}

/// Whether a small word that is no ending of an ordinal and no unit begins: `quoted by`, `cf. above`.
fn begins_word(rest: &str) -> bool {
    const ENDINGS_AND_UNITS: [&str; 16] = [
        "ème", "ième", "ste", "sten", "ter", "ten", "tes", "tem", "nde", "mal", "min", "sec", "bit", "bis", "lbs",
        "mph",
    ];
    let word = rest.split(|c: char| !c.is_lowercase()).next().unwrap_or("");
    let behind = &rest[word.len()..];
    match word {
        "cf" | "op" => behind.starts_with('.'),
        _ => {
            word.chars().nth(2).is_some()
                && !ENDINGS_AND_UNITS.contains(&word)
                && !behind.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/'))
        }
    }
}

/// `* See`, `††See`; `*.html` and `*/bin` are names of files.
fn symbol(input: &str) -> IResult<&str, Parsed> {
    let mark = map_opt(take_while1(is_symbol), |mark: &str| symbol_value(mark));
    let names_file = |rest: &&str| {
        rest.strip_prefix(['.', '/', '-', '_'])
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
    };
    terminated(mark, not(verify(rest, names_file))).map(|value| (Series::Symbol, Sugar::Bare, value)).parse(input)
}

fn one_letter(input: &str) -> IResult<&str, u32> {
    verify(take_while1(|c: char| c.is_ascii_lowercase()), |letters: &str| letters.len() == 1)
        .map_opt(letters_value)
        .parse(input)
}

/// `a See`, `aSee`, `a5 and`: a small letter before a capital, digit or quotation mark.
fn letter(input: &str) -> IResult<&str, Parsed> {
    let label = terminated(map_opt(take(1usize), letters_value), peek(verify(rest, begins_behind_letter)));
    label.map(|value| (Series::Letter, Sugar::Bare, value)).parse(input)
}

/// Whether words begin behind a label of letters: a capital, a digit, a quotation mark or a bracket, perhaps behind a space.
fn begins_behind_letter(rest: &str) -> bool {
    let mut chars = rest.chars();
    let follows = match chars.next() {
        Some(next) if next.is_whitespace() => chars.as_str().trim_start().chars().next(),
        next => next,
    };
    follows.is_some_and(|c| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '“' | '‘' | '«' | '"' | '(' | '['))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_counted() {
        for value in [1, 26, 27, 52, 53, 702] {
            assert_eq!(letters_value(&to_letters(value)), Some(value));
        }
        assert_eq!(to_letters(28), "ab");
    }

    #[test]
    fn labels() {
        use Series::*;
        use Sugar::*;
        for (line, series, sugar, value, len) in [
            ("12 See above.", Number, Bare, 12, 2),
            ("12See above.", Number, Bare, 12, 2),
            ("12“See”", Number, Bare, 12, 2),
            ("12quoted by him", Number, Bare, 12, 2),
            ("12cf. above", Number, Bare, 12, 2),
            ("12. See", Number, Dot, 12, 3),
            ("(12) See", Number, Parens, 12, 4),
            ("[12]See", Number, Brackets, 12, 4),
            ("¹²See", Number, Bare, 12, 4),
            ("*Art. 118.", Symbol, Bare, 1, 1),
            ("††See", Symbol, Bare, 10, 6),
            ("* .. and", Symbol, Bare, 1, 1),
            ("a5 and 6 W. and M.", Letter, Bare, 1, 1),
            ("bSee", Letter, Bare, 2, 1),
            ("7", Number, Bare, 7, 1),
        ] {
            let got = label(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!((got.series, got.sugar, got.value, got.len), (series, sugar, value, len), "{line}");
        }
    }

    #[test]
    fn two_letters_follow_one() {
        let got = |line| two_letter_label(line).map(|l| (l.value, l.len, l.attached));
        assert_eq!(got("aa See above."), Some((27, 2, false)));
        assert_eq!(got("abSee above."), Some((28, 2, true)));
        assert_eq!(got("ba 12 Geo. II."), Some((53, 2, false)));
        for line in ["an old one", "a See", "éa See", "Ab See", "ab"] {
            assert_eq!(got(line), None, "{line}");
        }
    }

    #[test]
    fn labels_before_numbers() {
        let of = |line: &str| -> Vec<(u32, usize)> {
            label(line).into_iter().flat_map(|l| before_number(l, line)).map(|l| (l.value, l.len)).collect()
        };
        assert_eq!(of("43 Car. I, c. 4"), [(4, 1)]);
        assert_eq!(of("1015 Geo. III"), [(10, 2), (101, 3)]);
        for line in ["4 Car. I", "43. Car", "[43] Car", "¹²See", "* See"] {
            assert_eq!(of(line), [], "{line}");
        }
    }

    #[test]
    fn roman_labels() {
        let got = |line| roman_label(line).map(|l| (l.value, l.len, l.attached));
        assert_eq!(got("xii See above."), Some((12, 3, false)));
        assert_eq!(got("viiiSee above."), Some((8, 4, true)));
        assert_eq!(got("i 4 June 1871."), Some((1, 1, false)));
        for line in ["il See", "iiii See", "vi See".trim_start_matches("vi "), "in See", "ii", "v. See", "mix See"] {
            assert_eq!(got(line), None, "{line}");
        }
    }

    #[test]
    fn no_labels() {
        for line in [
            "12,000 men",
            "12.5 per cent",
            "12th of May",
            "12mm wide",
            "12ème étage",
            "64bit words",
            "12cf above",
            "90 % of",
            "0 is",
            "and so",
            "99999 x",
            "100-letiya",
            "*.html. You",
            "*/bin and",
        ] {
            assert_eq!(label(line), None, "{line}");
        }
    }
}
