//! `restitch explain`: what the codes of the ledger mean; `why` tells of notes.

use std::{fmt::Write as _, path::PathBuf};

use anstyle::Style;

use crate::ledger::{Code, STAGES};

use super::message::clean;

const BOLD: Style = Style::new().bold();

/// What can be explained.
#[derive(Clone, Debug)]
pub(crate) enum Subject {
    /// A code.
    Code(Code),
    /// The notes of a JSON output.
    Output(PathBuf),
}

impl std::str::FromStr for Subject {
    type Err = String;

    /// A code or its name; else a file, if it looks like one.
    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse() {
            Ok(code) => Ok(Self::Code(code)),
            Err(_) if text.contains(['.', '/', '\\']) || text == "-" => Ok(Self::Output(text.into())),
            Err(error) => Err(format!("{error}; `restitch explain` lists them all")),
        }
    }
}

/// One code in full, or all of them in short, stage by stage.
pub(crate) fn explain(code: Option<Code>) -> String {
    code.map_or_else(list, lesson)
}

fn lesson(code: Code) -> String {
    let row = |name: &str, text: &str| format!("{BOLD}{name:<9}{BOLD:#}{}\n", clean(text));
    [
        format!("{BOLD}{}{BOLD:#} {} ({})\n\n{}\n\n", code.id(), code.name(), code.severity().name(), code.what()),
        row("Why", code.why()),
        row("Before", code.before()),
        row("After", code.after()),
        row("Wrong", code.wrong()),
    ]
    .concat()
}

fn list() -> String {
    let width = Code::ALL.iter().map(|code| code.name().len()).max().unwrap_or(0);
    let mut out = String::new();
    for (stage, title) in STAGES {
        let of_stage = Code::ALL.iter().filter(|code| code.id().starts_with(*stage));
        let row = |code: &Code| format!("{BOLD}{}{BOLD:#}  {:width$}  {}\n", code.id(), code.name(), code.what());
        let rows: String = of_stage.map(row).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}{title}\n{rows}", if out.is_empty() { "" } else { "\n" });
        out.truncate(out.trim_end_matches('\n').len() + 1);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_listed_and_explained() {
        let list = explain(None);
        assert_eq!(list.lines().filter(|line| line.contains("  ")).count(), Code::ALL.len());
        for code in Code::ALL {
            assert!(list.contains(code.id()) && list.contains(code.what()), "{code}");
            let full = explain(Some(*code));
            assert!(
                full.contains(code.name())
                    && full.contains(&*clean(code.wrong()))
                    && full.contains(&*clean(code.before())),
                "{code}"
            );
        }
    }
}
