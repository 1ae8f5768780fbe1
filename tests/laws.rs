//! Laws that hold for every input: nothing panics, nothing is lost, the same bytes give the same output.

mod common;

use proptest::prelude::*;
use restitch::{Options, Restored, check, restore, restore_owned, write};

/// Half what proptest does by default, so that all laws together take seconds; `PROPTEST_CASES` asks for more.
const CASES: u32 = 128;

fn config() -> ProptestConfig {
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { ProptestConfig::default().cases } else { CASES };
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Every output of one restoration.
fn outputs(restored: &Restored) -> [String; 3] {
    [write::json::to_string(restored), write::markdown::to_string(restored), write::pandoc::to_string(restored)]
}

/// The laws, for one input.
fn hold(bytes: &[u8]) -> Result<(), TestCaseError> {
    let restored = restore(bytes, &Options::default());
    let first = outputs(&restored);
    let [json, markdown, pandoc] = &first;

    if let Err(faults) = check::check(bytes, json) {
        let faults: Vec<_> = faults.iter().take(5).map(ToString::to_string).collect();
        return Err(TestCaseError::fail(format!("the account does not add up: {}", faults.join("; "))));
    }
    common::assert_valid(json);
    let again = outputs(&restore_owned(bytes.to_vec(), &Options::default()));
    prop_assert!(first == again, "the same bytes gave two outputs");

    let read: Restored = serde_json::from_str(json).map_err(|error| TestCaseError::fail(error.to_string()))?;
    prop_assert_eq!(&write::json::to_string(&read), json, "JSON that is read and written is the same");
    let pandoc: serde_json::Value =
        serde_json::from_str(pandoc).map_err(|error| TestCaseError::fail(error.to_string()))?;
    prop_assert!(pandoc["blocks"].is_array());
    prop_assert!(!markdown.contains(['\0', '\u{1b}', '\u{202e}']), "a control character came through");
    Ok(())
}

/// A word that may carry a call, a hyphen, a quotation mark, or look as if it did.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => "[a-z]{1,9}",
        2 => "[A-Z][a-z]{2,8}",
        1 => "[a-z]{2,8}[.,;]?[1-9][0-9]?",
        1 => "[a-z]{2,8}\\[[1-9]\\]|[a-z]{2,8} [1-9] \\.|[a-z]{2,6}[¹²³*†‡]",
        1 => "(19|20)[0-9]{2}s?|\\$[1-9]00|[1-9][0-9] %|CO2|G20|[a-z]{3,6}-[a-z]{3,6}",
        1 => "« [a-z]{3,6} »|“[a-z]{3,6}”|'' [a-z]+|\u{fb01}[a-z]{2,4}|e\u{301}t[a-z]|it\u{e2}\u{20ac}\u{2122}s",
        1 => "Ibid\\.|op\\. cit\\.|<b>|\\*[a-z]+\\*|_[a-z]+_|`[a-z]+`|\\]\\(javascript:|\u{1b}\\[2J|\u{202e}|\u{200b}",
    ]
}

fn words(count: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    prop::collection::vec(word(), count).prop_map(|words| words.join(" "))
}

/// A line such as extractors print.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => words(4..12),
        3 => words(4..12).prop_map(|line| line + "-"),
        2 => words(1..4),
        3 => (1..40u32, words(1..10)).prop_map(|(number, body)| format!("{number} {body}")),
        1 => (1..40u32, words(1..6)).prop_map(|(number, body)| format!("[{number}] {body}")),
        1 => "[*†‡§] ".prop_flat_map(|mark| words(1..6).prop_map(move |body| format!("{mark}{body}"))),
        2 => "https?://[a-z]{3,8}\\.(org|com|fr)/[a-z0-9/_.-]{0,40}",
        1 => "www\\.[a-z]{3,8}\\.org|mailto:[a-z]+@[a-z]+\\.org|file:///C:/[a-z]{1,8}\\.pdf|doi:10\\.[0-9]{4}/[a-z]{3}",
        1 => "[0-9]{1,3}|- [0-9]{1,2} -|Page [0-9] of [0-9]{1,2}|[ivx]{1,4}|[0-9]{1,2} April [0-9]{4}\\.",
        1 => "[•–*-] [a-z ]{3,30}|\\([a-c]\\) [a-z ]{3,30}|[1-9]\\.[1-9]? [A-Z][a-z ]{3,20}",
        1 => (words(2..5), words(2..5)).prop_map(|(left, right)| format!("{left:40}{right}")),
        1 => "Notes|ENDNOTES|Anmerkungen|Chapter [1-9]|C H A P T E R|_{5,20}|\\.{3,30} [0-9]{1,2}",
        4 => Just(String::new()),
        1 => Just("\u{c}".to_owned()),
        1 => " {1,60}|\t+|\u{a0}+",
    ]
}

/// A text of such lines, in the dialect of one extractor or another.
fn text() -> impl Strategy<Value = String> {
    let ends = prop_oneof![4 => Just("\n"), 1 => Just("\r\n"), 1 => Just("\r"), 1 => Just(" \n\n"), 1 => Just(" ")];
    // A small pool of lines from which many are drawn: repetition is what running heads are known by.
    (prop::collection::vec(line(), 1..40), prop::collection::vec(any::<prop::sample::Index>(), 0..60), ends).prop_map(
        |(pool, draws, end)| {
            let drawn = draws.iter().map(|draw| &pool[draw.index(pool.len())]);
            pool.iter().chain(drawn).map(|line| line.as_str().to_owned() + end).collect()
        },
    )
}

/// A line of a narrow column.
fn narrow_line() -> impl Strategy<Value = String> {
    let plain = || prop::collection::vec("[a-z]{2,6}", 4..7).prop_map(|words| words.join(" "));
    prop_oneof![
        6 => plain(),
        6 => ("[A-J]", plain(), "|\\.|,|\\.?[1-5]").prop_map(|(capital, line, end)| format!("{capital}{line}{end}")),
        2 => ("[1-5]", "[A-F][a-z]{3,8}", plain()).prop_map(|(label, word, line)| format!("{label} {word} {line}.")),
        1 => "[1-9]|[1-3]\\.[1-4]\\. [A-F][a-z]{3,12}|The Harbour",
    ]
}

/// Pages of two columns, the pieces of which are printed by their heights on the page, as some extractors do.
fn woven() -> impl Strategy<Value = String> {
    let piece = prop::collection::vec(narrow_line(), 1..10).prop_map(|lines| lines.join("\n"));
    let page = (any::<bool>(), prop::collection::vec(piece, 6..11)).prop_map(|(headed, pieces)| {
        let head = if headed { "The Harbour\n\n" } else { "" };
        head.to_owned() + &pieces.join("\n\n")
    });
    prop::collection::vec(page, 2..4).prop_map(|pages| pages.join("\n\n1\n\u{c}"))
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn arbitrary_bytes(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        hold(&bytes)?;
    }

    #[test]
    fn arbitrary_characters(text in "\\PC{0,300}|(\\s|\\PC){0,300}|.{0,300}") {
        hold(text.as_bytes())?;
    }

    #[test]
    fn plausible_texts(text in text()) {
        hold(text.as_bytes())?;
    }

    #[test]
    fn columns_in_pieces(text in woven()) {
        hold(text.as_bytes())?;
    }

    #[test]
    fn plausible_texts_in_other_encodings(text in text(), little in any::<bool>()) {
        let order = if little { u16::to_le_bytes } else { u16::to_be_bytes };
        let utf16: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(order).collect();
        hold(&utf16)?;
        let latin: Vec<u8> = text.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect();
        hold(&latin)?;
    }

    #[test]
    fn plausible_texts_cut_anywhere(text in text(), at in any::<prop::sample::Index>(), flip in any::<u8>()) {
        let mut bytes = text.into_bytes();
        bytes.truncate(at.index(bytes.len() + 1));
        if let Some(last) = bytes.last_mut() {
            *last = flip;
        }
        hold(&bytes)?;
    }
}

#[test]
fn every_prefix_of_the_specimen_ending_at_a_line() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/raw/brief.txt");
    let bytes = std::fs::read(path).expect("the specimen is there");
    let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
    // Every ninth line, so that it stays quick: page ends, notes and link lists are all cut somewhere.
    for end in ends.step_by(9).chain([bytes.len()]) {
        hold(&bytes[..end]).unwrap_or_else(|error| panic!("first {end} bytes: {error}"));
    }
}

/// Documents that hold one thing only, and long ones: nothing is lost of them, and none takes long.
#[test]
fn documents_of_one_thing() {
    let words = |n: usize| "the quay was sold ".repeat(n);
    let documents = [
        "12".to_owned(),
        "word".to_owned(),
        "Head of pages\n\n1\n\x0cHead of pages\n\n2\n\x0cHead of pages\n\n3\n".to_owned(),
        "ONE\n\nTWO\n\nTHREE\n\nFOUR\n".to_owned(),
        "a\n".repeat(20_000),
        "The same line again and again.\n".repeat(5_000),
        "1\n2\n3\n4\n5\n6\n".repeat(2_000),
        format!("{:50}{}\n", words(2), words(2)).repeat(5_000),
        format!("{:50}x\n{:50}\n", words(1), "y").repeat(3_000),
        "שלום עולם, זה מסמך קצר מאוד.\nThe same in English: hello world.\n".repeat(50),
        "A   B   C   D\n".repeat(1_000),
        "T\nHE QUICK MARCH\n".repeat(1_000),
    ];
    for text in documents {
        hold(text.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{text:.80}"));
    }
}

/// Small texts that did not add up at some time, each in a way of its own.
#[test]
fn texts_that_did_not_add_up() {
    let columns = "a.10                 *aaaaaawaaaa\naaaaa                *\naaaaukawaaaa\naaaaa                0aaaaaaaaaa*\n\
        ak aukawaaaa\n\n\n\naaaa                 10 % *aaaaaaaaaaaaa*\nak aukawaaaa\naaaaaa aaaa.10 aaa.1   10 % *aaaaaaaaaaaaa*\n\
        ak aukawaaaa\naaaaa aaaa.10 aaa.10   *";
    let texts: [&[u8]; 8] = [
        // the label of a note, taken for the call of another, where recognition spoilt the marks
        "[1]†\n[1].\n\n1 p` q”\n\n[1]c".as_bytes(),
        // a page that ends within columns
        columns.as_bytes(),
        // an item whose mark stands on the page before
        b"\xb7\x0cx",
        // addresses of which only the beginning is shown
        b"http://to\n_ct",
        b"www.g\n\nhttp/",
        "http://g_\n\nG\n\n.2\n_e†\n2 r\n3 z† u†".as_bytes(),
        // a line that calls a note again, alone at a page's edge
        b"1 Aaaa aa aa aa aa.\n\x0cThe Harbour\n2 Aaaa aa aa aa aa.\nAaa aa aa aa3\n\nAaa aa aa aa1\nAaa aa aa aa.3\n3 Aaaa aa aa aa \
            aa.\n1\n\x0cThe Harbour\naa aa aa aa",
        // a call that ends a table's row
        "Town            Boats      Nets\nHolm            12         40\nNord            9          31¹\n\n1 Without one.".as_bytes(),
    ];
    for text in texts {
        hold(text).unwrap_or_else(|error| panic!("{error}\n{}", String::from_utf8_lossy(text)));
    }
}

/// Numbers by themselves among pieces of columns that are put into another order: none calls a note from between words that it
/// did not stand between.
#[test]
fn numbers_among_pieces_of_columns() {
    let text = "that thought harbour rope which\n\
                \n\
                1\n\
                \n\
                1\n\
                nobody nobody\n\
                \n\
                nobody and master in thought\n\
                quay is master from\n\
                \x0c9 1.9. May came quay from until quay was it\n\
                The Harbour\n\
                2\n\
                4\n\
                It came boats a until that\n\
                hung there sold boats in until\n\
                may that sides is nobody hung\n\
                thought nobody is when sold\n\
                hung may of a thought the it\n\
                rope in2\n\
                Hung sold master is said said\n\
                is thought sold and that all\n\
                rope hung that rope harbour a\n\
                came sides nobody.\n\
                until was and when why all that\n\
                sold quay in hung in had\n\
                thought hung master all is came\n\
                all harbour harbour is and in\n\
                rope master of a nobody rope\n\
                nobody all which all May May\n\
                from quay of sold was hung\n\
                until harbour was nobody sold\n\
                and.4\n\
                that had thought master why of quay\n\
                hung thought there which said master\n\
                sold boats sides rope was May a.\n\
                it master in May is said why\n\
                there master in a rope in May\n\
                nobody of sides came until sold\n\
                thought sold all which until\n\
                harbour master master of hung\n\
                it was said.\n";
    hold(text.as_bytes()).expect("the laws hold");
}
