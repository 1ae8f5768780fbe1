//! Odd documents as EPUBs: pandoc makes one of each, epubcheck finds nothing wrong with it, and all notes are in it.
//!
//! pandoc 3 is the program that `RESTITCH_PANDOC` names, or `pandoc`; epubcheck the jar that `RESTITCH_EPUBCHECK` names.
//! Without the first the tests say so and pass, unless `RESTITCH_REQUIRE_PANDOC` is set; without the second the books are
//! made and looked into all the same.

mod common;

use std::{
    env,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use common::*;
use restitch::{
    Options, Restored,
    document::{Anchor, Inline, Told},
    restore,
    write::{Form, Front, Pages, pandoc},
};

/// A quick start is what counts.
const JAVA: [&str; 2] = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];

/// The book that pandoc makes, which epubcheck has looked at, in its folder.
struct Book {
    _folder: tempfile::TempDir,
    path: PathBuf,
    pandoc: String,
}

impl Book {
    /// Makes one; `None` if there is no pandoc.
    fn of(restored: &Restored, form: &Form) -> Option<Self> {
        let pandoc = pandoc_3()?;
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("book.epub");
        let mut child = Command::new(&pandoc)
            .args(["-f", "json", "-o"])
            .arg(&path)
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("pandoc is there");
        let json = pandoc::to_string_with(restored, form);
        child.stdin.take().expect("it is piped").write_all(json.as_bytes()).expect("pandoc reads");
        let output = child.wait_with_output().expect("pandoc ends");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("pandoc/page-list.lua");
        let listed = Command::new(&pandoc).arg("lua").arg(list).arg(&path).output().expect("pandoc is there");
        assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
        let book = Self { _folder: folder, path, pandoc };
        book.check();
        Some(book)
    }

    fn check(&self) {
        let Some(jar) = env::var_os("RESTITCH_EPUBCHECK") else { return };
        let said =
            Command::new("java").args(JAVA).arg("-jar").arg(jar).arg(&self.path).output().expect("java is there");
        let said = String::from_utf8_lossy(&said.stdout).into_owned() + &String::from_utf8_lossy(&said.stderr);
        assert!(said.contains("0 fatals / 0 errors / 0 warnings"), "{said}");
    }

    /// The text that is read back from the book.
    fn text(&self) -> String {
        let arguments = ["-f", "epub", "-t", "markdown", "--wrap=none"];
        let output = Command::new(&self.pandoc).args(arguments).arg(&self.path).output().expect("pandoc is there");
        assert!(output.status.success());
        String::from_utf8(output.stdout).expect("UTF-8")
    }
}

fn titled(title: &str) -> Form {
    Form { title: Some(title.to_owned()), ..Form::default() }
}

const NASTY: &str = "\"Quoted\" 'so' <b>&amp; \u{1b}[2J\u{0}\u{7f}\u{85}\u{2028}\u{fffe}\u{202e} 😀👩\u{200d}👩\u{200d}👧 ]]> --> \\ $x$ `a` *b*";

#[test]
fn a_title_of_any_signs() {
    let mut doc = Doc { blocks: vec![heading(1, vec![run_of(NASTY)]), para(NASTY)], ..Doc::default() };
    let Some(book) = Book::of(&doc.restored(), &titled(NASTY)) else { return };
    assert!(book.text().contains('😀'));
    let told =
        |text: &str, block| Told { text: text.to_owned(), block, whole: true, spans: Vec::new(), confidence: 0.9 };
    doc.meta.title = Some(told(NASTY, 0));
    doc.meta.authors = vec![told(NASTY, 1)];
    doc.meta.date = Some(told(NASTY, 1));
    Book::of(&doc.restored(), &Form { front: Front::TitlePage, ..titled("x") });
}

#[test]
fn a_title_of_ten_thousand_characters() {
    let title = "Ten thousand letters ".repeat(500);
    let doc = Doc { blocks: vec![heading(1, vec![run_of(&title)]), para("Text.")], ..Doc::default() };
    Book::of(&doc.restored(), &titled(&title));
    Book::of(&doc.restored(), &titled(&"x".repeat(10_000)));
}

#[test]
fn no_title_no_headings_no_language() {
    for raw in ["", "1921 1922 1923\n", "\u{c}\u{c}x"] {
        let restored = restore(raw.as_bytes(), &Options::default());
        assert_eq!(restored.document.meta.language, None, "{raw:?}");
        // the name of a file may be anything, but it is never nothing
        Book::of(&restored, &Form { pages: Pages::Marked, ..titled("Untitled") });
    }
}

#[test]
fn notes_in_headings() {
    let mut doc = Doc::default();
    for level in 1..=6 {
        let note = doc.note("1", vec![para("A note to a heading."), para("Its second paragraph.")]);
        doc.blocks.push(heading(level, vec![run_of("A heading"), Inline::Call { note }, run_of(" goes on")]));
        doc.blocks.push(para("Text."));
    }
    let note = doc.note("*", vec![heading(1, vec![run_of("A heading in a note")]), para("x")]);
    doc.blocks.push(heading(1, vec![Inline::Call { note }]));
    let Some(book) = Book::of(&doc.restored(), &titled("x")) else { return };
    assert_eq!(book.text().matches("A note to a heading.").count(), 6);
}

#[test]
fn dates_in_words() {
    let Some(pandoc) = pandoc_3() else { return };
    for (date, machine) in [("March 5, 1921", Some("1921-03-05")), ("im Frühjahr 1921", None)] {
        let told = Told { text: date.to_owned(), block: 0, whole: true, spans: Vec::new(), confidence: 0.9 };
        let mut doc = Doc { blocks: vec![para(date), para("Text.")], ..Doc::default() };
        doc.meta.date = Some(told);
        let form = Form { front: Front::TitlePage, ..titled("x") };
        let Some(book) = Book::of(&doc.restored(), &form) else { return };
        let arguments = [
            "lua",
            "-e",
            "for _, e in ipairs(pandoc.zip.Archive(io.open(arg[1], 'rb'):read('a')).entries) do \
                         if e.path == 'EPUB/content.opf' then print(e:contents()) end end",
        ];
        let package = Command::new(&pandoc).args(arguments).arg("-").arg(&book.path).output();
        let package = String::from_utf8_lossy(&package.expect("pandoc is there").stdout).into_owned();
        // The page of the title is not read back.
        match machine {
            Some(machine) => assert!(package.contains(&format!(">{machine}</dc:date>")), "{package}"),
            None => assert_eq!(book.text().matches(date).count(), 1, "{}", book.text()),
        }
    }
}

/// Five thousand notes in ten chapters, no two pages alike, as in a book; `label` says how they are numbered.
fn much(label: impl Fn(usize) -> usize) -> String {
    let words =
        ["harbour", "quay", "tavern", "market", "ferry", "customs house", "lighthouse", "pilots", "rope walk", "mole"];
    let word = |n: usize| words[n % 10];
    let mut raw = String::new();
    for first in (1..=5000_usize).step_by(5) {
        if first % 500 == 1 {
            raw += &format!("Chapter {}\n\n", first / 500 + 1);
        }
        for n in first..first + 5 {
            let (one, two, three, year) = (word(n / 7), word(n / 3 + 1), word(n * 3 + n / 50), 1600 + n % 300);
            let label = label(n);
            raw +=
                &format!("Of the {one} and the {two} little was left when in {year} they burnt the {three}.{label}\n");
        }
        raw += "\n";
        for n in first..first + 5 {
            raw += &format!("{} The {} Books, volume {n}, p. 44.\n", label(n), word(n / 5));
        }
        raw += "\u{c}";
    }
    raw
}

#[test]
fn five_thousand_notes() {
    let [anew, through] = [much(|n| (n - 1) % 500 + 1), much(|n| n)].map(|raw| {
        let restored = restore(raw.as_bytes(), &Options::default());
        let marked = restored.document.notes.iter().filter(|note| matches!(note.anchor, Anchor::Marked { .. }));
        (marked.count(), restored)
    });
    assert_eq!((anew.0, through.0), (5000, 5000));
    let Some(book) = Book::of(&anew.1, &titled("x")) else { return };
    let told = book.text();
    let told = told.split("Books, volume ").skip(1).filter_map(|rest| rest.split(',').next()?.parse().ok());
    let mut told: Vec<usize> = told.collect();
    told.sort_unstable();
    assert_eq!(told, (1..=5000).collect::<Vec<_>>());
}
