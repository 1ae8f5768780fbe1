//! Whatever is changed in a true account, `check` finds it: each kind of change is made at many places of the specimen's
//! JSON, or of the specimen itself, one at a time.
#![allow(missing_docs)]

use restitch::{Options, check, restore, write};
use serde_json::{Value, json};

/// Places at which each kind is tried.
const PLACES: usize = 12;

fn specimen() -> Vec<u8> {
    std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/raw/brief.txt")).expect("the specimen is there")
}

/// JSON pointers to what `is` wants, anywhere in a value.
fn pointers(value: &Value, at: &str, is: &dyn Fn(&Value) -> bool, out: &mut Vec<String>) {
    if is(value) {
        out.push(at.to_owned());
    }
    match value {
        Value::Object(object) => object.iter().for_each(|(key, v)| pointers(v, &format!("{at}/{key}"), is, out)),
        Value::Array(array) => array.iter().enumerate().for_each(|(i, v)| pointers(v, &format!("{at}/{i}"), is, out)),
        _ => {}
    }
}

/// A run of several words that come from one span.
fn is_run(value: &Value) -> bool {
    let words = value["text"].as_str().map_or(0, |text| text.split_whitespace().count());
    words >= 4 && value["from"].as_array().is_some_and(|from| from.len() == 1 && from[0].is_array())
}

fn is_removal(value: &Value) -> bool {
    value["action"] == "removed" && value["before"].as_str().is_some_and(|before| !before.is_empty())
}

fn is_replacement(value: &Value) -> bool {
    value["action"] == "replaced"
}

/// Every `len / PLACES`th of what is there.
fn spread(all: &[String]) -> Vec<&String> {
    all.iter().step_by((all.len() / PLACES).max(1)).take(PLACES).collect()
}

/// A change of the thing at a place.
type Change = fn(&mut Value);

fn text(run: &Value) -> String {
    run["text"].as_str().expect("a run").to_owned()
}

fn span(value: &mut Value, end: usize, by: i64) {
    let now = value[end].as_i64().expect("an offset");
    value[end] = json!(now + by);
}

/// Makes a change at many places and wants each found. Gives the faults of the first.
fn caught(what: &str, is: &dyn Fn(&Value) -> bool, change: Change) -> String {
    let source = specimen();
    let sound = write::json::to_string(&restore(&source, &Options::default()));
    let sound: Value = serde_json::from_str(&sound).expect("JSON");
    let mut all = Vec::new();
    pointers(&sound, "", is, &mut all);
    let all: Vec<_> = all.into_iter().filter(|at| !at.contains("/legend")).collect();
    assert!(!all.is_empty(), "{what}: nothing to change");
    let mut first = None;
    for at in spread(&all) {
        let mut changed = sound.clone();
        change(changed.pointer_mut(at).expect("it was there"));
        assert_ne!(changed, sound, "{what} at {at} changes nothing");
        let faults = check::check(&source, &changed.to_string()).expect_err(&format!("{what} at {at} goes unseen"));
        first.get_or_insert(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
    }
    first.unwrap_or_default()
}

#[test]
fn a_dropped_word() {
    let told = caught("a word dropped", &is_run, |run| {
        let text = text(run);
        run["text"] = json!(text.split_whitespace().skip(1).collect::<Vec<_>>().join(" "));
    });
    assert!(told.contains("altered at byte"), "{told}");
    // with its bytes, as one would who knows what spans are
    let told = caught("a word dropped with its bytes", &is_run, |run| {
        let text = text(run);
        let (first, rest) = text.trim_start().split_once(' ').expect("several words");
        let (first, rest) = (first.len(), rest.to_owned());
        run["text"] = json!(rest);
        span(&mut run["from"][0], 0, i64::try_from(first).expect("short"));
    });
    assert!(told.contains("missing at byte"), "{told}");
}

#[test]
fn a_doubled_word() {
    let told = caught("a word said twice", &is_run, |run| {
        let text = text(run);
        run["text"] = json!(format!("{} {text}", text.split_whitespace().next().expect("a word")));
    });
    assert!(told.contains("altered"), "{told}");
    let told = caught("a piece given twice", &is_run, |run| {
        let (text, piece) = (text(run), run["from"][0].clone());
        run["text"] = json!(format!("{text} {text}"));
        run["from"] = json!([piece, piece]);
    });
    assert!(told.contains("doubled at byte"), "{told}");
}

#[test]
fn an_altered_character() {
    let told = caught("a letter altered", &is_run, |run| {
        let text = text(run);
        let at = text.find(char::is_alphabetic).expect("a letter");
        let letter = text[at..].chars().next().expect("a letter");
        let other = if letter == 'x' { 'y' } else { 'x' };
        run["text"] = json!(format!("{}{other}{}", &text[..at], &text[at + letter.len_utf8()..]));
    });
    assert!(told.contains("altered at byte") && told.contains("says 'x"), "{told}");
    caught("two words swapped", &is_run, |run| {
        let text = text(run);
        let mut words: Vec<_> = text.split_whitespace().collect();
        words.rotate_left(1);
        run["text"] = json!(words.join(" "));
    });
    caught("a case changed", &is_run, |run| {
        let text = text(run);
        let upper = text.to_uppercase();
        run["text"] = json!(if upper == text { text.to_lowercase() } else { upper });
    });
}

/// A block with text.
fn is_block(value: &Value) -> bool {
    value["spans"].as_array().is_some_and(|spans| !spans.is_empty()) && !value["page"].is_null()
}

#[test]
fn a_block_elsewhere() {
    let told = caught("a block begun earlier", &is_block, |block| span(&mut block["spans"][0], 0, -1));
    assert!(told.contains("the spans of a block do not hold its text"), "{told}");
    caught("a block begun later", &is_block, |block| span(&mut block["spans"][0], 0, 1));
    caught("a block ended earlier", &is_block, |block| span(&mut block["spans"][0], 1, -1));
    caught("a block ended later", &is_block, |block| span(&mut block["spans"][0], 1, 1));
    caught("a block without spans", &is_block, |block| block["spans"] = json!([]));
    caught("a block with a span too many", &is_block, |block| {
        let spans = block["spans"].as_array_mut().expect("spans");
        spans.push(json!([0, 1]));
    });
}

#[test]
fn a_moved_span() {
    let told = caught("a span begun later", &is_run, |run| span(&mut run["from"][0], 0, 3));
    assert!(told.contains("missing at byte") || told.contains("cuts the character"), "{told}");
    caught("a span ended earlier", &is_run, |run| span(&mut run["from"][0], 1, -3));
    caught("a span moved", &is_run, |run| {
        span(&mut run["from"][0], 0, 40);
        span(&mut run["from"][0], 1, 40);
    });
    caught("a span turned round", &is_run, |run| run["from"][0].as_array_mut().expect("a span").reverse());
    caught("a span past the end", &is_run, |run| span(&mut run["from"][0], 1, 1_000_000));
    caught("a repair's span moved", &is_removal, |repair| {
        span(&mut repair["spans"][0], 0, 1);
        span(&mut repair["spans"][0], 1, 1);
    });
    caught("a repair without its spans", &is_removal, |repair| repair["spans"] = json!([]));
}

#[test]
fn an_edited_ledger() {
    let told = caught("another `before`", &is_removal, |repair| {
        repair["before"] = json!(format!("{}x", repair["before"].as_str().expect("text")));
    });
    assert!(told.contains("it says that"), "{told}");
    caught("an `after` where nothing is left", &is_removal, |repair| repair["after"] = json!("x"));
    caught("a removal that inserts", &is_removal, |repair| repair["action"] = json!("inserted"));
    caught("a removal that replaces", &is_removal, |repair| repair["action"] = json!("replaced"));
    let is_repairs = |value: &Value| value.as_array().is_some_and(|all| all.len() > 1 && is_removal(&all[0]));
    caught("an entry deleted", &is_repairs, |all| {
        all.as_array_mut().expect("a list").pop();
    });
    caught("an entry doubled", &is_repairs, |all| {
        let first = all[0].clone();
        all.as_array_mut().expect("a list").push(first);
    });
    caught("an entry invented", &is_repairs, |all| {
        let invented = json!({"code": "F106", "action": "removed", "spans": [[0, 40]], "before": "", "confidence": 1.0, "why": "dirt"});
        all.as_array_mut().expect("a list").push(invented);
    });
}

#[test]
fn an_edited_replacement() {
    let source = "The ﬁrst ﬂood of the oﬃce, and so on to the end of it all.\n";
    let mut made: Value =
        serde_json::from_str(&write::json::to_string(&restore(source.as_bytes(), &Options::default()))).expect("JSON");
    let mut all = Vec::new();
    pointers(&made, "", &is_replacement, &mut all);
    assert_eq!(all.len(), 3, "three ligatures");
    for at in &all {
        let sound = made.pointer(at).expect("it is there").clone();
        made.pointer_mut(at).expect("it is there")["after"] = json!("st");
        assert!(check::check(source.as_bytes(), &made.to_string()).is_err(), "another `after` at {at} goes unseen");
        *made.pointer_mut(at).expect("it is there") = sound;
    }
    assert!(check::check(source.as_bytes(), &made.to_string()).is_ok());
}

#[test]
fn a_reference_to_nothing() {
    let is_call = |value: &Value| value["t"] == "call";
    caught("a call of no note", &is_call, |call| call["note"] = json!(100_000));
    let is_marked = |value: &Value| value["status"] == "marked";
    caught("a mark's span moved into the text", &is_marked, |anchor| {
        span(&mut anchor["calls"][0], 0, -5);
        span(&mut anchor["calls"][0], 1, -5);
    });
    let is_link = |value: &Value| value["t"] == "link";
    caught("a link that is not there", &is_link, |link| link["link"] = json!(100_000));
    let is_note = |value: &Value| value["label"].is_string();
    caught("a note without a label", &is_note, |note| note["label"] = json!(""));
}

/// The inlines of a block with a call among them.
fn calls_a_note(value: &Value) -> bool {
    value.as_array().is_some_and(|all| all.len() > 2 && all[1]["t"] == "call" && all[2]["t"] == "text")
}

#[test]
fn a_call_elsewhere() {
    let told = caught("a call dropped", &calls_a_note, |all| {
        all.as_array_mut().expect("inlines").remove(1);
    });
    assert!(told.contains("is called nowhere"), "{told}");
    let told = caught("a call moved", &calls_a_note, |all| all.as_array_mut().expect("inlines").swap(1, 2));
    assert!(told.contains("is not called where its anchor says"), "{told}");
    caught("a call moved to the front", &calls_a_note, |all| all.as_array_mut().expect("inlines").swap(0, 1));
    let is_inferred = |value: &Value| value["status"] == "inferred" && !value["at"].is_null();
    caught("another inferred place", &is_inferred, |anchor| anchor["at"] = json!(200));
    let is_marked = |value: &Value| value["status"] == "marked" && !value["calls"].is_null();
    caught("a mark forgotten", &is_marked, |anchor| anchor["calls"] = json!([]));
    caught("another's mark", &is_marked, |anchor| anchor["calls"] = json!([[4, 5]]));
    let are_notes = |value: &Value| value.as_array().is_some_and(|all| all.len() > 40 && !all[0]["anchor"].is_null());
    caught("two notes whose calls were exchanged", &are_notes, |notes| {
        let first = notes[0]["anchor"].take();
        notes[0]["anchor"] = notes[7]["anchor"].take();
        notes[7]["anchor"] = first;
    });
    caught("notes in another order", &are_notes, |notes| notes.as_array_mut().expect("notes").swap(3, 9));
    caught("a note listed twice", &are_notes, |notes| {
        let again = notes[3].clone();
        notes.as_array_mut().expect("notes").push(again);
    });
}

#[test]
fn an_edited_link() {
    let is_link = |value: &Value| value["url"].is_string();
    let told = caught("another target", &is_link, |link| link["url"] = json!("https://elsewhere.example/"));
    assert!(told.contains("has an address that is neither listed nor shown"), "{told}");
    caught("a target of one letter more", &is_link, |link| {
        link["url"] = json!(format!("{}x", link["url"].as_str().expect("a target")));
    });
    caught("another home", &is_link, |link| link["home"] = json!({"in": "end"}));
    caught("a listing moved", &is_link, |link| {
        span(&mut link["listed"][0], 0, -80);
        span(&mut link["listed"][0], 1, -80);
    });
    let are_links = |value: &Value| value.as_array().is_some_and(|all| all.len() > 20 && all[0]["url"].is_string());
    caught("links in another order", &are_links, |links| links.as_array_mut().expect("links").swap(0, 5));
    let holds = |value: &Value| value.as_array().is_some_and(|all| all.iter().any(|inline| inline["t"] == "link"));
    caught("a link taken off its words", &holds, |all| {
        let all = all.as_array_mut().expect("inlines");
        let at = all.iter().position(|inline| inline["t"] == "link").expect("a link");
        let words = all.remove(at)["content"].as_array().cloned().expect("words");
        all.splice(at..at, words);
    });
}

#[test]
fn an_edited_page() {
    let is_page = |value: &Value| value["span"].is_array() && value["code"].is_null() && value["subject"].is_null();
    let told = caught("a page begun later", &is_page, |page| span(&mut page["span"], 0, 1));
    assert!(told.contains("does not begin where the one before it ends"), "{told}");
    caught("a page ended earlier", &is_page, |page| span(&mut page["span"], 1, -1));
    caught("a block on another page", &is_block, |block| {
        block["page"] = json!(if block["page"] == 0 { 1 } else { 0 });
    });
    caught("an entry that no longer says what stood there", &is_removal, |repair| repair["before"] = json!(""));
}

#[test]
fn another_source() {
    let source = specimen();
    let json = write::json::to_string(&restore(&source, &Options::default()));
    for at in (0..source.len()).step_by(source.len() / PLACES) {
        let mut other = source.clone();
        other[at] ^= 1;
        assert!(check::check(&other, &json).is_err(), "byte {at} of the source altered");
        let mut shorter = source.clone();
        shorter.remove(at);
        assert!(check::check(&shorter, &json).is_err(), "byte {at} of the source removed");
    }
}
