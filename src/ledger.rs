//! The ledger: every change between source and document, code by code.

mod code;

use std::{borrow::Cow, collections::BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::code::{Code, STAGES, Severity, UnknownCode};
use crate::span::Span;

/// Everything that was changed or is doubtful.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Ledger {
    /// The changes, in the order of the source. A [`crate::document::Piece::Repair`] is an index into this.
    pub repairs: Vec<Repair>,
    /// What a reader should look at.
    pub warnings: Vec<Warning>,
    /// What readers decided, those about lines first, then notes, hyphens, links.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Decision>,
    /// The codes that occur above, with what they mean.
    #[serde(default)]
    pub legend: Vec<Meaning>,
}

impl Ledger {
    /// A ledger of entries, with its legend.
    pub fn new(repairs: Vec<Repair>, warnings: Vec<Warning>, decisions: Vec<Decision>) -> Self {
        let used: BTreeSet<Code> =
            repairs.iter().map(|repair| repair.code).chain(warnings.iter().map(|warning| warning.code)).collect();
        let legend = used.into_iter().map(|code| Meaning {
            code,
            name: code.name().to_owned(),
            severity: code.severity(),
            what: code.what().to_owned(),
        });
        Self { legend: legend.collect(), repairs, warnings, decisions }
    }
}

/// What a reader decided, and whether it holds for this source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Decision {
    /// The file that says it.
    pub file: String,
    /// What it is about.
    pub subject: Subject,
    /// Its index among the file's decisions about such.
    pub entry: usize,
    /// What it says, in words.
    pub says: String,
    /// Whether it was applied.
    pub applied: bool,
    /// The bytes that it concerns; empty for a place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// Why it was not applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why_not: Option<String>,
}

/// What a decision is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The place of a note.
    Note,
    /// Whether a line belongs to the text.
    Line,
    /// Whether a hyphen at a line end goes.
    Hyphen,
    /// The place of a link.
    Link,
}

/// What a code means, for readers that have the JSON alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Meaning {
    /// The code.
    pub code: Code,
    /// Its speaking name.
    pub name: String,
    /// How much it matters.
    pub severity: Severity,
    /// What it means, in a sentence or two.
    pub what: String,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Repair {
    /// What kind of change.
    pub code: Code,
    /// Whether something went or was replaced.
    pub action: Action,
    /// The bytes of the source that it concerns, in order; empty only for [`Action::Inserted`].
    pub spans: Vec<Span>,
    /// What stood there (decoded).
    pub before: String,
    /// What stands there now; empty for [`Action::Removed`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub after: String,
    /// 0 to 1.
    pub confidence: f32,
    /// Why, in a few words.
    pub why: Cow<'static, str>,
}

/// What a repair did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// The characters are in no run of the document.
    Removed,
    /// A run of the document holds `after` in their stead.
    Replaced,
    /// A run of the document holds `after`, which no source says.
    Inserted,
}

/// Something a reader should look at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Warning {
    /// What kind of doubt.
    pub code: Code,
    /// The bytes it concerns, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// How sure what was done is, 0 to 1; missing where nothing was done or it cannot be said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f32>,
    /// What is doubtful and why, in a sentence.
    pub message: String,
}
