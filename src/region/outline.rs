//! The outline (bookmarks) of a PDF, which Tika prints behind the last page: the headings once more, one a line, each
//! behind a tab. It is no text, but the best witness of what the headings are.

use rustc_hash::FxHashSet;

use super::{Layout, Role};
use crate::{ledger::Code, page::LineIndex};

/// Share of the outline's titles that must stand as lines, or begin as lines, in the text.
const MIN_FOUND: f32 = 0.5;
/// Letters of a line that are enough for the beginning of a title.
const ENOUGH_LETTERS: usize = 12;

/// Marks the lines of the outline and gives them.
pub(super) fn outline(layout: &mut Layout) -> Vec<LineIndex> {
    let text = layout.text.as_str();
    let behind_tab = |line: LineIndex| {
        let start = layout.lines[line].ink.start;
        text[..start].ends_with('\t') && text[..start].trim_end_matches('\t').ends_with(['\n', '\r', '\x0c'])
    };
    let n = layout.lines.len();
    let from = (0..n).rev().take_while(|&line| behind_tab(line)).last().unwrap_or(n);
    let letters = |line: &str| line.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let titles: Vec<String> = (from..n).map(|line| letters(layout.ink(line))).collect();
    let longest = titles.iter().map(String::len).max().unwrap_or(0);
    if longest == 0 {
        return Vec::new();
    }
    // a title that takes two lines of the text begins with the first of them
    let mut begun: FxHashSet<&str> = FxHashSet::default();
    for title in &titles {
        begun.extend(title.char_indices().map(|(at, _)| &title[..at]).filter(|start| start.len() >= ENOUGH_LETTERS));
        begun.insert(title);
    }
    let mut found: FxHashSet<String> = FxHashSet::default();
    for line in (0..from).filter(|&line| usize::from(layout.lines[line].width) <= 2 * longest) {
        let line = letters(layout.ink(line));
        if begun.contains(line.as_str()) {
            found.insert(line);
        }
    }
    let is_found = |title: &&String| {
        found.contains(*title)
            || title.char_indices().any(|(at, _)| at >= ENOUGH_LETTERS && found.contains(&title[..at]))
    };
    if (titles.iter().filter(is_found).count() as f32) < titles.len() as f32 * MIN_FOUND {
        return Vec::new();
    }
    layout.roles[from..].fill(Role::Furniture(Code::Outline));
    (from..n).collect()
}
