//! What a source came out as, in numbers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Restored,
    document::{Anchor, LinkStatus},
    ledger::Code,
};

/// How the notes or links came to their places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Statuses {
    pub(crate) marked: usize,
    pub(crate) inferred: usize,
    pub(crate) unanchored: usize,
    pub(crate) decided: usize,
}

impl Statuses {
    pub(crate) fn of_notes(restored: &Restored) -> Self {
        let mut statuses = Self::default();
        for note in &restored.document.notes {
            match note.anchor {
                Anchor::Marked { .. } => statuses.marked += 1,
                Anchor::Inferred { .. } => statuses.inferred += 1,
                Anchor::Decided { .. } => statuses.decided += 1,
                Anchor::Unanchored { .. } => statuses.unanchored += 1,
            }
        }
        statuses
    }

    pub(crate) fn of_links(restored: &Restored) -> Self {
        let mut statuses = Self::default();
        for link in &restored.document.links {
            match link.status {
                LinkStatus::Marked => statuses.marked += 1,
                LinkStatus::Inferred => statuses.inferred += 1,
                LinkStatus::Decided => statuses.decided += 1,
                LinkStatus::Unanchored => statuses.unanchored += 1,
            }
        }
        statuses
    }
}

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
        let (notes, links) = (Statuses::of_notes(restored), Statuses::of_links(restored));
        let mut tally = Self {
            pages: restored.document.pages.len(),
            notes_marked: notes.marked,
            notes_inferred: notes.inferred,
            notes_unanchored: notes.unanchored,
            notes_decided: notes.decided,
            links: restored.document.links.len(),
            links_unanchored: links.unanchored,
            repairs: restored.ledger.repairs.len(),
            ..Self::default()
        };
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
