//! The model: what a restored document is.
//!
//! It imports nothing but [`Span`]; the stages build it, the writers read it, and neither knows the other.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::span::Span;

/// A whole document: blocks in reading order, the notes and links that they refer to, and what is known about it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    /// Title, authors, date, abstract, language, as far as the text shows them. They are *also* blocks of the text.
    pub meta: Meta,
    /// The text, in reading order.
    pub blocks: Vec<Block>,
    /// Every note, in the order of its calls; unanchored ones last. [`NoteId`] is an index into this.
    pub notes: Vec<Note>,
    /// Every link, in reading order. [`LinkId`] is an index into this.
    pub links: Vec<Link>,
    /// The printed pages, in order.
    pub pages: Vec<Page>,
}

impl Document {
    /// Calls `change` with every run of the document: of its blocks, then of its notes.
    pub fn each_run_mut(&mut self, mut change: impl FnMut(&mut Run)) {
        let notes = self.notes.iter_mut().flat_map(|note| &mut note.blocks);
        for block in self.blocks.iter_mut().chain(notes) {
            block.each_run_mut(&mut change);
        }
    }
}

impl Block {
    /// A block whose spans are still to be told.
    pub fn new(page: usize, kind: BlockKind) -> Self {
        Self { page, spans: Vec::new(), kind }
    }

    /// Calls `take` with every run of the block.
    pub(crate) fn each_run(&self, take: &mut impl FnMut(&Run)) {
        match &self.kind {
            BlockKind::Heading { content, .. } | BlockKind::Paragraph { content } => inline_runs(content, take),
            BlockKind::List { items, .. } => items.iter().flatten().for_each(|block| block.each_run(take)),
            BlockKind::Quote { blocks } => blocks.iter().for_each(|block| block.each_run(take)),
            BlockKind::Verse { lines } => lines.iter().for_each(|line| inline_runs(line, take)),
            BlockKind::Table { head, rows, .. } => {
                head.iter().chain(rows.iter().flatten()).for_each(|cell| inline_runs(cell, take));
            }
            BlockKind::Preformatted { lines } => lines.iter().for_each(take),
        }
    }

    /// Calls `take` with every inline of the block, those within links too.
    pub(crate) fn each_inline(&self, take: &mut impl FnMut(&Inline)) {
        match &self.kind {
            BlockKind::Heading { content, .. } | BlockKind::Paragraph { content } => inlines(content, take),
            BlockKind::List { items, .. } => items.iter().flatten().for_each(|block| block.each_inline(take)),
            BlockKind::Quote { blocks } => blocks.iter().for_each(|block| block.each_inline(take)),
            BlockKind::Verse { lines } => lines.iter().for_each(|line| inlines(line, take)),
            BlockKind::Table { head, rows, .. } => {
                head.iter().chain(rows.iter().flatten()).for_each(|cell| inlines(cell, take));
            }
            BlockKind::Preformatted { .. } => {}
        }
    }

    /// Calls `change` with every run of the block.
    pub(crate) fn each_run_mut(&mut self, change: &mut impl FnMut(&mut Run)) {
        match &mut self.kind {
            BlockKind::Heading { content, .. } | BlockKind::Paragraph { content } => inline_runs_mut(content, change),
            BlockKind::List { items, .. } => items.iter_mut().flatten().for_each(|block| block.each_run_mut(change)),
            BlockKind::Quote { blocks } => blocks.iter_mut().for_each(|block| block.each_run_mut(change)),
            BlockKind::Verse { lines } => lines.iter_mut().for_each(|line| inline_runs_mut(line, change)),
            BlockKind::Table { head, rows, .. } => {
                head.iter_mut().chain(rows.iter_mut().flatten()).for_each(|cell| inline_runs_mut(cell, change));
            }
            BlockKind::Preformatted { lines } => lines.iter_mut().for_each(change),
        }
    }
}

fn inlines(all: &[Inline], take: &mut impl FnMut(&Inline)) {
    for inline in all {
        take(inline);
        if let Inline::Link { content, .. } = inline {
            inlines(content, take);
        }
    }
}

fn inline_runs(inlines: &[Inline], take: &mut impl FnMut(&Run)) {
    for inline in inlines {
        match inline {
            Inline::Text(run) => take(run),
            Inline::Link { content, .. } => inline_runs(content, take),
            Inline::Call { .. } | Inline::Break => {}
        }
    }
}

fn inline_runs_mut(inlines: &mut [Inline], change: &mut impl FnMut(&mut Run)) {
    for inline in inlines {
        match inline {
            Inline::Text(run) => change(run),
            Inline::Link { content, .. } => inline_runs_mut(content, change),
            Inline::Call { .. } | Inline::Break => {}
        }
    }
}

/// What is known about the document as a whole, as far as its first blocks tell. All of it is in the text as well.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Meta {
    /// The title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Told>,
    /// The subtitle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtitle: Option<Told>,
    /// The authors, each by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Told>,
    /// The date, as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Told>,
    /// The abstract, paragraph by paragraph.
    #[serde(default, rename = "abstract", skip_serializing_if = "Vec::is_empty")]
    pub summary: Vec<Told>,
    /// BCP 47 tag of the main language (`en`, `fr`), if it could be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// Something about the document that a block of its text tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Told {
    /// What it tells; words that lead up to it (`by`, `Subject:`) left out.
    pub text: String,
    /// Index into [`Document::blocks`] of the block that tells it.
    pub block: usize,
    /// Whether the block tells nothing beside, so that a title page can stand in its stead.
    pub whole: bool,
    /// The bytes of that block.
    pub spans: Vec<Span>,
    /// 0 to 1.
    pub confidence: f32,
}

/// A page of the source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Page {
    /// The page number as printed, if one was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folio: Option<String>,
    /// Bytes of the source on this page.
    pub span: Span,
}

/// A block of the text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Block {
    /// Index into [`Document::pages`] of the page on which the block starts.
    pub page: usize,
    /// The bytes of the source that it came from, from the first of its text to the last, in order. Several spans where
    /// text of another block stands between, as the notes at a page's foot do within a paragraph that goes on over the
    /// page; what stands between and is in the ledger alone (a running head, a call's mark) parts nothing. Empty if no
    /// source says the block, or if it holds nothing but a call.
    pub spans: Vec<Span>,
    /// What it is and what it holds.
    #[serde(flatten)]
    pub kind: BlockKind,
}

/// What a block is and what it holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum BlockKind {
    /// A heading.
    Heading {
        /// 1 (outermost) to 6.
        level: u8,
        /// Its text.
        content: Vec<Inline>,
    },
    /// A paragraph.
    Paragraph {
        /// Its text.
        content: Vec<Inline>,
    },
    /// A list.
    List {
        /// How the items are marked.
        marker: ListMarker,
        /// Each item is a list of blocks, never empty.
        items: Vec<Vec<Block>>,
    },
    /// A quotation set apart.
    Quote {
        /// What is quoted.
        blocks: Vec<Block>,
    },
    /// Verse, an address: lines that stay lines.
    Verse {
        /// The lines.
        lines: Vec<Vec<Inline>>,
    },
    /// A table whose columns are plain.
    Table {
        /// How the columns are set; none if all are set left.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        align: Vec<Align>,
        /// The cells of the row that heads the columns; none if no row does.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        head: Vec<Vec<Inline>>,
        /// The cells of the rows, each as many as there are columns; a cell may be empty.
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// Text whose layout matters and could not be resolved (an undecided table): lines with their spaces.
    Preformatted {
        /// The lines; spaces within them are kept.
        lines: Vec<Run>,
    },
}

/// How a column of a table is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// Its cells begin under each other.
    Left,
    /// They end under each other.
    Right,
    /// Their middles stand under each other.
    Center,
}

/// How the items of a list are marked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "style", rename_all = "snake_case")]
pub enum ListMarker {
    /// A bullet.
    Bullet,
    /// Numbers or letters that count up.
    Ordered {
        /// The number of the first item.
        start: u32,
        /// Digits, letters or roman numerals.
        numerals: Numerals,
        /// What stands about the number.
        delimiter: Delimiter,
    },
}

/// The numerals of an ordered list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Numerals {
    /// 1, 2, 3
    Decimal,
    /// a, b, c
    LowerAlpha,
    /// A, B, C
    UpperAlpha,
    /// i, ii, iii
    LowerRoman,
    /// I, II, III
    UpperRoman,
}

/// What stands about the number of an ordered list's item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Delimiter {
    /// `1.`
    Period,
    /// `1)`
    OneParen,
    /// `(1)`
    TwoParens,
}

/// A stretch of text, or what hangs at one place of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum Inline {
    /// Text.
    Text(Run),
    /// A note is called here.
    Call {
        /// Index into [`Document::notes`].
        note: NoteId,
    },
    /// A link.
    Link {
        /// Index into [`Document::links`].
        link: LinkId,
        /// The text that is linked; holds [`Inline::Text`] and [`Inline::Call`] only.
        content: Vec<Inline>,
    },
    /// A line end that matters.
    Break,
}

/// Text and where it came from. White space aside, `text` is exactly what `from` says, piece after piece.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Run {
    /// The text. White space is a single space or no-break space, but in preformatted lines.
    pub text: String,
    /// Its sources, in the order of the text.
    pub from: Vec<Piece>,
}

/// Where a piece of text came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Piece {
    /// Word for word from these bytes (after decoding).
    Source(Span),
    /// What the ledger's entry of this index says stands there now.
    Repair {
        /// Index into the ledger's repairs.
        repair: usize,
    },
}

/// Index of a note in [`Document::notes`].
pub type NoteId = usize;
/// Index of a link in [`Document::links`].
pub type LinkId = usize;

/// A footnote or endnote.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    /// The label as printed (`12`, `*`, `b`); several notes may share one.
    pub label: String,
    /// Index into [`Document::pages`] of the page on which the body starts.
    pub page: usize,
    /// Where it is called.
    pub anchor: Anchor,
    /// The body.
    pub blocks: Vec<Block>,
    /// What an `ibid.`, `op. cit.` or `supra note 5` in it refers to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refers_to: Vec<Reference>,
}

/// Where a note is called, how surely, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum Anchor {
    /// The printed mark was found.
    Marked {
        /// The mark's bytes, one span for each call of the note.
        calls: Vec<Span>,
        /// 0 to 1.
        confidence: f32,
        /// What spoke for it, strongest first.
        evidence: Vec<Evidence>,
        /// Where else it could have been called.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        runner_up: Option<RunnerUp>,
    },
    /// The mark is lost; the place is a judgement.
    Inferred {
        /// Source offset (bytes) of the place, just behind the word before it.
        at: usize,
        /// 0 to 1: how likely the note was called within about two sentences of it.
        confidence: f32,
        /// What spoke for it, strongest first.
        evidence: Vec<Evidence>,
        /// Where else it could have been called.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        runner_up: Option<RunnerUp>,
    },
    /// A reader decided the place; the ledger's decisions tell whose file says so.
    Decided {
        /// Source offset (bytes) of the place, just behind what stands before it.
        at: usize,
        /// The mark's bytes, if it is printed there.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        calls: Vec<Span>,
        /// Always 1.
        confidence: f32,
        /// The file that says so.
        evidence: Vec<Evidence>,
    },
    /// No place could be found; the note is told at the end.
    Unanchored {
        /// What spoke for the best place, which was not enough.
        evidence: Vec<Evidence>,
        /// That place.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        runner_up: Option<RunnerUp>,
    },
}

impl Default for Anchor {
    fn default() -> Self {
        Self::Unanchored { evidence: Vec::new(), runner_up: None }
    }
}

impl Anchor {
    /// The bytes of the printed marks that call the note.
    pub fn calls(&self) -> &[Span] {
        match self {
            Self::Marked { calls, .. } | Self::Decided { calls, .. } => calls,
            Self::Inferred { .. } | Self::Unanchored { .. } => &[],
        }
    }
}

/// The next best place, which a decision was made against.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunnerUp {
    /// Its bytes, none for a place between characters; absent if the next best was no place at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Span>,
    /// The words before it, as the source has them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// By how much more speaks for the decision, all that depends on it included.
    pub margin: f32,
}

/// One reason for a decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// Speaking name of the scoring term (`sequence`, `same page`, `shared word Zapad`).
    pub term: Cow<'static, str>,
    /// Its weight; positive speaks for, negative against.
    pub weight: f32,
}

/// A reference from one note to another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reference {
    /// The words that refer (`Ibid.`, `op. cit.`).
    pub phrase: String,
    /// The note that is meant.
    pub note: NoteId,
    /// 0 to 1.
    pub confidence: f32,
}

/// A link and how it came to its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Link {
    /// The target; only `http`, `https`, `mailto` and `ftp` ever get here.
    pub url: String,
    /// Whether the text shows it, or a list of targets gave it.
    pub status: LinkStatus,
    /// Where it belongs.
    pub home: LinkHome,
    /// 0 to 1.
    pub confidence: f32,
    /// What spoke for it, strongest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// Where else it could have gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runner_up: Option<RunnerUp>,
    /// The bytes of the target lists that name it; empty if only the text shows it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub listed: Vec<Span>,
}

/// Where the place of a link is known from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LinkStatus {
    /// The text shows the address.
    Marked,
    /// Brought home from a list of targets by likeness and order.
    Inferred,
    /// A reader decided the place, or that there is none; the ledger's decisions tell whose file says so.
    Decided,
    /// No place found; told at the end.
    Unanchored,
}

/// The note or text that holds a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "in", rename_all = "snake_case")]
pub enum LinkHome {
    /// The main text.
    Body,
    /// A note.
    Note {
        /// Index into [`Document::notes`].
        note: NoteId,
    },
    /// The list at the end.
    End,
}
