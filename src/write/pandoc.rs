//! Pandoc's document type, for `pandoc -f json`.

use pandoc_ast::{Inline, Map, MetaValue, Pandoc};

use super::{Pages, ast};
use crate::Restored;

/// The version of `pandoc-types` whose definition the output follows; every pandoc from 3.0 on reads it.
pub const API_VERSION: [u32; 3] = [1, 23, 1];

/// The Pandoc JSON text. Time is linear in the document; beside the text itself, memory holds a few blocks at a time.
pub fn to_string(restored: &Restored) -> String {
    to_string_with(restored, Pages::Hidden)
}

/// The same, with the pages of the source marked or not.
pub fn to_string_with(restored: &Restored, pages: Pages) -> String {
    let mut out = String::with_capacity(restored.source.bytes * 4 + 256);
    out.push_str("{\"meta\":");
    json(&mut out, &meta(restored));
    out.push_str(",\"blocks\":[");
    let mut first = true;
    ast::pieces(&restored.document, pages == Pages::Marked, |blocks, _| {
        for block in &blocks {
            if !std::mem::take(&mut first) {
                out.push(',');
            }
            json(&mut out, block);
        }
    });
    out.push_str("],\"pandoc-api-version\":");
    json(&mut out, &API_VERSION);
    out.push('}');
    out
}

/// The document as Pandoc's type.
///
/// Title, author and date are not metadata here: they are blocks of the text, and pandoc would print them twice.
/// Only the language is, if it is known.
pub fn to_pandoc(restored: &Restored) -> Pandoc {
    let mut blocks = Vec::new();
    ast::pieces(&restored.document, false, |piece, _| blocks.extend(piece));
    Pandoc { meta: meta(restored), blocks, pandoc_api_version: API_VERSION.to_vec() }
}

fn meta(restored: &Restored) -> Map<String, MetaValue> {
    let lang = |tag: &str| ("lang".to_owned(), MetaValue::MetaInlines(vec![Inline::Str(tag.to_owned())]));
    ast::language(&restored.document).map(lang).into_iter().collect()
}

/// Appends a value that cannot fail to be JSON: Pandoc's types hold strings, numbers and lists alone.
fn json(out: &mut String, value: &impl serde::Serialize) {
    out.push_str(&serde_json::to_string(value).unwrap_or_default());
}
