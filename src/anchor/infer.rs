//! Places for notes whose calls are lost: at the end of the sentence or clause that shares names, numbers and rare
//! words with the note, in the order of the notes, between the calls of their neighbours.
//!
//! Each run of such notes is decided as a whole. Every order-keeping way to call them at ends of sentences and clauses
//! has a weight: the sum of what speaks for each place. A pass forwards and one backwards over notes and places sum up
//! all ways, which gives for each note how likely each place is; so notes that share nothing spread evenly between
//! those that do. Then the places are chosen, in order, that are right for as many notes as can be expected (maximum
//! expected accuracy, as alignments of sequences are read in biology).

use std::{borrow::Cow, ops::Range};

use super::{
    Found, Place, Rival,
    places::{Body, End, Habits},
    rarity::{NoteWords, Printed, Rarity},
};
use crate::{document::Evidence, region::Layout};

/// Letters of a word that are compared: endings differ.
pub(super) const STEM: usize = 6;
/// Calls at ends of sentences and of clauses before any is seen: their usual shares.
pub(super) const USUAL_ENDS: (f32, f32) = (2.2, 0.8);
/// Calls on the note's page, on the page before, and on others before any is seen.
pub(super) const USUAL_PAGES: (f32, f32, f32) = (3.0, 0.3, 0.3);
/// Share of calls on other pages below which none is looked for there.
pub(super) const RARE_PAGES: f32 = 0.04;
/// How often a note repeats a given name, number or word of a title from the sentence that calls it.
pub(super) const REPEATS_NAME: f32 = 0.12;
/// How often it repeats a given other word.
pub(super) const REPEATS_WORD: f32 = 0.1;
/// How often it repeats two words together.
pub(super) const REPEATS_PAIR: f32 = 0.05;
/// Share of a word's weight if it stands behind the place, in the same sentence.
const WORD_BEHIND: f32 = 0.3;
/// Share of a word's weight if it stands in the sentence before.
const SENTENCE_BEFORE: f32 = 0.2;
/// The sentence quotes.
const QUOTES: f32 = 0.3;
/// It gives a number or a date.
const COUNTS: f32 = 0.3;
/// For each e-fold of the names in it.
const NAMES: f32 = 0.3;
/// For each e-fold of its length beyond that of others: long sentences say more that wants a source.
const LENGTH: f32 = 0.5;
/// Two notes are called at one place.
const SAME_PLACE: f32 = -3.0;
/// Words about a place within which a call counts as near.
const NEAR: u32 = 40;
/// What the exact place counts for beside a near one when places are chosen.
const EXACT: f32 = 2.0;
/// A place is as sure as the share of all ways that call the note near it, times this. Of known calls that were
/// deleted and inferred again, so many were near where nearly all ways agreed: the weights themselves can be wrong.
const HONEST: f32 = 0.92;
/// Least confidence that makes a place; below it none is told.
const MIN_CONFIDENCE: f32 = 0.18;
/// Pairs of a note and a word that each note and each word of a run may ask for.
const MAX_PAIRS: usize = 400;
/// Most shared words that are told.
const TOLD: usize = 6;

/// Gives places to the notes that have no call; gives the number of steps taken.
pub(super) fn places(layout: &Layout, found: &mut Found) -> u64 {
    if found.notes.iter().all(|n| n.call.is_some()) {
        return 0;
    }
    let body = Body::read(layout, found);
    let habits = Habits::of(layout, found, &body);
    let rarity = Rarity::of(layout, found, &body);
    let usual_length = body.words.len() as f32 / body.sentences.len() as f32;
    // where the next call after each note stands
    let mut next_call = vec![usize::MAX; found.notes.len() + 1];
    for n in (0..found.notes.len()).rev() {
        next_call[n] = found.notes[n].call.as_ref().map_or(next_call[n + 1], |c| c.range.start);
    }
    let (mut low, mut at, mut steps) = (0, 0, 0);
    while at < found.notes.len() {
        if let Some(call) = &found.notes[at].call {
            low = call.range.end;
            at += 1;
            continue;
        }
        let end = (at + 1..found.notes.len()).find(|&n| found.notes[n].call.is_some()).unwrap_or(found.notes.len());
        // calls out of order bound nothing
        let high = if next_call[end] > low { next_call[end] } else { usize::MAX };
        let run = Run { layout, body: &body, habits: &habits, rarity: &rarity, usual_length, notes: at..end };
        let (places, taken) = match run.places(found, low..high) {
            Ok(found) => found,
            Err(reason) => {
                let told = Evidence { term: reason.into(), weight: 0.0 };
                found.notes[at..end].iter_mut().for_each(|note| note.unplaced.push(told.clone()));
                (Vec::new(), 0)
            }
        };
        for (note, place) in found.notes[at..end].iter_mut().zip(places) {
            if place.confidence < MIN_CONFIDENCE {
                let lacks = (MIN_CONFIDENCE / place.confidence.max(f32::MIN_POSITIVE)).ln();
                note.unplaced = place.evidence;
                note.unplaced_rival = Some(Rival { range: Some(place.at..place.at), margin: lacks });
            } else {
                note.place = Some(place);
            }
        }
        steps += taken;
        at = end;
    }
    steps
}

/// Notes next to each other that have lost their calls.
struct Run<'a> {
    layout: &'a Layout<'a>,
    body: &'a Body,
    habits: &'a Habits,
    rarity: &'a Rarity<'a>,
    usual_length: f32,
    notes: Range<usize>,
}

impl Run<'_> {
    /// The best place of each note between two text offsets, and the steps taken; or why there is none.
    fn places(&self, found: &Found, bounds: Range<usize>) -> Result<(Vec<Place>, u64), &'static str> {
        let page = |n: usize| found.notes[n].lines.first().map_or(0, |&l| self.layout.page_of[l]);
        let (first, last) = (page(self.notes.start), page(self.notes.end - 1));
        let ends = &self.body.ends;
        let mut from = ends.partition_point(|e| e.at <= bounds.start);
        let mut to = ends.partition_point(|e| e.at < bounds.end);
        if self.habits.near {
            from = from.max(ends.partition_point(|e| e.page + 1 < first));
            to = to.min(ends.partition_point(|e| e.page <= last));
        }
        let window = ends.get(from..to).unwrap_or(&[]);
        let (Some(a), Some(b)) = (window.first(), window.last()) else {
            return Err("no sentence ends between the neighbours' calls");
        };
        let before = a.sentence.saturating_sub(1) as usize;
        let words = self.body.sentences[b.sentence as usize].words.end - self.body.sentences[before].words.start;
        let steps = (words + window.len()).saturating_mul(self.notes.len());
        if steps > MAX_PAIRS * (words + window.len() + self.notes.len()) {
            return Err("too many notes and places to try");
        }
        let note_words: Vec<NoteWords> = self.notes.clone().map(|n| self.rarity.note_words(n)).collect();
        let scores: Vec<Vec<f32>> =
            self.notes.clone().zip(&note_words).map(|(n, words)| self.scores(words, page(n), window)).collect();
        let shares = shares(&scores);
        let near: Vec<Vec<f32>> = shares.iter().map(|row| near(row, window)).collect();
        let place = |(k, s): (usize, usize)| {
            let rival = (0..window.len())
                .filter(|&r| window[r].sentence != window[s].sentence)
                .max_by(|&a, &b| shares[k][a].total_cmp(&shares[k][b]));
            let share = |s: usize| shares[k][s].max(f32::MIN_POSITIVE).ln();
            Place {
                at: window[s].at,
                confidence: near[k][s].min(1.0) * HONEST,
                evidence: self.evidence(&note_words[k], &window[s], page(self.notes.start + k)),
                rival: rival.map(|r| Rival { range: Some(window[r].at..window[r].at), margin: share(s) - share(r) }),
            }
        };
        let places = choose(&shares, &near).into_iter().enumerate().map(place).collect();
        Ok((places, steps as u64))
    }

    /// What speaks for each place.
    fn scores(&self, words: &NoteWords, page: u32, window: &[End]) -> Vec<f32> {
        let mut out = Vec::with_capacity(window.len());
        let (mut sentence, mut hits, mut before) = (u32::MAX, Vec::new(), 0.0);
        for end in window {
            if end.sentence != sentence {
                let earlier = match end.sentence.checked_sub(1) {
                    Some(s) if s == sentence => std::mem::take(&mut hits),
                    Some(s) => self.hits(words, s),
                    None => Vec::new(),
                };
                hits = self.hits(words, end.sentence);
                let again = |e: &Hit| hits.iter().any(|h| h.word == e.word);
                before = earlier.iter().filter(|e| !again(e)).map(|h| h.weight).sum();
                sentence = end.sentence;
            }
            let shared: f32 = hits.iter().map(|h| h.for_end(end)).sum();
            let prior: f32 = self.prior(end, page).iter().map(|p| p.1).sum();
            out.push(shared + before * SENTENCE_BEFORE + prior);
        }
        out
    }

    /// The words that a note shares with a sentence, each once, where it stands first.
    fn hits<'w>(&self, words: &NoteWords<'w>, sentence: u32) -> Vec<Hit<'w>> {
        let mut hits: Vec<Hit> = Vec::new();
        for word in &self.body.words[self.body.sentences[sentence as usize].words.clone()] {
            if let Some(&(weight, printed)) = words.get(&word.stem)
                && hits.len() < MAX_PAIRS
                && hits.iter().all(|h| h.word != word.stem)
            {
                hits.push(Hit { word: word.stem, at: word.at, weight, printed });
            }
        }
        hits
    }

    /// What speaks for a place whatever the words of the note are.
    fn prior(&self, end: &End, page: u32) -> [(&'static str, f32); 6] {
        let sentence = &self.body.sentences[end.sentence as usize];
        let length = (sentence.words.len() as f32 / self.usual_length).max(0.1);
        let stands = match (end.page, page) {
            (a, b) if a == b => ("same page", self.habits.own),
            (a, b) if a + 1 == b => ("page before", self.habits.before),
            _ => ("other page", self.habits.other),
        };
        let ends = if end.full { ("end of sentence", self.habits.full) } else { ("end of clause", self.habits.clause) };
        [
            stands,
            ends,
            ("sentence quotes", if sentence.quotes { QUOTES } else { 0.0 }),
            ("sentence counts", if sentence.counts { COUNTS } else { 0.0 }),
            ("names in sentence", NAMES * f32::from(sentence.names).ln_1p()),
            ("length of sentence", LENGTH * length.ln()),
        ]
    }

    /// What spoke for a place, strongest first.
    fn evidence(&self, words: &NoteWords, end: &End, page: u32) -> Vec<Evidence> {
        let mut hits = self.hits(words, end.sentence);
        hits.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        let text = self.layout.text.as_str();
        let term = |hit: &Hit| Cow::from(format!("shared word {}", hit.printed.told(text)));
        let shared = hits.iter().take(TOLD).map(|hit| (term(hit), hit.for_end(end)));
        let prior = self.prior(end, page).into_iter().map(|(term, weight)| (Cow::from(term), weight));
        let mut evidence: Vec<Evidence> =
            shared.chain(prior).filter(|t| t.1 != 0.0).map(|(term, weight)| Evidence { term, weight }).collect();
        evidence.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
        evidence
    }
}

/// A word that note and sentence share.
struct Hit<'w> {
    word: u64,
    at: u32,
    weight: f32,
    printed: Printed<'w>,
}

impl Hit<'_> {
    fn for_end(&self, end: &End) -> f32 {
        if self.at <= end.words { self.weight } else { self.weight * WORD_BEHIND }
    }
}

/// For each note and place, the share of all ways that call the note there: forwards and backwards sums.
fn shares(scores: &[Vec<f32>]) -> Vec<Vec<f32>> {
    let n = scores[0].len();
    let odds = |row: &Vec<f32>| {
        let top = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        row.iter().map(|s| f64::from(s - top).exp().max(f64::MIN_POSITIVE)).collect()
    };
    let odds: Vec<Vec<f64>> = scores.iter().map(odds).collect();
    let forwards = sums(odds.iter(), &(0..n).collect::<Vec<_>>());
    let backwards = sums(odds.iter().rev(), &(0..n).rev().collect::<Vec<_>>());
    let joined = forwards.iter().zip(backwards.iter().rev()).zip(&odds).map(|((f, b), own)| {
        let both: Vec<f64> = (0..n).map(|s| f[s] * b[s] / own[s]).collect();
        let all: f64 = both.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        both.iter().map(|v| (v / all) as f32).collect()
    });
    joined.collect()
}

/// For each row and place, the sum of all ways from the first row to there; each row scaled to sum up to one.
fn sums<'a>(rows: impl Iterator<Item = &'a Vec<f64>>, order: &[usize]) -> Vec<Vec<f64>> {
    let same = f64::from(SAME_PLACE).exp();
    let mut out: Vec<Vec<f64>> = Vec::new();
    for row in rows {
        let mut now = vec![0f64; order.len()];
        let mut earlier = 0f64;
        for &s in order {
            now[s] = row[s] * out.last().map_or(1.0, |before| earlier + before[s] * same);
            earlier += out.last().map_or(0.0, |before| before[s]);
        }
        let all = now.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        now.iter_mut().for_each(|v| *v /= all);
        out.push(now);
    }
    out
}

/// For each place, the shares of all places near it.
fn near(shares: &[f32], window: &[End]) -> Vec<f32> {
    let (mut from, mut to, mut sum) = (0, 0, 0f64);
    let mut around = |end: &End| {
        while to < window.len() && window[to].words <= end.words + NEAR {
            sum += f64::from(shares[to]);
            to += 1;
        }
        while window[from].words + NEAR < end.words {
            sum -= f64::from(shares[from]);
            from += 1;
        }
        sum as f32
    };
    window.iter().map(&mut around).collect()
}

/// Places in order, right for as many notes as can be expected.
fn choose(shares: &[Vec<f32>], near: &[Vec<f32>]) -> Vec<usize> {
    let n = shares[0].len();
    // the best sum with the notes so far at places up to each
    let mut best = vec![0f32; n];
    let mut picked: Vec<Vec<usize>> = Vec::with_capacity(shares.len());
    for (row, near) in shares.iter().zip(near) {
        let mut here = (f32::NEG_INFINITY, 0);
        let mut pick = Vec::with_capacity(n);
        for s in 0..n {
            let value = best[s] + near[s] + row[s] * EXACT;
            if here.0 < value {
                here = (value, s);
            }
            best[s] = here.0;
            pick.push(here.1);
        }
        picked.push(pick);
    }
    let mut s = n - 1;
    let mut back = |pick: &Vec<usize>| {
        s = pick[s];
        s
    };
    let mut chosen: Vec<usize> = picked.iter().rev().map(&mut back).collect();
    chosen.reverse();
    chosen
}
