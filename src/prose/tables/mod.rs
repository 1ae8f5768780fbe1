//! Tables in text that keeps its spaces: rows under each other whose cells stand under each other.
//!
//! A table is decided as a whole. [`region`] tells the lines through which white runs; what of the white parts cells and
//! not words is a gutter ([`cells`]); lines whose cells had no room left go on below ([`rows`]). Then what speaks for a
//! table and against one is weighed. Where that is too little, the lines stay as they stand, spaces and all.

mod cells;
mod region;
mod rows;
mod words;

use std::ops::Range;

use super::inline::Pen;
use crate::{
    document::{Align, Inline},
    grammar::{ends_sentence, enumeration::items},
    page::LineIndex,
    region::Layout,
};
use cells::{Cell, is_figure, is_nothing};
use rows::{Line, Row};
use words::Word;

/// What parts the cells of a line at least once where a table begins; two spaces also end a sentence or justify a line.
const WIDE: &str = "   ";
/// Most blank lines between two rows.
const MAX_BLANKS: u16 = 2;
/// Fewest rows, and fewest where the first one heads them.
const MIN_ROWS: usize = 3;
const MIN_HEADED: usize = 2;
/// Most columns; what has more is no table to be read.
const MAX_COLUMNS: usize = 24;

/// Each row, up to so many.
const ROW: f32 = 0.3;
const ENOUGH_ROWS: usize = 6;
/// A column behind the first whose cells begin, end or have their middle under each other.
const ALIGNED: f32 = 1.0;
/// One whose cells do not.
const RAGGED: f32 = -1.5;
/// A column of figures.
const FIGURES: f32 = 1.0;
/// A row that heads the columns.
const HEADED: f32 = 0.5;
/// Two columns of words that are about as wide, as names stand side by side.
const SIDE_BY_SIDE: f32 = -1.0;
/// For the share of the places that are blank.
const BLANK: f32 = -2.5;
/// The lines of the first column have more words than a name.
const PROSE: f32 = -3.0;
/// For the share of a column's cells that have gaps of their own, as those under a head of several columns.
const GAPS: f32 = -9.0;
/// Words of a name, on average.
const NAME: usize = 4;
/// What decides for a table.
const DECIDED: f32 = 1.7;

/// What speaks for the first row's heading the columns: a rule below it;
const RULED: f32 = 2.0;
/// words over figures;
const OVER_FIGURES: f32 = 1.0;
/// years over other figures;
const YEARS: f32 = 1.0;
/// a blank line below it, and no other;
const SET_OFF: f32 = 1.0;
/// capitals over small letters;
const OVER_SMALL: f32 = 1.0;
/// short cells over long ones.
const OVER_LONG: f32 = 1.0;
/// A figure in it that is no year, or a blank behind the first place.
const NO_HEAD: f32 = -2.0;
/// What decides for a head.
const HEAD_DECIDED: f32 = 1.0;

/// What lines that may be a table prove to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// A table.
    Table,
    /// Its columns are not plain: its spaces must stay.
    Undecided,
    /// Text that has gaps.
    Text,
}

/// What the lines from one on are, and their end; `None` where no table can begin. Linear time.
pub(super) fn table(layout: &Layout, flow: &[LineIndex], from: usize) -> Option<(usize, Verdict)> {
    let end = region::end(layout, flow, from);
    let lines = &flow[from..end];
    let first = *lines.first()?;
    // a sentence that is under way goes on
    let above = from.checked_sub(1).map(|above| flow[above]).filter(|&above| above + 1 == first);
    let goes_on = above.is_some_and(|above| layout.lines[first].blanks == 0 && !ends_sentence(layout.said(above)))
        && layout.said(first).starts_with(char::is_lowercase);
    let verdict = match Grid::read(layout, lines) {
        _ if goes_on => Verdict::Text,
        Read::Grid(_) => Verdict::Table,
        Read::Undecided if has_gaps(layout, lines) => Verdict::Undecided,
        Read::Undecided | Read::Text => Verdict::Text,
    };
    Some((end, verdict))
}

/// Whether nearly all lines have gaps that no justified line has.
fn has_gaps(layout: &Layout, lines: &[LineIndex]) -> bool {
    let wide = lines.iter().filter(|&&line| layout.said(line).contains(WIDE)).count();
    lines.len() >= MIN_ROWS && wide * 4 >= lines.len() * 3
}

/// A table's rows, each with as many places as there are columns.
pub(super) struct Grid {
    rows: Vec<Row>,
    /// The lines that are rules and nothing else.
    rules: Vec<LineIndex>,
    /// Whether the first row heads the columns.
    has_head: bool,
    align: Vec<Align>,
}

/// What was read of some lines.
enum Read {
    Grid(Grid),
    Undecided,
    /// Text that has gaps: marks of list items and what stands behind them, or lines that were justified.
    Text,
}

impl Grid {
    /// The grid of some lines; `None` where it is not plain.
    pub(super) fn of(layout: &Layout, lines: &[LineIndex]) -> Option<Self> {
        match Self::read(layout, lines) {
            Read::Grid(grid) => Some(grid),
            Read::Undecided | Read::Text => None,
        }
    }

    fn read(layout: &Layout, lines: &[LineIndex]) -> Read {
        let words: Vec<Vec<Word>> = lines.iter().map(|&line| words::words(layout, line)).collect();
        let gutters = cells::gutters(layout, &words);
        if !(1..MAX_COLUMNS).contains(&gutters.len()) {
            return Read::Undecided;
        }
        let printed = Printed::of(layout, lines, &words, &gutters);
        let is_prose = printed.is_prose(layout);
        let (rules, ruled, gaps) = (printed.rules, printed.ruled, printed.gaps);
        let rows = rows::rows(layout, printed.lines);
        let first_lines = rows.first().map_or(0, |row| row.iter().map(Vec::len).max().unwrap_or(0));
        let head = Head { layout, rows: &rows, ruled, set_off: gaps == [first_lines] };
        let has_head = head.weight() >= HEAD_DECIDED;
        let (head, body) = rows.split_at(usize::from(has_head));
        let body = Body { layout, head: head.first(), rows: body };
        if body.is_text() {
            return Read::Text;
        }
        if rows.len() < if has_head { MIN_HEADED } else { MIN_ROWS } {
            return Read::Undecided;
        }
        let align: Vec<Option<Align>> = (0..=gutters.len()).map(|column| body.alignment(column)).collect();
        if body.weight(&align) + if is_prose { PROSE } else { 0.0 } < DECIDED {
            return Read::Undecided;
        }
        let align = align.into_iter().map(|align| align.unwrap_or(Align::Left)).collect();
        Read::Grid(Self { rows, rules, has_head, align })
    }

    /// The lines that are rules and nothing else: the table has its own.
    pub(super) fn rules(&self) -> &[LineIndex] {
        &self.rules
    }

    /// Writes the cells: how the columns are set, the cells of the head, and those of each row.
    #[expect(clippy::type_complexity, reason = "what a table is made of")]
    pub(super) fn write(self, pen: &mut Pen) -> (Vec<Align>, Vec<Vec<Inline>>, Vec<Vec<Vec<Inline>>>) {
        let mut place = |cells: Vec<Cell>| {
            let parts: Vec<Range<usize>> = cells.into_iter().map(|cell| cell.text).collect();
            pen.cell(&parts)
        };
        let mut rows = self.rows.into_iter().map(|row| row.into_iter().map(&mut place).collect());
        let head = if self.has_head { rows.next().unwrap_or_default() } else { Vec::new() };
        let align = if self.align.iter().all(|align| *align == Align::Left) { Vec::new() } else { self.align };
        (align, head, rows.collect())
    }
}

/// Lines as they were printed, parted into cells.
struct Printed {
    lines: Vec<Line>,
    /// Those that are rules and nothing else, and whether one stands below the first of the others.
    rules: Vec<LineIndex>,
    ruled: bool,
    /// The lines that a blank or a page's end stands above.
    gaps: Vec<usize>,
}

impl Printed {
    fn of(layout: &Layout, lines: &[LineIndex], words: &[Vec<Word>], gutters: &[Range<usize>]) -> Self {
        let mut out = Self { lines: Vec::new(), rules: Vec::new(), ruled: false, gaps: Vec::new() };
        for (n, (words, &line)) in words.iter().zip(lines).enumerate() {
            let cells = cells::cells(words, gutters);
            if cells.iter().flatten().all(|cell| cells::is_rule(cells::ink(layout, cell))) {
                out.ruled |= out.lines.len() == 1;
                out.rules.push(line);
                continue;
            }
            let above = n.checked_sub(1).map(|above| lines[above]);
            let gap = above
                .is_some_and(|above| layout.lines[line].blanks > 0 || layout.page_of[line] != layout.page_of[above]);
            if gap {
                out.gaps.push(out.lines.len());
            }
            out.lines.push(Line { cells, set_off: gap || out.rules.last().copied() == above });
        }
        out
    }

    /// Whether the first cells have more words than names have.
    fn is_prose(&self, layout: &Layout) -> bool {
        let names = || self.lines.iter().filter_map(|line| line.cells[0].as_ref());
        let words: usize = names().map(|cell| cells::ink(layout, cell).split_whitespace().count()).sum();
        words > names().count() * NAME
    }
}

/// The rows below the head, if there is one.
struct Body<'a> {
    layout: &'a Layout<'a>,
    head: Option<&'a Row>,
    rows: &'a [Row],
}

impl<'a> Body<'a> {
    fn ink(&self, cell: &Cell) -> &'a str {
        cells::ink(self.layout, cell)
    }

    /// The names of the rows.
    fn names(&self) -> impl Iterator<Item = &'a str> {
        self.rows.iter().filter_map(|row| row[0].first()).map(|cell| self.ink(cell))
    }

    /// Whether these are items of a list behind their marks, or lines of a sentence: names begin all alike.
    fn is_text(&self) -> bool {
        let is_mark = |ink: &str| {
            let counts = ink.len() <= 3 && ink.bytes().all(|byte| byte.is_ascii_digit());
            counts || items(&format!("{ink} x")).any(|item| item.len >= ink.len())
        };
        let marks = self.names().filter(|name| is_mark(name)).count();
        let two = self.rows.first().is_some_and(|row| row.len() == 2);
        let small = self.names().skip(1).filter(|name| name.starts_with(char::is_lowercase)).count();
        let begins =
            self.head.is_none() && self.names().next().is_some_and(|name| name.starts_with(char::is_uppercase));
        two && marks * 2 > self.rows.len() || begins && small > 0 && small * 2 >= self.names().count() - 1
    }

    /// How a column is set, its head taken with it.
    fn alignment(&self, column: usize) -> Option<Align> {
        let head = self.head.and_then(|row| row[column].last());
        alignment(self.rows.iter().flat_map(|row| &row[column]).chain(head).map(|cell| &cell.columns))
    }

    fn is_of_figures(&self, column: usize) -> bool {
        let firsts = || self.rows.iter().filter_map(|row| row[column].first()).map(|cell| self.ink(cell));
        let figures = firsts().filter(|ink| is_figure(ink)).count();
        figures > 0 && figures * 3 >= firsts().filter(|ink| !is_nothing(ink)).count() * 2
    }

    /// Whether two columns of words are about as wide: what a word means takes more room than the word.
    fn is_side_by_side(&self) -> bool {
        let width = |column: usize| {
            let cells = self.rows.iter().flat_map(|row| &row[column]);
            cells.map(|cell| cell.columns.len()).sum::<usize>()
        };
        self.rows.iter().all(|row| row.len() == 2) && !self.is_of_figures(1) && width(1) < width(0) * 2
    }

    /// What speaks for a table.
    fn weight(&self, align: &[Option<Align>]) -> f32 {
        let places = || self.rows.iter().flatten();
        let blank = places().filter(|place| place.is_empty()).count();
        // the column with most of them is no column
        let gaps = |column: usize| {
            let cells = || self.rows.iter().flat_map(|row| &row[column]);
            cells().filter(|cell| cell.gap >= WIDE.len()).count() as f32 / cells().count().max(1) as f32
        };
        let rows = self.rows.len() + usize::from(self.head.is_some());
        let terms = [
            ROW * rows.min(ENOUGH_ROWS) as f32,
            align[1..].iter().map(|align| if align.is_some() { ALIGNED } else { RAGGED }).sum(),
            FIGURES * (1..align.len()).filter(|column| self.is_of_figures(*column)).count() as f32,
            if self.head.is_some() { HEADED } else { 0.0 },
            if self.is_side_by_side() { SIDE_BY_SIDE } else { 0.0 },
            BLANK * blank as f32 / places().count() as f32,
            GAPS * (0..align.len()).map(gaps).fold(0.0, f32::max),
        ];
        terms.iter().sum()
    }
}

/// How the cells of a column are set, by the edges that most of them share; `None` if they share none.
fn alignment<'a>(cells: impl Iterator<Item = &'a Range<usize>>) -> Option<Align> {
    /// Share of the cells that must stand under each other.
    const SHARED: f32 = 0.6;
    /// What a cell counts for that stands a character off.
    const OFF: f32 = 0.5;
    let cells: Vec<&Range<usize>> = cells.collect();
    let share = |edge: fn(&Range<usize>) -> usize, off: usize| {
        let mut edges: Vec<usize> = cells.iter().map(|cell| edge(cell)).collect();
        edges.sort_unstable();
        let most = edges.chunk_by(|a, b| a == b).max_by_key(|same| same.len()).map(|same| (same[0], same.len()));
        let (edge, same) = most.unwrap_or((0, 0));
        let near = edges.iter().filter(|&&other| (1..=off).contains(&other.abs_diff(edge))).count();
        (same as f32 + OFF * near as f32) / edges.len().max(1) as f32
    };
    let shares = [
        (share(|cell| cell.start, 1), Align::Left),
        (share(|cell| cell.end, 1), Align::Right),
        (share(|cell| cell.start + cell.end, 2), Align::Center),
    ];
    // the first of those that share as much
    let best = shares.into_iter().reduce(|best, other| if other.0 > best.0 { other } else { best })?;
    (best.0 >= SHARED).then_some(best.1)
}

/// Whether the first row heads the columns.
struct Head<'a> {
    layout: &'a Layout<'a>,
    rows: &'a [Row],
    /// Whether a rule stands below it, and whether the only blank line does.
    ruled: bool,
    set_off: bool,
}

impl Head<'_> {
    fn ink(&self, cell: &Cell) -> &str {
        cells::ink(self.layout, cell)
    }

    fn weight(&self) -> f32 {
        let Some((first, rest)) = self.rows.split_first() else { return 0.0 };
        let is_year = |cell: &Cell| {
            let ink = self.ink(cell);
            ink.len() == 4 && ink.bytes().all(|b| b.is_ascii_digit()) && ink.starts_with(['1', '2'])
        };
        let most = |column: usize, is: &dyn Fn(&str) -> bool| {
            let cells = || rest.iter().filter_map(|row| row[column].first()).map(|cell| self.ink(cell));
            let (all, are) = (cells().filter(|ink| !is_nothing(ink)).count(), cells().filter(|ink| is(ink)).count());
            are > 0 && are * 3 >= all * 2
        };
        let columns = || (0..first.len()).filter(|&column| !first[column].is_empty());
        let words = |column: &usize| !first[*column].iter().any(|cell| is_figure(self.ink(cell)));
        let years = |column: &usize| *column > 0 && first[*column].iter().any(is_year);
        let other_figures = |ink: &str| is_figure(ink) && !(ink.len() == 4 && ink.starts_with(['1', '2']));
        let over_figures = columns().filter(words).any(|column| most(column, &is_figure));
        let over_years = columns().filter(years).any(|column| most(column, &other_figures));
        let capital = |cell: &&Cell| self.ink(cell).starts_with(char::is_uppercase);
        let small = |ink: &str| ink.starts_with(char::is_lowercase);
        let over_small = columns().all(|column| first[column].first().as_ref().is_some_and(capital))
            && columns().any(|column| most(column, &small));
        let long = |place: &[Cell]| place.iter().map(|cell| cell.columns.len()).sum::<usize>();
        let mean = |column: usize| rest.iter().map(|row| long(&row[column])).sum::<usize>() / rest.len().max(1);
        let over_long = columns().all(|column| long(&first[column]) <= mean(column))
            && columns().any(|column| long(&first[column]) * 2 < mean(column));
        let figure = columns().any(|column| !words(&column) && !years(&column));
        let blank = first[1..].iter().any(Vec::is_empty);
        [
            (self.ruled, RULED),
            (over_figures, OVER_FIGURES),
            (over_years, YEARS),
            (self.set_off, SET_OFF),
            (over_small, OVER_SMALL),
            (over_long, OVER_LONG),
            (figure || blank, NO_HEAD),
        ]
        .into_iter()
        .filter_map(|(holds, weight)| holds.then_some(weight))
        .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    /// The rows of a text that is nothing but a table, whether the first heads them, and how they are set.
    fn grid(raw: &str) -> Option<(Vec<Vec<String>>, bool, Vec<Align>)> {
        let text = Text::decode(raw.as_bytes());
        let layout = Layout::new(&text);
        let lines: Vec<LineIndex> = (0..layout.lines.len()).collect();
        let (end, verdict) = table(&layout, &lines, 0)?;
        assert_eq!((end, verdict == Verdict::Table), (lines.len(), Grid::of(&layout, &lines).is_some()), "{raw}");
        let grid = Grid::of(&layout, &lines)?;
        let cell = |place: &Vec<Cell>| place.iter().map(|cell| cells::ink(&layout, cell)).collect::<Vec<_>>().join(" ");
        Some((grid.rows.iter().map(|row| row.iter().map(cell).collect()).collect(), grid.has_head, grid.align))
    }

    fn rows(raw: &str) -> Vec<Vec<String>> {
        grid(raw).unwrap_or_default().0
    }

    fn verdict(raw: &str) -> Option<Verdict> {
        let text = Text::decode(raw.as_bytes());
        let layout = Layout::new(&text);
        let lines: Vec<LineIndex> = (0..layout.lines.len()).collect();
        Some(table(&layout, &lines, 0)?.1)
    }

    #[test]
    fn cells_go_to_their_columns() {
        let (rows, has_head, align) = grid(
            "Parish       Boats   Cod Remarks\nHolm            12 1,400 none\nUpper Warden           9\nUpper Holm       4    88 two sold\n",
        )
        .unwrap_or_default();
        let wanted = [
            ["Parish", "Boats", "Cod", "Remarks"],
            ["Holm", "12", "1,400", "none"],
            ["Upper Warden", "", "9", ""],
            ["Upper Holm", "4", "88", "two sold"],
        ];
        assert_eq!(rows, wanted);
        assert!(has_head);
        assert_eq!(align, [Align::Left, Align::Right, Align::Right, Align::Left]);
    }

    #[test]
    fn cells_of_several_lines_stay_whole() {
        let tools = rows(
            "Tool      Use            Home\nmakefs    writes files   sbin\n          for good\nfsck      mends one      sbin\n",
        );
        assert_eq!(tools[1..], [["makefs", "writes files for good", "sbin"], ["fsck", "mends one", "sbin"]]);
        // figures in a row without a name are no second line
        let sums = rows("Holm      12    9\nUpper     14    1\nLower      7    5\n          33    15\n");
        assert_eq!(sums[3], ["", "33", "15"]);
        // nor is what stands below a cell that had room
        let kinds = rows(
            "Boat      Catch              Sold to\nGannet    cod                Holm\n          ling               Holm\nTern      cod and herring    Beck\n",
        );
        assert_eq!(kinds[2], ["", "ling", "Holm"]);
    }

    #[test]
    fn rules_are_no_rows() {
        let (rows, has_head, _) =
            grid("Name      Age    Trade\n------    ---    ------\nHolm       12    baker\nBeck        9    smith\n")
                .unwrap_or_default();
        assert_eq!((rows.len(), has_head), (3, true));
        // one dash says that there is nothing
        assert_eq!(rows_with_dash()[2], ["Beck", "-", "-"]);
    }

    fn rows_with_dash() -> Vec<Vec<String>> {
        rows("Name      Age    Sons\nHolm       12       1\nBeck        -       -\nAske        9       2\n")
    }

    #[test]
    fn heads_may_have_two_lines() {
        let (rows, has_head, _) = grid(
            "              Boats      Men\nParish      in 1881    at sea\nHolm             12        30\nBeck              9         4\nCorrie          104       388\n",
        )
        .unwrap_or_default();
        assert_eq!(rows[0], ["Parish", "Boats in 1881", "Men at sea"]);
        assert!(has_head);
    }

    #[test]
    fn what_is_not_plain_is_not_decided() {
        // no white runs through
        let told = verdict(
            "one    two words here and\nthree words    four\nfive and more words    six\nseven    eight of those\n",
        );
        assert_ne!(told, Some(Verdict::Table));
        // heads of several columns
        let told = verdict(
            "             Boats\nParish     1881   1891\nHolm         12      9\nBeck          7     11\nAske          1      2\n",
        );
        assert_ne!(told, Some(Verdict::Table));
        // columns that shift with what stands before them
        let shift = |n: usize| format!("Boat no. {n}   {:4}   {:4}   Holm\n", n * 7 % 1000, n * 13 % 1000);
        let told = verdict(&[7, 77, 777, 7777, 77777].map(shift).concat());
        assert_ne!(told, Some(Verdict::Table));
    }

    #[test]
    fn lists_and_sentences_are_text() {
        assert_eq!(
            verdict("1.     The first is long and\n       goes on here\n2.     The second\n3.     The third\n"),
            Some(Verdict::Text)
        );
        assert_eq!(
            verdict(
                "The      mill      stood     on\nthe      hill      and       no\nman      saw       it        by\nday      or        night     so\n"
            ),
            Some(Verdict::Text)
        );
    }
}
