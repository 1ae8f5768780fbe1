//! Which lines begin items of lists, and how items make lists.
//!
//! A bullet does by its looks. A number does only as one of a series that counts up without other text between its
//! members: numbered paragraphs and sections have some, and keep their numbers. So do numbers that a writer typed into
//! paragraphs of a text whose lists are set otherwise.

use rustc_hash::FxHashMap;

use super::{cut::Flow, habits::is_apart};
use crate::{
    document::{Block, BlockKind, ListMarker},
    grammar::{
        ends_sentence,
        enumeration::{self, Item, Marker},
    },
};

/// Fewest lines that must begin with a sign for it to be a bullet, if it is a sign that also means other things: a
/// dash, an asterisk, what text recognition makes of a bullet.
const FEWEST: usize = 2;
/// The same for a letter, which text recognition makes of a bullet.
const FEWEST_LETTERS: usize = 3;
/// Log-odds of a paragraph's beginning between two members of a series that count as other text.
const OTHER_TEXT: f32 = 0.5;
/// Share of the gaps of a series that may hold other text.
const MAX_BROKEN: f32 = 0.2;
/// Fewest members of a series that does not begin with one.
const FEWEST_LATE: usize = 3;
/// How many series can be open at once.
const MAX_OPEN: usize = 32;
/// Fewest members of a series whose second lines go back to the margin that tell typed numbers.
const FEWEST_FLUSH: usize = 2;
/// Fewest items whose second lines stand under the first one's text that tell how a text sets its lists.
const FEWEST_HANGING: usize = 4;

/// What a line begins with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Start {
    /// The mark of an item.
    Item(Item),
    /// A number that its writer typed: the paragraph's own.
    Typed,
}

/// Which lines of a flow begin items, and which begin with typed numbers. `torn` counts the numbers that were torn from its
/// items: where these are most, numbers are torn off in the making of the page, and one that still stands in its line was
/// typed. Near-linear time.
pub(super) fn starts(flow: &Flow, torn: usize) -> Vec<Option<Start>> {
    let (items, series) = items(flow);
    let mut out: Vec<Option<Start>> = items.iter().map(|item| item.map(Start::Item)).collect();
    let shapes: Vec<Shape> = series.iter().map(|members| Shape::of(flow, &items, members)).collect();
    let all: Vec<usize> = (0..items.len()).filter(|&at| items[at].is_some()).collect();
    let torn = torn > series.iter().map(Vec::len).sum();
    let hangs = Shape::of(flow, &items, &all).hanging >= FEWEST_HANGING;
    for (members, shape) in series.iter().zip(shapes) {
        if torn || hangs && shape.hanging == 0 && shape.flush >= FEWEST_FLUSH {
            members.iter().for_each(|&at| out[at] = Some(Start::Typed));
        }
    }
    out
}

/// How many of some items have a second line that stands under the text of the first, and how many one that goes back to
/// where the mark stands, or left of it.
struct Shape {
    hanging: usize,
    flush: usize,
}

impl Shape {
    fn of(flow: &Flow, items: &[Option<Item>], members: &[usize]) -> Self {
        let mut shape = Self { hanging: 0, flush: 0 };
        for &at in members {
            let Some(&next) = flow.lines.get(at + 1) else { continue };
            if items[at + 1].is_some() || is_apart_on_page(flow, at + 1) || flow.odds(at + 1) > 0.0 {
                continue;
            }
            let inset = |line| flow.habits.inset(flow.layout, line);
            let (mark, rest) = (inset(flow.lines[at]), inset(next));
            shape.hanging += usize::from(rest > mark + 1);
            shape.flush += usize::from(rest <= mark);
        }
        shape
    }
}

/// Whether a line does not stand right under the one before.
fn is_apart_on_page(flow: &Flow, at: usize) -> bool {
    flow.layout.lines[flow.lines[at]].blanks > 0 || is_apart(flow.layout, flow.lines[at - 1], flow.lines[at])
}

/// Which lines of a flow begin items, and the places of those that are numbered, list by list.
fn items(flow: &Flow) -> (Vec<Option<Item>>, Vec<Vec<usize>>) {
    let bullets = bullets(flow);
    let mut out: Vec<Option<Item>> = vec![None; flow.lines.len()];
    for (at, &line) in flow.lines.iter().enumerate() {
        // a sign that also means other things marks no item in the midst of a sentence
        let goes_on = at > 0 && !may_begin(flow, at) && out[at - 1].is_none();
        out[at] = enumeration::bullet(flow.layout.said(line), |c| !goes_on && bullets.contains(&c))
            .filter(|item| has_text(flow, at, *item));
    }
    // inner lists before outer ones: what stands in an accepted list is no other text
    let mut series = series(flow);
    series.sort_by_key(|members| members[members.len() - 1].0 - members[0].0);
    let mut taken = Vec::new();
    for members in series {
        let broken = members.windows(2).filter(|pair| holds_text(flow, &out, pair[0].0, pair[1].0)).count();
        if broken as f32 <= (members.len() - 1) as f32 * MAX_BROKEN && members.iter().all(|(at, _)| out[*at].is_none())
        {
            members.iter().for_each(|&(at, item)| out[at] = Some(item));
            taken.push(members.iter().map(|(at, _)| *at).collect());
        }
    }
    (out, taken)
}

/// Whether text follows a mark, on its line or, where an extractor parted them, on the next.
fn has_text(flow: &Flow, at: usize, item: Item) -> bool {
    let ink = flow.layout.said(flow.lines[at]);
    let next = || flow.lines.get(at + 1).map(|&line| flow.layout.said(line));
    !ink[item.len..].trim().is_empty() || next().is_some_and(|next| enumeration::items(next).next().is_none())
}

/// Which of the signs that may mark items do: those that begin lines again and again, each after a line that ends a
/// sentence or a member of one.
fn bullets(flow: &Flow) -> Vec<char> {
    let mut seen: FxHashMap<char, (usize, usize)> = FxHashMap::default();
    for at in 1..flow.lines.len() {
        let ink = flow.layout.said(flow.lines[at]);
        let Some(sign) = ink.chars().next().filter(|&c| may_be_bullet(c)) else { continue };
        let rest = &ink[sign.len_utf8()..];
        if !rest.starts_with(' ') || !rest.trim_start().starts_with(char::is_alphanumeric) {
            continue;
        }
        let apart = may_begin(flow, at);
        let letter = sign.is_alphabetic();
        // `as follows:`, the end of another item, or another line that begins so, right above
        let before = flow.layout.said(flow.lines[at - 1]);
        let listed = before.ends_with([':', ';'])
            || before.strip_prefix(sign).is_some_and(|rest| rest.starts_with(' '))
                && flow.layout.lines[flow.lines[at]].indent == flow.layout.lines[flow.lines[at - 1]].indent;
        let counts = seen.entry(sign).or_default();
        let begins = apart && (!letter || rest.trim_start().starts_with(char::is_uppercase));
        counts.0 += usize::from(begins || letter && listed);
        counts.1 += 1;
    }
    let fewest = |sign: char| if sign.is_alphabetic() { FEWEST_LETTERS } else { FEWEST };
    let is =
        |(sign, (apart, all)): (char, (usize, usize))| (apart >= fewest(sign) && apart * 3 >= all * 2).then_some(sign);
    // the rest of an ellipsis may begin a line as well
    let has_ellipses = || flow.lines.iter().any(|&line| flow.layout.said(line).contains(". ."));
    seen.into_iter().filter_map(is).filter(|sign| *sign != '.' || !has_ellipses()).collect()
}

/// Whether no sentence goes on with a line, as far as the line before and blank lines tell.
fn may_begin(flow: &Flow, at: usize) -> bool {
    let before = flow.layout.said(flow.lines[at - 1]);
    ends_sentence(before) || before.ends_with([';', ',']) || flow.layout.lines[flow.lines[at]].blanks > 0
}

/// Signs that mark items in some texts, those among them that text recognition makes of a bullet, or leaves of a number.
fn may_be_bullet(c: char) -> bool {
    matches!(c, '.' | '-' | '*' | '+' | 'o' | 'e' | '¢' | '©' | '®' | '°' | '§' | '¥' | '»' | '>' | '~')
}

/// The series of numbers that begin lines and count up by one; each member with its place in the flow.
fn series(flow: &Flow) -> Vec<Vec<(usize, Item)>> {
    let mut open: Vec<Vec<(usize, Item)>> = Vec::new();
    let mut done = Vec::new();
    for (at, &line) in flow.lines.iter().enumerate() {
        let mut found = false;
        for item in enumeration::items(flow.layout.said(line)) {
            let Marker::Ordered { value, .. } = item.marker else { continue };
            if !has_text(flow, at, item) {
                continue;
            }
            let goes_on = |members: &Vec<(usize, Item)>| {
                members.last().is_some_and(|(_, last)| follows(&last.marker, &item.marker))
            };
            if !found && let Some(i) = open.iter().rposition(goes_on) {
                // what was opened since is nested in it and ends here
                done.extend(open.drain(i + 1..));
                open[i].push((at, item));
                found = true;
            } else if !found || value == 1 {
                open.push(vec![(at, item)]);
            }
        }
        if open.len() > MAX_OPEN {
            done.push(open.remove(0));
        }
    }
    done.extend(open);
    done.retain(|members| {
        let first = matches!(members[0].1.marker, Marker::Ordered { value: 1, .. });
        members.len() >= if first { 2 } else { FEWEST_LATE }
    });
    done
}

/// Whether text that belongs to no item stands between two members of a series.
fn holds_text(flow: &Flow, items: &[Option<Item>], from: usize, to: usize) -> bool {
    let mark = flow.habits.inset(flow.layout, flow.lines[from]);
    // a line that begins right of the mark is the item's own
    let is_inset = |at: usize| flow.habits.inset(flow.layout, flow.lines[at]) > mark;
    let mark_alone = |at: usize| at == from + 1 && flow.layout.said(flow.lines[from]).len() <= 5;
    (from + 1..to).any(|at| items[at].is_none() && !mark_alone(at) && !is_inset(at) && flow.odds(at) > OTHER_TEXT)
}

/// Whether one number comes right after another of the same way of counting.
fn follows(before: &Marker, after: &Marker) -> bool {
    match (before, after) {
        (
            Marker::Ordered { value: a, numerals: n, delimiter: d },
            Marker::Ordered { value: b, numerals: m, delimiter: e },
        ) => a + 1 == *b && n == m && d == e,
        _ => false,
    }
}

/// Deepest nesting of lists; beyond it a new list begins at the outside.
const MAX_NESTING: usize = 8;

/// A list that is still growing.
struct OpenList {
    last: Marker,
    page: usize,
    /// How far in its first mark stands, in columns.
    inset: u16,
    marker: ListMarker,
    items: Vec<Vec<Block>>,
}

impl OpenList {
    /// Whether it is counted as another is and stands no farther in, so that it comes behind it and not into its last item.
    fn is_behind(&self, outer: &Self) -> bool {
        let alike = match (&self.marker, &outer.marker) {
            (
                ListMarker::Ordered { numerals, delimiter, .. },
                ListMarker::Ordered { numerals: outer_numerals, delimiter: outer_delimiter, .. },
            ) => numerals == outer_numerals && delimiter == outer_delimiter,
            _ => false,
        };
        alike && self.inset <= outer.inset
    }
}

/// The lists that are growing, outermost first.
#[derive(Default)]
pub(super) struct OpenLists(Vec<OpenList>);

impl OpenLists {
    /// Adds an item whose mark stands so many columns in: to the list that it goes on with, or to a new one in the last item of
    /// the innermost.
    pub(super) fn add(&mut self, out: &mut Vec<Block>, marker: Marker, inset: u16, block: Block) {
        let same = |open: &Marker| match (open, &marker) {
            (Marker::Bullet(a), Marker::Bullet(b)) => a == b,
            _ => follows(open, &marker),
        };
        if let Some(depth) = self.0.iter().rposition(|list| same(&list.last)) {
            self.close(out, depth + 1);
            if let Some(list) = self.0.last_mut() {
                list.last = marker;
                list.items.push(vec![block]);
            }
            return;
        }
        let first = match marker {
            Marker::Bullet(_) => true,
            Marker::Ordered { value, .. } => value == 1,
        };
        if !first || self.0.len() >= MAX_NESTING {
            self.close(out, 0);
        }
        self.0.push(OpenList {
            last: marker,
            page: block.page,
            inset,
            marker: match marker {
                Marker::Bullet(_) => ListMarker::Bullet,
                Marker::Ordered { value, numerals, delimiter } => {
                    ListMarker::Ordered { start: value, numerals, delimiter }
                }
            },
            items: vec![vec![block]],
        });
    }

    /// Adds a further block to the last item; gives it back if no list is open.
    pub(super) fn go_on(&mut self, block: Block) -> Option<Block> {
        match self.0.last_mut().and_then(|list| list.items.last_mut()) {
            Some(item) => {
                item.push(block);
                None
            }
            None => Some(block),
        }
    }

    /// Closes all lists but the outermost `keep`. One that is counted anew as the list around it is, and behind which that does
    /// not go on, was never within it.
    pub(super) fn close(&mut self, out: &mut Vec<Block>, keep: usize) {
        let mut behind: Vec<Block> = Vec::new();
        while self.0.len() > keep {
            let Some(list) = self.0.pop() else { return };
            let apart = self.0.len() > keep && self.0.last().is_some_and(|outer| list.is_behind(outer));
            let block = Block::new(list.page, BlockKind::List { marker: list.marker, items: list.items });
            behind.insert(0, block);
            if !apart {
                let home = self.0.last_mut().and_then(|outer| outer.items.last_mut()).unwrap_or(out);
                home.append(&mut behind);
            }
        }
    }
}
