//! What is said on standard error, safe to show on a terminal.

use std::{borrow::Cow, fmt::Write as _, io::Write as _};

use anstyle::{AnsiColor, Style};

use super::error::Error;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const HELP: Style = AnsiColor::Cyan.on_default().bold();

/// How much is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Volume {
    /// Errors alone.
    Quiet,
    /// Errors, and a line on what is doubtful.
    Normal,
    /// Everything.
    Verbose,
}

/// Says an error and its remedy, at any volume.
pub(crate) fn error(error: &Error) {
    let remedy = error.remedy();
    let (text, remedy) = (clean(&error.to_string()).into_owned(), clean(&remedy).into_owned());
    say(&format!("{ERROR}error:{ERROR:#} {text}\n  {HELP}help:{HELP:#} {remedy}\n"));
}

/// Says that one file of many failed, at any volume.
pub(crate) fn failure(text: &str) {
    say(&format!("{ERROR}failed:{ERROR:#} {}\n", clean(text)));
}

/// Says one finding of many under an error, at any volume.
pub(crate) fn finding(text: &str) {
    say(&format!("{ERROR}fault:{ERROR:#} {}\n", clean(text)));
}

/// Says what to look at.
pub(crate) fn warning(text: &str) {
    say(&format!("{WARNING}warning:{WARNING:#} {}\n", clean(text)));
}

/// Says what was done.
pub(crate) fn note(text: &str) {
    say(&format!("{}\n", clean(text)));
}

/// Nothing is left to do if standard error is gone, so failures to write are passed over.
pub(crate) fn say(text: &str) {
    let mut err = anstream::stderr().lock();
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}

/// Text whose control characters and direction overrides are written out: a file name or a source must not steer the
/// terminal on which it is reported.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if steers(c) {
            // Writing to a string cannot fail.
            let _ = write!(out, "{}", c.escape_default());
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Controls (C0, DEL, C1), line separators, and the characters that reorder text.
pub(crate) fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_steer_a_terminal_is_written_out() {
        for (text, safe) in [
            ("plain, « été » 日本", "plain, « été » 日本"),
            ("\u{1b}[2Jgone", r"\u{1b}[2Jgone"),
            ("a\nb\rc", r"a\nb\rc"),
            ("\u{9b}31m", r"\u{9b}31m"),
            ("\u{202e}fdp.exe", r"\u{202e}fdp.exe"),
        ] {
            assert_eq!(clean(text), safe);
        }
    }
}
