//! The schema says of every field what it is, leaves none out, and refuses what is none of ours.
#![allow(missing_docs)]

mod common;

use restitch::{Options, restore, schema, write};
use serde_json::{Map, Value, json};

/// Makes one thing wrong.
type Change = fn(&mut Value);

fn specimen() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/raw/brief.txt");
    let restored = restore(&std::fs::read(path).expect("the specimen is there"), &Options::default());
    serde_json::from_str(&write::json::to_string(&restored)).expect("JSON")
}

/// Every object within a value that holds a schema with properties, with its path.
fn each_properties(value: &Value, path: &str, look: &mut impl FnMut(&str, &Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            if let Some(Value::Object(properties)) = object.get("properties") {
                look(path, properties);
            }
            object.iter().for_each(|(key, value)| each_properties(value, &format!("{path}/{key}"), look));
        }
        Value::Array(values) => {
            values.iter().enumerate().for_each(|(i, value)| each_properties(value, &format!("{path}/{i}"), look));
        }
        _ => {}
    }
}

#[test]
fn every_field_is_described() {
    let mut seen = 0;
    each_properties(&schema::schema().to_value(), "", &mut |path, properties| {
        for (name, field) in properties {
            let tag = field.get("const").is_some();
            let described = field.get("description").is_some_and(|text| text.as_str().is_some_and(|t| t.len() > 5));
            assert!(tag || described, "{path}/{name} has no description");
            seen += 1;
        }
    });
    assert!(seen > 40, "only {seen} fields");
}

#[test]
fn no_description_speaks_of_rust() {
    let text = schema::to_string();
    for sign in ["[`", "crate::", "&self"] {
        assert!(!text.contains(sign), "{sign}");
    }
}

/// The same schema, closed: a field that it does not name is an error.
#[test]
fn no_field_is_left_out() {
    let mut closed = schema::schema().to_value();
    closed["unevaluatedProperties"] = json!(false);
    for (name, definition) in closed["$defs"].as_object_mut().expect("definitions") {
        // A run is also part of an inline, which has a tag besides.
        if name != "Run" && (definition.get("properties").is_some() || definition.get("oneOf").is_some()) {
            definition["unevaluatedProperties"] = json!(false);
        }
    }
    let validator = jsonschema::validator_for(&closed).expect("a schema that is one");
    let errors: Vec<_> = validator.iter_errors(&specimen()).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    let mut odd = specimen();
    odd["ledger"]["repairs"][0]["colour"] = json!("red");
    assert!(!validator.is_valid(&odd), "the closed schema is closed");
}

#[test]
fn what_is_none_of_ours_is_refused() {
    let validator = jsonschema::validator_for(&schema::schema().to_value()).expect("a schema that is one");
    assert!(validator.is_valid(&specimen()));
    let changes: [(&str, Change); 8] = [
        ("another version", |v| v["version"] = json!(2)),
        ("a code that is none", |v| v["ledger"]["repairs"][0]["code"] = json!("Z999")),
        ("more than sure", |v| v["ledger"]["repairs"][0]["confidence"] = json!(1.5)),
        ("a span with one end", |v| v["ledger"]["repairs"][0]["spans"] = json!([[1]])),
        ("a span before the file", |v| v["document"]["pages"][0]["span"] = json!([-1, 4])),
        ("a block without a kind", |v| {
            v["document"]["blocks"][0].as_object_mut().expect("an object").remove("t");
        }),
        ("a status that is none", |v| v["document"]["notes"][0]["anchor"]["status"] = json!("guessed")),
        ("no ledger", |v| {
            v.as_object_mut().expect("an object").remove("ledger");
        }),
    ];
    for (what, change) in changes {
        let mut value = specimen();
        change(&mut value);
        assert!(!validator.is_valid(&value), "{what}");
    }
}

#[test]
fn the_legend_names_the_codes_that_occur() {
    let made = specimen();
    let codes = |list: &str| {
        let entries = made["ledger"][list].as_array().expect("a list");
        entries.iter().map(|entry| entry["code"].as_str().expect("a code")).collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(codes("legend"), &codes("repairs") | &codes("warnings"));
    for repair in made["ledger"]["repairs"].as_array().expect("a list") {
        assert!(repair["why"].as_str().is_some_and(|why| !why.is_empty()), "{repair} has no reason");
    }
}
