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
    /// Whether it begins with a label in capitals.
    pub(super) labelled: bool,
    /// Whether the document begins with it.
    pub(super) first: bool,
    /// Whether another heading follows at once, one with a label aside.
    pub(super) stacked: bool,
}

/// The kinds of headings, outermost first. Unnumbered ones are as deep as numbers that count within a chapter are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Kind {
    Title,
    Numbered(Style),
    Capitals,
    /// One of those that others stand under at once, in a document that has both.
    Over,
    Plain,
    Labelled,
}

/// How many unnumbered headings must have another under them at once for those to be a level of their own, and how many of
/// the others there must be for each.
const FEWEST_OVER: usize = 2;
const FEWEST_UNDER: usize = 2;

/// The level of each heading, 1 to 6. Kinds are ordered by what they are, and ways of counting by what counts within what;
/// where a document numbers its sections in one way only, the unnumbered ones (a preface, a bibliography) are of the
/// outermost level, too, and so are letters that count on behind the last number (appendices).
pub(super) fn levels(headings: &[Heading]) -> Vec<u8> {
    let named = |heading: &Heading| {
        heading.number.is_some_and(|number| matches!(number.style, Style::Part | Style::Chapter | Style::Section))
    };
    let any_named = headings.iter().any(named);
    let styles = || headings.iter().skip(1).filter_map(|heading| heading.number).map(|number| number.style);
    // its number is one of several, or others count within it
    let counts_on = |number: Numbering| {
        styles().any(|style| style == number.style)
            || (number.style == Style::Decimal(1) && styles().any(Style::is_in_parts))
    };
    // a document's first heading is not deeper than those that follow
    let is_title = |heading: &Heading| {
        heading.first
            && match heading.number {
                Some(number) => heading.stacked && !counts_on(number),
                None => heading.stacked || any_named,
            }
    };
    // one heading in capitals is no kind of its own, but the first may be what others stand under
    let capitals = headings.iter().filter(|heading| heading.capitals && heading.number.is_none()).count();
    let leads = headings.first().is_some_and(|heading| heading.capitals);
    let in_capitals = |heading: &Heading| heading.capitals && (capitals > 1 || leads);
    let is_plain = |heading: &Heading| {
        heading.number.is_none() && !in_capitals(heading) && !heading.labelled && !is_title(heading)
    };
    let over = headings.iter().filter(|heading| is_plain(heading) && heading.stacked).count();
    let under = headings.iter().filter(|heading| is_plain(heading) && !heading.stacked).count();
    let has_over = over >= FEWEST_OVER && under >= over * FEWEST_UNDER;
    let kind = |heading: &Heading| match heading.number {
        _ if is_title(heading) => Kind::Title,
        Some(number) => Kind::Numbered(number.style),
        None if in_capitals(heading) => Kind::Capitals,
        None if heading.labelled => Kind::Labelled,
        None if has_over && heading.stacked => Kind::Over,
        None => Kind::Plain,
    };
    let kinds: Vec<Kind> = headings.iter().map(kind).collect();
    let counts = counts(headings);
    let rank = |kind: &Kind| match kind {
        Kind::Numbered(style) => counts.iter().position(|count| *count == Count::of(*style)),
        _ => None,
    };
    let mut present = kinds.clone();
    present.sort_unstable_by_key(|kind| (class(*kind), rank(kind), *kind));
    present.dedup();
    let outermost = present.iter().find(|kind| matches!(kind, Kind::Numbered(_))).copied();
    let is_outer = |kind: Kind| matches!(kind, Kind::Capitals | Kind::Over) || (kind == Kind::Plain && !has_over);
    let mut level = FxHashMap::default();
    let mut depth = 0;
    for kind in present {
        let beside = (is_outer(kind) && !any_named) || appended(kind, headings, &counts);
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

/// Kinds whose order does not depend on the document are of different classes.
fn class(kind: Kind) -> u8 {
    match kind {
        Kind::Title => 0,
        Kind::Numbered(Style::Part) => 1,
        Kind::Numbered(Style::Chapter) => 2,
        Kind::Numbered(Style::Section) => 3,
        Kind::Numbered(_) => 4,
        Kind::Capitals => 5,
        Kind::Over => 6,
        Kind::Plain => 7,
        Kind::Labelled => 8,
    }
}

/// A way of counting that says nothing by itself of how deep it is: laws count `A`, `I`, `1`, reports `I`, `A`, `1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Count {
    Roman,
    Letter,
    Decimal,
}

impl Count {
    fn of(style: Style) -> Self {
        match style {
            Style::Letter => Self::Letter,
            Style::Decimal(_) => Self::Decimal,
            _ => Self::Roman,
        }
    }
}

/// The outermost numbers of each way of counting, in order.
fn numbers(headings: &[Heading], count: Count) -> impl Iterator<Item = (usize, u32)> {
    headings.iter().enumerate().filter_map(move |(at, heading)| {
        let number = heading.number.filter(|n| class(Kind::Numbered(n.style)) == 4 && Count::of(n.style) == count)?;
        (!number.style.is_in_parts()).then_some((at, number.value))
    })
}

/// The ways of counting that a document has, outermost first. One is within another if it begins anew behind a number of the
/// other, or if it counts between two successive numbers of the other; where nothing of the kind is seen, the one that comes
/// first is the outer one.
fn counts(headings: &[Heading]) -> Vec<Count> {
    let anew = |inner: Count, outer: Count| {
        let outer: Vec<usize> = numbers(headings, outer).map(|(at, _)| at).collect();
        let inner: Vec<(usize, u32)> = numbers(headings, inner).collect();
        let parted =
            |from: usize, to: usize| outer.partition_point(|&at| at < from) < outer.partition_point(|&at| at < to);
        inner.windows(2).any(|pair| pair[1].1 <= pair[0].1 && parted(pair[0].0, pair[1].0))
    };
    let between = |inner: Count, outer: Count| {
        let outer: Vec<(usize, u32)> = numbers(headings, outer).collect();
        numbers(headings, inner).any(|(at, _)| {
            let next = outer.partition_point(|&(other, _)| other < at);
            next > 0 && outer.get(next).is_some_and(|&(_, value)| value == outer[next - 1].1 + 1)
        })
    };
    let within = |inner: Count, outer: Count| match (anew(inner, outer), anew(outer, inner)) {
        (true, false) => true,
        (false, true) => false,
        _ => between(inner, outer) && !between(outer, inner),
    };
    let mut counts: Vec<Count> = Vec::new();
    for number in headings.iter().filter_map(|heading| heading.number) {
        let new = Count::of(number.style);
        if class(Kind::Numbered(number.style)) == 4 && !counts.contains(&new) {
            let at = counts.iter().position(|&old| within(old, new));
            counts.insert(at.unwrap_or(counts.len()), new);
        }
    }
    counts
}

/// Whether a kind is letters that begin behind the last of the numbers and so are beside them.
fn appended(kind: Kind, headings: &[Heading], counts: &[Count]) -> bool {
    let Some(&outermost) = counts.first().filter(|count| **count != Count::Letter) else { return false };
    let last = numbers(headings, outermost).last().map(|(at, _)| at);
    kind == Kind::Numbered(Style::Letter) && numbers(headings, Count::Letter).next().map(|(at, _)| at) > last
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::heading::numbering;

    fn levels_of(lines: &[&str]) -> Vec<u8> {
        let heading = |(at, line): (usize, &&str)| Heading {
            number: numbering(line),
            capitals: !line.contains(char::is_lowercase),
            labelled: line.starts_with("NOTE "),
            first: at == 0,
            stacked: at == 0 || line.ends_with(':'),
        };
        levels(&lines.iter().enumerate().map(heading).collect::<Vec<_>>())
    }

    #[test]
    fn one_outline() {
        assert_eq!(levels_of(&["The Book", "Part I", "Chapter 1", "A walk", "Chapter 2"]), [1, 2, 3, 4, 3]);
        assert_eq!(levels_of(&["The Paper", "Abstract", "1 Aims", "1.1 Scope", "2 Means"]), [1, 2, 2, 3, 2]);
        assert_eq!(levels_of(&["The Book", "THE SEA", "A walk", "THE LAND"]), [1, 2, 3, 2]);
    }

    #[test]
    fn labels_are_below_and_one_heading_in_capitals_is_as_the_others() {
        assert_eq!(levels_of(&["Mills", "NOTE A name", "Sluices", "NOTE Others"]), [1, 3, 2, 3]);
        assert_eq!(levels_of(&["A walk", "ERRATA", "A ride", "A sail"]), [1, 2, 2, 2]);
    }

    #[test]
    fn headings_that_others_stand_under_at_once() {
        let report = ["The Report", "Attachment A", "Plans:", "Aims", "Means", "Deeds:", "Cost", "Gain", "Loss"];
        assert_eq!(levels_of(&report), [1, 2, 3, 4, 4, 3, 4, 4, 4]);
        // once is no habit, and as many over as under are titles of two lines
        assert_eq!(levels_of(&["The Tale", "Morning:", "At Sea", "Noon", "On Land"]), [1, 2, 2, 2, 2]);
        assert_eq!(levels_of(&["The Tale", "Morning:", "At Sea", "Noon:", "On Land"]), [1, 2, 2, 2, 2]);
    }

    #[test]
    fn a_first_heading_is_not_deeper_than_what_follows() {
        let heading = |line: &str, first| Heading {
            number: numbering(line),
            capitals: false,
            labelled: false,
            first,
            stacked: false,
        };
        let levels_of = |lines: &[&str]| {
            levels(&lines.iter().enumerate().map(|(at, line)| heading(line, at == 0)).collect::<Vec<_>>())
        };
        assert_eq!(levels_of(&["Oversight", "Section A", "Aims", "Section B"]), [1, 2, 3, 2]);
        // a piece that begins anywhere
        assert_eq!(levels_of(&["Aims", "Means", "Deeds"]), [1, 1, 1]);
        assert_eq!(levels_of(&["Section A", "Aims", "Section B"]), [1, 2, 1]);
    }

    #[test]
    fn ways_of_counting_are_ordered_by_the_document() {
        let law = [
            "Die Haftung",
            "A. Einleitung",
            "B. Der Maßstab",
            "I. Sorgfalt",
            "1. Der Verwalter",
            "2. Der Schuldner",
            "II. Verschulden",
        ];
        assert_eq!(levels_of(&law), [1, 2, 2, 3, 4, 4, 3]);
        let report = ["The Report", "I. Aims", "A. Scope", "1. Time", "B. Means", "II. Results"];
        assert_eq!(levels_of(&report), [1, 2, 3, 4, 3, 2]);
        // an extract that begins in the midst of its outline
        assert_eq!(
            levels_of(&["Opinion", "B. Standing", "A. Merits", "B. Relief", "1. Costs", "2. Fees"]),
            [1, 2, 2, 2, 3, 3]
        );
        // the first inner number is older than the first outer one
        assert_eq!(
            levels_of(&["The Tale", "1. At Sea", "I. North", "2. On Land", "II. South", "1. A Port"]),
            [1, 3, 2, 3, 2, 3]
        );
        assert_eq!(
            levels_of(&["The Paper", "1. Aims", "1.1 Scope", "2. Means", "A. Sources", "B. Tables"]),
            [1, 2, 3, 2, 2, 2]
        );
    }
}
