//! The source without its white space, and the way from its bytes to that and back.

use std::ops::Range;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::{
    decode::{Part, decode},
    fault::{Fault, Owner, Position, excerpt},
};
use crate::span::Span;

/// All characters of the source that are not white space, in one string. *Ink offsets* are byte offsets into it.
#[derive(Debug)]
pub(super) struct Ink<'a> {
    source: &'a [u8],
    encoding: Option<&'static Encoding>,
    text: String,
    /// In order, both of the source and of the ink.
    words: Vec<Word>,
    /// Ink offsets at which invalid bytes stand, in order.
    invalid: Vec<usize>,
    /// Bytes at which the lines begin, but for the first.
    lines: Vec<usize>,
}

/// A stretch of ink.
#[derive(Clone, Copy, Debug)]
struct Word {
    /// Its first byte in the source.
    start: usize,
    /// One past its last byte in the source.
    end: usize,
    /// Its first byte in the ink.
    ink: usize,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Source and ink have the same bytes.
    Verbatim,
    /// Not to be parted.
    Whole,
    /// Bytes that mean nothing: one U+FFFD, wherever a span parts them.
    Invalid,
}

impl<'a> Ink<'a> {
    /// Decodes the source. `None` if there is no such encoding.
    pub(super) fn of(source: &'a [u8], label: &str) -> Option<Self> {
        let mut ink = Self {
            source,
            encoding: Encoding::for_label(label.as_bytes()),
            text: String::with_capacity(source.len()),
            words: Vec::new(),
            invalid: Vec::new(),
            lines: Vec::new(),
        };
        let mut at = 0;
        decode(source, label, |part| at = ink.push(at, &part)).then_some(ink)
    }

    /// Takes up a part that begins at a byte, and returns the byte at which it ends.
    fn push(&mut self, at: usize, part: &Part<'_>) -> usize {
        match *part {
            Part::Verbatim(text) => {
                self.verbatim(at, text);
                at + text.len()
            }
            Part::Decoded(text, length) => {
                if text.contains('\n') {
                    self.lines.push(at + length);
                }
                if text.contains(|c: char| !c.is_whitespace()) {
                    self.words.push(Word { start: at, end: at + length, ink: self.text.len(), kind: Kind::Whole });
                    self.text.extend(text.chars().filter(|c| !c.is_whitespace()));
                }
                at + length
            }
            Part::Invalid(length) => {
                self.words.push(Word { start: at, end: at + length, ink: self.text.len(), kind: Kind::Invalid });
                self.invalid.push(self.text.len());
                self.text.push('\u{fffd}');
                at + length
            }
        }
    }

    fn verbatim(&mut self, at: usize, text: &str) {
        let mut start = None;
        for (i, c) in text.char_indices().chain([(text.len(), ' ')]) {
            if c == '\n' {
                self.lines.push(at + i + 1);
            }
            match (start, c.is_whitespace()) {
                (None, false) => start = Some(i),
                (Some(from), true) => {
                    self.words.push(Word { start: at + from, end: at + i, ink: self.text.len(), kind: Kind::Verbatim });
                    self.text.push_str(&text[from..i]);
                    start = None;
                }
                _ => {}
            }
        }
    }

    /// Length in bytes of ink.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// A stretch of the ink.
    pub(super) fn slice(&self, stretch: Range<usize>) -> &str {
        self.text.get(stretch).unwrap_or_default()
    }

    /// The words from an offset on, the first without what stands before it.
    pub(super) fn words_from(&self, start: usize) -> impl Iterator<Item = &str> {
        let first = self.words.partition_point(|word| word.ink <= start).saturating_sub(1);
        let ends = self.words.iter().skip(first + 1).map(|word| word.ink).chain([self.text.len()]);
        ends.scan(start, |from, end| Some(self.slice(std::mem::replace(from, end)..end)))
    }

    /// The bytes of a span, as the ledger tells those that mean nothing.
    pub(super) fn hexadecimal(&self, span: Span) -> String {
        let bytes = self.source.get(span.start..span.end).unwrap_or_default();
        let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
        format!("<{}>", digits.join(" "))
    }

    /// Where invalid bytes stand, as ink offsets in order.
    pub(super) fn invalid(&self) -> &[usize] {
        &self.invalid
    }

    /// The ink of a span; `None` if the span does not fit (see [`Ink::fault`]).
    pub(super) fn stretch(&self, span: Span) -> Option<Range<usize>> {
        let start = self.offset(span.start).ok()?;
        let end = self.offset(span.end).ok()?;
        (span.end <= self.source.len()).then_some(start..end.max(start))
    }

    /// Why a span that has no [`Ink::stretch`] does not fit.
    pub(super) fn fault(&self, owner: Owner, span: Span) -> Fault {
        let cut = [span.start, span.end].into_iter().find_map(|byte| self.offset(byte).err());
        match cut {
            Some(byte) if span.end <= self.source.len() => {
                Fault::InsideCharacter { owner, span, at: self.position_of_byte(byte) }
            }
            _ => Fault::PastEnd { owner, span, bytes: self.source.len() },
        }
    }

    /// The ink before a byte of the source; an error if the byte is within a character, which begins there.
    fn offset(&self, byte: usize) -> Result<usize, usize> {
        let after = self.words.partition_point(|word| word.start <= byte);
        let Some(word) = after.checked_sub(1).and_then(|i| self.words.get(i)) else { return Ok(0) };
        if byte >= word.end {
            return Ok(self.words.get(after).map_or(self.text.len(), |next| next.ink));
        }
        match word.kind {
            Kind::Verbatim => {
                let offset = word.ink + (byte - word.start);
                let start = (word.ink..=offset).rev().find(|&i| self.text.is_char_boundary(i)).unwrap_or(offset);
                if start == offset { Ok(offset) } else { Err(word.start + (start - word.ink)) }
            }
            Kind::Whole if byte > word.start => Err(word.start),
            // Parted by a span's end, they go with the part before.
            Kind::Invalid if byte > word.start => Ok(word.ink + '\u{fffd}'.len_utf8()),
            Kind::Whole | Kind::Invalid => Ok(word.ink),
        }
    }

    /// The place in the source of an ink offset.
    pub(super) fn position(&self, offset: usize) -> Position {
        self.position_of_byte(self.byte(offset))
    }

    /// The line of the source, from 1, that an ink offset is in.
    pub(super) fn line(&self, offset: usize) -> usize {
        self.line_of_byte(self.byte(offset))
    }

    fn byte(&self, offset: usize) -> usize {
        let after = self.words.partition_point(|word| word.ink <= offset);
        after.checked_sub(1).and_then(|i| self.words.get(i)).map_or(0, |word| match word.kind {
            Kind::Verbatim => (word.start + (offset - word.ink)).min(word.end),
            Kind::Whole | Kind::Invalid => word.start,
        })
    }

    fn line_of_byte(&self, byte: usize) -> usize {
        self.lines.partition_point(|start| *start <= byte)
    }

    /// Where a span begins.
    pub(super) fn place(&self, span: Span) -> Position {
        self.position_of_byte(span.start)
    }

    fn position_of_byte(&self, byte: usize) -> Position {
        let line = self.line_of_byte(byte);
        let start = line.checked_sub(1).and_then(|i| self.lines.get(i)).copied().unwrap_or(0);
        let before = &self.source[start..byte.min(self.source.len())];
        let characters = if self.encoding == Some(UTF_8) {
            before.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
        } else if [UTF_16LE, UTF_16BE].map(Some).contains(&self.encoding) {
            before.len() / 2
        } else {
            before.len()
        };
        Position { byte, line: line + 1, column: characters + 1 }
    }

    /// The first characters of a stretch.
    pub(super) fn excerpt(&self, stretch: Range<usize>) -> String {
        excerpt(self.slice(stretch))
    }
}
