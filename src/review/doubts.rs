//! What a reader may decide, in the order of the document, as data for the page's script.

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::{
    escape::json_block,
    loaded,
    source::{Owner, Source},
};
use crate::{
    Restored,
    decide::{self, Decisions, HYPHENS, LinkPlace},
    document::{Anchor, Block, BlockKind, Evidence, Link, LinkHome, LinkStatus, Note},
    ledger::{Code, Repair, Subject, Warning},
    span::Span,
};

/// A printed mark, and a weld, of less confidence than this is a doubt.
const SURE: f32 = 0.8;
/// Words around a place that are kept.
const AROUND: usize = 10;
/// Words of a note's body that are kept.
const BODY: usize = 12;

/// What the script works with.
#[derive(Serialize)]
pub(super) struct Data<'r> {
    version: i64,
    source: &'r str,
    items: Vec<Item>,
    /// Decisions that were loaded and do not fit this text; they are saved again as they are.
    unfit: Decisions,
}

/// Something that can be decided.
#[derive(Serialize)]
pub(super) struct Item {
    pub(super) kind: Subject,
    /// Whether it is in the list; else it gets there when it is decided.
    pub(super) doubt: bool,
    /// 0 to 1; the page shows the worst first.
    pub(super) confidence: f32,
    pub(super) title: String,
    pub(super) why: String,
    /// Index of the note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) note: Option<usize>,
    /// Index of the link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) link: Option<usize>,
    /// Index of the page on which a note or link without a place is looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) page: Option<usize>,
    /// Index of the repair.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) repair: Option<usize>,
    /// Where it stands in the text: a piece, and the characters of the piece before the place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) spot: Option<(usize, usize)>,
    /// The note's label, the link's target, or what became of a hyphen.
    pub(super) label: String,
    /// The note's first words, or the line itself.
    pub(super) text: String,
    pub(super) before: String,
    pub(super) after: String,
    /// What was decided before: `keep`, `weld`, or the place as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) decided: Option<bool>,
    /// The decision that a link belongs nowhere, as it was made before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) was: Option<LinkPlace>,
}

impl Item {
    /// A doubt with nothing told of it yet.
    pub(super) fn of(kind: Subject) -> Self {
        Self {
            kind,
            doubt: true,
            confidence: 1.0,
            title: String::new(),
            why: String::new(),
            note: None,
            link: None,
            page: None,
            repair: None,
            spot: None,
            label: String::new(),
            text: String::new(),
            before: String::new(),
            after: String::new(),
            decided: None,
            was: None,
        }
    }

    /// A word that may have been broken at a line end, between two pieces of text.
    pub(super) fn of_hyphen(weld: bool, before: String, after: String) -> Self {
        let (title, label) = match (weld, before.ends_with(HYPHENS)) {
            (true, true) => ("A word was joined", "weld"),
            (false, true) => ("A hyphen was kept", "keep"),
            (true, false) => ("Two line ends were joined to a word", "weld"),
            (false, false) => ("Two words were parted", "keep"),
        };
        Self {
            title: title.to_owned(),
            label: label.to_owned(),
            text: broken_word(&before, &after),
            before,
            after,
            ..Self::of(Subject::Hyphen)
        }
    }
}

impl<'r> Data<'r> {
    pub(super) fn new(restored: &'r Restored, source: &Source, decisions: Option<&Decisions>, name: &'r str) -> Self {
        let mut items: Vec<Item> = Vec::new();
        notes(restored, &mut items);
        links(restored, &mut items);
        lines(restored, source, &mut items);
        hyphens(restored, source, &mut items);
        let mut unfit = Decisions { version: decide::VERSION, ..Decisions::default() };
        if let Some(decisions) = decisions {
            loaded::show(restored, source, decisions, &mut items, &mut unfit);
        }
        Self { version: decide::VERSION, source: name, items, unfit }
    }

    pub(super) fn json(&self) -> String {
        // The data are strings, numbers and lists, which always have a text.
        json_block(&serde_json::to_string(self).unwrap_or_default())
    }
}

fn told(evidence: &[Evidence]) -> String {
    evidence.iter().map(|e| format!("{} ({:+.2})", e.term, e.weight)).collect::<Vec<_>>().join("; ")
}

fn notes(restored: &Restored, items: &mut Vec<Item>) {
    for (index, note) in restored.document.notes.iter().enumerate() {
        let (status, confidence, evidence) = match &note.anchor {
            Anchor::Marked { confidence, evidence, .. } => ("is marked here", *confidence, evidence),
            Anchor::Inferred { confidence, evidence, .. } => {
                ("has lost its mark; this place is a guess", *confidence, evidence)
            }
            Anchor::Decided { confidence, evidence, .. } => ("was given this place", *confidence, evidence),
            Anchor::Unanchored { evidence, .. } => ("has no place", 0.0, evidence),
        };
        items.push(Item {
            doubt: is_doubtful_note(note),
            confidence,
            title: format!("Note {} {status}", note.label),
            why: told(evidence),
            note: Some(index),
            page: Some(note.page),
            label: note.label.clone(),
            text: first_words(&note.blocks),
            ..Item::of(Subject::Note)
        });
    }
}

fn links(restored: &Restored, items: &mut Vec<Item>) {
    let Restored { document, ledger, .. } = restored;
    let listings: FxHashMap<usize, usize> = ledger
        .repairs
        .iter()
        .enumerate()
        .filter(|(_, repair)| repair.code == Code::LinkTarget)
        .filter_map(|(index, repair)| Some((repair.spans.first()?.start, index)))
        .collect();
    for (index, link) in document.links.iter().enumerate() {
        let title = match (link.status, link.home) {
            (LinkStatus::Marked, _) => continue,
            (LinkStatus::Inferred, LinkHome::Note { note }) => {
                let label = document.notes.get(note).map_or("", |note| &note.label);
                format!("This link was brought home to note {label} by likeness")
            }
            (LinkStatus::Inferred, _) => "This link was brought home to the text by likeness".to_owned(),
            (LinkStatus::Decided, LinkHome::End) => "This link was found to belong nowhere".to_owned(),
            (LinkStatus::Decided, _) => "This link was given this place".to_owned(),
            (LinkStatus::Unanchored, _) => "This link has no place".to_owned(),
        };
        let at = link.listed.first().map(|span| span.start);
        let page = at.map(|at| document.pages.partition_point(|page| page.span.end <= at));
        items.push(Item {
            doubt: is_doubtful_link(link),
            confidence: link.confidence,
            title,
            why: told(&link.evidence),
            link: Some(index),
            page,
            repair: at.and_then(|at| listings.get(&at)).copied(),
            label: link.url.clone(),
            text: link.url.clone(),
            ..Item::of(Subject::Link)
        });
    }
}

fn is_line(repair: &Repair) -> bool {
    repair.code.id().starts_with('F') && !repair.spans.is_empty()
}

/// Whether a note's place is a judgement, or its mark unsure.
fn is_doubtful_note(note: &Note) -> bool {
    match note.anchor {
        Anchor::Marked { confidence, .. } => confidence < SURE,
        Anchor::Inferred { .. } | Anchor::Unanchored { .. } => true,
        Anchor::Decided { .. } => false,
    }
}

fn is_doubtful_link(link: &Link) -> bool {
    matches!(link.status, LinkStatus::Inferred | LinkStatus::Unanchored)
}

/// Whether a line that is gone may be text. What a reader decided is as sure as can be.
fn is_doubtful_line(repair: &Repair) -> bool {
    is_line(repair) && (repair.confidence < SURE || (repair.code == Code::LoneFurniture && repair.confidence < 1.0))
}

fn is_doubtful_weld(repair: &Repair) -> bool {
    repair.code == Code::HyphenJoined && repair.confidence < SURE && !repair.spans.is_empty()
}

fn is_doubtful_hyphen(warning: &Warning) -> bool {
    matches!(warning.code, Code::HyphenUnsure | Code::WordJoined) && warning.span.is_some()
}

/// How many doubts the page of a document lists that nobody has settled, without making the page.
pub fn count(restored: &Restored) -> usize {
    let Restored { document, ledger, .. } = restored;
    document.notes.iter().filter(|note| is_doubtful_note(note)).count()
        + document.links.iter().filter(|link| is_doubtful_link(link)).count()
        + ledger.repairs.iter().filter(|repair| is_doubtful_line(repair) || is_doubtful_weld(repair)).count()
        + ledger.warnings.iter().filter(|warning| is_doubtful_hyphen(warning)).count()
}

fn lines(restored: &Restored, source: &Source, items: &mut Vec<Item>) {
    for (index, repair) in restored.ledger.repairs.iter().enumerate().filter(|(_, repair)| is_line(repair)) {
        let (start, end) = (repair.spans[0].start, repair.spans[repair.spans.len() - 1].end);
        items.push(Item {
            doubt: is_doubtful_line(repair),
            confidence: repair.confidence,
            title: "This line was taken out of the text".to_owned(),
            why: format!("{} {}: {}", repair.code.id(), repair.code.name(), repair.why),
            repair: Some(index),
            spot: source.spot(start, Some(Owner::Body)),
            text: repair.before.clone(),
            before: source.words_before(start, AROUND, None),
            after: source.words_after(end, AROUND, None),
            ..Item::of(Subject::Line)
        });
    }
}

fn hyphens(restored: &Restored, source: &Source, items: &mut Vec<Item>) {
    let mut add = |word: usize, span: Span, confidence: f32, code: Code, repair: Option<usize>, why: String| {
        let owner = source.owner_at(word);
        let before = source.words_before(span.start, AROUND, owner).trim_end_matches(HYPHENS).to_owned();
        let before = if code == Code::WordJoined { before } else { before + "-" };
        let after = source.words_after(span.end, AROUND, owner);
        let spot = source.spot(span.start, owner);
        let item = Item::of_hyphen(code != Code::HyphenUnsure, before, after);
        items.push(Item { confidence, why, repair, spot, ..item });
    };
    for (index, repair) in restored.ledger.repairs.iter().enumerate() {
        if let Some(span) = repair.spans.first().filter(|_| is_doubtful_weld(repair)) {
            let word = span.start.saturating_sub(1);
            add(word, *span, repair.confidence, repair.code, Some(index), repair.why.clone().into_owned());
        }
    }
    for warning in restored.ledger.warnings.iter().filter(|warning| is_doubtful_hyphen(warning)) {
        if let Some(span) = warning.span {
            let end = Span::new(span.end, span.end);
            add(span.start, end, 0.5, warning.code, None, warning.message.clone());
        }
    }
}

/// The word that was broken between two pieces of text.
fn broken_word(before: &str, after: &str) -> String {
    format!("{}{}", before.rsplit(' ').next().unwrap_or(""), after.split(' ').next().unwrap_or(""))
}

/// The first words of some blocks.
fn first_words(blocks: &[Block]) -> String {
    let mut text = String::new();
    blocks.iter().take(2).for_each(|block| words_of(block, &mut text));
    text.split_whitespace().take(BODY).collect::<Vec<_>>().join(" ")
}

fn words_of(block: &Block, out: &mut String) {
    match &block.kind {
        BlockKind::List { items, .. } => items.iter().flatten().for_each(|block| words_of(block, out)),
        BlockKind::Quote { blocks } => blocks.iter().for_each(|block| words_of(block, out)),
        _ => block.each_run(&mut |run| out.push_str(&run.text)),
    }
    out.push(' ');
}
