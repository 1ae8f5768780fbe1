//! The scribe keeps the account while the document is written: every range of text that a stage hands over goes into
//! a run or into the ledger, and nowhere else.

use std::{borrow::Cow, ops::Range};

use crate::{
    document::{Piece, Run},
    grammar::any_pair,
    ledger::{Action, Code, Repair},
    page::is_control_blank,
    span::Span,
    text::{Origin, Text},
};

/// Writes runs and repairs. All ranges are text offsets.
#[derive(Debug)]
pub struct Scribe<'t> {
    text: &'t Text,
    repairs: Vec<Repair>,
}

impl<'t> Scribe<'t> {
    /// A scribe whose ledger holds what was dropped while decoding.
    pub fn new(text: &'t Text) -> Self {
        let repairs = text
            .dropped()
            .iter()
            .map(|dropped| Repair {
                code: dropped.code,
                action: Action::Removed,
                spans: vec![dropped.span],
                before: dropped.before.clone(),
                after: String::new(),
                confidence: 1.0,
                why: dropped.code.why().into(),
            })
            .collect();
        Self { text, repairs }
    }

    /// Takes a range out of the document. Blank ranges need no entry and get none.
    pub fn remove(&mut self, code: Code, range: Range<usize>, confidence: f32, why: impl Into<Cow<'static, str>>) {
        let slice = &self.text.as_str()[range.clone()];
        let before = slice.trim();
        if before.is_empty() {
            return;
        }
        let start = range.start + (slice.len() - slice.trim_start().len());
        let spans = self.text.spans(start..start + before.len());
        let before = self.printed(start..start + before.len());
        self.repairs.push(Repair {
            code,
            action: Action::Removed,
            spans,
            before,
            after: String::new(),
            confidence,
            why: why.into(),
        });
    }

    /// Appends a range to a run with its white space collapsed to single spaces; outer white space becomes one space too,
    /// but never two in a row and never at the start of a run.
    pub fn keep_collapsed(&mut self, run: &mut Run, range: Range<usize>) {
        let slice = &self.text.as_str()[range.clone()];
        let ink = slice.trim();
        if ink.is_empty() {
            if !slice.is_empty() {
                space(run);
            }
            return;
        }
        let lead = slice.len() - slice.trim_start().len();
        if lead > 0 {
            space(run);
        }
        if is_collapsed(ink) {
            run.text.push_str(ink);
        } else {
            for (i, word) in ink.split(is_plain_space).filter(|word| !word.is_empty()).enumerate() {
                if i > 0 {
                    run.text.push(' ');
                }
                run.text.push_str(word);
            }
        }
        let start = range.start + lead;
        self.credit(run, start..start + ink.len());
        if start + ink.len() < range.end {
            space(run);
        }
    }

    /// Appends a range to a run as it stands, white space and all.
    pub fn keep_spaced(&mut self, run: &mut Run, range: Range<usize>) {
        run.text.push_str(&self.text.as_str()[range.clone()]);
        self.credit(run, range);
    }

    /// Appends `after` to a run in place of a range.
    pub fn replace(
        &mut self,
        run: &mut Run,
        code: Code,
        range: Range<usize>,
        after: &str,
        confidence: f32,
        why: &'static str,
    ) {
        run.text.push_str(after);
        run.from.push(Piece::Repair { repair: self.repairs.len() });
        let spans = self.text.spans(range.clone());
        self.repairs.push(Repair {
            code,
            action: Action::Replaced,
            spans,
            before: self.printed(range),
            after: after.to_owned(),
            confidence,
            why: why.into(),
        });
    }

    /// A run that no source says.
    pub fn insert(&mut self, code: Code, after: &str, why: &'static str) -> Run {
        let run = Run { text: after.to_owned(), from: vec![Piece::Repair { repair: self.repairs.len() }] };
        self.repairs.push(Repair {
            code,
            action: Action::Inserted,
            spans: Vec::new(),
            before: String::new(),
            after: after.to_owned(),
            confidence: 1.0,
            why: why.into(),
        });
        run
    }

    /// The repairs in the order of the source, those that no source says last; and for each in the order of writing,
    /// which is what runs refer to, its place now.
    pub fn finish(self) -> (Vec<Repair>, Vec<usize>) {
        let start = |repair: &Repair| repair.spans.first().map_or(usize::MAX, |span| span.start);
        let mut order: Vec<usize> = (0..self.repairs.len()).collect();
        order.sort_by_key(|&i| start(&self.repairs[i]));
        let mut place = vec![0; order.len()];
        for (now, &written) in order.iter().enumerate() {
            place[written] = now;
        }
        let mut repairs = self.repairs;
        repairs.sort_by_key(start);
        (repairs, place)
    }

    /// What the source says in a range: the text, with repairs made while decoding undone. Bytes that mean nothing
    /// say U+FFFD.
    fn printed(&self, range: Range<usize>) -> String {
        if self.text.plain_span(range.clone()).is_some() {
            return self.text.as_str()[range].to_owned();
        }
        let mut out = String::with_capacity(range.len());
        let mut at = range.start;
        for origin in self.text.origins(range.clone()) {
            if let Origin::Repaired { before, text, code, .. } = origin
                && code != Code::InvalidBytes
            {
                out.push_str(&self.text.as_str()[at..text.start.max(at)]);
                out.push_str(&before);
                at = text.end.min(range.end);
            }
        }
        out.push_str(&self.text.as_str()[at..range.end]);
        out
    }

    fn credit(&mut self, run: &mut Run, range: Range<usize>) {
        // most runs have one source
        if run.from.is_empty() {
            run.from.reserve_exact(1);
        }
        if let Some(span) = self.text.plain_span(range.clone()) {
            self.credit_source(run, span);
            return;
        }
        for origin in self.text.origins(range) {
            match origin {
                Origin::Source(span) => self.credit_source(run, span),
                Origin::Repaired { span, code, before, text } => {
                    run.from.push(Piece::Repair { repair: self.repairs.len() });
                    self.repairs.push(Repair {
                        code,
                        action: Action::Replaced,
                        spans: vec![span],
                        before,
                        after: self.text.as_str()[text].to_owned(),
                        confidence: 1.0,
                        why: code.why().into(),
                    });
                }
            }
        }
    }

    fn credit_source(&self, run: &mut Run, span: Span) {
        match run.from.last_mut() {
            Some(Piece::Source(last)) if self.blank_between(*last, span) => last.end = span.end,
            _ => run.from.push(Piece::Source(span)),
        }
    }

    /// Whether nothing but white space lies between two source spans, so that one span can say both.
    fn blank_between(&self, before: Span, after: Span) -> bool {
        before.end <= after.start && self.text.blank_in_source(before.end..after.start)
    }
}

/// Appends one space unless the run is empty or ends with white space.
pub fn space(run: &mut Run) {
    if run.text.chars().next_back().is_some_and(|c| !c.is_whitespace()) {
        run.text.push(' ');
    }
}

/// Whether all white space of a text is single spaces, as it mostly is.
fn is_collapsed(text: &str) -> bool {
    let bytes = text.as_bytes();
    let odd = |byte: u8| is_control_blank(byte) | !byte.is_ascii();
    if !any_pair(bytes, |a, b| odd(a) | ((a == b' ') & (b == b' '))) && bytes.last().is_none_or(|last| !odd(*last)) {
        return true;
    }
    let mut after_space = false;
    text.chars().all(|c| {
        let before = std::mem::replace(&mut after_space, is_plain_space(c));
        !after_space || (c == ' ' && !before)
    })
}

/// White space that typography does not mean: everything but the no-break spaces.
fn is_plain_space(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}')
}
