//! Links home: the addresses that the text shows, and the lists of targets that some extractors print after each page.
//!
//! A page's targets and the places where a link could be (addresses shown, quoted titles, notes, words that both have)
//! are aligned in order: a target goes to one place, or is the same link as the target before it (a link set over two
//! lines is listed twice), or finds no place. Likeness of words decides between places.

mod home;
mod likeness;
mod order;
mod runs;
mod same;
mod slots;

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::{Found, Rival};
use crate::{
    document::Evidence,
    grammar::url,
    page::LineIndex,
    prose::words::Joiner,
    region::{Layout, Role},
};
pub(crate) use same::bare;
use slots::Slot;

/// A link that was found, with its place.
#[derive(Clone, Debug)]
pub struct FoundLink {
    /// Its target.
    pub url: String,
    /// Text offsets of what is linked, if it has a place.
    pub range: Option<Range<usize>>,
    /// Index of the note that holds it; `None` for the body.
    pub note: Option<usize>,
    /// Whether the text shows the address itself.
    pub shown: bool,
    /// Whether a reader decided where it belongs.
    pub decided: bool,
    /// Lines of target lists that name it.
    pub listed: Vec<LineIndex>,
    /// 0 to 1.
    pub confidence: f32,
    /// What spoke for its place.
    pub evidence: Vec<Evidence>,
    /// Where else it could have gone.
    pub rival: Option<Rival>,
}

/// What the links stage found.
#[derive(Debug, Default)]
pub struct FoundLinks {
    /// Links in reading order of their places; those without one last.
    pub links: Vec<FoundLink>,
    /// Listed targets that must never be links, in the order of their lines, with the note each seems to belong to.
    pub disarmed: Vec<(LineIndex, Option<usize>)>,
    /// Pairs of a target and a place, or of two places, that were looked at: what the time is spent on.
    pub steps: u64,
}

impl FoundLinks {
    /// Orders links by their places; those without one come last.
    pub(crate) fn in_reading_order(&mut self) {
        self.links.sort_by_key(|l| l.range.as_ref().map_or(usize::MAX, |r| r.start));
    }
}

/// Finds all links and their places.
pub fn links(layout: &Layout, found: &Found, joiner: &Joiner) -> FoundLinks {
    let mut out = FoundLinks::default();
    let mut shown: Vec<Slot> = Vec::new();
    slots::shown_in(layout, &found.body, None, joiner, &mut shown);
    for (n, note) in found.notes.iter().enumerate() {
        slots::shown_in(layout, &note.lines, Some(n), joiner, &mut shown);
    }
    let mut by_page: FxHashMap<u32, Vec<Slot>> = FxHashMap::default();
    for slot in shown {
        by_page.entry(layout.page_of[layout.line_at(slot.range.start)]).or_default().push(slot);
    }
    let notes_of = notes_by_page(layout, found);
    let owner: FxHashMap<LineIndex, usize> =
        found.notes.iter().enumerate().flat_map(|(n, note)| note.lines.iter().map(move |&l| (l, n))).collect();
    let mut ways = Ways::default();
    for page in 0..layout.pages.len() {
        let key = u32::try_from(page).unwrap_or(u32::MAX);
        let shown = by_page.remove(&key).unwrap_or_default();
        let targets: Vec<LineIndex> = layout
            .page_lines(page)
            .filter(|&l| layout.roles[l] == Role::Target)
            // a place within the document itself is no link of the text that is left of it
            .filter(|&l| !url::is_internal(layout.ink(l)))
            .collect();
        if targets.is_empty() {
            out.links.extend(shown.into_iter().filter_map(|slot| plain(&slot)));
            continue;
        }
        let empty = Vec::new();
        let lines = layout.page_lines(page);
        let of_page = |all: &'_ [LineIndex]| {
            let from = all.partition_point(|&l| l < lines.start);
            from..all.partition_point(|&l| l < lines.end)
        };
        let notes: Vec<(usize, &[LineIndex])> = notes_of
            .get(&key)
            .unwrap_or(&empty)
            .iter()
            .map(|&note| (note, &found.notes[note].lines[..]))
            .map(|(note, lines)| (note, &lines[of_page(lines)]))
            .collect();
        let body = &found.body[of_page(&found.body)];
        let named = targets.clone();
        ways.place(&home::Page::new(layout, targets, |vocabulary| {
            let mut slots = shown;
            notes.iter().for_each(|&(note, lines)| slots::titles(layout, note, lines, &mut slots));
            slots::named_slots(layout, &named, page, &owner, &mut slots);
            runs::of_page(layout, found, (body, &notes), vocabulary, &mut slots);
            slots
        }));
    }
    ways.finish(&mut out);
    merge_strays(layout, &mut out.links);
    out.in_reading_order();
    out
}

/// The links of all pages, read as listed and backwards: some writers of PDF list a page's links from its end to its start.
/// One document is read one way.
#[derive(Default)]
struct Ways {
    found: [FoundLinks; 2],
    /// What speaks for each way.
    totals: [f32; 2],
    /// Pages with targets so far.
    pages: usize,
    /// The way that proved to be the right one; the other is given up.
    settled: Option<usize>,
}

/// Pages with targets, and by how much one way must be better on them, that settle the way.
const ENOUGH_PAGES: usize = 16;
/// See [`ENOUGH_PAGES`].
const BETTER: f32 = 20.0;

impl Ways {
    /// Places the targets of a page both ways, so that nothing of the page need be kept.
    fn place(&mut self, page: &home::Page) {
        for (way, backwards) in [false, true].into_iter().enumerate() {
            if self.settled.is_some_and(|settled| settled != way) {
                continue;
            }
            let solved = page.solve(backwards);
            self.totals[way] += solved.total;
            self.found[way].steps += solved.steps;
            page.collect(solved, backwards, &mut self.found[way]);
        }
        self.pages += 1;
        let [listed, backwards] = self.totals;
        if self.pages >= ENOUGH_PAGES && self.settled.is_none() && (listed - backwards).abs() > BETTER {
            self.settled = Some(usize::from(backwards > listed));
        }
    }

    /// Adds the links of the better way.
    fn finish(self, out: &mut FoundLinks) {
        let [listed, backwards] = self.found;
        out.steps += listed.steps + backwards.steps;
        let better = usize::from(self.totals[1] > self.totals[0]);
        let chosen = if self.settled.unwrap_or(better) == 1 { backwards } else { listed };
        out.links.extend(chosen.links);
        out.disarmed.extend(chosen.disarmed);
        out.disarmed.sort_unstable();
    }
}

/// A listed target that found no place on its page belongs to the same address shown on another. One that found
/// a place by likeness alone, while the page before shows the address, is the rest of that link after the page's end.
fn merge_strays(layout: &Layout, links: &mut Vec<FoundLink>) {
    let page = |line: LineIndex| layout.page_of[line];
    let mut shown: FxHashMap<String, usize> = FxHashMap::default();
    // the last page that lists an address shown there, and its link
    let mut listed: FxHashMap<(String, u32), usize> = FxHashMap::default();
    for (i, link) in links.iter().enumerate().filter(|(_, l)| l.shown) {
        match link.listed.first() {
            None => {
                shown.entry(bare(&link.url)).or_insert(i);
            }
            Some(&line) => {
                listed.entry((bare(&link.url), page(line))).or_insert(i);
            }
        }
    }
    let goes_on = |link: &FoundLink| {
        let before = page(*link.listed.first()?).checked_sub(1)?;
        listed.get(&(bare(&link.url), before)).copied()
    };
    let home = |link: &FoundLink| match link.range {
        None => shown.get(&bare(&link.url)).copied().or_else(|| goes_on(link)),
        Some(_) if !link.shown => goes_on(link),
        Some(_) => None,
    };
    let strays: Vec<(usize, usize)> = links.iter().enumerate().filter_map(|(i, l)| Some((i, home(l)?))).collect();
    for &(from, to) in &strays {
        let listed = std::mem::take(&mut links[from].listed);
        links[to].listed.extend(listed);
    }
    let mut gone = strays.iter().map(|s| s.0).peekable();
    let mut at = 0;
    links.retain(|_| {
        at += 1;
        gone.next_if_eq(&(at - 1)).is_none()
    });
}

/// A link whose address the text shows and no list names.
fn plain(slot: &Slot) -> Option<FoundLink> {
    Some(FoundLink {
        url: url::target(&slot.text)?,
        range: Some(slot.range.clone()),
        note: slot.note,
        shown: true,
        decided: false,
        listed: Vec::new(),
        confidence: 0.95,
        evidence: vec![Evidence { term: "same address".into(), weight: home::SAME }],
        rival: None,
    })
}

fn notes_by_page(layout: &Layout, found: &Found) -> FxHashMap<u32, Vec<usize>> {
    let mut map: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
    for (n, note) in found.notes.iter().enumerate() {
        let mut pages: Vec<u32> = note.lines.iter().map(|&l| layout.page_of[l]).collect();
        pages.dedup();
        for page in pages {
            map.entry(page).or_default().push(n);
        }
    }
    map
}
