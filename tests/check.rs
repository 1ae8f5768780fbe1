//! The check finds every kind of fault: each test breaks one thing in an account that adds up.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use restitch::{
    Options, Restored,
    check::{Account, Fault, Owner, check},
    document::{Anchor, Block, BlockKind, Inline, LinkHome, LinkStatus, Page, Piece, Run},
    extent,
    ledger::{Action, Code, Repair},
    span::Span,
    write::json,
};
use sha2::{Digest, Sha256};

const SOURCE: &str = "Café talk1 about econo-\nmy and the ﬁrst.\n12\n1 A note, http://a.b\nhttp://a.b\n";

/// The JSON, its blocks with the spans of what they hold.
fn account(restored: &Restored) -> String {
    let mut restored = restored.clone();
    extent::tell(&mut restored.document, &restored.ledger.repairs);
    json::to_string(&restored)
}

/// The span of the first `part` in the source.
fn span(part: &str) -> Span {
    let start = SOURCE.find(part).unwrap();
    Span::new(start, start + part.len())
}

fn text(text: &str, from: Vec<Piece>) -> Inline {
    Inline::Text(Run { text: text.to_owned(), from })
}

fn source(part: &str) -> Piece {
    Piece::Source(span(part))
}

fn repair(code: Code, action: Action, spans: Vec<Span>, before: &str, after: &str) -> Repair {
    Repair { code, action, spans, before: before.to_owned(), after: after.to_owned(), confidence: 1.0, why: "".into() }
}

/// An account of [`SOURCE`] with every kind of entry.
fn sound() -> Restored {
    let mut doc = Doc::default();
    let link = doc.link("http://a.b");
    let listed = Span::new(SOURCE.len() - 11, SOURCE.len() - 1);
    doc.links[link].listed = vec![listed];
    doc.links[link].status = LinkStatus::Inferred;
    doc.links[link].home = LinkHome::Note { note: 0 };
    let linked = Inline::Link { link, content: vec![text("http://a.b", vec![source("http://a.b")])] };
    let note = doc.note("1", vec![paragraph(vec![text("A note, ", vec![source("A note,")]), linked])]);
    doc.blocks = vec![
        paragraph(vec![
            text("Café talk", vec![source("Café talk")]),
            Inline::Call { note },
            text(" about economy and the ", vec![source(" about econo"), source("my and the ")]),
            text("first.", vec![Piece::Repair { repair: 2 }, source("rst.")]),
        ]),
        heading(1, vec![text("Notes without a place", vec![Piece::Repair { repair: 6 }])]),
    ];
    let mut restored = doc.restored();
    restored.ledger.repairs = vec![
        repair(Code::NoteCall, Action::Removed, vec![span("1 about")].map_end(-6), "1", ""),
        repair(Code::HyphenJoined, Action::Removed, vec![span("-\n")], "-", ""),
        repair(Code::Ligature, Action::Replaced, vec![span("ﬁ")], "ﬁ", "fi"),
        repair(Code::Folio, Action::Removed, vec![span("12")], "12", ""),
        repair(Code::NoteLabel, Action::Removed, vec![span("1 A")].map_end(-2), "1", ""),
        repair(Code::LinkTarget, Action::Removed, vec![listed], "http://a.b", ""),
        repair(Code::NotesWithoutPlace, Action::Inserted, vec![], "", "Notes without a place"),
    ];
    signed(restored, SOURCE.as_bytes(), "UTF-8")
}

trait MapEnd {
    fn map_end(self, by: isize) -> Self;
}

impl MapEnd for Vec<Span> {
    fn map_end(mut self, by: isize) -> Self {
        self[0].end = self[0].end.checked_add_signed(by).unwrap();
        self
    }
}

fn signed(mut restored: Restored, bytes: &[u8], encoding: &str) -> Restored {
    restored.source.bytes = bytes.len();
    restored.source.sha256 = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    restored.source.encoding = encoding.to_owned();
    restored
}

fn faults_of(restored: &Restored) -> Vec<Fault> {
    check(SOURCE.as_bytes(), &json::to_string(restored)).expect_err("a fault")
}

/// The faults of an account after a change.
fn broken(change: impl FnOnce(&mut Restored)) -> Vec<Fault> {
    let mut restored = sound();
    change(&mut restored);
    faults_of(&restored)
}

/// The n-th inline of the first paragraph, as a run.
fn run(restored: &mut Restored, index: usize) -> &mut Run {
    let Block { kind: BlockKind::Paragraph { content }, .. } = &mut restored.document.blocks[0] else { panic!() };
    let Inline::Text(run) = &mut content[index] else { panic!() };
    run
}

fn told(faults: &[Fault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_sound_account_adds_up() {
    let account = check(SOURCE.as_bytes(), &account(&sound())).unwrap_or_else(|faults| panic!("{}", told(&faults)));
    let expected =
        Account { bytes: SOURCE.len(), characters: 62, kept: 46, removed: 15, replaced: 1, inserted: 18, repairs: 7 };
    assert_eq!(account, expected);
}

#[test]
fn what_restore_writes_adds_up() {
    for bytes in ["", "\n \n", "One two.\n\nThree\tfour.\n", "a\u{a0}b\u{2003}c\r\n\r\nd"] {
        let json = json::to_string(&restitch::restore(bytes.as_bytes(), &Options::default()));
        if let Err(faults) = check(bytes.as_bytes(), &json) {
            panic!("{bytes:?}: {}", told(&faults));
        }
    }
}

#[test]
fn a_dropped_word_is_missing() {
    let faults = broken(|restored| {
        let run = run(restored, 2);
        run.text = " about economy and".to_owned();
        run.from[1] = source("my and");
    });
    assert_eq!(
        told(&faults),
        "missing at byte 32 (line 2, column 8): 'the' is neither in the document nor in the ledger"
    );
}

#[test]
fn a_dropped_end_is_missing() {
    let faults = broken(|restored| {
        restored.ledger.repairs[5].spans[0].end -= 1;
        restored.ledger.repairs[5].before = "http://a.".to_owned();
    });
    assert!(matches!(&faults[..], [Fault::Missing { text, .. }] if text == "b"), "{faults:?}");
}

#[test]
fn a_doubled_word_is_found() {
    let faults = broken(|restored| {
        let run = run(restored, 0);
        run.text.push_str(" talk");
        run.from.push(source("talk"));
    });
    assert_eq!(told(&faults), "doubled at byte 6 (line 1, column 6): 'talk' is in both blocks[0] and blocks[0]");
}

#[test]
fn a_word_in_document_and_ledger_is_doubled() {
    let faults = broken(|restored| {
        restored.ledger.repairs.push(repair(Code::Speck, Action::Removed, vec![span("and")], "and", ""));
    });
    assert!(
        matches!(&faults[..], [Fault::Doubled { owners: [Owner::Block(0), Owner::Repair(7)], text, .. }] if text == "and"),
        "{faults:?}"
    );
}

#[test]
fn an_altered_word_is_found() {
    let faults = broken(|restored| run(restored, 0).text = "Café walk".to_owned());
    assert_eq!(
        told(&faults),
        "altered at byte 6 (line 1, column 6): blocks[0] says 'walk' instead of 'talk', and no entry of the ledger says why"
    );
    let faults = broken(|restored| run(restored, 0).text = "Café talks".to_owned());
    assert!(matches!(&faults[..], [Fault::Altered { at: None, found, .. }] if found == "s"), "{faults:?}");
    let faults = broken(|restored| run(restored, 0).text = "Café tal".to_owned());
    assert!(matches!(&faults[..], [Fault::Altered { expected, .. }] if expected == "k"), "{faults:?}");
    let faults = broken(|restored| run(restored, 0).text = "talk Café".to_owned());
    assert!(matches!(&faults[..], [Fault::Altered { .. }]), "{faults:?}");
}

#[test]
fn white_space_is_free() {
    let mut restored = sound();
    run(&mut restored, 0).text = " C a\u{a0}fé\n talk".to_owned();
    run(&mut restored, 2).from[0] = Piece::Source(Span::new(span(" about").start, span("-\n").start));
    assert!(check(SOURCE.as_bytes(), &account(&restored)).is_ok());
}

#[test]
fn a_moved_span_is_found() {
    let faults = broken(|restored| {
        let Piece::Source(span) = &mut run(restored, 3).from[1] else { panic!() };
        span.start += 1;
    });
    assert!(matches!(&faults[..], [Fault::Missing { text, .. }] if text == "r"), "{faults:?}");
}

#[test]
fn swapped_spans_are_found() {
    let faults = broken(|restored| run(restored, 2).from.swap(0, 1));
    assert!(matches!(&faults[..], [Fault::Altered { .. }]), "{faults:?}");
}

#[test]
fn an_edited_before_is_found() {
    let faults = broken(|restored| restored.ledger.repairs[3].before = "13".to_owned());
    assert_eq!(
        told(&faults),
        "repairs[3] (F102 folio) at byte 44 (line 3, column 1): it says that '13' stood there, but it is '12'"
    );
}

#[test]
fn an_edited_after_is_found() {
    let faults = broken(|restored| restored.ledger.repairs[2].after = "fl".to_owned());
    assert!(matches!(&faults[..], [Fault::Altered { .. }]), "{faults:?}");
    let faults = broken(|restored| restored.ledger.repairs[6].after = "Notes".to_owned());
    assert!(matches!(&faults[..], [Fault::Altered { owner: Owner::Block(1), .. }]), "{faults:?}");
    let faults = broken(|restored| restored.ledger.repairs[3].after = "XII".to_owned());
    assert!(matches!(&faults[..], [Fault::RemovedSays { repair: 3, .. }]), "{faults:?}");
}

#[test]
fn a_deleted_entry_is_missed() {
    let faults = broken(|restored| {
        restored.ledger.repairs.pop();
    });
    assert!(matches!(&faults[..], [Fault::NoSuchRepair { repair: 6, owner: Owner::Block(1) }]), "{faults:?}");
    let faults = broken(|restored| {
        restored.document.blocks.pop();
        restored.ledger.repairs.pop();
        restored.ledger.repairs.pop();
    });
    assert!(matches!(&faults[..], [Fault::Missing { text, .. }] if text == "http://a.b"), "{faults:?}");
}

#[test]
fn entries_are_used_as_their_action_says() {
    let faults = broken(|restored| {
        let twice = run(restored, 3).clone();
        run(restored, 0).from.push(twice.from[0]);
    });
    assert!(matches!(&faults[..], [Fault::UsedTwice { repair: 2, times: 2, .. }]), "{faults:?}");
    let faults = broken(|restored| run(restored, 0).from.push(Piece::Repair { repair: 3 }));
    assert!(matches!(&faults[..], [Fault::RemovedUsed { repair: 3, .. }]), "{faults:?}");
    let faults = broken(|restored| {
        restored.document.blocks.pop();
    });
    assert!(matches!(&faults[..], [Fault::Unused { repair: 6, .. }]), "{faults:?}");
    let faults = broken(|restored| restored.ledger.repairs[6].spans = vec![span("and")]);
    assert!(matches!(&faults[..], [Fault::Sources { repair: 6, .. }]), "{faults:?}");
    let faults = broken(|restored| restored.ledger.repairs[2].spans.clear());
    assert!(matches!(&faults[..], [Fault::Sources { repair: 2, .. }]), "{faults:?}");
}

#[test]
fn another_source_is_found() {
    let faults = broken(|restored| restored.source.sha256 = "0".repeat(64));
    assert!(matches!(&faults[..], [Fault::Sha256 { .. }]), "{faults:?}");
    let faults = broken(|restored| restored.source.bytes += 1);
    assert!(matches!(&faults[..], [Fault::Length { .. }]), "{faults:?}");
    let faults = broken(|restored| restored.source.encoding = "no-such".to_owned());
    assert!(matches!(&faults[..], [Fault::Encoding { .. }]), "{faults:?}");
    assert!(matches!(&check(b"", "{").unwrap_err()[..], [Fault::Json { .. }]));
}

#[test]
fn spans_lie_within_the_source_and_between_characters() {
    let faults = broken(|restored| restored.ledger.repairs[5].spans[0].end = 9999);
    assert!(matches!(&faults[..], [Fault::PastEnd { owner: Owner::Repair(5), .. }]), "{faults:?}");
    let faults = broken(|restored| restored.ledger.repairs[5].spans[0] = Span::new(usize::MAX - 1, usize::MAX));
    assert!(matches!(&faults[..], [Fault::PastEnd { .. }]), "{faults:?}");
    let faults = broken(|restored| run(restored, 0).from = vec![Piece::Source(Span::new(0, 4))]);
    assert_eq!(told(&faults), "blocks[0]: the span 0..4 cuts the character at byte 3 (line 1, column 4)");
}

#[test]
fn a_backward_span_claims_nothing() {
    let json = account(&sound()).replacen("[0,10]", "[10,0]", 1);
    let faults = check(SOURCE.as_bytes(), &json).unwrap_err();
    assert!(matches!(&faults[..], [Fault::Missing { at, .. }, ..] if at.byte == 0), "{faults:?}");
}

#[test]
fn references_lead_somewhere() {
    let faults = broken(|restored| restored.document.notes[0].label = " ".to_owned());
    assert!(matches!(&faults[..], [Fault::Label { note: 0 }]), "{faults:?}");
    let faults = broken(|restored| {
        restored.document.notes.pop();
    });
    assert!(faults.contains(&Fault::Dangling { owner: Owner::Block(0), target: Owner::Note(0) }), "{faults:?}");
    let faults = broken(|restored| restored.document.links.clear());
    assert!(faults.contains(&Fault::Dangling { owner: Owner::Note(0), target: Owner::Link(0) }), "{faults:?}");
}

#[test]
fn a_listing_and_a_mark_are_in_the_ledger() {
    let faults = broken(|restored| restored.document.links[0].listed = vec![span("http://a.b")]);
    assert!(matches!(&faults[..], [Fault::Taken { owner: Owner::Link(0), .. }]), "{faults:?}");
    let faults = broken(|restored| {
        let (confidence, evidence) = (1.0, Vec::new());
        restored.document.notes[0].anchor =
            Anchor::Marked { calls: vec![span("talk")], confidence, evidence, runner_up: None };
    });
    assert!(matches!(&faults[..], [Fault::Taken { owner: Owner::Note(0), .. }]), "{faults:?}");
}

/// The faults of an account whose blocks have their spans, after a change.
fn unbound(change: impl FnOnce(&mut Restored)) -> Vec<Fault> {
    let mut restored = sound();
    change(&mut restored);
    check(SOURCE.as_bytes(), &account(&restored)).expect_err("a fault")
}

/// The inlines of the first paragraph.
fn inlines(restored: &mut Restored) -> &mut Vec<Inline> {
    let Block { kind: BlockKind::Paragraph { content }, .. } = &mut restored.document.blocks[0] else { panic!() };
    content
}

fn marked(calls: Vec<Span>) -> Anchor {
    Anchor::Marked { calls, confidence: 1.0, evidence: Vec::new(), runner_up: None }
}

#[test]
fn notes_are_called_where_they_say() {
    let mark = vec![span("1 about")].map_end(-6);
    let faults = unbound(|restored| drop(inlines(restored).remove(1)));
    assert_eq!(faults, [Fault::Uncalled { note: 0 }]);
    let mut called = sound();
    called.document.notes[0].anchor = marked(mark.clone());
    assert!(check(SOURCE.as_bytes(), &account(&called)).is_ok());
    let faults = unbound(|restored| {
        restored.document.notes[0].anchor = marked(mark.clone());
        inlines(restored).swap(1, 2);
    });
    assert_eq!(faults, [Fault::Elsewhere { note: 0 }]);
    let faults = unbound(|restored| restored.document.notes[0].anchor = marked(Vec::new()));
    assert!(faults.contains(&Fault::Elsewhere { note: 0 }), "{faults:?}");
    // the folio is in the ledger too, but is no mark
    let faults = unbound(|restored| restored.document.notes[0].anchor = marked(vec![span("12")]));
    assert!(faults.iter().any(|fault| matches!(fault, Fault::Taken { owner: Owner::Note(0), .. })), "{faults:?}");
    let faults = unbound(|restored| {
        let mut invented = restored.document.notes[0].clone();
        invented.blocks.clear();
        for note in 1..=2 {
            restored.document.notes.push(invented.clone());
            inlines(restored).push(Inline::Call { note });
        }
    });
    assert_eq!(faults, [Fault::Labels { labels: 1, notes: 2 }]);
}

#[test]
fn links_are_shown_once_as_they_say() {
    let faults = unbound(|restored| restored.document.links[0].url = "http://evil.example/".to_owned());
    assert_eq!(faults, [Fault::Address { link: 0 }]);
    let faults = unbound(|restored| restored.document.links[0].home = LinkHome::Body);
    assert_eq!(faults, [Fault::Home { link: 0 }]);
    let faults = unbound(|restored| {
        let Block { kind: BlockKind::Paragraph { content }, .. } = &mut restored.document.notes[0].blocks[0] else {
            panic!()
        };
        let Some(Inline::Link { content: words, .. }) = content.pop() else { panic!() };
        content.extend(words);
    });
    assert_eq!(faults, [Fault::Shown { link: 0, times: 0 }]);
    // an address that no list names must be shown
    let faults = unbound(|restored| restored.document.links[0].listed.clear());
    assert_eq!(faults, [Fault::Address { link: 0 }]);
}

#[test]
fn pages_cover_the_source_and_hold_what_begins_on_them() {
    let page = |start, end| Page { folio: None, span: Span::new(start, end) };
    let with = |pages: &[Page]| {
        let mut restored = sound();
        restored.document.pages = pages.to_vec();
        check(SOURCE.as_bytes(), &account(&restored)).err().unwrap_or_default()
    };
    let notes = span("1 A").start;
    assert_eq!(with(&[page(0, SOURCE.len())]), []);
    assert_eq!(with(&[page(0, 5), page(6, SOURCE.len())]), [Fault::Page { page: 1 }]);
    assert_eq!(with(&[page(0, 5)])[0], Fault::Page { page: 0 });
    // blocks and notes are told their pages with their spans
    let two = [page(0, notes), page(notes, SOURCE.len())];
    assert_eq!(with(&two), []);
    let mut restored = sound();
    restored.document.pages = two.to_vec();
    extent::tell(&mut restored.document, &restored.ledger.repairs);
    restored.document.notes[0].page = 0;
    let faults = check(SOURCE.as_bytes(), &json::to_string(&restored)).err().unwrap_or_default();
    assert_eq!(faults, [Fault::OnPage { owner: Owner::Note(0), page: 0 }]);
}

/// A document of one run over all of `bytes`.
fn whole(bytes: &[u8], encoding: &str, text_of: &str) -> Restored {
    let mut doc = Doc::default();
    doc.blocks.push(paragraph(vec![text(text_of, vec![Piece::Source(Span::new(0, bytes.len()))])]));
    signed(doc.restored(), bytes, encoding)
}

#[test]
fn other_encodings_are_decoded() {
    let utf16: Vec<u8> = "Ä b\n😀c".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (bytes, encoding, text_of) in [
        (&b"caf\xe9 \x93x\x94"[..], "windows-1252", "café “x”"),
        (&utf16, "UTF-16LE", "Ä b 😀c"),
        (b"\x82\xa0 \x83A\n\x88\x9f", "Shift_JIS", "あ ア 亜"),
        (b"\xb0\xa1\x00 \x81\x30\x81\x30x", "gb18030", "啊\0 \u{80}x"),
        (b"\x88\x62 a", "Big5", "\u{ca}\u{304} a"),
    ] {
        let json = account(&whole(bytes, encoding, text_of));
        if let Err(faults) = check(bytes, &json) {
            panic!("{encoding}: {}", told(&faults));
        }
        let json = account(&whole(bytes, encoding, &text_of.replace('x', "y").replace(['a', 'c', '亜'], "z")));
        assert!(check(bytes, &json).is_err(), "{encoding}");
    }
    let mut cut = whole(&utf16, "UTF-16LE", "Ä b 😀c");
    run(&mut cut, 0).from = vec![Piece::Source(Span::new(0, 10)), Piece::Source(Span::new(10, utf16.len()))];
    let faults = check(&utf16, &account(&cut)).unwrap_err();
    assert!(told(&faults).contains("cuts the character at byte 8 (line 2, column 1)"), "{}", told(&faults));
}

#[test]
fn invalid_bytes_need_an_entry() {
    for (bytes, encoding) in
        [(&b"a \xff\xfe b"[..], "UTF-8"), (b"a \x81\xff b", "Shift_JIS"), (b"a \x81", "windows-1253")]
    {
        let text_of = format!("a {} b", "\u{fffd}".repeat(if encoding == "UTF-8" { 2 } else { 1 }));
        let mut restored = whole(bytes, encoding, &text_of);
        let faults = check(bytes, &account(&restored)).unwrap_err();
        if encoding == "windows-1253" {
            // The web's decoder gives every byte of this one a meaning.
            assert!(matches!(&faults[..], [Fault::Altered { .. }]), "{encoding} {faults:?}");
            continue;
        }
        assert!(matches!(&faults[0], Fault::InvalidBytes { owner: Owner::Block(0), .. }), "{encoding} {faults:?}");
        let from = [Piece::Source(Span::new(0, 2)), Piece::Repair { repair: 0 }, Piece::Source(Span::new(4, 6))];
        run(&mut restored, 0).from = from.to_vec();
        run(&mut restored, 0).text = "a \u{fffd} b".to_owned();
        let entry = repair(Code::InvalidBytes, Action::Replaced, vec![Span::new(2, 4)], "", "\u{fffd}");
        restored.ledger.repairs.push(entry);
        let hexadecimal = if encoding == "UTF-8" { "<FF FE>" } else { "<81 FF>" };
        restored.ledger.repairs[0].before = hexadecimal.to_owned();
        if let Err(faults) = check(bytes, &account(&restored)) {
            panic!("{encoding}: {}", told(&faults));
        }
        restored.ledger.repairs[0].before = "<FF>".to_owned();
        let faults = check(bytes, &account(&restored)).unwrap_err();
        assert!(matches!(&faults[..], [Fault::Before { repair: 0, .. }]), "{encoding} {faults:?}");
    }
}

#[test]
fn quoted_text_cannot_steer_a_terminal() {
    let bytes = b"a\x1b[2Jb";
    let mut restored = whole(bytes, "UTF-8", "a");
    run(&mut restored, 0).from = vec![Piece::Source(Span::new(0, 1))];
    let faults = check(bytes, &account(&restored)).unwrap_err();
    assert!(matches!(&faults[..], [Fault::Missing { text, .. }] if text == "\u{fffd}[2Jb"), "{faults:?}");
}

/// Overlapping blank spans and repeated entries would be quadratic if they were looked at byte by byte.
#[test]
fn hostile_accounts_take_linear_time() {
    let bytes = " ".repeat(200_000) + "a";
    let mut restored = whole(bytes.as_bytes(), "UTF-8", "a");
    let everything = Piece::Source(Span::new(0, 200_000));
    run(&mut restored, 0).from.extend(vec![everything; 100_000]);
    assert!(check(bytes.as_bytes(), &account(&restored)).is_ok());
    let all = Piece::Source(Span::new(0, bytes.len()));
    run(&mut restored, 0).from.extend(vec![all; 100_000]);
    let faults = check(bytes.as_bytes(), &account(&restored)).unwrap_err();
    assert!(matches!(&faults[0], Fault::Doubled { .. }), "{faults:?}");
    let nested = "[".repeat(100_000);
    assert!(matches!(&check(b"", &nested).unwrap_err()[..], [Fault::Json { .. }]));
}

#[test]
fn an_address_may_go_on_with_a_ligature() {
    let source = "1. Aaaa\nhttp://aaa.org/0_\nhttp://aaa.org/0_\n\
        ﬁaa a aaa Aaaaaa aaaaa,10 aaaaaa Aaaaaaa aaaaaaaaa\nﬁaa a aaa Aaaaaa aaaaa,10 aaaaaa Aaaaaaa aaaaaaaaa";
    let restored = restitch::restore(source.as_bytes(), &Options::default());
    let [link] = &restored.document.links[..] else { panic!("{:?}", restored.document.links) };
    assert!(link.url.ends_with("_fiaa"), "{}", link.url);
    assert_eq!(check(source.as_bytes(), &account(&restored)).map_err(|faults| told(&faults)).err(), None);
}

#[test]
fn a_mark_may_stand_in_a_row_of_its_own_beside_the_other_column() {
    /// Two columns side by side; a note is called in a row of the left one, at the end of its paragraph.
    fn faults(source: &str) -> Option<String> {
        let part = |part: &str| {
            let start = source.find(part).unwrap();
            Span::new(start, start + part.len())
        };
        let said = |said: &str| text(said, vec![Piece::Source(part(said))]);
        let removed = |code, span: Span| repair(code, Action::Removed, vec![span], "9", "");
        let (mark, label) = (source.find('9').unwrap(), source.rfind('9').unwrap());
        let mut doc = Doc::default();
        let note = doc.note("9", vec![paragraph(vec![said("A note.")])]);
        doc.notes[note].anchor = marked(vec![Span::new(mark, mark + 1)]);
        doc.blocks = vec![
            paragraph(vec![said("The boats lay"), Inline::Call { note }]),
            paragraph(vec![said("and the nets"), text(" were dry.", vec![Piece::Source(part("were dry."))])]),
        ];
        let mut restored = doc.restored();
        restored.ledger.repairs = vec![
            removed(Code::NoteCall, Span::new(mark, mark + 1)),
            removed(Code::NoteLabel, Span::new(label, label + 1)),
        ];
        let restored = signed(restored, source.as_bytes(), "UTF-8");
        check(source.as_bytes(), &account(&restored)).err().map(|faults| told(&faults))
    }
    assert_eq!(faults("The boats lay    and the nets\n9                were dry.\n9 A note.\n"), None);
    assert_eq!(faults("The boats lay    and the nets\n                 were dry.   9\n9 A note.\n"), None);
    let elsewhere = Some("notes[0] is not called where its anchor says".to_owned());
    assert_eq!(faults("The boats lay    and the nets\n                 were dry.\n9\n9 A note.\n"), elsewhere);
}
