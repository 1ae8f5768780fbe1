//! What speaks for a division of a page into columns.

/// A line by which a piece begins above the one printed before it, in the other column.
pub(super) const BEGINS_ABOVE: f32 = -0.5;
/// A line by which the right column is higher than the left one.
pub(super) const LOWER: f32 = -0.15;
/// A number that is lower than one before it: of calls, of labels.
pub(super) const COUNTS_BACK: f32 = -3.0;
/// A piece that begins with the label of a note that the page calls; one that has calls; one that begins a section.
pub(super) const LABEL: f32 = 2.0;
pub(super) const CALLS: f32 = 1.5;
pub(super) const SECTION: f32 = 1.5;
/// A line as wide as those of notes are where the text's are not, or the other way about; most for a piece.
pub(super) const AS_WIDE: f32 = 0.15;
pub(super) const MOST_WIDE: f32 = 2.0;
/// Notes that begin without a label.
pub(super) const REST: f32 = -3.0;
/// A line more than a column has room for.
pub(super) const TOO_HIGH: f32 = -0.3;
/// Text of the same column behind notes.
pub(super) const TEXT_BEHIND_NOTES: f32 = -4.0;
/// A note in the column of its call; in the other one.
pub(super) const BY_ITS_CALL: f32 = 0.5;
pub(super) const NOT_BY_ITS_CALL: f32 = -1.0;
/// The right column before the left one, though both begin at the head of the page.
pub(super) const RIGHT_FIRST: f32 = -1.75;
/// Text in the left column behind the right one, below a gap over both; a line by which the columns above it differ in height.
pub(super) const CUT: f32 = -4.0;
pub(super) const UNEVEN_CUT: f32 = -0.3;
/// A note of the other column with no blank line before it.
pub(super) const NO_BLANK: f32 = -2.0;
/// A blank line within a column of pages that were printed by tops: the other column's piece stands there.
pub(super) const STAYS: f32 = -2.0;
pub(super) const STAYS_TITLED: f32 = -1.0;
/// A column that has no text, but notes.
pub(super) const NOTES_ALONE: f32 = -2.0;
