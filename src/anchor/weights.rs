//! Every weight and threshold that decides which line starts a note, which mark calls it and where notes begin and
//! end. They are log-odds in spirit: positive speaks for, negative against, and they add up.

use crate::grammar::{call::Shape, label::Sugar};

/// What a mark's shape says for its being a call.
pub(super) fn shape(shape: Shape) -> f32 {
    match shape {
        Shape::Raised => 3.0,
        Shape::Bracketed | Shape::AfterClosing | Shape::Symbol => 2.5,
        Shape::AfterWord => 2.2,
        Shape::AfterNumber => 0.7,
        Shape::AfterYear => 0.6,
        Shape::Parenthesised => 0.4,
        Shape::Alone => 0.3,
        Shape::LineStart => -0.4,
        Shape::Apart => -0.5,
        Shape::SetOff => 1.8,
        Shape::BetweenSentences => 0.9,
        Shape::Spoilt => 0.0,
        Shape::Counted => -2.5,
    }
}

/// How a mark stands, as the name of a term.
pub(super) fn shape_name(shape: Shape) -> &'static str {
    match shape {
        Shape::Raised => "mark raised",
        Shape::Bracketed => "mark in brackets",
        Shape::AfterClosing => "mark behind punctuation",
        Shape::Symbol => "mark a symbol",
        Shape::AfterWord => "mark behind a word",
        Shape::AfterNumber => "mark behind a number",
        Shape::AfterYear => "mark behind a year",
        Shape::Parenthesised => "mark in parentheses",
        Shape::Alone => "mark alone on its line",
        Shape::LineStart => "mark at a line's start",
        Shape::Apart => "mark set apart",
        Shape::SetOff => "mark set off from what follows, too",
        Shape::BetweenSentences => "mark between two sentences",
        Shape::Spoilt => "mark a mark that recognition may have spoilt",
        Shape::Counted => "mark counted by the word before it",
    }
}

/// So many marks that are set off say that the document sets its marks off.
pub(super) const MANY_SET_OFF: usize = 3;
/// So many of the numbers from 900 to 999 must stand as marks, before a number of four digits may be one.
pub(super) const MANY_BELOW_1000: usize = 50;
/// So many of them say the same that count through the pages, each with its note below it.
pub(super) const MANY_COUNTED: usize = 6;
/// Most numbers that such a count may leave out at one place.
pub(super) const LEFT_OUT: u32 = 2;
/// What it adds to a mark with a space before it, and to one behind a particle (`the 12`).
pub(super) const SETS_OFF: f32 = 1.2;
/// See [`SETS_OFF`].
pub(super) const SETS_OFF_PARTICLE: f32 = 2.1;
/// Fewest numbers that a page must have twice on lines of their own, and what the first of each gain.
pub(super) const FEWEST_TWICE: usize = 2;
/// See [`FEWEST_TWICE`].
pub(super) const TWICE_ALONE: f32 = 1.5;
/// A word of at most this many capitals before the digits (`CO2`, `G20`, `H1`) is likely a name with a number.
pub(super) const SHORT_CAPITALS: usize = 3;
/// What such a word takes away.
pub(super) const CAPITALS_BEFORE: f32 = -1.6;

/// What the sugar of a label says for its starting a note; full stops and parentheses are the dress of lists.
pub(super) fn sugar(sugar: Sugar) -> f32 {
    match sugar {
        Sugar::Bare => 0.0,
        Sugar::Brackets => 0.3,
        Sugar::Dot | Sugar::Paren | Sugar::Parens => -1.2,
    }
}

/// Before anything is known, a line with a label is rather no note.
pub(super) const START_PRIOR: f32 = -1.0;
/// The label and the words have no space between them, as lists never have.
pub(super) const ATTACHED: f32 = 0.8;
/// The line stands in the lower part of its page.
pub(super) const LOW_ON_PAGE: f32 = 0.5;
/// A blank line stands before it, where not every line has one.
pub(super) const BLANK_BEFORE: f32 = 0.4;
/// Its digits go on: they are the note's first number.
pub(super) const BEFORE_NUMBER: f32 = -0.8;
/// The line before breaks off within a sentence.
pub(super) const RUN_ON_BEFORE: f32 = -0.5;
/// The line before is a title of notes.
pub(super) const BELOW_TITLE: f32 = 2.5;
/// Notes begin elsewhere than below a title of notes, where some do below one.
pub(super) const UNTITLED: f32 = -6.0;
/// The line before is a rule.
pub(super) const RULE_BEFORE: f32 = 0.8;
/// The line before ends with a hyphen or a comma.
pub(super) const HYPHEN_BEFORE: f32 = -1.2;
/// The words after the label make it a date: `31 May 2017.`
pub(super) const DATE: f32 = -3.0;
/// The words after it begin with a small letter.
pub(super) const SMALL_LETTER: f32 = -0.8;
/// The words are a short line that ends no sentence, and below it a sentence begins that has no label: rather a heading.
pub(super) const TITLE: f32 = -1.0;
/// The same where the first part of its section is numbered: `2 The tolls` above `2.1 The first of them`.
pub(super) const TITLE_OF_PARTS: f32 = -3.0;
/// The label stands alone on its line.
pub(super) const ALONE: f32 = -0.6;
/// The label is an opening quotation mark, and the quotation is closed.
pub(super) const QUOTATION: f32 = -2.5;
/// Share of a call's shape that supports the start of the same label on its page.
pub(super) const SUPPORT_NEAR: f32 = 1.0;
/// The same for a call farther before it, as endnotes have.
pub(super) const SUPPORT_FAR: f32 = 0.55;
/// The same for a call below it on its page.
pub(super) const SUPPORT_BELOW: f32 = 0.3;
/// What a number between spaces, on the page of the start and above it, says for the start.
pub(super) const SUPPORT_LOOSE: f32 = 0.9;
/// Least notes of a series that such numbers make believable, and least share of them that have one.
pub(super) const MIN_LOOSE: f32 = 4.0;
/// See [`MIN_LOOSE`].
pub(super) const MIN_SUPPORTED_LOOSE: f32 = 0.7;
/// What a mark between spaces gains where the calls of most notes stand so, which others do not have at all.
pub(super) const LOOSE_HABIT: f32 = 2.0;

/// The label is one more than that of the note before.
pub(super) const SEQUENCE: f32 = 1.6;
/// For each label left out between two notes.
pub(super) const GAP: f32 = -1.1;
/// Most labels that may be left out.
pub(super) const MAX_GAP: u32 = 4;
/// A label of 1 on another page than the note before.
pub(super) const RESTART_PAGE: f32 = -0.2;
/// A label of 1 on the same page.
pub(super) const RESTART_HERE: f32 = -2.0;
/// The same where pages are not known, more than so many lines below.
pub(super) const RESTART_PAGELESS: f32 = -1.0;
/// See [`RESTART_PAGELESS`].
pub(super) const RESTART_LINES: usize = 15;
/// A label of 1 anywhere, where one mark alone calls a first note.
pub(super) const RESTART_UNCALLED: f32 = -4.0;
/// Any label, not led up to.
pub(super) const JUMP: f32 = -3.5;
/// The first note of all is number one.
pub(super) const BEGIN_AT_ONE: f32 = 0.5;
/// It is another: the text is an excerpt.
pub(super) const BEGIN_LATER: f32 = -0.8;
/// For each page, beyond the first two, on which no note stands between two of a sequence.
pub(super) const PAGE_SKIPPED: f32 = -0.15;
/// For each page between two notes whose numbers were torn off: such notes stand together at the end.
pub(super) const TORN_PAGE_SKIPPED: f32 = -1.0;
/// Least sum for a series of notes to be believed.
pub(super) const MIN_SERIES: f32 = 1.6;
/// Least share of a series' notes that a call supports; what no call answers is a list.
pub(super) const MIN_SUPPORTED: f32 = 0.3;
/// The same for a further series beside the first: most documents have one.
pub(super) const MIN_SUPPORTED_NEXT: f32 = 0.7;
/// A call of at least this weight supports.
pub(super) const SUPPORTS: f32 = 0.5;

/// A call on the page of its note.
pub(super) const SAME_PAGE: f32 = 1.0;
/// A call on the page before.
pub(super) const PAGE_BEFORE: f32 = 0.0;
/// A call at the top of the page behind, to which a typesetter moved its line when the note had been set; and how many lines
/// the top has.
pub(super) const TOP_BEHIND: f32 = -0.5;
/// See [`TOP_BEHIND`].
pub(super) const TOP_LINES: usize = 8;
/// A call farther off, where most are near.
pub(super) const FAR: f32 = -1.2;
/// A call below its note, as disordered blocks have it.
pub(super) const BELOW_NOTE: f32 = -1.5;
/// A call below some note of its own page, where notes are expected and not text.
pub(super) const AMONG_NOTES: f32 = -1.0;
/// Least weight of a call that is taken.
pub(super) const MIN_CALL: f32 = 0.0;

/// Text resumes after notes within a page: the cost of it without any sign.
pub(super) const RESUME: f32 = -3.0;
/// A list's item within a note: a few there may be, many are of the text.
pub(super) const BULLET: f32 = -0.25;
/// Another line of a note, of which few have more than seven; in a text whose pages are not known.
pub(super) const LINE_OF_NOTE: f32 = -0.15;
/// … at a page break, where it is the rule.
pub(super) const RESUME_AT_PAGE: f32 = 0.0;
/// … where the note before breaks off.
pub(super) const RESUME_UNFINISHED: f32 = -0.8;
/// Signs of resuming: a blank line; the end of the note's sentence; a small letter where the text had broken off; another indent.
pub(super) const RESUME_BLANK: f32 = 0.8;
/// See [`RESUME_BLANK`].
pub(super) const RESUME_SENTENCE: f32 = 0.6;
/// See [`RESUME_BLANK`].
pub(super) const RESUME_SMALL: f32 = 1.2;
/// See [`RESUME_BLANK`].
pub(super) const RESUME_INDENT: f32 = 0.6;
/// The first word would have had no room on the line above: its sentence ended by chance at the end of a line.
pub(super) const RESUME_FULL: f32 = -0.8;
/// It would have had room: the paragraph ended, and few notes have two; in a text whose pages are not known.
pub(super) const RESUME_SHORT: f32 = 1.5;
/// A note goes on behind its own label, which stood below it.
pub(super) const BEHIND_LABEL: f32 = -3.0;
/// The note announces what follows: `Example:`.
pub(super) const RESUME_ANNOUNCED: f32 = -2.0;
/// All the calls of the notes that follow stand before this note, so that no text can lie between.
pub(super) const CONTIGUOUS: f32 = -3.0;
/// A note goes on above the next page's notes, without a label: the cost of it without any sign.
pub(super) const CONTINUE: f32 = -4.5;
/// The note had ended no sentence; it had broken off within one for sure.
pub(super) const CONTINUE_UNFINISHED: f32 = 2.2;
/// See [`CONTINUE_UNFINISHED`].
pub(super) const CONTINUE_BROKEN: f32 = 1.8;
/// The rest begins with a small letter, behind the end of a sentence.
pub(super) const CONTINUE_SMALL: f32 = 2.5;
/// The rest begins with a capital, although the note had broken off within a sentence; or as an item of a list.
pub(super) const CONTINUE_CAPITAL: f32 = -1.2;
/// See [`CONTINUE_CAPITAL`].
pub(super) const CONTINUE_ITEM: f32 = -2.0;
/// The page's text seems to end with a sentence, but the next page goes on with a small letter: it breaks off further above.
pub(super) const CONTINUE_TORN: f32 = 1.0;
/// It breaks off right above the page's notes, and goes on on the next page.
pub(super) const CONTINUE_WHOLE: f32 = -2.0;
/// A rule stands above, as above the notes of other pages.
pub(super) const CONTINUE_RULE: f32 = 6.0;
/// A heading that goes on counting where one before stops stands within a note.
pub(super) const HEADING_IN_NOTE: f32 = -5.0;
/// A blank line stands before its rest.
pub(super) const CONTINUE_BLANK: f32 = 0.8;
/// The text before its rest breaks off after a small word, although the rest begins with a capital.
pub(super) const CONTINUE_BREAK: f32 = 1.3;
/// The text before its rest ends a sentence, and the rest begins with a capital.
pub(super) const CONTINUE_SENTENCE: f32 = 0.6;
/// How much of what the mix of signs on a line says is believed, for the signs of a line depend on each other; and most.
pub(super) const MIX: f32 = 0.05;
/// See [`MIX`].
pub(super) const MOST_MIX: f32 = 0.25;
/// A line wider than the text's lines ever are, but not than the notes'.
pub(super) const NOTE_WIDTH: f32 = 0.8;
/// A full line as the text has them, where those of notes are wider.
pub(super) const TEXT_WIDTH: f32 = 0.4;

/// Where notes begin whose labels stand apart, see [`super::alone`].
pub(super) mod alone {
    /// A label above a note of several lines, where all pages end with labels; below a note of one, or of several where none
    /// does. Between these, the share of pages counts.
    pub(in super::super) const UNUSUAL: f32 = 1.5;
    /// How much wider than a full line one is that was joined of two.
    pub(in super::super) const JOINED: f32 = 1.25;
    /// A label below its note, of which the text above may be the body's.
    pub(in super::super) const FIRST_TRAILS: f32 = 0.6;
    /// A blank line parts the label from the text on that side, and none on the other.
    pub(in super::super) const PARTED: f32 = 1.5;
    /// A label that stands neither above its note nor below it.
    pub(in super::super) const ELSEWHERE: f32 = -3.0;
    /// The text goes on with a small letter on the next page, and it breaks off, or does not, above the first note.
    pub(in super::super) const TEXT_BREAKS_OFF: f32 = 1.2;
    /// The text goes on with a capital on the next page, and a sentence ends, or does not, above the first note.
    pub(in super::super) const TEXT_ENDS: f32 = 0.5;
    /// The numbers of the page before go on: the page begins with a note.
    pub(in super::super) const GOES_ON: f32 = 3.0;
    /// Before anything is known, a line rather goes on with the note above.
    pub(in super::super) const BEGINS: f32 = -1.8;
    /// A line above the note's first ends a sentence.
    pub(in super::super) const SENTENCE_ENDS: f32 = 1.0;
    /// It breaks off within a sentence: with a colon, a comma, a hyphen or an initial, or within brackets.
    pub(in super::super) const SENTENCE_GOES_ON: f32 = -1.5;
    /// The first word would have had no room on it, as within a paragraph.
    pub(in super::super) const NO_ROOM: f32 = -0.5;
    /// What words that a line shares with the sentence that calls a note say for its being that note's, as a share of what they
    /// say where recognition spoilt the marks.
    pub(in super::super) const SHARED: f32 = 0.6;
    /// The title of the notes stands elsewhere than right above the first.
    pub(in super::super) const BELOW_TITLE: f32 = 10.0;
    /// The first word would have had room on the line above; how many characters there must be beyond it.
    pub(in super::super) const ROOM_FOR_MORE: f32 = 1.0;
    /// See [`ROOM_FOR_MORE`].
    pub(in super::super) const ROOM_BEYOND: f32 = 3.0;
    /// A blank line stands before it.
    pub(in super::super) const BLANK_BEFORE: f32 = 1.0;
    /// A blank line stands before the first note.
    pub(in super::super) const OPEN_BLANK: f32 = 0.4;
    /// It begins with a small letter.
    pub(in super::super) const SMALL_LETTER: f32 = -2.0;
    /// The first note begins with a capital, and the document has its word in small letters as well, once in so many times;
    /// or it may be a name.
    pub(in super::super) const CAPITALS: u32 = 3;
    /// See [`CAPITALS`].
    pub(in super::super) const CAPITAL: f32 = 1.5;
    /// See [`CAPITALS`].
    pub(in super::super) const CAPITAL_OF_NAME: f32 = 1.0;
    /// A line with a call that would be a note's.
    pub(in super::super) const CALL_AMONG_NOTES: f32 = 3.0;
}

/// Where text recognition spoilt the marks, see [`super::spoilt`].
pub(super) mod spoilt {
    /// Share of the notes that a sign begins, at least.
    pub(in super::super) const LABELLED: f32 = 0.34;
    /// Oddity from which a mark counts as spoilt, the least number of such marks in a text whose marks are taken for
    /// spoilt, and the most lines there may be to each.
    pub(in super::super) const ODD: f32 = 1.2;
    /// See [`ODD`].
    pub(in super::super) const ODD_MARKS: usize = 3;
    /// How many labels speak for spoilt marks beside each odd one.
    pub(in super::super) const LABELS_OF_ODD: usize = 2;
    /// See [`ODD`].
    pub(in super::super) const ODD_LINES: usize = 120;
    /// The spoilt reading must find more than one note with a call, and more than the plain one by this factor: in a text
    /// with plain marks it finds the same.
    pub(in super::super) const MORE_CALLED: f32 = 1.25;
    /// From this weight on, a mark counts there.
    pub(in super::super) const LOOKS_CALL: f32 = 0.5;
    /// The share of such marks that become calls, by and large: if not so many would do, the text is not read that way at all,
    /// which takes most of the time where it is done in vain.
    pub(in super::super) const USUALLY_FOUND: f32 = 0.8;
    /// Where the plain reading calls more than this share of its notes, the other must find more by this factor.
    pub(in super::super) const POORLY_CALLED: f32 = 0.75;
    /// See [`POORLY_CALLED`].
    pub(in super::super) const FAR_MORE_CALLED: f32 = 2.0;
    /// A letter at the end of a word that stands elsewhere without it.
    pub(in super::super) const GLUED_LETTER: f32 = 0.5;
    /// Most different words that may end so.
    pub(in super::super) const RARE_ENDING: u32 = 2;
    /// A label of signs; one of a quotation mark; a lost one.
    pub(in super::super) const SIGN_LABEL: f32 = 0.5;
    /// See [`SIGN_LABEL`].
    pub(in super::super) const QUOTE_LABEL: f32 = 0.4;
    /// A sign that begins items, with a space behind it.
    pub(in super::super) const LIST_SIGN: f32 = -0.7;
    /// A bullet as recognition prints them, with a space behind it; and how many labels must have none.
    pub(in super::super) const BULLET: f32 = -2.0;
    /// See [`BULLET`].
    pub(in super::super) const ATTACHED_LABELS: usize = 3;
    /// See [`SIGN_LABEL`].
    pub(in super::super) const LOST_LABEL: f32 = -1.3;
    /// The line before ends a sentence and is short; a blank one follows it.
    pub(in super::super) const SHORT_BEFORE: f32 = 1.2;
    /// See [`SHORT_BEFORE`].
    pub(in super::super) const BLANK_BEFORE: f32 = 0.7;
    /// The first note of a page stands in its upper half.
    pub(in super::super) const HIGH_ON_PAGE: f32 = -1.2;
    /// A blank line stands before the first note.
    pub(in super::super) const FIRST_BLANK: f32 = 0.7;
    /// The first note's label is lost, a blank line stands before it and the text above breaks off, or does not.
    pub(in super::super) const FIRST_LOST: f32 = 0.7;
    /// See [`FIRST_LOST`].
    pub(in super::super) const FIRST_LOST_ENDED: f32 = 0.0;
    /// What is so far behind the best is given up: a count of notes behind the best of its zone, a zone behind the worst of
    /// the states that are kept where it has come to.
    pub(in super::super) const BEHIND: f32 = 6.0;
    /// No zone begins with a line for which less speaks.
    pub(in super::super) const MIN_FIRST: f32 = -3.5;
    /// What a label and a mark that were read as digits say for and against numbers.
    pub(in super::super) const LABEL_LIKENESS: f32 = 0.9;
    /// See [`LABEL_LIKENESS`].
    pub(in super::super) const MARK_LIKENESS: f32 = 0.8;
    /// The most that a number between spaces says.
    pub(in super::super) const LOOSE_LIKENESS: f32 = 0.8;
    /// What a label that was read as a letter says for its being that one, and against its being another.
    pub(in super::super) const LETTER: f32 = 2.0;
    /// What words say that a note shares with the sentence of a mark: their share of what they say where all else is plain,
    /// and the most that they say together.
    pub(in super::super) const SHARED: f32 = 0.8;
    /// See [`SHARED`].
    pub(in super::super) const MOST_SHARED: f32 = 1.2;
    /// The call stands before the zone before: the note was moved to the next page.
    pub(in super::super) const ZONE_BEFORE: f32 = -1.5;
    /// A note without a call.
    pub(in super::super) const NO_CALL: f32 = -0.6;
    /// A note of which nothing was found, between two that were.
    pub(in super::super) const LOST_NOTE: f32 = -3.0;
    /// Numbers begin anew; on the page on which the last zone ended.
    pub(in super::super) const RESTART: f32 = -3.3;
    /// A zone whose first label was read counts on from it, behind notes of which nothing was found; and how many these may be.
    pub(in super::super) const JUMP: f32 = -6.5;
    /// See [`JUMP`].
    pub(in super::super) const MAX_JUMP: u32 = 8;
    /// See [`RESTART`].
    pub(in super::super) const RESTART_HERE: f32 = -3.0;
    /// By how much a reading in which numbers begin anew in each zone must be better than one in which they are counted through.
    pub(in super::super) const ANEW: f32 = 2.0;
    /// Digits that were read as such, where others were not: most are none of a call.
    pub(in super::super) const PLAIN_DIGITS: f32 = -1.3;
    /// A line of a zone: wider than the text's lines, as wide, shorter.
    pub(in super::super) const WIDE_LINE: f32 = 0.1;
    /// See [`WIDE_LINE`].
    pub(in super::super) const FULL_LINE: f32 = -0.2;
    /// See [`WIDE_LINE`].
    pub(in super::super) const LINE: f32 = -0.2;
    /// The zone ends with its page.
    pub(in super::super) const PAGE_END: f32 = 1.0;
    /// It ends elsewhere, where a page's end may have been missed; in a text without pages.
    pub(in super::super) const RESUME: f32 = -2.7;
    /// See [`RESUME`].
    pub(in super::super) const RESUME_PAGELESS: f32 = -1.2;
    /// No blank line parts its last line, which is short, from a capital: the next page was joined on.
    pub(in super::super) const JOINED: f32 = 1.5;
    /// See [`JOINED`].
    pub(in super::super) const JOINED_PAGELESS: f32 = 2.5;
    /// The text had broken off before the zone and goes on with a small letter behind it.
    pub(in super::super) const RESUME_BROKEN: f32 = 1.5;

    /// Notes below a title at the end, see [`super::super::spoilt`].
    pub(in super::super) mod endnotes {
        /// A label that was read as a number, or whose full stop was; one of signs; one of which nothing was read.
        pub(in super::super::super) const LABEL: f32 = 3.5;
        /// See [`LABEL`].
        pub(in super::super::super) const SIGN: f32 = 1.0;
        /// See [`LABEL`].
        pub(in super::super::super) const NO_LABEL: f32 = -1.5;
        /// The number that was read is the note's, or is not.
        pub(in super::super::super) const NUMBER: f32 = 2.5;
        /// A number without the dress of others, where it is the one that is due.
        pub(in super::super::super) const UNDRESSED: f32 = 4.5;
        /// For each note of which nothing was found.
        pub(in super::super::super) const LOST: f32 = -2.0;
        /// The number that was read is far beyond the last; it begins anew.
        pub(in super::super::super) const JUMP: f32 = -4.0;
        /// See [`JUMP`].
        pub(in super::super::super) const ANEW: f32 = -2.0;
        /// A column of labels stands right above, and the last note is not the one before its first.
        pub(in super::super::super) const TORN_ABOVE: f32 = -3.0;
        /// For each number between the last note and the highest that was torn off, and most of them.
        pub(in super::super::super) const LAST: f32 = -2.0;
        /// See [`LAST`].
        pub(in super::super::super) const MOST_LAST: u32 = 40;
    }
}
