//! The law of the writers: what pandoc reads from the Markdown is the Pandoc AST, whatever the text.
//!
//! The judge is pandoc itself: the program that `RESTITCH_PANDOC` names, or `pandoc`. Without it the tests say so and
//! pass, unless `RESTITCH_REQUIRE_PANDOC` is set.
#![allow(clippy::print_stderr, clippy::unwrap_used)]

mod common;

use std::{
    collections::HashSet,
    io::Write,
    process::{Command, Stdio},
};

use common::*;
use pandoc_ast::{Block as PBlock, Inline as PInline, Pandoc};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{TestCaseError, TestRunner},
};
use restitch::{
    Restored,
    document::{Anchor, Block, BlockKind, Delimiter, Inline, LinkStatus, ListMarker, Numerals, Page, Told},
    span::Span,
    write::{Api, Form, Front, Pages, markdown, pandoc},
};
use unicode_normalization::UnicodeNormalization;

/// What pandoc makes of a text.
fn run(program: &str, arguments: &[&str], input: &str) -> String {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let feeder = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

/// **The differences that are allowed**, all of them:
///
/// 1. pandoc names its own, longer API version.
/// 2. The space of `[ ]` or behind `[x]` at the start of a list item is written as an entity, since pandoc would make a
///    check box of it; read back, it is within the word and no space between two.
fn normalise(mut ast: Pandoc) -> Pandoc {
    ast.pandoc_api_version.truncate(3);
    ast.blocks.iter_mut().for_each(normalise_block);
    ast
}

fn normalise_block(block: &mut PBlock) {
    match block {
        PBlock::Plain(inlines) | PBlock::Para(inlines) | PBlock::Header(_, _, inlines) => normalise_inlines(inlines),
        PBlock::LineBlock(lines) => lines.iter_mut().for_each(normalise_inlines),
        PBlock::Table(_, _, _, head, bodies, _) => {
            let rows = bodies.iter_mut().flat_map(|body| &mut body.3).chain(&mut head.1);
            rows.flat_map(|row| &mut row.1).flat_map(|cell| &mut cell.4).for_each(normalise_block);
        }
        PBlock::BlockQuote(blocks) => blocks.iter_mut().for_each(normalise_block),
        PBlock::BulletList(items) | PBlock::OrderedList(_, items) => {
            items.iter_mut().flatten().for_each(normalise_block);
        }
        _ => {}
    }
}

fn normalise_inlines(inlines: &mut Vec<PInline>) {
    let mut out = Vec::with_capacity(inlines.len());
    for mut inline in inlines.drain(..) {
        match &mut inline {
            PInline::Str(text) if text.starts_with('[') && text.contains(' ') => {
                for (i, word) in text.split(' ').enumerate() {
                    if i > 0 {
                        out.push(PInline::Space);
                    }
                    if !word.is_empty() {
                        out.push(PInline::Str(word.to_owned()));
                    }
                }
                continue;
            }
            PInline::Link(_, content, _) => normalise_inlines(content),
            PInline::Note(blocks) => blocks.iter_mut().for_each(normalise_block),
            _ => {}
        }
        out.push(inline);
    }
    *inlines = out;
}

/// The first difference between what pandoc reads from the Markdown and the AST, told for people.
fn difference(program: &str, restored: &Restored) -> Option<String> {
    difference_with(program, restored, &Form::default())
}

fn difference_with(program: &str, restored: &Restored, form: &Form) -> Option<String> {
    let markdown = markdown::to_string_with(restored, form);
    let read = normalise(Pandoc::from_json(&run(program, &["-f", "markdown", "-t", "json"], &markdown)));
    let written = normalise(Pandoc::from_json(&pandoc::to_string_with(restored, form)));
    if read == written {
        return None;
    }
    let at = read.blocks.iter().zip(&written.blocks).position(|(a, b)| a != b);
    let at = at.unwrap_or_else(|| read.blocks.len().min(written.blocks.len()));
    let near = if markdown.len() < 2000 { markdown } else { "(long)".to_owned() };
    Some(format!(
        "block {at}\nread    {:?}\nwritten {:?}\nmeta {:?} {:?}\nmarkdown:\n{near}",
        read.blocks.get(at),
        written.blocks.get(at),
        read.meta,
        written.meta
    ))
}

fn assert_same(restored: &Restored) {
    let Some(program) = pandoc_3() else { return };
    if let Some(difference) = difference(&program, restored) {
        panic!("{difference}");
    }
}

/// The document as far as GitHub's Markdown can say it. **What it cannot**, all of it:
///
/// 1. Lists numbered by letters or roman numbers, or with two parentheses: they are numbered `1.` here.
/// 2. Verse is paragraphs with line ends, and its leading spaces are gone.
/// 3. A second call of a note, which Pandoc shows as a raised label: it is left out.
fn for_github(restored: &Restored) -> Restored {
    let mut restored = restored.clone();
    let mut called = HashSet::new();
    let document = &mut restored.document;
    document.blocks.iter_mut().for_each(|block| simplify(block, &mut called));
    document.notes.iter_mut().flat_map(|note| &mut note.blocks).for_each(|block| simplify(block, &mut HashSet::new()));
    restored
}

fn simplify(block: &mut Block, called: &mut HashSet<usize>) {
    let mut once = |inlines: &mut Vec<Inline>| {
        inlines.retain(|inline| !matches!(inline, Inline::Call { note } if !called.insert(*note)));
    };
    match &mut block.kind {
        BlockKind::Heading { content, .. } | BlockKind::Paragraph { content } => once(content),
        BlockKind::List { marker, items } => {
            if let ListMarker::Ordered { numerals, delimiter, .. } = marker {
                (*numerals, *delimiter) = (Numerals::Decimal, Delimiter::Period);
            }
            items.iter_mut().flatten().for_each(|block| simplify(block, called));
        }
        BlockKind::Quote { blocks } => blocks.iter_mut().for_each(|block| simplify(block, called)),
        BlockKind::Verse { lines } => {
            lines.iter_mut().for_each(once);
            let content = lines.join(&Inline::Break);
            block.kind = BlockKind::Paragraph { content };
        }
        BlockKind::Table { head, rows, .. } => head.iter_mut().chain(rows.iter_mut().flatten()).for_each(once),
        BlockKind::Preformatted { .. } => {}
    }
}

/// **The differences that are allowed** between what pandoc reads from it as GitHub's Markdown and the AST:
///
/// 1. There is no metadata, and headings have no identifiers.
/// 2. Where a word ends and a space begins is told by the text alone.
/// 3. An address of mail in plain text is a link there.
/// 4. pandoc composes accents with their letters.
/// 5. How a list of digits writes its numbers (`1.` is its default style) is not told.
/// 6. Each table has a head there, if only one of blank cells, and its columns are not measured.
fn normalise_github(mut ast: Pandoc) -> Pandoc {
    ast.pandoc_api_version.clear();
    ast.meta.clear();
    ast.blocks.iter_mut().for_each(normalise_github_block);
    ast
}

fn normalise_github_block(block: &mut PBlock) {
    match block {
        PBlock::Plain(inlines) | PBlock::Para(inlines) => *inlines = normalise_github_inlines(inlines),
        PBlock::Header(_, (id, _, _), inlines) => {
            id.clear();
            *inlines = normalise_github_inlines(inlines);
        }
        PBlock::BlockQuote(blocks) => blocks.iter_mut().for_each(normalise_github_block),
        PBlock::BulletList(items) => items.iter_mut().flatten().for_each(normalise_github_block),
        PBlock::OrderedList((_, style, delimiter), items) => {
            (*style, *delimiter) =
                (pandoc_ast::ListNumberStyle::DefaultStyle, pandoc_ast::ListNumberDelim::DefaultDelim);
            items.iter_mut().flatten().for_each(normalise_github_block);
        }
        PBlock::Table(_, _, specs, head, bodies, _) => {
            specs.iter_mut().for_each(|spec| spec.1 = pandoc_ast::ColWidth::ColWidthDefault);
            head.1.retain(|row| row.1.iter().any(|cell| !cell.4.is_empty()));
            let rows = bodies.iter_mut().flat_map(|body| &mut body.3).chain(&mut head.1);
            rows.flat_map(|row| &mut row.1).flat_map(|cell| &mut cell.4).for_each(normalise_github_block);
        }
        _ => {}
    }
}

fn normalise_github_inlines(inlines: &[PInline]) -> Vec<PInline> {
    let mut out: Vec<PInline> = Vec::new();
    let text = |out: &mut Vec<PInline>, more: &str| match out.last_mut() {
        Some(PInline::Str(last)) => last.push_str(more),
        _ => out.push(PInline::Str(more.to_owned())),
    };
    for inline in inlines {
        match inline {
            PInline::Str(word) => text(&mut out, word),
            PInline::Space | PInline::SoftBreak => text(&mut out, " "),
            PInline::Link(attr, content, target) => {
                let content = normalise_github_inlines(content);
                match content.as_slice() {
                    [PInline::Str(shown)] if is_address_of(shown, &target.0) => text(&mut out, shown),
                    _ => out.push(PInline::Link(attr.clone(), content, target.clone())),
                }
            }
            PInline::Note(blocks) => {
                let mut blocks = blocks.clone();
                blocks.iter_mut().for_each(normalise_github_block);
                out.push(PInline::Note(blocks));
            }
            other => out.push(other.clone()),
        }
    }
    out
}

/// Whether a link shows its own address, as GitHub makes them of plain text.
fn is_address_of(shown: &str, target: &str) -> bool {
    let plain =
        |text: &str| text.trim_start_matches("http://").trim_start_matches("mailto:").replace('%', "").to_lowercase();
    plain(shown) == plain(target)
}

/// The first difference between what pandoc reads from the Markdown as GitHub's and the AST.
fn github_difference(program: &str, restored: &Restored) -> Option<String> {
    let restored = for_github(restored);
    let composed = |json: &str| json.nfc().collect::<String>();
    let all = markdown::to_string(&restored);
    let markdown =
        all.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n\n")).map_or(&*all, |(_, text)| text);
    let read = normalise_github(Pandoc::from_json(&composed(&run(program, &["-f", "gfm", "-t", "json"], markdown))));
    let written = normalise_github(Pandoc::from_json(&composed(&pandoc::to_string(&restored))));
    let at =
        (0..read.blocks.len().max(written.blocks.len())).find(|&at| read.blocks.get(at) != written.blocks.get(at))?;
    let near = if markdown.len() < 2000 { markdown } else { "(long)" };
    Some(format!(
        "block {at}\nread    {:?}\nwritten {:?}\nmarkdown:\n{near}",
        read.blocks.get(at),
        written.blocks.get(at)
    ))
}

/// Strings of `nasty.txt` in every place, as GitHub reads them.
#[test]
fn nasty_strings_survive_on_github() {
    let Some(program) = pandoc_3() else { return };
    let mut wrong = Vec::new();
    for text in include_str!("pandoc/nasty.txt").lines() {
        wrong.extend(
            github_difference(&program, &everywhere(&[text])).map(|difference| format!("{text}\n{difference}")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Text in each place where a document can hold some.
fn everywhere(texts: &[&str]) -> Restored {
    let mut doc = Doc::default();
    for text in texts {
        let note = doc.note("7", vec![para(text), para(text)]);
        let link = doc.link("https://example.org/a_b?c=*d*&amp;e");
        doc.blocks.extend([
            para(text),
            heading(2, vec![run_of(text)]),
            list(ListMarker::Bullet, vec![vec![para(text)], vec![para(text)]]),
            para("between"),
            list(ListMarker::Bullet, vec![vec![para(text), para(text)], vec![para(text)]]),
            list(ListMarker::Bullet, vec![vec![para(text)]]),
            quote(vec![para(text), para(text)]),
            verse(&[text, text, "  indented", text]),
            preformatted(&[text, "", "    four", text]),
            table(&[&[text, "b"], &["a", text], &["", text]]),
            table(&[&[], &["1", text], &[text, ""]]),
            paragraph(vec![run_of(text), Inline::Call { note }, run_of(text)]),
            paragraph(vec![Inline::Link { link, content: vec![run_of(text)] }, run_of(text)]),
            paragraph(vec![run_of("a"), Inline::Break, run_of(text), Inline::Break, run_of(text)]),
        ]);
    }
    doc.restored()
}

#[test]
fn every_kind_of_block_survives() {
    assert_same(&everywhere(&["Plain words.", "One\u{a0}two\u{202f}three"]));
}

/// Strings that once went wrong, or that name a construct of pandoc's.
#[test]
fn nasty_strings_survive() {
    let Some(program) = pandoc_3() else { return };
    for text in include_str!("pandoc/nasty.txt").lines() {
        if let Some(difference) = difference(&program, &everywhere(&[text])) {
            panic!("{text}\n{difference}");
        }
    }
}

#[test]
fn the_start_of_a_document_is_no_metadata() {
    for text in ["% title", "---", "--- a", "...", "\u{feff}a", "lang: en"] {
        let mut doc = Doc::default();
        doc.blocks.push(paragraph(vec![run_of(text), Inline::Break, run_of("a: b"), Inline::Break, run_of("---")]));
        assert_same(&doc.restored());
    }
}

/// pandoc makes a table of preformatted dashes under what looks like a caption.
#[test]
fn captions_are_text() {
    let mut doc = Doc::default();
    for text in ["Table: x", "table: x", "Table:x", ":x", ": x", ":: x", "Table 1: x"] {
        doc.blocks.push(para(text));
        doc.blocks.push(preformatted(&["----  ----", "a     b", "--"]));
        doc.blocks.push(verse(&["a", "-", "b"]));
    }
    assert_same(&doc.restored());
}

/// A title may be any text, and so may the name of a file that stands in for one.
#[test]
fn any_title_survives() {
    let Some(program) = pandoc_3() else { return };
    let long = "Ten thousand letters ".repeat(500);
    let nasty = include_str!("pandoc/nasty.txt").lines();
    let more = [
        "a \u{1b}[2J \0 b",
        "\"Quoted\" 'so' \\\"",
        "<b>&amp;</b>",
        "😀 :smile:",
        "",
        " ",
        "no",
        "1. a",
        "a\nb: c\n---",
        &long,
    ];
    for title in nasty.chain(more) {
        let mut doc = Doc::default();
        doc.blocks.push(para("Text."));
        let form = Form { title: Some(title.to_owned()), ..Form::default() };
        if let Some(difference) = difference_with(&program, &doc.restored(), &form) {
            panic!("{title}\n{difference}");
        }
    }
}

/// Inferred notes and links, marked as such, in every kind of block.
#[test]
fn doubts_survive() {
    let Some(program) = pandoc_3() else { return };
    let mut doc = Doc::default();
    let link = doc.link("https://example.org/a");
    doc.links[link].status = LinkStatus::Inferred;
    for _ in 0..5 {
        let note = doc.note("1", vec![paragraph(vec![Inline::Link { link, content: vec![run_of("a link")] }])]);
        doc.notes[note].anchor = Anchor::Inferred { at: 0, confidence: 0.5, evidence: Vec::new(), runner_up: None };
    }
    let call = |note| Inline::Call { note };
    let linked = Inline::Link { link, content: vec![run_of("see "), call(3), run_of("there")] };
    doc.blocks = vec![
        heading(1, vec![run_of("Called"), call(0)]),
        paragraph(vec![call(1), run_of(": at the start!"), call(2), run_of("(x){y}["), call(1)]),
        paragraph(vec![linked, run_of("{y}")]),
        list(ListMarker::Bullet, vec![vec![paragraph(vec![call(4)])]]),
    ];
    let form = Form { doubts: true, ..Form::default() };
    let restored = doc.restored();
    if let Some(difference) = difference_with(&program, &restored, &form) {
        panic!("{difference}");
    }
    let markdown = markdown::to_string_with(&restored, &form);
    assert!(
        markdown.contains("start![[^1-3]]{.inferred}") || markdown.contains("start\\![[^1-3]]{.inferred}"),
        "{markdown}"
    );
    assert!(markdown.contains("[a link](https://example.org/a){.inferred}"), "{markdown}");
    assert!(!markdown::to_string(&restored).contains("inferred"), "off by default");
}

/// Marks of pages before every kind of block, one of pages on which none begins, and one within a list that goes on.
#[test]
fn the_marks_of_pages_survive() {
    let Some(program) = pandoc_3() else { return };
    let mut restored = everywhere(&["Plain words.", "Page 3"]);
    let blocks = &mut restored.document.blocks;
    (0..blocks.len()).for_each(|at| blocks[at].page = at + at / 7);
    let pages = blocks.len() * 2;
    let folio = |page: usize| {
        [Some("xiv".to_owned()), None, Some(page.to_string()), Some("\"} a".to_owned())][page % 4].clone()
    };
    restored.document.pages = (0..pages).map(|page| Page { folio: folio(page), span: Span::new(0, 0) }).collect();
    let form = Form { pages: Pages::Marked, ..Form::default() };
    if let Some(difference) = difference_with(&program, &restored, &form) {
        panic!("{difference}");
    }
    let html = run(&program, &["-f", "json", "-t", "html"], &pandoc::to_string_with(&restored, &form));
    assert!(html.contains("id=\"Page-1\"") && html.contains("aria-label=\"xiv\""), "{html}");
}

#[test]
fn the_language_survives() {
    for tag in ["no", "en", "pt-BR", "y", "bad: tag"] {
        let mut doc = Doc::default();
        doc.meta.language = Some(tag.to_owned());
        doc.blocks.push(para("Text."));
        assert_same(&doc.restored());
    }
}

#[test]
fn the_front_survives_and_is_printed_once() {
    let Some(program) = pandoc_3() else { return };
    for title in ["The Harbour", "1. \"Quay\" \\ & *stars*: a [^1] --- $x$", "- no", "# é\u{a0}!", "| a | b"] {
        let mut doc = Doc::default();
        let told =
            |text: &str, block, whole| Told { text: text.to_owned(), block, whole, spans: Vec::new(), confidence: 0.9 };
        let note = doc.note("*", vec![para("A note to the date.")]);
        doc.blocks = vec![heading(1, vec![run_of(title)]), para("By Anna Brandt and O. Klee")];
        doc.blocks.push(paragraph(vec![run_of("March 1921"), Inline::Call { note }]));
        doc.blocks.extend([heading(2, vec![run_of("The quay")]), para("Text."), heading(3, vec![run_of("Stones")])]);
        doc.meta.title = Some(told(title, 0, true));
        doc.meta.authors = vec![told("Anna Brandt", 1, true), told("O. Klee", 1, true)];
        doc.meta.date = Some(told("March 1921", 2, false));
        doc.meta.summary = vec![told("One.", 4, true), told("Two: *.", 4, true)];
        let restored = doc.restored();
        for front in [Front::Text, Front::TitlePage] {
            let form = Form { front, ..Form::default() };
            if let Some(difference) = difference_with(&program, &restored, &form) {
                panic!("{difference}");
            }
            let html = run(&program, &["-f", "json", "-s", "-t", "plain"], &pandoc::to_string_with(&restored, &form));
            assert_eq!(html.matches("Klee").count(), 1, "{html}");
        }
    }
    let blocks = vec![heading(1, vec![run_of("Harbour")]), heading(2, vec![run_of("Quay")]), heading(3, vec![])];
    let mut doc = Doc { blocks, ..Doc::default() };
    let told = Told { text: "Harbour".to_owned(), block: 0, whole: true, spans: Vec::new(), confidence: 0.9 };
    doc.meta.title = Some(told);
    let form = Form { front: Front::TitlePage, ..Form::default() };
    let markdown = markdown::to_string_with(&doc.restored(), &form);
    assert_eq!(
        markdown, "---\ntitle: \"Harbour\"\n---\n\n# Quay\n",
        "the chapters rise to the level that the title had"
    );
}

#[test]
fn headings_are_named_as_pandoc_names_them() {
    let mut doc = Doc::default();
    let scripts = "‘कि’ Ⓐ é e\u{301} ½ x² ǅ İ ß ẞ ª";
    for text in ["A", "a", "A-1", "a", "12", "!?", "Été 2.1_b (c)", scripts, "1. Zapad\u{a0}17", "ª", "a -- b"] {
        doc.blocks.push(heading(1, vec![run_of(text)]));
    }
    let first = doc.note("1", vec![heading(1, vec![run_of("A heading in a note")]), para("x")]);
    let symbol = doc.note("*", vec![para("x")]);
    doc.blocks.push(heading(9, vec![run_of("Called"), Inline::Call { note: first }, run_of(" here")]));
    doc.blocks.push(heading(0, vec![Inline::Call { note: symbol }]));
    doc.blocks.push(heading(0, vec![run_of("Again"), Inline::Call { note: first }, Inline::Break, run_of("b  #")]));
    doc.blocks.push(list(ListMarker::Bullet, vec![vec![heading(3, vec![run_of("A")]), para("b")]]));
    doc.blocks.push(quote(vec![heading(3, vec![run_of("A")])]));
    assert_same(&doc.restored());
}

#[test]
fn notes_stand_once_and_never_within_one_another() {
    let mut doc = Doc::default();
    let call = |note| Inline::Call { note };
    let first = doc.note("1", vec![paragraph(vec![run_of("First, see "), call(1), run_of(" and "), call(0)])]);
    doc.note("2", vec![paragraph(vec![run_of("Inner, see "), call(2)])]);
    doc.note("*", vec![list(ListMarker::Bullet, vec![vec![para("deep")]])]);
    let linked = doc.note("1", vec![paragraph(vec![run_of("Called in a link, see "), call(4)])]);
    doc.note("4 b", vec![paragraph(vec![run_of("Back to "), call(3)]), para("Second.")]);
    let empty = doc.note("", vec![]);
    let rich = vec![preformatted(&["x", "", "  y"]), para("z"), verse(&["a", "", "b"]), quote(vec![para("q")])];
    let rich = doc.note("n7", rich);
    let link = doc.link("mailto:a@example.org");
    doc.blocks = vec![
        paragraph(vec![run_of("One"), call(first), call(first), call(first), run_of(", two "), call(empty)]),
        paragraph(vec![run_of("Wow!"), call(rich)]),
        paragraph(vec![call(first), call(rich), run_of(": x")]),
        paragraph(vec![
            Inline::Link { link, content: vec![run_of(" linked "), call(linked), run_of(" text")] },
            run_of("(x){.y}"),
        ]),
        paragraph(vec![call(99)]),
    ];
    let restored = doc.restored();
    assert_same(&restored);
    let markdown = markdown::to_string(&restored);
    for text in ["Inner, see", "deep", "Back to", "Second."] {
        assert_eq!(markdown.matches(text).count(), 1, "{text} in\n{markdown}");
    }
}

#[test]
fn notes_that_nothing_calls_are_kept() {
    let mut doc = Doc::default();
    doc.note("1", vec![paragraph(vec![run_of("One calls "), Inline::Call { note: 1 }])]);
    doc.note("2", vec![paragraph(vec![run_of("Two calls "), Inline::Call { note: 0 }])]);
    doc.blocks.push(para("Text."));
    let restored = doc.restored();
    assert_same(&restored);
    let markdown = markdown::to_string(&restored);
    assert!(markdown.contains("One calls") && markdown.contains("Two calls"), "{markdown}");
}

#[test]
fn lists_of_every_marker_survive() {
    use Numerals::{Decimal, LowerAlpha, LowerRoman, UpperAlpha, UpperRoman};
    let mut doc = Doc::default();
    for numerals in [Decimal, LowerAlpha, UpperAlpha, LowerRoman, UpperRoman] {
        for delimiter in [Delimiter::Period, Delimiter::OneParen, Delimiter::TwoParens] {
            for start in [0, 1, 3, 5, 8, 9, 10, 24, 26, 27, 50, 499, 1000, 3999, 4_000_000] {
                for count in [1, 3] {
                    let items = (0..count).map(|_| vec![para("item")]).collect();
                    doc.blocks.push(list(ListMarker::Ordered { start, numerals, delimiter }, items));
                }
            }
        }
    }
    assert_same(&doc.restored());
}

#[test]
fn lists_of_every_shape_survive() {
    let bullets = |items| list(ListMarker::Bullet, items);
    let numbers = |items| {
        list(ListMarker::Ordered { start: 3, numerals: Numerals::Decimal, delimiter: Delimiter::Period }, items)
    };
    let parts = [
        vec![para("a")],
        vec![para("a"), para("b")],
        vec![para("a"), bullets(vec![vec![para("b")], vec![para("c")]])],
        vec![para("a"), numbers(vec![vec![para("b"), para("c")]]), numbers(vec![vec![para("d")]])],
        vec![bullets(vec![vec![para("a")]])],
        vec![quote(vec![para("a")])],
        vec![preformatted(&["", "  a", "", "b```"])],
        vec![verse(&["a", "b"]), para("c")],
        vec![heading(2, vec![run_of("a")]), para("b")],
        vec![heading(2, vec![run_of("a")])],
        vec![para(" ")],
        vec![para("a"), quote(vec![bullets(vec![vec![para("b")]])]), bullets(vec![vec![para("c")]])],
        vec![para("a"), bullets(vec![vec![para("b")]]), para("c")],
    ];
    let Some(program) = pandoc_3() else { return };
    let mut failed = Vec::new();
    for first in &parts {
        let mut doc = Doc::default();
        doc.blocks.push(bullets(vec![first.clone()]));
        for second in &parts {
            doc.blocks.push(numbers(vec![first.clone(), second.clone()]));
            doc.blocks.push(bullets(vec![first.clone(), second.clone(), first.clone()]));
            doc.blocks.push(para("between"));
        }
        if let Some(all) = difference(&program, &doc.restored()) {
            // One at a time, to name the one.
            let alone = doc
                .blocks
                .into_iter()
                .find_map(|block| difference(&program, &Doc { blocks: vec![block], ..Doc::default() }.restored()));
            failed.push(alone.unwrap_or_else(|| format!("only together: {all}")));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}

#[test]
fn hostile_links_are_text() {
    let mut doc = Doc::default();
    let odd = " https://a.b/ \"<x>\"";
    for url in ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "//evil", "", "https", odd] {
        let link = doc.link(url);
        doc.blocks.push(paragraph(vec![Inline::Link { link, content: vec![run_of("text")] }]));
    }
    let odd = "HTTPS://a.b/é&lt;`*_[]{}|^~'$@";
    for url in ["https://a.b/(", "https://a.b/)", "https://a.b/(c)", "https://a.b/\\)", odd] {
        let link = doc.link(url);
        doc.blocks.push(paragraph(vec![Inline::Link { link, content: vec![] }, run_of(")")]));
    }
    doc.blocks.push(paragraph(vec![Inline::Link { link: 99, content: vec![run_of("no such link")] }]));
    let restored = doc.restored();
    assert_same(&restored);
    for output in [markdown::to_string(&restored), pandoc::to_string(&restored)] {
        for scheme in ["javascript:", "file:", "data:", "(//", "\"//"] {
            assert!(!output.contains(scheme), "{scheme} in {output}");
        }
    }
}

#[test]
fn hostile_text_is_never_live() {
    let Some(program) = pandoc_3() else { return };
    let texts = [
        "<script>alert(1)</script>",
        "x](javascript:alert(1))",
        "![x](file:///etc/passwd)",
        "<a href=\"javascript:x\">",
        "\\input{/etc/passwd}",
        "```{=html}",
        "`<b>`{=html}",
        "&lt;script&gt;",
        "<!-- x",
        "\u{1b}[2J\u{0}\u{8}",
    ];
    let restored = everywhere(&texts);
    let html = run(&program, &["-f", "markdown", "-t", "html"], &markdown::to_string(&restored));
    for live in ["<script", "<a href=\"javascript", "<img", "<b>", "<!--", "\u{1b}", "\u{8}"] {
        assert!(!html.contains(live), "{live} in\n{html}");
    }
    assert_same(&restored);
}

/// Characters and words that are, or could be, active in Markdown.
#[rustfmt::skip]
const ACTIVE: &[&str] = &[
    "\\", "`", "``", "```", "*", "**", "_", "{", "}", "[", "]", "(", ")", "#", "##", "+", "-", "--", "---", ".", "..",
    "...", "!", "|", "||", ":", "::", ":::", "~", "~~", "~~~", "^", "=", "==", "$", "$$", "@", "%", "&", "&amp;",
    "&#38;", "&#x26;", "<", ">", "<b>", "</b>", "<!--", "-->", "<?", "\"", "'", "“", "”", "‘", "’", "„", "«\u{a0}",
    "–", "—", "…", "/", "//", ",", ";", "?", "1", "12.", "1)", "(1)", "(a)", "a.", "A.", "b)", "i.", "iv.", "V.",
    "(@x)", "(@)", "#.", "(#)", "@x", "-@y", "[@z]", "[^1]", "^[n]", "[x]", "[ ]", "[a](b)", "![a](b)", "[a]: b",
    "{#i}", "{.c k=v}", "{=html}", "Mr.", "p.", "e.g.", "Ph.D.", "\\begin{a}", "\\a", "$x$", "Table:", ":smile:",
    "http://a.b", "<http://a.b>", "a@b.c", "---+", "+--+", "|a|", "a", "b", "é", "ß", "漢", "क", "\u{301}",
    "\u{200d}", "😀", "\u{a0}", "\u{202f}", "\u{2003}", "\u{ad}", "\t", " ", " ", " ", " ", "  ", "\n", "\r\n",
    "\u{c}", "\u{1b}", "\u{0}", "\u{85}", "\u{2028}", "\u{feff}", "\u{fffe}", "*[H]: x", "\\(x\\)", "==h==",
];

fn active_text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(ACTIVE), 1..9).prop_map(|parts| parts.concat())
}

/// The place that a text is tried in, and two texts.
type Sample = (u8, String, String);

fn sample() -> impl Strategy<Value = Sample> {
    (0..12_u8, active_text(), active_text())
}

fn place(doc: &mut Doc, (kind, one, two): &Sample) {
    let block = match kind {
        0 => para(one),
        1 => heading(1 + u8::try_from(one.len() % 6).unwrap(), vec![run_of(one)]),
        2 => list(ListMarker::Bullet, vec![vec![para(one)], vec![para(two)]]),
        3 => list(
            ListMarker::Ordered { start: 1, numerals: Numerals::UpperAlpha, delimiter: Delimiter::Period },
            vec![vec![para(one), para(two)]],
        ),
        4 | 5 => {
            let note = doc.note(if *kind == 4 { "1" } else { one }, vec![para(one), para(two)]);
            paragraph(vec![run_of(two), Inline::Call { note }, run_of(one), Inline::Call { note }, run_of(two)])
        }
        6 => quote(vec![para(one), list(ListMarker::Bullet, vec![vec![para(two)]])]),
        7 => verse(&[one, two, one]),
        8 => preformatted(&[one, two]),
        9 => paragraph(vec![run_of(one), Inline::Break, run_of(two), Inline::Break, run_of(one)]),
        10 => {
            let link = doc.link(&format!("https://example.org/{two}"));
            paragraph(vec![run_of(two), Inline::Link { link, content: vec![run_of(one)] }, run_of(two)])
        }
        _ => paragraph(vec![run_of(one), run_of(" "), run_of(two)]),
    };
    doc.blocks.push(block);
}

fn together(samples: &[Sample]) -> Restored {
    let mut doc = Doc::default();
    samples.iter().for_each(|sample| place(&mut doc, sample));
    doc.restored()
}

/// Each case is 250 samples in one process: 3,000 in all. Proptest's own variable asks for more of them.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|count| count.parse().ok()).unwrap_or(12)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: cases(),
        max_shrink_iters: 60,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_text_survives(samples in prop::collection::vec(sample(), 1..500)) {
        let Some(program) = pandoc_3() else { return Ok(()) };
        if let Some(all) = difference(&program, &together(&samples)) {
            for few in samples.windows(1).chain(samples.windows(2)) {
                if let Some(difference) = difference(&program, &together(few)) {
                    return Err(TestCaseError::fail(format!("{few:?}\n{difference}")));
                }
            }
            return Err(TestCaseError::fail(format!("only together: {all}")));
        }
    }
}

/// The same as GitHub reads it, over samples that are always the same: pandoc's reader of it has quirks of its own.
#[test]
fn much_text_survives_on_github() {
    let Some(program) = pandoc_3() else { return };
    let mut runner = TestRunner::deterministic();
    let mut wrong = Vec::new();
    for _ in 0..10 {
        let samples = prop::collection::vec(sample(), 250).new_tree(&mut runner).unwrap().current();
        if github_difference(&program, &together(&samples)).is_some() {
            let alone =
                samples.iter().filter_map(|one| github_difference(&program, &together(std::slice::from_ref(one))));
            wrong.extend(alone);
            assert!(!wrong.is_empty(), "only together");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// pandoc 2.17, which `RESTITCH_PANDOC_2` names, reads API 1.22 and no other.
#[test]
fn pandoc_2_reads_its_own_version() {
    let Some(program) = std::env::var("RESTITCH_PANDOC_2").ok() else {
        eprintln!("skipped: RESTITCH_PANDOC_2 names no pandoc 2.17");
        return;
    };
    let form = Form { api: Api::V1_22, ..Form::default() };
    let json = pandoc::to_string_with(&everywhere(&["Plain words.", "<b>", "a\u{a0}b"]), &form);
    let back = Pandoc::from_json(&run(&program, &["-f", "json", "-t", "json"], &json));
    assert_eq!(back.pandoc_api_version[..2], [1, 22]);
    assert_eq!(back.blocks, Pandoc::from_json(&json).blocks);
}

/// 5,000 notes, and notes in headings, are each there once.
#[test]
fn many_notes_survive() {
    let mut doc = Doc::default();
    for _ in 0..2500 {
        let [first, second] = [(); 2].map(|()| doc.note("1", vec![para("A note.")]));
        doc.blocks.push(heading(1, vec![run_of("A heading"), Inline::Call { note: first }]));
        doc.blocks.push(paragraph(vec![run_of("Some text."), Inline::Call { note: second }]));
    }
    let restored = doc.restored();
    assert_eq!(pandoc::to_string(&restored).matches("\"t\":\"Note\"").count(), 5000);
    assert_same(&restored);
}

#[test]
fn pandoc_reads_the_ast() {
    let Some(program) = pandoc_3() else { return };
    let json = pandoc::to_string(&everywhere(&["Plain words.", "<b>", "a\u{a0}b"]));
    let back = Pandoc::from_json(&run(&program, &["-f", "json", "-t", "json"], &json));
    assert_eq!(back.blocks, Pandoc::from_json(&json).blocks);
}
