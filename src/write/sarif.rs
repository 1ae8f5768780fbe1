//! The ledger as a SARIF 2.1.0 log, for editors and servers that show findings in their files.

use serde_json::{Value, json};

use crate::{
    Restored,
    ledger::{Action, Code, Repair, Warning},
    place::Places,
    span::Span,
};

/// The log: one result for each warning and each repair. `bytes` are the source, for lines and columns.
/// Time is linear in the ledger but for the lines in which its entries stand.
pub fn to_string(restored: &Restored, bytes: &[u8]) -> String {
    let ledger = &restored.ledger;
    let rules: Vec<Code> = ledger.legend.iter().map(|meaning| meaning.code).collect();
    let log = Log { places: Places::new(bytes, &restored.source.encoding), uri: uri(restored), rules };
    let results: Vec<Value> = ledger
        .warnings
        .iter()
        .map(|warning| log.warning(warning))
        .chain(ledger.repairs.iter().map(|repair| log.repair(repair)))
        .collect();
    let value = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "version": env!("CARGO_PKG_VERSION"),
                "rules": log.rules.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "artifacts": [{
                "location": { "uri": log.uri },
                "length": restored.source.bytes,
                "encoding": restored.source.encoding,
                "hashes": { "sha-256": restored.source.sha256 },
            }],
            "results": results,
        }],
    });
    value.to_string() + "\n"
}

/// What the entries share.
struct Log<'b> {
    places: Places<'b>,
    uri: String,
    /// The codes that occur, in order.
    rules: Vec<Code>,
}

impl Log<'_> {
    fn warning(&self, warning: &Warning) -> Value {
        let mut result = self.result(warning.code, &warning.message, warning.span.as_slice());
        if let Some(confidence) = warning.confidence {
            result["properties"] = json!({ "confidence": confidence });
        }
        result
    }

    fn repair(&self, repair: &Repair) -> Value {
        let done = match repair.action {
            Action::Removed => format!("'{}' was removed", repair.before),
            Action::Replaced => format!("'{}' was replaced by '{}'", repair.before, repair.after),
            Action::Inserted => format!("'{}' was inserted", repair.after),
        };
        let mut result = self.result(repair.code, &format!("{done}: {}", repair.why), &repair.spans);
        result["properties"] =
            json!({ "confidence": repair.confidence, "before": repair.before, "after": repair.after });
        result
    }

    fn result(&self, code: Code, message: &str, spans: &[Span]) -> Value {
        json!({
            "ruleId": code.id(),
            "ruleIndex": self.rules.binary_search(&code).unwrap_or_default(),
            "level": code.severity().name(),
            "message": { "text": message },
            "locations": spans.iter().map(|span| self.location(*span)).collect::<Vec<_>>(),
        })
    }

    fn location(&self, span: Span) -> Value {
        let (start, end) = (self.places.of(span.start), self.places.of(span.end));
        json!({ "physicalLocation": {
            "artifactLocation": { "uri": self.uri, "index": 0 },
            "region": {
                "startLine": start.line,
                "startColumn": start.column,
                "endLine": end.line,
                "endColumn": end.column,
                "byteOffset": span.start,
                "byteLength": span.end - span.start,
            },
        }})
    }
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.id(),
        "name": code.name(),
        "shortDescription": { "text": code.what() },
        "help": { "text": format!("Why: {}. Before: {}. After: {}. Wrong: {}", code.why(), code.before(), code.after(), code.wrong()) },
        "defaultConfiguration": { "level": code.severity().name() },
    })
}

/// The source's name as a relative reference.
fn uri(restored: &Restored) -> String {
    let name = restored.source.name.as_deref().unwrap_or("stdin");
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    name.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_have_their_rule_level_and_region() {
        let bytes = "One.\n\nThe ﬁrst of all.\n".as_bytes();
        let mut restored = crate::restore(bytes, &crate::Options::default());
        restored.source.name = Some("a b/ü.txt".to_owned());
        let log: Value = serde_json::from_str(&to_string(&restored, bytes)).unwrap_or_default();
        let run = &log["runs"][0];
        assert_eq!(run["artifacts"][0]["location"]["uri"], "a%20b%2F%C3%BC.txt");
        let result = &run["results"][0];
        assert_eq!((&result["ruleId"], &result["level"]), (&json!("T101"), &json!("note")));
        let rule = result["ruleIndex"].as_u64().and_then(|at| usize::try_from(at).ok()).unwrap_or(99);
        assert_eq!(run["tool"]["driver"]["rules"][rule]["id"], "T101");
        assert_eq!(
            result["locations"][0]["physicalLocation"]["region"],
            json!({"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 6, "byteOffset": 10, "byteLength": 3})
        );
        assert_eq!(result["properties"]["after"], "fi");
    }
}
