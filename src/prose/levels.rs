//! The levels of headings: one outline over the document, so that headings of one kind are of one level.

use rustc_hash::FxHashMap;

use crate::grammar::heading::{Numbering, Style};

/// A heading as far as its level depends on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Heading {
    /// Its number.
    pub(super) number: Option<Numbering>,
    /// Whether it is all in capitals.
    pub(super) capitals: bool,
    /// Whether it is the document's title: it begins the document, and another heading follows.
    pub(super) title: bool,
}

/// The kinds of headings, outermost first. Unnumbered ones are as deep as numbers that count within a chapter are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Kind {
    Title,
    Numbered(Style),
    Capitals,
    Plain,
}

/// The level of each heading, 1 to 6. Kinds are ordered by what they are; where a document numbers its sections in one
/// way only, the unnumbered ones (a preface, a bibliography) are of the outermost level, too.
pub(super) fn levels(headings: &[Heading]) -> Vec<u8> {
    let kind = |heading: &Heading| match heading.number {
        _ if heading.title => Kind::Title,
        Some(number) => Kind::Numbered(number.style),
        None if heading.capitals => Kind::Capitals,
        None => Kind::Plain,
    };
    let kinds: Vec<Kind> = headings.iter().map(kind).collect();
    let mut present = kinds.clone();
    present.sort_unstable();
    present.dedup();
    let named =
        present.iter().any(|kind| matches!(kind, Kind::Numbered(Style::Part | Style::Chapter | Style::Section)));
    let outermost = present.iter().find(|kind| matches!(kind, Kind::Numbered(_))).copied();
    let mut level = FxHashMap::default();
    let mut depth = 0;
    for kind in present {
        let beside = matches!(kind, Kind::Capitals | Kind::Plain) && !named;
        match outermost.filter(|_| beside).and_then(|outermost| level.get(&outermost).copied()) {
            Some(same) => level.insert(kind, same),
            None => {
                depth += 1;
                level.insert(kind, depth.min(6))
            }
        };
    }
    kinds.iter().map(|kind| level[kind]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::heading::numbering;

    fn levels_of(lines: &[&str]) -> Vec<u8> {
        let heading = |(at, line): (usize, &&str)| Heading {
            number: numbering(line),
            capitals: !line.contains(char::is_lowercase),
            title: at == 0,
        };
        levels(&lines.iter().enumerate().map(heading).collect::<Vec<_>>())
    }

    #[test]
    fn one_outline() {
        assert_eq!(levels_of(&["The Book", "Part I", "Chapter 1", "A walk", "Chapter 2"]), [1, 2, 3, 4, 3]);
        assert_eq!(levels_of(&["The Paper", "Abstract", "1 Aims", "1.1 Scope", "2 Means"]), [1, 2, 2, 3, 2]);
        assert_eq!(levels_of(&["The Book", "THE SEA", "A walk", "THE LAND"]), [1, 2, 3, 2]);
    }
}
