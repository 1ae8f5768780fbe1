//! Bytes to characters, each with its way back to the bytes.

pub mod language;

use std::ops::Range;

use crate::{ledger::Code, span::Span};

/// Decoded and repaired text that knows which bytes of the source every part of it came from.
///
/// Offsets into [`Text::as_str`] are *text offsets*; the stages between decoding and the model use them alone.
#[derive(Debug)]
pub struct Text {
    body: String,
    /// In order of `at`, without gaps: they cover `body`.
    segments: Vec<Segment>,
    /// Characters that are in no segment.
    dropped: Vec<Dropped>,
    /// WHATWG name of the encoding.
    pub encoding: &'static str,
    /// Whether the encoding is a guess from the bytes.
    pub guessed: bool,
}

#[derive(Clone, Debug)]
struct Segment {
    at: usize,
    source: Span,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The bytes of the source are those of the text: offsets run in step.
    Verbatim,
    /// One character in another encoding.
    Decoded,
    /// Replaced by a repair.
    Repaired(Code),
}

/// A character that was taken out while decoding.
#[derive(Clone, Debug, PartialEq)]
pub struct Dropped {
    /// Its bytes.
    pub span: Span,
    /// Why it went.
    pub code: Code,
    /// The character.
    pub before: String,
}

/// A part of a range of text, by origin.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// As the source says.
    Source(Span),
    /// Replaced while decoding.
    Repaired {
        /// The bytes replaced.
        span: Span,
        /// Why.
        code: Code,
        /// Text range of what stands there now.
        text: Range<usize>,
    },
}

impl Text {
    /// Decodes `bytes`. Never fails: what means nothing becomes U+FFFD and is recorded. Time and memory are linear.
    pub fn decode(bytes: &[u8]) -> Self {
        let body = String::from_utf8_lossy(bytes).into_owned();
        let segments = vec![Segment { at: 0, source: Span::new(0, bytes.len()), kind: Kind::Verbatim }];
        Self { body, segments, dropped: Vec::new(), encoding: "UTF-8", guessed: false }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.body
    }

    /// What was taken out while decoding, in the order of the source.
    pub fn dropped(&self) -> &[Dropped] {
        &self.dropped
    }

    /// The source bytes of a text range, without those that [`Text::dropped`] accounts for; neighbours merged.
    pub fn spans(&self, range: Range<usize>) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        for origin in self.origins(range) {
            let span = match origin {
                Origin::Source(span) | Origin::Repaired { span, .. } => span,
            };
            match spans.last_mut() {
                Some(last) if last.end == span.start => last.end = span.end,
                _ => spans.push(span),
            }
        }
        spans
    }

    /// The parts of a text range by origin, in order; neighbouring source parts are merged.
    /// A range that cuts a repaired character takes all of it.
    pub fn origins(&self, range: Range<usize>) -> Vec<Origin> {
        let mut out = Vec::new();
        if range.is_empty() {
            return out;
        }
        let first = self.segments.partition_point(|s| s.at <= range.start).saturating_sub(1);
        for (i, segment) in self.segments.iter().enumerate().skip(first) {
            if segment.at >= range.end {
                break;
            }
            let end = self.segments.get(i + 1).map_or(self.body.len(), |next| next.at);
            let span = match segment.kind {
                Kind::Verbatim => Span::new(
                    segment.source.start + range.start.saturating_sub(segment.at),
                    segment.source.end - end.saturating_sub(range.end),
                ),
                Kind::Decoded => segment.source,
                Kind::Repaired(code) => {
                    out.push(Origin::Repaired { span: segment.source, code, text: segment.at..end });
                    continue;
                }
            };
            match out.last_mut() {
                Some(Origin::Source(last)) if last.end == span.start => last.end = span.end,
                _ => out.push(Origin::Source(span)),
            }
        }
        out
    }

    /// The source offset of a text offset.
    pub fn source_offset(&self, at: usize) -> usize {
        let i = self.segments.partition_point(|s| s.at <= at).saturating_sub(1);
        self.segments.get(i).map_or(0, |segment| match segment.kind {
            Kind::Verbatim => (segment.source.start + (at - segment.at)).min(segment.source.end),
            _ if at > segment.at => segment.source.end,
            _ => segment.source.start,
        })
    }

    /// Whether the source holds only white space (or nothing) in a byte range that lies between two parts of the text.
    pub fn blank_in_source(&self, range: Range<usize>) -> bool {
        if range.is_empty() {
            return true;
        }
        let i = self.segments.partition_point(|s| s.source.end <= range.start);
        match self.segments.get(i) {
            Some(segment)
                if segment.kind == Kind::Verbatim && segment.source.start <= range.start && range.end <= segment.source.end =>
            {
                let from = segment.at + (range.start - segment.source.start);
                let to = segment.at + (range.end - segment.source.start);
                self.body[from..to].trim().is_empty()
            }
            _ => false,
        }
    }
}
