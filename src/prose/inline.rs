//! Writes lines into runs: the text of a paragraph with its calls and links, hyphens healed, labels gone.

use std::ops::Range;

use memchr::memchr_iter;
use rustc_hash::FxHashMap;

use super::words::{Join, Joiner};
use crate::{
    document::{Inline, LinkId, NoteId, Run},
    ledger::{Code, Warning},
    page::{Line, LineIndex},
    region::Layout,
    scribe::{Scribe, space},
};

/// Something that happens at a place of the text.
#[derive(Clone, Debug)]
pub struct Event {
    /// Text offsets; empty for what takes no text away.
    pub range: Range<usize>,
    /// What happens.
    pub kind: EventKind,
}

/// What happens at a place of the text.
#[derive(Clone, Debug)]
pub enum EventKind {
    /// The range goes into the ledger.
    Cut(Code, f32, &'static str),
    /// What no source says is added here.
    Add(Code, &'static str),
    /// The range is a mark that calls a note; or, empty, a note is called here.
    Call(NoteId, f32),
    /// A link begins.
    Open(LinkId),
    /// The link ends.
    Close,
}

/// All events, in the order of the text; those at one place in the order in which they were added.
#[derive(Debug, Default)]
pub struct Events(Vec<Event>);

impl Events {
    /// Orders events.
    pub fn new(mut events: Vec<Event>) -> Self {
        events.sort_by_key(|e| (e.range.start, e.range.end));
        Self(events)
    }

    /// The events that begin in a range, or, empty ones, at its end.
    pub(super) fn within(&self, range: &Range<usize>) -> &[Event] {
        let from = self.0.partition_point(|e| e.range.start < range.start);
        let to =
            self.0.partition_point(|e| e.range.start < range.end || (e.range.start == range.end && e.range.is_empty()));
        &self.0[from..to.max(from)]
    }
}

/// Writes paragraphs.
pub struct Pen<'a, 't, 's> {
    /// Where the lines are.
    pub layout: &'a Layout<'t>,
    /// What happens on them.
    pub events: &'a Events,
    /// How lines are joined.
    pub joiner: &'a Joiner<'a, 't>,
    /// Who keeps the account.
    pub scribe: &'s mut Scribe<'t>,
    /// Lines about whose last word, broken with a hyphen or without, a reader decided: whether it is one.
    pub decided: FxHashMap<LineIndex, bool>,
    /// Doubts that came up.
    pub warnings: Vec<Warning>,
    out: Vec<Inline>,
    run: Run,
    open: Option<(LinkId, Vec<Inline>)>,
}

impl<'a, 't, 's> Pen<'a, 't, 's> {
    /// A pen for one document.
    pub fn new(
        layout: &'a Layout<'t>,
        events: &'a Events,
        joiner: &'a Joiner<'a, 't>,
        scribe: &'s mut Scribe<'t>,
    ) -> Self {
        Self {
            layout,
            events,
            joiner,
            scribe,
            decided: FxHashMap::default(),
            warnings: Vec::new(),
            out: Vec::new(),
            run: Run::default(),
            open: None,
        }
    }

    /// The text of some lines as one paragraph; `skip` bytes at the first line's start (a list mark) are left out.
    pub fn paragraph(&mut self, lines: &[LineIndex], skip: usize) -> Vec<Inline> {
        // a space between two lines
        let length = lines.iter().map(|&line| self.layout.lines[line].ink.len() + 1).sum::<usize>();
        self.run.text.reserve(length.saturating_sub(1));
        // lines before this one are dealt with
        let mut settled = 0;
        for (i, &line) in lines.iter().enumerate() {
            let mut range = self.layout.lines[line].ink.clone();
            if i == 0 {
                range.start += skip;
            }
            if i < settled {
                continue;
            }
            if let Some(next) = self.lone_hyphen(&lines[i..]) {
                self.write(range);
                self.settle_lone(&lines[i..], next);
                settled = i + next;
                continue;
            }
            let join = lines.get(i + 1).map(|&next| self.join(line, next));
            match join {
                Some(Join::Weld { hyphen, confidence, why }) => {
                    let at = range.end - hyphen;
                    self.write(range.start..at);
                    let code = if self.layout.text.as_str()[at..].starts_with('\u{ad}') {
                        Code::SoftHyphen
                    } else {
                        Code::HyphenJoined
                    };
                    self.scribe.remove(code, at..range.end, confidence, why);
                }
                Some(Join::Unsure) => {
                    self.write(range.clone());
                    let next = self.layout.lines[lines[i + 1]].ink.start;
                    self.doubt_hyphen(range.end, next);
                }
                Some(Join::Nothing | Join::DropCap) => self.write(range),
                Some(Join::Witnessed) => {
                    self.write(range.clone());
                    let next = self.layout.lines[lines[i + 1]].ink.start;
                    self.doubt_word(range.end, next);
                }
                Some(Join::Space) => {
                    self.write(range);
                    self.blank();
                }
                None => self.write(range),
            }
        }
        self.finish()
    }

    /// How a line follows another: as a reader decided, or as the joiner says.
    fn join(&self, line: LineIndex, next: LineIndex) -> Join {
        let ink = self.layout.ink(line);
        match self.decided.get(&line) {
            // no hyphen stands there: words that may be one
            Some(&one) if !ink.ends_with(['-', '\u{2010}', '\u{ad}', '¬']) => {
                if one {
                    Join::Nothing
                } else {
                    Join::Space
                }
            }
            Some(true) => Join::Weld {
                hyphen: ink.chars().next_back().map_or(0, char::len_utf8),
                confidence: 1.0,
                why: "a reader decided that it is one word",
            },
            Some(false) => Join::Nothing,
            None if self.layout.lines[line].torn => Join::Witnessed,
            None => self.joiner.join(ink, self.layout.ink(next)),
        }
    }

    /// The text of an entry of a table of contents; `leader` is a range of text that goes: the dots before the page.
    pub fn entry(&mut self, line: LineIndex, leader: Range<usize>) -> Vec<Inline> {
        let ink = self.layout.lines[line].ink.clone();
        self.write(ink.start..leader.start);
        self.blank();
        self.scribe.remove(Code::DotLeader, leader.clone(), 0.95, Code::DotLeader.why());
        self.write(leader.end..ink.end);
        self.finish()
    }

    /// The text of a table's cell: parts of lines.
    pub(super) fn cell(&mut self, parts: &[Range<usize>]) -> Vec<Inline> {
        for part in parts {
            self.blank();
            self.write(part.clone());
        }
        self.finish()
    }

    /// A line as it stands, its spaces kept; `margin` is the column that counts as its left edge.
    pub fn as_it_stands(&mut self, line: LineIndex, margin: u16) -> Run {
        let Line { ink, indent, .. } = &self.layout.lines[line];
        let mut run = Run { text: " ".repeat(usize::from(indent.saturating_sub(margin))), from: Vec::new() };
        self.scribe.keep_spaced(&mut run, ink.clone());
        run
    }

    /// Index of the line behind the hyphens that stand on lines of their own after the first of some lines.
    fn lone_hyphen(&self, lines: &[LineIndex]) -> Option<usize> {
        let next = (1..lines.len()).find(|&i| !is_lone_hyphen(self.layout.ink(lines[i])))?;
        (next > 1).then_some(next)
    }

    /// Settles hyphens that an extractor set on lines of their own: `power` / `-` / `enhancing`.
    fn settle_lone(&mut self, lines: &[LineIndex], next: usize) {
        let (first, after) = (self.layout.ink(lines[0]), self.layout.ink(lines[next]));
        let has_own = first.ends_with('-');
        let whole = if has_own { first.to_owned() } else { format!("{first}-") };
        let join = self.joiner.join(&whole, after);
        for (n, &line) in lines[1..next].iter().enumerate() {
            let ink = self.layout.lines[line].ink.clone();
            // one hyphen at most is the word's
            if !has_own && n == 0 && !matches!(join, Join::Weld { .. }) {
                self.keep(ink);
            } else {
                self.scribe.remove(Code::HyphenJoined, ink, 0.8, "a hyphen on a line of its own, at a word's break");
            }
        }
        if join == Join::Space {
            self.blank();
        }
    }

    fn doubt_hyphen(&mut self, at: usize, next: usize) {
        self.doubt(Code::HyphenUnsure, at, next, |head, tail| {
            format!("“{head}{tail}” keeps the hyphen of its line end; it may be one word")
        });
    }

    fn doubt_word(&mut self, at: usize, next: usize) {
        self.doubt(Code::WordJoined, at, next, |head, tail| {
            format!("“{head}” and “{tail}” were joined over a line end without a hyphen; they may be two words")
        });
    }

    /// Tells a doubt about a word over a line end: `at` is the end of its first part, `next` the start of its second.
    fn doubt(&mut self, code: Code, at: usize, next: usize, message: impl Fn(&str, &str) -> String) {
        let text = self.layout.text.as_str();
        let head = text[..at].rsplit(char::is_whitespace).next().unwrap_or("");
        let tail = text[next..].split(char::is_whitespace).next().unwrap_or("");
        let start = self.layout.text.source_offset(at - head.len());
        self.warnings.push(Warning {
            code,
            span: Some(crate::span::Span::new(start, self.layout.text.source_offset(at).max(start))),
            confidence: None,
            message: message(head, tail),
        });
    }

    /// Whether a line is a call and nothing else.
    pub(super) fn is_call(&self, line: LineIndex) -> bool {
        let ink = &self.layout.lines[line].ink;
        let is = |event: &Event| event.range == *ink && matches!(event.kind, EventKind::Call(..));
        self.events.within(ink).iter().any(is)
    }

    /// Writes a range of one line with what happens on it.
    fn write(&mut self, range: Range<usize>) {
        let mut at = range.start;
        let events = self.events.within(&range);
        for (i, event) in events.iter().enumerate() {
            let start = event.range.start.clamp(at, range.end);
            self.keep(at..start);
            at = at.max(start);
            match &event.kind {
                EventKind::Cut(code, confidence, why) => {
                    let end = event.range.end.min(range.end);
                    if end > at {
                        self.scribe.remove(*code, at..end, *confidence, *why);
                        at = end;
                    }
                }
                EventKind::Add(code, text) => {
                    let added = self.scribe.insert(*code, text, code.why());
                    self.run.text.push_str(&added.text);
                    self.run.from.extend(added.from);
                }
                EventKind::Call(note, confidence) => {
                    let end = event.range.end.min(range.end);
                    // the next number of a combined mark
                    let followed = events
                        .get(i + 1)
                        .is_some_and(|next| next.range.start == end && matches!(next.kind, EventKind::Call(..)));
                    if end > at {
                        self.scribe.remove(Code::NoteCall, at..end, *confidence, format!("calls note {note}"));
                        at = end;
                        if self.run.text.ends_with(' ') && (self.punctuation_or_end(at) || followed) {
                            self.run.text.pop();
                        }
                    }
                    self.push_run();
                    self.push(Inline::Call { note: *note });
                    // `(x)44 .`: the space belonged to the mark
                    let rest = &self.layout.text.as_str()[at..range.end];
                    if rest.starts_with(' ') && rest.trim_start().starts_with(['.', ',']) {
                        at += rest.len() - rest.trim_start().len();
                    }
                }
                EventKind::Open(link) => {
                    self.push_run();
                    if self.open.is_none() {
                        self.open = Some((*link, Vec::new()));
                    }
                }
                EventKind::Close => self.close(),
            }
        }
        self.keep(at..range.end);
    }

    /// Whether what follows a mark lets the space before it go: the mark was set off from its word.
    fn punctuation_or_end(&self, at: usize) -> bool {
        let rest = &self.layout.text.as_str()[at..];
        rest.chars()
            .next()
            .is_none_or(|c| c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':' | ')' | '?' | '!' | '»' | '”'))
    }

    /// Writes a range; soft hyphens within words go, or become the hyphens that they are.
    fn keep(&mut self, range: Range<usize>) {
        let text = self.layout.text.as_str();
        let mut at = range.start;
        while let Some(soft) = soft_hyphen(text, at..range.end) {
            let end = soft + '\u{ad}'.len_utf8();
            self.keep_plain(at..soft);
            if self.joiner.is_soft(&text[range.start..soft], &text[end..range.end]) {
                self.scribe.remove(Code::SoftHyphen, soft..end, 0.9, "it only marks where the word may break");
            } else {
                self.scribe.replace(
                    &mut self.run,
                    Code::SoftHyphen,
                    soft..end,
                    "-",
                    0.9,
                    "it is the word's own hyphen",
                );
            }
            at = end;
        }
        self.keep_plain(at..range.end);
    }

    fn keep_plain(&mut self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        // a run that begins behind a call or link keeps the space that parts it from them
        if self.run.text.is_empty()
            && self.layout.text.as_str()[range.clone()].starts_with(char::is_whitespace)
            && (!self.out.is_empty() || self.open.is_some())
        {
            self.run.text.push(' ');
        }
        self.scribe.keep_collapsed(&mut self.run, range);
    }

    fn blank(&mut self) {
        if self.run.text.is_empty() && (!self.out.is_empty() || self.open.is_some()) {
            self.run.text.push(' ');
        } else {
            space(&mut self.run);
        }
    }

    fn push_run(&mut self) {
        if !self.run.text.is_empty() {
            let mut run = std::mem::take(&mut self.run);
            run.text.shrink_to_fit();
            self.push(Inline::Text(run));
        }
    }

    fn push(&mut self, inline: Inline) {
        match &mut self.open {
            Some((_, content)) => content.push(inline),
            None => self.out.push(inline),
        }
    }

    fn close(&mut self) {
        self.push_run();
        if let Some((link, mut content)) = self.open.take() {
            content.shrink_to_fit();
            self.out.push(Inline::Link { link, content });
        }
    }

    fn finish(&mut self) -> Vec<Inline> {
        self.close();
        self.push_run();
        let mut out = std::mem::take(&mut self.out);
        trim_end(&mut out);
        out.shrink_to_fit();
        out
    }
}

/// The place of the first soft hyphen in a range of text.
fn soft_hyphen(text: &str, range: Range<usize>) -> Option<usize> {
    // what its last byte ends is mostly no other character, and is in few lines at all
    let bytes = &text.as_bytes()[range.clone()];
    let end = memchr_iter(0xad, bytes).find(|&last| bytes[..last].ends_with(&[0xc2]))?;
    Some(range.start + end - 1)
}

/// Whether a line is a hyphen and nothing else.
pub(super) fn is_lone_hyphen(line: &str) -> bool {
    matches!(line, "-" | "\u{2010}" | "\u{ad}")
}

/// Takes trailing white space off a paragraph.
fn trim_end(inlines: &mut Vec<Inline>) {
    if let Some(Inline::Text(run)) = inlines.last_mut() {
        run.text.truncate(run.text.trim_end().len());
        if run.text.is_empty() && run.from.is_empty() {
            inlines.pop();
        }
    }
}
