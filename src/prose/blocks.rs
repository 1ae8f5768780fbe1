//! Builds the blocks of a flow of lines: what each line begins is decided over the whole flow, then each block's lines
//! are written.

use std::iter;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    cut::{Begin, Flow, Part, cut},
    habits::Habits,
    headings::{is_capitals, looks},
    inline::Pen,
    levels::{Heading, levels},
    lists::{OpenLists, Start, starts},
    quotes::{Paragraph, quotations},
    stretches::{Stretch, is_title, leader, stretches},
    tables::Grid,
    torn::{Torn, torn},
};
use crate::{
    document::{Block, BlockKind, Inline, ListMarker},
    grammar::{
        endings::wants_more,
        enumeration::{Item, Marker},
        heading::numbering_of_any,
    },
    ledger::Code,
    page::LineIndex,
};

/// What a group of lines is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Text,
    Quote,
    Heading(u8),
    Item(Item),
    Stretch(Stretch),
}

/// Lines that belong together.
#[derive(Clone, Debug)]
struct Group {
    lines: Vec<LineIndex>,
    kind: Kind,
}

/// The blocks of a flow. Of the body, the marks of items are told that were known as torn off before; notes have none, and
/// no headings.
pub fn blocks<'t>(
    pen: &mut Pen<'_, 't, '_>,
    lines: &[LineIndex],
    habits: &Habits<'t>,
    body: Option<&[LineIndex]>,
) -> Vec<Block> {
    let headings = body.is_some();
    let (layout, joiner) = (pen.layout, pen.joiner);
    let unsure = vec![Begin::Unsure; lines.len()];
    let flow = Flow { layout, habits, joiner, lines, begins: &unsure };
    let torn = body.map_or_else(Torn::default, |known| torn(&flow, known));
    for &(line, marker) in
        torn.marks.iter().filter(|mark| body.is_some_and(|known| known.binary_search(&mark.0).is_err()))
    {
        let (code, _) = mark(marker);
        pen.scribe.remove(code, layout.lines[line].ink.clone(), 0.8, "the mark of a list item, torn from it");
    }
    let (lines, hung) = &hang(pen, lines.iter().copied().filter(|line| !torn.is_mark(*line)));
    let mut starts = starts(&Flow { layout, habits, joiner, lines, begins: &unsure[..lines.len()] }, torn.numbers());
    for (start, line) in starts.iter_mut().zip(lines) {
        *start = torn.items.get(line).map(|&marker| Start::Item(Item { marker, len: 0 })).or(*start);
    }
    let mut stretches = if headings { stretches(layout, habits, lines) } else { Vec::new() };
    stretches.retain(|(from, to, _)| !lines[*from..*to].iter().any(|line| torn.items.contains_key(line)));
    let begin = |start: &Option<Start>| if start.is_some() { Begin::Item } else { Begin::Unsure };
    let mut begins: Vec<Begin> = starts.iter().map(begin).collect();
    let mut stretch_of = vec![None; lines.len()];
    for &(from, to, stretch) in &stretches {
        begins[from..to].fill(Begin::Item);
        if let Some(behind @ Begin::Unsure) = begins.get_mut(to) {
            *behind = Begin::Sure;
        }
        stretch_of[from..to].fill(Some((from, stretch)));
    }
    let flow = Flow { layout, habits, joiner, lines, begins: &begins };
    let looks = headings.then(|| looks(layout, habits, lines));
    let parts = cut(&flow, looks.as_deref());
    let mut groups: Vec<Group> = Vec::new();
    for (at, &line) in lines.iter().enumerate() {
        if let Some((from, stretch)) = stretch_of[at] {
            match groups.last_mut().filter(|_| at > from) {
                Some(group) => group.lines.push(line),
                None => groups.push(Group { lines: vec![line], kind: Kind::Stretch(stretch) }),
            }
            continue;
        }
        let kind = match parts[at] {
            Part::First => match starts[at] {
                Some(Start::Item(item)) => Kind::Item(item),
                Some(Start::Typed) | None => Kind::Text,
            },
            Part::Heading => Kind::Heading(1),
            Part::Further | Part::HeadingFurther => {
                if let Some(group) = groups.last_mut() {
                    group.lines.push(line);
                }
                continue;
            }
        };
        groups.push(Group { lines: vec![line], kind });
    }
    for group in groups.iter_mut().filter(|_| !hung.is_empty()) {
        group.lines = group
            .lines
            .iter()
            .flat_map(|line| iter::once(line).chain(hung.get(line).into_iter().flatten()))
            .copied()
            .collect();
    }
    if headings {
        let looks = looks.iter().flatten().zip(lines);
        let labelled = looks.filter(|(looks, _)| looks.labelled).map(|(_, &line)| line).collect();
        set_levels(pen, &mut groups, &labelled);
        set_quotations(pen, habits, &mut groups);
    }
    build(pen, habits, groups)
}

/// Takes the lines out that hold a call and nothing else, since they say nothing of paragraphs. Tells them by the lines that
/// they hang on: those before them.
fn hang(pen: &Pen, lines: impl Iterator<Item = LineIndex>) -> (Vec<LineIndex>, FxHashMap<LineIndex, Vec<LineIndex>>) {
    let (mut kept, mut hung): (Vec<LineIndex>, FxHashMap<LineIndex, Vec<LineIndex>>) = Default::default();
    for line in lines {
        match kept.last() {
            Some(&last) if pen.is_call(line) => hung.entry(last).or_default().push(line),
            _ => kept.push(line),
        }
    }
    (kept, hung)
}

/// Gives the headings their levels; some lines begin with labels.
fn set_levels(pen: &Pen, groups: &mut [Group], labelled: &FxHashSet<LineIndex>) {
    let is_heading = |group: &Group| matches!(group.kind, Kind::Heading(_));
    let is_labelled = |group: &Group| labelled.contains(&group.lines[0]);
    let heading = |(at, group): (usize, &Group)| {
        is_heading(group).then(|| {
            let ink = pen.layout.said(group.lines[0]);
            Heading {
                number: numbering_of_any(ink),
                capitals: is_capitals(ink),
                labelled: is_labelled(group),
                first: at == 0,
                stacked: groups.get(at + 1).is_some_and(|below| is_heading(below) && !is_labelled(below)),
            }
        })
    };
    let headings: Vec<Heading> = groups.iter().enumerate().filter_map(heading).collect();
    for (group, level) in groups.iter_mut().filter(|group| is_heading(group)).zip(levels(&headings)) {
        group.kind = Kind::Heading(level);
    }
}

/// Tells quotations from other text.
fn set_quotations(pen: &Pen, habits: &Habits, groups: &mut [Group]) {
    let paragraphs: Vec<Paragraph> =
        groups.iter().map(|group| Paragraph { lines: &group.lines, may_be: group.kind == Kind::Text }).collect();
    let found = quotations(pen.layout, habits, &paragraphs);
    for (group, _) in groups.iter_mut().zip(found).filter(|(_, is)| *is) {
        group.kind = Kind::Quote;
    }
}

/// Makes blocks of groups; items that follow each other become one list, nested by their ways of counting.
fn build(pen: &mut Pen, habits: &Habits, groups: Vec<Group>) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    let mut lists = OpenLists::default();
    let mut mark_inset = None;
    for group in groups {
        let first = group.lines[0];
        let page = pen.layout.page_of[first] as usize;
        let inset = habits.inset(pen.layout, first);
        match group.kind {
            Kind::Item(item) => {
                let start = pen.layout.lines[first].ink.start;
                if item.len > 0 {
                    let (code, why) = mark(item.marker);
                    pen.scribe.remove(code, start..start + item.len, 0.9, why);
                }
                let content = pen.paragraph(&group.lines, item.len);
                lists.add(&mut out, item.marker, inset, Block::new(page, BlockKind::Paragraph { content }));
                mark_inset = Some(inset);
            }
            Kind::Stretch(stretch) => {
                lists.close(&mut out, 0);
                out.push(Block::new(page, write_stretch(pen, habits, stretch, &group.lines)));
            }
            Kind::Heading(level) => {
                lists.close(&mut out, 0);
                let content = pen.paragraph(&group.lines, 0);
                push(&mut out, page, content, |content| BlockKind::Heading { level, content });
            }
            Kind::Quote => {
                lists.close(&mut out, 0);
                let content = pen.paragraph(&group.lines, 0);
                let block = Block::new(page, BlockKind::Paragraph { content });
                match out.last_mut() {
                    Some(Block { kind: BlockKind::Quote { blocks }, .. }) => blocks.push(block),
                    _ => out.push(Block::new(page, BlockKind::Quote { blocks: vec![block] })),
                }
            }
            Kind::Text => {
                let content = pen.paragraph(&group.lines, 0);
                if content.is_empty() {
                    continue;
                }
                let block = Block::new(page, BlockKind::Paragraph { content });
                // what stands as far in as an item's text is the item's
                let own = mark_inset.is_some_and(|mark| inset > mark + 1);
                let block = if own { lists.go_on(block) } else { Some(block) };
                if let Some(block) = block {
                    lists.close(&mut out, 0);
                    mark_inset = None;
                    out.push(block);
                }
            }
        }
    }
    lists.close(&mut out, 0);
    out.shrink_to_fit();
    out
}

/// How the ledger tells a list item's mark.
fn mark(marker: Marker) -> (Code, &'static str) {
    match marker {
        Marker::Bullet(_) => (Code::Bullet, "the mark of a list item"),
        Marker::Ordered { .. } => (Code::ListNumber, "the number of a list item"),
    }
}

/// Writes lines that are no running text.
fn write_stretch(pen: &mut Pen, habits: &Habits, stretch: Stretch, lines: &[LineIndex]) -> BlockKind {
    let layout = pen.layout;
    let ink = |line: LineIndex| layout.lines[line].ink.clone();
    let grid = if stretch == Stretch::Table { Grid::of(layout, lines) } else { None };
    if let Some(grid) = grid {
        for &rule in grid.rules() {
            pen.scribe.remove(Code::TableRule, ink(rule), 0.9, Code::TableRule.why());
        }
        let (align, head, rows) = grid.write(pen);
        return BlockKind::Table { align, head, rows };
    }
    // nothing can be called in preformatted text: where notes are, the lines stay instead of the spaces
    let is_called = lines.iter().any(|&line| !pen.events.within(&ink(line)).is_empty());
    match stretch {
        Stretch::Table | Stretch::Columns if !is_called => {
            let margin = lines.iter().map(|&line| layout.lines[line].indent).min().unwrap_or(0);
            BlockKind::Preformatted { lines: lines.iter().map(|&line| pen.as_it_stands(line, margin)).collect() }
        }
        Stretch::Table | Stretch::Columns | Stretch::Lines => {
            BlockKind::Verse { lines: lines.iter().map(|&line| pen.paragraph(&[line], 0)).collect() }
        }
        Stretch::Titles => {
            let mut content = Vec::new();
            let begins = |pair: &[LineIndex]| {
                let (above, here) = (layout.said(pair[0]), layout.said(pair[1]));
                let goes_on = wants_more(above) || here.starts_with(char::is_lowercase);
                is_title(here) || (!goes_on && habits.has_room(layout, pair[0], pair[1]))
            };
            let mut from = 0;
            for at in 1..=lines.len() {
                if at == lines.len() || begins(&lines[at - 1..=at]) {
                    if from > 0 {
                        content.push(Inline::Break);
                    }
                    content.extend(pen.paragraph(&lines[from..at], 0));
                    from = at;
                }
            }
            BlockKind::Paragraph { content }
        }
        Stretch::Entries => {
            let mut items = Vec::new();
            for &line in lines {
                let start = ink(line).start;
                let content = match leader(layout.said(line)) {
                    Some(range) => pen.entry(line, start + range.start..start + range.end),
                    None => pen.paragraph(&[line], 0),
                };
                let page = layout.page_of[line] as usize;
                items.push(vec![Block::new(page, BlockKind::Paragraph { content })]);
            }
            BlockKind::List { marker: ListMarker::Bullet, items }
        }
    }
}

fn push(out: &mut Vec<Block>, page: usize, content: Vec<Inline>, kind: impl FnOnce(Vec<Inline>) -> BlockKind) {
    if !content.is_empty() {
        out.push(Block::new(page, kind(content)));
    }
}
