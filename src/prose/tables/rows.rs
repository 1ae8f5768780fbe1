//! The rows of a table: which lines begin one, and which go on with the cells of the line above.
//!
//! A cell goes on below where it had no room left: its first word below would not have fitted behind its last. So blanks
//! below a short cell are no second line of it.

use super::cells::{Cell, ink, is_figure, is_nothing};
use crate::{grammar::endings::wants_more, region::Layout};

/// A line of a table.
pub(super) struct Line {
    /// Its cells, one for each column.
    pub(super) cells: Vec<Option<Cell>>,
    /// Whether a blank line, a rule or a page's end stands above it.
    pub(super) set_off: bool,
}

/// A row: for each column the cells of its lines, none where it is blank.
pub(super) type Row = Vec<Vec<Cell>>;

/// Puts lines together to rows.
pub(super) fn rows(layout: &Layout, lines: Vec<Line>) -> Vec<Row> {
    let columns = lines.first().map_or(0, |line| line.cells.len());
    let width = |column: usize| {
        let widths = lines.iter().filter_map(|line| line.cells[column].as_ref()).map(|cell| cell.columns.len());
        widths.max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    // where names begin small, a small letter does not tell that a cell goes on
    let names = || lines.iter().filter_map(|line| line.cells[0].as_ref()).map(|cell| ink(layout, cell));
    let small = names().filter(|name| name.starts_with(char::is_lowercase)).count() * 2 >= names().count();
    let mut out: Vec<Row> = Vec::new();
    let mut above: Option<Vec<Option<Cell>>> = None;
    for line in lines {
        let is_second = out.len() == 1 && out[0].iter().all(|place| place.len() < 2);
        let place = Place { layout, widths: &widths, small, is_second };
        let goes_on = !line.set_off && above.as_ref().is_some_and(|above| place.goes_on(above, &line.cells));
        if !goes_on {
            out.push(vec![Vec::new(); columns]);
        }
        if let Some(row) = out.last_mut() {
            row.iter_mut().zip(&line.cells).for_each(|(row, cell)| row.extend(cell.clone()));
        }
        above = Some(line.cells);
    }
    out
}

/// Where it is asked whether a line goes on.
struct Place<'a> {
    layout: &'a Layout<'a>,
    /// The width of each column.
    widths: &'a [usize],
    /// Whether names begin with small letters.
    small: bool,
    /// Whether it is the table's second line.
    is_second: bool,
}

impl Place<'_> {
    /// Whether a line goes on with the cells of the one above.
    fn goes_on(&self, above: &[Option<Cell>], here: &[Option<Cell>]) -> bool {
        let cells = || here.iter().flatten();
        if cells().any(|cell| is_figure(ink(self.layout, cell)) || is_nothing(ink(self.layout, cell))) {
            return false;
        }
        let all_below = |above: &[Option<Cell>], here: &[Option<Cell>]| {
            above.iter().zip(here).all(|(above, here)| above.is_some() || here.is_none())
        };
        // heads end on one line, wherever they begin
        if self.is_second && above[0].is_none() && here[0].is_some() {
            return all_below(here, above);
        }
        let mut pairs = above.iter().zip(here).zip(self.widths).filter_map(|((above, here), width)| {
            let here = here.as_ref()?;
            Some((above.as_ref()?, here, *width))
        });
        let is_open = |above: &Cell| wants_more(ink(self.layout, above)) || ink(self.layout, above).ends_with('-');
        let wraps = |(above, here, width): (&Cell, &Cell, usize)| {
            let word = ink(self.layout, here).split_whitespace().next().map_or(0, |word| word.chars().count());
            above.columns.len() + 1 + word > width || is_open(above)
        };
        let said = |(above, here, _): (&Cell, &Cell, usize)| {
            !self.small && ink(self.layout, here).starts_with(char::is_lowercase) || is_open(above)
        };
        let alone = here[1..].iter().all(Option::is_none);
        let some_end = above.iter().zip(here).any(|(above, here)| above.is_some() && here.is_none());
        all_below(above, here)
            && pairs.clone().all(wraps)
            && (here[0].is_none() || some_end && (alone || pairs.clone().all(said)) || pairs.all(said))
    }
}
