//! Marks in running text that could call a note: `countries1.` `»7.` `(EEU)38.` `word,12 word` `war.2In` `[12]` `(3)` `word¹`.
//!
//! Everything that could be one is reported with its shape; whether it *is* one, the alignment decides.

use std::ops::Range;

use nom::{
    Parser,
    character::complete::{char, one_of},
    combinator::opt,
    multi::many1,
};

use super::{
    any_byte,
    date::{ENGLISH, FRENCH},
    is_closing, is_superscript,
    label::{MAX_NOTE, Series, is_symbol, symbol_value},
    number, superscript_digit,
};

/// How a mark stands among its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// A raised digit: `word¹`.
    Raised,
    /// Bracketed: `word[12]`.
    Bracketed,
    /// In parentheses behind a word: `word (12)`.
    Parenthesised,
    /// Behind a letter: `word12`.
    AfterWord,
    /// Behind closing punctuation: `word.12`, `word”12`.
    AfterClosing,
    /// Behind a digit and punctuation: `1902.3`, `1784,7`.
    AfterNumber,
    /// With a space before it: `word 12.`
    Apart,
    /// With a space before it and another before a full stop or comma: `word 12 ,`. So no amount is written, but a raised
    /// number that is set off from its word.
    SetOff,
    /// With a space before it, between two sentences: `word. 12 Word`. So no sentence begins in print.
    BetweenSentences,
    /// With a space before it and a word that wants a number: `vol. 12`, `p. 3`.
    Counted,
    /// Behind a year, no sign between: `19841`.
    AfterYear,
    /// At the start of a line with more text behind it.
    LineStart,
    /// All that its line holds.
    Alone,
    /// A symbol behind ink: `word*`.
    Symbol,
    /// What text recognition may have made of a mark: `word.’`, `word°`.
    Spoilt,
}

/// A mark that could call a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Byte range of the mark with its brackets, in the text that was scanned.
    pub range: Range<usize>,
    /// Kind of counting.
    pub series: Series,
    /// Place in the counting.
    pub value: u32,
    /// How it stands.
    pub shape: Shape,
}

/// Words for what is counted within what is counted: `Section 12.4`.
const DIVISIONS: &[&str] = &[
    "section",
    "sections",
    "chapter",
    "chapters",
    "figure",
    "figures",
    "fig",
    "table",
    "tables",
    "tab",
    "part",
    "article",
    "clause",
    "paragraph",
    "appendix",
    "annex",
    "version",
    "release",
    "example",
    "abschnitt",
    "kapitel",
    "kap",
    "abbildung",
    "abb",
    "tabelle",
    "beispiel",
    "seksjon",
    "avsnitt",
    "afsnit",
    "figur",
    "tabell",
    "tabel",
    "versjon",
    "eksempel",
    "chapitre",
    "tableau",
    "exemple",
    "sección",
    "capítulo",
    "figura",
    "tabla",
    "versión",
    "ejemplo",
    "sectie",
    "hoofdstuk",
    "paragraaf",
    "figuur",
    "versie",
    "voorbeeld",
    "§",
    "§§",
];

/// Words that want a number behind them, beside the months.
const COUNTED: &[&str] = &[
    "p",
    "pp",
    "vol",
    "vols",
    "no",
    "nos",
    "n°",
    "nº",
    "nr",
    "art",
    "arts",
    "article",
    "articles",
    "chap",
    "chapter",
    "ch",
    "cap",
    "part",
    "section",
    "sec",
    "sections",
    "page",
    "pages",
    "figure",
    "fig",
    "table",
    "book",
    "bk",
    "title",
    "volume",
    "number",
    "note",
    "notes",
    "clause",
    "paragraph",
    "annex",
    "appendix",
    "§",
    "§§",
    "ed",
    "line",
    "lines",
    "phase",
    "seite",
    "s",
    "bd",
    "kapitel",
    "abschnitt",
    "sept",
    "oct",
    "nov",
    "dec",
    "feb",
    "jan",
    "aug",
    "about",
    "of",
    "to",
    "than",
    "or",
    "and",
    "from",
    "der",
    "et",
    "de",
    "à",
    "en",
    "in",
    "the",
    "step",
    "level",
    "grade",
    "type",
    "class",
    "version",
    "attachment",
    "tome",
    "chapitre",
    "capítulo",
    "act",
    "by",
    "at",
    "with",
    "for",
    "over",
    "under",
    "some",
    "about",
    "least",
];

/// Whether a mark may begin with a byte.
#[inline]
const fn may_begin(byte: u8) -> bool {
    byte.is_ascii_digit() | (byte == b'*') | !byte.is_ascii()
}

/// The same as a table, for bytes that are looked at one by one.
const MAY_BEGIN: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = may_begin(byte as u8);
        byte += 1;
    }
    table
};

/// Calls `found` with every mark of a line. `line` has no line end. Linear in its length.
pub fn marks(line: &str, mut found: impl FnMut(Mark)) {
    let bytes = line.as_bytes();
    if !any_byte(bytes, may_begin) {
        return;
    }
    let mut at = 0;
    while let Some(next) = bytes[at..].iter().position(|byte| MAY_BEGIN[usize::from(*byte)]) {
        at += next;
        match bytes[at] {
            b'0'..=b'9' => {
                at = match combined(line, at) {
                    Some((end, marks)) => {
                        marks.into_iter().for_each(&mut found);
                        end
                    }
                    None => {
                        let end = run_end(bytes, at, u8::is_ascii_digit);
                        digits(line, at..end, &mut found);
                        end
                    }
                };
            }
            b'*' => {
                let end = run_end(bytes, at, |b| *b == b'*');
                symbols(line, at..end, &mut found);
                at = end;
            }
            _ => at = wide(line, at, &mut found),
        }
    }
}

/// Calls `found` with the numbers of four digits behind a word or its closing sign, where any other text has years and
/// amounts: marks of texts whose notes are counted past 999.
pub fn far_marks(line: &str, mut found: impl FnMut(Mark)) {
    for Range { start, end: at } in digit_runs(line) {
        let before = line[..start].chars().next_back();
        let fused =
            before.is_some_and(|c| c.is_alphabetic() || (is_closing(c) && !matches!(c, '-' | '–' | '(' | '\'')));
        if at - start != 4 || line[start..].starts_with('0') || !fused {
            continue;
        }
        let after = line[at..].chars().next();
        if let Some(shape @ (Shape::AfterWord | Shape::AfterClosing)) = shape(line, &(start..at), before)
            && may_follow(line, at, after, before)
        {
            let value = line[start..at].bytes().fold(0, |value, digit| value * 10 + u32::from(digit - b'0'));
            found(Mark { range: start..at, series: Series::Number, value, shape });
        }
    }
}

/// The runs of digits of a line.
pub fn digit_runs(line: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = line.as_bytes();
    let mut at = if any_byte(bytes, |byte| byte.is_ascii_digit()) { 0 } else { bytes.len() };
    std::iter::from_fn(move || {
        let start = at + bytes[at..].iter().position(u8::is_ascii_digit)?;
        at = run_end(bytes, start, u8::is_ascii_digit);
        Some(start..at)
    })
}

fn run_end(bytes: &[u8], at: usize, is: impl Fn(&u8) -> bool) -> usize {
    bytes[at..].iter().position(|b| !is(b)).map_or(bytes.len(), |n| at + n)
}

/// Handles a character beyond ASCII and returns where to go on.
fn wide(line: &str, at: usize, found: &mut impl FnMut(Mark)) -> usize {
    let Some(c) = line[at..].chars().next() else { return at + 1 };
    let run =
        |is: fn(char) -> bool| line[at..].char_indices().find(|(_, c)| !is(*c)).map_or(line.len(), |(n, _)| at + n);
    if is_superscript(c) {
        let end = run(is_superscript);
        let value = line[at..end].chars().try_fold(0u32, |n, c| n.checked_mul(10)?.checked_add(superscript_digit(c)?));
        let after_ink = line[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || is_closing(c));
        if let Some(value) = value.filter(|v| (1..=MAX_NOTE).contains(v) && after_ink && !is_unit(&line[..at], *v)) {
            found(Mark { range: at..end, series: Series::Number, value, shape: Shape::Raised });
        }
        return end;
    }
    if is_symbol(c) {
        let end = run(is_symbol);
        symbols(line, at..end, found);
        return end;
    }
    at + c.len_utf8()
}

/// `300 m²`, `5 km³`: the raised digit makes a unit.
fn is_unit(head: &str, value: u32) -> bool {
    let unit = head.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    let amount = head[..head.len() - unit.len()].trim_end().ends_with(|c: char| c.is_ascii_digit());
    (2..=3).contains(&value) && amount && matches!(unit, "m" | "km" | "cm" | "mm" | "dm" | "ft" | "in")
}

/// A run of symbols behind ink.
fn symbols(line: &str, range: Range<usize>, found: &mut impl FnMut(Mark)) {
    let before = line[..range.start].chars().next_back();
    let after = line[range.end..].chars().next();
    let behind_ink = before.is_some_and(|c| c.is_alphanumeric() || is_closing(c) || c == '%');
    let ends = after.is_none_or(|c| c.is_whitespace() || is_closing(c) || c == '(' || c.is_uppercase());
    if let Some(value) = symbol_value(&line[range.clone()]).filter(|_| behind_ink && ends) {
        found(Mark { range, series: Series::Symbol, value, shape: Shape::Symbol });
    }
}

/// Farthest that the numbers of one combined mark are apart: beyond it stand amounts.
const MAX_APART: u32 = 12;

/// `word1,2`, `word3-5`, `word[2,3]`: each number is a mark, the sign behind it included. The first number within a range is
/// called by the dash. Gives the end of the whole.
fn combined(line: &str, at: usize) -> Option<(usize, Vec<Mark>)> {
    let before = line[..at].chars().next_back()?;
    let bracket = before == '[';
    if !(bracket || before.is_alphabetic() || (is_closing(before) && !matches!(before, '-' | '–' | '—' | '(' | '\'')))
        || (matches!(before, '.' | ',' | ':') && line[..at - 1].ends_with(|c: char| c.is_ascii_digit()))
    {
        return None;
    }
    let sign = one_of::<_, _, nom::error::Error<&str>>(",-–");
    let (mut rest, first) = number(3).parse(&line[at..]).ok()?;
    let mut followers = many1((sign, opt(char(' ')), number(3)));
    let (end, more) = followers.parse(rest).ok()?;
    let close = if bracket { end.strip_prefix(']')? } else { end };
    let ends = close.chars().next().is_none_or(|c| c.is_whitespace() || (is_closing(c) && c != '\''));
    if !ends || first == 0 || (!bracket && more.iter().any(|(_, space, _)| space.is_some())) {
        return None;
    }
    let place = |rest: &str| line.len() - rest.len();
    let shape = match before {
        '[' => Shape::Bracketed,
        b if b.is_alphabetic() => Shape::AfterWord,
        _ => Shape::AfterClosing,
    };
    // walks the numbers once more, for their places
    let mut marks: Vec<Mark> = Vec::new();
    let mut push = |range: Range<usize>, value: u32| marks.push(Mark { range, series: Series::Number, value, shape });
    let (mut start, mut last) = (if bracket { at - 1 } else { at }, first);
    for (sign, space, value) in more {
        if value <= last || value - last > MAX_APART {
            return None;
        }
        let dash = place(rest);
        let next = dash + sign.len_utf8() + space.map_or(0, char::len_utf8);
        if sign != ',' && value > last + 1 {
            push(start..dash, last);
            push(dash..next, last + 1);
        } else {
            push(start..next, last);
        }
        (start, last) = (next, value);
        rest = number(3).parse(&line[next..]).ok()?.0;
    }
    push(start..place(close), last);
    Some((place(close), marks))
}

/// A run of ASCII digits.
fn digits(line: &str, range: Range<usize>, found: &mut impl FnMut(Mark)) {
    let len = range.len();
    let before = line[..range.start].chars().next_back();
    let after = line[range.end..].chars().next();
    let mut report = |range: Range<usize>, shape: Shape| {
        if let Ok(value) = line[range.clone()].trim_matches(['[', ']', '(', ')']).parse::<u32>()
            && (1..=MAX_NOTE).contains(&value)
        {
            found(Mark { range, series: Series::Number, value, shape });
        }
    };
    if (5..=7).contains(&len)
        && starts_with_year(&line[range.clone()])
        && before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '-' | '–'))
    {
        report(range.start + 4..range.end, Shape::AfterYear);
        return;
    }
    if len > 3 || line.as_bytes()[range.start] == b'0' || !may_follow(line, range.end, after, before) {
        return;
    }
    match (before, after) {
        (Some('['), Some(']')) => report(range.start - 1..range.end + 1, Shape::Bracketed),
        (Some('('), Some(')')) if range.start > 1 => report(range.start - 1..range.end + 1, Shape::Parenthesised),
        _ => {
            if let Some(shape) = shape(line, &range, before) {
                report(range, shape);
            }
        }
    }
}

fn starts_with_year(digits: &str) -> bool {
    matches!(&digits[..2], "10" | "11" | "12" | "13" | "14" | "15" | "16" | "17" | "18" | "19" | "20")
}

/// Whether what follows a number lets it be a call: no unit, ordinal ending, range, decimal or percent sign.
fn may_follow(line: &str, end: usize, after: Option<char>, before: Option<char>) -> bool {
    let second = line[end..].chars().nth(1);
    match after {
        None => true,
        Some('%' | '/' | '°' | '$' | '€' | '£' | '_' | '=' | '+') => false,
        Some('.' | ',' | ':' | '-' | '–' | '\'' | '’') => !second.is_some_and(|c| c.is_ascii_digit()),
        Some(c) if c.is_whitespace() => !line[end..].trim_start().starts_with(['%', '°', '½']),
        Some(c) if c.is_lowercase() => {
            before.is_some_and(is_closing) && !line[end..].starts_with("th") && !line[end..].starts_with("st")
        }
        Some(c) if c.is_uppercase() => before.is_some_and(|b| is_closing(b) && !matches!(b, '-' | '–' | '\'' | '(')),
        Some(c) => !c.is_numeric(),
    }
}

fn shape(line: &str, range: &Range<usize>, before: Option<char>) -> Option<Shape> {
    let head = &line[..range.start];
    let Some(before) = before else {
        // `1. One` starts an item
        if line[range.end..].starts_with(['.', ')']) {
            return None;
        }
        return Some(if range.end == line.trim_end().len() { Shape::Alone } else { Shape::LineStart });
    };
    if before.is_alphabetic() {
        return Some(Shape::AfterWord);
    }
    if matches!(before, '.' | ',' | ':')
        && head[..head.len() - 1].chars().next_back().is_some_and(|c| c.is_ascii_digit())
    {
        // `1.2 Scope` starts a heading, `1987.2` ends a sentence
        let number = number_before(head);
        let year = number.len() == 4 && number.bytes().all(|b| b.is_ascii_digit()) && starts_with_year(number);
        let heads_line = !year && is_of_division(head);
        let divided = before == '.' && !year && is_divided(head, &line[range.end..]);
        let shape = if divided { Shape::Counted } else { Shape::AfterNumber };
        return ((range.len() < 3 || before == '.') && !heads_line).then_some(shape);
    }
    if matches!(before, '-' | '–' | '—') {
        // a range or a compound, unless the dash ends a clause
        return head.trim_end_matches(['-', '–', '—']).ends_with(char::is_whitespace).then_some(Shape::AfterClosing);
    }
    if before == '.' && head.len() > 1 && is_of_division(head) {
        return None;
    }
    if before == '.' && ends_with_letter(head) && is_divided(&head[..head.len() - 2], &line[range.end..]) {
        return Some(Shape::Counted);
    }
    if is_closing(before) || before == '%' {
        return Some(Shape::AfterClosing);
    }
    if before.is_whitespace() {
        let word = head.trim_end().rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or("");
        let bare = word.trim_end_matches(['.', ',']).to_lowercase();
        let counted = COUNTED.iter().chain(&ENGLISH).chain(&FRENCH).any(|counted| *counted == bare);
        return Some(match counted {
            true => Shape::Counted,
            false if stands_off(&line[range.end..]) => Shape::SetOff,
            false if is_between_sentences(word, &line[range.end..]) => Shape::BetweenSentences,
            false => Shape::Apart,
        });
    }
    None
}

/// The digits before the sign that ends a head.
fn number_before(head: &str) -> &str {
    let number = &head[..head.len() - 1];
    &number[number.trim_end_matches(|c: char| c.is_ascii_digit()).len()..]
}

/// Whether what stands before a number is the beginning of a line's own number: `4.` of `4.1 Scope`, `A.` of `A.1 Scope`.
fn is_of_division(head: &str) -> bool {
    let parts =
        head.strip_prefix(|c: char| c.is_ascii_uppercase()).filter(|rest| rest.starts_with('.')).unwrap_or(head);
    parts.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// Whether a single capital with a full stop ends a head, as `G.` of `G.2`; `U.S.` are initials.
fn ends_with_letter(head: &str) -> bool {
    let mut back = head.chars().rev().skip(1);
    back.next().is_some_and(|c| c.is_ascii_uppercase()) && back.next().is_none_or(|c| c.is_whitespace() || c == '(')
}

/// Whether a number behind a full stop is the second part of one, as in `Section 12.4, where` or `Figure 2.1. The town`:
/// by the word before it, or because no sentence ends there; behind an abbreviation (`c. 7.21 and`) any may.
fn is_divided(head: &str, rest: &str) -> bool {
    let before = head.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').trim_end();
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or("");
    let bare = word.trim_end_matches('.').to_lowercase();
    let mut next = rest.chars();
    let ends = match next.next() {
        None => true,
        Some(c) if c.is_whitespace() => next.next().is_none_or(|c| !c.is_lowercase() && c != '–'),
        Some(c) => matches!(c, '”' | '’' | '»' | '"' | ')' | ']') || c.is_uppercase(),
    };
    (!ends && !word.ends_with('.')) || DIVISIONS.contains(&bare.as_str())
}

/// Whether a space stands before the full stop or comma that follows.
fn stands_off(rest: &str) -> bool {
    let sign = rest.trim_start();
    sign.len() < rest.len() && sign.starts_with(['.', ',']) && sign[1..].chars().next().is_none_or(char::is_whitespace)
}

/// Whether a sentence ends with a word, no abbreviation, and another begins with what follows a number, or the line ends.
fn is_between_sentences(word: &str, rest: &str) -> bool {
    const FEWEST_LETTERS: usize = 4;
    let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
    let stops = word[bare.len()..].contains(['.', '!', '?', '…']);
    let letters = bare.chars().rev().take_while(|c| c.is_alphabetic()).count();
    let ends = letters >= FEWEST_LETTERS || word[bare.len()..].starts_with([')', ']', '”', '»']);
    let rest = rest.trim_start_matches(char::is_whitespace).chars().next();
    stops && ends && rest.is_none_or(|c| c.is_uppercase() || matches!(c, '“' | '«' | '„'))
}

/// Whether the word before a mark takes amounts and counts behind it only as any other does: `de 12`, `the 12`.
pub fn is_behind_particle(line: &str, mark: &Mark) -> bool {
    const PARTICLES: &[&str] =
        &["of", "to", "or", "and", "from", "in", "the", "by", "at", "with", "for", "et", "de", "à", "en", "der"];
    let word = line[..mark.range.start].split_whitespace().next_back().unwrap_or("");
    mark.shape == Shape::Counted && PARTICLES.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(line: &str) -> Vec<(u32, Shape)> {
        let mut out = Vec::new();
        marks(line, |m| out.push((m.value, m.shape)));
        out
    }

    #[test]
    fn marks_and_their_shapes() {
        use Shape::*;
        for (line, value, shape) in [
            ("three countries1. Then", 1, AfterWord),
            ("(Belarus) »4. Further", 4, AfterClosing),
            ("world»4. Further", 4, AfterClosing),
            ("in 2014 (EEU)38. These", 38, AfterClosing),
            ("(from 10.9 % to 20.6 %)25. At", 25, AfterClosing),
            ("the word,12 word", 12, AfterClosing),
            ("the civil war.2In the", 2, AfterClosing),
            ("paragraph 19[1] of", 1, Bracketed),
            ("the end of 1784,7 there", 7, AfterNumber),
            ("Brenning Papers, p. 12.4 Nobody", 4, AfterNumber),
            ("3 George I, c. 7.21 and", 21, AfterNumber),
            ("in 1871.2 and", 2, AfterNumber),
            ("as in Section 12.4, where", 4, Counted),
            ("as in Section 6.3.1.4, where", 4, Counted),
            ("(see section G.4). The", 4, Counted),
            ("as in G.4, where", 4, Counted),
            ("by Thomas A.4 The", 4, AfterClosing),
            ("in the U.S.4, where", 4, AfterClosing),
            ("Figure 2.1. The town", 1, Counted),
            ("die Abb. 2.1 Der", 1, Counted),
            ("since release 21.4 has", 4, Counted),
            ("in 175326 and", 26, AfterYear),
            ("the word¹² goes", 12, Raised),
            ("China.† There", 2, Symbol),
            ("Netanel 2, la loi", 2, Apart),
            ("Netanel 2 , la loi", 2, SetOff),
            ("Netanel 2 ,5 fois", 2, Apart),
            ("were joined…. 4", 4, BetweenSentences),
            ("of lin). 3 The", 3, BetweenSentences),
            ("by St. Paul 3 The", 3, Apart),
            ("is in Hbl. 3 The", 3, Apart),
            ("it ended. 12 men", 12, Apart),
            ("in vol. 2, the", 2, Counted),
            ("is high1,2 and", 1, AfterWord),
            ("is high1,2 and", 2, AfterWord),
            ("shorter ones.3-5 Nobody", 4, AfterClosing),
            ("the clerks did [2, 3].", 3, Bracketed),
            ("14", 14, Alone),
        ] {
            assert!(seen(line).contains(&(value, shape)), "{line}: {:?}", seen(line));
        }
    }

    #[test]
    fn marks_past_999() {
        for (line, marks) in [
            ("within a decade1021. Of the quay,1022 and ”1023", &[1021, 1022, 1023][..]),
            ("in 1921, Zapad-2017, $1000, 12.1921, 1,1021 men, at 0102, word12345", &[]),
            ("the 1920s of A1200th", &[]),
        ] {
            let mut seen = Vec::new();
            far_marks(line, |mark| seen.push(mark.value));
            assert_eq!(seen, marks, "{line}");
        }
    }

    #[test]
    fn no_marks() {
        for line in [
            "in 2014 and",
            "the 2000s",
            "Zapad-2017,",
            "$100 billion",
            "80,000 tons",
            "August 9th",
            "10.9 % of",
            "1914-18",
            "6s. 8d",
            "the K2,450 and",
            "in A1-27 and",
            "at [1,000]",
        ] {
            assert!(seen(line).is_empty(), "{line}: {:?}", seen(line));
        }
    }
}
