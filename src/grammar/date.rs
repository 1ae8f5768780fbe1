//! A line that is a date: `August 3, 2020`, `31 May 2017.`, `3. März 2020`, `2020-08-03`.

use nom::{
    IResult, Parser,
    branch::alt,
    bytes::complete::take_while1,
    character::complete::{char, one_of, space1},
    combinator::{all_consuming, opt, verify},
};

use super::{lower, number};

/// The English months, in small letters.
pub(crate) const ENGLISH: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The French months.
pub(super) const FRENCH: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// Those of other languages that are spelt otherwise. A word is compared by its whole or, with a full stop or three
/// letters, by its start.
const OTHERS: &[&str] = &[
    "januar",
    "februar",
    "märz",
    "juni",
    "juli",
    "oktober",
    "dezember",
    "jänner",
    "desember",
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
    "gennaio",
    "febbraio",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "settembre",
    "ottobre",
    "dicembre",
    "janeiro",
    "fevereiro",
    "março",
    "maio",
    "junho",
    "julho",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
    "januari",
    "februari",
    "maart",
    "mei",
    "augustus",
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
];

/// The first bytes of the months' names.
const FIRST: [bool; 256] = first(first(first([false; 256], &ENGLISH), &FRENCH), OTHERS);

const fn first(mut table: [bool; 256], months: &[&str]) -> [bool; 256] {
    let mut at = 0;
    while at < months.len() {
        table[months[at].as_bytes()[0] as usize] = true;
        at += 1;
    }
    table
}

/// Whether a word names a month.
pub fn is_month(word: &str) -> bool {
    // few words begin as one does
    if !word.bytes().next().is_some_and(|first| FIRST[usize::from(first.to_ascii_lowercase())]) {
        return false;
    }
    let word = lower(word.trim_end_matches(['.', ',']));
    let is = |month: &&str| *month == word || (word.len() <= 4 && month.starts_with(&*word));
    word.chars().take(3).count() == 3 && ENGLISH.iter().chain(&FRENCH).chain(OTHERS).any(is)
}

/// Whether a whole line is a date.
pub fn is_date_line(line: &str) -> bool {
    let line = line.trim().trim_end_matches(['.', ',']);
    line.len() <= 40 && all_consuming(alt((iso, day_first, month_first, month_year))).parse(line).is_ok()
}

fn year(input: &str) -> IResult<&str, u32> {
    verify(number(4), |y: &u32| (1000..2200).contains(y)).parse(input)
}

fn day(input: &str) -> IResult<&str, u32> {
    verify(number(2), |d: &u32| (1..=31).contains(d)).parse(input)
}

fn month(input: &str) -> IResult<&str, &str> {
    verify(take_while1(|c: char| c.is_alphabetic() || c == '.'), |w: &str| is_month(w)).parse(input)
}

fn iso(input: &str) -> IResult<&str, ()> {
    alt((
        (year, one_of("-/."), number(2), one_of("-/."), day).map(|_| ()),
        (day, one_of("-/."), number(2), one_of("-/."), year).map(|_| ()),
    ))
    .parse(input)
}

/// `31 May 2017`, `3. März 2020`, `1er mai 1999`, `3 de mayo de 1999`
fn day_first(input: &str) -> IResult<&str, ()> {
    (
        day,
        opt(take_while1(|c: char| c == '.' || c.is_alphabetic())),
        space1,
        opt((nom::bytes::complete::tag("de"), space1)),
        month,
        opt(char(',')),
        space1,
        opt((nom::bytes::complete::tag("de"), space1)),
        year,
    )
        .map(|_| ())
        .parse(input)
}

/// `August 3, 2020`
fn month_first(input: &str) -> IResult<&str, ()> {
    (month, space1, day, opt(take_while1(char::is_alphabetic)), opt(char(',')), space1, year).map(|_| ()).parse(input)
}

/// `August 2020`
fn month_year(input: &str) -> IResult<&str, ()> {
    (month, opt(char(',')), space1, year).map(|_| ()).parse(input)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        for line in [
            "August 3, 2020",
            "31 May 2017.",
            "3. März 2020",
            "2020-08-03",
            "8 avril 2014",
            "Sept. 2019",
            "3 de mayo de 1999",
            "03.08.2020",
        ] {
            assert!(is_date_line(line), "{line}");
        }
        for line in ["May I ask", "1984", "the 3rd of May", "August", "12 monkeys 1995"] {
            assert!(!is_date_line(line), "{line}");
        }
    }
}
