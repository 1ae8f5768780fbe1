//! Which column each piece of a page is of: beam search over the pieces in the printed order.

use super::{
    super::joint::{Tail, WHOLE, joint},
    Known,
    page::{Page, Piece},
    weights as w,
};

/// Divisions of a page that are kept.
const WIDTH: usize = 32;
/// Lines of text that a blank one is high, and one of notes.
const GAP: f32 = 0.5;
const NOTE_LINE: f32 = 0.85;
/// To how many lines it is known where a piece begins, and by what share of the lines above it less, since not all are as high.
const SLACK: f32 = 1.5;
const SHARE: f32 = 0.03;
/// Lines by which the right column may be higher than the left one.
const UNEVEN: f32 = 6.0;

/// Which column a piece is of, and whether it is of the notes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) side: usize,
    pub(super) note: bool,
}

const PLACES: [Place; 4] = [
    Place { side: 0, note: false },
    Place { side: 0, note: true },
    Place { side: 1, note: false },
    Place { side: 1, note: true },
];

/// In which order the pieces of a page were printed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Order {
    /// Those of the left column, then those of the right one.
    Columns,
    /// So in each of the parts into which a gap over both columns cuts the page.
    Parts,
    /// By their tops.
    Tops,
}

/// A division of a whole page.
#[derive(Clone, Debug, Default)]
pub(super) struct Division {
    pub(super) score: f32,
    pub(super) places: Vec<Place>,
    /// How the text ends.
    pub(super) tail: Option<Tail>,
}

/// The lowest and the highest of some numbers.
pub(super) type Reach = Option<(u32, u32)>;

/// What is known of a column.
#[derive(Clone, Copy, Debug, Default)]
struct Column {
    /// Lines of text that it is high.
    height: f32,
    /// The first and the last piece of its text and of its notes.
    text: Reach,
    notes: Reach,
    calls: Reach,
    labels: Reach,
}

/// A division of the pieces up to one.
#[derive(Clone, Copy, Debug, Default)]
struct State {
    score: f32,
    /// Lines of its column above the last pieces that stand together, and where they went.
    top: f32,
    last: Place,
    columns: [Column; 2],
    /// The pieces that are of the right column, and those of notes: a bit for each.
    right: u64,
    notes: u64,
}

impl State {
    /// What the rest of the page depends on.
    fn key(&self) -> impl Ord + use<> {
        let [left, right] = &self.columns;
        let lasts =
            (left.text.map(|t| t.1), left.notes.map(|n| n.1), right.text.map(|t| t.1), right.notes.map(|n| n.1));
        (lasts, self.last.side, self.last.note, left.height.round() as u32)
    }

    fn place(&self, at: usize) -> Place {
        Place { side: usize::from(self.right >> at & 1 == 1), note: self.notes >> at & 1 == 1 }
    }

    /// The same with one more piece.
    fn with(&self, page: &Page, at: usize, place: Place, known: &Known, order: Order) -> Option<Self> {
        let Place { side, note } = place;
        let (piece, column) = (&page.pieces[at], &self.columns[side]);
        let mut next = Self { last: place, score: self.score + self.way(page, at, place, order)?, ..*self };
        if self.is_cut(at, side, order) {
            let height = self.columns[0].height.max(self.columns[1].height);
            next.columns.iter_mut().for_each(|column| column.height = height);
        }
        next.right |= (side as u64) << at;
        next.notes |= u64::from(note) << at;
        next.score += piece.is_note(known.widths) * if note { 1.0 } else { -1.0 };
        next.score += self.joint(page, at, place, known) + self.sections(page, at, side);
        next.score += if note && column.text.is_none() && column.notes.is_none() { w::NOTES_ALONE } else { 0.0 };
        next.score += if !note && column.notes.is_some() { w::TEXT_BEHIND_NOTES } else { 0.0 };
        next.stack(piece, known, order == Order::Tops);
        next.add(at, piece);
        Some(next)
    }

    /// Whether a piece of the left column is printed behind one of the right: below a gap, unless by its top.
    fn is_cut(&self, at: usize, side: usize, order: Order) -> bool {
        at > 0 && side == 0 && self.last.side == 1 && order != Order::Tops
    }

    /// What speaks for a piece's being printed behind the last one; `None` if it never is.
    fn way(&self, page: &Page, at: usize, Place { side, note }: Place, order: Order) -> Option<f32> {
        let (piece, tops) = (&page.pieces[at], order == Order::Tops);
        let Some(before) = at.checked_sub(1).map(|before| &page.pieces[before]) else {
            return if side == 0 { Some(0.0) } else { tops.then_some(w::RIGHT_FIRST) };
        };
        let notes_begin = note && piece.label.is_some() && !self.last.note;
        if self.last.side == side {
            let titled = piece.titled || (before.titled && before.lines.len() <= 2);
            return Some(match () {
                () if !tops || !piece.parted || notes_begin => 0.0,
                () if titled => w::STAYS_TITLED,
                () => w::STAYS,
            });
        }
        // only where it has no neighbour is text printed without a blank line before the other column's notes
        if !piece.parted && !notes_begin {
            return None;
        }
        let blank = if piece.parted { 0.0 } else { w::NO_BLANK };
        if !self.is_cut(at, side, order) {
            return Some(blank);
        }
        let [left, right] = self.columns.map(|column| column.height);
        let is_part = order == Order::Parts && !self.last.note;
        is_part.then_some(blank + w::CUT + (left - right).abs() * w::UNEVEN_CUT)
    }

    /// What speaks for a piece's going on with what its column has, or with the page before.
    fn joint(&self, page: &Page, at: usize, Place { side, note }: Place, known: &Known) -> f32 {
        let (piece, column) = (&page.pieces[at], &self.columns[side]);
        let printed_behind = |tail: u32| tail as usize + 1 == at && !piece.parted;
        match if note { column.notes } else { column.text } {
            Some((_, tail)) if printed_behind(tail) => 0.0,
            Some(_) if note && piece.label.is_some() => WHOLE,
            Some((_, tail)) => joint(page.pieces[tail as usize].tail, piece.head),
            None if note && piece.label.is_none() => {
                // the last note of the column before goes on
                let before =
                    self.columns[0].notes.filter(|_| side == 1).map(|(_, last)| page.pieces[last as usize].tail);
                if before.is_some_and(|tail| tail != Tail::Whole) { w::REST } else { w::REST * 2.0 }
            }
            None if !note && side == 0 => known.before.map_or(0.0, |before| joint(before, piece.head)),
            None => 0.0,
        }
    }

    /// Puts a piece below what its column has. What stands together is printed in the order of its tops.
    fn stack(&mut self, piece: &Piece, known: &Known, woven: bool) {
        let Place { side, note } = self.last;
        let above = self.columns[side].height;
        let mut top = above;
        if piece.parted {
            top += GAP;
            if woven {
                // notes stand at the foot, however high the text above them is
                let at_foot = note && piece.label.is_some();
                let higher = if at_foot { 0.0 } else { higher(self.top - top, SLACK + top * SHARE) };
                self.score += higher * w::BEGINS_ABOVE;
                top = top.max(self.top);
            }
            self.top = top;
        }
        let height = top + piece.lines.len() as f32 * if note { NOTE_LINE } else { 1.0 };
        let beyond = |height: f32| (height - known.height).max(0.0);
        self.score += w::TOO_HIGH * (beyond(height) - beyond(above));
        self.columns[side].height = height;
    }

    /// Adds a piece's calls, or its label.
    fn add(&mut self, at: usize, piece: &Piece) {
        let Place { side, note } = self.last;
        let here = Some((at as u32, at as u32));
        let (own, other) = (self.columns[side], self.columns[1 - side]);
        let column = &mut self.columns[side];
        if note {
            let label = piece.label.filter(|&label| label > 0).map(|label| (label, label));
            column.notes = over(own.notes, here);
            column.labels = over(own.labels, label);
            self.score += counts(side, own.labels, other.labels, label);
            let called = |calls: Reach| label.zip(calls).is_some_and(|((l, _), (low, high))| (low..=high).contains(&l));
            self.score += match (called(own.calls), called(other.calls)) {
                (true, false) => w::BY_ITS_CALL,
                (false, true) => w::NOT_BY_ITS_CALL,
                _ => 0.0,
            };
        } else {
            column.text = over(own.text, here);
            column.calls = over(own.calls, piece.calls);
            self.score += counts(side, own.calls, other.calls, piece.calls);
        }
    }

    /// What the numbers of sections say against a piece's being of a column.
    fn sections(&self, page: &Page, at: usize, side: usize) -> f32 {
        let Some(section) = page.pieces[at].section else { return 0.0 };
        let against = |other: usize| {
            let same = page.pieces[other].section.filter(|other| other[0] == section[0]);
            let behind = self.place(other).side > side;
            same.is_some_and(|other| if behind { other < section } else { other > section })
        };
        (0..at).filter(|&other| against(other)).count() as f32 * w::COUNTS_BACK
    }

    /// What the way from the left column into the right one says.
    fn across(&self, page: &Page, known: &Known) -> f32 {
        let [left, right] = &self.columns;
        let piece = |at: u32| &page.pieces[at as usize];
        let text = match (left.text, right.text) {
            (Some((_, tail)), Some((head, _))) => joint(piece(tail).tail, piece(head).head),
            (None, Some(_)) => w::COUNTS_BACK,
            _ => 0.0,
        };
        let rest = match (left.notes, right.notes) {
            (Some((_, tail)), Some((head, _))) if piece(head).label.is_none() => {
                let goes_on = if piece(tail).tail == Tail::Whole { 0.0 } else { -w::REST * 0.5 };
                joint(piece(tail).tail, piece(head).head) + goes_on
            }
            _ => 0.0,
        };
        // the left column is filled first
        let lower = (right.height - left.height - UNEVEN).max(0.0) * w::LOWER;
        let on = self.tail(page).zip(known.after).map_or(0.0, |(tail, head)| joint(tail, head));
        text + rest + lower + on
    }

    /// How the text ends.
    fn tail(&self, page: &Page) -> Option<Tail> {
        let [left, right] = &self.columns;
        right.text.or(left.text).map(|(_, last)| page.pieces[last as usize].tail)
    }
}

/// By how many lines a piece begins above another one for certain, if it seems to by so many: none at first, then nearly as
/// many (softplus).
fn higher(lines: f32, slack: f32) -> f32 {
    lines.max(0.0) + slack * (-lines.abs() / slack).exp().ln_1p()
}

/// Both.
pub(super) fn over(a: Reach, b: Reach) -> Reach {
    match (a, b) {
        (Some((low, high)), Some((l, h))) => Some((low.min(l), high.max(h))),
        _ => a.or(b),
    }
}

/// What the numbers of a piece say against its being of a column: those of the left one come before those of the right one.
fn counts(side: usize, own: Reach, other: Reach, new: Reach) -> f32 {
    let Some((low, high)) = new else { return 0.0 };
    let behind = |known: Reach| known.is_some_and(|(_, last)| low < last);
    let before = |known: Reach| known.is_some_and(|(first, _)| high > first);
    if behind(own) || if side == 1 { behind(other) } else { before(other) } { w::COUNTS_BACK } else { 0.0 }
}

impl Piece {
    /// What speaks for a piece's being of notes.
    fn is_note(&self, widths: Option<(f32, f32)>) -> f32 {
        let label = if self.label.is_some() { w::LABEL } else { 0.0 };
        let calls = if self.calls.is_some() && self.label.is_none() { -w::CALLS } else { 0.0 };
        let section = if self.section.is_some() && self.label.is_none() { -w::SECTION } else { 0.0 };
        let wide = match (widths, self.width) {
            (Some((body, note)), Some(width)) => {
                let nearer_note = (f32::from(width) - note).abs() < (f32::from(width) - body).abs();
                let lines = (self.lines.len() as f32 * w::AS_WIDE).min(w::MOST_WIDE);
                if nearer_note { lines } else { -lines }
            }
            _ => 0.0,
        };
        label + calls + section + wide
    }
}

impl Page<'_> {
    /// The best division of a page that was printed in an order.
    pub(super) fn divide(&self, known: &Known, order: Order) -> Division {
        let mut kept = vec![State::default()];
        for piece in 0..self.pieces.len() {
            let steps = kept.iter().flat_map(|state| PLACES.map(|place| state.with(self, piece, place, known, order)));
            let next: Vec<State> = steps.flatten().collect();
            let mut best: Vec<_> = next.iter().map(|state| (state.key(), state)).collect();
            // of those that differ only in what lies behind them, the best
            best.sort_unstable_by(|(a, one), (b, other)| a.cmp(b).then(other.score.total_cmp(&one.score)));
            best.dedup_by(|(a, _), (b, _)| a == b);
            best.sort_by(|(_, one), (_, other)| other.score.total_cmp(&one.score));
            kept = best.into_iter().take(WIDTH).map(|(_, state)| *state).collect();
        }
        let whole = kept.iter().map(|state| (state.score + state.across(self, known), state));
        let Some((score, state)) = whole.max_by(|a, b| a.0.total_cmp(&b.0)) else { return Division::default() };
        let places = (0..self.pieces.len()).map(|at| state.place(at)).collect();
        Division { score, places, tail: state.tail(self) }
    }
}
