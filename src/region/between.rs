//! Feet and heads of columns: an extractor that reads a page column by column prints what stands over or under the first
//! among the text.

use rustc_hash::FxHashMap;

use super::{
    Layout, Role,
    edges::{can_be_head, dense, is_sentence, key, once_a_page, steady},
};
use crate::{
    grammar::{ends_sentence, folio::folio},
    ledger::Code,
    page::LineIndex,
};

/// Fewest pages on which such a line stands.
const FEWEST: usize = 3;
/// Of the places of such a line, one in so many must cut a sentence: what stands between whole ones may be a title that
/// comes again.
const CUTS: usize = 3;

/// Marks such lines. Linear time.
pub(super) fn classify(layout: &mut Layout) {
    heads(layout);
    folios(layout);
}

/// Marks lines that stand by themselves, once a page, among the text of page after page, and cut through its sentences.
fn heads(layout: &mut Layout) {
    let mut places: FxHashMap<String, Vec<(usize, LineIndex)>> = FxHashMap::default();
    for line in 0..layout.lines.len() {
        if alone(layout, line) && can_be_head(layout, line) && !is_sentence(layout.ink(line)) {
            let key = key(layout.ink(line));
            if !key.is_empty() {
                places.entry(key).or_default().push((layout.page_of[line] as usize, line));
            }
        }
    }
    for places in places.into_values() {
        let cuts = places.iter().filter(|&&(_, line)| cuts(layout, line)).count();
        let text = || places.iter().map(|&(page, line)| (page, layout.ink(line)));
        if places.len() >= FEWEST
            && cuts * CUTS >= places.len()
            && once_a_page(&places)
            && dense(&places)
            && steady(&text())
        {
            for (_, line) in places {
                if layout.roles[line] == Role::Text {
                    layout.roles[line] = Role::Furniture(Code::RunningHead);
                }
            }
        }
    }
}

/// Marks numbers that stand by themselves among the text and count up with the pages, if some cut through its sentences;
/// folios at the edges of other pages count with them.
fn folios(layout: &mut Layout) {
    let mut places: FxHashMap<i64, Vec<(usize, LineIndex)>> = FxHashMap::default();
    for line in 0..layout.lines.len() {
        let page = layout.page_of[line] as usize;
        let is_known = layout.roles[line] == Role::Furniture(Code::Folio);
        let Some(number) = folio(layout.ink(line)).filter(|folio| !folio.roman) else { continue };
        if is_known || (layout.folios[page].is_none() && alone(layout, line)) {
            places.entry(i64::from(number.number) - page as i64).or_default().push((page, line));
        }
    }
    let Some(mut places) = places.into_values().max_by_key(|places| (places.len(), places[0].1)) else { return };
    if places.len() < FEWEST || places.len() * 4 < layout.pages.len() * 3 || !once_a_page(&places) {
        return;
    }
    places.retain(|&(_, line)| layout.roles[line] == Role::Text);
    if places.iter().filter(|&&(_, line)| cuts(layout, line)).count() * CUTS >= places.len() {
        for (page, line) in places {
            layout.folios[page] = Some(layout.ink(line).to_owned());
            layout.roles[line] = Role::Furniture(Code::Folio);
        }
    }
}

/// Whether a line stands by itself: blank lines or furniture part it from the text on both sides. A line that is known as
/// a head counts with those that are not.
fn alone(layout: &Layout, line: LineIndex) -> bool {
    let parted = |a: LineIndex, b: LineIndex| {
        layout.lines[b].blanks > 0
            || layout.lines[b].feed
            || layout.page_of[a] != layout.page_of[b]
            || matches!(layout.roles[a], Role::Furniture(_))
            || matches!(layout.roles[b], Role::Furniture(_))
    };
    matches!(layout.roles[line], Role::Text | Role::Furniture(Code::RunningHead))
        && (line == 0 || parted(line - 1, line))
        && (line + 1 == layout.lines.len() || parted(line, line + 1))
}

/// Whether a sentence runs on over a line.
fn cuts(layout: &Layout, line: LineIndex) -> bool {
    line > 0
        && layout.lines.len() > line + 1
        && layout.page_of[line - 1] == layout.page_of[line + 1]
        && !layout.ink(line - 1).ends_with(':')
        && (layout.ink(line + 1).starts_with(char::is_lowercase)
            || !ends_sentence(layout.ink(line - 1)) && layout.roles[line - 1] == Role::Text)
}
