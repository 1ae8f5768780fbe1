//! The phenomena, one a fixture: what `fixtures/NAME.txt` comes out as stands beside it, in the snapshot `NAME.snap`.
//!
//! (Language and hash in its block of metadata aside.) `fixtures/README.md` says what each holds. To add one, write `NAME.txt` and a row in
//! that table, run `INSTA_UPDATE=always cargo test --test fixtures`, and read the snapshot before you commit it: it is
//! what is wanted from then on. If it is not what is wanted, write that by hand as `NAME.wanted.md`, and a line with the
//! reason in `KNOWN_FAILURES.txt`. The list is strict: the test fails as soon as the two are equal. It also fails on a
//! snapshot that is missing, out of date or left over; nothing is taken on unread.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

mod common;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, panic,
    path::{Path, PathBuf},
};

use restitch::{
    Options, Restored, check,
    document::{Anchor, Block, BlockKind, Inline, LinkHome},
    restore, write,
};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The inputs, by name.
fn fixtures() -> BTreeMap<String, PathBuf> {
    let mut inputs = with_ending(".txt");
    inputs.remove("KNOWN_FAILURES");
    inputs
}

/// The files of `fixtures/` whose names end so, by what stands before the ending.
fn with_ending(ending: &str) -> BTreeMap<String, PathBuf> {
    let paths = fs::read_dir(root().join("fixtures")).unwrap().map(|entry| entry.unwrap().path());
    let named = paths.filter_map(|path| {
        let name = path.file_name()?.to_str()?.strip_suffix(ending)?.to_owned();
        Some((name, path))
    });
    named.collect()
}

/// Name and reason of each fixture that does not come out as wanted yet.
fn known_failures() -> BTreeMap<String, String> {
    let list = fs::read_to_string(root().join("fixtures/KNOWN_FAILURES.txt")).unwrap();
    let entries = list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    entries
        .map(|entry| {
            let (name, reason) = entry.split_once(": ").unwrap_or_else(|| panic!("`NAME: reason`, not {entry:?}"));
            (name.to_owned(), reason.trim().to_owned())
        })
        .collect()
}

/// The Markdown of the text, without the language and the hash in the block of metadata before it.
fn markdown(bytes: &[u8]) -> String {
    let all = write::markdown::to_string(&restore(bytes, &Options::default()));
    let Some((meta, text)) = all.strip_prefix("---\n").and_then(|rest| rest.split_once("---\n")) else { return all };
    let told: String = meta
        .split_inclusive('\n')
        .filter(|line| !line.starts_with("lang:") && !line.starts_with("identifier:"))
        .collect();
    if told.is_empty() { text.trim_start_matches('\n').to_owned() } else { format!("---\n{told}---\n{text}") }
}

/// The account adds up, and the same bytes give the same output.
fn assert_account(name: &str, bytes: &[u8]) -> Restored {
    let restored = restore(bytes, &Options::default());
    let json = write::json::to_string(&restored);
    if let Err(faults) = check::check(bytes, &json) {
        let faults: Vec<_> = faults.iter().take(5).map(ToString::to_string).collect();
        panic!("{name}: the account does not add up: {}", faults.join("; "));
    }
    common::assert_valid(&json);
    let again = restore(bytes, &Options::default());
    assert_eq!(write::json::to_string(&again), json, "{name}: two outputs for the same bytes");
    restored
}

/// Holds a text against the snapshot of its fixture; insta shows what differs.
fn is_as_before(name: &str, found: &str) -> bool {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(root().join("fixtures"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| panic::catch_unwind(|| insta::assert_snapshot!(name, found)).is_ok())
}

#[test]
fn each_comes_out_as_its_snapshot_says() {
    let outcomes =
        fixtures().into_iter().map(|(name, path)| (is_as_before(&name, &markdown(&fs::read(path).unwrap())), name));
    let wrong: Vec<_> = outcomes.filter(|(same, _)| !same).map(|(_, name)| name).collect();
    assert!(wrong.is_empty(), "not as their snapshots say: {}", wrong.join(", "));
}

#[test]
fn no_snapshot_is_left_over() {
    let inputs: BTreeSet<_> = fixtures().into_keys().collect();
    for name in with_ending(".snap").keys() {
        assert!(inputs.contains(name), "there is no fixtures/{name}.txt for fixtures/{name}.snap");
    }
}

#[test]
fn known_failures_still_fail() {
    let known: BTreeSet<_> = known_failures().into_keys().collect();
    let wanted = with_ending(".wanted.md");
    assert_eq!(known, wanted.keys().cloned().collect(), "the lines of KNOWN_FAILURES.txt and the files NAME.wanted.md");
    for (name, path) in wanted {
        let found = markdown(&fs::read(&fixtures()[&name]).unwrap());
        assert_ne!(
            found,
            fs::read_to_string(path).unwrap(),
            "{name} comes out as wanted now: take it off KNOWN_FAILURES.txt, and its .wanted.md away"
        );
    }
}

#[test]
fn the_account_of_each_adds_up() {
    for (name, path) in fixtures() {
        assert_account(&name, &fs::read(path).unwrap());
    }
}

#[test]
fn the_language_is_told() {
    for (name, language) in [
        ("flat-calls", "en"),
        ("french-spacing", "fr"),
        ("german-numbers", "de"),
        ("norwegian-hyphens", "nb"),
        ("portuguese", "pt"),
    ] {
        let restored = restore(&fs::read(&fixtures()[name]).unwrap(), &Options::default());
        assert_eq!(restored.document.meta.language.as_deref(), Some(language), "{name}");
    }
}

#[test]
fn each_is_told_of_and_each_that_is_told_of_is_there() {
    let told = fs::read_to_string(root().join("fixtures/README.md")).unwrap();
    let rows: BTreeSet<_> = told
        .lines()
        .filter_map(|line| line.strip_prefix("| [")?.split_once(']'))
        .map(|(name, _)| name.to_owned())
        .collect();
    let inputs: BTreeSet<_> = fixtures().into_keys().collect();
    assert_eq!(rows, inputs, "the table of fixtures/README.md and the files beside it");
    for (name, reason) in known_failures() {
        assert!(inputs.contains(&name), "KNOWN_FAILURES.txt names {name}, which is no fixture");
        assert!(!reason.is_empty(), "KNOWN_FAILURES.txt gives no reason for {name}");
    }
}

#[test]
fn the_account_of_every_evaluation_case_adds_up() {
    let cases = root().join("../shared/eval");
    if !cases.is_dir() {
        println!("skipped: no evaluation cases beside the repository");
        return;
    }
    let mut seen = 0;
    for kind in ["cases", "real"] {
        let folders = fs::read_dir(cases.join(kind)).unwrap().map(|entry| entry.unwrap().path());
        for raw in folders.map(|folder| folder.join("raw.txt")).filter(|raw| raw.is_file()) {
            assert_account(&raw.display().to_string(), &fs::read(&raw).unwrap());
            seen += 1;
        }
    }
    assert!(seen > 0, "there are evaluation cases");
}

/// The specimen.
fn brief() -> Restored {
    assert_account("raw/brief.txt", &fs::read(root().join("raw/brief.txt")).unwrap())
}

/// The text of inlines; a call is `[^label]`.
fn plain(restored: &Restored, inlines: &[Inline]) -> String {
    let one = |inline: &Inline| match inline {
        Inline::Text(run) => run.text.clone(),
        Inline::Call { note } => format!("[^{}]", restored.document.notes[*note].label),
        Inline::Link { content, .. } => plain(restored, content),
        Inline::Break => "\n".to_owned(),
    };
    inlines.iter().map(one).collect()
}

/// The text of blocks, one paragraph or line a line.
fn text(restored: &Restored, blocks: &[Block]) -> String {
    let one = |block: &Block| match &block.kind {
        BlockKind::Heading { content, .. } | BlockKind::Paragraph { content } => plain(restored, content) + "\n",
        BlockKind::List { items, .. } => items.iter().map(|item| text(restored, item)).collect(),
        BlockKind::Quote { blocks } => text(restored, blocks),
        BlockKind::Verse { lines } => lines.iter().map(|line| plain(restored, line) + "\n").collect(),
        BlockKind::Table { head, rows, .. } => {
            head.iter().chain(rows.iter().flatten()).map(|cell| plain(restored, cell) + "\n").collect()
        }
        BlockKind::Preformatted { lines } => lines.iter().map(|line| line.text.clone() + "\n").collect(),
    };
    blocks.iter().map(one).collect()
}

#[test]
fn the_specimen_has_its_notes() {
    let restored = brief();
    let notes = &restored.document.notes;
    assert_eq!(notes.len(), 57);
    let marked = notes.iter().filter(|note| matches!(note.anchor, Anchor::Marked { .. }));
    let labels: Vec<_> = marked.map(|note| note.label.parse::<usize>().unwrap()).collect();
    assert_eq!(labels, (1..=50).collect::<Vec<_>>(), "the first fifty calls are printed");
}

#[test]
fn the_specimen_keeps_no_digit_of_a_call() {
    let restored = brief();
    let text = text(&restored, &restored.document.blocks);
    for (wrong, right) in [
        ("countries1", "between the three countries[^1]."),
        ("space2", "in the post-Soviet space[^2]."),
        ("»4", "»[^4]. Furthermore"),
        ("(EEU)38", "(EEU)[^38]"),
        ("RussNeft)44", "RussNeft)[^44]"),
        ("20.6 %)25", "%)[^25]"),
    ] {
        assert!(!text.contains(wrong), "{wrong} is still there");
        assert!(text.contains(right), "{right} is not there");
    }
    for kept in ["since 2014", "2000s", "Zapad-2017", "$100", "military-industrial"] {
        assert!(text.contains(kept), "{kept} is not there");
    }
    let last = restored.document.notes.iter().find(|note| note.label == "57").unwrap();
    assert!(self::text(&restored, &last.blocks).contains("Belarusian-British"));
}

#[test]
fn the_specimen_has_its_headings() {
    let restored = brief();
    let headings: Vec<_> = restored
        .document
        .blocks
        .iter()
        .filter_map(|block| match &block.kind {
            BlockKind::Heading { content, .. } => Some(plain(&restored, content)),
            _ => None,
        })
        // What could not be placed is told at the end under a heading of its own, which is none of the text's.
        .filter(|heading| heading != "Notes without a place")
        .collect();
    assert_eq!(
        headings,
        ["Introduction", "Theoretical background", "Soft power", "Economic power", "Military power", "Conclusion"]
    );
}

#[test]
fn the_specimen_has_its_links_and_none_to_a_local_file() {
    let restored = brief();
    let document = &restored.document;
    let of_note = |label: &str| {
        let at = document.notes.iter().position(|note| note.label == label).unwrap();
        document.links.iter().filter(|link| link.home == LinkHome::Note { note: at }).count()
    };
    assert_eq!(of_note("21"), 4);
    assert!(document.links.iter().all(|link| !link.url.starts_with("file:")));
    let markdown = write::markdown::to_string(&restored);
    assert!(!markdown.contains("](file:") && !markdown.contains("<file:"));
    let pandoc: serde_json::Value = serde_json::from_str(&write::pandoc::to_string(&restored)).unwrap();
    let mut todo = vec![&pandoc];
    while let Some(value) = todo.pop() {
        if value["t"] == "Link" {
            let target = value["c"][2][0].as_str().unwrap();
            assert!(!target.starts_with("file:"), "{target}");
        }
        match value {
            serde_json::Value::Array(values) => todo.extend(values),
            serde_json::Value::Object(values) => todo.extend(values.values()),
            _ => {}
        }
    }
}

#[test]
fn the_specimen_has_no_furniture_in_its_text() {
    let restored = brief();
    let text = text(&restored, &restored.document.blocks);
    assert!(!text.contains("August 3, 2020"), "the date is furniture");
    assert!(!text.contains("Les opinions"), "the disclaimer is furniture");
    for whole in ["a bargain was established between the two states as Minsk", "economic and military realms has been"]
    {
        assert!(text.contains(whole), "{whole} is one sentence over a page end");
    }
}
