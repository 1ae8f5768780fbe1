//! Writes a [`Text`] from left to right; the only place that knows how segments are kept.

use crate::{
    ledger::Code,
    span::Span,
    text::{Dropped, Kind, Replaced, Segment, Text},
};

impl Text {
    /// A text without characters.
    pub(super) fn empty(encoding: &'static str, guessed: bool) -> Self {
        Self { body: String::new(), segments: Vec::new(), replaced: Vec::new(), dropped: Vec::new(), encoding, guessed }
    }

    /// Makes room for `bytes` bytes of text.
    pub(super) fn reserve(&mut self, bytes: usize) {
        self.body.reserve(bytes);
    }

    /// Appends text that stands in the source as it is, from byte `start` on.
    pub(super) fn push_verbatim(&mut self, text: &str, start: usize) {
        self.push_like(text, Span::new(start, start + text.len()), Kind::Verbatim);
    }

    /// Appends characters that all take `width` bytes in the text and `source_width` bytes in the source.
    pub(super) fn push_decoded(&mut self, text: &str, source: Span, width: u8, source_width: u8) {
        self.push_like(text, source, Kind::Decoded { text: width, source: source_width });
    }

    /// Appends `after`, which stands for `before` in the source.
    pub(super) fn push_repaired(&mut self, after: &str, source: Span, code: Code, before: impl Into<Box<str>>) {
        self.push_like(after, source, Kind::Repaired(self.replaced.len()));
        self.replaced.push(Replaced { code, before: before.into() });
    }

    /// Leaves out `before`; joins its neighbour if that went for the same reason.
    pub(super) fn push_dropped(&mut self, span: Span, code: Code, before: &str) {
        match self.dropped.last_mut() {
            Some(last) if last.span.end == span.start && last.code == code => {
                last.span.end = span.end;
                last.before.push_str(before);
            }
            _ => self.dropped.push(Dropped { span, code, before: before.to_owned() }),
        }
    }

    /// Replaces bytes that mean nothing by U+FFFD.
    pub(super) fn push_invalid(&mut self, bytes: &[u8], start: usize) {
        let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
        let span = Span::new(start, start + bytes.len());
        self.push_repaired("\u{fffd}", span, Code::InvalidBytes, format!("<{}>", hex.join(" ")));
    }

    fn push_like(&mut self, text: &str, source: Span, kind: Kind) {
        if text.is_empty() {
            return;
        }
        match self.segments.last_mut() {
            Some(last) if last.kind == kind && last.source.end == source.start => last.source.end = source.end,
            _ => self.segments.push(Segment { at: self.body.len(), source, kind }),
        }
        self.body.push_str(text);
    }
}
