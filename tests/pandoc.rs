//! The law of the writers: what pandoc reads from the Markdown is the Pandoc AST, whatever the text.
//!
//! The judge is pandoc itself: the program that `RESTITCH_PANDOC` names, or `pandoc`. Without it the tests say so and
//! pass, unless `RESTITCH_REQUIRE_PANDOC` is set.
#![allow(clippy::print_stderr, clippy::unwrap_used)]

mod common;

use std::{
    io::Write,
    process::{Command, Stdio},
};

use common::*;
use pandoc_ast::{Block as PBlock, Inline as PInline, Pandoc};
use proptest::{prelude::*, test_runner::TestCaseError};
use restitch::{
    Restored,
    document::{Delimiter, Inline, ListMarker, Numerals, Page},
    span::Span,
    write::{Pages, markdown, pandoc},
};

/// The program, if there is one.
fn program() -> Option<String> {
    let name = std::env::var("RESTITCH_PANDOC").unwrap_or_else(|_| "pandoc".to_owned());
    let found = Command::new(&name).arg("--version").output();
    if found.is_ok_and(|output| output.stdout.starts_with(b"pandoc 3")) {
        return Some(name);
    }
    assert!(std::env::var_os("RESTITCH_REQUIRE_PANDOC").is_none(), "no pandoc 3 found as `{name}`");
    eprintln!("skipped: no pandoc 3 found as `{name}`; set RESTITCH_PANDOC to its path");
    None
}

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
    difference_with(program, restored, Pages::Hidden)
}

fn difference_with(program: &str, restored: &Restored, pages: Pages) -> Option<String> {
    let markdown = markdown::to_string_with(restored, pages);
    let read = normalise(Pandoc::from_json(&run(program, &["-f", "markdown", "-t", "json"], &markdown)));
    let written = normalise(Pandoc::from_json(&pandoc::to_string_with(restored, pages)));
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
    let Some(program) = program() else { return };
    if let Some(difference) = difference(&program, restored) {
        panic!("{difference}");
    }
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
    let Some(program) = program() else { return };
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

/// Marks of pages before every kind of block, one of pages on which none begins, and one within a list that goes on.
#[test]
fn the_marks_of_pages_survive() {
    let Some(program) = program() else { return };
    let mut restored = everywhere(&["Plain words.", "Page 3"]);
    let blocks = &mut restored.document.blocks;
    (0..blocks.len()).for_each(|at| blocks[at].page = at + at / 7);
    let pages = blocks.len() * 2;
    let folio = |page: usize| {
        [Some("xiv".to_owned()), None, Some(page.to_string()), Some("\"} a".to_owned())][page % 4].clone()
    };
    restored.document.pages = (0..pages).map(|page| Page { folio: folio(page), span: Span::new(0, 0) }).collect();
    if let Some(difference) = difference_with(&program, &restored, Pages::Marked) {
        panic!("{difference}");
    }
    let html = run(&program, &["-f", "json", "-t", "html"], &pandoc::to_string_with(&restored, Pages::Marked));
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
    let Some(program) = program() else { return };
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
    let Some(program) = program() else { return };
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
        let Some(program) = program() else { return Ok(()) };
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

#[test]
fn pandoc_reads_the_ast() {
    let Some(program) = program() else { return };
    let json = pandoc::to_string(&everywhere(&["Plain words.", "<b>", "a\u{a0}b"]));
    let back = Pandoc::from_json(&run(&program, &["-f", "json", "-t", "json"], &json));
    assert_eq!(back.blocks, Pandoc::from_json(&json).blocks);
}
