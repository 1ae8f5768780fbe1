//! What was proved, and what does not add up.

use std::fmt;

use crate::{
    ledger::{Action, Code},
    span::Span,
};

/// Characters of a text that a fault quotes.
const EXCERPT: usize = 40;

/// What was proved. Characters are counted without white space.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Bytes of the source.
    pub bytes: usize,
    /// Characters of the source: the sum of `kept`, `removed` and `replaced`.
    pub characters: usize,
    /// Characters that stand in the document as they stood in the source.
    pub kept: usize,
    /// Characters that were removed, each by an entry of the ledger.
    pub removed: usize,
    /// Characters that were replaced, each by an entry of the ledger.
    pub replaced: usize,
    /// Characters of the document that no source says, each by an entry of the ledger.
    pub inserted: usize,
    /// Entries of the ledger.
    pub repairs: usize,
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { characters, kept, removed, replaced, inserted, repairs, .. } = self;
        write!(
            f,
            "{characters} characters: {kept} kept, {removed} removed, {replaced} replaced, and {inserted} inserted; \
             {repairs} repairs"
        )
    }
}

/// A place in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Offset in bytes.
    pub byte: usize,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1; in bytes, if the encoding is one of several bytes other than UTF-8 and UTF-16.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "byte {} (line {}, column {})", self.byte, self.line, self.column)
    }
}

/// The part of the JSON that has a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A block of the text, by its index in `document.blocks`.
    Block(usize),
    /// A note's body, by its index in `document.notes`.
    Note(usize),
    /// An entry of the ledger, by its index in `ledger.repairs`.
    Repair(usize),
    /// A link, by its index in `document.links`.
    Link(usize),
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Block(index) => write!(f, "blocks[{index}]"),
            Self::Note(index) => write!(f, "notes[{index}]"),
            Self::Repair(index) => write!(f, "repairs[{index}]"),
            Self::Link(index) => write!(f, "links[{index}]"),
        }
    }
}

/// Something that does not add up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The JSON cannot be read.
    #[error("{reason}")]
    Json {
        /// Why.
        reason: String,
    },
    /// The source has another length.
    #[error("the JSON was made of a source of {stated} bytes, this one has {found}")]
    Length {
        /// Bytes, as the JSON says.
        stated: usize,
        /// Bytes of the source.
        found: usize,
    },
    /// The source is another.
    #[error("the JSON was made of another source: its SHA-256 is {stated}, this one's {found}")]
    Sha256 {
        /// As the JSON says.
        stated: String,
        /// That of the source.
        found: String,
    },
    /// The encoding is unknown.
    #[error("there is no encoding '{label}'")]
    Encoding {
        /// Its name.
        label: String,
    },
    /// A span ends behind the source.
    #[error("{owner}: the span {}..{} ends behind the source's {bytes} bytes", .span.start, .span.end)]
    PastEnd {
        /// Whose it is.
        owner: Owner,
        /// The span.
        span: Span,
        /// Bytes of the source.
        bytes: usize,
    },
    /// A span begins or ends within a character.
    #[error("{owner}: the span {}..{} cuts the character at {at}", .span.start, .span.end)]
    InsideCharacter {
        /// Whose it is.
        owner: Owner,
        /// The span.
        span: Span,
        /// Where the character begins.
        at: Position,
    },
    /// Characters are neither in the document nor in the ledger.
    #[error("missing at {at}: '{text}' is neither in the document nor in the ledger")]
    Missing {
        /// Where they begin.
        at: Position,
        /// The first of them.
        text: String,
    },
    /// Characters are claimed twice.
    #[error("doubled at {at}: '{text}' is in both {} and {}", .owners[0], .owners[1])]
    Doubled {
        /// Where they begin.
        at: Position,
        /// The first of them.
        text: String,
        /// Who claims them.
        owners: [Owner; 2],
    },
    /// A block's spans are not those of its text.
    #[error("{owner}: the spans of a block do not hold its text, or hold more")]
    Extent {
        /// Where the block is.
        owner: Owner,
    },
    /// A run says something else than its pieces.
    #[error("altered{}: {owner} says '{found}' instead of '{expected}', and no entry of the ledger says why", Near(.at))]
    Altered {
        /// Where the run is.
        owner: Owner,
        /// Where the source says otherwise.
        at: Option<Position>,
        /// What the pieces say from there on.
        expected: String,
        /// What the run says from there on.
        found: String,
    },
    /// A repair's `before` is not what stands in the source.
    #[error("repairs[{repair}] ({code}){}: it says that '{stated}' stood there, but it is '{found}'", Near(.at))]
    Before {
        /// Its index.
        repair: usize,
        /// Its code.
        code: Code,
        /// Where it is.
        at: Option<Position>,
        /// What it says.
        stated: String,
        /// What the source says.
        found: String,
    },
    /// A run refers to a repair that is not there.
    #[error("{owner} refers to repairs[{repair}], which is not there")]
    NoSuchRepair {
        /// The index.
        repair: usize,
        /// Where the run is.
        owner: Owner,
    },
    /// A repair put something in, but no run has it.
    #[error("repairs[{repair}] ({code}) put text in, but nothing in the document refers to it")]
    Unused {
        /// Its index.
        repair: usize,
        /// Its code.
        code: Code,
    },
    /// A repair is used more than once.
    #[error("repairs[{repair}] ({code}) is used {times} times")]
    UsedTwice {
        /// Its index.
        repair: usize,
        /// Its code.
        code: Code,
        /// How often.
        times: usize,
    },
    /// A repair removed something, yet a run refers to it.
    #[error("repairs[{repair}] ({code}) removed text, yet the document refers to it")]
    RemovedUsed {
        /// Its index.
        repair: usize,
        /// Its code.
        code: Code,
    },
    /// A repair that removed something says what stands there now.
    #[error("repairs[{repair}] ({code}) removed text, yet it says what stands there now")]
    RemovedSays {
        /// Its index.
        repair: usize,
        /// Its code.
        code: Code,
    },
    /// A repair has spans and should have none, or the other way round.
    #[error("repairs[{repair}] ({code}) is {action:?}, {}", if *.action == Action::Inserted { "yet it has spans" } else { "yet it has no span" })]
    Sources {
        /// Its index.
        repair: usize,
        /// Its code.
        code: Code,
        /// What it did.
        action: Action,
    },
    /// Bytes that mean nothing stand in the document without an entry.
    #[error("invalid bytes at {at} are in {owner} without an entry of the ledger")]
    InvalidBytes {
        /// Where they begin.
        at: Position,
        /// Who claims them.
        owner: Owner,
    },
    /// A link's listing, or the mark by which a note is called, is not in the ledger.
    #[error("{owner}: what it took the place of, at {at}, is not in the ledger")]
    Taken {
        /// The link or note.
        owner: Owner,
        /// Where the listing or mark begins.
        at: Position,
    },
    /// No call leads to a note.
    #[error("notes[{note}] is called nowhere in the document")]
    Uncalled {
        /// Its index.
        note: usize,
    },
    /// A call stands at another place than its note's anchor says.
    #[error("notes[{note}] is not called where its anchor says")]
    Elsewhere {
        /// Its index.
        note: usize,
    },
    /// There are more notes without text than labels were taken from the source.
    #[error("{notes} notes have no text, and the ledger has but {labels} labels of notes")]
    Labels {
        /// Entries of labels.
        labels: usize,
        /// Notes without text.
        notes: usize,
    },
    /// A link is shown not once.
    #[error("links[{link}] is shown {times} times")]
    Shown {
        /// Its index.
        link: usize,
        /// How often.
        times: usize,
    },
    /// Two links claim one listing.
    #[error("links[{link}]: its listing at {at} is another link's too")]
    ListedTwice {
        /// Index of the later one.
        link: usize,
        /// Where the listing begins.
        at: Position,
    },
    /// A link is shown elsewhere than it says.
    #[error("links[{link}] is not shown where its home says")]
    Home {
        /// Its index.
        link: usize,
    },
    /// The source has no such address.
    #[error("links[{link}] has an address that is neither listed nor shown")]
    Address {
        /// Its index.
        link: usize,
    },
    /// The pages do not lie side by side over the source.
    #[error("pages[{page}] does not begin where the one before it ends, or the last does not end with the source")]
    Page {
        /// Its index.
        page: usize,
    },
    /// A block or note begins on another page than it says.
    #[error("{owner} does not begin on pages[{page}]")]
    OnPage {
        /// Which.
        owner: Owner,
        /// Index of the page that it names.
        page: usize,
    },
    /// A note has no label.
    #[error("notes[{note}] has no label")]
    Label {
        /// Its index.
        note: usize,
    },
    /// A call or link refers to nothing.
    #[error("{owner} refers to {target}, which is not there")]
    Dangling {
        /// Where it is.
        owner: Owner,
        /// What it refers to.
        target: Owner,
    },
}

/// ` at byte ..`, or nothing.
struct Near<'a>(&'a Option<Position>);

impl fmt::Display for Near<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |at| write!(f, " at {at}"))
    }
}

/// The first characters of a text, none of which can steer a terminal.
pub(super) fn excerpt(text: &str) -> String {
    let mut chars = text.chars();
    let safe = |c: char| if c.is_control() || is_direction(c) { '\u{fffd}' } else { c };
    let mut out: String = chars.by_ref().take(EXCERPT).map(safe).collect();
    if chars.next().is_some() {
        out.push('…');
    }
    out
}

fn is_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
