//! Gives a page's targets their places.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::{
    FoundLink, FoundLinks, Rival,
    likeness::Vocabulary,
    order::{Alignment, Chain, Choice},
    plain,
    same::{alike, bare},
    slots::{Kind, Slot},
};
use crate::{document::Evidence, grammar::url, page::LineIndex, region::Layout};

/// Most places of a page of which overlaps are looked for.
const MAX_OVERLAPS: usize = 2_000;
/// The address shown is the target, letter for letter.
pub(super) const SAME: f32 = 8.0;
/// The address shown begins like the target, or differs in a few letters.
const ALIKE: f32 = 5.0;
/// An address shown is where the order has it.
const IN_ORDER: f32 = 3.0;
/// An address shown that is another, words in common aside.
const OTHER_ADDRESS: f32 = -1.0;
/// A quoted title.
const TITLE: f32 = -0.4;
/// The first words of a note without a quoted title.
const NOTE: f32 = -0.5;
/// A word for a link in a note, and in the text.
const LINK_IN_NOTE: f32 = 2.6;
/// See [`LINK_IN_NOTE`].
const LINK: f32 = -0.5;
/// The name of the target's site.
const SITE: f32 = 2.0;
/// Words of the text that the target has as well, before it is told what they say; and words of a note.
const WORDS: f32 = -1.2;
/// See [`WORDS`].
const WORDS_OF_NOTE: f32 = -0.8;
/// The words of the place speak of a link.
const SAYS_LINK: f32 = 1.5;
/// The list names the target more than once, as it does when the link is set over a line end, and the place is at one.
const AT_LINE_END: f32 = 0.5;
/// A place as far down its chain as the target is down the list.
const IN_PROPORTION: f32 = 0.3;
/// The list goes from the text to the notes, or back.
const SWITCH: f32 = -0.9;
/// The target is the one before it once more.
const REPEAT: f32 = 2.5;
/// A target finds no place.
const NO_PLACE: f32 = -1.5;
/// An address shown has no target in its page's list.
const SHOWN_UNLISTED: f32 = -0.5;
/// Most that shared words say.
const MAX_LIKENESS: f32 = 5.0;
/// Most states of an alignment that one page may ask for; beyond it only shown addresses get their targets.
const MAX_STATES: usize = 2_000_000;
/// Most pairs of targets and addresses shown that are compared letter by letter.
const MAX_PAIRS: usize = 40_000;

/// A page with link targets, in the order in which they are read.
pub(super) struct Page<'t> {
    targets: Vec<LineIndex>,
    urls: Vec<&'t str>,
    slots: Vec<Slot>,
    vocabulary: Vocabulary,
}

/// The places of a page's targets.
pub(super) struct Solved {
    placed: Vec<Placing>,
    /// What speaks for all of it.
    pub(super) total: f32,
    /// Pairs and states that were looked at.
    pub(super) steps: u64,
}

impl<'t> Page<'t> {
    /// A page with its targets and the places where they may belong.
    pub(super) fn new(
        layout: &Layout<'t>,
        targets: Vec<LineIndex>,
        read: impl FnOnce(&Vocabulary) -> Vec<Slot>,
    ) -> Self {
        let urls: Vec<&str> = targets.iter().map(|&t| layout.ink(t)).collect();
        let vocabulary = Vocabulary::of(&urls);
        let slots = read(&vocabulary);
        Self { targets, urls, slots, vocabulary }
    }

    /// Places the targets, read as listed or backwards. Addresses that the text shows take the targets that are the same
    /// or nearly so, in any order, though the order speaks for a reading; the rest are aligned with it.
    pub(super) fn solve(&self, backwards: bool) -> Solved {
        let order = self.order(backwards);
        let urls: Vec<&str> = order.iter().map(|&i| self.urls[i]).collect();
        let mut placed: Vec<Placing> = urls.iter().map(|_| Placing::None).collect();
        let mut taken = vec![false; self.slots.len()];
        let mut steps = take_shown(&urls, &self.slots, &mut placed, &mut taken);
        let chain = |j: &usize| usize::from(self.slots[*j].note.is_some());
        let chains = [0, 1].map(|of| (0..self.slots.len()).filter(|j| chain(j) == of).collect::<Vec<usize>>());
        let size = Alignment::size(urls.len(), [chains[0].len(), chains[1].len()]);
        let total = if size <= MAX_STATES {
            steps += size as u64;
            self.in_order(&order, &chains, &taken, &mut placed)
        } else {
            0.0
        };
        Solved { placed, total, steps }
    }

    fn order(&self, backwards: bool) -> Vec<usize> {
        let count = self.targets.len();
        (0..count).map(|i| if backwards { count - 1 - i } else { i }).collect()
    }

    /// Aligns targets with places in order. Gives what all of it is worth.
    fn in_order(&self, order: &[usize], chains: &[Vec<usize>; 2], taken: &[bool], placed: &mut [Placing]) -> f32 {
        let n = order.len();
        let mut own = [0, 1].map(|c| vec![vec![f32::NEG_INFINITY; chains[c].len()]; n]);
        let mut again: Vec<Option<f32>> = vec![None; n];
        let mut no_place = vec![NO_PLACE; n];
        let url = |i: usize| self.urls[order[i]];
        let of_target = self.words_by_target();
        for i in 0..n {
            match &placed[i] {
                Placing::At(shown) => {
                    let chain = usize::from(self.slots[shown.slot].note.is_some());
                    if let Ok(j) = chains[chain].binary_search(&shown.slot) {
                        own[chain][i][j] = IN_ORDER;
                    }
                    no_place[i] = 0.0;
                }
                Placing::Repeat => again[i] = Some(0.0),
                Placing::None => {
                    again[i] = (i > 0 && url(i - 1) == url(i)).then_some(REPEAT);
                    let wraps = again[i].is_some() || i + 1 < n && url(i + 1) == url(i);
                    for (chain, own) in chains.iter().zip(&mut own) {
                        for (j, &slot) in chain.iter().enumerate().filter(|(_, slot)| !taken[**slot]) {
                            let place = &self.slots[slot];
                            let words = &of_target[order[i]];
                            if matches!(place.kind, Kind::Words | Kind::Site)
                                && place.shared_with(words).next().is_none()
                            {
                                continue;
                            }
                            own[i][j] = worth(place, words, wraps) + proportion((i, n), (j, chain.len()));
                        }
                    }
                }
            }
        }
        let left = |slot: &usize| {
            if self.slots[*slot].kind == Kind::Shown && !taken[*slot] { SHOWN_UNLISTED } else { 0.0 }
        };
        let lefts = [0, 1].map(|c: usize| chains[c].iter().map(left).collect::<Vec<f32>>());
        let chain = |c: usize| Chain { own: &own[c], left: &lefts[c] };
        let alignment = Alignment { chains: [chain(0), chain(1)], again: &again, no_place: &no_place, switch: SWITCH };
        let (chosen, total) = alignment.solve();
        for (i, choice) in chosen.into_iter().enumerate() {
            if !matches!(placed[i], Placing::None) {
                continue;
            }
            placed[i] = match choice {
                Choice::None => Placing::None,
                Choice::Again => Placing::Repeat,
                Choice::At { place: (chain, j), rival, margin } => {
                    let slot = chains[chain][j];
                    let wraps = again[i].is_some() || i + 1 < n && url(i + 1) == url(i);
                    let place = &self.slots[slot];
                    let shared = place.shared_with(&of_target[order[i]]);
                    let shared =
                        shared.map(|(w, weight)| (format!("shared word {}", self.vocabulary.word(w)).into(), weight));
                    let mut evidence: Vec<Evidence> = terms(place, wraps)
                        .chain([("in proportion".into(), proportion((i, n), (j, chains[chain].len())))])
                        .chain(shared)
                        .filter(|t| t.1 != 0.0)
                        .map(|(term, weight)| Evidence { term, weight })
                        .collect();
                    evidence.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
                    let rival = rival.map(|(c, r)| self.slots[chains[c][r]].range.clone());
                    Placing::At(Placed {
                        slot,
                        confidence: 1.0 / (1.0 + (-margin).exp()),
                        evidence,
                        rival: Some(Rival { range: rival, margin }),
                    })
                }
            };
        }
        total
    }

    /// The words of each target, in order.
    fn words_by_target(&self) -> Vec<Vec<usize>> {
        let mut words = vec![Vec::new(); self.urls.len()];
        for word in 0..self.vocabulary.len() {
            self.vocabulary.targets(word).iter().for_each(|&target| words[target].push(word));
        }
        words
    }

    /// Makes links of a page's placings.
    pub(super) fn collect(&self, solved: Solved, backwards: bool, out: &mut FoundLinks) {
        let mut taken = vec![false; self.slots.len()];
        for placing in &solved.placed {
            if let Placing::At(found) = placing {
                taken[found.slot] = true;
            }
        }
        // a place that overlaps a taken one is the same address, seen once as a whole and once as a name
        let slots = &self.slots;
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
        self.make_links(solved.placed, backwards, out);
    }

    fn make_links(&self, placed: Vec<Placing>, backwards: bool, out: &mut FoundLinks) {
        // the last target that was no repeat: a link, or (dead or unplaced) none
        let mut last: Option<usize> = None;
        for (i, placing) in self.order(backwards).into_iter().zip(placed) {
            let found = match placing {
                Placing::Repeat if last.is_some() => {
                    if let Some(link) = last.and_then(|link| out.links.get_mut(link)) {
                        link.listed.push(self.targets[i]);
                    }
                    continue;
                }
                Placing::Repeat | Placing::None => None,
                Placing::At(found) => Some(found),
            };
            let slot = found.as_ref().map(|f| &self.slots[f.slot]);
            let Some(url) = url::target(self.urls[i]) else {
                out.disarmed.push((self.targets[i], slot.and_then(|s| s.note)));
                last = None;
                continue;
            };
            last = Some(out.links.len());
            let (range, note) = (slot.map(|s| s.range.clone()), slot.and_then(|s| s.note));
            let shown = slot.is_some_and(|s| s.kind == Kind::Shown);
            let (confidence, evidence, rival) =
                found.map_or((0.0, Vec::new(), None), |f| (f.confidence, f.evidence, f.rival));
            let listed = vec![self.targets[i]];
            out.links.push(FoundLink { url, range, note, shown, decided: false, listed, confidence, evidence, rival });
        }
    }
}

/// What speaks for a target at a place, where it stands aside.
fn worth(place: &Slot, words: &[usize], wraps: bool) -> f32 {
    let shared: f32 = place.shared_with(words).map(|s| s.1).sum();
    terms(place, wraps).map(|t| t.1).sum::<f32>() + shared.min(MAX_LIKENESS)
}

/// The terms of it that are no words.
fn terms(place: &Slot, wraps: bool) -> impl Iterator<Item = (Cow<'static, str>, f32)> + use<> {
    let says_link = if place.says_link { SAYS_LINK } else { 0.0 };
    let at_line_end = if wraps && place.wraps { AT_LINE_END } else { 0.0 };
    let kind = place.kind.term(place.note.is_some());
    [kind, ("says link", says_link), ("at a line end", at_line_end)]
        .into_iter()
        .map(|(term, weight)| (term.into(), weight))
}

/// A place as far down the page's places as the target is down the list.
fn proportion((i, targets): (usize, usize), (j, places): (usize, usize)) -> f32 {
    IN_PROPORTION * (1.0 - ((i + 1) as f32 / targets as f32 - (j + 1) as f32 / places as f32).abs())
}

impl Kind {
    /// What the kind of a place says for a link there.
    fn term(self, in_note: bool) -> (&'static str, f32) {
        match self {
            Self::Shown => ("other address", OTHER_ADDRESS),
            Self::Title => ("title", TITLE),
            Self::Note => ("note", NOTE),
            Self::Link if in_note => ("a word for a link", LINK_IN_NOTE),
            Self::Link => ("a word for a link", LINK),
            Self::Site => ("the site is named", SITE),
            Self::Words if in_note => ("words of a note", WORDS_OF_NOTE),
            Self::Words => ("words", WORDS),
        }
    }
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
    if pairs > MAX_PAIRS {
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
