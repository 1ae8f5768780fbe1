//! The places of a page where a link could be.

use std::{borrow::Cow, ops::Range};

use rustc_hash::{FxHashMap, FxHashSet};

use super::{likeness::MIN_WORD, same::bare};
use crate::{
    anchor::{Found, words_of},
    grammar::{
        lower,
        url::{self, Scheme},
    },
    page::LineIndex,
    prose::words::{Join, Joiner},
    region::{Layout, Role},
};

/// Most names of sites that are looked for on one page.
const MAX_NAMED: usize = 64;

/// A place where a link could be.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub(super) range: Range<usize>,
    pub(super) note: Option<usize>,
    pub(super) kind: Kind,
    /// The address shown, or the words of the place.
    pub(super) text: String,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Shown,
    Title,
    Note,
    Line,
}

/// The addresses that some lines show, put together over line ends.
pub(super) fn shown_in(
    layout: &Layout,
    lines: &[LineIndex],
    note: Option<usize>,
    joiner: &Joiner,
    out: &mut Vec<Slot>,
) {
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
pub(super) fn note_slots(layout: &Layout, found: &Found, note: usize, out: &mut Vec<Slot>) {
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
pub(super) fn named_slots(
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
pub(super) fn line_slots(layout: &Layout, found: &Found, page: usize, targets: &[LineIndex], out: &mut Vec<Slot>) {
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
