//! Decisions that were made before, shown on the page as such; those that do not fit are kept to be saved again.

use super::{doubts::Item, source::Source};
use crate::{
    Restored,
    anchor::links::bare,
    decide::{Decisions, HyphenChoice, LineChoice},
    document::{Anchor, LinkHome, LinkStatus},
    ledger::Subject,
};

/// Shows the decisions that were applied as such, and keeps the others to be saved again.
pub(super) fn show(
    restored: &Restored,
    source: &Source,
    decisions: &Decisions,
    items: &mut Vec<Item>,
    unfit: &mut Decisions,
) {
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
            (Subject::Link, _) => decisions.link.get(entry).and_then(|choice| {
                let item = decided_link(restored, items, &choice.url, choice.nowhere)?;
                items[item].was = choice.nowhere.then(|| choice.clone());
                Some((item, true))
            }),
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

/// A decided link of a target; those of one target are alike.
fn decided_link(restored: &Restored, items: &[Item], url: &str, nowhere: bool) -> Option<usize> {
    let target = bare(url);
    items.iter().position(|item| {
        item.decided.is_none()
            && item.link.and_then(|link| restored.document.links.get(link)).is_some_and(|link| {
                link.status == LinkStatus::Decided
                    && (link.home == LinkHome::End) == nowhere
                    && bare(&link.url) == target
            })
    })
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

fn keep(decisions: &Decisions, subject: Subject, entry: usize, unfit: &mut Decisions) {
    match subject {
        Subject::Note => unfit.note.extend(decisions.note.get(entry).cloned()),
        Subject::Line => unfit.line.extend(decisions.line.get(entry).cloned()),
        Subject::Hyphen => unfit.hyphen.extend(decisions.hyphen.get(entry).cloned()),
        Subject::Link => unfit.link.extend(decisions.link.get(entry).cloned()),
    }
}
