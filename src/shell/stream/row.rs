//! Reads a line: who it is, and the text or the file that is to be restored.

use std::{fs, path::Path};

use data_encoding::BASE64_MIME_PERMISSIVE;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::shell::{
    error::Error,
    input::{self, Input},
};

/// The keys of a line that mean something, unread: what is wrong about one must not hide the `id`.
#[derive(Deserialize)]
struct Keys<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    text: Option<&'a RawValue>,
    #[serde(borrow)]
    path: Option<&'a RawValue>,
    #[serde(borrow)]
    base64: Option<&'a RawValue>,
    #[serde(borrow)]
    name: Option<&'a RawValue>,
}

/// A line that is an object.
pub(super) struct Row<'a>(Keys<'a>);

/// Why a line gives no document.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    #[error("the line is longer than {} MiB", .limit >> 20)]
    TooLong { limit: usize },
    #[error("the line is no UTF-8 from byte {at} on")]
    NotUtf8 { at: usize },
    #[error("the line is no JSON: {} at column {}", bare(.0), .0.column())]
    NotJson(#[source] serde_json::Error),
    #[error("the line is no JSON object")]
    NotObject,
    #[error("the line has neither `text` nor `path` nor `base64`")]
    NoText,
    #[error("the line has more than one of `text`, `path` and `base64`")]
    SeveralTexts,
    #[error("`{key}` is no string: {}", bare(.cause))]
    NotString { key: &'static str, cause: serde_json::Error },
    #[error("`base64` is no base64: {0}")]
    NotBase64(#[source] data_encoding::DecodeError),
    #[error("{file} is no regular file")]
    NoFile { file: String },
    #[error("restitch broke down over it")]
    Defect,
    #[error(transparent)]
    Input(#[from] Error),
}

impl Refusal {
    /// What to do about it.
    pub(super) fn help(&self) -> String {
        match self {
            Self::TooLong { .. } => "put the text into a file and give its `path`, or split it into documents",
            Self::NotUtf8 { .. } => "write the lines as UTF-8, and a text in another encoding as `base64` of its bytes",
            Self::NotJson(_) | Self::NotObject => {
                "write one object a line, line ends in strings as \\n: {\"id\": 7, \"text\": \"...\"} (jq -c, json.dumps)"
            }
            Self::NoText => "give one of them; keys of other names are passed over",
            Self::SeveralTexts => "give one of them; null counts as not given",
            Self::NotString { .. } => {
                "give a string of whole characters: \\ud800 to \\udfff stand in pairs only, and bytes go into `base64`"
            }
            Self::NotBase64(_) => "encode the bytes with the letters A-Z a-z 0-9 + / and = at the end",
            Self::NoFile { .. } => "give a file; what comes out of a pipe or a device goes into `text`",
            Self::Defect => "this is a defect of restitch worth a report; standard error says where",
            Self::Input(error) => return error.remedy(),
        }
        .to_owned()
    }
}

/// What the parser says, without a place: it would count from the string and not from the line.
fn bare(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let end = text.rfind(" at line ").unwrap_or(text.len());
    text[..end].to_owned()
}

impl<'a> Row<'a> {
    /// Reads the keys of a line.
    pub(super) fn read(line: &'a [u8]) -> Result<Self, Refusal> {
        let text = std::str::from_utf8(line).map_err(|error| Refusal::NotUtf8 { at: error.valid_up_to() + 1 })?;
        // Some programs write a byte order mark in front of the first line.
        let text = text.trim_start_matches('\u{feff}');
        // A list of five would be read as an object's values.
        if text.trim_start().starts_with('{') {
            serde_json::from_str(text).map(Self).map_err(Refusal::NotJson)
        } else {
            Err(Refusal::NotObject)
        }
    }

    /// The `id` as it was written.
    pub(super) fn id(&self) -> Option<&'a str> {
        self.0.id.map(RawValue::get)
    }

    /// What is to be restored.
    pub(super) fn input(&self) -> Result<Input, Refusal> {
        let Keys { text, path, base64, name, .. } = &self.0;
        let mut input = match (text, path, base64) {
            (Some(text), None, None) => memory(string("text", text)?.into_bytes())?,
            (None, Some(path), None) => file(&string("path", path)?)?,
            (None, None, Some(base64)) => {
                let bytes = BASE64_MIME_PERMISSIVE.decode(string("base64", base64)?.as_bytes());
                memory(bytes.map_err(Refusal::NotBase64)?)?
            }
            (None, None, None) => return Err(Refusal::NoText),
            _ => return Err(Refusal::SeveralTexts),
        };
        if let Some(name) = name {
            input.name = Some(string("name", name)?);
        }
        Ok(input)
    }
}

fn string(key: &'static str, value: &RawValue) -> Result<String, Refusal> {
    serde_json::from_str(value.get()).map_err(|cause| Refusal::NotString { key, cause })
}

/// A text that came with the line.
fn memory(bytes: Vec<u8>) -> Result<Input, Error> {
    input::text(Input { shown: "the text".to_owned(), name: None, path: None, bytes })
}

/// A file on a disk. One that never ends, or that standard input leads to, would take all that follow with it.
fn file(path: &str) -> Result<Input, Refusal> {
    match fs::metadata(path) {
        Ok(found) if !found.is_file() && !found.is_dir() => Err(Refusal::NoFile { file: path.to_owned() }),
        // A file may have the name that elsewhere is standard input.
        _ => Ok(input::read(Path::new(if path == "-" { "./-" } else { path }))?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(line: &str) -> String {
        let refusal = Row::read(line.as_bytes()).and_then(|row| row.input()).expect_err(line);
        assert!(!refusal.help().is_empty());
        refusal.to_string()
    }

    #[test]
    fn an_id_comes_back_as_it_was_written() {
        for id in [
            "7",
            "1.0",
            "1e400",
            "12345678901234567890123",
            "\"a\\u00e9\"",
            "null",
            "{ \"b\" : [1,  {}] }",
            "\"\\ud800\"",
        ] {
            let line = format!("{{\"text\":\"a\",\"id\": {id} ,\"other\":[{{}}]}}\r");
            let row = Row::read(line.as_bytes()).expect(id);
            assert_eq!(row.id().unwrap_or("null"), id);
            assert!(row.input().is_ok_and(|input| input.bytes == b"a"), "{id}");
        }
        assert!(Row::read(b"\xef\xbb\xbf {\"text\":\"a\"}").is_ok_and(|row| row.id().is_none()));
    }

    #[test]
    fn texts_are_strings_or_bytes() {
        let bytes = |line: &str| Row::read(line.as_bytes()).and_then(|row| row.input()).expect(line).bytes;
        assert_eq!(bytes(r#"{"text":""}"#), b"");
        assert_eq!(bytes(r#"{"text":"a\u0000\ud83d\ude00\n","path":null}"#), "a\0\u{1f600}\n".as_bytes());
        assert_eq!(bytes(r#"{"base64":"6XTp"}"#), b"\xe9t\xe9");
        assert_eq!(bytes("{\"base64\":\"6X\\r\\nTp\"}"), b"\xe9t\xe9", "as MIME breaks its lines");
        let named = Row::read(br#"{"name":"b.txt","text":"a"}"#).and_then(|row| row.input()).expect("a row");
        assert_eq!(named.name.as_deref(), Some("b.txt"));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (line, told) in [
            ("", "the line is no JSON object"),
            ("[1]", "the line is no JSON object"),
            (r#"["i","t","p","b","n"]"#, "the line is no JSON object"),
            ("{", "the line is no JSON: EOF while parsing an object at column 1"),
            (r#"{"id":1} {"id":2}"#, "the line is no JSON: trailing characters at column 10"),
            (r#"{"id":1,"id":2}"#, "the line is no JSON: duplicate field `id` at column 12"),
            (
                "{\"text\":\"a\0\"}",
                "the line is no JSON: control character (\\u0000-\\u001F) found while parsing a string at column 10",
            ),
            (r#"{"id":1}"#, "the line has neither `text` nor `path` nor `base64`"),
            (r#"{"text":"a","path":"b"}"#, "the line has more than one of `text`, `path` and `base64`"),
            (r#"{"text":5}"#, "`text` is no string: invalid type: integer `5`, expected a string"),
            (r#"{"text":"a\ud800b"}"#, "`text` is no string: unexpected end of hex escape"),
            (r#"{"text":"a","name":[]}"#, "`name` is no string: invalid type: sequence, expected a string"),
            (r#"{"base64":"6XT?"}"#, "`base64` is no base64: invalid symbol at 3"),
            (r#"{"text":"%PDF-1.7\n"}"#, "the text is a PDF, not the text of a document"),
            (r#"{"path":"none/such.txt"}"#, "none/such.txt: there is no such file"),
            (r#"{"path":"-"}"#, "./-: there is no such file"),
            (r#"{"path":"src"}"#, "src is a folder"),
            (r#"{"path":"a\u0000b"}"#, "a\0b: cannot be read: file name contained an unexpected NUL byte"),
        ] {
            assert_eq!(refused(line), told, "{line}");
        }
        let refusal = Row::read(b"{\"text\":\"\xe9\"}").err().expect("Latin-1");
        assert_eq!(refusal.to_string(), "the line is no UTF-8 from byte 10 on");
    }

    #[cfg(unix)]
    #[test]
    fn what_never_ends_is_no_file() {
        assert_eq!(refused(r#"{"path":"/dev/zero"}"#), "/dev/zero is no regular file");
    }
}
