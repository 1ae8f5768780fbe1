//! Pandoc's document type, for `pandoc -f json`.

use pandoc_ast::{Inline, Map, MetaValue, Pandoc};

use super::ast::{self, Ast};
use crate::Restored;

/// The version of `pandoc-types` whose definition the output follows; every pandoc from 3.0 on reads it.
pub const API_VERSION: [u32; 3] = [1, 23, 1];

/// The Pandoc JSON text. Time and memory are linear in the document.
pub fn to_string(restored: &Restored) -> String {
    to_pandoc(restored).to_json()
}

/// The document as Pandoc's type.
///
/// Title, author and date are not metadata here: they are blocks of the text, and pandoc would print them twice.
/// Only the language is, if it is known.
pub fn to_pandoc(restored: &Restored) -> Pandoc {
    let Ast { blocks, language, .. } = ast::build(&restored.document);
    let meta: Map<String, MetaValue> =
        language.into_iter().map(|tag| ("lang".to_owned(), MetaValue::MetaInlines(vec![Inline::Str(tag)]))).collect();
    Pandoc { meta, blocks, pandoc_api_version: API_VERSION.to_vec() }
}
