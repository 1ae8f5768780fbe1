//! The writers. Each sees the restored document and its ledger, and nothing else (but SARIF, which counts the lines of the
//! source).
//!
//! ```text
//! Document -> ast (notes placed, lists and headings as Pandoc knows them) -> pandoc (JSON)
//!                                                                          -> markdown
//! Restored -> json
//! Ledger   -> sarif
//! ```
//!
//! Markdown and Pandoc AST come from one tree, so that they cannot tell different stories: reading the Markdown with
//! pandoc gives the AST, and `tests/pandoc.rs` holds them to it.

mod ast;
pub mod json;
pub mod markdown;
pub mod pandoc;
pub mod sarif;

/// Whether the output shows where the pages of the source begin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pages {
    /// It does not.
    #[default]
    Hidden,
    /// An empty span stands before the first block that begins on each page; its label is the page number as printed, or
    /// else the count of pages.
    Marked,
}
