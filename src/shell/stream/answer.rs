//! Writes the answer to a line: one line of JSON.

use serde::Serialize;

use super::row::Refusal;
use crate::{
    Restored,
    shell::{args::Format, input::Input, run::written, tally::Tally},
    write::Form,
};

/// What a row is sorted by when the worst are looked at first.
#[derive(Serialize)]
struct Summary {
    bytes: usize,
    #[serde(flatten)]
    tally: Tally,
}

#[derive(Serialize)]
struct Failure {
    line: u64,
    message: String,
    help: String,
}

/// The answer to a line that gave a document.
pub(super) fn of(id: Option<&str>, input: &Input, restored: &Restored, formats: &[Format], form: &Form) -> Vec<u8> {
    let mut answer = begin(id);
    let summary = Summary { bytes: restored.source.bytes, tally: Tally::of(restored) };
    member(&mut answer, "summary", &summary);
    for &format in formats {
        let text = written(format, input, restored, form);
        match format {
            Format::Markdown => member(&mut answer, "markdown", &text),
            Format::Json => nested(&mut answer, "json", &text),
            Format::Pandoc => nested(&mut answer, "pandoc", &text),
            Format::Sarif => nested(&mut answer, "sarif", &text),
        }
    }
    end(answer)
}

/// The answer to a line that gave none.
pub(super) fn of_refusal(id: Option<&str>, line: u64, refusal: &Refusal) -> Vec<u8> {
    let mut answer = begin(id);
    member(&mut answer, "error", &Failure { line, message: refusal.to_string(), help: refusal.help() });
    end(answer)
}

fn begin(id: Option<&str>) -> Vec<u8> {
    let mut answer = b"{\"id\":".to_vec();
    in_one_line(&mut answer, id.unwrap_or("null"));
    answer
}

fn end(mut answer: Vec<u8>) -> Vec<u8> {
    answer.extend_from_slice(b"}\n");
    answer
}

fn key(answer: &mut Vec<u8>, key: &str) {
    answer.extend_from_slice(b",\"");
    answer.extend_from_slice(key.as_bytes());
    answer.extend_from_slice(b"\":");
}

fn member(answer: &mut Vec<u8>, name: &str, value: &impl Serialize) {
    key(answer, name);
    // Writing into memory fails only for maps with keys that are no strings, and there is none.
    let written = serde_json::to_writer(answer, value);
    debug_assert!(written.is_ok(), "{name}: {written:?}");
}

/// A member that is JSON already.
fn nested(answer: &mut Vec<u8>, name: &str, json: &str) {
    key(answer, name);
    in_one_line(answer, json);
}

/// JSON without its line ends: they stand between its parts alone, for within a string they are written `\n`.
fn in_one_line(answer: &mut Vec<u8>, json: &str) {
    answer.reserve(json.len());
    json.split(['\n', '\r']).for_each(|part| answer.extend_from_slice(part.as_bytes()));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(formats: &[Format], id: Option<&str>) -> serde_json::Value {
        let bytes = b"One line\nand another1.\n\n1 A note.\n".to_vec();
        let restored = crate::restore(&bytes, &crate::Options::default());
        let input = Input { shown: "the text".to_owned(), name: None, path: None, bytes };
        let answer = of(id, &input, &restored, formats, &Form::default());
        let ends: Vec<_> = memchr::memchr2_iter(b'\n', b'\r', &answer).collect();
        assert_eq!(ends, [answer.len() - 1], "one line, with its end");
        serde_json::from_slice(&answer).expect("JSON")
    }

    #[test]
    fn every_format_has_a_key_and_is_what_a_file_would_hold() {
        let all = [Format::Markdown, Format::Json, Format::Pandoc, Format::Sarif];
        let value = answer(&all, Some("[1,\r2]"));
        let keys: Vec<&str> = value.as_object().expect("an object").keys().map(String::as_str).collect();
        assert_eq!(keys, ["id", "json", "markdown", "pandoc", "sarif", "summary"]);
        assert_eq!(value["id"], serde_json::json!([1, 2]));
        assert!(value["markdown"].as_str().is_some_and(|text| text.contains("another[^1].")), "{value}");
        assert_eq!(value["json"]["document"]["notes"][0]["label"], "1");
        assert!(value["pandoc"]["pandoc-api-version"].is_array() && value["sarif"]["runs"].is_array());
        assert_eq!((&value["summary"]["notes_marked"], &value["summary"]["bytes"]), (&1.into(), &34.into()));
    }

    #[test]
    fn a_refusal_says_what_and_what_to_do() {
        let value: serde_json::Value = serde_json::from_slice(&of_refusal(None, 12, &Refusal::NoText)).expect("JSON");
        assert!(value["id"].is_null() && value["error"]["line"] == 12, "{value}");
        assert!(value["error"]["message"].as_str().is_some_and(|text| text.contains("neither")), "{value}");
        assert!(value["error"]["help"].is_string() && value.get("summary").is_none(), "{value}");
    }
}
