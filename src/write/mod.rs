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
    /// An empty span stands before the first block that begins on each page (after it, if it is a heading); its label is
    /// the page number as printed, or else the count of pages.
    Marked,
}

/// Where title, subtitle, authors and date stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Front {
    /// In the text, as in the source. Beside it they are metadata that pandoc prints nowhere (a page's `<title>`), since
    /// it would print them a second time.
    #[default]
    Text,
    /// In the metadata of pandoc's title page, and not in the text, as far as whole blocks tell them.
    TitlePage,
}

/// What a document is to show, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// Whether it shows the pages of the source.
    pub pages: Pages,
    /// Where it shows what a title page would.
    pub front: Front,
    /// The title that pandoc gets where no title page gives one: without any, an EPUB is not valid.
    pub title: Option<String>,
    /// Whether notes and links whose place is a judgement stand in spans of the class `inferred`.
    pub doubts: bool,
    /// For which pandoc the JSON is.
    pub api: Api,
}

/// The versions of Pandoc's document type. What restitch says is spelt alike in both, but pandoc reads its own only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Api {
    /// pandoc 2.11 to 2.19
    V1_22,
    /// pandoc 3
    #[default]
    V1_23,
}

impl Api {
    /// The version as it stands in the JSON.
    pub fn version(self) -> [u32; 3] {
        match self {
            Self::V1_22 => [1, 22, 2],
            Self::V1_23 => [1, 23, 1],
        }
    }
}
