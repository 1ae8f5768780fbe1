//! The pages in `docs/` that say what the code says are made of it, and are never stale.
//!
//! `INSTA_UPDATE=always cargo test --test docs` writes them anew.
#![allow(missing_docs)]

use std::{env, fmt::Write as _, fs, path::Path, process::Command};

use restitch::{
    ledger::{Code, STAGES},
    schema,
};
use serde_json::{Map, Value};

/// Whether stale pages are to be written anew, as insta is told it.
fn update() -> bool {
    env::var("INSTA_UPDATE").is_ok_and(|wish| wish == "always" || wish == "force")
}

/// Holds a page to what it is made of. What stands above the line `mark` is written by hand and stays.
fn assert_fresh(name: &str, mark: &str, made: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    let found = fs::read_to_string(&path).expect("the page is there");
    let (head, rest) = found.split_once(mark).unwrap_or_else(|| panic!("docs/{name} has the line {mark:?}"));
    if rest == made {
        return;
    }
    assert!(update(), "docs/{name} is stale: INSTA_UPDATE=always cargo test --test docs");
    fs::write(&path, format!("{head}{mark}{made}")).expect("the page can be written");
}

/// A description of a schema, as a cell of a table.
fn description(schema: &Map<String, Value>) -> String {
    schema.get("description").and_then(Value::as_str).unwrap_or_default().replace('|', "\\|")
}

/// What a value of a schema is, in a word or two.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.trim_start_matches("#/$defs/");
        return format!("[{name}](#{})", name.to_lowercase());
    }
    if let Some(options) = schema["anyOf"].as_array() {
        return options.iter().map(kind).collect::<Vec<_>>().join(" or ");
    }
    if let Some(value) = schema["const"].as_str() {
        return format!("`\"{value}\"`");
    }
    match &schema["type"] {
        Value::Array(options) => options.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or "),
        Value::String(kind) if kind == "array" => format!("list of {}", kind_of_items(schema)),
        Value::String(kind) => kind.clone(),
        _ => "anything".to_owned(),
    }
}

fn kind_of_items(schema: &Value) -> String {
    kind(&schema["items"])
}

/// The rows of a table of fields; one that may be missing is marked.
fn fields(out: &mut String, schema: &Map<String, Value>) {
    let Some(Value::Object(properties)) = schema.get("properties") else { return };
    let required: Vec<&str> =
        schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    out.push_str("\n| field | is | |\n|---|---|---|\n");
    for (name, field) in properties {
        let optional = if required.contains(&name.as_str()) { "" } else { " (may be missing)" };
        let meaning = field.as_object().map(description).unwrap_or_default();
        writeln!(out, "| `{name}` | {}{optional} | {meaning} |", kind(field)).expect("a string takes all");
    }
}

fn definition(out: &mut String, name: &str, schema: &Map<String, Value>) {
    write!(out, "\n### {name}\n\n{}\n", description(schema)).expect("a string takes all");
    fields(out, schema);
    let options = ["oneOf", "anyOf"].iter().find_map(|key| schema.get(*key)?.as_array());
    let Some(options) = options else { return };
    out.push_str("\nOne of:\n\n");
    for option in options.iter().filter_map(Value::as_object) {
        let of = Value::Object(option.clone());
        let tag = option.get("properties").and_then(Value::as_object);
        let tag = tag.and_then(|p| p.iter().find(|(_, value)| value.get("const").is_some()));
        let says = tag.map_or_else(|| kind(&of), |(name, value)| format!("`\"{name}\": {}`", value["const"]));
        write!(out, "- {says}: {}", description(option)).expect("a string takes all");
        let rest = option.get("properties").and_then(Value::as_object).into_iter().flatten();
        for (name, field) in rest.filter(|(_, field)| field.get("const").is_none()) {
            let meaning = field.as_object().map(description).unwrap_or_default();
            write!(out, "\n  - `{name}`, {}: {meaning}", kind(field)).expect("a string takes all");
        }
        if tag.is_some() && option.get("$ref").is_some() {
            write!(out, "\n  - and what {} has", kind(&of)).expect("a string takes all");
        }
        out.push('\n');
    }
}

#[test]
fn the_page_of_the_json_is_fresh() {
    let schema = schema::schema().to_value();
    let mut made = String::new();
    let root = schema.as_object().expect("an object");
    definition(&mut made, "The file", root);
    for (name, schema) in root["$defs"].as_object().expect("definitions") {
        // The codes have a page of their own.
        if name != "Code" {
            definition(&mut made, name, schema.as_object().expect("an object"));
        }
    }
    assert_fresh("json.md", "\n## Field by field\n", &made);
}

/// Text that Markdown takes for text, in a cell of a table or out of it.
fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, c| {
        if "\\`*_{}[]<>#|".contains(c) {
            out.push('\\');
        }
        out.push(c);
        out
    })
}

#[test]
fn the_page_of_the_repairs_is_fresh() {
    let mut made = String::new();
    for (stage, title) in STAGES {
        write!(made, "\n## {title}\n").expect("a string takes all");
        for code in Code::ALL.iter().filter(|code| code.id().starts_with(*stage)) {
            let (id, name, severity) = (code.id(), code.name(), code.severity().name());
            write!(made, "\n### {id} {name}\n\n*{severity}.* {}\n\n", escaped(code.what()))
                .expect("a string takes all");
            for (what, text) in
                [("Why", code.why()), ("Before", code.before()), ("After", code.after()), ("Wrong", code.wrong())]
            {
                writeln!(made, "- {what}: {}", escaped(text)).expect("a string takes all");
            }
        }
    }
    assert_fresh("repairs.md", "\n<!-- What follows is made of the registry. -->\n", &made);
}

#[test]
fn the_page_of_the_settings_is_fresh() {
    let printed = Command::new(env!("CARGO_BIN_EXE_restitch")).args(["schema", "config"]).output().expect("it runs");
    let schema: Value = serde_json::from_slice(&printed.stdout).expect("JSON");
    let mut made = String::new();
    let properties = schema["properties"].as_object().expect("properties");
    made.push_str("\n| key | is | |\n|---|---|---|\n");
    for (key, setting) in properties {
        let meaning = setting.as_object().map(description).unwrap_or_default();
        writeln!(made, "| `{key}` | {} | {meaning} |", values(setting, &schema)).expect("a string takes all");
    }
    assert_fresh("settings.md", "\n## Key by key\n", &made);
}

/// What a setting is, in words.
fn values(setting: &Value, schema: &Value) -> String {
    let target = |setting: &Value| {
        let name = setting["$ref"].as_str().or_else(|| setting["anyOf"][0]["$ref"].as_str())?;
        Some(schema["$defs"][name.trim_start_matches("#/$defs/")]["oneOf"].clone())
    };
    if let Some(options) = target(setting) {
        let options = options.as_array().into_iter().flatten();
        return options.map(|option| format!("`{}`", option["const"])).collect::<Vec<_>>().join(", ");
    }
    match setting["type"].as_str() {
        Some("array") => format!("list of {}", values(&setting["items"], schema)),
        Some("boolean") => "`true`, `false`".to_owned(),
        Some("integer") => format!("number, {} or more", setting["minimum"]),
        Some(kind) => kind.to_owned(),
        None => "anything".to_owned(),
    }
}
