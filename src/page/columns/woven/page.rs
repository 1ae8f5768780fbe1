//! The pieces of a page: where each begins and ends, which calls and labels it has.

use std::{cmp::Reverse, ops::Range};

use rustc_hash::FxHashMap;

use super::{
    super::{
        heads::Heads,
        joint::{Head, Tail},
    },
    division::{Division, Place, Reach, over},
};
use crate::{
    grammar::{
        call,
        folio::folio,
        label::{Label, Series, Sugar, label},
    },
    page::{Line, columns, percentile},
};

/// Most pieces of a page: more are no page of text.
const MOST_PIECES: usize = 64;
/// Most lines of a page.
const MOST_LINES: usize = 300;

/// The parts of a section's number.
type Section = [u16; 5];

/// Lines of a page that stand together.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) lines: Range<usize>,
    /// Whether a blank line stands before it.
    pub(super) parted: bool,
    /// Whether its first line leaves room, as a heading's does.
    pub(super) titled: bool,
    pub(super) head: Head,
    pub(super) tail: Tail,
    /// Number of the section that it begins with, see [`section`].
    pub(super) section: Option<Section>,
    /// Number of the note whose label it begins with, if the page has its call too; 0 for other labels.
    pub(super) label: Option<u32>,
    /// Lowest and highest call that a label of the page answers.
    pub(super) calls: Reach,
    /// Characters that nine in ten of its lines stay within, if there are enough.
    pub(super) width: Option<u16>,
}

pub(super) struct Page<'a> {
    pub(super) lines: &'a [Line],
    /// The lines between head and foot.
    pub(super) inner: Range<usize>,
    pub(super) pieces: Vec<Piece>,
    /// Characters of the line at the foot that is of no column, 0 without one.
    pub(super) foot: u16,
}

impl<'a> Page<'a> {
    /// A page that is not looked into.
    fn whole(lines: &'a [Line]) -> Self {
        Self { lines, inner: 0..0, pieces: Vec::new(), foot: 0 }
    }

    /// Cuts a page at blank lines and at labels of a form. No pieces if it has none or is no page of text.
    pub(super) fn read(text: &str, lines: &'a [Line], heads: &Heads, form: Option<Form>) -> Self {
        let parted = |i: usize| i == 0 || lines[i].blanks > 0;
        if lines.len() > MOST_LINES || !(1..lines.len()).any(parted) {
            return Self::whole(lines);
        }
        let ink = |i: usize| &text[lines[i].ink.clone()];
        let mut all: Vec<u16> = lines.iter().map(|line| line.width).collect();
        let full = f32::from(percentile(&mut all, 0.75));
        let short = |i: usize, share: f32| f32::from(lines[i].width) < full * share;
        // a head or foot, or a heading, by itself
        let lone = |i: usize| parted(i) && (i + 1 == lines.len() || parted(i + 1)) && short(i, 0.6);
        let from = usize::from(lone(0) || heads.has(ink(0)));
        let last = lines.len() - 1;
        // a folio may stand right below the column that ends last
        let to = lines.len() - usize::from(lone(last) || (last > from && folio(ink(last)).is_some()));
        let numbers = Numbers::read(text, &lines[from..to], form);
        let foot = lines.get(to).map_or(0, |line| line.width);
        let mut page = Self { inner: from..to, foot, ..Self::whole(lines) };
        let mut start = from;
        for i in from..to {
            if i + 1 < to && !parted(i + 1) && numbers.label(i + 1 - from).is_none() {
                continue;
            }
            let of = start..i + 1;
            let mut widths: Vec<u16> = lines[of.clone()].iter().map(|line| line.width).collect();
            let at = start - from..i + 1 - from;
            let (solid, titled) = (of.len() > 1, short(start, 0.75));
            let tail = match Tail::of(ink(i), short(i, 0.7)) {
                Tail::Sentence | Tail::Word if !solid => Tail::Unclear,
                tail => tail,
            };
            page.pieces.push(Piece {
                parted: start == from || parted(start),
                titled,
                head: match Head::of(ink(start)) {
                    Head::Item if lone(start) => Head::Capital,
                    // a line of a program, a term or a name
                    Head::Small if tail != Tail::Whole && (!solid || short(start, 0.7)) => Head::Unclear,
                    head => head,
                },
                tail,
                section: section(ink(start), titled),
                label: numbers
                    .label(at.start)
                    .map(|label| if label.series == Series::Symbol { 0 } else { label.value }),
                calls: numbers.calls[at].iter().copied().fold(None, over),
                width: (of.len() >= 3).then(|| percentile(&mut widths, 0.9)),
                lines: of,
            });
            start = i + 1;
        }
        // more pieces than are weighed: all lines stay as they were printed
        if page.pieces.len() > MOST_PIECES { Self::whole(lines) } else { page }
    }

    /// Writes the text of both columns, then the notes of both.
    pub(super) fn write(&self, division: &Division, out: &mut Vec<Line>) {
        let first = out.len();
        out.extend_from_slice(&self.lines[..self.inner.start]);
        for note in [false, true] {
            let column = |side: usize| {
                let is = Place { side, note };
                let of = division.places.iter().zip(&self.pieces).filter(|(place, _)| **place == is);
                of.flat_map(|(_, piece)| self.lines[piece.lines.clone()].to_vec()).collect()
            };
            columns::write(column(0), column(1), out);
        }
        out.extend_from_slice(&self.lines[self.inner.end..]);
        columns::begin(self.lines, &mut out[first..]);
    }
}

/// The number of a section in parts at the start of a line, `6.3.` or `A.1.2`, or of a chapter before its `short` title. What
/// it lacks is 0.
fn section(ink: &str, short: bool) -> Option<Section> {
    let token = ink.split(' ').next()?;
    let number = token.trim_end_matches('.');
    let mut section = Section::default();
    for (at, part) in number.split('.').enumerate() {
        *section.get_mut(at)? = match part.as_bytes() {
            [letter @ b'A'..=b'Z'] if at == 0 => u16::from(*letter) << 8,
            _ => part.parse().ok()?,
        };
    }
    (number.contains('.') || (short && number.len() < token.len())).then_some(section)
}

/// How the notes of a text are labelled.
pub(super) type Form = (Series, Sugar);

/// The form of labels that most lines bear whose pages call them; `None` where none does.
pub(super) fn form(text: &str, pages: &[&[Line]]) -> Option<Form> {
    let mut forms: FxHashMap<Form, usize> = FxHashMap::default();
    for lines in pages.iter().filter(|lines| lines.len() <= MOST_LINES) {
        let numbers = Numbers::read(text, lines, None);
        for label in (0..lines.len()).filter_map(|line| numbers.label(line)) {
            *forms.entry((label.series, label.sugar)).or_default() += 1;
        }
    }
    forms.into_iter().max_by_key(|&(form, count)| (count, Reverse(form))).map(|(form, _)| form)
}

/// The labels and calls of some lines, those of a page.
struct Numbers {
    labels: Vec<Option<Label>>,
    /// The labels, and whether one of the lines calls each.
    called: FxHashMap<(Series, u32), bool>,
    /// Lowest and highest call of each line that a label answers.
    calls: Vec<Reach>,
}

impl Numbers {
    /// Those of a form, or of all.
    fn read(text: &str, lines: &[Line], form: Option<Form>) -> Self {
        let inks = || lines.iter().map(|line| &text[line.ink.clone()]);
        // a number by itself may stand above its note, but below all it is the page's
        let is_label = |at: usize, length: usize, ink: &str| length < ink.len() || at + 1 < lines.len();
        let of_form = |label: &Label| form.is_none_or(|form| form == (label.series, label.sugar));
        let labels = inks()
            .enumerate()
            .map(|(at, ink)| label(ink).filter(|label| is_label(at, label.len, ink) && of_form(label)));
        let labels: Vec<Option<Label>> = labels.collect();
        let of_lines = labels.iter().zip(inks()).filter_map(|(label, ink)| label.map(|label| (label, ink)));
        let mut called: FxHashMap<_, bool> = FxHashMap::default();
        for (label, ink) in of_lines {
            *called.entry((label.series, label.value)).or_default() |= is_glued_letter(&label, ink, form.is_some());
        }
        let calls = inks().map(|ink| {
            let mut reach = None;
            call::marks(ink, |mark| {
                let behind = mark.range.start > 0 && !ink[..mark.range.start].ends_with(char::is_whitespace);
                let Some(answered) = called.get_mut(&(mark.series, mark.value)).filter(|_| behind) else { return };
                *answered = true;
                if mark.series == Series::Number {
                    reach = over(reach, Some((mark.value, mark.value)));
                }
            });
            reach
        });
        Self { calls: calls.collect(), labels, called }
    }

    /// The label of a line, if the page calls it.
    fn label(&self, line: usize) -> Option<Label> {
        self.labels[line].filter(|label| self.called.get(&(label.series, label.value)).copied().unwrap_or(false))
    }
}

/// Whether a label is a letter that touches the first word of its note, `aSee`: that says so by itself, and no call of a letter
/// is known from the end of its word. Before a digit (`l10n`) only where notes are `known` to be labelled so.
fn is_glued_letter(label: &Label, ink: &str, known: bool) -> bool {
    let begins = |c: char| !c.is_whitespace() && (known || !c.is_ascii_digit());
    label.series == Series::Letter && ink[label.len..].starts_with(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_sections_are_in_order() {
        let number = |ink| section(ink, true);
        assert!(number("6. The harbour") < number("6.2 The rope"));
        assert!(number("6.2 The rope") < number("6.10. The quay"));
        assert!(number("B.1.2 The boats") < number("B.2 The nets"));
        assert_eq!(section("6. The harbour was dredged twice in one year", false), None);
        assert_eq!(number("6 The harbour"), None);
        assert_eq!(number("The harbour"), None);
    }
}
