//! Restores JSON Lines, a line for a line, for what calls a program once and hands it many documents.
//!
//! ```text
//! standard input -> row (whose, and which text) -> restore -> answer -> standard output
//! ```
//!
//! The law: as many lines come out as went in, in their order, each written before the next is read; what is held is one
//! line and what it becomes.

mod answer;
mod row;

use std::{
    io::{self, BufRead, Write},
    panic::{AssertUnwindSafe, catch_unwind},
};

use super::{
    args::Format,
    error::Error,
    input::{self, Input},
    message::{self, Volume},
    run,
};
use crate::{Options, Restored, write::Form};
use row::{Refusal, Row};

/// The longest line that is taken, in bytes. A book of a thousand pages is 3 MB; what is longer by far is a mistake in what
/// writes the lines, and would take memory from all that run beside it.
const LONGEST: usize = 64 << 20;
/// What is kept of the memory of a long line for the lines after it, in bytes: most need no more.
const KEPT: usize = 1 << 20;

/// Restores standard input line by line. Fails only if standard input or output does.
pub(crate) fn run(formats: &[Format], form: &Form, volume: Volume) -> Result<(), Error> {
    let Told { lines, refused } = serve(io::stdin().lock(), io::stdout().lock(), LONGEST, |row| {
        let mut input = row.input()?;
        let restored = restored(&mut input, formats.contains(&Format::Sarif))?;
        Ok(answer::of(row.id(), &input, &restored, formats, form))
    })?;
    let lines = format!("{lines} {}", if lines == 1 { "line" } else { "lines" });
    match volume {
        Volume::Quiet => {}
        _ if refused > 0 => message::warning(&format!("{refused} of {lines} gave an error in place of a document")),
        Volume::Normal => {}
        Volume::Verbose => message::note(&format!("{lines}, all restored")),
    }
    Ok(())
}

/// Restores what a line gave, whose lines will be shown or not.
fn restored(input: &mut Input, shows_lines: bool) -> Result<Restored, Refusal> {
    let options = Options { decisions: input::decisions(input, None)?, ..Options::default() };
    guarded(|| run::restored(input, &options, shows_lines))
}

/// Nothing is known to break down, but if something ever does, one document must not take a cluster's whole job with it.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Refusal> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| Refusal::Defect)
}

/// How many lines were answered, and how many of them with an error.
#[derive(Debug, Default, PartialEq, Eq)]
struct Told {
    lines: u64,
    refused: u64,
}

/// Answers each line of `input` on `output` until either ends.
fn serve(
    mut input: impl BufRead,
    mut output: impl Write,
    longest: usize,
    mut answer: impl FnMut(&Row) -> Result<Vec<u8>, Refusal>,
) -> Result<Told, Error> {
    let unreadable = |cause| Error::Unreadable { file: "standard input".to_owned(), cause };
    let mut line = Vec::new();
    let mut told = Told::default();
    while let Some(whole) = next_line(&mut input, &mut line, longest).map_err(unreadable)? {
        told.lines += 1;
        let row = if whole { Row::read(&line) } else { Err(Refusal::TooLong { limit: longest }) };
        let answer = match &row {
            Ok(row) => answer(row).map_err(|refusal| answer::of_refusal(row.id(), told.lines, &refusal)),
            Err(refusal) => Err(answer::of_refusal(None, told.lines, refusal)),
        };
        told.refused += u64::from(answer.is_err());
        let answer = answer.unwrap_or_else(|refused| refused);
        match output.write_all(&answer).and_then(|()| output.flush()) {
            Ok(()) => {}
            // A reader that has gone away wants no more answers, which is no failure.
            Err(cause) if cause.kind() == io::ErrorKind::BrokenPipe => break,
            Err(cause) => return Err(Error::Stdout(cause)),
        }
    }
    Ok(told)
}

/// Reads the next line without its end, and says whether it is whole or was cut at the longest that is taken.
/// `None`: there is no more.
fn next_line(input: &mut impl BufRead, line: &mut Vec<u8>, longest: usize) -> io::Result<Option<bool>> {
    line.clear();
    line.shrink_to(KEPT);
    let mut read = 0;
    loop {
        let part = match input.fill_buf() {
            Ok(part) => part,
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => continue,
            Err(cause) => return Err(cause),
        };
        let end = memchr::memchr(b'\n', part);
        let taken = &part[..end.unwrap_or(part.len())];
        line.extend_from_slice(&taken[..taken.len().min(longest - line.len())]);
        read += taken.len();
        let (used, ended) = (taken.len() + usize::from(end.is_some()), end.is_some() || part.is_empty());
        input.consume(used);
        if ended {
            return Ok((end.is_some() || read > 0).then_some(read <= longest));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(input: &str, longest: usize) -> (Vec<String>, Told) {
        let mut output = Vec::new();
        // A small buffer, so that lines come in parts.
        let input = io::BufReader::with_capacity(3, input.as_bytes());
        let told = serve(input, &mut output, longest, |row| {
            row.input().map(|input| format!("{} {}\n", row.id().unwrap_or("-"), input.bytes.len()).into_bytes())
        });
        let text = String::from_utf8(output).expect("UTF-8");
        (text.lines().map(str::to_owned).collect(), told.expect("memory cannot fail"))
    }

    #[test]
    fn a_line_out_for_a_line_in() {
        let (lines, told) = answers("{\"id\":1,\"text\":\"abc\"}\r\n\n{\"id\":3}\n{\"id\":4,\"text\":\"\"}", 1000);
        assert_eq!((lines.len(), told), (4, Told { lines: 4, refused: 2 }));
        assert_eq!((lines[0].as_str(), lines[3].as_str()), ("1 3", "4 0"));
        assert!(lines[1].starts_with("{\"id\":null,\"error\":{\"line\":2,"), "{}", lines[1]);
        assert!(lines[2].starts_with("{\"id\":3,\"error\":{\"line\":3,"), "{}", lines[2]);
        assert_eq!(answers("", 9).1, Told::default());
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over() {
        let row = |id: u32, length: usize| format!("{{\"id\":{id},\"text\":\"{}\"}}", "a".repeat(length));
        let longest = row(1, 50).len();
        let (lines, told) = answers(&[row(1, 50), row(2, 51), row(3, 5000), row(4, 7)].join("\n"), longest);
        assert_eq!((lines[0].as_str(), lines[3].as_str(), told.refused), ("1 50", "4 7", 2));
        assert!(lines[1].contains("longer than") && lines[2].contains("\"line\":3"), "{lines:?}");
    }

    #[test]
    fn a_breakdown_is_an_error_among_others() {
        assert!(matches!(guarded(|| panic!("of one document")), Err::<(), _>(Refusal::Defect)));
        assert_eq!(guarded(|| 7).ok(), Some(7));
    }
}
