//! The registry of codes: one entry for each kind of repair or warning. `restitch explain`, `docs/repairs.md`, the
//! default reasons in the ledger and the rules of a SARIF log are all made of it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much a kind of repair or warning matters to a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Routine: nothing that the text says is touched, or the sign for it is plain.
    Note,
    /// A judgement that can be wrong: worth a look.
    Warning,
    /// Something cannot be read or has no place: somebody must see to it.
    Error,
}

impl Severity {
    /// The word for it, as SARIF has it: `note`, `warning`, `error`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// The stages by the first letters of their codes, in the order of the way.
pub const STAGES: &[(char, &str)] = &[
    ('T', "Text: bytes and characters"),
    ('F', "Furniture: what belongs to the page and not to the text"),
    ('H', "Hyphens and words at line ends"),
    ('N', "Notes"),
    ('L', "Links"),
    ('B', "Blocks"),
    ('D', "Decisions of readers"),
    ('W', "The input as a whole"),
];

macro_rules! codes {
    ($($variant:ident $id:literal $name:literal $severity:ident
        $what:literal why: $why:literal, $before:literal => $after:literal, wrong: $wrong:literal;)*) => {
        /// A stable code for a kind of repair or warning: a letter for the stage, three digits. A code never changes
        /// its meaning, and one that is no longer used stays unused.
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

            /// How much it matters.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity,)* }
            }

            /// What it means, in a sentence or two.
            pub fn what(self) -> &'static str {
                match self { $(Code::$variant => $what,)* }
            }

            /// By what it is known, and why it is done; the reason of an entry that has no better one.
            pub fn why(self) -> &'static str {
                match self { $(Code::$variant => $why,)* }
            }

            /// An example: what the source says.
            pub fn before(self) -> &'static str {
                match self { $(Code::$variant => $before,)* }
            }

            /// The example: what becomes of it.
            pub fn after(self) -> &'static str {
                match self { $(Code::$variant => $after,)* }
            }

            /// When it goes wrong.
            pub fn wrong(self) -> &'static str {
                match self { $(Code::$variant => $wrong,)* }
            }
        }
    };
}

codes! {
    ByteOrderMark "T001" "byte-order-mark" Note
        "The mark at the start of the file that names its encoding was removed."
        why: "it tells programs how to read the file and is no text",
        "EF BB BF, then the text" => "the text",
        wrong: "Never: at the very start of a file these bytes mean nothing else.";
    InvalidBytes "T002" "invalid-bytes" Error
        "Bytes that mean nothing in the file's encoding were replaced by U+FFFD."
        why: "the file's encoding gives these bytes no meaning",
        "caf<E9> in UTF-8" => "caf\u{FFFD}",
        wrong: "When the encoding was guessed wrongly: then convert the file to UTF-8 first and restore it anew.";
    Control "T003" "control-character" Note
        "A control character (NUL, escape, backspace) was removed: it has no place in text and could steer a terminal."
        why: "a control character is no text and could steer a terminal",
        "ESC [2J" => "[2J",
        wrong: "When the input is no text at all.";
    ZeroWidth "T004" "zero-width" Note
        "An invisible character (zero-width space, word joiner, stray byte-order mark) was removed."
        why: "it cannot be seen and parts words for every search",
        "word<U+200B>s" => "words",
        wrong: "In scripts without spaces, where it may mark the ends of words.";
    Bidi "T005" "bidi-control" Note
        "A direction override or isolate was removed: it can make text read other than it is."
        why: "it changes the order in which text is shown",
        "<U+202E>fdp.exe" => "fdp.exe",
        wrong: "In mixed Hebrew or Arabic text that needs an isolate to be shown in order.";
    Ligature "T101" "ligature" Note
        "A ligature or full-width form was replaced by plain letters."
        why: "the form is the typesetter's; the letters are the text",
        "\u{FB01}rst" => "first",
        wrong: "Where the form itself is spoken of.";
    Composed "T102" "composed" Note
        "A letter and its combining accents were joined into the one character (NFC)."
        why: "both ways of writing it mean the same character",
        "e + U+0301" => "é",
        wrong: "Never: Unicode defines both to be equal.";
    Mojibake "T103" "mojibake" Warning
        "Text that had been decoded with the wrong encoding was mended."
        why: "read in the other encoding, the same bytes make words",
        "itâ€™s" => "it’s",
        wrong: "Where a text shows broken characters on purpose, to speak of them.";
    LetterSpaced "T104" "letter-spacing" Note
        "Letters set apart for emphasis were brought together."
        why: "single letters in a row, evenly spaced, are one word set wide",
        "C H A P T E R" => "CHAPTER",
        wrong: "Where single letters are meant, as in a row of variables.";
    HyphenSign "T105" "hyphen-sign" Note
        "A soft hyphen that stands for a word's own hyphen was replaced by a hyphen."
        why: "the text prints every hyphen as a soft one, within lines and between figures as well",
        "1914<U+00AD>18" => "1914-18",
        wrong: "Where some of them only marked where a word may break: then a hyphen too many is seen.";
    LetterBar "T106" "letter-bar" Note
        "A bar that text recognition read for a letter was made that letter."
        why: "the bars of this text stand where only the letter can",
        "so far as | know" => "so far as I know",
        wrong: "Where bars are meant, as in a formula or a table.";
    Misread "T107" "misread-letter" Note
        "A letter that text recognition misread was mended: in a roman numeral that stands by itself or behind the name of a part or chapter, or between capitals."
        why: "the letters are those of a numeral, or of a word that the text has in capitals, but for their shapes",
        "Ill (above a chapter)" => "III",
        wrong: "Where a word such as Ill is the whole title of a chapter.";
    RunningHead "F101" "running-head" Note
        "A line repeated at the edge of pages was taken out."
        why: "the same line stands at the edge of other pages",
        "The Treaty (at the top of each page)" => "(nothing)",
        wrong: "Where a refrain or a form's field falls on the same edge of several pages.";
    Folio "F102" "folio" Note
        "A printed page number was taken out; it is kept in the page map."
        why: "it stands at the page's edge and counts up with the pages",
        "- 12 -" => "(nothing; the page is known as 12)",
        wrong: "Where a year or a number of the text stands alone on a page's last line and happens to fit the count.";
    Stamp "F103" "stamp" Note
        "A stamp or number put on each page afterwards (court filing, Bates number) was taken out."
        why: "it was put on the pages afterwards",
        "Case 1:15-cv-00777 Document 41 Filed 07/04/15" => "(nothing)",
        wrong: "Where the text itself quotes a filing at a page's edge.";
    LineNumber "F104" "line-number" Note
        "The number of a line, printed in the margin, was taken out."
        why: "it counts the lines in the margin",
        "17  the plaintiff avers" => "the plaintiff avers",
        wrong: "Where a numbered list has items of one line each.";
    LoneFurniture "F105" "lone-furniture" Warning
        "A line that occurs once and belongs to the page, not the text (a date, a disclaimer, a licence line), was taken out."
        why: "it stands by itself at a page's edge, and the sentence runs on over it",
        "the sentence / August 3, 2020 / goes on" => "the sentence goes on",
        wrong: "Where a caption or an inserted line of the text falls on a page's end within a sentence.";
    Speck "F106" "speck" Note
        "A stray mark that text recognition made of dirt, or scribble that it made of a column of line numbers, was taken out."
        why: "a mark without letters at a page's edge says nothing, nor do lines in which hardly anything is a word",
        "| ~" => "(nothing)",
        wrong: "Where a lone dash or rule at a page's edge means something, or a column of units is printed below a running head.";
    Outline "F107" "outline" Note
        "The outline (bookmarks) of the PDF, which the extractor printed behind the last page, was taken out."
        why: "it repeats the headings, and told which lines they are",
        "(behind the last page) Introduction" => "(nothing)",
        wrong: "Where a text ends with lines behind tabs that repeat other lines of it.";
    HyphenJoined "H101" "hyphen-joined" Note
        "The hyphen of a word broken at a line end was removed and the word joined."
        why: "the word was only broken to fit the line",
        "econo- / my" => "economy",
        wrong: "Where the hyphen is the word's own and happened to stand at the line end: co-operative, re-sign.";
    SoftHyphen "H102" "soft-hyphen" Note
        "A soft hyphen, which only marks where a word may break, was removed."
        why: "it only marks where the word may break",
        "cul<U+00AD>ture" => "culture",
        wrong: "Where an extractor prints every hyphen as a soft one.";
    WordJoined "H103" "word-joined" Warning
        "A word broken at a line end without a hyphen was joined, because it stands whole elsewhere."
        why: "the word stands whole elsewhere in the document",
        "vege / tables" => "vegetables",
        wrong: "Where two words, side by side, spell a third: now here, nowhere.";
    HyphenRestored "H105" "hyphen-restored" Note
        "The hyphen of a word that the extractor had joined was put back, since a reader decided that the word keeps it."
        why: "a reader decided that the word keeps its hyphen",
        "deadweight" => "dead-weight",
        wrong: "Where the decision is.";
    HyphenUnsure "H201" "hyphen-unsure" Warning
        "Neither the document nor the language's patterns decide whether this hyphen at a line end belongs to the word; it was kept."
        why: "an unhealed word can be seen, a welded one cannot",
        "re- / present" => "re-present, and a warning",
        wrong: "As often as the word was merely broken: then it shows a hyphen too many.";
    DotLeader "H104" "dot-leader" Note
        "The row of dots between a heading and its page number in a table of contents was removed."
        why: "the dots only lead the eye",
        "Introduction ..... 3" => "Introduction 3",
        wrong: "Where dots stand for words left out.";
    NoteCall "N101" "note-call" Note
        "A printed note mark was turned into a real call."
        why: "a note of this label answers it, in the order of the notes",
        "countries1." => "countries[^1].",
        wrong: "Where a number of the text, glued to its word, has the value of the next note: see the call's evidence.";
    NoteLabel "N102" "note-label" Note
        "The label at the start of a note's body was removed; the note carries it."
        why: "the note carries its label",
        "1 See above." => "[^1]: See above.",
        wrong: "Where a line of the text begins with a number and was taken for a note.";
    NotesHeading "N103" "notes-heading" Note
        "The heading of a section of endnotes was removed, since the notes went to their calls."
        why: "the notes under it went to their calls",
        "Notes" => "(nothing)",
        wrong: "Where the section holds more than notes.";
    NoteRule "N104" "note-rule" Note
        "The line that sets notes off from the text was removed."
        why: "it only sets the notes off from the text",
        "__________" => "(nothing)",
        wrong: "Where the line parts two scenes of the text.";
    NotesWithoutPlace "N105" "notes-heading-added" Note
        "A heading was added over the notes for which no place was found."
        why: "no place was found for the notes below it",
        "(nothing)" => "Notes without a place",
        wrong: "Never: it only names what stands below it.";
    CallInferred "N201" "call-inferred" Warning
        "A note's mark is lost; its place was inferred."
        why: "no mark of its label was found where it could stand",
        "52 The Military Doctrine, p. 3. (and no 52 in the text)" => "a call behind the sentence that names the Doctrine",
        wrong: "Where another sentence says the same: look at the evidence, and settle it with `restitch review`.";
    NoteUnanchored "N202" "note-unanchored" Error
        "No place was found for a note; it is listed at the end."
        why: "no mark was found, and nothing in the text is like it",
        "7 Ibid. (and no 7 in the text)" => "note 7, under its own heading at the end",
        wrong: "Never: it says what is so. `restitch review` gives the note a place.";
    CallWithoutNote "N203" "call-without-note" Warning
        "A mark looks like a note call, but no note answers it; it stays in the text."
        why: "no note of this label was found",
        "word9" => "word9, and a warning",
        wrong: "Where the digit was no call: then there is nothing to do.";
    LinkTarget "L101" "link-target" Note
        "A line that only gave a link's target was taken out; the link went to its note or sentence."
        why: "it is a list of link targets, which the extractor added",
        "https://example.org/a" => "(a link in its note)",
        wrong: "Where an address printed on a line of its own is part of the text.";
    LinkDisarmed "L102" "link-disarmed" Warning
        "A target that is neither web nor mail (file:, javascript:, data:) is kept as text and never made a link."
        why: "such a target leads into the reader's own machine",
        "file:///C:/private/a.pdf" => "(no link)",
        wrong: "Never: it may not be a link, whatever it is.";
    LinkUnanchored "L201" "link-unanchored" Error
        "No place was found for a link; it is listed at the end."
        why: "nothing on its page is like it",
        "https://example.org/b" => "the address, under its own heading at the end",
        wrong: "Never: it says what is so.";
    LinksWithoutPlace "L104" "links-heading-added" Note
        "A heading was added over the links for which no place was found."
        why: "no place was found for the links below it",
        "(nothing)" => "Links without a place",
        wrong: "Never: it only names what stands below it.";
    Bullet "B101" "bullet" Note
        "The mark of a list item was removed; the list carries it."
        why: "the list carries it",
        "• one" => "- one",
        wrong: "Where a dash opens speech.";
    ListNumber "B102" "list-number" Note
        "The number of a list item was removed; the list carries it."
        why: "the list carries it",
        "(2) two" => "2. two",
        wrong: "Where a sentence begins with a number.";
    TableRule "B103" "table-rule" Note
        "A rule between the rows of a table was removed; the table has its own."
        why: "the table has its own rules",
        "Holm 12, -----, Sum 12" => "Holm 12, Sum 12",
        wrong: "Where dashes stand for cells that are blank.";
    DecisionUnfit "D201" "decision-unfit" Warning
        "A decision of a reader does not fit this text and was not applied."
        why: "the words around it are not there, or are there more than once",
        "a decision about another edition" => "(nothing), and a warning",
        wrong: "Where the words are there, but spoilt: make the decision anew with `restitch review`.";
    DecisionContradicted "D202" "decision-contradicted" Warning
        "Two decisions about one thing contradict each other; neither was applied."
        why: "nobody can say which of them is meant",
        "note 5 behind one word, and behind another" => "(nothing), and a warning",
        wrong: "Never: take one of them out of the file.";
    EmptyInput "W101" "empty-input" Error
        "There is no text in the input."
        why: "it holds nothing but white space",
        "(only white space)" => "an empty document, and a warning",
        wrong: "Never: scanned pages without a text layer must have their text recognised first.";
    EncodingGuessed "W102" "encoding-guessed" Warning
        "The file is no UTF-8 and has no mark; its encoding was guessed."
        why: "its bytes are no UTF-8",
        "caf<E9>" => "café, by windows-1252",
        wrong: "Where a short text could be read in two ways: look at its accents.";
    BinaryLike "W103" "binary-like" Error
        "The input has many control characters; it may be no text."
        why: "text has next to none",
        "NUL bytes throughout" => "what is left of it, and a warning",
        wrong: "Where a damaged file still holds its text.";
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_apart_and_belong_to_a_stage() {
        let ids: std::collections::BTreeSet<_> = Code::ALL.iter().map(|code| code.id()).collect();
        let names: std::collections::BTreeSet<_> = Code::ALL.iter().map(|code| code.name()).collect();
        assert_eq!((ids.len(), names.len()), (Code::ALL.len(), Code::ALL.len()));
        for code in Code::ALL {
            let (letter, digits) = code.id().split_at(1);
            assert!(STAGES.iter().any(|(stage, _)| letter.starts_with(*stage)), "{code} has no stage");
            assert!(digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit()), "{code}");
            assert!(code.name().bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{code}");
        }
    }

    #[test]
    fn every_text_is_there_and_begins_and_ends_as_it_should() {
        for code in Code::ALL {
            assert!(code.what().ends_with('.') && code.wrong().ends_with('.'), "{code}");
            // A reason is a clause, which the ledger sets behind the change.
            assert!(code.why().starts_with(char::is_lowercase) && !code.why().ends_with('.'), "{code}");
            assert_ne!(code.before(), code.after(), "{code}");
        }
    }
}
