//! The JSON Schema of what [`write::json`](crate::write::json) writes, derived from the model itself, so that neither
//! can say what the other does not. `docs/json.md` is made of it.

use schemars::{JsonSchema, Schema, generate::SchemaSettings, transform::RecursiveTransform};
use serde_json::{Value, json};

use crate::write::json::{File, VERSION};

/// The schema (draft 2020-12) of a whole file.
pub fn schema() -> Schema {
    let mut schema = of::<File>(SchemaSettings::draft2020_12().for_serialize(), "The JSON of restitch");
    schema.insert("$id".to_owned(), json!(format!("urn:restitch:schema:{VERSION}")));
    schema
}

/// The schema as text.
pub fn to_string() -> String {
    text_of(&schema())
}

/// The schema of a type, in plain words.
pub(crate) fn of<T: JsonSchema>(settings: SchemaSettings, title: &str) -> Schema {
    let settings = settings.with_transform(RecursiveTransform(plain)).with_transform(RecursiveTransform(bounds));
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.insert("title".to_owned(), json!(title));
    schema
}

/// A schema as text.
pub(crate) fn text_of(schema: &Schema) -> String {
    // A schema is a tree of JSON values, which always has a text.
    serde_json::to_string_pretty(schema).unwrap_or_default() + "\n"
}

/// Takes what only Rust's documentation understands out of a description.
fn plain(schema: &mut Schema) {
    let Some(Value::String(text)) = schema.get_mut("description") else { return };
    *text = text.replace("[`", "`").replace("`]", "`").replace("crate::document::", "").replace('\n', " ");
}

/// Every confidence is a share.
fn bounds(schema: &mut Schema) {
    let Some(Value::Object(properties)) = schema.get_mut("properties") else { return };
    if let Some(Value::Object(confidence)) = properties.get_mut("confidence") {
        confidence.insert("minimum".to_owned(), json!(0));
        confidence.insert("maximum".to_owned(), json!(1));
    }
}
