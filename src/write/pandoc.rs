//! Pandoc's document type, for `pandoc -f json`.

use pandoc_ast::Pandoc;

use super::{Form, ast};
use crate::Restored;

/// The Pandoc JSON text. Time is linear in the document; beside the text itself, memory holds a few blocks at a time.
pub fn to_string(restored: &Restored) -> String {
    to_string_with(restored, &Form::default())
}

/// The same in a form that is asked for.
pub fn to_string_with(restored: &Restored, form: &Form) -> String {
    let mut out = String::with_capacity(restored.source.bytes * 4 + 256);
    out.push_str("{\"meta\":");
    json(&mut out, &ast::meta(restored, form));
    out.push_str(",\"blocks\":[");
    let mut first = true;
    ast::pieces(&restored.document, form, |blocks, _| {
        for block in &blocks {
            if !std::mem::take(&mut first) {
                out.push(',');
            }
            json(&mut out, block);
        }
    });
    out.push_str("],\"pandoc-api-version\":");
    json(&mut out, &form.api.version());
    out.push('}');
    out
}

/// The document as Pandoc's type.
pub fn to_pandoc(restored: &Restored, form: &Form) -> Pandoc {
    let mut blocks = Vec::new();
    ast::pieces(&restored.document, form, |piece, _| blocks.extend(piece));
    Pandoc { meta: ast::meta(restored, form), blocks, pandoc_api_version: form.api.version().to_vec() }
}

/// Appends a value that cannot fail to be JSON: Pandoc's types hold strings, numbers and lists alone.
fn json(out: &mut String, value: &impl serde::Serialize) {
    out.push_str(&serde_json::to_string(value).unwrap_or_default());
}
