//! `restitch` takes the raw text that an extractor pulled out of a PDF and gives back the document: paragraphs whole,
//! notes at their calls, links at home, and a ledger of every change.
//!
//! [`restore`] takes bytes and gives [`Restored`]: the [`document::Document`] and the [`ledger::Ledger`]. The writers in
//! [`mod@write`] make JSON, Pandoc's Markdown and Pandoc's own JSON of it; [`check::check`] proves from the source and the JSON
//! alone that no character was lost.
//!
//! ```
//! let raw = "The harbour was dredged in 1921, and trade came back within a\n\
//!            decade1. Of the old quay only the north-western corner is left.\n\n\
//!            1 Anna Brandt, The Harbour Books, p. 44.\n";
//! let restored = restitch::restore(raw.as_bytes(), &restitch::Options::default());
//! assert_eq!(restored.document.notes.len(), 1);
//! assert!(restitch::write::markdown::to_string(&restored).contains("decade[^1]. Of"));
//!
//! let json = restitch::write::json::to_string(&restored);
//! assert!(restitch::check::check(raw.as_bytes(), &json).is_ok());
//! ```
//!
//! Every part knows where in the source it came from, and what was only judged says so:
//!
//! ```
//! use restitch::document::Anchor;
//!
//! let raw = "Of the old quay little is left.1 The rest went in 1921.\n\n1 The Harbour Books, p. 44.\n";
//! let restored = restitch::restore(raw.as_bytes(), &restitch::Options::default());
//! for note in &restored.document.notes {
//!     match &note.anchor {
//!         Anchor::Marked { calls, .. } => assert_eq!(&raw[calls[0].start..calls[0].end], "1"),
//!         Anchor::Inferred { at, confidence, .. } => println!("note {} belongs to byte {at}: {confidence}", note.label),
//!         Anchor::Decided { .. } | Anchor::Unanchored { .. } => {}
//!     }
//! }
//! for repair in &restored.ledger.repairs {
//!     println!("{} {}: {:?}", repair.code.id(), repair.code.what(), repair.spans);
//! }
//! ```
//!
//! The program of the same name does this for files, folders and streams: `restitch --help`, or [`shell::main`].
//!
//! What readers decide about doubts, on the page that [`review`] makes, is read by [`decide`] and applied by the stages.
//!
//! The way of the data, one room a stage: [`text`] (bytes to characters that know their bytes), [`page`] (lines and
//! columns), [`region`] (what belongs to the page and not to the text), [`anchor`] (notes, calls, links), [`prose`]
//! (paragraphs, headings, lists). [`grammar`] holds the shapes that they all read, one file a shape.
#![forbid(unsafe_code)]

pub mod anchor;
pub mod check;
mod compose;
pub mod decide;
pub mod document;
pub mod extent;
pub mod grammar;
pub mod ledger;
pub mod page;
mod place;
pub mod prose;
pub mod region;
pub mod review;
pub mod schema;
pub mod scribe;
pub mod shell;
pub mod span;
pub mod text;
pub mod write;

use data_encoding::HEXLOWER;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use decide::Decisions;
use document::Document;
use ledger::Ledger;
use prose::witness::Witness;

/// What can be chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// What readers decided about the document.
    pub decisions: Option<Decisions>,
    /// What other documents say of words that this one breaks at its line ends.
    pub witness: Option<Witness>,
}

impl Options {
    /// The same with decisions of readers.
    #[must_use]
    pub fn with_decisions(self, decisions: Decisions) -> Self {
        Self { decisions: Some(decisions), ..self }
    }
}

/// A document given back, and the account of how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Restored {
    /// The input.
    pub source: Source,
    /// What it says.
    pub document: Document,
    /// What was changed on the way.
    pub ledger: Ledger,
}

/// What the input was.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// Its name, if it has one; filled in by the caller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its length in bytes.
    pub bytes: usize,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// WHATWG name of its encoding.
    pub encoding: String,
}

/// The SHA-256 of some bytes, in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// Gives back the document. Never fails and never panics: whatever the bytes are, they come out as text.
/// Time and memory are linear in the length of `bytes`.
pub fn restore(bytes: &[u8], options: &Options) -> Restored {
    let text = text::Text::decode(bytes);
    restore_text(&text, bytes.len(), sha256(bytes), options)
}

/// The same for bytes that are needed no longer: they are let go before the document is made, so that it takes their length
/// less in memory.
pub fn restore_owned(bytes: Vec<u8>, options: &Options) -> Restored {
    let text = text::Text::decode(&bytes);
    let (length, sha256) = (bytes.len(), sha256(&bytes));
    drop(bytes);
    restore_text(&text, length, sha256, options)
}

fn restore_text(text: &text::Text, bytes: usize, sha256: String, options: &Options) -> Restored {
    let (document, ledger) = compose::compose(text, bytes, options);
    Restored { source: Source { name: None, bytes, sha256, encoding: text.encoding.to_owned() }, document, ledger }
}
