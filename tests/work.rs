//! Bad input costs no more than its length: all that is sought over lines, notes, marks and links counts its steps, and
//! twice the input may take about twice as many. Seconds say nothing on a shared machine; steps are exact.
#![allow(clippy::unwrap_used, missing_docs)]

use std::fmt::Write as _;

use restitch::{
    Options, Restored,
    anchor::{self, Words},
    check,
    document::Anchor,
    prose::{signs::Signs, words::Joiner},
    region::Layout,
    restore,
    text::Text,
    write,
};

fn steps(raw: &str) -> u64 {
    let text = Text::decode(raw.as_bytes());
    let (layout, words) = (Layout::new(&text), Words::default());
    let found = anchor::notes(&layout, &words);
    let joiner = Joiner { words: &words, patterns: None, targets: &[], signs: Signs::of(&layout), witness: None };
    found.steps + anchor::links::links(&layout, &found, &joiner).steps
}

/// Steps that any input may take beside those for its length.
const START: u64 = 10_000;

/// The steps for inputs of a size and of twice that size: linear, and never many for a byte.
fn linear(make: impl Fn(usize) -> String, size: usize) {
    let (small, large) = (make(size), make(2 * size));
    let (a, b) = (few(&small), few(&large));
    assert!(b <= 2 * a + a / 4 + START, "{a} steps for {} bytes, {b} for {}", small.len(), large.len());
}

/// The steps for an input, never many for a byte.
fn few(raw: &str) -> u64 {
    /// Spoilt marks take by far the most: each may be the call of several numbers, and of several letters. All else stays under
    /// an eighth of it.
    const PER_BYTE: u64 = 1000;
    let steps = steps(raw);
    assert!(steps <= PER_BYTE * raw.len() as u64 + START, "{steps} steps for {} bytes", raw.len());
    steps
}

/// Restores, and proves that nothing is lost.
fn whole(raw: &str) -> Restored {
    let restored = restore(raw.as_bytes(), &Options::default());
    let account = check::check(raw.as_bytes(), &write::json::to_string(&restored));
    assert!(account.is_ok(), "{account:?}");
    restored
}

const NOTES: &str = "1 First note on the harbour.\n2 Second note on the quay.\n3 Third note on the mole.\n";

#[test]
fn a_million_digits_in_a_row() {
    linear(|n| format!("The harbour1 and {} end2. The quay3.\n\n{NOTES}", "7".repeat(n)), 500_000);
    whole(&format!("The harbour1 and {} end2. The quay3.\n\n{NOTES}", "7".repeat(1_000_000)));
}

#[test]
fn many_marks_for_three_notes() {
    let make = |n: usize| {
        let body: String = (0..n).fold(String::new(), |mut out, i| {
            let _ = writeln!(out, "The harbour{} and the quay of the town.", i % 3 + 1);
            out
        });
        format!("{body}\n{NOTES}")
    };
    linear(make, 50_000);
    assert_eq!(whole(&make(5_000)).document.notes.len(), 3);
}

#[test]
fn many_notes_without_calls() {
    let make = |n: usize| {
        let notes: String = (1..=n).fold(String::new(), |mut out, i| {
            let _ = writeln!(out, "{i} Note on the harbour and the quay.");
            out
        });
        format!("The harbour was dredged1. The quay was built2. The mole is old3.\n\n{notes}")
    };
    linear(make, 50_000);
    // what is not placed says why
    for note in whole(&make(5_000)).document.notes {
        let (Anchor::Marked { evidence, .. } | Anchor::Inferred { evidence, .. } | Anchor::Unanchored { evidence, .. }) =
            note.anchor
        else {
            panic!("nobody decided the place of {}", note.label);
        };
        assert!(!evidence.is_empty(), "{}", note.label);
    }
}

/// Half of the notes are called: those that are not are placed or told, one by one.
#[test]
fn every_other_call_lost() {
    let make = |n: usize| {
        let mut out = String::new();
        for page in 0..n {
            let first = 6 * page + 1;
            for k in 0..6 {
                let mark = if k % 2 == 0 { (first + k).to_string() } else { String::new() };
                let _ = writeln!(out, "The harbour of town {page} was dredged in its year{mark}. So it was said.");
            }
            out.push('\n');
            for k in 0..6 {
                let _ = writeln!(out, "{} Book {k} on the harbour of town {page}.", first + k);
            }
            out.push('\u{c}');
        }
        out
    };
    linear(make, 1_000);
    let restored = whole(&make(100));
    assert_eq!(restored.document.notes.len(), 600);
    for note in &restored.document.notes {
        let (evidence, runner_up) = match &note.anchor {
            Anchor::Marked { evidence, runner_up, .. }
            | Anchor::Inferred { evidence, runner_up, .. }
            | Anchor::Unanchored { evidence, runner_up } => (evidence, runner_up),
            Anchor::Decided { .. } => panic!("nobody decided the place of {}", note.label),
        };
        assert!(!evidence.is_empty() && runner_up.is_some(), "{note:?}");
    }
}

#[test]
fn labels_that_jump() {
    let raw = "The harbour1 was dredged2. The quay9000000000 is old.\n\n1 First note.\n2 Second note.\n9000000000 Third note.\n";
    let restored = whole(raw);
    assert_eq!(restored.document.notes.len(), 2);
    assert!(write::markdown::to_string(&restored).contains("quay9000000000 is old"));
    linear(|n| (0..n).fold(String::new(), |out, i| out + &format!("word{0}. End.\n{0} Note.\n", i * 97 % 9973)), 5_000);
}

/// Each label is called, but none follows on the one before: every one could begin a series of its own.
#[test]
fn labels_that_run_backwards() {
    let make = |n: usize| {
        (1..=n).rev().fold(String::new(), |out, i| out + &format!("The harbour was dredged.{i} End.\n\n{i} Note.\n"))
    };
    linear(make, 3_000);
    whole(&make(500));
}

/// Several series that run through each other, line by line, from numbers far apart.
#[test]
fn many_series_at_once() {
    const SERIES: usize = 12;
    let make = |n: usize| {
        (0..n).fold(String::new(), |out, i| {
            let label = i % SERIES * 10_000 + i / SERIES + 1;
            out + &format!("The harbour was dredged.{label} End.\n\n{label} Note.\n")
        })
    };
    linear(make, 3_000);
    whole(&make(500));
}

/// Every word bears a mark that recognition may have made of a digit, and every other line a label of that kind.
#[test]
fn marks_that_recognition_spoilt() {
    let make = |n: usize| {
        (0..n).fold(String::new(), |out, i| {
            out + "The harbour’ of the town* was dredged.° So it was said.!?\n\n"
                + ["*See the book.\n", "‘There it stands.\n", "®° Then as now.\n"][i % 3]
        })
    };
    linear(make, 80);
    whole(&make(50));
}

/// Words that end in numbers, each of which could be a call, quoted in ways that recognition may have spoilt.
#[test]
fn labels_on_lines_of_their_own() {
    // on page after page, and thousands on one page, where not every line is weighed as every note's first any more
    let page = |n: usize| {
        let text: String =
            (1..=6).map(|k| format!("The {n}th boat of the harbour was painted twice that year.{k} \n")).collect();
        let notes: String =
            (1..=6).map(|k| format!("{k}\nHarbour book, volume {n}, where it is told\nat length, p. {k}.\n")).collect();
        format!("{text}\n{notes}\x0c")
    };
    linear(|pages| (0..pages).map(page).collect(), 200);
    let crowd = |notes: usize| {
        let text: String = (1..=notes).map(|k| format!("The boat was painted twice that year.{k}\n")).collect();
        let bodies: String = (1..=notes).map(|k| format!("{k}\nHarbour book, where it is told\n")).collect();
        format!("{text}\n{bodies}")
    };
    linear(crowd, 300);
    let restored = whole(&(0..3).map(page).collect::<String>());
    assert_eq!(restored.document.notes.len(), 18);
    assert!(restored.document.notes.iter().all(|note| note.blocks.len() == 1));
}

#[test]
fn words_that_end_in_numbers() {
    let make = |n: usize| {
        (0..n).fold(String::new(), |mut out, i| {
            let _ = writeln!(out, "The ships of Quay{i}’ came to Quay{} in the years of the harbour.", i + n);
            let _ = writeln!(out, "The ships of Mole{i} left it.\n\n{} Harbour{i}, Quay{i}’ and after.\n", i % 40 + 1);
            if i % 10 == 9 {
                out.push('\u{c}');
            }
            out
        })
    };
    linear(make, 150);
    whole(&make(50));
}

/// A page of addresses shown and another list of addresses below it, none of which is the other.
#[test]
fn links_without_places() {
    let make = |n: usize| {
        let shown = (0..n).map(|i| format!("It stands on https://a.org/harbour/{i} to be read there.\n"));
        let listed = (0..n).map(|i| format!("https://b.org/quay/{i}\n"));
        shown.chain(["\n".to_owned()]).chain(listed).collect::<String>()
    };
    // within a page all pairs are looked at, up to a number of them
    for size in [100, 300, 600, 1_200, 5_000] {
        few(&make(size));
    }
    whole(&make(300));
}

/// As many addresses on each of many pages.
#[test]
fn links_on_many_pages() {
    let make = |n: usize| {
        (0..n).fold(String::new(), |mut out, page| {
            (0..8).for_each(|i| out += &format!("It stands on https://a.org/harbour/{page}/{i} to be read there.\n"));
            (0..8).for_each(|i| out += &format!("\nhttps://b.org/quay/{page}/{i}"));
            out + "\n\u{c}"
        })
    };
    linear(make, 300);
}

#[test]
fn zero_width_characters_within_labels() {
    let raw = "The harbour\u{200b}1\u{200b}2 was dredged. The quay1\u{feff}3 is old.\n\n1\u{200b}2 First note.\n1\u{200d}3 Second note.\n";
    let restored = whole(raw);
    assert_eq!(restored.document.notes.iter().map(|n| n.label.as_str()).collect::<Vec<_>>(), ["12", "13"]);
}

#[test]
fn a_note_of_a_megabyte() {
    let make = |n: usize| {
        let body = "Word upon word of the harbour and the quay in town. ".repeat(n / 52);
        format!("The harbour was dredged. The quay1 is old.\n\n1 First note.\n2 {body}\n3 Third note.\n")
    };
    linear(make, 500_000);
    whole(&make(1_000_000));
}
