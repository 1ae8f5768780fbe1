//! Running heads, feet, stamps and folios: what stands at the top or bottom of pages and comes again.
//!
//! Only lines at a page's very edge can be furniture, with nothing but furniture between them and the edge, so a
//! refrain or a repeated line within the text is safe. A head must come on several pages (the same, letter for letter
//! but digits, or nearly the same where text recognition damaged it); a folio must count up with the pages.

use rapidfuzz::distance::levenshtein;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Layout, Role};
use crate::{
    grammar::{
        call::{Shape, marks},
        ends_sentence,
        enumeration::is_bullet,
        folio::{Folio, folio},
        heading::{self, numbering_of_any},
        label::{Series, label},
        roman::roman,
    },
    ledger::Code,
    page::LineIndex,
};

/// How many lines from the edge a head or folio may stand.
const EDGE_ROWS: usize = 3;
/// Likeness (0 to 1) at which a line is a damaged form of a frequent head.
const NEARLY: f64 = 0.8;
/// How many distinct heads a damaged one is compared with.
const MAX_HEADS: usize = 12;
/// Share of a full line that a head may take.
const MAX_HEAD: f32 = 0.8;

/// Marks the furniture at the edges of all pages.
pub(super) fn classify(layout: &mut Layout) {
    let heads = mark(layout, &Edges::of(layout));
    // what takes all of an edge's lines may go on below them, as a stamp does of which each part is a line
    let below = Edges::below(layout);
    if below.0.iter().flatten().any(|rows| !rows.is_empty()) {
        mark(layout, &below);
    }
    strays(layout, &heads);
    bates(layout);
}

/// Marks the furniture among the lines at edges. Gives the heads that come often there.
fn mark(layout: &mut Layout, edges: &Edges) -> Heads {
    let heads = Heads::gather(layout, edges);
    let numbering = numbering(layout, edges);
    let pages = layout.pages.len();
    for page in 0..pages {
        for top in [true, false] {
            let rows = edges.rows(page, top);
            let keys: Vec<String> = rows.iter().map(|&line| heads.key(layout.ink(line), top)).collect();
            let damaged = !keys.iter().any(|key| heads.knows(key, top, false));
            let mut numbered = false;
            for (row, (&line, key)) in rows.iter().zip(&keys).enumerate() {
                let ink = layout.ink(line);
                // the number of the section that is named in the next line
                let numbers_head =
                    || is_number_in_parts(ink) && keys.get(row + 1).is_some_and(|next| heads.knows(next, top, damaged));
                // a page that begins a chapter has no head, and its folio at the foot
                let may_drop = !top && row == 0 && layout.folios[page].is_none();
                let expected = |f: Folio| {
                    let is = |n: &Numbering| n.offset == i64::from(f.number) - page as i64 && n.roman == f.roman;
                    f.plain
                        || numbering.iter().any(|n| is(n) && n.top == top)
                        || (may_drop && numbering.iter().any(is) && !is_label_below(layout, line, f.number))
                };
                let beside = folio_beside(layout, line).is_some_and(|number| {
                    numbering.iter().any(|n| n.offset == i64::from(number) - page as i64 && n.top == top && !n.roman)
                });
                if let Some(found) = folio(ink).filter(|&f| expected(f) && !numbered) {
                    numbered = true;
                    layout.roles[line] = Role::Furniture(Code::Folio);
                    layout.folios[page]
                        .get_or_insert_with(|| if found.roman { ink.to_owned() } else { found.number.to_string() });
                } else if (top || !is_spoilt_note(ink))
                    && (heads.knows(key, top, damaged) || numbers_head() || beside && !numbered)
                {
                    layout.roles[line] = Role::Furniture(if is_stamp(ink) { Code::Stamp } else { Code::RunningHead });
                    if let Some(number) = number_at_end(ink).filter(|_| !is_stamp(ink)) {
                        layout.folios[page].get_or_insert(number);
                    }
                } else if is_speck(ink) {
                    layout.roles[line] = Role::Furniture(Code::Speck);
                } else if layout.roles[line] == Role::Text {
                    break;
                }
            }
        }
    }
    heads
}

/// Marks the numbers that an archive stamped on its sheets, wherever on the sheet they are printed: one letter code, and
/// numbers that rise from sheet to sheet.
fn bates(layout: &mut Layout) {
    let mut found: FxHashMap<&str, Vec<(LineIndex, u64)>> = FxHashMap::default();
    for line in 0..layout.lines.len() {
        let ink = layout.ink(line);
        if is_bates(ink) {
            let letters = ink.bytes().take_while(u8::is_ascii_uppercase).count();
            let number = ink[letters..].trim_start_matches([' ', '-', '_']).parse().unwrap_or(0);
            found.entry(&ink[..letters]).or_default().push((line, number));
        }
    }
    for stamps in found.into_values() {
        let rises =
            |pair: &[(LineIndex, u64)]| pair[0].1 < pair[1].1 && layout.page_of[pair[0].0] < layout.page_of[pair[1].0];
        if stamps.len() >= 3 && stamps.windows(2).all(rises) {
            stamps.iter().for_each(|&(line, _)| layout.roles[line] = Role::Furniture(Code::Stamp));
        }
    }
}

/// Takes out heads that an extractor printed among the text: a line that is letter for letter the head of the other pages,
/// on a page that has none at its edge.
fn strays(layout: &mut Layout, heads: &Heads) {
    for top in [true, false] {
        let counts = if top { &heads.top } else { &heads.bottom };
        let Some((head, _)) = counts.pages_of.iter().filter(|(_, n)| **n >= 3).max_by_key(|(head, n)| (**n, *head))
        else {
            continue;
        };
        let is = |layout: &Layout, line: LineIndex| {
            let ink = layout.ink(line);
            may_begin(ink, head) && key(ink) == *head
        };
        let taken = |role: Role| matches!(role, Role::Furniture(Code::RunningHead | Code::Stamp));
        for page in 0..layout.pages.len() {
            let lines = layout.page_lines(page);
            if lines.clone().any(|l| taken(layout.roles[l]) && is(layout, l)) {
                continue;
            }
            let mut found = lines.filter(|&l| layout.roles[l] == Role::Text && is(layout, l));
            if let (Some(line), None) = (found.next(), found.next()) {
                layout.roles[line] = Role::Furniture(Code::RunningHead);
            }
        }
    }
}

/// The lines at the edges of each page, its top and its bottom, outermost first.
struct Edges(Vec<[Vec<LineIndex>; 2]>);

impl Edges {
    /// Targets and other furniture are passed over.
    fn of(layout: &Layout) -> Self {
        Self::each(layout, |lines| lines.filter(|&line| layout.roles[line] == Role::Text).take(EDGE_ROWS).collect())
    }

    /// Those below the outermost ones where all of these are furniture.
    fn below(layout: &Layout) -> Self {
        let is_furniture = |&line: &LineIndex| matches!(layout.roles[line], Role::Furniture(_));
        Self::each(layout, |lines| {
            let mut lines = lines.peekable();
            let taken = std::iter::from_fn(|| lines.next_if(is_furniture)).count();
            let open = lines.take_while(|&line| layout.roles[line] == Role::Text).take(EDGE_ROWS);
            if taken < EDGE_ROWS { Vec::new() } else { open.collect() }
        })
    }

    fn each(layout: &Layout, rows: impl Fn(&mut dyn Iterator<Item = LineIndex>) -> Vec<LineIndex>) -> Self {
        let of = |page| [rows(&mut layout.page_lines(page)), rows(&mut layout.page_lines(page).rev())];
        Self((0..layout.pages.len()).map(of).collect())
    }

    fn rows(&self, page: usize, top: bool) -> &[LineIndex] {
        &self.0[page][usize::from(!top)]
    }
}

/// A line reduced to what stays the same from page to page: its letters, or with few of them (`M-15-14`) its letters
/// and digits. Titles that are numbered in parts (`4.1. The Boats`, `4.2. The Boats`) differ by their numbers. Empty for lines
/// that cannot be heads.
pub(super) fn key(line: &str) -> String {
    let letters = small(line, char::is_alphabetic);
    if letters.len() >= 4 || is_bates(line) {
        return number_in_parts(line).map_or_else(String::new, str::to_owned) + &letters;
    }
    let all = small(line, char::is_alphanumeric);
    if all.len() >= 4 && !letters.is_empty() && roman(line).is_none() { all } else { String::new() }
}

/// The characters of a kind of a line, small.
fn small(line: &str, is: impl Fn(char) -> bool) -> String {
    if line.is_ascii() {
        let mut out = Vec::with_capacity(line.len());
        let bytes = line.bytes().filter(|byte| is(char::from(*byte)));
        bytes.for_each(|byte| out.push(byte.to_ascii_lowercase()));
        return String::from_utf8(out).unwrap_or_default();
    }
    let mut out = String::with_capacity(line.len());
    for c in line.chars().filter(|c| is(*c)) {
        if c.is_ascii() { out.push(c.to_ascii_lowercase()) } else { out.extend(c.to_lowercase()) }
    }
    out
}

/// The number of several parts that a title begins with.
pub(super) fn number_in_parts(line: &str) -> Option<&str> {
    Some(&line[..numbering_in_parts(line)?.len])
}

/// Whether a line is a number of several parts and nothing else.
fn is_number_in_parts(line: &str) -> bool {
    numbering_in_parts(line).is_some_and(|number| number.bare)
}

fn numbering_in_parts(line: &str) -> Option<heading::Numbering> {
    numbering_of_any(line).filter(|number| number.style.is_in_parts())
}

/// Whether the key of a line may begin as a head does: a quick look before it is spelt out.
fn may_begin(line: &str, head: &str) -> bool {
    let first = |keep: fn(char) -> bool| line.chars().find(|c| keep(*c)).and_then(|c| c.to_lowercase().next());
    let wanted = head.chars().next();
    first(char::is_alphabetic) == wanted || first(char::is_alphanumeric) == wanted
}

/// The heads that come often, for the tops and for the bottoms.
struct Heads {
    top: Counts,
    bottom: Counts,
}

/// Heads with the number of their pages.
struct Counts {
    pages_of: FxHashMap<String, usize>,
    /// Those that are believed.
    believed: FxHashSet<String>,
    /// Those with which a damaged head is compared, most frequent first.
    frequent: Vec<String>,
}

impl Heads {
    fn gather(layout: &Layout, edges: &Edges) -> Self {
        let count = |top: bool| {
            let mut seen: FxHashMap<String, Vec<(usize, LineIndex)>> = FxHashMap::default();
            for page in 0..layout.pages.len() {
                for &line in edges.rows(page, top) {
                    if !can_be_head(layout, line) || (!top && is_spoilt_note(layout.ink(line))) {
                        continue;
                    }
                    let key = key(layout.ink(line));
                    if !key.is_empty() {
                        seen.entry(key).or_default().push((page, line));
                    }
                }
            }
            let good = |places: &Vec<(usize, LineIndex)>| {
                places.len() >= 2
                    && once_a_page(places)
                    && dense(places)
                    && steady(&places.iter().map(|&(page, line)| (page, layout.ink(line))))
                    && (top
                        || places.iter().filter(|(_, line)| is_called_note(layout, *line)).count() * 2 <= places.len())
                    && (places.iter().any(|&(_, line)| !is_sentence(layout.ink(line)))
                        || places.iter().any(|&(_, line)| interrupts(layout, line, top)))
            };
            seen.retain(|_, places| good(places));
            let pages = layout.pages.len();
            let enough = |places: &[(usize, LineIndex)]| is_enough(places.len(), pages);
            let full_sides = |side: usize| seen.values().any(|p| enough(p) && is_of_side(p, 1 - side, pages));
            let full = [full_sides(0), full_sides(1)];
            let is_other =
                |places: &[(usize, LineIndex)]| (0..2).any(|side| full[side] && is_of_side(places, side, pages));
            let believed = seen.iter().filter(|(_, p)| enough(p) || is_other(p)).map(|(key, _)| key.clone()).collect();
            let pages_of: FxHashMap<String, usize> =
                seen.into_iter().map(|(key, places)| (key, places.len())).collect();
            let mut frequent: Vec<(&String, usize)> =
                pages_of.iter().map(|(k, n)| (k, *n)).filter(|(_, n)| is_enough(*n, pages)).collect();
            frequent.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
            let frequent = frequent.into_iter().take(MAX_HEADS).map(|(k, _)| k.clone()).collect();
            Counts { pages_of, believed, frequent }
        };
        Self { top: count(true), bottom: count(false) }
    }

    /// The key of a line that may be one of the heads; empty where there are none.
    fn key(&self, line: &str, top: bool) -> String {
        let counts = if top { &self.top } else { &self.bottom };
        if counts.frequent.is_empty() { String::new() } else { key(line) }
    }

    /// Whether a line of some key is a head: on three pages or half of them, on all of one side where the other has its own, or,
    /// where the page has lost its own, nearly like one that is.
    fn knows(&self, key: &str, top: bool, damaged: bool) -> bool {
        let counts = if top { &self.top } else { &self.bottom };
        if key.is_empty() {
            return false;
        }
        if counts.believed.contains(key) {
            return true;
        }
        if !damaged {
            return false;
        }
        let nearly = levenshtein::Args::default().score_cutoff(NEARLY);
        let near = |k: &str| {
            k.len().abs_diff(key.len()) * 4 <= k.len()
                && levenshtein::normalized_similarity_with_args(k.chars(), key.chars(), &nearly).is_some()
        };
        counts.frequent.iter().any(|k| near(k))
    }
}

/// Whether a head on so many pages is believed: three, or half of all.
fn is_enough(on: usize, pages: usize) -> bool {
    on >= 3 || on * 2 >= pages
}

/// Whether lines stand on the pages of one side, the first page's (0) or the second's (1), and at most one such page has none.
fn is_of_side(places: &[(usize, LineIndex)], side: usize, pages: usize) -> bool {
    places.iter().all(|&(page, _)| page % 2 == side) && places.len() + 1 >= (pages + 1 - side) / 2
}

/// Whether a line is short enough for a head: heads leave room on their line, and are no list items.
pub(super) fn can_be_head(layout: &Layout, line: LineIndex) -> bool {
    f32::from(layout.lines[line].width) <= layout.full * MAX_HEAD && !layout.ink(line).starts_with(is_bullet)
}

/// Whether a line begins as a note does whose raised label recognition misread, with a sign right before a capital: `*Ibid.`
/// The like of them stand at the foot of many pages where notes cite one book. A quotation is closed.
fn is_spoilt_note(line: &str) -> bool {
    let mut chars = line.chars();
    let sign = chars.next().filter(|c| matches!(c, '‘' | '’' | '“' | '”' | '"' | '\'' | '*' | '°' | '®' | '?' | '!'));
    let word = chars.next().is_some_and(char::is_uppercase);
    sign.is_some() && word && !chars.as_str().contains(['”', '"', '*'])
}

/// Whether a line is a sentence by itself.
pub(super) fn is_sentence(line: &str) -> bool {
    /// Words that a sentence has.
    const WORDS: usize = 4;
    line.starts_with(char::is_uppercase) && ends_sentence(line) && line.split_whitespace().count() >= WORDS
}

/// Whether text runs on over a line at a page's top or bottom. A sentence that is said at the head of each page stands
/// between whole ones; a notice that is printed there cuts through the text sooner or later.
fn interrupts(layout: &Layout, line: LineIndex, top: bool) -> bool {
    if top {
        layout.lines.get(line + 1).is_some_and(|_| layout.ink(line + 1).starts_with(char::is_lowercase))
    } else {
        line > 0 && !ends_sentence(layout.ink(line - 1))
    }
}

/// A head stands once on a page; notes that cite one book stand there again and again.
pub(super) fn once_a_page(places: &[(usize, LineIndex)]) -> bool {
    places.windows(2).all(|w| w[0].0 != w[1].0)
}

/// Heads come on nearly every page or every other page of the stretch where they come; those of rectos or versos on most of
/// these, for a page that begins a chapter has none.
pub(super) fn dense(places: &[(usize, LineIndex)]) -> bool {
    let apart = places[places.len() - 1].0 - places[0].0;
    let one_side = places.iter().all(|&(page, _)| (page - places[0].0).is_multiple_of(2));
    places.len() * 20 >= (apart + 1) * 9 || (one_side && places.len() * 10 >= (apart / 2 + 1) * 7)
}

/// Whether the numbers at the ends of a repeated line stay the same or count up with the pages, as a head's folio or
/// volume does; the labels and page references of notes that are alike do neither.
pub(super) fn steady<'t>(places: &(impl Iterator<Item = (usize, &'t str)> + Clone)) -> bool {
    let number = |word: Option<&str>| {
        word.map(|w| w.trim_matches(|c: char| !c.is_ascii_digit())).and_then(|w| w.parse::<i64>().ok())
    };
    let ends: [fn(&str) -> Option<&str>; 2] =
        [|line| line.split_whitespace().next(), |line| line.split_whitespace().next_back()];
    ends.iter().all(|end| {
        let numbers: Vec<(i64, i64)> =
            places.clone().filter_map(|(page, line)| Some((page as i64, number(end(line))?))).collect();
        let agree = |of: fn(&(i64, i64)) -> i64| {
            let mut counts: FxHashMap<i64, usize> = FxHashMap::default();
            numbers.iter().for_each(|n| *counts.entry(of(n)).or_default() += 1);
            counts.into_values().max().unwrap_or(0) * 5 >= numbers.len() * 3
        };
        // with every other head lost, two printed pages may count as one
        numbers.len() < 2 || agree(|n| n.1 - n.0) || agree(|n| n.1) || agree(|n| n.1 - 2 * n.0)
    })
}

/// A way in which folios follow the sheets.
struct Numbering {
    /// Folio less page index.
    offset: i64,
    top: bool,
    roman: bool,
}

/// The offsets between folio and sheet that hold for enough pages.
fn numbering(layout: &Layout, edges: &Edges) -> Vec<Numbering> {
    let mut votes: FxHashMap<(i64, bool, bool), Votes> = FxHashMap::default();
    for page in 0..layout.pages.len() {
        let offset = |number: u32| i64::from(number) - page as i64;
        for top in [true, false] {
            for (row, &line) in edges.rows(page, top).iter().enumerate() {
                if let Some(found) = folio(layout.ink(line)) {
                    let votes = votes.entry((offset(found.number), top, found.roman)).or_default();
                    votes.bare += if row == 0 && is_of_one_sheet(layout, line, found) { 2 } else { 1 };
                    votes.called += usize::from(!top && !found.roman && is_label_below(layout, line, found.number));
                } else if let Some(number) = folio_beside(layout, line).filter(|_| row == 0) {
                    let votes = votes.entry((offset(number), top, false)).or_default();
                    *if number % 2 == 0 { &mut votes.verso } else { &mut votes.recto } += 1;
                }
            }
        }
    }
    let needed = |votes: usize| votes >= 3 || (votes >= 2 && votes * 3 >= layout.pages.len());
    // folios stand on nearly all pages, whatever number happens to be in the text
    let are_labels = |v: &Votes| {
        if v.bare * 10 < layout.pages.len() * 9 { v.called * 2 > v.bare } else { v.called * 5 >= v.bare * 4 }
    };
    let bare = |v: &Votes| if are_labels(v) { 0 } else { v.bare };
    // numbers beside words must stand on both sides: those of chapters that begin each page stand on one
    let holds = |v: &Votes| needed(bare(v)) || (v.verso > 0 && v.recto > 0 && needed(bare(v) + v.verso + v.recto));
    votes
        .into_iter()
        .filter(|(_, votes)| holds(votes))
        .map(|((offset, top, roman), _)| Numbering { offset, top, roman })
        .collect()
}

/// Whether a line is the folio of a text of one page, with which no other counts on: a 1 far below all text.
fn is_of_one_sheet(layout: &Layout, line: LineIndex, folio: Folio) -> bool {
    /// Fewest blank lines above it.
    const FAR: u16 = 2;
    let is_last = line > 0 && line + 1 == layout.lines.len();
    is_last && layout.pages.len() == 1 && folio.number == 1 && !folio.roman && layout.lines[line].blanks >= FAR
}

/// Whether a number below a page's text may be the label of the note above it: it is called on the page, and no other line is
/// so labelled.
fn is_label_below(layout: &Layout, line: LineIndex, number: u32) -> bool {
    let digits = number.to_string();
    let is_labelled = |other: LineIndex| {
        let after = layout.ink(other).strip_prefix(&*digits);
        after.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit() || c == '.'))
    };
    let mut others = layout.page_lines(layout.page_of[line] as usize).filter(|&other| other != line);
    !others.any(is_labelled) && is_called(layout, line, number)
}

/// Whether a line begins with the number of a note that its page calls.
fn is_called_note(layout: &Layout, line: LineIndex) -> bool {
    label(layout.ink(line)).is_some_and(|label| label.series == Series::Number && is_called(layout, line, label.value))
}

/// Whether a number stands right behind ink in another line of a line's page, as calls do.
fn is_called(layout: &Layout, line: LineIndex, number: u32) -> bool {
    let digits = number.to_string();
    let mut called = false;
    let others = layout.page_lines(layout.page_of[line] as usize).filter(|&other| other != line);
    for ink in others.map(|other| layout.ink(other)).filter(|ink| ink.contains(&digits)) {
        marks(ink, |mark| {
            let tight = matches!(mark.shape, Shape::Raised | Shape::Bracketed | Shape::AfterWord | Shape::AfterClosing);
            called |= tight && mark.series == Series::Number && mark.value == number;
        });
    }
    called
}

/// The pages that speak for a way in which folios follow the sheets.
#[derive(Default)]
struct Votes {
    /// Folios on lines of their own.
    bare: usize,
    /// Those of them that may rather be labels below their notes.
    called: usize,
    /// Even ones that begin a line, odd ones that end one.
    verso: usize,
    recto: usize,
}

/// The folio that stands at the outer end of a line which could be a head: an even number before its words, or an odd one
/// behind them.
fn folio_beside(layout: &Layout, line: LineIndex) -> Option<u32> {
    let ink = layout.ink(line);
    let number = |word: &str| word.parse().ok().filter(|_| word.len() <= 4 && word.bytes().all(|b| b.is_ascii_digit()));
    let (first, rest) = ink.split_once(char::is_whitespace)?;
    let (before, last) = ink.rsplit_once(char::is_whitespace)?;
    let verso = number(first).filter(|n: &u32| n.is_multiple_of(2)).map(|n| (n, rest));
    let (folio, words) = verso.or_else(|| number(last).filter(|n| !n.is_multiple_of(2)).map(|n| (n, before)))?;
    let words = words.trim();
    let is_head =
        can_be_head(layout, line) && words.starts_with(char::is_uppercase) && !words.ends_with(['.', '!', '?']);
    is_head.then_some(folio)
}

/// Whether a head is a stamp of a court or an archive.
pub(super) fn is_stamp(line: &str) -> bool {
    let lower = line.to_lowercase();
    is_bates(line)
        || (lower.contains("filed") && (lower.contains("document") || lower.contains("case")))
        || lower.starts_with("downloaded")
        || lower.starts_with("arxiv:")
}

/// `OMB0001341`, `ABC-000123`
fn is_bates(line: &str) -> bool {
    let letters = line.bytes().take_while(u8::is_ascii_uppercase).count();
    let rest = line[letters..].trim_start_matches([' ', '-', '_']);
    (2..=8).contains(&letters) && rest.len() >= 5 && rest.bytes().all(|b| b.is_ascii_digit())
}

/// A mark or two without letters or digits that could mean something: what recognition makes of dirt.
fn is_speck(line: &str) -> bool {
    line.chars().count() <= 2
        && line.chars().all(|c| matches!(c, '|' | '~' | '`' | '.' | ',' | '_' | '-' | '\'' | '^' | '¬'))
}

/// The folio that shares the line of a head.
fn number_at_end(line: &str) -> Option<String> {
    let words = || line.split_whitespace();
    [words().next_back(), words().next()]
        .into_iter()
        .flatten()
        .find(|w| w.len() <= 4 && w.bytes().all(|b| b.is_ascii_digit()))
        .map(str::to_owned)
}
