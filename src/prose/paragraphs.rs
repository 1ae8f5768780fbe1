//! Where paragraphs begin. Each line end is weighed by itself with what the profile says is usual: blank lines, room
//! left on the line, indents, ends of sentences, capitals. All weights stand here.

use super::{
    inline::is_lone_hyphen,
    profile::{MAX_INDENT, Profile},
    words::Joiner,
};
use crate::{
    grammar::{ends_sentence, enumeration, label::is_symbol, roman::roman},
    page::LineIndex,
    region::Layout,
};

/// A blank line where a blank line is no rule.
const BLANK: f32 = 3.0;
/// A blank line where every line has one.
const BLANK_USUAL: f32 = 0.2;
/// No blank line where paragraphs have one.
const NO_BLANK: f32 = -2.2;
/// No blank line where nearly every line has one.
const NO_BLANK_USUAL: f32 = -1.5;
/// The next word would have fitted on the line, by far.
const ROOM: f32 = 2.2;
/// The next word would have fitted, barely.
const SOME_ROOM: f32 = 1.0;
/// It would not have fitted.
const NO_ROOM: f32 = -2.0;
/// Share of a full line that must be free beyond the next word to count as room: proportional type makes lines of equal
/// length differ by this much in characters.
const ROOM_SHARE: f32 = 0.14;
/// See [`ROOM_SHARE`].
const SOME_ROOM_SHARE: f32 = 0.05;
/// The next line is indented as first lines are.
const INDENT: f32 = 2.0;
/// The line ends a sentence.
const SENTENCE: f32 = 0.9;
/// It does not.
const NO_SENTENCE: f32 = -1.6;
/// It breaks off with a comma or hyphen, or within quotation marks just opened.
const BREAKS_OFF: f32 = -2.0;
/// The next line begins with a small letter.
const SMALL: f32 = -3.0;
/// It begins with a capital or an opening quotation mark.
const CAPITAL: f32 = 0.3;
/// Over a page end, lines of text are rather joined.
const OVER_PAGE: f32 = -0.4;

/// Whether a paragraph begins with line `b`, which follows line `a` in the flow; positive says yes.
pub(super) fn weigh(layout: &Layout, profile: &Profile, joiner: &Joiner, a: LineIndex, b: LineIndex) -> f32 {
    let (first, second) = (layout.ink(a), layout.ink(b));
    if is_lone_hyphen(first) || is_lone_hyphen(second) || joiner.join(first, second).within_word() {
        return BREAKS_OFF + SMALL;
    }
    let over_page = layout.page_of[a] != layout.page_of[b] || b != a + 1 || layout.lines[b].column_break;
    let mut score = if over_page { OVER_PAGE } else { blank(layout, profile, b) };
    score += room(layout, profile, a, second);
    if !over_page {
        let margin = profile.margins[layout.page_of[b] as usize];
        let in_by = layout.lines[b].indent.saturating_sub(margin);
        if (1..=MAX_INDENT).contains(&in_by)
            && layout.lines[b].indent > layout.lines[a].indent
            && profile.indent_share < 0.4
            && in_by > 1
        {
            score += INDENT;
        }
    }
    score += if ends_sentence(first) {
        SENTENCE
    } else if wants_more(first) || first.ends_with([',', '-', '(', '«', '“', '„', '‘', '—', '–', '\u{2010}', '\u{ad}'])
    {
        NO_SENTENCE + BREAKS_OFF
    } else {
        NO_SENTENCE
    };
    let start = second.trim_start_matches(|c: char| {
        is_symbol(c) || matches!(c, '“' | '‘' | '«' | '"' | '\'' | '(' | '[' | '„' | '…' | ' ' | '\u{a0}')
    });
    score += match start.chars().next() {
        Some(c) if c.is_lowercase() => SMALL,
        Some(c) if c.is_uppercase() => CAPITAL,
        _ => 0.0,
    };
    score
}

/// Whether the last word cannot end anything: an article, a preposition, a conjunction.
fn wants_more(line: &str) -> bool {
    const OPEN: &[&str] = &[
        "a", "an", "the", "of", "for", "to", "in", "on", "at", "by", "with", "from", "and", "or", "as", "that",
        "which", "de", "la", "le", "les", "du", "des", "et", "ou", "un", "une", "au", "aux", "en", "der", "die", "das",
        "und", "oder", "den", "dem", "des", "von", "zu", "ein", "eine", "el", "los", "las", "del", "y", "og", "av",
        "til", "i", "och", "med",
    ];
    let word = line.trim_end().rsplit(char::is_whitespace).next().unwrap_or("");
    OPEN.contains(&word)
}

fn blank(layout: &Layout, profile: &Profile, b: LineIndex) -> f32 {
    let usual = layout.blanks_everywhere;
    match (layout.lines[b].blanks > 0, usual) {
        (true, true) => BLANK_USUAL,
        (true, false) => BLANK,
        (false, true) => NO_BLANK_USUAL,
        (false, false) if profile.blank_at_ends > 0.7 && profile.blank_share > 0.01 => NO_BLANK,
        (false, false) => 0.0,
    }
}

/// The classical test: would the next word have fitted on the line?
fn room(layout: &Layout, profile: &Profile, a: LineIndex, second: &str) -> f32 {
    let word = second.split(char::is_whitespace).next().unwrap_or("").chars().count();
    let used = f32::from(layout.lines[a].width) + 1.0 + word as f32;
    let free = (profile.full - used) / profile.full;
    if free > ROOM_SHARE {
        ROOM
    } else if free > SOME_ROOM_SHARE {
        SOME_ROOM
    } else {
        NO_ROOM
    }
}

/// Whether a line could be a heading or part of one, by its own looks.
pub(super) fn looks_like_heading(layout: &Layout, profile: &Profile, line: LineIndex) -> bool {
    let ink = layout.ink(line);
    // a chapter's numeral or a section's letter
    if roman(ink).is_some_and(|n| n < 100) || (ink.len() == 1 && ink.starts_with(|c: char| c.is_ascii_uppercase())) {
        return true;
    }
    // what somebody says
    if ink.starts_with(['“', '"', '„', '«']) && ends_sentence(ink) {
        return false;
    }
    let words = ink.split_whitespace().count();
    let letters = ink.chars().filter(|c| c.is_alphabetic()).count();
    f32::from(layout.lines[line].width) <= profile.full * 0.95
        && words <= 20
        && letters >= 2
        && letters * 2 >= ink.chars().count()
        && !ink.ends_with(['.', ',', ';', ':', '-', '\u{2010}'])
        && (ink.starts_with(char::is_uppercase)
            || enumeration::heading_number(ink).is_some()
            || ink.starts_with(['“', '«', '"']))
}
