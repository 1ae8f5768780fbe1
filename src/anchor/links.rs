//! Links home: the addresses that the text shows, and the lists of targets that some extractors print after each page.
//!
//! A page's targets and the places where a link could be (addresses shown, quoted titles, notes, lines of text) are
//! aligned in the page's order: a target goes to one place, or is the same link as the target before it (a link set
//! over two lines is listed twice), or finds no place. Likeness of words decides between places; all weights stand here.

use std::{borrow::Cow, ops::Range};

use rapidfuzz::distance::levenshtein;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Found, Rival,
    targets::{Alignment, Choice},
    words_of,
};
use crate::{
    document::Evidence,
    grammar::{
        lower,
        url::{self, Scheme},
    },
    page::LineIndex,
    prose::words::{Join, Joiner},
    region::{Layout, Role},
};

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

/// Most names of sites that are looked for on one page, most letters of addresses that are compared letter by letter,
/// and most places of a page of which overlaps are looked for.
const MAX_NAMED: usize = 64;
/// See [`MAX_NAMED`].
const MAX_COMPARED: usize = 300;
/// See [`MAX_NAMED`].
const MAX_OVERLAPS: usize = 2_000;
/// The address shown is the target, letter for letter.
const SAME: f32 = 8.0;
/// The address shown begins like the target, or differs in a few letters.
const ALIKE: f32 = 5.0;
/// Likeness (0 to 1) of letters above which two addresses differ in a few only.
const NEARLY: f64 = 0.85;
/// An address shown that is another, words in common aside.
const OTHER_ADDRESS: f32 = -1.0;
/// The words of the place speak of a link: of a note that shows none, and of a line of text.
const SAYS_LINK: (f32, f32) = (2.0, 0.7);
/// Words that do.
const LINK_WORDS: &[&str] = &[
    "link",
    "links",
    "lien",
    "liens",
    "enlace",
    "lenke",
    "länk",
    "available",
    "disponible",
    "online",
    "ligne",
    "abrufbar",
    "verfügbar",
    "tilgjengelig",
    "accessed",
];
/// A quoted title.
const TITLE: f32 = 0.4;
/// A note without a quoted title.
const NOTE: f32 = 0.3;
/// A line of body text.
const LINE: f32 = -1.8;
/// Each letter of a word that the target and the place share; long words say more. At most [`MAX_LIKENESS`] in all.
const PER_LETTER: f32 = 0.16;
/// See [`PER_LETTER`].
const MAX_LIKENESS: f32 = 5.0;
/// A place as far down the page's places as the target is down the list.
const IN_PROPORTION: f32 = 0.3;
/// The target is the one before it once more.
const REPEAT: f32 = 2.5;
/// A target finds no place.
const NO_PLACE: f32 = -1.5;
/// An address shown has no target in its page's list.
const SHOWN_UNLISTED: f32 = -0.5;
/// Most pairs of targets and places that one page may ask for; beyond it only shown addresses get their targets.
const MAX_PAIRS: usize = 400_000;
/// Letters of the shortest word that counts.
const MIN_WORD: usize = 3;

/// A place where a link could be.
#[derive(Clone, Debug)]
struct Slot {
    range: Range<usize>,
    note: Option<usize>,
    kind: Kind,
    /// The address shown, or the words of the place.
    text: String,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Shown,
    Title,
    Note,
    Line,
}

/// Finds all links and their places.
pub fn links(layout: &Layout, found: &Found, joiner: &Joiner) -> FoundLinks {
    let mut out = FoundLinks::default();
    let mut shown: Vec<Slot> = Vec::new();
    shown_in(layout, &found.body, None, joiner, &mut shown);
    for (n, note) in found.notes.iter().enumerate() {
        shown_in(layout, &note.lines, Some(n), joiner, &mut shown);
    }
    let mut by_page: FxHashMap<u32, Vec<Slot>> = FxHashMap::default();
    let page_of =
        |at: usize| layout.page_of[layout.lines.partition_point(|l| l.ink.end < at).min(layout.lines.len() - 1)];
    for slot in shown {
        by_page.entry(page_of(slot.range.start)).or_default().push(slot);
    }
    let notes_of = notes_by_page(layout, found);
    let owner: FxHashMap<LineIndex, usize> =
        found.notes.iter().enumerate().flat_map(|(n, note)| note.lines.iter().map(move |&l| (l, n))).collect();
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
        let mut slots = shown;
        let empty = Vec::new();
        for &note in notes_of.get(&key).unwrap_or(&empty) {
            note_slots(layout, found, note, &mut slots);
        }
        named_slots(layout, &targets, page, &owner, &mut slots);
        line_slots(layout, found, page, &targets, &mut slots);
        slots.sort_by_key(|s| (s.range.start, s.kind != Kind::Shown));
        align(layout, &targets, &slots, &mut out);
    }
    merge_strays(layout, &mut out.links);
    out.in_reading_order();
    out
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
        evidence: vec![Evidence { term: "same address".into(), weight: SAME }],
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

/// The addresses that some lines show, put together over line ends.
fn shown_in(layout: &Layout, lines: &[LineIndex], note: Option<usize>, joiner: &Joiner, out: &mut Vec<Slot>) {
    // up to where an address that began on an earlier line reaches
    let mut reached = 0;
    for (i, &line) in lines.iter().enumerate() {
        let ink = layout.ink(line);
        if !url::may_have_address(ink) {
            continue;
        }
        let start = layout.lines[line].ink.start;
        let mut at = 0;
        while at < ink.len() {
            let boundary = ink[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
            let Some((len, scheme)) = url::address(&ink[at..]).filter(|_| boundary && start + at >= reached) else {
                at += ink[at..].chars().next().map_or(1, char::len_utf8);
                continue;
            };
            let mut text = ink[at..at + len].to_owned();
            let mut end = start + at + len;
            let rest = ink[at..].find(|c: char| !url::is_address(c)).map_or(ink.len(), |n| at + n);
            if rest == ink.len() {
                let full = &ink[at..];
                if let Some((more, to)) = go_on(layout, lines, i, full, joiner) {
                    (text, end) = (more, to);
                    reached = end;
                }
            }
            if scheme == Scheme::Live {
                out.push(Slot { range: start + at..end, note, kind: Kind::Shown, text });
            }
            at = rest.max(at + len);
        }
    }
}

/// The whole address and its end, if it goes on over the line end.
fn go_on(layout: &Layout, lines: &[LineIndex], first: usize, begun: &str, joiner: &Joiner) -> Option<(String, usize)> {
    const MAX_LINES: usize = 6;
    let mut text = begun.to_owned();
    let mut end = None;
    for i in first..(first + MAX_LINES).min(lines.len() - 1) {
        let next = layout.ink(lines[i + 1]);
        // what has been read so far stands in for the line, so that the test sees the whole address
        match joiner.join(&text, next) {
            Join::Nothing => {}
            // a sign that the typesetter broke the address with is no part of it
            Join::Weld { hyphen, .. } if text.ends_with(|c| joiner.signs.breaks == Some(c)) => {
                text.truncate(text.len() - hyphen);
            }
            _ => break,
        }
        let token = next.split(char::is_whitespace).next().unwrap_or("");
        let token = token.find(|c: char| !url::is_address(c)).map_or(token, |at| &token[..at]);
        text.push_str(token);
        let whole = url::address(&text).map_or(text.len(), |(len, _)| len);
        let cut = text.len() - whole.min(text.len());
        end = Some(layout.lines[lines[i + 1]].ink.start + token.len().saturating_sub(cut));
        if token.len() < next.len() {
            break;
        }
    }
    let end = end?;
    let whole = url::address(&text).map_or(text.len(), |(len, _)| len);
    text.truncate(whole);
    Some((text, end))
}

/// The quoted titles of a note, or the note itself.
fn note_slots(layout: &Layout, found: &Found, note: usize, out: &mut Vec<Slot>) {
    let lines = &found.notes[note].lines;
    let text = layout.text.as_str();
    let (Some(&first), Some(&last)) = (lines.first(), lines.last()) else { return };
    let before = out.len();
    let mut open: Option<(usize, char)> = None;
    for &line in lines {
        let ink = layout.lines[line].ink.clone();
        for (at, c) in text[ink.clone()].char_indices() {
            let at = ink.start + at;
            match (c, open) {
                ('«', None) => open = Some((at, '»')),
                ('“', None) => open = Some((at, '”')),
                ('„', None) => open = Some((at, '“')),
                (c, Some((start, close))) if c == close => {
                    let range = start..at + c.len_utf8();
                    // what stands around a title (its author, its date) speaks for it as well
                    let to = text[range.end..]
                        .char_indices()
                        .nth(60)
                        .map_or(text.len(), |(n, _)| range.end + n)
                        .min(layout.lines[last].ink.end.max(range.end));
                    let words = format!("{} {}", &text[range.clone()], &text[range.end..to]);
                    out.push(Slot { range, note: Some(note), kind: Kind::Title, text: words });
                    open = None;
                }
                _ => {}
            }
        }
    }
    let shown = out.iter().any(|s| s.note == Some(note) && s.kind == Kind::Shown);
    if out.len() == before && !shown {
        let words = lines.iter().map(|&l| layout.ink(l)).collect::<Vec<_>>().join(" ");
        let start = found.notes[note].label_range.end.max(layout.lines[first].ink.start);
        let end = layout.lines[first].ink.end;
        if start < end {
            out.push(Slot { range: start..end, note: Some(note), kind: Kind::Note, text: words });
        }
    }
}

/// The places where a page's text names a target without its scheme: a mail address, a site (`Data.gov`).
fn named_slots(
    layout: &Layout,
    targets: &[LineIndex],
    page: usize,
    owner: &FxHashMap<LineIndex, usize>,
    out: &mut Vec<Slot>,
) {
    let mut wanted: Vec<String> =
        targets.iter().map(|&t| bare(layout.ink(t))).filter(|b| !b.contains('/') && b.len() >= 5).collect();
    wanted.dedup();
    wanted.truncate(MAX_NAMED);
    if wanted.is_empty() {
        return;
    }
    for line in layout.page_lines(page).filter(|&l| layout.roles[l] == Role::Text) {
        let start = layout.lines[line].ink.start;
        for range in token_ranges(layout.ink(line)) {
            let token = layout.ink(line)[range.clone()].trim_start_matches('(');
            let from = start + range.end - token.len();
            let token = token.trim_end_matches([')', ']', '”', '"']);
            let name = lower(token);
            if wanted.iter().any(|w| *w == name) {
                out.push(Slot {
                    range: from..from + token.len(),
                    note: owner.get(&line).copied(),
                    kind: Kind::Shown,
                    text: token.to_owned(),
                });
            }
        }
    }
}

/// The lines of a page's body that share a word with a target.
fn line_slots(layout: &Layout, found: &Found, page: usize, targets: &[LineIndex], out: &mut Vec<Slot>) {
    let wanted: FxHashSet<Cow<str>> = targets.iter().flat_map(|&t| words_of(layout.ink(t), MIN_WORD)).collect();
    let lines = layout.page_lines(page);
    let from = found.body.partition_point(|&l| l < lines.start);
    for &line in found.body[from..].iter().take_while(|&&l| l < lines.end) {
        let ink = layout.lines[line].ink.clone();
        let text = &layout.text.as_str()[ink.clone()];
        let mut hits = token_ranges(text).filter(|r| words_of(&text[r.clone()], MIN_WORD).any(|w| wanted.contains(&w)));
        if let Some(first) = hits.next() {
            let last = hits.last().unwrap_or_else(|| first.clone());
            out.push(Slot {
                range: ink.start + first.start..ink.start + last.end,
                note: None,
                kind: Kind::Line,
                text: text[first.start..last.end].to_owned(),
            });
        }
    }
}

/// The byte ranges of the words of a text.
fn token_ranges(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    text.split_whitespace().map(|word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        start..start + word.trim_end_matches(['.', ',', ';', ':']).len()
    })
}

/// How well the words of each target agree with those of each place.
fn likeness(targets: &[&str], places: &[&Slot]) -> Vec<Vec<f32>> {
    let words: Vec<Vec<Cow<str>>> = targets.iter().map(|url| words_of(url, MIN_WORD).collect()).collect();
    let mut found: FxHashMap<&str, Vec<usize>> = words.iter().flatten().map(|w| (&**w, Vec::new())).collect();
    let mut says_link = vec![false; places.len()];
    for (j, place) in places.iter().enumerate() {
        for word in words_of(&place.text, MIN_WORD) {
            says_link[j] |= LINK_WORDS.contains(&&*word);
            if let Some(at) = found.get_mut(&*word).filter(|at| at.last() != Some(&j)) {
                at.push(j);
            }
        }
    }
    let row = |words: &Vec<Cow<str>>| {
        let mut shared = vec![0f32; places.len()];
        for word in words {
            let weight = word.chars().count() as f32 * PER_LETTER;
            found[&**word].iter().for_each(|&j| shared[j] += weight);
        }
        let sum = |(j, shared): (usize, f32)| {
            let kind = places[j].kind;
            kind.term().1 + shared.min(MAX_LIKENESS) + if says_link[j] { kind.says_link() } else { 0.0 }
        };
        shared.into_iter().enumerate().map(sum).collect()
    };
    words.iter().map(row).collect()
}

impl Kind {
    /// What the kind of a place says for a link there.
    fn term(self) -> (&'static str, f32) {
        match self {
            Self::Shown => ("other address", OTHER_ADDRESS),
            Self::Title => ("title", TITLE),
            Self::Note => ("note", NOTE),
            Self::Line => ("line", LINE),
        }
    }

    /// What it says if its words speak of a link.
    fn says_link(self) -> f32 {
        if matches!(self, Self::Title | Self::Note) { SAYS_LINK.0 } else { SAYS_LINK.1 }
    }
}

/// The terms of which [`likeness`] is made, and that of the place's proportion, strongest first.
fn evidence(target: &str, place: &Slot, proportion: f32) -> Vec<Evidence> {
    let own: FxHashSet<Cow<str>> = words_of(&place.text, MIN_WORD).collect();
    let says_link = if own.iter().any(|w| LINK_WORDS.contains(&&**w)) { place.kind.says_link() } else { 0.0 };
    let mut evidence: Vec<Evidence> = words_of(target, MIN_WORD)
        .filter(|word| own.contains(word))
        .map(|word| (Cow::from(format!("shared word {word}")), word.chars().count() as f32 * PER_LETTER))
        .chain(
            [place.kind.term(), ("says link", says_link), ("in proportion", proportion)].map(|t| (Cow::from(t.0), t.1)),
        )
        .filter(|t| t.1 != 0.0)
        .map(|(term, weight)| Evidence { term, weight })
        .collect();
    evidence.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
    evidence
}

/// Places a page's targets. Addresses that the text shows take the targets that are the same or nearly so, in any
/// order, for lists of targets do not always follow the page; the rest are aligned in order.
fn align(layout: &Layout, targets: &[LineIndex], slots: &[Slot], out: &mut FoundLinks) {
    let urls: Vec<&str> = targets.iter().map(|&t| layout.ink(t)).collect();
    let mut placed: Vec<Placing> = targets.iter().map(|_| Placing::None).collect();
    let mut taken = vec![false; slots.len()];
    out.steps += take_shown(&urls, slots, &mut placed, &mut taken);
    let rest: Vec<usize> = (0..urls.len()).filter(|&i| matches!(placed[i], Placing::None)).collect();
    let open: Vec<usize> = (0..slots.len()).filter(|&j| !taken[j]).collect();
    if rest.len().saturating_mul(open.len()) <= MAX_PAIRS {
        out.steps += (rest.len() * open.len()) as u64;
        in_order(&urls, slots, &rest, &open, &mut placed);
    }
    for placing in &placed {
        if let Placing::At(found) = placing {
            taken[found.slot] = true;
        }
    }
    // a place that overlaps a taken one is the same address, seen once as a whole and once as a name
    let overlaps = |s: &Slot| {
        slots.iter().zip(&taken).any(|(o, t)| *t && o.range.start < s.range.end && s.range.start < o.range.end)
    };
    let unlisted = slots.iter().zip(&taken).filter(|(s, taken)| s.kind == Kind::Shown && !**taken).map(|(s, _)| s);
    let unlisted: Vec<&Slot> = unlisted.filter(|s| url::address(&s.text).is_some()).collect();
    let many = slots.len() > MAX_OVERLAPS;
    if !many {
        out.steps += (unlisted.len() * slots.len()) as u64;
    }
    out.links.extend(unlisted.into_iter().filter(|s| many || !overlaps(s)).filter_map(plain));
    collect(targets, &urls, slots, placed, out);
}

/// Gives targets to the addresses shown that are the same, or alike; more of the same target are repeats of it. Tells how
/// many pairs may have been compared.
fn take_shown(urls: &[&str], slots: &[Slot], placed: &mut [Placing], taken: &mut [bool]) -> u64 {
    let names: Vec<String> = urls.iter().map(|url| bare(url)).collect();
    let shown: Vec<(usize, String)> =
        slots.iter().enumerate().filter(|(_, s)| s.kind == Kind::Shown).map(|(j, s)| (j, bare(&s.text))).collect();
    let mut exact: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (j, name) in shown.iter().rev() {
        exact.entry(name).or_default().push(*j);
    }
    for (i, url) in urls.iter().enumerate() {
        if let Some(j) = exact.get_mut(names[i].as_str()).and_then(Vec::pop) {
            placed[i] = Placing::At(Placed::shown(j, ("same address", SAME)));
            taken[j] = true;
        } else if i > 0 && urls[i - 1] == *url && !matches!(placed[i - 1], Placing::None) {
            placed[i] = Placing::Repeat;
        }
    }
    let mut open: Vec<&(usize, String)> = shown.iter().filter(|(j, _)| !taken[*j]).collect();
    let pairs = open.len().saturating_mul(urls.len());
    if pairs > MAX_PAIRS / 10 {
        return 0;
    }
    for i in 0..urls.len() {
        if !matches!(placed[i], Placing::None) {
            continue;
        }
        if i > 0 && urls[i - 1] == urls[i] && !matches!(placed[i - 1], Placing::None) {
            placed[i] = Placing::Repeat;
        } else if let Some(at) = open.iter().position(|(_, name)| alike(&names[i], name)) {
            let j = open.remove(at).0;
            placed[i] = Placing::At(Placed::shown(j, ("address alike", ALIKE)));
            taken[j] = true;
        }
    }
    pairs as u64
}

/// An address without what does not tell it from another: scheme, `www.`, closing signs, case.
pub(crate) fn bare(address: &str) -> String {
    let address = address.strip_prefix("mailto:").unwrap_or(address);
    let address = address.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
    address.trim_end_matches(['/', '.', ',', ')']).to_lowercase()
}

/// Whether one address is a part of the other, or differs in a few letters.
fn alike(a: &str, b: &str) -> bool {
    let part = a.len().min(b.len()) * 2 > a.len().max(b.len()) && (a.starts_with(b) || b.starts_with(a));
    let near = levenshtein::Args::default().score_cutoff(NEARLY);
    part || same_page(a, b)
        || (a.len() < MAX_COMPARED
            && levenshtein::normalized_similarity_with_args(a.chars(), b.chars(), &near).is_some_and(|s| s > NEARLY))
}

/// Whether two addresses name one page of one site, which was moved within it: hosts and last parts are the same.
fn same_page(a: &str, b: &str) -> bool {
    const MIN_PART: usize = 6;
    let ends = |address: &str| {
        let (host, path) = address.split_once('/')?;
        let last = path.rsplit('/').next().filter(|l| l.len() >= MIN_PART && l.contains(char::is_alphabetic))?;
        Some((host.to_owned(), last.to_owned()))
    };
    ends(a).is_some_and(|a| Some(a) == ends(b))
}

/// Aligns targets with places in order.
fn in_order(urls: &[&str], slots: &[Slot], rest: &[usize], open: &[usize], placed: &mut [Placing]) {
    let (n, m) = (rest.len(), open.len());
    let targets: Vec<&str> = rest.iter().map(|&i| urls[i]).collect();
    let places: Vec<&Slot> = open.iter().map(|&j| &slots[j]).collect();
    let proportion =
        |i: usize, j: usize| IN_PROPORTION * (1.0 - ((i + 1) as f32 / n as f32 - (j + 1) as f32 / m as f32).abs());
    let mut own = likeness(&targets, &places);
    for (i, row) in own.iter_mut().enumerate() {
        row.iter_mut().enumerate().for_each(|(j, score)| *score += proportion(i, j));
    }
    let left: Vec<f32> =
        open.iter().map(|&j| if slots[j].kind == Kind::Shown { SHOWN_UNLISTED } else { 0.0 }).collect();
    let again: Vec<Option<f32>> = (0..n)
        .map(|i| {
            let same = i > 0 && rest[i - 1] + 1 == rest[i] && urls[rest[i]] == urls[rest[i - 1]];
            same.then_some(REPEAT)
        })
        .collect();
    let chosen = Alignment { own: &own, left: &left, again: &again, no_place: NO_PLACE }.solve();
    for (i, choice) in chosen.into_iter().enumerate() {
        placed[rest[i]] = match choice {
            Choice::None => Placing::None,
            Choice::Again => Placing::Repeat,
            Choice::At { place, rival, margin } => Placing::At(Placed {
                slot: open[place],
                confidence: 1.0 / (1.0 + (-margin).exp()),
                evidence: evidence(targets[i], places[place], proportion(i, place)),
                rival: Some(Rival { range: rival.map(|r| slots[open[r]].range.clone()), margin }),
            }),
        };
    }
}

/// What became of a target.
enum Placing {
    None,
    /// It is the target before it once more.
    Repeat,
    At(Placed),
}

/// A target's place.
struct Placed {
    /// Index of the place.
    slot: usize,
    confidence: f32,
    evidence: Vec<Evidence>,
    rival: Option<Rival>,
}

impl Placed {
    /// At an address that the text shows.
    fn shown(slot: usize, (term, weight): (&'static str, f32)) -> Self {
        let evidence = vec![Evidence { term: term.into(), weight }];
        Self { slot, confidence: 1.0 / (1.0 + (-weight).exp()), evidence, rival: None }
    }
}

/// Makes links of a page's placings.
fn collect(targets: &[LineIndex], urls: &[&str], slots: &[Slot], placed: Vec<Placing>, out: &mut FoundLinks) {
    // the last target that was no repeat: a link, or (dead or unplaced) none
    let mut last: Option<usize> = None;
    for (i, placing) in placed.into_iter().enumerate() {
        let found = match placing {
            Placing::Repeat if last.is_some() => {
                if let Some(link) = last.and_then(|link| out.links.get_mut(link)) {
                    link.listed.push(targets[i]);
                }
                continue;
            }
            Placing::Repeat | Placing::None => None,
            Placing::At(found) => Some(found),
        };
        let slot = found.as_ref().map(|f| &slots[f.slot]);
        let Some(url) = url::target(urls[i]) else {
            out.disarmed.push((targets[i], slot.and_then(|s| s.note)));
            last = None;
            continue;
        };
        last = Some(out.links.len());
        let (range, note) = (slot.map(|s| s.range.clone()), slot.and_then(|s| s.note));
        let shown = slot.is_some_and(|s| s.kind == Kind::Shown);
        let (confidence, evidence, rival) =
            found.map_or((0.0, Vec::new(), None), |f| (f.confidence, f.evidence, f.rival));
        let listed = vec![targets[i]];
        out.links.push(FoundLink { url, range, note, shown, decided: false, listed, confidence, evidence, rival });
    }
}
