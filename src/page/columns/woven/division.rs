//! Which column each piece of a page is of: beam search over the pieces in the printed order.

use super::{
    Known,
    page::{Head, Page, Piece, Tail},
    weights as w,
};

/// Divisions of a page that are kept.
const WIDTH: usize = 96;
/// Lines of text that a blank one is high, and one of notes; by how many lines a piece may begin above the one before.
const GAP: f32 = 0.7;
const NOTE_LINE: f32 = 0.85;
const SLACK: f32 = 2.0;

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

/// A division of a whole page.
#[derive(Debug, Default)]
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
    /// Lines of its column above the last piece, and where that went.
    top: f32,
    last: Place,
    columns: [Column; 2],
    /// The way here: one more than its index.
    way: u32,
}

impl State {
    /// What the rest of the page depends on.
    fn key(&self) -> impl Ord + use<> {
        let [left, right] = &self.columns;
        (left.text.map(|t| t.1), left.notes.map(|n| n.1), right.text, right.notes, self.last.side, self.last.note)
    }

    /// The same with one more piece.
    fn with(&self, page: &Page, at: usize, place: Place, known: &Known, resumed: bool) -> Option<Self> {
        let Place { side, note } = place;
        let piece = &page.pieces[at];
        let column = &self.columns[side];
        let back = side == 0 && at > 0 && self.last.side == 1;
        if !resumed && (back || (at == 0 && side == 1)) {
            return None;
        }
        let mut score = self.score + piece.is_note(known.widths) * if note { 1.0 } else { -1.0 };
        if back || (at == 0 && side == 1) {
            score += w::RETURNS;
        }
        // pieces are printed in the order in which they begin, from head to foot
        let top = column.height + if piece.parted { GAP } else { 0.0 };
        let above = self.top - top - SLACK;
        if resumed && above > 0.0 {
            score += (above * w::BEGINS_ABOVE).max(w::MOST_ABOVE);
        }
        if !note && column.notes.is_some() {
            score += w::TEXT_BEHIND_NOTES;
        }
        if !piece.parted && at > 0 && self.last != place && !(note && piece.label.is_some()) {
            score += w::UNPARTED;
        }
        let printed_behind = |tail: u32| tail as usize + 1 == at && !piece.parted;
        score += match if note { column.notes } else { column.text } {
            Some((_, tail)) if printed_behind(tail) => 0.0,
            Some(_) if note && piece.label.is_some() => w::WHOLE,
            Some((_, tail)) => joint(page.pieces[tail as usize].tail, piece.head),
            None if note && piece.label.is_none() => w::REST,
            None if !note && side == 0 => known.before.map_or(0.0, |before| joint(before, piece.head)),
            None => 0.0,
        };
        let mut next = Self { score, top, last: place, ..*self };
        let own = &mut next.columns[side];
        own.height = top + piece.lines.len() as f32 * if note { NOTE_LINE } else { 1.0 };
        let beyond = |height: f32| (height - known.height).max(0.0);
        next.score += w::TOO_HIGH * (beyond(own.height) - beyond(column.height));
        let here = Some((at as u32, at as u32));
        let label = piece.label.filter(|&label| label > 0).map(|label| (label, label));
        let other = &self.columns[1 - side];
        if note {
            own.notes = over(own.notes, here);
            own.labels = over(own.labels, label);
            next.score += order(side, column.labels, other.labels, label);
            let called = |calls: Reach| label.zip(calls).is_some_and(|((l, _), (low, high))| (low..=high).contains(&l));
            next.score += match (called(column.calls), called(other.calls)) {
                (true, false) => w::BY_ITS_CALL,
                (false, true) => w::NOT_BY_ITS_CALL,
                _ => 0.0,
            };
        } else {
            own.text = over(own.text, here);
            own.calls = over(own.calls, piece.calls);
            next.score += order(side, column.calls, other.calls, piece.calls);
        }
        Some(next)
    }

    /// What the way from the left column into the right one says.
    fn across(&self, page: &Page) -> f32 {
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
        text + rest
    }
}

/// Both.
pub(super) fn over(a: Reach, b: Reach) -> Reach {
    match (a, b) {
        (Some((low, high)), Some((l, h))) => Some((low.min(l), high.max(h))),
        _ => a.or(b),
    }
}

/// What the numbers of a piece say against its being of a column: those of the left one come before those of the right one.
fn order(side: usize, own: Reach, other: Reach, new: Reach) -> f32 {
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
        let wide = match (widths, self.width) {
            (Some((body, note)), Some(width)) => {
                let nearer_note = (f32::from(width) - note).abs() < (f32::from(width) - body).abs();
                let lines = (self.lines.len() as f32 * w::AS_WIDE).min(w::MOST_WIDE);
                if nearer_note { lines } else { -lines }
            }
            _ => 0.0,
        };
        label + calls + wide
    }
}

impl Page<'_> {
    /// The best division. Where the left column may not be `resumed`, that is the printed order.
    pub(super) fn divide(&self, known: &Known, resumed: bool) -> Division {
        let mut ways: Vec<(u32, Place)> = Vec::new();
        let mut kept = vec![State::default()];
        for piece in 0..self.pieces.len() {
            let steps =
                kept.iter().flat_map(|state| PLACES.map(|place| state.with(self, piece, place, known, resumed)));
            let mut next: Vec<State> = steps.flatten().collect();
            // of those that differ only in what lies behind them, the best
            next.sort_unstable_by(|a, b| a.key().cmp(&b.key()).then(b.score.total_cmp(&a.score)));
            next.dedup_by_key(|state| state.key());
            next.sort_by(|a, b| b.score.total_cmp(&a.score));
            next.truncate(WIDTH);
            for state in &mut next {
                ways.push((state.way, state.last));
                state.way = ways.len() as u32;
            }
            kept = next;
        }
        let whole = kept.iter().map(|state| (state.score + state.across(self), state));
        let Some((score, state)) = whole.max_by(|a, b| a.0.total_cmp(&b.0)) else { return Division::default() };
        let mut places = Vec::with_capacity(self.pieces.len());
        let mut way = state.way;
        while let Some(&(before, place)) = (way as usize).checked_sub(1).and_then(|way| ways.get(way)) {
            places.push(place);
            way = before;
        }
        places.reverse();
        let last = state.columns[1].text.or(state.columns[0].text);
        Division { score, places, tail: last.map(|(_, last)| self.pieces[last as usize].tail) }
    }
}

/// What speaks for one piece's going on with another.
fn joint(tail: Tail, head: Head) -> f32 {
    match (tail, head) {
        (Tail::Word, Head::Small) => w::WORD_GOES_ON,
        (Tail::Word, _) => w::BEGINS_ANEW * 2.0,
        (Tail::Sentence, Head::Small) => w::GOES_ON,
        (Tail::Sentence, Head::Capital | Head::Quoted) => w::BEGINS_ANEW,
        (Tail::Colon, Head::Quoted | Head::Item) => w::FOLLOWS_COLON,
        (Tail::Whole, Head::Small) => w::SMALL_ANEW,
        (Tail::Whole, _) => w::WHOLE,
        _ => 0.0,
    }
}
