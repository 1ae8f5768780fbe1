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
        let mut calls = calls.into_iter().peekable();
        let mut body = Self::default();
        let mut last: Option<Stem> = None;
        let (mut count, mut from, mut quotes, mut counts, mut names) = (0, 0, false, false, 0u16);
        let tokens = found.body.iter().flat_map(|&line| runs::ink(layout.ink(line)).map(move |t| (line, t)));
        let mut tokens = tokens.peekable();
        while let Some((line, token)) = tokens.next() {
            let start = token.as_ptr() as usize - text.as_ptr() as usize;
            let end = start + token.len();
            while calls.next_if(|c| c.start < start).is_some() {}
            // a mark cuts its token: what stands before it is the word, what follows may close the sentence
            let mark = calls.next_if(|c| c.start < end).map_or(end..end, |c| c.start..c.end.min(end));
            let (head, tail) = (&text[start..mark.start], &text[mark.end..end]);
            let page = layout.page_of[line];
            count += 1;
            if let Some(plain) = plain(token).filter(|_| mark.is_empty()) {
                // nothing but a word, as most tokens are: it ends nothing
                counts |= plain.counts;
                names = names.saturating_add(u16::from(token.starts_with(|c: char| c.is_ascii_uppercase())));
                let found = plain.stem;
                if let Some(stem) = found {
                    body.words.push(Word { stem, at: count });
                    body.words.extend(last.map(|before| Word { stem: pair(before, stem), at: count }));
                }
                last = found;
                continue;
            }
            let bare = head.trim_end_matches(|c: char| !c.is_alphanumeric());
            quotes |= token.contains(['«', '»', '“', '”', '„']) || token.starts_with('"');
            counts |= head.contains(|c: char| c.is_ascii_digit());
            names = names.saturating_add(u16::from(
                bare.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(char::is_uppercase),
            ));
            for part in parts(head).chain(parts(tail)).filter(|p| !p.is_empty()) {
                let found = stem(part).map(|(stem, _)| stem);
                if let Some(stem) = found {
                    body.words.push(Word { stem, at: count });
                    body.words.extend(last.map(|before| Word { stem: pair(before, stem), at: count }));
                }
                last = found;
            }
            let stops = [&head[bare.len()..], tail];
            let any = |signs: &[char]| stops.iter().any(|s| s.contains(signs) && !s.contains(char::is_alphanumeric));
            let next = tokens.peek().map_or("", |(_, t)| t.trim_start_matches(|c: char| !c.is_alphanumeric()));
            let initial = bare.chars().filter(|c| c.is_alphabetic()).count() == 1 && bare.chars().count() < 3;
            let full = any(&['.', '!', '?', '…'])
                && !initial
                && !next.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit());
            if full || any(&[',', ';', ':', '»', '”', ')', '—', '–']) {
                let closed =
                    head.trim_end_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '»' | '”' | ')' | '"')).len();
                let at = if !mark.is_empty() {
                    mark.end
                } else if behind {
                    end
                } else {
                    start + closed
                };
                let sentence = body.sentences.len() as u32;
                body.ends.push(End { at, words: count, page, sentence, full });
            }
            if full {
                body.sentences.push(Sentence { words: from..body.words.len(), quotes, counts, names });
                (from, quotes, counts, names) = (body.words.len(), false, false, 0);
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

/// A word of nothing but letters and digits of ASCII.
struct Plain {
    stem: Option<Stem>,
    /// Whether it is a name or number.
    name: bool,
    /// Whether it has digits.
    counts: bool,
}

/// What a token is if it is plain, as most are: told in one look at its bytes.
fn plain(token: &str) -> Option<Plain> {
    let (mut stem, mut counts) = (0, false);
    for (at, byte) in token.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'0'..=b'9' => counts = true,
            _ => return None,
        }
        if at < w::STEM {
            stem = with_letter(stem, byte);
        }
    }
    let name = token.starts_with(|c: char| !c.is_ascii_lowercase());
    let long = token.len() >= 4 || (name && token.len() == 3);
    Some(Plain { stem: long.then(|| spread(stem)), name, counts })
}

/// The parts of a compound.
pub(super) fn parts(token: &str) -> impl Iterator<Item = &str> {
    token.split(['-', '\u{2010}', '–', '—', '/'])
}

/// What of a word is compared: its first letters, small; short words are nothing. And whether it is a name or number.
pub(super) fn stem(token: &str) -> Option<(Stem, bool)> {
    if let Some(Plain { stem, name, .. }) = plain(token) {
        return stem.map(|stem| (stem, name));
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
        stem = with_letter(stem, byte);
    }
    spread(stem)
}

/// Letters with one more.
fn with_letter(letters: u64, letter: u8) -> u64 {
    const { assert!(w::STEM <= size_of::<Stem>()) };
    letters << 8 | u64::from(letter.to_ascii_lowercase())
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
