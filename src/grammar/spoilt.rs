//! What text recognition makes of small raised digits and symbols: `word.’` `word°` `word!°` `word.”*4` behind words, and
//! `‘There` `'S Arts` `®° See` at the start of a note. Everything that could be one is reported with how odd it is as what
//! it seems to be; which note it calls, the alignment decides.

mod label;
mod likeness;

use std::ops::Range;

use super::{any_byte, ends_sentence, is_closing, signs_among};
pub use label::label;
pub use likeness::{Digits, Read};

/// How a document sets its quotation marks, so that another kind is odd.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Double quotation marks are curly.
    pub curly_double: bool,
    /// Apostrophes are curly.
    pub curly_single: bool,
    /// Quotations are opened by `„`, and closed by the sign that opens them elsewhere: `„so“`.
    pub low_quotes: bool,
    /// Quotations are opened by the sign that closes them, as in Swedish and Finnish: `”so”`.
    pub same_quotes: bool,
    /// Quotations stand between guillemets, so that straight quotation marks are odd.
    pub guillemets: bool,
    /// Owners are marked by `’s`, so that an apostrophe behind an `s` is one too.
    pub owners: bool,
}

impl Style {
    /// The style of a text by the greater number.
    pub fn of<'t>(lines: impl Iterator<Item = &'t str>) -> Self {
        // owners are named often where they are named so at all; a title in another language does not count
        const LINES_TO_AN_OWNER: i64 = 50;
        // of the marks that stand in pairs nearly half, of which spoilt marks leave fewer
        const LOW_QUOTES: i64 = 8;
        const SAME_QUOTES: i64 = 4;
        let (mut double, mut single, mut owners, mut all) = (0i64, 0i64, 0i64, 0i64);
        let (mut low, mut same, mut guillemets) = (0i64, 0i64, 0i64);
        for line in lines {
            all += 1;
            let mut owner = false;
            let is_sign = |byte: u8| (byte == b'"') | (byte == b'\'') | !byte.is_ascii();
            if !any_byte(line.as_bytes(), is_sign) {
                continue;
            }
            for (at, c) in signs_among(line, is_sign) {
                let behind_letter = || line[..at].ends_with(char::is_alphabetic);
                let before_s = || line[at + c.len_utf8()..].strip_prefix('s');
                if matches!(c, '’' | '\'') {
                    owner |= before_s().is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
                }
                match c {
                    '“' | '”' | '„' => {
                        double += 1;
                        low += i64::from(c == '„');
                        let opens = || {
                            !line[..at].ends_with(char::is_alphanumeric)
                                && line[at + c.len_utf8()..].starts_with(char::is_alphanumeric)
                        };
                        same += i64::from(c == '”' && opens());
                    }
                    '"' => {
                        double -= 1;
                        guillemets -= 1;
                    }
                    '«' | '»' => guillemets += 1,
                    '’' if behind_letter() => single += 1,
                    '\'' if behind_letter() => single -= 1,
                    _ => {}
                }
            }
            owners += i64::from(owner);
        }
        Self {
            curly_double: double > 0,
            curly_single: single > 0,
            low_quotes: low * LOW_QUOTES > double,
            same_quotes: same * SAME_QUOTES > double,
            guillemets: guillemets > 0,
            owners: owners * LINES_TO_AN_OWNER >= all,
        }
    }
}

/// Which quotation marks are open, carried from line to line of a paragraph.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quotes {
    double: bool,
    /// A straight mark opened one where most are curly.
    straight: bool,
    single: bool,
    guillemet: bool,
}

/// Signs that recognition makes of raised marks.
#[inline]
fn is_sign(c: char) -> bool {
    matches!(
        c,
        '‘' | '’'
            | '“'
            | '”'
            | '"'
            | '\''
            | '»'
            | '°'
            | '*'
            | '†'
            | '‡'
            | '!'
            | '?'
            | '®'
            | '™'
            | '©'
            | '¢'
            | '´'
            | '`'
            | '^'
            | '~'
            | '%'
            | '$'
            | '|'
            | '\\'
            | '+'
            | '>'
    )
}

/// What may follow a call: the end of a word.
fn ends_word(rest: &str) -> bool {
    rest.chars()
        .next()
        .is_none_or(|c| c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':' | ')' | ']' | '—' | '–' | '-'))
}

/// Letters and digits of ASCII, and the space.
const OF_WORDS: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || byte as u8 == b' ';
        byte += 1;
    }
    table
};

/// Calls `found` with the byte range of every run of signs behind a word that recognition may have made of a call, and with
/// how odd it is as what it seems to be (log-odds in spirit; higher is odder).
pub fn calls(line: &str, style: Style, quotes: &mut Quotes, mut found: impl FnMut(Range<usize>, f32)) {
    let mut before: Option<char> = None;
    let mut at = 0;
    while let Some(c) = line[at..].chars().next() {
        // nearly everything is words and spaces, of which only a letter behind a stop could be a mark
        if !before.is_some_and(stops) {
            let rest = &line.as_bytes()[at..];
            let words = rest.iter().position(|byte| !OF_WORDS[usize::from(*byte)]).unwrap_or(rest.len());
            if words > 0 {
                at += words;
                before = Some(char::from(rest[words - 1]));
                continue;
            }
        }
        let behind = before.is_some_and(|b| b.is_alphanumeric() || is_closing(b) || b == '%');
        if !is_sign(c) {
            if let Some(odd) = letter_behind_stop(line, at, c, before) {
                found(at..at + c.len_utf8(), odd);
            }
            quotes.guillemet |= c == '«';
            quotes.double |= c == '„';
            quotes.single |= c == '‚';
            before = Some(c);
            at += c.len_utf8();
            continue;
        }
        let end = at + line[at..].find(|c: char| !(is_sign(c) || c.is_ascii_digit())).unwrap_or(line.len() - at);
        let run = &line[at..end];
        // French sets a space before these; some engines set raised digits off, which nothing else is made of
        let spaced = before.is_some_and(char::is_whitespace)
            && match run.chars().count() {
                1 => run.starts_with(['®', '°', '™']) && !line[end..].starts_with(' '),
                _ => run.starts_with(['»', '!', '?', '®', '°']),
            };
        // `1751~` is the dash of a range that goes on
        let dash = run == "~" && before.is_some_and(|b| b.is_ascii_digit());
        // behind a sentence's end, the space behind the call may be lost
        let joined = || {
            before.is_some_and(|b| matches!(b, '.' | '!' | '?' | ',' | ';' | ')'))
                && line[end..].starts_with(char::is_uppercase)
        };
        if (behind || spaced) && !dash && (ends_word(&line[end..]) || joined()) {
            if let Some((skip, odd)) = oddity(line, at, run, before, style, quotes) {
                found(at + skip..end, odd);
            }
        } else {
            open(run, behind, style, quotes);
        }
        before = run.chars().next_back();
        at = end;
    }
}

/// Opens the quotations that a run of signs before a word opens; an apostrophe within a word opens none.
fn open(run: &str, behind: bool, style: Style, quotes: &mut Quotes) {
    for c in run.chars() {
        match c {
            '“' => quotes.double = true,
            '"' if style.curly_double => quotes.straight = !behind,
            '"' => quotes.double = !quotes.double,
            '”' => quotes.double = style.same_quotes && !behind,
            '‘' | '\'' if !behind => quotes.single = true,
            _ => {}
        }
    }
}

/// How much of a run of signs is in its right place, and how odd the rest is.
fn oddity(
    line: &str,
    at: usize,
    run: &str,
    before: Option<char>,
    style: Style,
    quotes: &mut Quotes,
) -> Option<(usize, f32)> {
    let goes_on = line[at + run.len()..].trim_start().starts_with(|c: char| c.is_lowercase() || matches!(c, ',' | ';'));
    let (mut skip, mut last) = (0, before);
    for c in run.chars() {
        let right = match c {
            '”' => std::mem::take(&mut quotes.double),
            '“' if style.low_quotes => std::mem::take(&mut quotes.double),
            '‘' if style.low_quotes => std::mem::take(&mut quotes.single),
            '"' if !style.curly_double && !style.guillemets => {
                quotes.double = !quotes.double;
                true
            }
            '"' if style.curly_double => std::mem::take(&mut quotes.straight),
            '»' => std::mem::take(&mut quotes.guillemet),
            '’' | '\'' => std::mem::take(&mut quotes.single),
            '!' | '?' => {
                !goes_on
                    && !last.is_some_and(|l| matches!(l, '.' | ',' | ';' | '!' | '?'))
                    && !run[skip..].ends_with(',')
            }
            '%' => last.is_some_and(|l| l.is_ascii_digit()),
            '>' => line[..at + skip].rfind('<').is_some_and(|open| !line[open..at + skip].contains('>')),
            '°' => last.is_some_and(|l| l.is_ascii_digit()) || is_number_sign(&line[..at + skip]),
            _ => false,
        };
        if !right {
            break;
        }
        skip += c.len_utf8();
        last = Some(c);
    }
    let rest = &run[skip..];
    if rest.is_empty() {
        let odd = match last? {
            // what it closes may have been opened by a spoilt mark
            '’' | '\'' => -0.3,
            // the sentence may be no question
            '?' | '!' => -0.8,
            _ => return None,
        };
        return last.map(|l| (skip - l.len_utf8(), odd));
    }
    let mut odd = f32::NEG_INFINITY;
    for c in rest.chars().filter(|c| !c.is_ascii_digit()) {
        let own = match c {
            '°' | '®' | '™' | '©' | '¢' | '^' | '*' | '“' | '‘' | '†' | '‡' => 2.0,
            '”' => 1.8,
            '"' => 1.5,
            '\'' if style.curly_single => 1.5,
            '’' | '\'' if last == Some('s') && style.owners && !is_owner(&line[..at + skip]) => -0.4,
            '’' | '\'' => 1.5,
            '!' | '?' => 1.9,
            '»' => 1.3,
            '%' | '$' | '´' | '`' => 1.5,
            _ => 0.8,
        };
        odd = odd.max(own);
    }
    let more = if rest.chars().count() > 1 { 0.3 } else { 0.0 };
    // most calls stand behind a sentence
    let ended = if ends_sentence(&line[..at + skip]) && !goes_on { 0.4 } else { 0.0 };
    (odd > f32::NEG_INFINITY).then_some((skip, odd + more + ended))
}

/// Whether a single letter behind a sign could be a mark.
#[inline]
fn stops(c: char) -> bool {
    matches!(c, ',' | ';' | '.' | '”' | '»' | ')')
}

/// `privilege,s—but`: one letter behind a stop is no word.
fn letter_behind_stop(line: &str, at: usize, c: char, before: Option<char>) -> Option<f32> {
    let is_abbreviation = || {
        line[..at].ends_with('.')
            && line[..at].trim_end_matches('.').rsplit(|c: char| !c.is_alphabetic()).next().is_some_and(|w| w.len() < 3)
    };
    // `init.d` is a name
    let goes_on = || before == Some('.') && line[at + 1..].trim_start().starts_with(char::is_lowercase);
    let alone = || ends_word(&line[at + 1..]) && !line[at + 1..].starts_with('.') && !goes_on();
    (before.is_some_and(stops) && c.is_ascii_alphabetic() && alone() && !is_abbreviation()).then_some(1.0)
}

/// `Newman’s`: what follows is no second apostrophe of the owner.
fn is_owner(head: &str) -> bool {
    head.ends_with("’s") || head.ends_with("'s")
}

/// `n°`, `N°`: the degree sign makes a word of its letter.
fn is_number_sign(head: &str) -> bool {
    head.ends_with(['n', 'N']) && !head[..head.len() - 1].ends_with(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(line: &str) -> Vec<&str> {
        seen_in(Style { curly_double: true, curly_single: true, owners: true, ..Style::default() }, line)
    }

    fn seen_in(style: Style, line: &str) -> Vec<&str> {
        let mut out = Vec::new();
        calls(line, style, &mut Quotes::default(), |range, odd| {
            if odd > 0.0 {
                out.push(&line[range]);
            }
        });
        out
    }

    #[test]
    fn spoilt_calls() {
        for (line, mark) in [
            ("are omitted,\" illustrating", "\""),
            ("goods came’ does not", "’"),
            ("the human race.* It is", "*"),
            ("of the “Wealth of Nations.”°", "°"),
            ("a “previous warning.”*4 Every", "*4"),
            ("of transit,'® the Treaty", "'®"),
            ("recently built.!? The same", "!?"),
            ("enumerates them? puts us", "?"),
            ("Neil Netanel?, la loi", "?"),
            ("lar privilege,s—but not", "s"),
            ("« personnelle »! a été", "!"),
            ("était nouveau !° Il", "°"),
            ("at the manor.*The next", "*"),
            ("quelques dépendances ®. Cette", "®"),
            ("like Newman’s’ in its", "’"),
        ] {
            assert_eq!(seen(line), [mark], "{line}");
        }
    }

    #[test]
    fn quotations_of_other_languages() {
        let german = Style { curly_double: true, low_quotes: true, ..Style::default() };
        assert_eq!(seen_in(german, "sei „zweimal am Tage“.“ Die"), ["“"]);
        let mixed = Style { curly_double: true, ..Style::default() };
        assert_eq!(seen_in(mixed, "the title \"On Damp\". It was.\" Then"), ["\""]);
        let guillemets = Style { guillemets: true, ..Style::default() };
        assert_eq!(seen_in(guillemets, "skrev «en havn», tjue år.\" Øya"), ["\""]);
        let swedish = Style { curly_double: true, same_quotes: true, ..Style::default() };
        assert_eq!(seen_in(swedish, "se ”Grunder för system”. Avsnitt ”Krav”.” Nästa"), ["”"]);
        assert!(Style::of(["se ”Krav för minne” och", "”Grunder” här"].into_iter()).same_quotes);
        assert!(!Style::of(["he said “so it is.” Then", "“We” and “they” and ”we"].into_iter()).same_quotes);
        let low = ["Er sagte „ja“.", "Sie „nein“.", "Das war 1893.” Dann"];
        assert!(Style::of(low.into_iter()).low_quotes);
        assert!(Style::of(["«so» og «så».", "tjue år.\" Øya"].into_iter()).guillemets);
    }

    #[test]
    fn right_signs() {
        for line in [
            "he said “so it is.” Then",
            "it’s the men’s and they don’t",
            "is it? Yes! It",
            "20 % of 90° and 5%",
            "‘so’ it is",
            "the n° 5",
            "a « mot » de",
            "the U.S. and e.g. a",
            "run init.d scripts at",
            "<packages@debian.org>. These",
            "at 20 °C and 5 ® here",
        ] {
            assert_eq!(seen(line), [""; 0], "{line}");
        }
    }
}
