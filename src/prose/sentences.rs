//! What the words at a line end say: whether a sentence may end there, and whether the next line may begin one.

use memchr::memchr_iter;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    grammar::{
        endings::{is_separator, wants_more},
        ends_sentence,
        enumeration::{self, Marker},
        label::is_symbol,
    },
    page::LineIndex,
    region::Layout,
};

/// Log-odds that a paragraph begins with the next line, by the words alone. No sign of the layout makes up for the worst.
mod odds {
    /// The sentence ends, and one begins.
    pub(super) const BETWEEN: f32 = 0.6;
    /// It ends with a colon: a list or a quotation follows oftener than not.
    pub(super) const COLON: f32 = 0.6;
    /// The next one begins with an opening quotation mark or a number.
    pub(super) const QUOTED: f32 = 0.5;
    /// A member of a list may end there: with a semicolon, before a capital.
    pub(super) const MEMBER: f32 = -0.8;
    /// The sentence ends, but what follows begins with a small letter.
    pub(super) const SMALL_AFTER_END: f32 = -3.5;
    /// The sentence does not end, but a capital follows: a name, or a heading before.
    pub(super) const CAPITAL_WITHIN: f32 = -2.6;
    /// A bracket closes there, which often holds the source of a quotation, and a capital follows.
    pub(super) const BRACKET: f32 = -0.8;
    /// The same in a language that writes its nouns with capitals.
    pub(super) const NOUN_WITHIN: f32 = -3.6;
    /// The sentence does not end, and a figure or sign follows.
    pub(super) const OTHER_WITHIN: f32 = -3.6;
    /// An abbreviation's full stop.
    pub(super) const ABBREVIATED: f32 = -3.0;
    /// The sentence runs on into a small letter.
    pub(super) const RUNS_ON: f32 = -6.0;
    /// It cannot end there: with a comma, an article, an open bracket.
    pub(super) const OPEN: f32 = -6.0;
    /// A line of asterisks or dashes stands between sections.
    pub(super) const SEPARATOR: f32 = 4.0;
    /// A line cannot begin so: with a closing mark.
    pub(super) const CLOSES: f32 = -8.0;
}

/// How a document writes its sentences.
#[derive(Debug)]
pub(super) struct Sentences<'t> {
    /// Words with a full stop that stand within sentences.
    abbreviations: FxHashSet<&'t str>,
    /// Whether nouns have capitals.
    nouns: bool,
}

impl<'t> Sentences<'t> {
    /// Looks over lines for abbreviations: words with a full stop before a small letter or a figure. Linear time.
    pub(super) fn of(layout: &Layout<'t>, lines: impl Iterator<Item = LineIndex>, nouns: bool) -> Self {
        let mut seen: FxHashMap<&'t str, (u32, u32)> = FxHashMap::default();
        for line in lines {
            let ink = layout.said(line);
            for at in memchr_iter(b'.', ink.as_bytes()) {
                let (word, next) = ink.split_at(at + 1);
                if !next.starts_with(char::is_whitespace) {
                    continue;
                }
                let word = word.rsplit(char::is_whitespace).next().unwrap_or("");
                let next = next.trim_start();
                let counts = seen.entry(word.trim_start_matches(['(', '[', '“', '«', '"'])).or_default();
                let within = next.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit());
                counts.0 += u32::from(within);
                counts.1 += u32::from(!within);
            }
        }
        let abbreviations = seen.into_iter().filter(|(_, (within, between))| within > between).map(|(word, _)| word);
        Self { abbreviations: abbreviations.collect(), nouns }
    }

    /// Log-odds that a paragraph begins with a line after another, by the words alone.
    pub(super) fn odds(&self, first: &str, second: &str) -> f32 {
        if is_separator(first) || is_separator(second) {
            return odds::SEPARATOR;
        }
        let start = second.trim_start_matches(|c: char| is_symbol(c) || matches!(c, '(' | '[' | '…' | ' ' | '\u{a0}'));
        let bare = start.trim_start_matches(['“', '‘', '«', '"', '\'', '„', '‹', ' ', '\u{a0}']);
        let quoted = bare.len() < start.len();
        let Some(next) = bare.chars().next() else { return odds::CLOSES };
        if matches!(next, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '»' | '”' | '’' | '%') {
            return odds::CLOSES;
        }
        let counted = enumeration::items(second).any(|item| matches!(item.marker, Marker::Ordered { .. }));
        if counted && first.ends_with([';', ',', '—', '–']) {
            return odds::MEMBER;
        }
        let colon = first.trim_end_matches(['—', '–', '-', ' ']).ends_with(':');
        if !ends_sentence(first) && !colon {
            return self.within(first, next);
        }
        if next.is_lowercase() && !counted {
            return if colon { odds::CAPITAL_WITHIN } else { odds::SMALL_AFTER_END };
        }
        if !colon && self.abbreviates(first) {
            return odds::ABBREVIATED;
        }
        odds::BETWEEN + if colon { odds::COLON } else { 0.0 } + if quoted || counted { odds::QUOTED } else { 0.0 }
    }

    fn within(&self, first: &str, next: char) -> f32 {
        if next.is_lowercase() {
            return odds::RUNS_ON;
        }
        if first.ends_with([',', '-', '(', '[', '«', '“', '„', '‘', '\u{2010}', '\u{ad}', '&', '/'])
            || wants_more(first)
        {
            return odds::OPEN;
        }
        if first.ends_with([';', '—', '–']) && next.is_uppercase() {
            return odds::MEMBER;
        }
        if first.ends_with(']') && next.is_uppercase() {
            return odds::BRACKET;
        }
        match (next.is_uppercase(), self.nouns) {
            (true, false) => odds::CAPITAL_WITHIN,
            (true, true) => odds::NOUN_WITHIN,
            (false, _) => odds::OTHER_WITHIN,
        }
    }

    /// Whether the full stop at a line's end may be an abbreviation's: of a single capital, of one of the usual ones, or
    /// of a word that the document abbreviates elsewhere.
    fn abbreviates(&self, line: &str) -> bool {
        const USUAL: &[&str] = &[
            "Mr.", "Mrs.", "Ms.", "Dr.", "Prof.", "Rev.", "Hon.", "St.", "Gen.", "Col.", "Capt.", "Lt.", "Messrs.",
            "No.", "Nos.", "Art.", "Arts.", "vol.", "vols.", "p.", "pp.", "cf.", "cp.", "e.g.", "i.e.", "viz.", "ca.",
            "vs.", "v.", "ch.", "sec.", "fig.", "Fig.", "ed.", "eds.", "M.", "MM.", "Mme.", "Nr.", "Bd.", "S.", "z.",
            "B.", "Hr.", "Fr.", "Sr.", "Sra.", "nr.", "bl.", "dr.", "hr.",
        ];
        let word = line.rsplit(char::is_whitespace).next().unwrap_or("").trim_start_matches(['(', '[', '“', '«', '"']);
        let initial = || {
            let mut chars = word.chars();
            chars.next().is_some_and(char::is_uppercase) && chars.as_str() == "."
        };
        self.abbreviations.contains(word) || USUAL.contains(&word) || initial()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn odds_of(first: &str, second: &str) -> f32 {
        Sentences { abbreviations: ["Hbl."].into_iter().collect(), nouns: false }.odds(first, second)
    }

    #[test]
    fn words_tell_where_no_paragraph_begins() {
        let between = odds_of("the end.", "Then he went");
        for (first, second) in [
            ("the end of", "Germany and"),
            ("as Mr.", "Wren had said"),
            ("see Hbl.", "Adair, who"),
            ("the city,", "Bergen, was"),
            ("and then", "he went"),
            ("as said", ") in June"),
        ] {
            assert!(odds_of(first, second) < between - 2.0, "{first} / {second}");
        }
        for (first, second) in [("as follows:", "First, the"), ("he wrote:—", "“My dear"), ("the end.”", "“So it is")]
        {
            assert!(odds_of(first, second) > between, "{first} / {second}");
        }
    }
}
