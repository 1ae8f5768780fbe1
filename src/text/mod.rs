//! Bytes to characters, each with its way back to the bytes.
//!
//! Two steps: `decode` finds the encoding and turns bytes into characters; `repair` mends what is wrong with single
//! characters (ligatures, invisible characters, accents set apart, text decoded wrongly before it came here). What a
//! character *means* (a soft hyphen, a raised digit, a no-break space) is for later stages; here it stays as it is.

mod accents;
mod bars;
mod build;
mod decode;
mod hyphens;
pub mod language;
mod misread;
mod mojibake;
mod repair;
mod scan;
mod spaced;

#[cfg(test)]
mod laws;

use std::ops::Range;

use crate::{ledger::Code, span::Span};

/// Decoded and repaired text that knows which bytes of the source every part of it came from.
///
/// Offsets into [`Text::as_str`] are *text offsets*; the stages between decoding and the model use them alone.
#[derive(Debug)]
pub struct Text {
    body: String,
    /// In order of `at`, without gaps: they cover `body`. None is empty.
    segments: Vec<Segment>,
    /// What [`Kind::Repaired`] points to.
    replaced: Vec<Replaced>,
    /// Characters that are in no segment.
    dropped: Vec<Dropped>,
    /// WHATWG name of the encoding.
    pub encoding: &'static str,
    /// Whether the encoding is a guess from the bytes.
    pub guessed: bool,
}

/// A stretch of the text that came about in one way.
#[derive(Clone, Copy, Debug)]
struct Segment {
    /// Text offset.
    at: usize,
    source: Span,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The bytes of the source are those of the text: offsets run in step.
    Verbatim,
    /// Characters in another encoding, all alike: each takes `text` bytes in the text and `source` bytes in the source.
    Decoded { text: u8, source: u8 },
    /// Replaced by a repair: index into [`Text::replaced`].
    Repaired(usize),
}

#[derive(Clone, Debug)]
struct Replaced {
    code: Code,
    before: Box<str>,
}

/// A part of a range of text that lies in one segment.
#[derive(Clone, Debug)]
struct Part {
    text: Range<usize>,
    source: Span,
    kind: Kind,
}

/// A character, or several of a kind in a row, that was taken out while decoding.
#[derive(Clone, Debug, PartialEq)]
pub struct Dropped {
    /// The bytes.
    pub span: Span,
    /// Why it went.
    pub code: Code,
    /// What stood there.
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
        /// What stood there; bytes that mean nothing are written `<E9>`.
        before: String,
        /// Text range of what stands there now.
        text: Range<usize>,
    },
}

impl Text {
    /// Decodes `bytes`. Never fails: what means nothing becomes U+FFFD and is recorded. Time and memory are linear.
    pub fn decode(bytes: &[u8]) -> Self {
        let decoded = decode::decode(bytes);
        let edits = repair::edits(decoded.as_str());
        repair::apply(decoded, &edits)
    }

    /// The text.
    #[inline]
    pub fn as_str(&self) -> &str {
        &self.body
    }

    /// What was taken out while decoding, in the order of the source.
    pub fn dropped(&self) -> &[Dropped] {
        &self.dropped
    }

    /// The source bytes of a text range, without those that [`Text::dropped`] accounts for; neighbours merged.
    ///
    /// Costs the logarithm of the number of segments plus the number of those touched; nothing but the result is
    /// allocated. So do the other ways back to the source.
    pub fn spans(&self, range: Range<usize>) -> Vec<Span> {
        // most ranges are one
        let mut spans: Vec<Span> = Vec::with_capacity(1);
        for part in self.parts(range) {
            match spans.last_mut() {
                Some(last) if last.end == part.source.start => last.end = part.source.end,
                _ => spans.push(part.source),
            }
        }
        spans
    }

    /// The source bytes of a text range that lies in one segment and is no repair, as nearly all ranges do and are.
    pub fn plain_span(&self, range: Range<usize>) -> Option<Span> {
        let (first, end) = (self.segment_at(range.start), range.end);
        let next = self.segments.get(first + 1).map_or(self.body.len(), |next| next.at);
        let segment = self.segments.get(first).filter(|s| s.at <= range.start && end <= next && !range.is_empty())?;
        let is_repair = matches!(segment.kind, Kind::Repaired(_));
        (!is_repair).then(|| Span::new(segment.source_at(range.start), segment.source_end(end)))
    }

    /// The parts of a text range by origin, in order; neighbouring source parts are merged.
    /// A range that cuts a repaired character takes all of it.
    pub fn origins(&self, range: Range<usize>) -> Vec<Origin> {
        let mut out: Vec<Origin> = Vec::new();
        for part in self.parts(range) {
            match (part.kind, out.last_mut()) {
                (Kind::Repaired(index), _) => {
                    let Some(Replaced { code, before }) = self.replaced.get(index).cloned() else { continue };
                    out.push(Origin::Repaired { span: part.source, code, before: before.into(), text: part.text });
                }
                (_, Some(Origin::Source(last))) if last.end == part.source.start => last.end = part.source.end,
                _ => out.push(Origin::Source(part.source)),
            }
        }
        out
    }

    /// The source offset of a text offset.
    pub fn source_offset(&self, at: usize) -> usize {
        self.segments.get(self.segment_at(at)).map_or(0, |segment| match segment.kind {
            Kind::Repaired(_) if at > segment.at => segment.source.end,
            Kind::Repaired(_) => segment.source.start,
            _ => segment.source_at(at).min(segment.source.end),
        })
    }

    /// Whether the source holds only white space (or nothing) in a byte range that lies between two parts of the text.
    /// Bytes that were dropped or repaired are not blank: the ledger accounts for them.
    pub fn blank_in_source(&self, range: Range<usize>) -> bool {
        let mut from = range.start;
        let mut i = self.segments.partition_point(|s| s.source.end <= range.start);
        while from < range.end {
            let Some(segment) = self.segments.get(i).filter(|s| s.source.start <= from) else { return false };
            let to = range.end.min(segment.source.end);
            let slice = segment.text_at(from).zip(segment.text_at(to)).and_then(|(from, to)| self.body.get(from..to));
            if !slice.is_some_and(|slice| slice.trim_start().is_empty()) {
                return false;
            }
            from = to;
            i += 1;
        }
        true
    }

    /// A text range cut at the borders of the segments. Parts of repaired segments are whole.
    fn parts(&self, range: Range<usize>) -> impl Iterator<Item = Part> + '_ {
        let first = if range.is_empty() { self.segments.len() } else { self.segment_at(range.start) };
        let segments = self.segments.get(first..).unwrap_or_default();
        segments.iter().enumerate().take_while(move |(_, segment)| segment.at < range.end).map(move |(i, segment)| {
            let end = segments.get(i + 1).map_or(self.body.len(), |next| next.at);
            let (text, source) = match segment.kind {
                Kind::Repaired(_) => (segment.at..end, segment.source),
                _ => {
                    let text = range.start.max(segment.at)..range.end.min(end);
                    let source = Span::new(segment.source_at(text.start), segment.source_end(text.end));
                    (text, source)
                }
            };
            Part { text, source, kind: segment.kind }
        })
    }

    /// Index of the segment that holds a text offset.
    fn segment_at(&self, at: usize) -> usize {
        self.segments.partition_point(|segment| segment.at <= at).saturating_sub(1)
    }
}

impl Segment {
    /// The source offset at which what stands at a text offset within the segment begins, for all kinds but repairs. Of two
    /// characters that one sign of the source stands for (Big5 has such signs), either begins where the sign does.
    fn source_at(&self, at: usize) -> usize {
        self.source.start
            + match self.kind {
                Kind::Decoded { text, source } => (at - self.at) / usize::from(text) * usize::from(source),
                _ => at - self.at,
            }
    }

    /// The source offset at which what stands before a text offset ends.
    fn source_end(&self, at: usize) -> usize {
        self.source.start
            + match self.kind {
                Kind::Decoded { text, source } => (at - self.at).div_ceil(usize::from(text)) * usize::from(source),
                _ => at - self.at,
            }
    }

    /// The text offset of a source offset within the segment; none in repairs and within a character.
    fn text_at(&self, at: usize) -> Option<usize> {
        let by = at - self.source.start;
        match self.kind {
            Kind::Verbatim => Some(self.at + by),
            Kind::Decoded { text, source } => {
                let (text, source) = (usize::from(text), usize::from(source));
                by.is_multiple_of(source).then_some(self.at + by / source * text)
            }
            Kind::Repaired(_) => None,
        }
    }
}
