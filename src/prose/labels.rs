//! Which lines begin with a label in capitals that tells what kind of text follows, as boxes beside the text have it:
//! `NOTE The name of the quay`, `BACK TO BASICS Locks and sluices`.
//!
//! Abbreviations stand at the beginnings of lines, too (`NATO Members`); but they stand within lines as well, and labels
//! never do.

use rustc_hash::FxHashMap;

use super::habits::Habits;
use crate::{
    grammar::{any_pair, ends_sentence, runs},
    page::LineIndex,
    region::Layout,
};

/// Letters of a label's longest word.
const SHORTEST: usize = 4;
/// Labelled lines without which a text has no labels.
const FEWEST: usize = 3;
/// Width of a line that is no heading's, as a share of a full one.
const FULL: f32 = 0.93;
/// One of so many occurrences of a label's longest word at least begins a line with a label; the end of a page torn off
/// may bring others into the midst of lines.
const AMONG: u32 = 3;

/// Which lines of a flow begin with labels. Linear time.
pub(super) fn labelled(layout: &Layout, habits: &Habits, flow: &[LineIndex]) -> Vec<bool> {
    let mut out: Vec<bool> = flow.iter().map(|&line| is_labelled(layout.said(line))).collect();
    let name = |at: usize| label(layout.said(flow[at])).max_by_key(|word| word.len()).unwrap_or("");
    let mut counts: FxHashMap<&str, (u32, u32)> = FxHashMap::default();
    for at in (0..flow.len()).filter(|&at| out[at]) {
        counts.entry(name(at)).or_default().0 += 1;
    }
    if counts.is_empty() {
        return out;
    }
    for &line in flow.iter().filter(|&&line| may_have_capitals(layout.said(line))) {
        for word in runs::alphanumeric(layout.said(line)).filter(|word| word.starts_with(char::is_uppercase)) {
            if let Some(count) = counts.get_mut(word) {
                count.1 += 1;
            }
        }
    }
    let is_label = |at: usize| counts.get(name(at)).is_some_and(|&(labels, all)| labels * AMONG >= all);
    for at in 0..flow.len() {
        out[at] = out[at] && habits.share(flow[at]) < FULL && is_label(at);
    }
    if out.iter().filter(|is| **is).count() < FEWEST {
        out.fill(false);
    }
    out
}

/// Whether two capitals may stand beside each other in a line, as they do in a label and in few lines else.
fn may_have_capitals(ink: &str) -> bool {
    let may_be = |byte: u8| byte.is_ascii_uppercase() | !byte.is_ascii();
    any_pair(ink.as_bytes(), |a, b| may_be(a) & may_be(b))
}

/// Whether a line has the shape: words in capitals, a title in small letters, and no sentence's end.
fn is_labelled(ink: &str) -> bool {
    ink.starts_with(char::is_uppercase)
        && label(ink).any(|word| word.chars().count() >= SHORTEST)
        && ink.contains(char::is_lowercase)
        && !ends_sentence(ink)
}

/// The words in capitals that a line begins with.
fn label(ink: &str) -> impl Iterator<Item = &str> {
    runs::ink(ink).take_while(|word| word.chars().all(char::is_uppercase))
}

#[cfg(test)]
mod tests {
    use super::is_labelled;

    #[test]
    fn labels_lead_titles() {
        for line in ["NOTE The name of the quay", "BACK TO BASICS Locks and sluices", "TOOL makefs"] {
            assert!(is_labelled(line), "{line}");
        }
        for line in ["NOTES", "A Note on the quay", "NOTE The quay was built.", "US Navy", "Note The quay"] {
            assert!(!is_labelled(line), "{line}");
        }
    }
}
