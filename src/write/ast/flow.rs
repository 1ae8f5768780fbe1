//! Running text as Pandoc cuts it: words, single spaces, and what hangs between them.

use std::borrow::Cow;

use pandoc_ast::{Attr, Inline};

/// Inlines in the making. Neighbouring words are joined, white space is one space and none at the ends.
#[derive(Debug, Default)]
pub(super) struct Flow {
    out: Vec<Inline>,
    /// A space is due before the next thing.
    space: bool,
    /// Line ends count as spaces.
    no_breaks: bool,
}

impl Flow {
    /// For headings and links, which are one line.
    pub(super) fn without_breaks() -> Self {
        Self { no_breaks: true, ..Self::default() }
    }

    /// Appends text. Only plain white space parts words; no-break spaces stay within them.
    pub(super) fn text(&mut self, text: &str) {
        // a word and its space take about six bytes
        self.out.reserve(text.len() / 3);
        for (i, word) in text.split(is_blank).enumerate() {
            self.space |= i > 0;
            self.word(word);
        }
    }

    fn word(&mut self, word: &str) {
        if word.is_empty() {
            return;
        }
        // printable ASCII, as most words are, needs no closer look
        let word = if !word.bytes().all(|b| b.is_ascii_graphic()) && word.chars().any(|c| clean(c) != c) {
            Cow::Owned(word.chars().map(clean).collect())
        } else {
            Cow::Borrowed(word)
        };
        match self.out.last_mut() {
            Some(Inline::Str(last)) if !self.space => last.push_str(&word),
            _ => self.push(Inline::Str(word.into_owned())),
        }
    }

    /// Appends anything but text.
    pub(super) fn push(&mut self, inline: Inline) {
        if std::mem::take(&mut self.space) && !matches!(self.out.last(), None | Some(Inline::LineBreak)) {
            self.out.push(Inline::Space);
        }
        self.out.push(inline);
    }

    /// Ends the line.
    pub(super) fn line_break(&mut self) {
        self.space = self.no_breaks;
        if !self.no_breaks && !self.out.is_empty() {
            self.out.push(Inline::LineBreak);
        }
    }

    /// Appends a label, raised. Two that meet are parted by a comma, since Markdown cannot tell `^1^^2^` from one.
    pub(super) fn raised(&mut self, label: &str) {
        let label = label.replace(' ', "\u{a0}");
        if let (false, Some(Inline::Superscript(last))) = (self.space, self.out.last_mut())
            && let Some(Inline::Str(last)) = last.last_mut()
        {
            last.push(',');
            last.push_str(&label);
        } else {
            self.push(Inline::Superscript(vec![Inline::Str(label)]));
        }
    }

    /// Appends a link, the spaces at its ends outside of it.
    pub(super) fn link(&mut self, content: Self, attr: Attr, url: &str) {
        self.space |= content.space && content.out.is_empty();
        let space_after = content.space;
        let leads = matches!(content.out.first(), Some(Inline::Space));
        let inlines = content.finish();
        if inlines.is_empty() {
            return;
        }
        self.space |= leads;
        self.push(Inline::Link(attr, inlines, (url.to_owned(), String::new())));
        self.space = space_after;
    }

    /// The inlines.
    pub(super) fn finish(mut self) -> Vec<Inline> {
        while matches!(self.out.last(), Some(Inline::Space | Inline::LineBreak)) {
            self.out.pop();
        }
        if matches!(self.out.first(), Some(Inline::Space)) {
            self.out.remove(0);
        }
        self.out
    }
}

/// White space that parts words: ASCII's, and the line and paragraph ends of Unicode.
pub(super) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The character, or U+FFFD for one that may not stand in a document: controls, and what XML 1.0 forbids.
pub(super) fn clean(c: char) -> char {
    if c.is_control() || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}') { '\u{fffd}' } else { c }
}
