//! What holds of every text, and the tables of decoding.

use proptest::{collection::vec, prelude::*};

use super::{Dropped, Kind, Origin, Text, repair::unwanted};
use crate::{ledger::Code, span::Span};

/// Checks that the segments and the dropped characters share the source out, in order and without a gap, and that
/// verbatim text is its source.
fn assert_accounted(source: &[u8], text: &Text) {
    let mut parts: Vec<(Span, Option<&Kind>)> = text.segments.iter().map(|s| (s.source, Some(&s.kind))).collect();
    parts.extend(text.dropped.iter().map(|dropped| (dropped.span, None)));
    parts.sort_by_key(|(span, _)| span.start);
    let mut at = 0;
    for (span, _) in &parts {
        assert_eq!(span.start, at, "a gap or an overlap");
        assert!(span.end > span.start, "a part without bytes");
        at = span.end;
    }
    assert_eq!(at, source.len(), "bytes without an account");

    let mut last = 0;
    let mut at = 0;
    for (i, segment) in text.segments.iter().enumerate() {
        assert_eq!(segment.at, at, "text without a segment");
        assert!(segment.source.start >= last, "out of order");
        last = segment.source.end;
        let end = text.segments.get(i + 1).map_or(text.body.len(), |next| next.at);
        let slice = &text.body[at..end];
        at = end;
        match segment.kind {
            Kind::Verbatim => assert_eq!(slice.as_bytes(), &source[segment.source.start..segment.source.end]),
            Kind::Decoded { text: width, source } => {
                let bytes = segment.source.end - segment.source.start;
                assert_eq!(slice.len() * usize::from(source), bytes * usize::from(width));
            }
            Kind::Repaired(index) => {
                assert!(!slice.trim().is_empty(), "a repair that makes white space");
                assert_ne!(&*text.replaced[index].before, slice, "a repair that changes nothing");
            }
        }
    }
    assert_eq!(at, text.body.len());
    let hostile = |c: char| matches!(unwanted(c), Some(Code::Control | Code::Bidi));
    assert!(!text.body.contains(hostile), "a control character got through");
    assert!(text.dropped.iter().all(|dropped| !dropped.before.trim().is_empty() || dropped.before.contains('\u{85}')));
}

/// Checks the ways back to the source at every character.
fn assert_ways_back(source: &[u8], text: &Text) {
    let mut last = 0;
    for (at, c) in text.as_str().char_indices().take(200) {
        let range = at..at + c.len_utf8();
        let offset = text.source_offset(at);
        assert!(offset >= last && offset <= source.len(), "offsets run backwards");
        last = offset;
        let spans = text.spans(range.clone());
        assert_eq!(spans.len(), 1, "{c:?}");
        match &text.origins(range)[..] {
            [Origin::Source(span)] => {
                assert_eq!(*span, spans[0]);
                assert_eq!(span.start, offset);
                assert_eq!(text.blank_in_source(span.start..span.end), c.is_whitespace());
            }
            [Origin::Repaired { span, .. }] => assert!(!text.blank_in_source(span.start..span.end)),
            other => panic!("{other:?}"),
        }
    }
    let whole = text.spans(0..text.as_str().len());
    let dropped: usize = text.dropped().iter().map(|d| d.span.end - d.span.start).sum();
    assert_eq!(whole.iter().map(|span| span.end - span.start).sum::<usize>() + dropped, source.len());
}

fn check(source: &[u8]) -> Text {
    let text = Text::decode(source);
    assert_accounted(source, &text);
    assert_ways_back(source, &text);
    text
}

/// Characters of which repairs are made, and their neighbours.
#[rustfmt::skip]
const INTERESTING: &[&str] = &[
    "a", "e", "Z", " ", "\n", "\r\n", "\u{c}", "é", "ı", "\u{301}", "\u{308}", "\u{327}", "´", "¨", "¸", "˜",
    "\u{200b}", "\u{200c}", "\u{200d}", "\u{202e}", "\u{2066}", "\u{feff}", "\u{ad}", "\u{a0}", "\0", "\u{1b}",
    "â€\u{9d}", "Ã\u{9d}", "\u{85}", "\u{9d}", "ﬁ", "ﬆ", "１", "Ａ", "～", "日", "か", "\u{3099}", "ا", "\u{654}",
    "क", "\u{94d}", "\u{1100}", "\u{1161}", "😀", "\u{fe0f}", "\u{1f3f4}", "\u{e0067}", "\u{e007f}", "Ã©", "â€™",
    "â€", "Â§", "Â\u{a0}", "â€‰", "â€¨", "ã€€", "ï»¿", "Ã¢â‚¬â„¢", "Ã", "Â", "â", "€", "™", "\u{fffd}", "ðŸ˜€",
];

fn interesting() -> impl Strategy<Value = String> {
    vec(prop::sample::select(INTERESTING), 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_bytes_are_accounted_for(source in vec(any::<u8>(), 0..300)) {
        check(&source);
    }

    #[test]
    fn any_text_is_accounted_for(source in ".{0,200}") {
        check(source.as_bytes());
    }

    #[test]
    fn whatever_is_repaired_is_accounted_for(source in interesting()) {
        check(source.as_bytes());
    }

    #[test]
    fn whatever_is_repaired_in_utf16_reads_as_in_utf8(source in interesting()) {
        let utf16: Vec<u8> = std::iter::once(0xFEFF).chain(source.encode_utf16()).flat_map(u16::to_be_bytes).collect();
        let (wide, narrow) = (check(&utf16), check(source.as_bytes()));
        if !source.starts_with('\u{feff}') && narrow.encoding == "UTF-8" {
            prop_assert_eq!(wide.as_str(), narrow.as_str());
        }
    }

    #[test]
    fn damaged_text_is_accounted_for(source in interesting(), damage in vec((any::<prop::sample::Index>(), any::<u8>()), 0..4)) {
        let mut bytes = source.into_bytes();
        for (index, byte) in damage {
            if !bytes.is_empty() {
                let at = index.index(bytes.len());
                bytes[at] = byte;
            }
        }
        check(&bytes);
    }

    #[test]
    fn legacy_text_is_accounted_for(source in interesting(), choice in 0..8_usize) {
        let encoding = [
            encoding_rs::SHIFT_JIS, encoding_rs::EUC_JP, encoding_rs::GBK, encoding_rs::BIG5, encoding_rs::EUC_KR,
            encoding_rs::WINDOWS_1252, encoding_rs::WINDOWS_1251, encoding_rs::GB18030,
        ][choice];
        check(&encoding.encode(&source).0);
    }
}

#[test]
fn decodes() {
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let russian = "Привет, мир. Это всё.\n";
    let long = russian.repeat(3);
    let cases: [(Vec<u8>, &str, &str, bool); 14] = [
        (b"".to_vec(), "", "UTF-8", false),
        (b"plain\r\ntext\rhere\x0c".to_vec(), "plain\r\ntext\rhere\x0c", "UTF-8", false),
        ("é\u{2028}\u{85}\u{b}x".into(), "é\u{2028}\u{85}\u{b}x", "UTF-8", false),
        (b"\xEF\xBB\xBFabc".to_vec(), "abc", "UTF-8", false),
        (b"\xFF\xFEa\0\xE9\0".to_vec(), "aé", "UTF-16LE", false),
        (b"\xFE\xFF\0a\xD8\x3D\xDE\x00\xD8\x3D".to_vec(), "a😀\u{fffd}", "UTF-16BE", false),
        (utf16("Plain text"), "Plain text", "UTF-16LE", true),
        (utf16(russian), russian, "UTF-16LE", true),
        (b"NUL\0after\0each\0word".to_vec(), "NULaftereachword", "UTF-8", false),
        (b"caf\xE9 cr\xE8me \x93quoted\x94".to_vec(), "café crème “quoted”", "windows-1252", true),
        (encoding_rs::WINDOWS_1251.encode(&long).0.into_owned(), &long, "windows-1251", true),
        (
            encoding_rs::SHIFT_JIS.encode("日本語の文章です。ｶﾅ").0.into_owned(),
            "日本語の文章です。ｶﾅ",
            "Shift_JIS",
            true,
        ),
        (encoding_rs::EUC_KR.encode("한국어 문장입니다.").0.into_owned(), "한국어 문장입니다.", "EUC-KR", true),
        ("“a” “b” “c”".bytes().chain(*b"\xFF\xE2\x80").collect(), "“a” “b” “c”\u{fffd}\u{fffd}", "UTF-8", false),
    ];
    for (bytes, wanted, encoding, guessed) in cases {
        let text = check(&bytes);
        assert_eq!((text.as_str(), text.encoding, text.guessed), (wanted, encoding, guessed));
    }
}

#[test]
fn repairs() {
    for (given, wanted) in [
        ("ﬁrst oﬃce ﬂow ﬀ ﬅ", "first office flow ff st"),
        ("word\u{200b}s\u{2060} \u{feff}x", "words x"),
        ("itâ€™s â€\u{9d}\u{1b}[2J Ã\u{9d}\u{1b}", "it’s ”[2J Ý"),
        ("\u{202e}fdp\u{202c}.exe", "fdp.exe"),
        ("\u{1b}[2J\0\0\u{8}x\u{7f}\u{9b}", "[2Jx"),
        ("in ２０１４, ＡＢＣ！", "in 2014, ABC!"),
    ] {
        assert_eq!(check(given.as_bytes()).as_str(), wanted);
    }
}

#[test]
fn leaves_alone() {
    for text in [
        "soft\u{ad}hyphen, note¹ and ①, 5\u{a0}%, «\u{202f}a\u{202f}»\u{2009}!",
        "\u{f0b7} bullet \u{fffd}",
        "می\u{200c}خواهم ക്\u{200d} क्\u{200d}ष",
        "👩\u{200d}👩\u{200d}👧 ❤\u{fe0f}\u{200d}🔥 \u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
        "第１２条（定義）",
        "œuvre æther Straße Ĳ",
    ] {
        assert_eq!(check(text.as_bytes()).as_str(), text);
    }
}

#[test]
fn tells_what_was_changed() {
    let text = check("\u{feff}a\0\u{1}\u{200b}\u{200b}ﬁx e\u{301}".as_bytes());
    let dropped =
        |start, end, code, before: &str| Dropped { span: Span::new(start, end), code, before: before.to_owned() };
    assert_eq!(
        text.dropped(),
        [
            dropped(0, 3, Code::ByteOrderMark, "\u{feff}"),
            dropped(4, 6, Code::Control, "\0\u{1}"),
            dropped(6, 12, Code::ZeroWidth, "\u{200b}\u{200b}"),
        ]
    );
    assert_eq!(text.as_str(), "afix é");
    let repaired = |start, end, code, before: &str, text| Origin::Repaired {
        span: Span::new(start, end),
        code,
        before: before.to_owned(),
        text,
    };
    assert_eq!(
        text.origins(0..text.as_str().len()),
        [
            Origin::Source(Span::new(3, 4)),
            repaired(12, 15, Code::Ligature, "ﬁ", 1..3),
            Origin::Source(Span::new(15, 17)),
            repaired(17, 20, Code::Composed, "e\u{301}", 5..7),
        ]
    );
    assert_eq!(text.origins(2..4), [repaired(12, 15, Code::Ligature, "ﬁ", 1..3), Origin::Source(Span::new(15, 16))]);
    assert_eq!(text.spans(0..1), [Span::new(3, 4)]);
    assert!(text.blank_in_source(16..17) && !text.blank_in_source(15..17) && !text.blank_in_source(4..6));

    let invalid = check(b"\xE2\x80\x9Ca\xE2\x80\x9D \xE2\x80\x9Cb\xE2\x80\x9D ok\xE2\x80");
    let end = invalid.as_str().len();
    assert_eq!(invalid.origins(end - 3..end), [repaired(18, 20, Code::InvalidBytes, "<E2 80>", 18..21)]);
}

#[test]
fn points_into_other_encodings() {
    let utf16 = check(b"\xFF\xFEa\0 \0\xE9\0\x3D\xD8\x00\xDE");
    assert_eq!(utf16.as_str(), "a é😀");
    assert_eq!(utf16.spans(2..4), [Span::new(6, 8)]);
    assert_eq!(utf16.spans(0..8), [Span::new(2, 12)]);
    assert_eq!(utf16.source_offset(4), 8);
    assert!(utf16.blank_in_source(4..6));

    // one sign of Big5 that stands for a letter and an accent
    let pair = check(&[137, 64, 136, 100, 123, 156, 64]);
    let at = pair.as_str().find('\u{30c}').unwrap_or_default();
    assert_eq!((pair.encoding, pair.spans(at..at + 2)), ("Big5", vec![Span::new(2, 4)]));
    assert_eq!(pair.spans(at - 2..at), [Span::new(2, 4)]);

    let japanese = check(&encoding_rs::SHIFT_JIS.encode("日本語 a 日本語の文章です。").0);
    assert_eq!(japanese.spans(3..6), [Span::new(2, 4)]);
    assert_eq!(japanese.spans(9..11), [Span::new(6, 8)]);
}

#[test]
fn stays_linear() {
    for piece in ["\u{200b}", "a\u{200b}", "\u{301}", "Ã©", "â", "ﬁ", "´", "e\u{301}\u{301}", "\0", "１", "\u{200d}"]
    {
        let source = piece.repeat(1 << 18);
        let text = Text::decode(source.as_bytes());
        assert_accounted_quickly(source.as_bytes(), &text);
    }
    for bytes in [
        vec![0xFF; 1 << 18],
        [0xE2, 0x80].repeat(1 << 17),
        "é".repeat(9).bytes().chain([0xFF]).cycle().take(1 << 18).collect(),
    ] {
        let text = Text::decode(&bytes);
        assert_accounted_quickly(&bytes, &text);
    }
}

/// The sum alone: [`assert_accounted`] is for short texts.
fn assert_accounted_quickly(source: &[u8], text: &Text) {
    let kept: usize = text.segments.iter().map(|s| s.source.end - s.source.start).sum();
    let dropped: usize = text.dropped.iter().map(|d| d.span.end - d.span.start).sum();
    assert_eq!(kept + dropped, source.len());
}
