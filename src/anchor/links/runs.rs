//! The words of a page that its targets have as well, in runs: a link is set on words that stand together.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::{
    likeness::{Hit, Vocabulary, is_between},
    slots::{Kind, Slot},
};
use crate::{
    anchor::{Found, words_of},
    grammar::{lower, runs},
    page::LineIndex,
    region::Layout,
};

/// What each letter of a word says that a target and a place share: long words say more.
const PER_LETTER: f32 = 0.25;

/// What a word must say to count; it says less the more often it stands on the page, and the more targets have it.
const LEAST: f32 = 0.2;

/// Words that may stand between two of a run.
const GAP: usize = 3;
/// Most targets that a word says anything of.
const MAX_TARGETS: usize = 50;
/// Letters behind a quoted title that speak for it as well: its author, its date.
const AROUND_TITLE: usize = 60;
/// Words for a link.
const LINKS: &[&str] = &["link", "links", "lien", "liens", "enlace", "enlaces", "lenke", "lenker", "länk", "länkar"];
/// Words that speak of one.
const LINK_WORDS: &[&str] =
    &["available", "disponible", "online", "ligne", "abrufbar", "verfügbar", "tilgjengelig", "accessed"];
/// Letters of the shortest of these.
const SHORTEST_LINK_WORD: usize = 5;

/// A word of the page that targets have.
struct Part {
    range: Range<usize>,
    /// Its number among the words of the text, or of its note.
    number: usize,
    /// Whether a sentence ends behind it.
    stops: bool,
    /// Whether a line begins or ends beside it.
    at_edge: bool,
    line: LineIndex,
    hits: Vec<Hit>,
    /// Whether it is the name of a site.
    site: bool,
    /// Whether it is a number, of a date as a rule, which speaks for words beside it but is none to set a link on.
    digits: bool,
}

/// Lines that are read as one: the text of a page, or a note.
struct Unit<'a> {
    lines: &'a [LineIndex],
    note: Option<usize>,
    parts: Vec<Part>,
}

/// The places of a page that share words with targets, and those of its notes, next to the places that are known: what
/// is shown there, and quoted titles, which learn their words.
pub(super) fn of_page(
    layout: &Layout,
    found: &Found,
    (body, notes): (&[LineIndex], &[(usize, &[LineIndex])]),
    vocabulary: &Vocabulary,
    slots: &mut Vec<Slot>,
) {
    slots.sort_by_key(|s| (s.range.start, s.kind != Kind::Shown));
    let shown: Vec<Range<usize>> = slots.iter().filter(|s| s.kind == Kind::Shown).map(|s| s.range.clone()).collect();
    let unit = |lines, note| Unit { lines, note, parts: parts(layout, lines, &shown, vocabulary) };
    let mut units = vec![unit(body, None)];
    units.extend(notes.iter().map(|&(note, lines)| unit(lines, Some(note))));
    let says = |count: usize, hit: &Hit| {
        let targets = vocabulary.targets(hit.word).len();
        if targets > MAX_TARGETS { 0.0 } else { hit.letters * PER_LETTER / (count as f32 * targets as f32).sqrt() }
    };
    let mut counts = vec![0_usize; vocabulary.len()];
    let hits = units.iter().flat_map(|unit| &unit.parts).flat_map(|part| &part.hits);
    hits.for_each(|hit| counts[hit.word] += 1);
    for unit in &mut units {
        for part in &mut unit.parts {
            part.hits.iter_mut().for_each(|hit| hit.letters = says(counts[hit.word], hit));
            part.hits.retain(|hit| hit.letters >= LEAST);
        }
        unit.parts.retain(|part| !part.hits.is_empty());
    }
    let mut of_unit: FxHashMap<Option<usize>, Vec<Slot>> = FxHashMap::default();
    slots.drain(..).for_each(|slot| of_unit.entry(slot.note).or_default().push(slot));
    for unit in &units {
        let mut own = of_unit.remove(&unit.note).unwrap_or_default();
        own.iter_mut().filter(|slot| slot.kind == Kind::Title).for_each(|title| learn_title(layout, unit, title));
        let known: Vec<Range<usize>> = own.iter().map(|slot| slot.range.clone()).collect();
        runs(unit, &known, vocabulary, &mut own);
        links_named(layout, unit, &known, &mut own);
        own.extend(unit.note.and_then(|note| note_itself(layout, found, note, unit.lines, &own)));
        slots.append(&mut own);
    }
    of_unit.into_values().for_each(|mut rest| slots.append(&mut rest));
    slots.sort_by_key(|s| (s.range.start, s.kind != Kind::Shown));
}

/// Whether a place lies in one of some ranges, which are in order.
fn is_in(at: usize, ranges: &[Range<usize>]) -> bool {
    let before = ranges.partition_point(|range| range.start <= at);
    before > 0 && ranges[before - 1].end > at
}

/// The words of some lines that targets have, those of addresses aside.
fn parts(layout: &Layout, lines: &[LineIndex], shown: &[Range<usize>], vocabulary: &Vocabulary) -> Vec<Part> {
    let text = layout.text.as_str();
    let range_of = |part: &str| {
        let start = part.as_ptr() as usize - text.as_ptr() as usize;
        start..start + part.len()
    };
    let is_shown = |part: &str| is_in(range_of(part).start, shown);
    let (mut out, mut number) = (Vec::new(), 0);
    for &line in lines {
        let ink = layout.lines[line].ink.clone();
        for token in runs::ink(&text[ink.clone()]) {
            number += 1;
            let stops = token.ends_with(['.', '?', '!']);
            let of_token = range_of(token);
            let at_edge = of_token.start == ink.start || of_token.end == ink.end;
            let name = token.trim_matches(is_between);
            let site = vocabulary.site(name).filter(|_| !is_shown(name));
            if let Some(hit) = site {
                let (range, hits) = (range_of(name), vec![hit]);
                out.push(Part { range, number, stops, at_edge, line, hits, site: true, digits: false });
                continue;
            }
            for part in runs::alphanumeric(token) {
                // a mark of a note may hang on a word
                let bare = part.trim_end_matches(|c: char| c.is_numeric());
                let word = if bare.is_empty() { part } else { bare };
                if is_shown(word) {
                    continue;
                }
                let hits = vocabulary.hits(word);
                if !hits.is_empty() {
                    let digits = word.chars().all(char::is_numeric);
                    out.push(Part { range: range_of(word), number, stops, at_edge, line, hits, site: false, digits });
                }
            }
        }
    }
    out
}

/// Runs of words that one target has, with few others between them, within a sentence.
fn runs(unit: &Unit, known: &[Range<usize>], vocabulary: &Vocabulary, slots: &mut Vec<Slot>) {
    let titles = slots.iter().filter(|slot| slot.kind == Kind::Title).map(|slot| slot.range.start);
    let titled = titles.min().unwrap_or(usize::MAX);
    let mut open: Option<(&[Part], Vec<usize>)> = None;
    for (i, part) in unit.parts.iter().enumerate() {
        if is_in(part.range.start, known) {
            slots.extend(open.take().and_then(|(run, _)| run_slot(run, unit.note, titled)));
            continue;
        }
        if part.site {
            slots.extend(open.take().and_then(|(run, _)| run_slot(run, unit.note, titled)));
            slots.extend(run_slot(std::slice::from_ref(part), unit.note, titled));
            continue;
        }
        let mut targets: Vec<usize> = part.hits.iter().flat_map(|hit| vocabulary.targets(hit.word)).copied().collect();
        targets.sort_unstable();
        targets.dedup();
        open = match open.take() {
            Some((run, common)) => {
                let last = &run[run.len() - 1];
                let near = part.number <= last.number + 1 + GAP && !(last.stops && last.number < part.number);
                let both: Vec<usize> = common.iter().copied().filter(|t| targets.binary_search(t).is_ok()).collect();
                if near && !both.is_empty() {
                    Some((&unit.parts[i - run.len()..=i], both))
                } else {
                    slots.extend(run_slot(run, unit.note, titled));
                    Some((std::slice::from_ref(part), targets))
                }
            }
            None => Some((std::slice::from_ref(part), targets)),
        };
    }
    slots.extend(open.and_then(|(run, _)| run_slot(run, unit.note, titled)));
}

/// The place that a run is; none for numbers alone behind a title, whose date or volume they are.
fn run_slot(run: &[Part], note: Option<usize>, titled: usize) -> Option<Slot> {
    if run.iter().all(|part| part.digits) && run[0].range.start > titled {
        return None;
    }
    let (first, last) = (&run[0], &run[run.len() - 1]);
    let kind = if first.site { Kind::Site } else { Kind::Words };
    let mut slot = Slot::new(first.range.start..last.range.end, note, kind);
    slot.shared = shared(run.iter());
    slot.wraps = first.line != last.line || first.at_edge || last.at_edge;
    Some(slot)
}

/// What each word of targets says that stands in some parts, each once.
fn shared<'a>(parts: impl Iterator<Item = &'a Part>) -> Vec<(usize, f32)> {
    let mut out: Vec<(usize, f32)> = Vec::new();
    for hit in parts.flat_map(|part| &part.hits) {
        match out.iter_mut().find(|known| known.0 == hit.word) {
            Some(known) => known.1 = known.1.max(hit.letters),
            None => out.push((hit.word, hit.letters)),
        }
    }
    out
}

/// Gives a title the words that it shares with targets, and those around it.
fn learn_title(layout: &Layout, unit: &Unit, title: &mut Slot) {
    let text = layout.text.as_str();
    let end = unit.lines.last().map_or(title.range.end, |&l| layout.lines[l].ink.end.max(title.range.end));
    let rest = &text[title.range.end..end];
    let to = title.range.end + rest.char_indices().nth(AROUND_TITLE).map_or(rest.len(), |(at, _)| at);
    let from = unit.parts.partition_point(|p| p.range.start < title.range.start);
    title.shared = shared(unit.parts[from..].iter().take_while(|p| p.range.end <= to));
    title.says_link = says_link(&text[title.range.start..to]);
    let next = unit.lines.partition_point(|&l| layout.lines[l].ink.start <= title.range.start);
    title.wraps = unit.lines.get(next).is_some_and(|&l| layout.lines[l].ink.start < title.range.end);
}

fn says_link(text: &str) -> bool {
    words_of(text, SHORTEST_LINK_WORD).any(|word| LINK_WORDS.contains(&&*word))
}

/// Whether a word is one for a link.
fn is_link(word: &str) -> bool {
    // few words begin so
    matches!(word.as_bytes(), [b'l' | b'e' | b'L' | b'E', ..]) && LINKS.contains(&&*lower(word))
}

/// The words for a link in a note or a text.
fn links_named(layout: &Layout, unit: &Unit, known: &[Range<usize>], slots: &mut Vec<Slot>) {
    let text = layout.text.as_str();
    let is_part = |at: usize| unit.parts.binary_search_by_key(&at, |part| part.range.start).is_ok();
    for &line in unit.lines {
        for word in runs::alphanumeric(layout.ink(line)).filter(|word| is_link(word)) {
            let start = word.as_ptr() as usize - text.as_ptr() as usize;
            if !is_part(start) && !is_in(start, known) {
                slots.push(Slot::new(start..start + word.len(), unit.note, Kind::Link));
            }
        }
    }
}

/// The first words of a note that shows no address and quotes no title.
fn note_itself(layout: &Layout, found: &Found, note: usize, lines: &[LineIndex], slots: &[Slot]) -> Option<Slot> {
    let first = *lines.first()?;
    if slots.iter().any(|s| !matches!(s.kind, Kind::Words | Kind::Site)) {
        return None;
    }
    let ink = &layout.lines[first].ink;
    let start = found.notes[note].label_range.end.max(ink.start);
    let text = layout.text.as_str();
    let end = slots.first().map_or(ink.end, |s| s.range.start.min(ink.end));
    let words = text.get(start..end)?.trim();
    if words.is_empty() {
        return None;
    }
    let start = words.as_ptr() as usize - text.as_ptr() as usize;
    let mut slot = Slot::new(start..start + words.len(), Some(note), Kind::Note);
    slot.says_link = lines.iter().any(|&l| says_link(layout.ink(l)));
    Some(slot)
}
