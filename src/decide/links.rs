//! Decisions about links: which words a listed target belongs to, or that it belongs to none.
//!
//! Links of one target are alike, so decisions about one target are looked at together: each takes the link that stands
//! where it says, or else the nearest by page. More places than there are links contradict each other. Where the source
//! neither lists nor shows a target, as most extractors leave them out, the decision alone makes the link.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    CONTRADICTED, Decisions, Fit, LinkPlace, Outcome,
    find::{behind, from_sign},
    letters::{Letters, Lost, letters_of},
    quoted,
};
use crate::{
    anchor::{
        Found,
        links::{FoundLink, FoundLinks, bare},
    },
    document::Evidence,
    grammar::url,
    ledger::Subject,
    page::LineIndex,
    region::Layout,
    span::Span,
};

/// Words of the text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Words {
    range: Range<usize>,
    /// Index of the note that holds them; `None` for the body.
    note: Option<usize>,
    page: u32,
}

/// What a decision asks for.
#[derive(Clone, Debug)]
struct Wish {
    /// The words that it names, if it names any.
    words: Option<Words>,
    nowhere: bool,
}

impl Outcome {
    /// Gives links their places.
    pub(crate) fn links(&mut self, decisions: &Decisions, layout: &Layout, found: &Found, links: &mut FoundLinks) {
        if decisions.link.is_empty() {
            return;
        }
        let wishes = wishes(&decisions.link, layout, found);
        let of_source = links.links.len();
        made(&decisions.link, &wishes, &mut links.links);
        let mut of_target: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (i, link) in links.links.iter().enumerate() {
            of_target.entry(bare(&link.url)).or_default().push(i);
        }
        let mut asked: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (i, decision) in decisions.link.iter().enumerate().filter(|(i, _)| wishes[*i].is_ok()) {
            asked.entry(bare(&decision.url)).or_default().push(i);
        }
        let mut fits: Vec<Fit<usize>> = vec![Err("there is no such link in this text"); wishes.len()];
        for (target, asked) in &asked {
            if let Some(same) = of_target.get(target) {
                let near = Near { layout, links: &links.links };
                near.share(same, asked, &wishes, &mut fits);
            }
        }
        for (fit, wish) in fits.iter_mut().zip(&wishes) {
            if let Err(why) = wish {
                *fit = Err(*why);
            }
        }
        refuse_taken(&mut fits, &wishes, &links.links);
        apply(&fits, &wishes, &decisions.file, &mut links.links);
        let mut at = 0..;
        links.links.retain(|link| at.next().is_some_and(|at| at < of_source) || link.decided);
        for (i, (decision, fit)) in decisions.link.iter().zip(fits).enumerate() {
            let says = if decision.nowhere {
                format!("the link {} belongs nowhere", decision.url)
            } else {
                format!("the link {} belongs to “{}”", decision.url, quoted(&decision.text))
            };
            let words = wishes[i].as_ref().ok().filter(|wish| !wish.nowhere).and_then(|wish| wish.words.as_ref());
            let at = |offset: usize| layout.text.source_offset(offset);
            let span = words.map(|words| Span::new(at(words.range.start), at(words.range.end)));
            self.tell(&decisions.file, (Subject::Link, i), says, fit.map(|_| span));
        }
        links.in_reading_order();
    }
}

/// Makes a link without a place for each place that decisions give to a target which the source does not name.
fn made(decisions: &[LinkPlace], wishes: &[Fit<Wish>], links: &mut Vec<FoundLink>) {
    let named: FxHashSet<String> = links.iter().map(|link| bare(&link.url)).collect();
    let mut places: FxHashSet<(String, &Words)> = FxHashSet::default();
    for (decision, wish) in decisions.iter().zip(wishes) {
        let Ok(Wish { words: Some(words), nowhere: false }) = wish else { continue };
        let target = bare(&decision.url);
        if url::is_live(&decision.url) && !named.contains(&target) && places.insert((target, words)) {
            links.push(FoundLink {
                url: decision.url.clone(),
                range: None,
                note: None,
                shown: false,
                decided: false,
                listed: Vec::new(),
                confidence: 0.0,
                evidence: Vec::new(),
                rival: None,
            });
        }
    }
}

/// Finds the words that decisions name: in the notes of the label that they give, or, if they are not there, anywhere.
fn wishes(decisions: &[LinkPlace], layout: &Layout, found: &Found) -> Vec<Fit<Wish>> {
    let finder = Finder::new(layout, found);
    let mut of_label: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (i, decision) in decisions.iter().enumerate().filter(|(_, decision)| !decision.note.is_empty()) {
        of_label.entry(&decision.note).or_default().push(i);
    }
    let mut words: Vec<Fit<Words>> = vec![Err(Lost::Nowhere.why()); decisions.len()];
    for (label, asked) in of_label {
        let notes = found.notes.iter().filter(|note| note.label == label);
        finder.find(notes.flat_map(|note| &note.lines).copied(), decisions, &asked, &mut words);
    }
    let rest: Vec<usize> = (0..decisions.len()).filter(|&i| words[i].is_err()).collect();
    let lines = found.body.iter().chain(found.notes.iter().flat_map(|note| &note.lines)).copied();
    finder.find(lines, decisions, &rest, &mut words);
    let wish = |(decision, words): (&LinkPlace, Fit<Words>)| {
        let names = [&decision.before, &decision.text, &decision.after].iter().any(|part| !part.is_empty());
        match (decision.nowhere, names) {
            // what does not belong to some words belongs nowhere, whether they are found or not
            (true, _) => Ok(Wish { words: words.ok(), nowhere: true }),
            (false, true) => Ok(Wish { words: Some(words?), nowhere: false }),
            (false, false) => Err(Lost::TooFew.why()),
        }
    };
    decisions.iter().zip(words).map(wish).collect()
}

/// Finds words in lines of the text.
struct Finder<'a, 't> {
    layout: &'a Layout<'t>,
    /// The note of each line that is one's.
    owner: FxHashMap<LineIndex, usize>,
    /// Labels and marks, in order: they are no words.
    skip: Vec<Range<usize>>,
}

impl<'a, 't> Finder<'a, 't> {
    fn new(layout: &'a Layout<'t>, found: &Found) -> Self {
        let mut owner: FxHashMap<LineIndex, usize> = FxHashMap::default();
        let mut skip: Vec<Range<usize>> = Vec::new();
        for (n, note) in found.notes.iter().enumerate() {
            owner.extend(note.lines.iter().map(|&line| (line, n)));
            skip.push(note.label_range.clone());
            skip.extend(note.call.iter().map(|call| call.range.clone()));
        }
        skip.sort_by_key(|range| range.start);
        Self { layout, owner, skip }
    }

    /// Looks in some lines for the words of the decisions that are asked for.
    fn find(
        &self,
        lines: impl Iterator<Item = LineIndex>,
        decisions: &[LinkPlace],
        asked: &[usize],
        words: &mut [Fit<Words>],
    ) {
        let letters = Letters::of(self.layout, lines, &self.skip);
        let look = |around: Vec<(String, String)>| {
            letters.find(&around.iter().map(|(before, after)| (before.as_str(), after.as_str())).collect::<Vec<_>>())
        };
        let asked_for = || asked.iter().map(|&i| &decisions[i]);
        let starts = look(asked_for().map(|d| (d.before.clone(), format!("{} {}", d.text, d.after))).collect());
        let ends = look(asked_for().map(|d| (format!("{} {}", d.before, d.text), d.after.clone())).collect());
        for (&i, (start, end)) in asked.iter().zip(starts.into_iter().zip(ends)) {
            words[i] = self.words(&letters, &decisions[i], start, end);
        }
    }

    /// Words without a letter, a number as a rule: they stand between two letters.
    fn signs(&self, letters: &Letters, decision: &LinkPlace, place: usize) -> Option<Words> {
        let line = letters.line_before(place).or(letters.line_behind(place))?;
        let text = self.layout.text.as_str();
        let from = letters.end_before(place).unwrap_or(self.layout.lines[line].ink.start);
        let next = letters.start_behind(self.layout, place).filter(|&next| next > from);
        let to = next.unwrap_or(self.layout.lines[line].ink.end);
        let signs = decision.text.trim();
        let at = from + text.get(from..to)?.find(signs)?;
        let begins = self.layout.line_at(at);
        let note = self.owner.get(&begins).copied();
        Some(Words { range: at..at + signs.len(), note, page: self.layout.page_of[begins] })
    }

    fn words(
        &self,
        letters: &Letters,
        decision: &LinkPlace,
        start: Result<usize, Lost>,
        end: Result<usize, Lost>,
    ) -> Fit<Words> {
        let (start, end) = (start.map_err(Lost::why)?, end.map_err(Lost::why)?);
        let nowhere = || Lost::Nowhere.why();
        if letters_of(&decision.text).next().is_none() && start == end {
            return self.signs(letters, decision, start).ok_or(APART);
        }
        let first = letters.start_behind(self.layout, start).ok_or_else(nowhere)?;
        let last = letters.end_before(end).ok_or_else(nowhere)?;
        let begins = letters.line_behind(start).ok_or_else(nowhere)?;
        let ends = letters.line_before(end).ok_or_else(nowhere)?;
        let note = self.owner.get(&begins).copied();
        if first >= last || note != self.owner.get(&ends).copied() || !letters.are_like(start..end, &decision.text) {
            return Err(APART);
        }
        let range = from_sign(self.layout, first, &decision.text)..behind(self.layout, last, &decision.text);
        Ok(Words { range, note, page: self.layout.page_of[begins] })
    }
}

/// Why words are no place for a link.
const APART: &str = "the words to be linked do not stand together in this text";

/// Tells how near links are to words.
struct Near<'a, 't> {
    layout: &'a Layout<'t>,
    links: &'a [FoundLink],
}

impl Near<'_, '_> {
    /// Gives the links of one target to the decisions that ask for them.
    fn share(&self, same: &[usize], asked: &[usize], wishes: &[Fit<Wish>], fits: &mut [Fit<usize>]) {
        // those that say the same are one
        let mut distinct: Vec<(&Wish, Vec<usize>)> = Vec::new();
        let mut at: FxHashMap<(Option<&Words>, bool), usize> = FxHashMap::default();
        for &i in asked {
            let Ok(wish) = &wishes[i] else { continue };
            let place = *at.entry((wish.words.as_ref(), wish.nowhere)).or_insert(distinct.len());
            match distinct.get_mut(place) {
                Some((_, entries)) => entries.push(i),
                None => distinct.push((wish, vec![i])),
            }
        }
        let movable = same.iter().filter(|&&l| !self.links[l].shown).count();
        let moves = distinct.iter().filter(|(wish, _)| !same.iter().any(|&l| self.shows(l, wish))).count();
        if moves > movable && movable > 0 {
            distinct.iter().flat_map(|(_, entries)| entries).for_each(|&i| fits[i] = Err(CONTRADICTED));
            return;
        }
        let mut free: Vec<usize> = same.to_vec();
        let mut give = |wish: &Wish, entries: &[usize], fit: &dyn Fn(usize, &Wish) -> Option<u32>| {
            let best = free.iter().enumerate().filter_map(|(k, &l)| Some((fit(l, wish)?, k))).min();
            if let Some((_, k)) = best {
                let link = free.remove(k);
                entries.iter().for_each(|&i| fits[i] = Ok(link));
            }
            best.is_some()
        };
        // those that are right as they stand first
        distinct.retain(|(wish, entries)| !give(wish, entries, &|l, wish| self.stands(l, wish).then_some(0)));
        for (wish, entries) in &distinct {
            give(wish, entries, &|l, wish| (!self.links[l].shown).then(|| self.distance(l, wish)));
        }
    }

    /// Whether the text shows the address of a link right where a decision puts it.
    fn shows(&self, link: usize, wish: &Wish) -> bool {
        self.links[link].shown && !wish.nowhere && self.stands(link, wish)
    }

    /// Whether a link stands at the words of a decision; or nowhere, if it names none.
    fn stands(&self, link: usize, wish: &Wish) -> bool {
        let link = &self.links[link];
        match (&wish.words, &link.range) {
            (Some(words), Some(range)) => overlap(&words.range, range) && !(link.shown && wish.nowhere),
            (None, None) => true,
            _ => false,
        }
    }

    /// Pages between where a link is listed, or stands, and the words of a decision; a link without a place is the
    /// nearest to one that names none.
    fn distance(&self, link: usize, wish: &Wish) -> u32 {
        let link = &self.links[link];
        let Some(words) = &wish.words else { return u32::from(link.range.is_some()) };
        let pages = link.listed.iter().map(|&line| self.layout.page_of[line].abs_diff(words.page));
        pages.min().unwrap_or(u32::MAX)
    }
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Refuses decisions whose words hold an address that the text shows, or are another decision's.
fn refuse_taken(fits: &mut [Fit<usize>], wishes: &[Fit<Wish>], links: &[FoundLink]) {
    let placed = |i: usize| wishes[i].as_ref().ok().filter(|wish| !wish.nowhere).and_then(|wish| wish.words.as_ref());
    // whose words they are: of a link that is shown (no decision), or of a decision
    let mut taken: Vec<(&Words, usize, Option<usize>)> = Vec::new();
    for (i, fit) in fits.iter().enumerate() {
        if let (Ok(link), Some(words)) = (fit, placed(i)) {
            taken.push((words, *link, Some(i)));
        }
    }
    let decided = taken.len();
    let shown: Vec<(Words, usize)> = links
        .iter()
        .enumerate()
        .filter(|(_, link)| link.shown)
        .filter_map(|(l, link)| Some((Words { range: link.range.clone()?, note: link.note, page: 0 }, l)))
        .collect();
    if decided == 0 {
        return;
    }
    taken.extend(shown.iter().map(|(words, l)| (words, *l, None)));
    taken.sort_by_key(|(words, ..)| words.range.start);
    let mut refused: Vec<(usize, &'static str)> = Vec::new();
    let mut last: Option<(&Words, usize, Option<usize>)> = None;
    for (words, link, entry) in taken {
        if let Some((before, other, of)) = last
            && other != link
            && before.range.end > words.range.start
            && before.note == words.note
        {
            match (of, entry) {
                (Some(a), Some(b)) => refused.extend([(a, CONTRADICTED), (b, CONTRADICTED)]),
                (Some(i), None) | (None, Some(i)) => refused.push((i, "the words show another address")),
                (None, None) => {}
            }
        }
        if last.is_none_or(|(before, ..)| before.range.end < words.range.end) {
            last = Some((words, link, entry));
        }
    }
    for (i, why) in refused {
        fits[i] = Err(why);
    }
}

/// Puts links where decisions say. A link of likeness alone gives way to one that a reader put there.
fn apply(fits: &[Fit<usize>], wishes: &[Fit<Wish>], file: &str, links: &mut [FoundLink]) {
    let mut placed: Vec<(Range<usize>, Option<usize>)> = Vec::new();
    for (fit, wish) in fits.iter().zip(wishes) {
        let (Ok(link), Ok(wish)) = (fit, wish) else { continue };
        let link = &mut links[*link];
        link.decided = true;
        link.confidence = 1.0;
        link.evidence = vec![Evidence { term: format!("decided in {file}").into(), weight: 1.0 }];
        link.rival = None;
        match &wish.words {
            _ if wish.nowhere => (link.range, link.note) = (None, None),
            Some(words) if !link.shown => (link.range, link.note) = (Some(words.range.clone()), words.note),
            _ => {}
        }
        placed.extend(link.range.clone().map(|range| (range, link.note)));
    }
    placed.sort_by_key(|(range, _)| range.start);
    for link in links.iter_mut().filter(|link| !link.decided && !link.shown) {
        let Some(range) = &link.range else { continue };
        let from = placed.partition_point(|(other, _)| other.end <= range.start);
        let over = placed[from..].iter().take_while(|(other, _)| other.start < range.end);
        if over.into_iter().any(|(_, note)| *note == link.note) {
            (link.range, link.note, link.confidence) = (None, None, 0.0);
        }
    }
}
