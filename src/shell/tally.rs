//! What a source came out as, in numbers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Restored,
    document::{Anchor, LinkStatus},
    ledger::Code,
};

/// The numbers of one source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tally {
    pub(crate) pages: usize,
    pub(crate) notes_marked: usize,
    pub(crate) notes_inferred: usize,
    pub(crate) notes_unanchored: usize,
    pub(crate) notes_decided: usize,
    pub(crate) links: usize,
    pub(crate) links_unanchored: usize,
    pub(crate) repairs: usize,
    /// What a reader should look at: notes that were inferred or have no place, links without a place, other warnings.
    pub(crate) doubts: usize,
    /// Warnings by code.
    pub(crate) warnings: BTreeMap<String, usize>,
}

impl Tally {
    pub(crate) fn of(restored: &Restored) -> Self {
        let mut tally = Self {
            pages: restored.document.pages.len(),
            links: restored.document.links.len(),
            repairs: restored.ledger.repairs.len(),
            ..Self::default()
        };
        for note in &restored.document.notes {
            match note.anchor {
                Anchor::Marked { .. } => tally.notes_marked += 1,
                Anchor::Inferred { .. } => tally.notes_inferred += 1,
                Anchor::Decided { .. } => tally.notes_decided += 1,
                Anchor::Unanchored { .. } => tally.notes_unanchored += 1,
            }
        }
        tally.links_unanchored =
            restored.document.links.iter().filter(|link| link.status == LinkStatus::Unanchored).count();
        for warning in &restored.ledger.warnings {
            *tally.warnings.entry(warning.code.id().to_owned()).or_default() += 1;
        }
        // Those of single notes and links are counted above.
        let told = [Code::CallInferred, Code::NoteUnanchored, Code::LinkUnanchored, Code::EmptyInput];
        let others = restored.ledger.warnings.iter().filter(|warning| !told.contains(&warning.code)).count();
        tally.doubts = tally.notes_inferred + tally.notes_unanchored + tally.links_unanchored + others;
        tally
    }

    /// All notes.
    pub(crate) fn notes(&self) -> usize {
        self.notes_marked + self.notes_inferred + self.notes_unanchored + self.notes_decided
    }
}
