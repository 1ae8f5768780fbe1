//! Places for notes whose calls are lost: behind the sentence that shares names, numbers and rare words with the note,
//! in the order of the notes, between the calls of their neighbours. A note that shares nothing with any sentence goes
//! midway between its neighbours if they are near; else it has no place, which is told.

use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::{Found, Place};
use crate::{document::Evidence, page::LineIndex, region::Layout};

/// Least likeness of note and sentence that makes a place.
const MIN_LIKENESS: f32 = 0.3;
/// Most words between two neighbours for a note without evidence to go midway.
const MAX_BETWEEN: usize = 250;
/// A sentence on the page before the note's.
const PAGE_BEFORE: f32 = -0.25;
/// Names and numbers count for this much more than other words.
const NAME: f32 = 1.6;
/// Letters of a word that are compared: endings differ.
const STEM: usize = 6;
/// Most pairs of notes and sentences that one page may ask for.
const MAX_PAIRS: usize = 1_000_000;

/// The first letters of a word, small, as a hash: equal words have equal stems.
type Stem = u64;

/// A sentence of the body.
struct Sentence {
    /// Text offset behind its last word.
    end: usize,
    /// Words before its end, counted from the document's start.
    words: usize,
    /// Sorted.
    stems: Vec<Stem>,
    page: u32,
}

/// Gives places to the notes that have no call.
pub(super) fn places(layout: &Layout, found: &mut Found) {
    if found.notes.iter().all(|n| n.call.is_some()) {
        return;
    }
    let sentences = sentences(layout, &found.body);
    let rare = rarity(&sentences);
    // where the next call after each note stands
    let mut next_call = vec![usize::MAX; found.notes.len() + 1];
    for n in (0..found.notes.len()).rev() {
        next_call[n] = found.notes[n].call.as_ref().map_or(next_call[n + 1], |c| c.range.start);
    }
    let mut low = 0;
    let mut at = 0;
    while at < found.notes.len() {
        if let Some(call) = &found.notes[at].call {
            low = call.range.start;
            at += 1;
            continue;
        }
        let page = page_of(layout, found, at);
        let end = (at + 1..found.notes.len())
            .find(|&n| found.notes[n].call.is_some() || page_of(layout, found, n) != page)
            .unwrap_or(found.notes.len());
        place_run(layout, found, at..end, (low, next_call[end]), &sentences, &rare);
        low = (at..end).rev().find_map(|n| found.notes[n].position()).unwrap_or(low);
        at = end;
    }
    between_neighbours(layout, found, &sentences);
}

fn page_of(layout: &Layout, found: &Found, note: usize) -> u32 {
    found.notes[note].lines.first().map_or(0, |&l| layout.page_of[l])
}

/// Splits the body into sentences.
fn sentences(layout: &Layout, body: &[LineIndex]) -> Vec<Sentence> {
    let text = layout.text.as_str();
    let mut out = Vec::new();
    let mut stems = Vec::new();
    let mut words = 0;
    for &line in body {
        let ink = layout.lines[line].ink.clone();
        let mut tokens = text[ink.clone()].split_whitespace().peekable();
        while let Some(token) = tokens.next() {
            words += 1;
            stems.extend(parts(token).filter_map(stem));
            let bare =
                token.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ')' | ']' | '»' | '”' | '"' | '’'));
            let ends = bare.ends_with(['.', '!', '?']) && bare.chars().filter(|c| c.is_alphabetic()).count() > 1;
            let next_capital = tokens.peek().is_none_or(|t| !t.starts_with(char::is_lowercase));
            if ends && next_capital {
                let from = token.as_ptr() as usize - text.as_ptr() as usize;
                let end = from
                    + token
                        .trim_end_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '»' | '”' | ')' | '"'))
                        .len();
                stems.sort_unstable();
                stems.dedup();
                out.push(Sentence { end, words, stems: std::mem::take(&mut stems), page: layout.page_of[line] });
            }
        }
    }
    out
}

/// The parts of a compound.
fn parts(token: &str) -> impl Iterator<Item = &str> {
    token.split(['-', '\u{2010}', '–', '/'])
}

/// What of a word is compared: its first letters, small, with a mark for names and numbers; short words are nothing.
fn stem(token: &str) -> Option<Stem> {
    let word = token.trim_matches(|c: char| !c.is_alphanumeric());
    let word = word.strip_suffix("’s").or(word.strip_suffix("'s")).unwrap_or(word);
    let letters = word.chars().take(4).count();
    let name = word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    (letters >= 4 || (name && letters >= 3)).then(|| {
        let mut hasher = FxHasher::default();
        word.chars().take(STEM).flat_map(char::to_lowercase).for_each(|c| hasher.write_u32(u32::from(c)));
        hasher.finish()
    })
}

/// How rare each stem is: 1 for one that stands in one sentence only, towards 0 for one in all of them.
fn rarity(sentences: &[Sentence]) -> FxHashMap<Stem, f32> {
    let mut counts: FxHashMap<Stem, u32> = FxHashMap::default();
    for stem in sentences.iter().flat_map(|s| &s.stems) {
        *counts.entry(*stem).or_default() += 1;
    }
    let all = (1.0 + sentences.len() as f32).ln();
    counts.into_iter().map(|(s, n)| (s, ((1.0 + sentences.len() as f32) / n as f32).ln() / all)).collect()
}

/// Places a run of notes of one page among the sentences of its page and the page before.
fn place_run(
    layout: &Layout,
    found: &mut Found,
    run: std::ops::Range<usize>,
    bounds: (usize, usize),
    sentences: &[Sentence],
    rare: &FxHashMap<Stem, f32>,
) {
    let page = page_of(layout, found, run.start);
    let (low, high) = bounds;
    let from = sentences.partition_point(|s| s.end <= low || s.page + 1 < page);
    let to = sentences.partition_point(|s| s.end <= high && s.page <= page);
    let window = sentences.get(from..to).unwrap_or(&[]);
    if window.is_empty() || window.len().saturating_mul(run.len()) > MAX_PAIRS {
        return;
    }
    let likeness: Vec<Vec<(f32, String)>> =
        run.clone().map(|n| window.iter().map(|s| like(layout, found, n, s, page, rare)).collect()).collect();
    for (k, s) in best_order(&likeness).into_iter().enumerate() {
        let Some(s) = s else { continue };
        let (score, shared) = &likeness[k][s];
        let next = likeness[k].iter().enumerate().filter(|(i, _)| *i != s).map(|(_, l)| l.0).fold(0f32, f32::max);
        let margin = score - next;
        found.notes[run.start + k].place = Some(Place {
            at: window[s].end,
            confidence: (0.35 + 0.2 * score.min(1.5) + 0.25 * margin.clamp(-0.5, 1.0)).clamp(0.2, 0.9),
            evidence: vec![
                Evidence { term: format!("words in common: {shared}"), weight: *score },
                Evidence { term: "margin to the next best sentence".to_owned(), weight: margin },
            ],
        });
    }
}

/// The likeness of a note and a sentence, and the words that make it.
fn like(
    layout: &Layout,
    found: &Found,
    note: usize,
    sentence: &Sentence,
    page: u32,
    rare: &FxHashMap<Stem, f32>,
) -> (f32, String) {
    let mut score = if sentence.page == page { 0.0 } else { PAGE_BEFORE };
    let mut shared: Vec<&str> = Vec::new();
    let mut seen: FxHashSet<Stem> = FxHashSet::default();
    for token in found.notes[note].lines.iter().flat_map(|&l| layout.ink(l).split_whitespace()).flat_map(parts) {
        let Some(stem) = stem(token).filter(|s| sentence.stems.binary_search(s).is_ok()) else { continue };
        let name = token
            .trim_matches(|c: char| !c.is_alphanumeric())
            .starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
        let weight = rare.get(&stem).copied().unwrap_or(0.0);
        if seen.insert(stem) {
            score += weight * weight * if name { NAME } else { 1.0 };
            shared.push(token);
        }
    }
    (score, shared.join(" "))
}

/// The best increasing choice of sentences for notes in order; `None` where a note shares too little with any.
fn best_order(likeness: &[Vec<(f32, String)>]) -> Vec<Option<usize>> {
    let sentences = likeness[0].len();
    let width = sentences + 1;
    let mut best = vec![0f32; (likeness.len() + 1) * width];
    for (k, row) in likeness.iter().enumerate() {
        for s in 0..=sentences {
            let mut value = best[k * width + s];
            if s > 0 {
                value = value.max(best[(k + 1) * width + s - 1]);
                if row[s - 1].0 >= MIN_LIKENESS {
                    value = value.max(best[k * width + s - 1] + row[s - 1].0);
                }
            }
            best[(k + 1) * width + s] = value;
        }
    }
    let mut chosen = vec![None; likeness.len()];
    let (mut k, mut s) = (likeness.len(), sentences);
    while k > 0 {
        let value = best[k * width + s];
        if value == best[(k - 1) * width + s] {
            k -= 1;
        } else if s > 0 && value == best[k * width + s - 1] {
            s -= 1;
        } else {
            k -= 1;
            s -= 1;
            chosen[k] = Some(s);
        }
    }
    chosen
}

/// Notes without evidence go midway between neighbours that are near.
fn between_neighbours(layout: &Layout, found: &mut Found, sentences: &[Sentence]) {
    let words_at = |at: usize| sentences[..sentences.partition_point(|s| s.end < at)].last().map_or(0, |s| s.words);
    let mut at = 0;
    while at < found.notes.len() {
        if found.notes[at].position().is_some() {
            at += 1;
            continue;
        }
        let end =
            (at + 1..found.notes.len()).find(|&n| found.notes[n].position().is_some()).unwrap_or(found.notes.len());
        // a footnote is called on its own page
        let page = page_of(layout, found, at);
        let top = sentences[..sentences.partition_point(|s| s.page < page)].last().map_or(0, |s| s.end);
        let low = at.checked_sub(1).and_then(|n| found.notes[n].position()).map(|low| low.max(top));
        let high = if end < found.notes.len() { found.notes[end].position() } else { None };
        if let (Some(low), Some(high)) = (low, high)
            && high > low
        {
            let (first, last) = (words_at(low), words_at(high.saturating_add(1)));
            let between = last.saturating_sub(first);
            if between <= MAX_BETWEEN * (end - at) {
                for n in at..end {
                    let wanted = first + between * (n - at + 1) / (end - at + 1);
                    let inside = &sentences
                        [sentences.partition_point(|s| s.end <= low)..sentences.partition_point(|s| s.end < high)];
                    if let Some(sentence) = inside.iter().min_by_key(|s| s.words.abs_diff(wanted)) {
                        found.notes[n].place = Some(Place {
                            at: sentence.end,
                            confidence: 0.2,
                            evidence: vec![Evidence { term: "midway between its neighbours".to_owned(), weight: 0.0 }],
                        });
                    }
                }
            }
        }
        at = end;
    }
}
