//! Tables whose columns are plain: the rows of a stretch whose cells stand under each other, as text that keeps its spaces
//! prints them.
//!
//! The gutters are sought first: what of the line's width is white in all rows parts the columns. Then each row's cells
//! go to their columns. Where two cells of a row came to one column, or most rows lack theirs, nothing is decided, and
//! the lines stay as they stand.

use std::ops::Range;

use crate::{document::Inline, page::LineIndex, region::Layout};

use super::inline::Pen;

/// Share of a table's places that must be filled.
const FILLED: f32 = 0.6;
/// Most columns; what has more is no table to be read.
const MAX_COLUMNS: usize = 24;
/// Fewest spaces that part two cells of a row.
const GAP: usize = 2;

/// A piece of a row: the columns of characters that it takes and its text offsets.
#[derive(Clone, Debug)]
struct Cell {
    columns: Range<usize>,
    text: Range<usize>,
}

/// A place of a table: the text offsets of its lines, none where it is blank.
type Place = Vec<Range<usize>>;

/// A table's rows, each with as many places as there are columns.
pub(super) struct Grid {
    rows: Vec<Vec<Place>>,
    /// Whether the first row heads the columns.
    has_head: bool,
}

impl Grid {
    /// The grid of some rows; `None` where it is not plain. Linear time.
    pub(super) fn of(layout: &Layout, lines: &[LineIndex]) -> Option<Self> {
        let rows: Vec<Vec<Cell>> = lines.iter().map(|&line| pieces(layout, line)).collect();
        let columns = columns(&rows)?;
        let mut grid: Vec<Vec<Place>> = Vec::with_capacity(rows.len());
        for row in &rows {
            let mut places = vec![Vec::new(); columns.len()];
            for cell in row {
                let at = columns.iter().position(|column| column.contains(&cell.columns.start))?;
                if !places[at].is_empty() {
                    return None;
                }
                places[at].push(cell.text.clone());
            }
            match grid.last_mut().filter(|above| goes_on(layout, above, &places)) {
                Some(above) => above.iter_mut().zip(places).for_each(|(above, place)| above.extend(place)),
                None => grid.push(places),
            }
        }
        let filled = grid.iter().flatten().filter(|place| !place.is_empty()).count();
        let has_head = has_head(layout, &grid);
        (filled as f32 >= FILLED * (grid.len() * columns.len()) as f32).then_some(Self { rows: grid, has_head })
    }

    /// Writes the cells: those of the head, and those of each row.
    pub(super) fn write(self, pen: &mut Pen) -> (Vec<Vec<Inline>>, Vec<Vec<Vec<Inline>>>) {
        let mut rows = self.rows.into_iter().map(|row| row.into_iter().map(|place| pen.cell(&place)).collect());
        let head = if self.has_head { rows.next().unwrap_or_default() } else { Vec::new() };
        (head, rows.collect())
    }
}

/// The pieces of a line between its gaps.
fn pieces(layout: &Layout, line: LineIndex) -> Vec<Cell> {
    let (ink, start) = (layout.ink(line), layout.lines[line].ink.start);
    let indent = usize::from(layout.lines[line].indent);
    let mut out: Vec<Cell> = Vec::new();
    let mut blanks = GAP;
    for (n, (at, c)) in ink.char_indices().enumerate() {
        if c.is_whitespace() {
            blanks += 1;
            continue;
        }
        let (column, end) = (indent + n, start + at + c.len_utf8());
        match out.last_mut().filter(|_| blanks < GAP) {
            Some(cell) => (cell.columns.end, cell.text.end) = (column + 1, end),
            None => out.push(Cell { columns: column..column + 1, text: start + at..end }),
        }
        blanks = 0;
    }
    out
}

/// The columns: what is parted by white that runs through all rows. `None` if there are fewer than two, or too many.
fn columns(rows: &[Vec<Cell>]) -> Option<Vec<Range<usize>>> {
    let mut all: Vec<&Range<usize>> = rows.iter().flatten().map(|cell| &cell.columns).collect();
    all.sort_unstable_by_key(|columns| columns.start);
    let mut out: Vec<Range<usize>> = Vec::new();
    for columns in all {
        match out.last_mut() {
            Some(last) if columns.start < last.end => last.end = last.end.max(columns.end),
            _ => out.push(columns.clone()),
        }
    }
    (2..=MAX_COLUMNS).contains(&out.len()).then_some(out)
}

/// Whether a row is the second line of the one above: its first place is blank, and words stand under words.
fn goes_on(layout: &Layout, above: &[Place], row: &[Place]) -> bool {
    // a rule above a total has no letters
    let has_letters = |part: &Range<usize>| layout.text.as_str()[part.clone()].contains(char::is_alphabetic);
    let words = |place: &Place| place.iter().all(|part| has_letters(part) && !has_figures(layout, part));
    row[0].is_empty()
        && row
            .iter()
            .zip(above)
            .filter(|(place, _)| !place.is_empty())
            .all(|(place, above)| !above.is_empty() && words(place))
}

fn has_figures(layout: &Layout, part: &Range<usize>) -> bool {
    layout.text.as_str()[part.clone()].contains(|c: char| c.is_ascii_digit())
}

/// Whether the first row is words or years over columns of other figures.
fn has_head(layout: &Layout, rows: &[Vec<Place>]) -> bool {
    let is_year = |part: &Range<usize>| {
        let ink = &layout.text.as_str()[part.clone()];
        ink.len() == 4 && ink.bytes().all(|b| b.is_ascii_digit()) && ink.starts_with(['1', '2'])
    };
    let is_figure = |part: &Range<usize>| has_figures(layout, part) && !is_year(part);
    let figures = |row: &[Place]| row.iter().flatten().any(is_figure);
    let Some((first, rest)) = rows.split_first() else { return false };
    !first[0].iter().any(is_year)
        && !figures(first)
        && rest.iter().filter(|row| figures(row)).count() * 3 >= rest.len() * 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    fn grid(raw: &str) -> Option<(Vec<Vec<String>>, bool)> {
        let text = Text::decode(raw.as_bytes());
        let layout = Layout::new(&text);
        let lines: Vec<LineIndex> = (0..layout.lines.len()).collect();
        let grid = Grid::of(&layout, &lines)?;
        let part = |part: &Range<usize>| &layout.text.as_str()[part.clone()];
        let cell = |place: &Place| place.iter().map(part).collect::<Vec<_>>().join(" ");
        Some((grid.rows.iter().map(|row| row.iter().map(cell).collect()).collect(), grid.has_head))
    }

    #[test]
    fn cells_go_to_their_columns() {
        let (rows, has_head) = grid("Parish       Boats   Cod\nHolm            12   1,400\nUpper Warden           9\n")
            .unwrap_or_default();
        assert_eq!(rows, [["Parish", "Boats", "Cod"], ["Holm", "12", "1,400"], ["Upper Warden", "", "9"]]);
        assert!(has_head);
    }

    #[test]
    fn cells_of_several_lines_stay_whole() {
        let (rows, _) =
            grid("Tool      Use\nmakefs    writes a file\n          system\nfsck      mends one\n").unwrap_or_default();
        assert_eq!(rows, [["Tool", "Use"], ["makefs", "writes a file system"], ["fsck", "mends one"]]);
        // figures in a row without a name are no second line
        let (rows, _) = grid("Holm      12    9\nUpper     14    1\n          26    10\n").unwrap_or_default();
        assert_eq!(rows[2], ["", "26", "10"]);
        // nor is a rule
        let (rows, _) = grid("Holm      12    9\nUpper     14    1\n          --    --\n").unwrap_or_default();
        assert_eq!(rows[2], ["", "--", "--"]);
    }

    #[test]
    fn what_is_not_plain_is_not_decided() {
        // no white runs through
        assert!(grid("one  two words here\nthree words  four\nfive and more words  six\n").is_none());
        // most places are blank
        assert!(grid("a   b   c   d   e\nf\ng\nh\ni   \n").is_none());
    }
}
