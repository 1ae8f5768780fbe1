//! Works that a text cites by their numbers in a bibliography, `[3]` or `[2, 1]`: these call no notes.

use crate::{
    grammar::{
        is_title_of,
        label::{Series, Sugar, label},
    },
    page::LineIndex,
    region::{Layout, Role},
};

/// The line of a bibliography's title, if its entries bear numbers in brackets and the text cites them as works: some of them
/// again, or before others that count lower. What is cited once each, in the order of the entries, may as well be notes.
/// Linear time.
pub(super) fn works(layout: &Layout) -> Option<LineIndex> {
    let is_text = |line: &LineIndex| layout.roles[*line] == Role::Text;
    let is_first = |line: LineIndex| {
        label(layout.ink(line))
            .is_some_and(|label| (label.series, label.sugar, label.value) == (Series::Number, Sugar::Brackets, 1))
    };
    let heads = |line: &LineIndex| {
        is_title(layout.ink(*line)) && (line + 1..layout.lines.len()).find(is_text).is_some_and(is_first)
    };
    let title = (0..layout.lines.len()).filter(is_text).rfind(heads)?;
    let cited: Vec<u32> = (0..title).filter(is_text).flat_map(|line| bracketed(layout.ink(line))).collect();
    (!cited.is_sorted_by(|a, b| a < b)).then_some(title)
}

/// The numbers in brackets of a line: `[3]`, `[2, 1]`, `[4–6]`.
fn bracketed(ink: &str) -> impl Iterator<Item = u32> + '_ {
    /// Digits of the longest; years have more.
    const MAX_DIGITS: usize = 3;
    let groups = ink.split('[').skip(1).filter_map(|rest| rest.split_once(']')).map(|(group, _)| group);
    let is_separator = |c: char| matches!(c, ',' | ';' | '-' | '–' | ' ' | '\u{a0}');
    let is_number = |part: &str| part.len() <= MAX_DIGITS && part.bytes().all(|byte| byte.is_ascii_digit());
    groups
        .filter(move |group| group.split(is_separator).all(is_number))
        .flat_map(move |group| group.split(is_separator).filter_map(|part| part.parse().ok()))
}

/// Whether a line is the title of a bibliography, with its number or without.
fn is_title(ink: &str) -> bool {
    const TITLES: &[&str] = &[
        "bibliografi",
        "bibliografia",
        "bibliografía",
        "bibliographie",
        "bibliography",
        "cited works",
        "kilder",
        "literatur",
        "literaturverzeichnis",
        "literature",
        "literature cited",
        "literatuur",
        "litteratur",
        "obras citadas",
        "ouvrages cités",
        "reference",
        "references",
        "referencias",
        "referenser",
        "referências",
        "riferimenti",
        "références",
        "works cited",
        "библиография",
        "литература",
    ];
    is_title_of(ink, TITLES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_brackets() {
        let numbers: Vec<u32> = bracketed("in tar [1]. It is [3, 12], and [4–6] as well").collect();
        assert_eq!(numbers, [1, 3, 12, 4, 6]);
        assert_eq!(bracketed("in [sic] 1904 [1904] and a[i], at [12").count(), 0);
    }
}
