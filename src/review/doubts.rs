//! What a reader may decide, in the order of the document, as data for the page's script.

use serde::Serialize;

use super::{
    escape::json_block,
    source::{Owner, Source},
};
use crate::{
    Restored,
    decide::{self, Decisions, HyphenChoice, LineChoice},
    document::{Anchor, Block, BlockKind, Evidence},
    ledger::{Code, Repair, Subject},
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
struct Item {
    kind: Subject,
    /// Whether it is in the list; else it gets there when it is decided.
    doubt: bool,
    /// 0 to 1; the page shows the worst first.
    confidence: f32,
    title: String,
    why: String,
    /// Index of the note.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<usize>,
    /// Index of the repair.
    #[serde(skip_serializing_if = "Option::is_none")]
    repair: Option<usize>,
    /// Where it stands in the text: a piece, and the characters of the piece before the place.
    #[serde(skip_serializing_if = "Option::is_none")]
    spot: Option<(usize, usize)>,
    label: String,
    /// The note's first words, or the line itself.
    text: String,
    before: String,
    after: String,
    /// What was decided before: `keep`, `weld`, or the place as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    decided: Option<bool>,
}

impl Item {
    /// A doubt with nothing told of it yet.
    fn of(kind: Subject) -> Self {
        Self {
            kind,
            doubt: true,
            confidence: 1.0,
            title: String::new(),
            why: String::new(),
            note: None,
            repair: None,
            spot: None,
            label: String::new(),
            text: String::new(),
            before: String::new(),
            after: String::new(),
            decided: None,
        }
    }

    /// A hyphen at a line end between two pieces of text.
    fn of_hyphen(weld: bool, before: String, after: String) -> Self {
        let (title, label) = if weld { ("A word was joined", "weld") } else { ("A hyphen was kept", "keep") };
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
        lines(restored, source, &mut items);
        hyphens(restored, source, &mut items);
        let mut unfit = Decisions { version: decide::VERSION, ..Decisions::default() };
        if let Some(decisions) = decisions {
            loaded(restored, source, decisions, &mut items, &mut unfit);
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
            doubt: confidence < SURE || matches!(note.anchor, Anchor::Inferred { .. }),
            confidence,
            title: format!("Note {} {status}", note.label),
            why: told(evidence),
            note: Some(index),
            label: note.label.clone(),
            text: first_words(&note.blocks),
            ..Item::of(Subject::Note)
        });
    }
}

fn lines(restored: &Restored, source: &Source, items: &mut Vec<Item>) {
    let is_line = |repair: &Repair| repair.code.id().starts_with('F') && !repair.spans.is_empty();
    for (index, repair) in restored.ledger.repairs.iter().enumerate().filter(|(_, repair)| is_line(repair)) {
        let (start, end) = (repair.spans[0].start, repair.spans[repair.spans.len() - 1].end);
        items.push(Item {
            doubt: repair.code == Code::LoneFurniture || repair.confidence < SURE,
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
    let mut add = |at: usize, behind: usize, confidence: f32, weld: bool, repair: Option<usize>, why: String| {
        let owner = source.owner_at(at.saturating_sub(1));
        let before =
            format!("{}-", source.words_before(at, AROUND, owner).trim_end_matches(['-', '\u{2010}', '\u{ad}', '¬']));
        let after = source.words_after(behind, AROUND, owner);
        let spot = source.spot(at, owner);
        items.push(Item { confidence, why, repair, spot, ..Item::of_hyphen(weld, before, after) });
    };
    for (index, repair) in restored.ledger.repairs.iter().enumerate() {
        if let Some(span) =
            repair.spans.first().filter(|_| repair.code == Code::HyphenJoined && repair.confidence < SURE)
        {
            add(span.start, span.end, repair.confidence, true, Some(index), repair.why.clone());
        }
    }
    for warning in restored.ledger.warnings.iter().filter(|warning| warning.code == Code::HyphenUnsure) {
        if let Some(span) = warning.span {
            add(span.end, span.end, 0.5, false, None, warning.message.clone());
        }
    }
}

/// Shows the decisions that were applied as such, and keeps the others to be saved again.
fn loaded(restored: &Restored, source: &Source, decisions: &Decisions, items: &mut Vec<Item>, unfit: &mut Decisions) {
    for decision in &restored.ledger.decisions {
        let entry = decision.entry;
        let at = decision.span.map(|span| span.start);
        let spot = |by: usize| at.and_then(|at| source.spot(at + by, None));
        let item = match (decision.subject, at) {
            (subject, _) if !decision.applied => {
                keep(decisions, subject, entry, unfit);
                continue;
            }
            (Subject::Note, Some(at)) => decided_note(restored, items, at).map(|item| (item, true)),
            (Subject::Note, None) => None,
            (Subject::Line, at) => decisions.line.get(entry).map(|choice| {
                let start =
                    |item: &Item| item.repair.and_then(|r| restored.ledger.repairs[r].spans.first()).map(|s| s.start);
                let found =
                    items.iter().position(|item| item.kind == Subject::Line && at.is_some() && start(item) == at);
                (found.unwrap_or_else(|| push_line(items, choice, spot(1))), choice.keep)
            }),
            (Subject::Hyphen, _) => {
                decisions.hyphen.get(entry).map(|choice| (push_hyphen(items, choice, spot(0)), choice.weld))
            }
        };
        match item {
            Some((item, value)) => {
                items[item].decided = Some(value);
                items[item].doubt = true;
            }
            None => keep(decisions, decision.subject, entry, unfit),
        }
    }
}

/// The decided note whose place is nearest to a byte: a printed mark may stand a sign behind it.
fn decided_note(restored: &Restored, items: &[Item], at: usize) -> Option<usize> {
    let away = |item: &Item| match restored.document.notes.get(item.note?)?.anchor {
        Anchor::Decided { at: place, .. } if item.decided.is_none() => Some(place.abs_diff(at)),
        _ => None,
    };
    items.iter().enumerate().filter_map(|(i, item)| Some((away(item)?, i))).min().map(|(_, i)| i)
}

fn push_line(items: &mut Vec<Item>, choice: &LineChoice, spot: Option<(usize, usize)>) -> usize {
    items.push(Item {
        title: "This line was put back into the text".to_owned(),
        why: "decided before".to_owned(),
        spot,
        text: choice.text.clone(),
        before: choice.before.clone(),
        after: choice.after.clone(),
        ..Item::of(Subject::Line)
    });
    items.len() - 1
}

fn push_hyphen(items: &mut Vec<Item>, choice: &HyphenChoice, spot: Option<(usize, usize)>) -> usize {
    let hyphen = Item::of_hyphen(choice.weld, choice.before.clone(), choice.after.clone());
    items.push(Item { why: "decided before".to_owned(), spot, ..hyphen });
    items.len() - 1
}

/// The word that was broken between two pieces of text.
fn broken_word(before: &str, after: &str) -> String {
    format!("{}{}", before.rsplit(' ').next().unwrap_or(""), after.split(' ').next().unwrap_or(""))
}

fn keep(decisions: &Decisions, subject: Subject, entry: usize, unfit: &mut Decisions) {
    match subject {
        Subject::Note => unfit.note.extend(decisions.note.get(entry).cloned()),
        Subject::Line => unfit.line.extend(decisions.line.get(entry).cloned()),
        Subject::Hyphen => unfit.hyphen.extend(decisions.hyphen.get(entry).cloned()),
    }
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
