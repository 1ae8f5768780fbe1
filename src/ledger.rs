//! The ledger: every change between source and document, code by code.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::span::Span;

/// Everything that was changed or is doubtful.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Ledger {
    /// The changes, in the order of the source. A [`crate::document::Piece::Repair`] is an index into this.
    pub repairs: Vec<Repair>,
    /// What a reader should look at.
    pub warnings: Vec<Warning>,
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
    pub why: String,
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
    /// What is doubtful, in a sentence.
    pub message: String,
}

macro_rules! codes {
    ($($variant:ident $id:literal $name:literal $what:literal $example:literal;)*) => {
        /// A stable code for a kind of repair or warning: a letter for the stage, three digits.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum Code {
            $(#[doc = $what] #[serde(rename = $id)] $variant,)*
        }

        impl Code {
            /// Every code, in order.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The code as written: `H101`.
            pub fn id(self) -> &'static str {
                match self { $(Code::$variant => $id,)* }
            }

            /// Its speaking name: `soft-hyphen`.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// What it means, in a sentence or two.
            pub fn what(self) -> &'static str {
                match self { $(Code::$variant => $what,)* }
            }

            /// An example, before and after.
            pub fn example(self) -> &'static str {
                match self { $(Code::$variant => $example,)* }
            }
        }
    };
}

codes! {
    ByteOrderMark "T001" "byte-order-mark" "The mark at the start of the file that names its encoding was removed." "EF BB BF -> (nothing)";
    InvalidBytes "T002" "invalid-bytes" "Bytes that mean nothing in the file's encoding were replaced by U+FFFD." "caf<E9> in UTF-8 -> caf\u{FFFD}";
    Control "T003" "control-character" "A control character (NUL, escape, backspace) was removed: it has no place in text and could steer a terminal." "ESC [2J -> [2J";
    ZeroWidth "T004" "zero-width" "An invisible character (zero-width space, word joiner, stray byte-order mark) was removed." "word<U+200B>s -> words";
    Bidi "T005" "bidi-control" "A direction override or isolate was removed: it can make text read other than it is." "<U+202E>fdp.exe -> fdp.exe";
    Ligature "T101" "ligature" "A ligature or full-width form was replaced by plain letters." "\u{FB01}rst -> first";
    Composed "T102" "composed" "A letter and its combining accents were joined into the one character (NFC)." "e + U+0301 -> é";
    Mojibake "T103" "mojibake" "Text that had been decoded with the wrong encoding was mended." "itâ€™s -> it’s";
    LetterSpaced "T104" "letter-spacing" "Letters set apart for emphasis were brought together." "C H A P T E R -> CHAPTER";
    RunningHead "F101" "running-head" "A line repeated at the edge of pages was taken out." "The Treaty (top of each page)";
    Folio "F102" "folio" "A printed page number was taken out; it is kept in the page map." "- 12 -";
    Stamp "F103" "stamp" "A stamp or number put on each page afterwards (court filing, Bates number) was taken out." "Case 1:15-cv-00777 Document 41 Filed 07/04/15";
    LineNumber "F104" "line-number" "The number of a line, printed in the margin, was taken out." "17  the plaintiff avers";
    LoneFurniture "F105" "lone-furniture" "A line that occurs once and belongs to the page, not the text (a date, a disclaimer, a licence line), was taken out." "August 3, 2020 (between text and notes)";
    Speck "F106" "speck" "A stray mark that text recognition made of dirt was taken out." "| ~";
    HyphenJoined "H101" "hyphen-joined" "The hyphen of a word broken at a line end was removed and the word joined." "econo- / my -> economy";
    SoftHyphen "H102" "soft-hyphen" "A soft hyphen, which only marks where a word may break, was removed." "cul<U+00AD>ture -> culture";
    WordJoined "H103" "word-joined" "A word broken at a line end without a hyphen was joined, because it stands whole elsewhere." "vege / tables -> vegetables";
    HyphenUnsure "H201" "hyphen-unsure" "Neither the document nor the language's patterns decide whether this hyphen at a line end belongs to the word; it was kept." "re- / present";
    DotLeader "H104" "dot-leader" "The row of dots between a heading and its page number in a table of contents was removed." "Introduction ..... 3";
    NoteCall "N101" "note-call" "A printed note mark was turned into a real call." "countries1. -> countries[^1].";
    NoteLabel "N102" "note-label" "The label at the start of a note's body was removed; the note carries it." "1 See above. -> [^1]: See above.";
    NotesHeading "N103" "notes-heading" "The heading of a section of endnotes was removed, since the notes went to their calls." "Notes";
    NoteRule "N104" "note-rule" "The line that sets notes off from the text was removed." "__________";
    NotesWithoutPlace "N105" "notes-heading-added" "A heading was added over the notes for which no place was found." "Notes without a place";
    CallInferred "N201" "call-inferred" "A note's mark is lost; its place was inferred." "note 52 after the sentence that names its title";
    NoteUnanchored "N202" "note-unanchored" "No place was found for a note; it is listed at the end." "note 7";
    CallWithoutNote "N203" "call-without-note" "A mark looks like a note call, but no note answers it; it stays in the text." "word9";
    LinkTarget "L101" "link-target" "A line that only gave a link's target was taken out; the link went to its note or sentence." "https://example.org/a";
    LinkDisarmed "L102" "link-disarmed" "A target that is neither web nor mail (file:, javascript:, data:) is kept as text and never made a link." "file:///C:/private/a.pdf";
    LinkHealed "L103" "link-healed" "An address broken over lines was put together." "https://example.org/long- / name";
    LinkUnanchored "L201" "link-unanchored" "No place was found for a link; it is listed at the end." "https://example.org/b";
    LinksWithoutPlace "L104" "links-heading-added" "A heading was added over the links for which no place was found." "Links without a place";
    Bullet "B101" "bullet" "The mark of a list item was removed; the list carries it." "• one -> - one";
    ListNumber "B102" "list-number" "The number of a list item was removed; the list carries it." "(2) two -> 2. two";
    EmptyInput "W101" "empty-input" "There is no text in the input." "(only white space)";
    EncodingGuessed "W102" "encoding-guessed" "The file is no UTF-8 and has no mark; its encoding was guessed." "windows-1252";
    BinaryLike "W103" "binary-like" "The input has many control characters; it may be no text." "NUL bytes";
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.id(), self.name())
    }
}

impl std::str::FromStr for Code {
    type Err = UnknownCode;

    /// Reads a code (`H101`, any case) or its name (`hyphen-joined`).
    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        Self::ALL
            .iter()
            .copied()
            .find(|code| code.id().eq_ignore_ascii_case(text) || code.name().eq_ignore_ascii_case(text))
            .ok_or_else(|| UnknownCode(text.to_owned()))
    }
}

/// No code has this name.
#[derive(Debug, thiserror::Error)]
#[error("there is no code '{0}'")]
pub struct UnknownCode(pub String);
