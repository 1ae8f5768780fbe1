//! How two lines of one paragraph are joined: with a space, with nothing, or with the hyphen between them gone.
//!
//! The witness decides first: the document's own words. Then the language's hyphenation patterns. In doubt the hyphen
//! stays: an unhealed word can be seen, a welded one not.

use super::{
    parts::{
        LONG_PART, has_file_ending, has_vowel, head_word, is_clitic, is_ending, is_french_prefix, is_prefix,
        is_suspended, long, tail_word,
    },
    signs::Signs,
    witness::{Verdict, Witness},
};
use crate::{
    anchor::Words,
    grammar::{
        endings::wants_more,
        url::{self, Scheme},
    },
    text::language::is_english_word,
};

/// What happens between two lines.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Join {
    /// A space.
    Space,
    /// Nothing: the hyphen is the word's own, or an address or dash goes on.
    Nothing,
    /// The hyphen (this many bytes at the end of the first line) goes and the word is whole.
    Weld {
        /// Bytes of the hyphen.
        hyphen: usize,
        /// 0 to 1.
        confidence: f32,
        /// Why.
        why: &'static str,
    },
    /// Like `Nothing`, but it is not sure that the hyphen is the word's own.
    Unsure,
    /// Nothing: a word broken without a hyphen, which stands whole elsewhere.
    Witnessed,
    /// Nothing: a large first letter and the rest of its word.
    DropCap,
}

impl Join {
    /// Whether one word goes on over the line end.
    pub fn within_word(self) -> bool {
        matches!(self, Self::Weld { .. } | Self::Witnessed | Self::DropCap)
    }
}

/// What the join of lines depends on.
#[derive(Debug)]
pub struct Joiner<'a, 't> {
    /// The document's words.
    pub words: &'a Words,
    /// The language's hyphenation patterns.
    pub patterns: Option<hypher::Lang>,
    /// Addresses that the document lists, sorted.
    pub targets: &'a [&'t str],
    /// What the hyphens at line ends say.
    pub signs: Signs,
    /// What other documents say.
    pub witness: Option<&'a Witness>,
}

/// English words that others are made with which nobody writes with a hyphen: `somewhere`, `hereafter`, `themselves`.
const WRITTEN_TOGETHER: &[&str] = &[
    "some", "any", "every", "when", "where", "what", "here", "there", "with", "never", "else", "thing", "times",
    "body", "ever", "after", "fore", "upon", "wise", "while", "self", "selves", "over",
];
/// Points of the compass, which keep their hyphen before another: `nord-` / `østlig`.
const COMPASS: &[&str] = &[
    "nord", "noord", "norr", "sør", "syd", "süd", "söder", "zuid", "øst", "öst", "ost", "oost", "vest", "väst", "west",
];
/// Letters from which a part that stands elsewhere in the document is likely a word of its own and no ending.
const LIKELY_WORD: usize = 5;
/// Letters of the longest word that only links a compound: `state-of-the-` / `art`.
const LONGEST_LINK: usize = 3;
/// Shortest part of a word broken without a hyphen.
const TORN_PART: usize = 3;
/// Shortest part of a word, in letters, that typesetters leave on a line.
const MIN_PART: usize = 2;

impl Joiner<'_, '_> {
    /// How line `b` follows line `a` in a paragraph.
    pub fn join(&self, a: &str, b: &str) -> Join {
        let Some(last) = a.chars().next_back() else { return Join::Space };
        let hyphen = last.len_utf8();
        if self.signs.breaks == Some(last) && b.starts_with(char::is_alphanumeric) {
            return Join::Weld { hyphen, confidence: 0.97, why: "a sign that stands only where words are broken" };
        }
        if let Some(join) = self.address(a, b) {
            return join;
        }
        match last {
            '-' | '\u{2010}' | '\u{ad}' | '¬' => self.hyphen(a, b, last),
            '—' | '–' if !a[..a.len() - hyphen].ends_with(char::is_whitespace) => Join::Nothing,
            '/' if !a[..a.len() - 1].ends_with(char::is_whitespace) => Join::Nothing,
            _ if b.starts_with('—') && !b[3..].starts_with(char::is_whitespace) => Join::Nothing,
            _ if self.is_drop_cap(a, b) => Join::DropCap,
            _ if self.is_torn(a, b) => Join::Witnessed,
            _ => Join::Space,
        }
    }

    /// Whether a word was broken without a hyphen: its parts stand nowhere else, and the whole does.
    fn is_torn(&self, a: &str, b: &str) -> bool {
        if !a.ends_with(char::is_lowercase) || !b.starts_with(char::is_lowercase) {
            return false;
        }
        let once = |part: &str| part.chars().nth(TORN_PART - 1).is_some() && self.words.count(part) <= 1;
        let head = tail_word(a);
        if !once(head) {
            return false;
        }
        let tail = head_word(b);
        once(tail) && self.count(&format!("{head}{tail}")) > 0 && !(self.listed(head) && self.listed(tail))
    }

    /// Whether a line is a large first letter, and the next one goes on with its word: `T` / `HE QUICK`.
    fn is_drop_cap(&self, a: &str, b: &str) -> bool {
        let mut letters = a.chars();
        let (Some(first), None) = (letters.next(), letters.next()) else { return false };
        let rest = head_word(b);
        if !first.is_uppercase() || rest.chars().nth(1).is_none() || rest.contains(|c: char| !c.is_alphabetic()) {
            return false;
        }
        let same_case = rest.chars().all(char::is_uppercase) || rest.chars().all(char::is_lowercase);
        let known = |word: &str| {
            let lower = word.to_lowercase();
            self.count(&lower) > 0 || self.listed(&lower)
        };
        same_case && known(&format!("{first}{rest}")) && !(matches!(first, 'A' | 'I' | 'O') && known(rest))
    }

    fn hyphen(&self, a: &str, b: &str, mark: char) -> Join {
        let stem = &a[..a.len() - mark.len_utf8()];
        let head = tail_word(stem);
        let tail = head_word(b);
        if head.is_empty() {
            // a hyphen that stands by itself is a dash
            return if stem.ends_with(|c: char| c.is_ascii_digit()) && b.starts_with(|c: char| c.is_ascii_digit()) {
                Join::Nothing
            } else {
                Join::Space
            };
        }
        if tail.is_empty() {
            return Join::Nothing;
        }
        if is_suspended(b, self.patterns) {
            return Join::Space;
        }
        let hyphen = mark.len_utf8();
        let small = tail.starts_with(char::is_lowercase);
        let joined = self.count(&format!("{head}{tail}"));
        let mut kept = self.count(&format!("{head}-{tail}")) + self.count(&format!("{head}\u{2010}{tail}"));
        if self.signs.soft_within {
            kept += self.count(&format!("{head}\u{ad}{tail}"));
        }
        if joined > kept && small {
            return Join::Weld { hyphen, confidence: 0.97, why: "the word stands whole elsewhere in the document" };
        }
        if kept > 0 {
            return Join::Nothing;
        }
        match self.witness.filter(|_| joined == 0 && small).and_then(|witness| witness.verdict(head, tail)) {
            Some(Verdict::Whole) => {
                return Join::Weld {
                    hyphen,
                    confidence: 0.95,
                    why: "the word stands whole in other documents of the folder",
                };
            }
            Some(Verdict::Hyphenated) => return Join::Nothing,
            None => {}
        }
        if !small || head.chars().count() < MIN_PART || head.chars().next_back().is_some_and(|c| c.is_ascii_digit()) {
            return Join::Nothing;
        }
        // `TV-` / `serie`: an abbreviation, which no line end breaks
        if head.chars().nth(1).is_some() && head.chars().all(char::is_uppercase) {
            return Join::Nothing;
        }
        // `state-of-the-` / `art`: a compound that has hyphens already
        let in_compound = stem[..stem.len() - head.len()].ends_with(['-', '\u{2010}']);
        let link = |part: &str| self.count(part) > 0 || part.chars().count() <= LONGEST_LINK;
        if in_compound && (link(head) || !self.breaks_there(head, tail)) {
            return Join::Nothing;
        }
        // `openssh-` / `client-package`
        let compound_below =
            b[tail.len()..].strip_prefix('-').is_some_and(|rest| rest.starts_with(char::is_alphabetic));
        if compound_below && (link(tail) || !self.breaks_there(head, tail)) {
            return Join::Nothing;
        }
        // `gpg-` / `key`: what has no vowel is no syllable, and no line end leaves it
        if !has_vowel(head) {
            return Join::Nothing;
        }
        if self.patterns == Some(hypher::Lang::French) && (is_clitic(tail) || is_french_prefix(head)) {
            return Join::Nothing;
        }
        let word = |part: &str, letters: usize| part.chars().count() >= letters && self.count(part) > 0;
        let listed = self.listed(&format!("{head}{tail}"));
        let parts = self.listed(head) && self.listed(tail);
        if mark == '-' && self.signs.marked {
            return Join::Nothing;
        }
        if let Some(join) = self.closed(head, tail, hyphen) {
            return join;
        }
        if mark != '-' {
            // some extractors print every hyphen as a soft one
            return if is_prefix(head) || (word(head, LONG_PART) && word(tail, LONG_PART)) {
                Join::Nothing
            } else if parts && !listed {
                Join::Unsure
            } else {
                Join::Weld { hyphen, confidence: 0.9, why: "a typesetter's hyphen, which marks where a word breaks" }
            };
        }
        if is_ending(tail) && self.breaks_there(head, tail) {
            return Join::Weld { hyphen, confidence: 0.9, why: "an ending, which has no hyphen before it" };
        }
        let one_word = listed && (WRITTEN_TOGETHER.contains(&head) || WRITTEN_TOGETHER.contains(&tail));
        let two_words = parts && !one_word && (!listed || is_prefix(head) || (long(head) && long(tail)));
        if listed && !two_words {
            return Join::Weld { hyphen, confidence: 0.93, why: "a list of the language's words has the word whole" };
        }
        let compound = two_words || is_prefix(head) || word(head, LIKELY_WORD) || word(tail, LIKELY_WORD);
        match (self.breaks_there(head, tail), compound) {
            (true, false) => Join::Weld {
                hyphen,
                confidence: 0.85,
                why: "the language breaks the word there, and its parts are no words of the document",
            },
            (_, true) => Join::Unsure,
            (false, false) if self.count(tail) == 0 && self.count(head) == 0 => {
                Join::Weld { hyphen, confidence: 0.75, why: "neither part stands alone anywhere in the document" }
            }
            _ => Join::Unsure,
        }
    }

    /// How the parts of a word are joined in a language that writes its compounds as one word. There, that either part is
    /// a word by itself is no sign of a hyphen, but rather of a compound. Pairs of one kind have one (`norsk-` / `svensk`,
    /// `nord-` / `østlig`); names (`Alpen-` / `nære`) and like vowels that meet may have one.
    fn closed(&self, head: &str, tail: &str, hyphen: usize) -> Option<Join> {
        use hypher::Lang::{Danish, Dutch, Finnish, German, Icelandic, Norwegian, Swedish};
        let of =
            |lang: &hypher::Lang| matches!(lang, Danish | Dutch | Finnish | German | Icelandic | Norwegian | Swedish);
        let lang = self.patterns.filter(of)?;
        let adjective = |part: &str| {
            let stem = part.trim_end_matches(['e', 'n', 'r', 's', 'm', 't', 'a']);
            part.starts_with(char::is_lowercase)
                && ["sch", "sk"].iter().any(|end| part.ends_with(end) || stem.ends_with(end))
        };
        let compass = COMPASS.contains(&head) && COMPASS.iter().any(|point| tail.starts_with(point));
        if compass || (adjective(head) && adjective(tail)) {
            return Some(Join::Unsure);
        }
        let meet = head.chars().next_back().filter(|c| "aeiouyäöåø".contains(*c)).is_some_and(|c| tail.starts_with(c));
        if meet || (lang != German && head.starts_with(char::is_uppercase)) {
            return None;
        }
        let word = |part: &str| long(part) && self.count(part) > 0;
        let why = "the language writes its compounds as one word";
        if self.breaks_there(head, tail) {
            Some(Join::Weld { hyphen, confidence: 0.85, why })
        } else if word(head) && word(tail) {
            Some(Join::Weld { hyphen, confidence: 0.8, why })
        } else {
            None
        }
    }

    /// Whether a list of the language's words has a word, as written or in small letters. Only English has a list that
    /// is loaded in no time; in other languages no word is listed.
    fn listed(&self, word: &str) -> bool {
        self.patterns == Some(hypher::Lang::English) && is_english_word(word)
    }

    /// Whether a soft hyphen *within* a line, between two parts of a word, marks no more than a break. Some extractors
    /// print every hyphen as a soft one, so that it may be the word's own.
    pub fn is_soft(&self, head: &str, tail: &str) -> bool {
        let (head, tail) = (tail_word(head), head_word(tail));
        if head.is_empty() || tail.is_empty() {
            return false;
        }
        if self.count(&format!("{head}{tail}")) > 0 {
            return true;
        }
        if self.signs.soft_within {
            return false;
        }
        let known = |part: &str| part.chars().count() >= 3 && self.count(part) > 0;
        !is_prefix(head) && !known(head) && !known(tail) && self.breaks_there(head, tail)
    }

    /// Whether the patterns allow a break between two parts of a word.
    fn breaks_there(&self, head: &str, tail: &str) -> bool {
        let Some(lang) = self.patterns else {
            return head.chars().count() >= MIN_PART && tail.chars().count() > MIN_PART;
        };
        let word = format!("{head}{tail}").to_lowercase();
        let mut at = 0;
        for syllable in hypher::hyphenate(&word, lang) {
            at += syllable.len();
            if at == head.len() {
                return true;
            }
        }
        false
    }

    fn count(&self, word: &str) -> u32 {
        let found = self.words.count(word);
        if found > 0 {
            return found;
        }
        let lower = word.to_lowercase();
        let found = self.words.count(&lower);
        if found > 0 || lower != word {
            return found;
        }
        let mut chars = word.chars();
        chars.next().map_or(0, |first| {
            let capital: String = first.to_uppercase().chain(chars).collect();
            self.words.count(&capital)
        })
    }

    /// Whether a target begins so.
    fn is_target_begun(&self, begun: &str) -> bool {
        let at = self.targets.partition_point(|target| *target < begun);
        self.targets.get(at).is_some_and(|target| target.starts_with(begun))
    }

    fn is_target(&self, address: &str) -> bool {
        self.targets.binary_search(&address).is_ok()
    }

    /// An address that goes on over the line end: the listed targets tell, else what its end and the next line look like.
    fn address(&self, a: &str, b: &str) -> Option<Join> {
        if !a.bytes().rev().take_while(|byte| *byte != b' ').any(|byte| matches!(byte, b'/' | b'.')) {
            return None;
        }
        let token = a.rsplit(char::is_whitespace).next()?;
        let at = token
            .find("://")
            .map(|at| token[..at].trim_end_matches(|c: char| c.is_ascii_alphabetic()).len())
            .or_else(|| token.find("www."))?;
        let begun = &token[at..];
        let next = b.split(char::is_whitespace).next().unwrap_or("");
        let more = next.trim_end_matches(['.', ',', ';', ')', ']']);
        if more.is_empty() {
            return None;
        }
        let whole = format!("{begun}{more}");
        // nothing that is listed begins with what no listed address begins with
        let listed = self.is_target_begun(begun);
        let ends = more.char_indices().map(|(at, _)| at).filter(|at| *at > 2).map(|at| begun.len() + at);
        if listed && (self.is_target_begun(&whole) || ends.into_iter().any(|end| self.is_target(&whole[..end]))) {
            return Some(Join::Nothing);
        }
        let mut named = begun.trim_end_matches(['/', '.', ',', ')']).to_owned();
        // with as many slashes behind it as any target has
        while self.is_target_begun(&named) {
            if self.is_target(&named) {
                return Some(Join::Space);
            }
            named.push('/');
        }
        // a blank to be filled in or a rule; the next address of a list; `and`, with more words behind it
        let blank = !more.contains(char::is_alphanumeric);
        let other = [begun, more].into_iter().all(is_address_itself) && !takes_address(begun);
        let small = begun.ends_with('/') && next.len() < b.len() && wants_more(next);
        if blank || other || small {
            return Some(Join::Space);
        }
        let open = begun.ends_with(['/', '-', '_', '=', '&', '?', '%', '#', '~', '+']);
        let path = more.chars().all(url::is_address)
            && (more.contains('/')
                || more.contains('_')
                || more.contains('=')
                || has_file_ending(more)
                || more.matches('-').count() > 1);
        let word = more.chars().all(char::is_alphabetic) && more.starts_with(char::is_uppercase);
        // a host that breaks behind one of its dots: `https://www.` / `a.org/b`
        let host = begun.ends_with('.')
            && begun.split_once("//").is_some_and(|(_, rest)| !rest.contains('/'))
            && more.starts_with(|c: char| c.is_ascii_lowercase());
        ((open && !word)
            || (host && path)
            || (path && !begun.ends_with(['.', ',', ';', ')']) && !more.starts_with('(')))
        .then_some(Join::Nothing)
    }
}

/// Whether a word begins an address, of which more than the scheme stands there.
fn is_address_itself(word: &str) -> bool {
    url::address(word).is_some_and(|(_, scheme)| scheme == Scheme::Live)
}

/// Whether an address may go on with another one: behind the name of a query's part (`?page=`), or the date of an archive
/// (`/web/2010/`).
fn takes_address(begun: &str) -> bool {
    let part = begun.trim_end_matches('/').rsplit('/').next().unwrap_or("");
    begun.ends_with('=') || part.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn join(words: &[(&'static str, u32)], a: &str, b: &str) -> Join {
        let mut counted = Words::default();
        words.iter().for_each(|&(word, count)| (0..count).for_each(|_| counted.add(word)));
        Joiner {
            words: &counted,
            patterns: Some(hypher::Lang::English),
            targets: &["https://a.org/m-13-13.pdf"],
            signs: Signs::default(),
            witness: None,
        }
        .join(a, b)
    }

    fn welds(join: Join) -> bool {
        matches!(join, Join::Weld { .. })
    }

    #[test]
    fn the_witness_decides_first() {
        assert!(welds(join(&[("economy", 2)], "the econo-", "my of")));
        assert_eq!(join(&[("co-operation", 1)], "the co-", "operation of"), Join::Nothing);
    }

    #[test]
    fn patterns_decide_next() {
        assert!(welds(join(&[], "the rehabili-", "tation of")));
        assert!(welds(join(&[], "the rehabili\u{ad}", "tation of")));
        // a word that stands elsewhere, and an ending
        assert!(welds(join(&[("wonderful", 2)], "the wonderful-", "ness of")));
    }

    #[test]
    fn hard_hyphens_stay() {
        for (a, b) in [
            ("the military-", "industrial"),
            ("the Franco-", "German war"),
            ("in 1914-", "18 the"),
            ("state-of-the-", "art"),
            ("a self-", "defeating"),
            ("the n-", "2 case"),
            ("with gpg-", "keys"),
            ("the openssh\u{ad}", "client-package"),
        ] {
            let words = [("military", 3), ("industrial", 2), ("client", 1)];
            assert!(!welds(join(&words, a, b)), "{a}{b}");
        }
        assert_eq!(join(&[], "the pre-", "and post-war"), Join::Space);
    }

    #[test]
    fn addresses_go_on() {
        assert_eq!(join(&[], "at https://a.org/m-13-", "13.pdf. And"), Join::Nothing);
        assert_eq!(join(&[], "see https://b.org/x", "And then"), Join::Space);
        assert_eq!(join(&[], "see »https://b.org/", "docs/x.html"), Join::Nothing);
        assert_eq!(join(&[], "see https://b.org/", "docs/x.html"), Join::Nothing);
        assert_eq!(join(&[], "at https://www.", "b.org/docs/x. And"), Join::Nothing);
        assert_eq!(join(&[], "see https://www.b.org.", "and/or more"), Join::Nothing);
        assert_eq!(join(&[], "see https://b.org/", "https://c.org/docs/"), Join::Space);
        assert_eq!(join(&[], "see https://b.org/", "www.c.org/docs/"), Join::Space);
        assert_eq!(join(&[], "see https://b.org/web/2010/", "https://c.org/docs/"), Join::Nothing);
        assert_eq!(join(&[], "see https://b.org/see?page=", "https://c.org/docs/"), Join::Nothing);
        assert_eq!(join(&[], "see https://b.org/docs/", "and others"), Join::Space);
        assert_eq!(join(&[], "see https://b.org/docs/", "de"), Join::Nothing);
        assert_eq!(join(&[], "fill in: https://b.org/blank", "____"), Join::Space);
    }
}
