//! What makes a line look like a heading, or part of one: its number, its capitals, its length, how it begins and ends.
//! Only looks are weighed here; the place among the lines around it is weighed where the text is cut ([`super::cut`]).

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    habits::Habits,
    labels::labelled,
    made::{Made, ends_with_year, holds_end, is_bracketed},
    outline::{self, Named},
    titles::is_usual_title,
};
use crate::{
    grammar::{
        byline,
        caption::is_caption,
        endings::{goes_on, joins_on, wants_more},
        ends_sentence, enumeration,
        heading::{Numbering, Style, numbering, numbering_of_any},
        is_closing, runs,
    },
    page::LineIndex,
    region::Layout,
};

/// The weights, in log-odds. A line that begins with a capital and ends like a heading, at half a line's length, comes
/// out a little above nought.
mod weight {
    /// Before anything is seen: most lines are text.
    pub(super) const PRIOR: f32 = -1.0;
    /// A short line, a line of middle length, one that is nearly full, and a full one.
    pub(super) const WIDTH: [(f32, f32); 4] = [(0.55, 1.0), (0.75, 0.6), (0.93, 0.0), (f32::INFINITY, -2.5)];
    /// `Chapter 4`, `Appendix B`.
    pub(super) const NAMED: f32 = 3.0;
    /// `2.3 Scope`.
    pub(super) const DOTTED: f32 = 2.0;
    /// `2 Scope`, `B. Scope`, with its neighbours in the counting there.
    pub(super) const COUNTED: f32 = 1.5;
    /// The same without them: an initial, an amount, a list's item.
    pub(super) const UNCOUNTED: f32 = -2.0;
    /// A bare numeral with its neighbours in the counting there, or a title under it.
    pub(super) const BARE: f32 = 2.0;
    /// A bare number in figures that its title follows, as LaTeX's are printed; and as a heading's last line.
    pub(super) const LEADS: f32 = 12.0;
    pub(super) const LED: f32 = -12.0;
    /// A bare numeral or letter by itself.
    pub(super) const LONE: f32 = -6.0;
    /// All in capitals, in a text that is not.
    pub(super) const CAPITALS: f32 = 1.2;
    /// It begins with a label in capitals, as others of the text do.
    pub(super) const LABELLED: f32 = 1.0;
    /// Most words begin with capitals.
    pub(super) const TITLE_CASE: f32 = 0.6;
    /// It begins with a small letter, a figure that is no number of a heading, a bullet.
    pub(super) const NO_START: f32 = -5.0;
    /// It is of few words and begins with a small letter, as the names of tools and species do.
    pub(super) const SMALL_NAME: f32 = -3.0;
    /// The same where headings have numbers.
    pub(super) const SMALL_AMONG_NUMBERED: f32 = -3.0;
    /// All its words are names of files, settings and commands: terms that are explained below, rather than headings.
    pub(super) const CODE: f32 = -4.0;
    /// What that says for a term, in a line of middle length at most.
    pub(super) const TERM: f32 = 1.0;
    /// What a few words say that begin small, where headings have numbers.
    pub(super) const SMALL_TERM: f32 = -1.0;
    /// It begins with a quotation mark.
    pub(super) const QUOTED: f32 = -0.8;
    /// It is a caption.
    pub(super) const CAPTION: f32 = -6.0;
    /// It holds gaps as between the cells of a table, or is made of other things than letters.
    pub(super) const NO_WORDS: f32 = -4.0;
    /// It begins with a word that a heading goes on with, `AND OTHER STORIES`, or a question goes on with.
    pub(super) const GOES_ON: f32 = -2.5;
    /// One of the words that head the parts of a paper: `Introduction`.
    pub(super) const USUAL_TITLE: f32 = 1.0;
    /// It names its author: `By Anna Brandt`.
    pub(super) const BYLINE: f32 = -5.0;
    /// It ends with a full stop.
    pub(super) const FULL_STOP: f32 = -4.0;
    /// It ends with a question mark: many headings ask, and so do short paragraphs.
    pub(super) const QUESTION: f32 = -0.4;
    /// It asks in one sentence or more, and has a number of several parts, on which others count.
    pub(super) const ASKED: f32 = 2.0;
    /// What is added where the text has hardly any paragraph of one short line, and no question comes before.
    pub(super) const QUESTION_ALONE: f32 = 1.0;
    /// It ends with an exclamation mark, a colon, a dash.
    pub(super) const EXCLAMATION: f32 = -2.5;
    pub(super) const COLON: f32 = -3.0;
    pub(super) const DASH: f32 = -3.0;
    /// A bracket is left open or closed that was never opened, or all of it stands in brackets: the end of a citation. Or its
    /// last line opens a quotation that goes on below it.
    pub(super) const BRACKETS: f32 = -6.0;
    /// It ends with a comma or within a word or phrase.
    pub(super) const BREAKS_OFF: f32 = -12.0;
    /// It holds the end of a sentence.
    pub(super) const SENTENCES: f32 = -1.5;
    /// The outline names it there; it names others, but not this one.
    pub(super) const IN_OUTLINE: f32 = 7.0;
    pub(super) const NOT_IN_OUTLINE: f32 = -2.0;
}

/// Lines that are nothing but figures, of which there may be so many in any text.
const FEW_FIGURES: usize = 4;

/// Fewest counted headings with numbers of several parts where headings have numbers.
const FEWEST_NUMBERED: usize = 3;

/// Most words of a heading that begins with a small letter.
const MOST_SMALL: usize = 3;

/// Lines of a text for each short paragraph without which those are usual, as in talk.
const FEW_SHORT: usize = 100;

/// What each line of a flow says for its being a heading's.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Looks {
    /// As a heading's first line.
    pub(super) first: f32,
    /// As a further line of a heading.
    pub(super) further: f32,
    /// As a heading's last line.
    pub(super) last: f32,
    /// Whether it has a number of several parts, and others count on from it or up to it.
    pub(super) counted: bool,
    /// As a term that is explained below it.
    pub(super) term: f32,
    /// Its number.
    pub(super) number: Option<Numbering>,
    /// Whether it is a number by itself of which the title stands in the next line.
    pub(super) leads: bool,
    /// Whether it begins with a label in capitals, as others of the text do.
    pub(super) labelled: bool,
    /// Whether it ends with a question mark.
    pub(super) asks: bool,
}

impl Looks {
    /// Whether it has the number of a chapter, or one of several parts: what hardly any other line has.
    pub(super) fn is_named(&self) -> bool {
        self.number.is_some_and(|number| !number.bare && number.style.stands_out())
    }

    /// Whether the line is a number and nothing else, so that a title below it is apart.
    pub(super) fn is_bare(&self) -> bool {
        self.number.is_some_and(|number| number.bare) && !self.leads
    }
}

/// The looks of all lines of a flow. Near-linear time.
pub(super) fn looks(layout: &Layout, habits: &Habits, flow: &[LineIndex]) -> Vec<Looks> {
    let numbers: Vec<Option<Numbering>> = flow.iter().map(|&line| numbering_of_any(layout.said(line))).collect();
    let counted = counted(layout, habits, flow, &numbers);
    let capitals_usual = flow.iter().filter(|&&line| is_capitals(layout.said(line))).count() * 3 > flow.len();
    let short_usual = short_paragraphs(layout, habits, flow) * FEW_SHORT > flow.len();
    let alone = |at: usize| {
        let after_question = || at > 0 && asks(layout.said(flow[at - 1]));
        !short_usual && asks(layout.said(flow[at])) && !after_question()
    };
    let labelled = labelled(layout, habits, flow);
    // lines that are figures in any number are numbers of lines or cells of a table
    let figures = numbers.iter().flatten().filter(|number| number.bare && number.style == Style::Decimal(1)).count();
    let figures_usual = figures > FEW_FIGURES.max(flow.len() / 50);
    // a bare figure heads the parts of what a bare letter heads
    let is_letter = |at: usize| numbers[at].is_some_and(|n| n.bare && n.style == Style::Letter) && counted[at];
    let has_letters = (0..flow.len()).any(is_letter);
    let several = |at: usize| counted[at] && numbers[at].is_some_and(|number| number.style.is_in_parts());
    let numbered = (0..flow.len()).filter(|&at| several(at)).take(FEWEST_NUMBERED).count() == FEWEST_NUMBERED;
    let titled = |at: usize| numbers.get(at + 1).is_some_and(Option::is_none) && is_title(layout, habits, flow[at + 1]);
    let leads = leading(&numbers, &counted, titled);
    let one = |at: usize| {
        let ink = layout.said(flow[at]);
        let share = habits.share(flow[at]);
        let width = weight::WIDTH.iter().find(|(end, _)| share <= *end).map_or(0.0, |w| w.1);
        let shape = shape(ink);
        let mut first = weight::PRIOR + width + shape;
        first += match numbers[at] {
            // what such a line is made of says nothing
            Some(_) if leads[at] => weight::LEADS - shape,
            Some(number) if number.bare => match number.style {
                Style::Part | Style::Chapter | Style::Section => weight::NAMED,
                Style::Decimal(1) if figures_usual || !has_letters => weight::LONE,
                _ if counted[at] || (number.style != Style::Decimal(1) && titled(at)) => weight::BARE,
                _ => weight::LONE,
            },
            Some(number) => match number.style {
                Style::Part | Style::Chapter | Style::Section => weight::NAMED,
                style if style.is_in_parts() && number.small && !counted[at] => weight::NO_START,
                style if style.is_in_parts() => weight::DOTTED,
                _ if counted[at] => weight::COUNTED,
                _ => weight::UNCOUNTED,
            },
            None => start(ink),
        };
        let (counts_on, asks, is_code) = (several(at), asks(ink), is_code(ink));
        if counts_on && asks {
            first += weight::ASKED;
        }
        if numbers[at].is_none() {
            first += if numbered && ink.starts_with(char::is_lowercase) { weight::SMALL_AMONG_NUMBERED } else { 0.0 };
            first += if is_code { weight::CODE } else { 0.0 };
        }
        if !capitals_usual && is_capitals(ink) {
            first += weight::CAPITALS;
        } else if labelled[at] {
            first += weight::LABELLED;
        } else if is_title_case(ink) {
            first += weight::TITLE_CASE;
        }
        // a title may begin with a conjunction; a question that does goes on with another
        if goes_on(ink) || (asks && joins_on(ink)) {
            first += weight::GOES_ON;
        }
        if is_usual_title(ink, numbers[at]) {
            first += weight::USUAL_TITLE;
        }
        if byline::is_led(ink) {
            first += weight::BYLINE;
        }
        Looks {
            first,
            further: width + shape,
            last: if leads[at] { weight::LED } else { end(ink) }
                + if alone(at) { weight::QUESTION_ALONE } else { 0.0 }
                + if leaves_open(ink) { weight::BRACKETS } else { 0.0 },
            term: match () {
                () if is_code => {
                    if share <= weight::WIDTH[1].0 {
                        weight::TERM
                    } else {
                        0.0
                    }
                }
                () if numbered && is_small_name(ink) && end(ink) >= 0.0 => weight::SMALL_TERM,
                () => f32::NEG_INFINITY,
            },
            counted: counts_on,
            number: numbers[at],
            leads: leads[at],
            labelled: labelled[at],
            asks,
        }
    };
    let mut looks: Vec<Looks> = (0..flow.len()).map(one).collect();
    if !layout.outline.is_empty() {
        let named = outline::named(layout, flow);
        for (at, looks) in looks.iter_mut().enumerate() {
            match named[at] {
                Some(Named::First) => looks.first += weight::IN_OUTLINE,
                Some(Named::Further) => looks.further += weight::IN_OUTLINE,
                None => looks.first += weight::NOT_IN_OUTLINE,
            }
        }
    }
    looks
}

/// Which lines are numbers in figures with their titles in the next lines: those of several parts, if there are some, and
/// beside these the numbers of one part that count on.
fn leading(numbers: &[Option<Numbering>], counted: &[bool], titled: impl Fn(usize) -> bool) -> Vec<bool> {
    /// Fewest of several parts.
    const FEWEST: usize = 2;
    let bare = |at: usize| numbers[at].filter(|number| number.bare && matches!(number.style, Style::Decimal(_)));
    let mut leads: Vec<bool> = (0..numbers.len()).map(|at| bare(at).is_some() && titled(at)).collect();
    let in_parts = |at: &usize| leads[*at] && numbers[*at].is_some_and(|number| number.style.is_in_parts());
    let any = (0..numbers.len()).filter(in_parts).take(FEWEST).count() == FEWEST;
    for (at, leads) in leads.iter_mut().enumerate().filter(|(_, leads)| **leads) {
        *leads = any && (counted[at] || numbers[at].is_some_and(|number| number.style.is_in_parts()));
    }
    leads
}

/// How many lines are likely paragraphs by themselves: short sentences between sentences.
fn short_paragraphs(layout: &Layout, habits: &Habits, flow: &[LineIndex]) -> usize {
    let is_short = |pair: &&[LineIndex]| {
        let ink = layout.said(pair[1]);
        let begins = ink.trim_start_matches(|c: char| !c.is_alphabetic()).starts_with(char::is_uppercase);
        let plain_question = asks(ink) && ink.starts_with(char::is_alphabetic);
        begins
            && habits.share(pair[1]) < 0.75
            && ends_sentence(layout.said(pair[0]))
            && ends_sentence(ink)
            && !plain_question
            && ink.contains(' ')
            && numbering(ink).is_none()
    };
    flow.windows(2).filter(is_short).count()
}

/// Which numbers of headings have the one before or behind them there as well, in the same way of counting.
fn counted(layout: &Layout, habits: &Habits, flow: &[LineIndex], numbers: &[Option<Numbering>]) -> Vec<bool> {
    let stands = |at: usize| {
        let ink = layout.said(flow[at]);
        // a question with a number of several parts is one of a list of answers
        let asked = numbers[at].is_some_and(|number| number.style.is_in_parts()) && asks(ink);
        asked || (habits.share(flow[at]) < 0.9 && !ends_sentence_after(ink, numbers[at]))
    };
    let mut seen: FxHashMap<(Style, bool), FxHashSet<u32>> = FxHashMap::default();
    for (at, number) in numbers.iter().enumerate() {
        if let Some(number) = number.filter(|_| stands(at)) {
            seen.entry((number.style, number.bare)).or_default().insert(number.value);
        }
    }
    let has = |number: Numbering, value: u32| {
        [true, false].iter().any(|&bare| seen.get(&(number.style, bare)).is_some_and(|values| values.contains(&value)))
    };
    // `3. Files` is counted where `3.1` stands
    let parts = |at: usize| numbers[at].filter(|number| number.style.is_in_parts() && stands(at));
    let outer = |at: usize| parts(at).and_then(|_| layout.said(flow[at]).split('.').next()?.parse::<u32>().ok());
    let outers: FxHashSet<u32> = (0..flow.len()).filter_map(outer).collect();
    let has_parts = |n: Numbering| n.style == Style::Decimal(1) && !n.bare && outers.contains(&n.value);
    let is = |at: usize| {
        numbers[at].is_some_and(|n| has(n, n.value + 1) || (n.value > 1 && has(n, n.value - 1)) || has_parts(n))
    };
    (0..flow.len()).map(|at| is(at) && stands(at)).collect()
}

/// Whether a line ends a sentence, its number's own full stop aside.
fn ends_sentence_after(ink: &str, number: Option<Numbering>) -> bool {
    match number {
        Some(number) if number.bare => false,
        _ => ends_sentence(ink),
    }
}

/// Whether a line could be the title under a bare number.
fn is_title(layout: &Layout, habits: &Habits, line: LineIndex) -> bool {
    let ink = layout.said(line);
    ink.starts_with(char::is_uppercase)
        && habits.share(line) < 0.75
        && !ends_sentence(ink)
        && end(ink) > weight::QUESTION
}

/// The first character of a line without a number.
fn start(ink: &str) -> f32 {
    let bare = ink.trim_start_matches(['“', '‘', '«', '"', '„', '(', '[', ' ', '\u{a0}', '¿', '¡']);
    let capital = bare.starts_with(|c: char| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase()));
    if is_caption(ink) {
        weight::CAPTION
    } else if enumeration::is_bullet(ink.chars().next().unwrap_or(' ')) {
        weight::NO_START
    } else if !capital {
        if is_small_name(ink) { weight::SMALL_NAME } else { weight::NO_START }
    } else if bare.len() < ink.len() {
        weight::QUOTED
    } else {
        0.0
    }
}

/// Whether a line is of few words, and begins with a small letter.
fn is_small_name(ink: &str) -> bool {
    ink.starts_with(char::is_lowercase) && runs::ink(ink).nth(MOST_SMALL).is_none()
}

/// Whether all words of a line are names of files, settings or commands: `log_host`, `preseed/url (url)`, `dpkg(1)`, `DEBUG=1`.
fn is_code(ink: &str) -> bool {
    let is = |word: &str| {
        let bare = word.trim_end_matches([',', ';']);
        let inner = bare.trim_matches(|c: char| !c.is_alphanumeric());
        let manual = bare.strip_suffix(')').and_then(|bare| bare.rsplit_once('(')).is_some_and(|(name, section)| {
            !name.is_empty() && section.len() <= 1 && section.bytes().all(|byte| byte.is_ascii_digit())
        });
        manual
            || inner.contains(['_', '=', '/', '\\'])
            || bare.starts_with("--")
            || (bare.starts_with('(') && bare.ends_with(')'))
    };
    let mut words = runs::ink(ink);
    words.next().is_some_and(|word| !word.starts_with('(') && is(word)) && words.all(is)
}

/// Whether a line ends with a question mark.
fn asks(ink: &str) -> bool {
    let bare = ink.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '”' | '’' | '»' | '"'));
    bare.ends_with('?') || bare.ends_with("?!")
}

/// What a line is made of.
fn shape(ink: &str) -> f32 {
    let Made { letters, signs, words, stammers } = Made::of(ink);
    let mut sum = 0.0;
    if (letters * 3 < signs * 2 && !ends_with_year(ink)) || stammers {
        sum += weight::NO_WORDS;
    }
    if words > 20 {
        sum += weight::SENTENCES;
    }
    sum += if is_bracketed(ink) { weight::BRACKETS } else { 0.0 };
    if holds_end(ink) { sum + weight::SENTENCES } else { sum }
}

/// Whether a line opens a quotation that it does not close. A mark opens where a word follows it and none stands before it.
fn leaves_open(ink: &str) -> bool {
    ['“', '„', '«'].into_iter().filter_map(|mark| ink.rsplit_once(mark)).any(|(before, quoted)| {
        !before.ends_with(|c: char| c.is_alphanumeric() || is_closing(c))
            && quoted.trim_start_matches(['\u{a0}', '\u{202f}', ' ']).starts_with(char::is_alphanumeric)
            && !quoted.contains(['”', '»', '“'])
    })
}

/// How a heading's last line ends.
fn end(ink: &str) -> f32 {
    let bare = ink.trim_end_matches(|c: char| {
        c.is_ascii_digit() || crate::grammar::is_superscript(c) || matches!(c, '*' | '†' | '‡' | '§' | '¶' | '‖')
    });
    let bare = if bare.is_empty() || bare.ends_with(char::is_whitespace) { ink } else { bare };
    let bare = bare.trim_end_matches(['”', '’', '»', '"', '\'', ')', ']', ' ', '\u{a0}']);
    match bare.chars().next_back() {
        // `3.` and `IV.` are numbers
        Some('.') if numbering(ink).is_some_and(|number| number.bare) => 0.0,
        Some('.' | '…') => weight::FULL_STOP,
        Some('?') => weight::QUESTION,
        Some('!') if bare.ends_with("?!") => weight::QUESTION,
        Some('!') => weight::EXCLAMATION,
        Some(':') => weight::COLON,
        Some('—' | '–') => weight::DASH,
        Some(',' | ';' | '-' | '\u{2010}' | '\u{ad}' | '&' | '/') => weight::BREAKS_OFF,
        _ if wants_more(bare) => weight::BREAKS_OFF,
        _ => 0.0,
    }
}

pub(super) fn is_capitals(ink: &str) -> bool {
    !ink.contains(char::is_lowercase) && ink.chars().filter(|c| c.is_uppercase()).count() >= 3
}

/// Whether all longer words of a line begin with capitals, two at least.
fn is_title_case(ink: &str) -> bool {
    let mut longer = 0;
    for word in runs::ink(ink) {
        let mut letters = word.chars().filter(|c| c.is_alphabetic());
        let first = letters.next();
        if letters.nth(2).is_some() {
            if !first.is_some_and(char::is_uppercase) {
                return false;
            }
            longer += 1;
        }
    }
    longer >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_are_left_open() {
        for line in ["To quote the clerk: “The boats", "La loi « des ponts", "Der „Hafen"] {
            assert!(leaves_open(line), "{line}");
        }
        for line in
            ["The “boats” of the clerk", "Der »Hafen« und", "und Hafen“ des", "La loi « des ponts »", "The “boats”2"]
        {
            assert!(!leaves_open(line), "{line}");
        }
    }
}
