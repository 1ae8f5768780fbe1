//! `restitch explain`: what the codes of the ledger mean.

use std::fmt::Write as _;

use anstyle::Style;

use crate::ledger::Code;

use super::message::clean;

const BOLD: Style = Style::new().bold();

/// One code in full, or all of them in short.
pub(crate) fn explain(code: Option<Code>) -> String {
    match code {
        Some(code) => format!(
            "{BOLD}{}{BOLD:#} {}\n\n{}\n\nExample: {}\n",
            code.id(),
            code.name(),
            code.what(),
            clean(code.example())
        ),
        None => {
            let width = Code::ALL.iter().map(|code| code.name().len()).max().unwrap_or(0);
            let mut out = String::new();
            for code in Code::ALL {
                // Writing to a string cannot fail.
                let _ = writeln!(out, "{BOLD}{}{BOLD:#}  {:width$}  {}", code.id(), code.name(), code.what());
            }
            out
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_listed_and_explained() {
        let list = explain(None);
        assert_eq!(list.lines().count(), Code::ALL.len());
        for code in Code::ALL {
            assert!(list.contains(code.id()) && list.contains(code.what()), "{code}");
            let full = explain(Some(*code));
            assert!(full.contains(code.name()) && full.contains(&*clean(code.example())), "{code}");
        }
    }
}
