//! Gives a page's targets their places.

use rustc_hash::FxHashMap;

use super::{
    FoundLink, FoundLinks, Rival,
    likeness::{evidence, likeness},
    order::{Alignment, Choice},
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

/// Places a page's targets. Addresses that the text shows take the targets that are the same or nearly so, in any
/// order, for lists of targets do not always follow the page; the rest are aligned in order.
pub(super) fn align(layout: &Layout, targets: &[LineIndex], slots: &[Slot], out: &mut FoundLinks) {
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
