//! The places of a page where a link could be.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::same::bare;
use crate::{
    grammar::{
        lower, runs,
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
    /// The address shown.
    pub(super) text: String,
    /// The words of the page's targets that stand there, and what each says.
    pub(super) shared: Vec<(usize, f32)>,
    /// Whether its words speak of a link.
    pub(super) says_link: bool,
    /// Whether it runs over a line end, or begins or ends beside one.
    pub(super) wraps: bool,
}

impl Slot {
    pub(super) fn new(range: Range<usize>, note: Option<usize>, kind: Kind) -> Self {
        Self { range, note, kind, text: String::new(), shared: Vec::new(), says_link: false, wraps: false }
    }

    /// The words that it shares with some target's, which are in order, and what each says.
    pub(super) fn shared_with<'a>(&'a self, words: &'a [usize]) -> impl Iterator<Item = (usize, f32)> + 'a {
        self.shared.iter().copied().filter(|s| words.binary_search(&s.0).is_ok())
    }

    fn shown(range: Range<usize>, note: Option<usize>, text: String) -> Self {
        Self { text, ..Self::new(range, note, Kind::Shown) }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// An address that the text shows.
    Shown,
    /// A quoted title.
    Title,
    /// The first words of a note.
    Note,
    /// A word for a link.
    Link,
    /// The name of a target's site.
    Site,
    /// Words that targets have as well.
    Words,
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
        let start = layout.lines[line].ink.start;
        let mut at = if url::may_have_address(ink) { 0 } else { ink.len() };
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
                out.push(Slot::shown(start + at..end, note, text));
            }
            at = rest.max(at + len);
        }
        if let Some((range, text)) = broken_in_scheme(layout, lines, i, joiner).filter(|b| b.0.start >= reached) {
            reached = range.end;
            out.push(Slot::shown(range, note, text));
        }
    }
}

/// An address whose scheme a line end breaks off, or breaks: `https://` with the rest on the next line, `htt-`.
fn broken_in_scheme(
    layout: &Layout,
    lines: &[LineIndex],
    first: usize,
    joiner: &Joiner,
) -> Option<(Range<usize>, String)> {
    const LEAST: usize = 3;
    let ink = layout.ink(lines[first]);
    let last = ink.rsplit(|c: char| c.is_whitespace() || c == '(').next()?;
    let begun = last.trim_end_matches(['-', '\u{ad}', '\u{2010}']);
    let is_scheme = begun.len() >= LEAST && ["https://", "http://"].iter().any(|scheme| scheme.starts_with(begun));
    let next = *lines.get(first + 1).filter(|_| is_scheme)?;
    let rest = layout.ink(next);
    let token = rest.find(|c: char| !url::is_address(c)).map_or(rest, |at| &rest[..at]);
    let mut text = format!("{begun}{token}");
    let (len, _) = url::address(&text).filter(|&(len, scheme)| scheme == Scheme::Live && len > begun.len())?;
    let mut end = layout.lines[next].ink.start + len - begun.len();
    let goes_on = if token.len() == rest.len() { go_on(layout, lines, first + 1, &text, joiner) } else { None };
    text.truncate(len);
    if let Some((more, to)) = goes_on {
        (text, end) = (more, to);
    }
    Some((layout.lines[lines[first]].ink.end - last.len()..end, text))
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

/// The quoted titles of a note's lines, in order.
pub(super) fn titles(layout: &Layout, note: usize, lines: &[LineIndex], out: &mut Vec<Slot>) {
    let text = layout.text.as_str();
    let mut open: Option<(usize, char)> = None;
    for &line in lines {
        let ink = layout.lines[line].ink.clone();
        for (at, c) in text[ink.clone()].char_indices() {
            let at = ink.start + at;
            match (c, open) {
                ('«', None) => open = Some((at, '»')),
                ('“', None) => open = Some((at, '”')),
                ('„', None) => open = Some((at, '“')),
                ('"', None) => open = Some((at, '"')),
                (c, Some((start, close))) if c == close => {
                    out.push(Slot::new(start..at + c.len_utf8(), Some(note), Kind::Title));
                    open = None;
                }
                _ => {}
            }
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
            // the end of an address that a line end broke is no other
            let is_known = |s: &Slot| s.kind == Kind::Shown && s.range.contains(&from);
            if wanted.iter().any(|w| *w == name) && !out.iter().any(is_known) {
                let range = from..from + token.len();
                out.push(Slot::shown(range, owner.get(&line).copied(), token.to_owned()));
            }
        }
    }
}

/// The byte ranges of the words of a text.
fn token_ranges(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    runs::ink(text).map(|word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        start..start + word.trim_end_matches(['.', ',', ';', ':']).len()
    })
}
