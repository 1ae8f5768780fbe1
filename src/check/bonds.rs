//! What notes, calls, links and pages are bound to: each note is called, where its anchor says; each link is shown once,
//! where its home says, and has the address that its listing or its words say; pages cover the source.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization;

use super::{
    Fault, Faults, Owner,
    ink::Ink,
    walk::{Claim, Claims, Owned},
};
use crate::{
    Restored,
    document::{Anchor, Block, BlockKind, Inline, LinkHome, LinkStatus, Piece, Run},
    ledger::{Action, Code, Ledger, Subject},
    span::Span,
};

/// A note's call in the document.
#[derive(Debug)]
struct Call {
    note: usize,
    owner: Owner,
    /// The last bytes before it in its block, and the first behind it.
    before: Option<Span>,
    after: Option<Span>,
}

/// A link in the document.
#[derive(Debug)]
struct Shown<'d> {
    link: usize,
    owner: Owner,
    runs: Vec<&'d Run>,
}

/// Walks through blocks in order.
#[derive(Debug)]
struct Walker<'d> {
    ledger: &'d Ledger,
    calls: Vec<Call>,
    links: Vec<Shown<'d>>,
    /// Calls that wait for what stands behind them in their block.
    waiting: usize,
    last: Option<Span>,
}

impl<'d> Walker<'d> {
    fn block(&mut self, owner: Owner, block: &'d Block) {
        (self.last, self.waiting) = (None, self.calls.len());
        match &block.kind {
            BlockKind::Heading { content, .. } | BlockKind::Paragraph { content } => self.line(owner, content),
            BlockKind::List { items, .. } => items.iter().flatten().for_each(|block| self.block(owner, block)),
            BlockKind::Quote { blocks } => blocks.iter().for_each(|block| self.block(owner, block)),
            BlockKind::Verse { lines } => lines.iter().for_each(|line| self.line(owner, line)),
            BlockKind::Table { head, rows, .. } => {
                head.iter().chain(rows.iter().flatten()).for_each(|cell| self.line(owner, cell));
            }
            BlockKind::Preformatted { .. } => {}
        }
    }

    fn line(&mut self, owner: Owner, inlines: &'d [Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text(run) => self.run(run),
                Inline::Call { note } => {
                    self.calls.push(Call { note: *note, owner, before: self.last, after: None });
                }
                Inline::Link { link, content } => {
                    let runs = content.iter().filter_map(|inline| match inline {
                        Inline::Text(run) => Some(run),
                        _ => None,
                    });
                    self.links.push(Shown { link: *link, owner, runs: runs.collect() });
                    self.line(owner, content);
                }
                Inline::Break => {}
            }
        }
    }

    fn run(&mut self, run: &Run) {
        for piece in &run.from {
            let spans: &[Span] = match piece {
                Piece::Source(span) => std::slice::from_ref(span),
                Piece::Repair { repair } => self.ledger.repairs.get(*repair).map_or(&[], |repair| &repair.spans),
            };
            if let (Some(first), Some(last)) = (spans.first(), spans.last()) {
                self.calls[self.waiting..].iter_mut().for_each(|call| call.after = Some(*first));
                self.waiting = self.calls.len();
                self.last = Some(*last);
            }
        }
    }
}

/// Looks for notes that are not called where they say, and links that are not shown where and as they say.
pub(super) fn bonds(restored: &Restored, owned: &Owned<'_>, claims: &Claims, ink: &Ink<'_>, faults: &mut Faults) {
    let document = &restored.document;
    let mut walker = Walker { ledger: &restored.ledger, calls: Vec::new(), links: Vec::new(), waiting: 0, last: None };
    for (i, block) in document.blocks.iter().enumerate() {
        walker.block(Owner::Block(i), block);
    }
    for (i, note) in document.notes.iter().enumerate() {
        note.blocks.iter().for_each(|block| walker.block(Owner::Note(i), block));
    }
    notes(restored, &walker.calls, claims, ink, faults);
    links(restored, &walker.links, ink, faults);
    listed(restored, claims, ink, faults);
    pages(restored, owned, faults);
}

fn notes(restored: &Restored, calls: &[Call], claims: &Claims, ink: &Ink<'_>, faults: &mut Faults) {
    let notes = &restored.document.notes;
    let mut called = vec![false; notes.len()];
    for call in calls {
        let Some(note) = notes.get(call.note) else { continue };
        called[call.note] = true;
        let places: Vec<usize> = match &note.anchor {
            Anchor::Marked { calls, .. } => calls.iter().map(|span| span.start).collect(),
            Anchor::Decided { at, calls, .. } => {
                calls.first().map(|span| span.start).into_iter().chain([*at]).collect()
            }
            Anchor::Inferred { at, .. } => vec![*at],
            Anchor::Unanchored { .. } => continue,
        };
        // a call within a note is not looked into: the note may be parted by text of the body
        let in_note = matches!(call.owner, Owner::Note(_));
        let stands = in_note
            || places.iter().any(|&at| {
                let Some(at) = ink.stretch(Span::new(at, at)).map(|at| at.start) else { return false };
                let end = call.before.and_then(|span| ink.stretch(span)).map(|span| span.end);
                let start = call.after.and_then(|span| ink.stretch(span)).map(|span| span.start);
                // what is in the ledger alone (the mark, a hyphen, furniture) may stand between
                end.is_some_and(|end| claims.is_clear_of_body(end, at))
                    || start.is_some_and(|start| claims.is_clear_of_body(at, start))
                    || (end.is_none() && start.is_none())
                    || end.is_some_and(|end| is_in_column(call, end..at, [end.saturating_sub(1), at], claims, ink))
                    || start.is_some_and(|start| is_in_column(call, at..start, [at, start], claims, ink))
            });
        if !stands {
            faults.push(|| Fault::Elsewhere { note: call.note });
        }
    }
    for (note, _) in called.iter().enumerate().filter(|(_, called)| !**called) {
        faults.push(|| Fault::Uncalled { note });
    }
    // a note of which the source says nothing is invented
    let labels = restored.ledger.repairs.iter().filter(|repair| repair.code == Code::NoteLabel).count();
    let empty = notes.iter().filter(|note| note.blocks.iter().all(|block| block.spans.is_empty())).count();
    if empty > labels {
        faults.push(|| Fault::Labels { labels, notes: empty });
    }
    for (index, note) in notes.iter().enumerate() {
        for reference in note.refers_to.iter().filter(|reference| reference.note >= notes.len()) {
            faults.push(|| Fault::Dangling { owner: Owner::Note(index), target: Owner::Note(reference.note) });
        }
        if matches!(&note.anchor, Anchor::Marked { calls, .. } if calls.is_empty()) {
            faults.push(|| Fault::Elsewhere { note: index });
        }
    }
}

/// Whether nothing of the body stands between a call's mark and the text beside it but other blocks' text in the lines of these
/// two, `ends`: the other halves of their rows, where columns stand side by side and the mark is alone in its own.
fn is_in_column(call: &Call, between: Range<usize>, ends: [usize; 2], claims: &Claims, ink: &Ink<'_>) -> bool {
    let lines = ends.map(|end| ink.line(end));
    let is_beside = |claim: &Claim| {
        let line = ink.line(claim.ink.start);
        claim.owner != call.owner && lines.contains(&line) && ink.line(claim.ink.end - 1) == line
    };
    between.start <= between.end && claims.within(between).filter(|claim| claim.is_of_body()).all(is_beside)
}

fn links(restored: &Restored, shown: &[Shown<'_>], ink: &Ink<'_>, faults: &mut Faults) {
    let Restored { document, ledger, .. } = restored;
    let mut times = vec![0_usize; document.links.len()];
    // what the source does not name, a reader's decision must: `the link URL belongs to …`
    let of_links = ledger.decisions.iter().filter(|decision| decision.subject == Subject::Link && decision.applied);
    let decided: FxHashSet<&str> = of_links.filter_map(|decision| decision.says.split(' ').nth(2)).collect();
    for one in shown {
        let Some(link) = document.links.get(one.link) else { continue };
        times[one.link] += 1;
        let added = |piece: &Piece| {
            matches!(piece, Piece::Repair { repair }
                if ledger.repairs.get(*repair).is_some_and(|repair| repair.action == Action::Inserted))
        };
        let at_end = one.runs.iter().flat_map(|run| &run.from).all(added);
        let home = match one.owner {
            _ if at_end => LinkHome::End,
            Owner::Note(note) => LinkHome::Note { note },
            _ => LinkHome::Body,
        };
        if home != link.home {
            faults.push(|| Fault::Home { link: one.link });
        }
        let text: String = one.runs.iter().map(|run| run.text.as_str()).collect();
        let listing = |span: &Span| ink.stretch(*span).map_or("", |stretch| ink.slice(stretch));
        let known = link.listed.iter().any(|span| is_address(&link.url, listing(span)))
            || (link.listed.is_empty() && decided.contains(link.url.as_str()))
            || (link.status == LinkStatus::Marked
                && (is_shown(&link.url, &text) || is_read(&link.url, &one.runs, ink)));
        if !known {
            faults.push(|| Fault::Address { link: one.link });
        }
    }
    for (link, &times) in times.iter().enumerate().filter(|(_, times)| **times != 1) {
        faults.push(|| Fault::Shown { link, times });
    }
}

/// Whether a listing gives an address, but for scheme, case and signs.
fn is_address(url: &str, listing: &str) -> bool {
    plain(url) == plain(listing)
}

/// Whether words show an address: all of it, or its number (`doi:10.1/2`), or most of it in order, for what was taken for a
/// mark or a label within it is in the ledger.
fn is_shown(url: &str, words: &str) -> bool {
    let (url, words) = (plain(url), plain(words));
    let number = words.strip_prefix("doi").unwrap_or(&words);
    let mut rest = url.chars();
    let mut in_order = |words: &str| words.chars().all(|c| rest.any(|other| other == c));
    !number.is_empty()
        && (words.starts_with(&url) || url.ends_with(number) || (2 * words.len() > url.len() && in_order(&words)))
}

/// Whether the source reads an address from the first words of a link on, over what stands between its lines.
fn is_read(url: &str, words: &[&Run], ink: &Ink<'_>) -> bool {
    /// Words of the source that are looked at: those of a page's foot and the next one's head.
    const WORDS: usize = 400;
    let first = words.iter().flat_map(|run| &run.from).find_map(|piece| match piece {
        Piece::Source(span) => ink.stretch(*span),
        Piece::Repair { .. } => None,
    });
    let (url, Some(first)) = (plain(url), first) else { return false };
    let mut rest = url.as_str();
    let words =
        ink.words_from(first.start).enumerate().map(|(i, word)| if i == 0 { plain(word) } else { letters(word) });
    words.filter(|word| !word.is_empty()).take(WORDS).any(|word| {
        if word.starts_with(rest) {
            return true;
        }
        rest = rest.strip_prefix(word.as_str()).unwrap_or(rest);
        false
    })
}

/// The letters and digits of an address, small, without its scheme.
fn plain(address: &str) -> String {
    let ink = letters(address);
    let bare = ["https", "http", "ftp", "mailto"].iter().find_map(|scheme| ink.strip_prefix(scheme));
    bare.map_or(ink.clone(), str::to_owned)
}

/// The letters and digits of some words, small; those of a ligature are letters of their own, as the text was repaired.
fn letters(words: &str) -> String {
    words.nfkc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Marks and listings are in the ledger as what they are, each listing as one entry, which no other link claims.
fn listed(restored: &Restored, claims: &Claims, ink: &Ink<'_>, faults: &mut Faults) {
    let Restored { document, ledger, .. } = restored;
    let is_mark = |owner: Owner| matches!(owner, Owner::Repair(i) if ledger.repairs.get(i).is_some_and(|r| r.code == Code::NoteCall));
    for (i, note) in document.notes.iter().enumerate() {
        for span in note.anchor.calls() {
            let claimed = |stretch| claims.within(stretch).any(|claim| is_mark(claim.owner));
            if !ink.stretch(*span).is_some_and(claimed) {
                faults.push(|| Fault::Taken { owner: Owner::Note(i), at: ink.place(*span) });
            }
        }
    }
    let targets = ledger.repairs.iter().filter(|repair| repair.code == Code::LinkTarget);
    let mut free: FxHashMap<(usize, usize), bool> =
        targets.flat_map(|repair| &repair.spans).map(|span| ((span.start, span.end), true)).collect();
    for (i, link) in document.links.iter().enumerate() {
        for span in &link.listed {
            match free.insert((span.start, span.end), false) {
                Some(true) => {}
                Some(false) => faults.push(|| Fault::ListedTwice { link: i, at: ink.place(*span) }),
                None => faults.push(|| Fault::Taken { owner: Owner::Link(i), at: ink.place(*span) }),
            }
        }
    }
}

/// Pages lie side by side over the whole source, and blocks and notes begin on theirs.
fn pages(restored: &Restored, owned: &Owned<'_>, faults: &mut Faults) {
    let document = &restored.document;
    let pages = &document.pages;
    let end_before = |page: usize| page.checked_sub(1).map_or(0, |before| pages[before].span.end);
    let parted = pages.iter().enumerate().find(|(i, one)| {
        let last_ends = i + 1 < pages.len() || one.span.end == restored.source.bytes;
        one.span.start != end_before(*i) || one.span.end < one.span.start || !last_ends
    });
    if let Some((page, _)) = parted {
        return faults.push(|| Fault::Page { page });
    }
    if pages.is_empty() {
        return;
    }
    let begins = |page: usize, first: &Span| {
        pages.get(page).is_some_and(|page| page.span.start <= first.start && first.start < page.span.end)
    };
    for (owner, block) in owned.blocks() {
        if block.spans.first().is_some_and(|first| !begins(block.page, first)) {
            faults.push(|| Fault::OnPage { owner, page: block.page });
        }
    }
    for (i, note) in document.notes.iter().enumerate() {
        let first = note.blocks.iter().find_map(|block| block.spans.first());
        if first.is_some_and(|first| !begins(note.page, first)) {
            faults.push(|| Fault::OnPage { owner: Owner::Note(i), page: note.page });
        }
    }
}
