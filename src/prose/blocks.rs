//! Builds the blocks of a flow of lines: groups lines into paragraphs, then tells headings and list items from text.

use super::{
    inline::Pen,
    paragraphs::{looks_like_heading, weigh},
    profile::Profile,
};
use crate::{
    document::{Block, BlockKind, Inline, ListMarker},
    grammar::{
        ends_sentence,
        enumeration::{self, Item, Marker},
    },
    ledger::Code,
    page::LineIndex,
};

/// What a group of lines is.
#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Text,
    Heading(u8),
    Item(Item),
}

/// Lines that belong together.
#[derive(Clone, Debug)]
struct Group {
    lines: Vec<LineIndex>,
    kind: Kind,
}

/// The blocks of a flow. `headings` tells whether there can be any: notes have none.
pub fn blocks(pen: &mut Pen, flow: &[LineIndex], profile: &Profile, headings: bool) -> Vec<Block> {
    let items = list_items(pen, flow);
    let mut groups = group(pen, flow, profile, &items);
    part_items(&mut groups);
    if headings {
        find_headings(pen, profile, &mut groups);
    }
    build(pen, groups)
}

/// Which lines start list items. A bullet does by its looks; a number does if its neighbours in the counting are there.
fn list_items(pen: &Pen, flow: &[LineIndex]) -> Vec<Option<Item>> {
    let mut out: Vec<Option<Item>> = vec![None; flow.len()];
    // the last item of each way of counting: (way, value, position in the flow)
    let mut open: Vec<(Marker, usize)> = Vec::new();
    let dashes = dash_bullets(pen, flow);
    for (at, &line) in flow.iter().enumerate() {
        let ink = pen.layout.ink(line);
        let starts = |item: &Item| !ink[item.len..].trim().is_empty();
        let mut found = None;
        for item in enumeration::items(ink).filter(starts) {
            match item.marker {
                Marker::Bullet(c) if enumeration::is_bullet(c) => found = Some(item),
                Marker::Bullet(c) if dashes.contains(&c) => found = Some(item),
                Marker::Bullet(_) => {}
                Marker::Ordered { value, .. } => {
                    if let Some(i) = open.iter().rposition(|(m, _)| follows(m, &item.marker)) {
                        let (_, first) = open[i];
                        open.truncate(i);
                        if out[first].is_none() {
                            out[first] = enumeration::items(pen.layout.ink(flow[first]))
                                .find(|o| follows(&o.marker, &item.marker));
                        }
                        found = Some(item);
                        open.push((item.marker, at));
                    } else if value == 1 {
                        open.push((item.marker, at));
                    }
                }
            }
        }
        if out[at].is_none() {
            out[at] = found;
        }
        if open.len() > 32 {
            open.remove(0);
        }
    }
    out
}

/// Which of the signs that may mark items do: those that start two lines or more, each after a line that ends a
/// sentence or a member of one.
fn dash_bullets(pen: &Pen, flow: &[LineIndex]) -> Vec<char> {
    let starts = |sign: char| {
        let is = |line: LineIndex| pen.layout.ink(line).strip_prefix(sign).is_some_and(|rest| rest.starts_with(' '));
        let apart = |i: usize| {
            let before = pen.layout.ink(flow[i - 1]);
            ends_sentence(before) || before.ends_with([';', ','])
        };
        (1..flow.len()).filter(|&i| is(flow[i])).filter(|&i| apart(i)).count()
    };
    ['-', '*', '+'].into_iter().filter(|&sign| starts(sign) >= 2).collect()
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

/// Groups lines into paragraphs and items.
fn group(pen: &Pen, flow: &[LineIndex], profile: &Profile, items: &[Option<Item>]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (at, &line) in flow.iter().enumerate() {
        let kind = items[at].map_or(Kind::Text, Kind::Item);
        let starts = at == 0 || kind != Kind::Text || weigh(pen.layout, profile, pen.joiner, flow[at - 1], line) > 0.0;
        match groups.last_mut() {
            Some(group) if !starts => group.lines.push(line),
            _ => groups.push(Group { lines: vec![line], kind }),
        }
    }
    groups
}

/// Makes text of numbered items that stand apart: a list's items follow each other, while paragraphs that an author
/// numbers have others between them.
fn part_items(groups: &mut [Group]) {
    let ordered = |g: &Group| match g.kind {
        Kind::Item(Item { marker: marker @ Marker::Ordered { .. }, .. }) => Some(marker),
        _ => None,
    };
    let is_item = |g: &Group| matches!(g.kind, Kind::Item(_));
    let mut apart = vec![false; groups.len()];
    for at in 0..groups.len() {
        if ordered(&groups[at]).is_some() {
            let before = at > 0 && is_item(&groups[at - 1]);
            let after = groups.get(at + 1).is_some_and(is_item);
            apart[at] = !before && !after;
        }
    }
    for (group, apart) in groups.iter_mut().zip(apart) {
        if apart {
            group.kind = Kind::Text;
        }
    }
}

/// Marks the groups that are headings.
fn find_headings(pen: &Pen, profile: &Profile, groups: &mut [Group]) {
    for at in 0..groups.len() {
        let group = &groups[at];
        let numbered_item = matches!(group.kind, Kind::Item(Item { marker: Marker::Ordered { .. }, .. }));
        if (group.kind != Kind::Text && !numbered_item) || group.lines.len() > 3 {
            continue;
        }
        let short = group.lines.iter().all(|&l| {
            looks_like_heading(pen.layout, profile, l) || group.lines.len() > 1 && !ends_sentence(pen.layout.ink(l))
        });
        let first = looks_like_heading(pen.layout, profile, group.lines[0]);
        let before = at == 0
            || groups[at - 1].lines.last().is_some_and(|&l| ends_sentence(pen.layout.ink(l)))
            || !matches!(groups[at - 1].kind, Kind::Text);
        let after = groups.get(at + 1).is_some_and(|next| {
            next.kind != Kind::Text
                || pen.layout.ink(next.lines[0]).starts_with(|c: char| c.is_uppercase() || !c.is_alphabetic())
        });
        let text = group.lines.iter().map(|&l| pen.layout.ink(l)).collect::<Vec<_>>().join(" ");
        if numbered_item {
            continue;
        }
        let set_off = !pen.layout.blanks_everywhere
            && pen.layout.lines[group.lines[0]].blanks > 0
            && groups.get(at + 1).is_some_and(|next| pen.layout.lines[next.lines[0]].blanks > 0);
        if short && first && (before || set_off) && after && text.chars().count() <= 200 {
            let level = level(&text);
            groups[at].kind = Kind::Heading(level);
        }
    }
}

fn level(text: &str) -> u8 {
    match enumeration::heading_number(text) {
        Some((depth, _)) => u8::try_from(depth.min(6)).unwrap_or(6),
        None => 1,
    }
}

/// Makes blocks of groups; items that follow each other become one list, nested by their ways of counting.
fn build(pen: &mut Pen, groups: Vec<Group>) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    let mut lists: Vec<OpenList> = Vec::new();
    for group in groups {
        let page = pen.layout.page_of[group.lines[0]] as usize;
        match group.kind {
            Kind::Item(item) => {
                let line = group.lines[0];
                let start = pen.layout.lines[line].ink.start;
                let (code, why) = match item.marker {
                    Marker::Bullet(_) => (Code::Bullet, "the mark of a list item"),
                    Marker::Ordered { .. } => (Code::ListNumber, "the number of a list item"),
                };
                pen.scribe.remove(code, start..start + item.len, 0.9, why);
                let content = pen.paragraph(&group.lines, item.len);
                let block = Block { page, kind: BlockKind::Paragraph { content } };
                add_item(&mut out, &mut lists, item.marker, block);
            }
            Kind::Heading(level) => {
                close_lists(&mut out, &mut lists, 0);
                let content = pen.paragraph(&group.lines, 0);
                push(&mut out, page, content, |content| BlockKind::Heading { level, content });
            }
            Kind::Text => {
                close_lists(&mut out, &mut lists, 0);
                let content = pen.paragraph(&group.lines, 0);
                push(&mut out, page, content, |content| BlockKind::Paragraph { content });
            }
        }
    }
    close_lists(&mut out, &mut lists, 0);
    out
}

fn push(out: &mut Vec<Block>, page: usize, content: Vec<Inline>, kind: impl FnOnce(Vec<Inline>) -> BlockKind) {
    if !content.is_empty() {
        out.push(Block { page, kind: kind(content) });
    }
}

/// Deepest nesting of lists; beyond it a new list starts at the outside.
const MAX_NESTING: usize = 8;

/// A list that is still growing.
struct OpenList {
    last: Marker,
    page: usize,
    marker: ListMarker,
    items: Vec<Vec<Block>>,
}

fn add_item(out: &mut Vec<Block>, lists: &mut Vec<OpenList>, marker: Marker, block: Block) {
    let same = |open: &Marker| match (open, &marker) {
        (Marker::Bullet(a), Marker::Bullet(b)) => a == b,
        _ => follows(open, &marker),
    };
    if let Some(depth) = lists.iter().rposition(|l| same(&l.last)) {
        close_lists(out, lists, depth + 1);
        if let Some(list) = lists.last_mut() {
            list.last = marker;
            list.items.push(vec![block]);
        }
        return;
    }
    let first = match marker {
        Marker::Bullet(_) => true,
        Marker::Ordered { value, .. } => value == 1,
    };
    if !first || lists.len() >= MAX_NESTING {
        close_lists(out, lists, 0);
    }
    lists.push(OpenList {
        last: marker,
        page: block.page,
        marker: match marker {
            Marker::Bullet(_) => ListMarker::Bullet,
            Marker::Ordered { value, numerals, delimiter } => ListMarker::Ordered { start: value, numerals, delimiter },
        },
        items: vec![vec![block]],
    });
}

/// Closes all lists but the outermost `keep`.
fn close_lists(out: &mut Vec<Block>, lists: &mut Vec<OpenList>, keep: usize) {
    while lists.len() > keep {
        let Some(list) = lists.pop() else { return };
        let block = Block { page: list.page, kind: BlockKind::List { marker: list.marker, items: list.items } };
        match lists.last_mut().and_then(|outer| outer.items.last_mut()) {
            Some(item) => item.push(block),
            None => out.push(block),
        }
    }
}
