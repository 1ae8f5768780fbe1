//! The whole truth, as JSON: what `restitch check` reads back.
//!
//! One object with five keys, one a line, so that a diff or `head` shows them apart:
//!
//! ```text
//! {"version":1,
//! "generator":"restitch 0.1.0",
//! "source":{..},
//! "document":{..},
//! "ledger":{..}}
//! ```

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Restored, Source, document::Document, ledger::Ledger};

/// The version of the layout. It grows when a reader of the older one would go wrong; `docs/json.md` has the rule.
pub const VERSION: u32 = 1;

/// What made the file: name and version of this crate.
pub const GENERATOR: &str = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"));

/// Why a JSON text could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It is no JSON, or not of the layout.
    #[error("the JSON does not follow the layout: {0}")]
    Malformed(#[from] serde_json::Error),
    /// It is of another version.
    #[error("the JSON has version {found}; this restitch reads version {VERSION}")]
    Version {
        /// The version it names.
        found: u32,
    },
}

/// What restitch knows of a document: the text that was given back, and the account of how.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "Restored")]
pub(crate) struct File {
    /// The version of the layout.
    #[schemars(extend("const" = VERSION))]
    version: u32,
    /// Name and version of the program that wrote it.
    #[serde(rename = "generator")]
    _generator: String,
    /// The input.
    source: Source,
    /// What it says.
    document: Document,
    /// What was changed on the way.
    ledger: Ledger,
}

/// The JSON text, with a line end after each top-level key. Time and memory are linear in the document.
pub fn to_string(restored: &Restored) -> String {
    // Twice the source is what prose with its spans comes to.
    let mut out = Vec::with_capacity(2 * restored.source.bytes + 1024);
    // Writing into memory fails only for maps with keys that are no strings; the model has no maps.
    let written = to_writer(restored, &mut out);
    debug_assert!(written.is_ok(), "the model serialises: {written:?}");
    // serde_json writes UTF-8 only; the lossy way costs nothing then.
    String::from_utf8(out).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// Writes the same text piece by piece, without ever holding it. The pieces are small: `out` should be buffered.
///
/// # Errors
///
/// Those of `out`.
pub fn to_writer(restored: &Restored, out: &mut impl Write) -> io::Result<()> {
    key(out, "{", "version", &VERSION)?;
    key(out, ",\n", "generator", &GENERATOR)?;
    key(out, ",\n", "source", &restored.source)?;
    key(out, ",\n", "document", &restored.document)?;
    key(out, ",\n", "ledger", &restored.ledger)?;
    out.write_all(b"}\n")
}

fn key(out: &mut impl Write, before: &str, name: &str, value: &impl Serialize) -> io::Result<()> {
    write!(out, "{before}\"{name}\":")?;
    Ok(serde_json::to_writer(out, value)?)
}

/// Reads what [`to_string`] wrote.
///
/// # Errors
///
/// [`ReadError`] if the text is no JSON of this layout and version.
pub fn from_str(json: &str) -> Result<Restored, ReadError> {
    let File { version, source, document, ledger, .. } = serde_json::from_str(json)?;
    if version != VERSION {
        return Err(ReadError::Version { found: version });
    }
    Ok(Restored { source, document, ledger })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_what_it_wrote() {
        let restored = crate::restore(b"One.\n\nTwo \"three\" \\ four.\n", &crate::Options::default());
        let json = to_string(&restored);
        assert_eq!(from_str(&json).ok(), Some(restored));
        let keys: Vec<&str> = json.lines().map(|line| &line[..line.find(':').unwrap_or(0)]).collect();
        assert_eq!(keys, ["{\"version\"", "\"generator\"", "\"source\"", "\"document\"", "\"ledger\""]);
    }

    #[test]
    fn rejects_other_versions_and_layouts() {
        let json = to_string(&crate::restore(b"One.", &crate::Options::default()));
        let newer = json.replacen("\"version\":1", "\"version\":2", 1);
        assert!(matches!(from_str(&newer), Err(ReadError::Version { found: 2 })));
        for text in ["", "{}", "[]", "{\"version\":1}", &json[..json.len() / 2]] {
            assert!(matches!(from_str(text), Err(ReadError::Malformed(_))), "{text}");
        }
    }
}
