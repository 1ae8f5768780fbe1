//! Lines and columns of a source, for messages.

use std::{fmt, ops::Range};

/// Where the lines of a source begin. Built once, then each place costs a binary search and a look at its line.
#[derive(Debug)]
pub(crate) struct Places<'b> {
    bytes: &'b [u8],
    /// Offsets of the first byte of every line.
    starts: Vec<usize>,
    unit: Unit,
}

/// What a character is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Byte,
    Utf8,
    Utf16Le,
    Utf16Be,
}

/// A line and a column (in characters), both counted from 1: `12:4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

impl<'b> Places<'b> {
    /// Finds the lines of `bytes`, which are text in `encoding` (its WHATWG name). LF, CR LF and lone CR end a line.
    pub(crate) fn new(bytes: &'b [u8], encoding: &str) -> Self {
        let unit = match encoding {
            "UTF-8" => Unit::Utf8,
            "UTF-16LE" => Unit::Utf16Le,
            "UTF-16BE" => Unit::Utf16Be,
            _ => Unit::Byte,
        };
        let mut starts = vec![0];
        match unit {
            Unit::Byte | Unit::Utf8 => {
                starts.extend(memchr::memchr2_iter(b'\n', b'\r', bytes).filter_map(|at| {
                    let crlf = bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n');
                    (!crlf).then_some(at + 1)
                }));
            }
            Unit::Utf16Le | Unit::Utf16Be => {
                let (low, high) = if unit == Unit::Utf16Le { (0, 1) } else { (1, 0) };
                let is = |pair: &[u8], c: u8| pair[low] == c && pair[high] == 0;
                let mut pairs = bytes.chunks_exact(2).enumerate().peekable();
                while let Some((i, pair)) = pairs.next() {
                    let crlf = is(pair, b'\r') && pairs.peek().is_some_and(|(_, next)| is(next, b'\n'));
                    if (is(pair, b'\n') || is(pair, b'\r')) && !crlf {
                        starts.push(2 * i + 2);
                    }
                }
            }
        }
        Self { bytes, starts, unit }
    }

    /// The bytes of the line that holds a byte, with its end.
    pub(crate) fn line(&self, at: usize) -> Range<usize> {
        let line = self.starts.partition_point(|start| *start <= at).max(1);
        self.starts[line - 1]..self.starts.get(line).copied().unwrap_or(self.bytes.len())
    }

    /// The place of a byte of the source.
    pub(crate) fn of(&self, at: usize) -> Place {
        let at = at.min(self.bytes.len());
        let line = self.starts.partition_point(|start| *start <= at).max(1);
        let before = &self.bytes[self.starts[line - 1]..at];
        let column = match self.unit {
            Unit::Byte => before.len(),
            Unit::Utf8 => before.iter().filter(|byte| (**byte & 0xc0) != 0x80).count(),
            Unit::Utf16Le | Unit::Utf16Be => before.len() / 2,
        };
        Place { line, column: column + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(bytes: &[u8], encoding: &str, at: usize) -> String {
        Places::new(bytes, encoding).of(at).to_string()
    }

    #[test]
    fn every_kind_of_line_end_counts_once() {
        let text = b"a\nb\r\nc\rd";
        for (at, expected) in [(0, "1:1"), (2, "2:1"), (4, "2:3"), (5, "3:1"), (7, "4:1"), (8, "4:2"), (99, "4:2")] {
            assert_eq!(place(text, "UTF-8", at), expected, "{at}");
        }
        assert_eq!(place(b"", "UTF-8", 0), "1:1");
    }

    #[test]
    fn columns_are_characters() {
        assert_eq!(place("« été » x".as_bytes(), "UTF-8", "« été » ".len()), "1:9");
        assert_eq!(place(b"\xe9t\xe9 x", "windows-1252", 4), "1:5");
        assert_eq!(place(b"a\0\n\0b\0c\0", "UTF-16LE", 6), "2:2");
        assert_eq!(place(b"\0a\0\r\0\n\0c", "UTF-16BE", 6), "2:1");
    }
}
