//! The command line: inputs, outputs, messages. It knows no text rules.

use std::{io::Write, process::ExitCode};

/// Runs the program.
pub fn main() -> ExitCode {
    let path = std::env::args().next_back().unwrap_or_default();
    let Ok(bytes) = std::fs::read(path) else { return ExitCode::from(1) };
    let restored = crate::restore(&bytes, &crate::Options::default());
    let out = crate::write::pandoc::to_string(&restored);
    match std::io::stdout().lock().write_all(out.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(1),
    }
}
