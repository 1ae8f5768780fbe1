//! Every SARIF log follows the schema of SARIF 2.1.0, by a validator that shares nothing with us, and its regions lie in
//! the file.
#![allow(missing_docs)]

use std::{fs, path::PathBuf};

use restitch::{Options, restore, write};
use serde_json::{Value, json};

/// The schema, but for one pattern that strict engines do not take for a regular expression (its last `]` closes nothing),
/// of a property that we never write.
fn schema() -> Value {
    let mut schema: Value = serde_json::from_str(include_str!("sarif/sarif-schema-2.1.0.json")).expect("JSON");
    for holder in ["run", "toolComponent"] {
        let at = format!("/definitions/{holder}/properties/language");
        let language = schema.pointer_mut(&at).and_then(Value::as_object_mut).expect("it is there");
        language.remove("pattern").expect("a pattern");
    }
    schema
}

fn inputs() -> Vec<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let fixtures =
        fs::read_dir(root.join("fixtures")).expect("the fixtures").map(|entry| entry.expect("a file").path());
    let mut all: Vec<PathBuf> = fixtures.filter(|path| path.extension().is_some_and(|e| e == "txt")).collect();
    all.push(root.join("raw/brief.txt"));
    all
}

fn log_of(bytes: &[u8], name: &str) -> Value {
    let mut restored = restore(bytes, &Options::default());
    restored.source.name = Some(name.to_owned());
    serde_json::from_str(&write::sarif::to_string(&restored, bytes)).expect("JSON")
}

#[test]
fn every_log_follows_the_schema() {
    let validator = jsonschema::validator_for(&schema()).expect("a schema that is one");
    let inputs = inputs();
    assert!(inputs.len() > 80, "only {} inputs", inputs.len());
    for path in inputs {
        let bytes = fs::read(&path).expect("it is there");
        let log = log_of(&bytes, "a' <b>\u{202e}\u{1b}.txt");
        let errors: Vec<_> =
            validator.iter_errors(&log).take(3).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{}: {}", path.display(), errors.join("; "));
        for region in log["runs"][0]["results"].as_array().expect("results").iter().flat_map(|result| {
            result["locations"].as_array().expect("a list").iter().map(|at| &at["physicalLocation"]["region"])
        }) {
            let number = |key: &str| region[key].as_u64().expect("a number");
            assert!(number("byteOffset") + number("byteLength") <= bytes.len() as u64, "{}: {region}", path.display());
            assert!(
                (number("startLine"), number("startColumn")) <= (number("endLine"), number("endColumn")),
                "{}: {region}",
                path.display()
            );
        }
    }
    assert!(validator.is_valid(&log_of(b"", "empty.txt")));
}

#[test]
fn the_schema_refuses_what_is_no_log() {
    let validator = jsonschema::validator_for(&schema()).expect("a schema that is one");
    let sound = log_of("The \u{fb01}rst of all.\n".as_bytes(), "a.txt");
    assert!(validator.is_valid(&sound));
    for (at, wrong) in [
        ("/version", json!("1.0.0")),
        ("/runs/0/results/0/level", json!("fatal")),
        ("/runs/0/results/0/message", json!({})),
        ("/runs/0/results/0/locations/0/physicalLocation/region/startLine", json!(0)),
        ("/runs/0/tool", json!({})),
    ] {
        let mut log = sound.clone();
        *log.pointer_mut(at).expect("it is there") = wrong;
        assert!(!validator.is_valid(&log), "{at}");
    }
}
