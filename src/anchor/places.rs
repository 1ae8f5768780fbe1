//! Where a call could stand in the body: the ends of sentences and clauses, with the words about them; and the habits
//! of a document's known calls, which say at which of these ends, and how far from its note, a lost call likely stood.

use std::ops::Range;

use super::{Found, infer as w};
use crate::{
    grammar::{runs, small_hash},
    region::Layout,
};

/// The first letters of a word, small, as a hash: equal words have equal stems.
pub(super) type Stem = u64;

/// The end of a sentence or clause.
#[derive(Clone, Debug)]
pub(super) struct End {
    /// Text offset behind its last word, or behind its full stop where the document's calls stand there.
    pub(super) at: usize,
    /// Words of the body up to here.
    pub(super) words: u32,
    /// Its page.
    pub(super) page: u32,
    /// Index into [`Body::sentences`].
    pub(super) sentence: u32,
    /// Whether the sentence ends here, and not only a clause of it.
    pub(super) full: bool,
}

/// A word that is compared.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// What is compared.
    pub(super) stem: Stem,
    /// Words of the body up to and with it.
    pub(super) at: u32,
}

/// A sentence.
#[derive(Clone, Debug)]
pub(super) struct Sentence {
    /// Its words: indices into [`Body::words`].
    pub(super) words: Range<usize>,
    /// Whether it quotes.
    pub(super) quotes: bool,
    /// Whether it gives a number or a date.
    pub(super) counts: bool,
    /// Words in it that begin with a capital.
    pub(super) names: u16,
}

/// The body as sentences, with every place where a call could stand.
#[derive(Debug, Default)]
pub(super) struct Body {
    /// In the order of the text.
    pub(super) ends: Vec<End>,
    /// In the order of the text; the last may have no end.
    pub(super) sentences: Vec<Sentence>,
    /// The words of all sentences.
    pub(super) words: Vec<Word>,
}

impl Body {
    /// Reads the body, the marks of known calls aside. Linear time.
    pub(super) fn read(layout: &Layout, found: &Found) -> Self {
        let text = layout.text.as_str();
        let calls = calls(found);
        let behind = behind_stops(text, &calls);
        let mut next = 0;
        let mut body = Self::default();
        let mut last: Option<Stem> = None;
        let (mut count, mut from, mut quotes, mut counts, mut names) = (0, 0, false, false, 0u16);
        for (place, &line) in found.body.iter().enumerate() {
            let (ink, page) = (layout.lines[line].ink.clone(), layout.page_of[line]);
            for word in runs::ink(&text[ink.clone()]) {
                let start = word.as_ptr() as usize - text.as_ptr() as usize;
                let end = start + word.len();
                while calls.get(next).is_some_and(|call| call.start < start) {
                    next += 1;
                }
                // a mark cuts its token: what stands before it is the word, what follows may close the sentence
                let mark = match calls.get(next) {
                    Some(call) if call.start < end => {
                        next += 1;
                        call.start..call.end.min(end)
                    }
                    _ => end..end,
                };
                count += 1;
                let mut add = |stem: Option<Stem>| {
                    if let Some(stem) = stem {
                        body.words.push(Word { stem, at: count });
                        body.words.extend(last.map(|before| Word { stem: pair(before, stem), at: count }));
                    }
                    last = stem;
                };
                if let Some(plain) = plain_word(word).filter(|_| mark.is_empty()) {
                    // nothing but a word, as most tokens are: it ends nothing
                    counts |= plain.counts;
                    names = names.saturating_add(u16::from(word.as_bytes()[0].is_ascii_uppercase()));
                    add(plain.stem);
                    continue;
                }
                let token = Token::new(word, &text[start..mark.start], &text[mark.end..end]);
                quotes |= token.quotes;
                counts |= token.counts;
                names = names.saturating_add(u16::from(token.named));
                token.each_stem(add);
                let full = token.has_stop(&['.', '!', '?', '…']) && !token.is_initial() && {
                    let lines = || found.body[place + 1..].iter().map(|&line| layout.ink(line));
                    let next =
                        runs::ink(&text[end..ink.end]).next().or_else(|| lines().find_map(|l| runs::ink(l).next()));
                    let next = next.map_or("", |next| next.trim_start_matches(|c: char| !c.is_alphanumeric()));
                    !next.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit())
                };
                if full || token.has_stop(&[',', ';', ':', '»', '”', ')', '—', '–']) {
                    let at = if !mark.is_empty() {
                        mark.end
                    } else if behind {
                        end
                    } else {
                        start + token.closed()
                    };
                    let sentence = body.sentences.len() as u32;
                    body.ends.push(End { at, words: count, page, sentence, full });
                }
                if full {
                    body.sentences.push(Sentence { words: from..body.words.len(), quotes, counts, names });
                    (from, quotes, counts, names) = (body.words.len(), false, false, 0);
                }
            }
        }
        body.sentences.push(Sentence { words: from..body.words.len(), quotes, counts, names });
        body
    }
}

/// The marks of all known calls, in the order of the text.
fn calls(found: &Found) -> Vec<Range<usize>> {
    let mut calls: Vec<Range<usize>> =
        found.notes.iter().filter_map(|n| Some(n.call.as_ref()?.range.clone())).collect();
    calls.sort_by_key(|r| r.start);
    calls
}

/// Whether the document's calls stand behind full stops and commas rather than before them.
fn behind_stops(text: &str, calls: &[Range<usize>]) -> bool {
    let stop = |c: Option<char>| usize::from(c.is_some_and(|c| matches!(c, '.' | ',' | ';' | ':' | '?' | '!')));
    let behind: usize = calls.iter().map(|c| stop(text[..c.start].chars().next_back())).sum();
    let before: usize = calls.iter().map(|c| stop(text[c.end..].chars().next())).sum();
    behind > before
}

/// What stands between two spaces, without the mark of a call that it may have.
struct Token<'t> {
    /// Before the mark, and behind it.
    head: &'t str,
    tail: &'t str,
    /// The part of `head` up to its last letter or digit.
    bare: &'t str,
    /// Its letters and digits of ASCII, if it is these and a stop.
    plain: Option<Plain>,
    /// Whether it opens or closes a quotation.
    quotes: bool,
    /// Whether it has digits.
    counts: bool,
    /// Whether it begins with a capital.
    named: bool,
}

impl<'t> Token<'t> {
    /// Reads a token, of which a mark lies between two parts.
    fn new(all: &'t str, head: &'t str, tail: &'t str) -> Self {
        let signs = || all.contains(['«', '»', '“', '”', '„']);
        let (plain, len) = plain(head);
        let stopped = matches!(head.as_bytes()[len..], [b'.' | b',' | b';' | b':' | b'!' | b'?']);
        if len > 0 && tail.is_empty() && stopped {
            let named = head.as_bytes()[0].is_ascii_uppercase();
            let (quotes, counts) = (all.len() > head.len() && signs(), plain.counts);
            return Self { head, tail, bare: &head[..len], plain: Some(plain), quotes, counts, named };
        }
        let bare = head.trim_end_matches(|c: char| !c.is_alphanumeric());
        let named = bare.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(char::is_uppercase);
        let counts = head.contains(|c: char| c.is_ascii_digit());
        let quotes = signs() || all.starts_with('"');
        Self { head, tail, bare, plain: None, quotes, counts, named }
    }

    /// Tells of each of its parts what is compared.
    fn each_stem(&self, mut tell: impl FnMut(Option<Stem>)) {
        match &self.plain {
            Some(plain) => tell(plain.stem),
            None => parts(self.head)
                .chain(parts(self.tail))
                .filter(|part| !part.is_empty())
                .for_each(|part| tell(stem(part).map(|(stem, _)| stem))),
        }
    }

    /// Whether one of some stops stands behind its letters, or behind the mark.
    fn has_stop(&self, stops: &[char]) -> bool {
        [&self.head[self.bare.len()..], self.tail]
            .iter()
            .any(|end| end.contains(stops) && !end.contains(char::is_alphanumeric))
    }

    /// Whether it is a letter by itself, but for a sign.
    fn is_initial(&self) -> bool {
        self.bare.chars().take(3).count() < 3 && self.bare.chars().filter(|c| c.is_alphabetic()).count() == 1
    }

    /// The length of what a call before the stops stands behind.
    fn closed(&self) -> usize {
        self.head.trim_end_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '»' | '”' | ')' | '"')).len()
    }
}

/// A word of nothing but letters and digits of ASCII.
pub(super) struct Plain {
    /// What is compared; short words are nothing.
    pub(super) stem: Option<Stem>,
    /// Whether it is a name or number.
    pub(super) name: bool,
    /// Whether it has digits.
    counts: bool,
}

/// A token as a word, if it is nothing else, as most are.
#[inline]
pub(super) fn plain_word(token: &str) -> Option<Plain> {
    let (plain, len) = plain(token);
    (len == token.len()).then_some(plain)
}

/// The letters and digits of ASCII that a token begins with, and how many these are: told in one look at its bytes.
#[inline]
fn plain(token: &str) -> (Plain, usize) {
    /// Letters and digits, small; nought for all other bytes.
    const SMALL: [u8; 256] = {
        let mut small = [0; 256];
        let mut byte = 0u8;
        while byte < 128 {
            if byte.is_ascii_alphanumeric() {
                small[byte as usize] = byte.to_ascii_lowercase();
            }
            byte += 1;
        }
        small
    };
    let (mut stem, mut counts, mut len) = (0, false, 0);
    for byte in token.bytes() {
        let small = SMALL[usize::from(byte)];
        if small == 0 {
            break;
        }
        counts |= small <= b'9';
        if len < w::STEM {
            stem = with_letter(stem, small);
        }
        len += 1;
    }
    let name = len > 0 && !token.as_bytes()[0].is_ascii_lowercase();
    let long = len >= 4 || (name && len == 3);
    (Plain { stem: long.then(|| spread(stem)), name, counts }, len)
}

/// The parts of a compound.
pub(super) fn parts(token: &str) -> impl Iterator<Item = &str> {
    token.split(parts_words)
}

#[inline]
fn parts_words(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '–' | '—' | '/')
}

/// What of a word is compared: its first letters, small; short words are nothing. And whether it is a name or number.
pub(super) fn stem(token: &str) -> Option<(Stem, bool)> {
    if let Some(plain) = plain_word(token) {
        return plain.stem.map(|stem| (stem, plain.name));
    }
    let word = token.trim_matches(|c: char| !c.is_alphanumeric());
    let word = word.strip_suffix("’s").or(word.strip_suffix("'s")).unwrap_or(word);
    let letters = word.chars().take(4).count();
    let name = word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    (letters >= 4 || (name && letters >= 3)).then(|| (stem_of(word), name))
}

/// The first letters of a word, small: as they are where they are ASCII, as they mostly are, else a hash of them.
fn stem_of(word: &str) -> Stem {
    let mut stem = 0;
    for byte in word.bytes().take(w::STEM) {
        if !byte.is_ascii() {
            return small_hash(word.chars().take(w::STEM));
        }
        stem = with_letter(stem, byte.to_ascii_lowercase());
    }
    spread(stem)
}

/// Letters with one more, which is small.
fn with_letter(letters: u64, letter: u8) -> u64 {
    const { assert!(w::STEM <= size_of::<Stem>()) };
    letters << 8 | u64::from(letter)
}

/// Spreads letters over all bits, so that no two pairs of words are easily one ([`pair`]).
fn spread(letters: u64) -> Stem {
    // odd, so that nothing is lost
    letters.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Where a document's known calls stand: logarithms of how much oftener than by chance.
#[derive(Debug)]
pub(super) struct Habits {
    /// At the end of a sentence.
    pub(super) full: f32,
    /// At the end of a clause.
    pub(super) clause: f32,
    /// On the page of the note.
    pub(super) own: f32,
    /// On the page before.
    pub(super) before: f32,
    /// On any one other page.
    pub(super) other: f32,
    /// Whether calls on other pages are so rare that none is looked for there.
    pub(super) near: bool,
}

impl Habits {
    /// Counts the known calls, on a ground of what is usual.
    pub(super) fn of(layout: &Layout, found: &Found, body: &Body) -> Self {
        let (mut full, mut clause) = w::USUAL_ENDS;
        let (mut own, mut before, mut other) = w::USUAL_PAGES;
        for note in &found.notes {
            let (Some(call), Some(&first)) = (&note.call, note.lines.first()) else { continue };
            let end = body.ends.get(body.ends.partition_point(|e| e.at < call.range.start));
            let stands = end.is_some_and(|e| e.at <= call.range.end + 1);
            full += f32::from(stands && end.is_some_and(|e| e.full));
            clause += f32::from(stands && end.is_some_and(|e| !e.full));
            match (page_at(layout, call.range.start), layout.page_of[first]) {
                (a, b) if a == b => own += 1.0,
                (a, b) if a + 1 == b => before += 1.0,
                _ => other += 1.0,
            }
        }
        let fulls = body.ends.iter().filter(|e| e.full).count().max(1) as f32;
        let clauses = (body.ends.len() as f32 - fulls).max(1.0);
        let ends = full + clause;
        let pages = layout.pages.len().max(1) as f32;
        let all = own + before + other;
        let oftener = |share: f32, by_chance: f32| (share / by_chance).ln();
        Self {
            full: oftener(full / ends, fulls / (fulls + clauses)),
            clause: oftener(clause / ends, clauses / (fulls + clauses)),
            own: oftener(own / all, 1.0 / pages),
            before: oftener(before / all, 1.0 / pages),
            other: oftener(other / all / (pages - 2.0).max(1.0), 1.0 / pages),
            near: other / all < w::RARE_PAGES,
        }
    }
}

/// Two words that follow each other.
pub(super) fn pair(first: Stem, second: Stem) -> Stem {
    first.rotate_left(21) ^ second
}

/// The page of a text offset of the body.
fn page_at(layout: &Layout, at: usize) -> u32 {
    layout.page_of[layout.lines.partition_point(|l| l.ink.end <= at).min(layout.lines.len() - 1)]
}
