//! Which lines belong to the page and not to the text: page breaks, running heads, folios, stamps, line numbers,
//! lists of link targets. Each is decided over the whole document.

mod between;
mod breaks;
mod edges;
mod lone;
mod margins;
mod outline;
mod scribble;

pub use lone::lone;

use std::ops::Range;

use crate::{
    document,
    grammar::{ends_sentence, folio::folio, url},
    ledger::Code,
    page::{Line, LineIndex, lines, percentile},
    span::Span,
    text::Text,
};

/// What a line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Text of the body or of a note.
    Text,
    /// Part of the page, not of the text; the code says which part.
    Furniture(Code),
    /// A line of a list of link targets.
    Target,
}

/// The lines of a document with their pages and roles.
#[derive(Debug)]
pub struct Layout<'t> {
    /// The text that the lines are ranges of.
    pub text: &'t Text,
    /// Lines with ink, in reading order.
    pub lines: Vec<Line>,
    /// What each line is for.
    pub roles: Vec<Role>,
    /// Each line's page.
    pub page_of: Vec<u32>,
    /// Index of each page's first line.
    pub pages: Vec<LineIndex>,
    /// Characters of a full line: nine in ten lines are no longer.
    pub full: f32,
    /// Whether an extractor set a blank line between all lines, so that one says nothing.
    pub blanks_everywhere: bool,
    /// Each page's printed number.
    pub folios: Vec<Option<String>>,
    /// What the margin printed before lines: text ranges that are in no line.
    pub margin: Vec<std::ops::Range<usize>>,
    /// The lines in the order of their text offsets, which is not the reading order where columns stand side by side.
    by_offset: Vec<LineIndex>,
    /// The lines of the outline that stands behind the last page, if there is one.
    pub outline: Vec<LineIndex>,
}

impl<'t> Layout<'t> {
    /// Splits a text into lines and decides their roles. Linear time.
    pub fn new(text: &'t Text) -> Self {
        let lines = lines(text.as_str());
        let roles = vec![Role::Text; lines.len()];
        let mut by_offset: Vec<LineIndex> = (0..lines.len()).collect();
        by_offset.sort_by_key(|&line| lines[line].ink.start);
        let mut widths: Vec<u16> = lines.iter().map(|l| l.width).collect();
        let full = f32::from(percentile(&mut widths, 0.9));
        let mut layout = Self {
            text,
            page_of: vec![0; lines.len()],
            full,
            pages: Vec::new(),
            folios: Vec::new(),
            blanks_everywhere: false,
            margin: Vec::new(),
            by_offset,
            outline: Vec::new(),
            lines,
            roles,
        };
        margins::line_numbers(&mut layout);
        scribble::classify(&mut layout);
        layout.outline = outline::outline(&mut layout);
        targets(&mut layout);
        let starts = breaks::pages(&layout);
        layout.set_pages(starts);
        edges::classify(&mut layout);
        between::classify(&mut layout);
        layout.blanks_everywhere = blanks_everywhere(&layout);
        layout
    }

    /// The ink of a line.
    #[inline]
    pub fn ink(&self, line: LineIndex) -> &'t str {
        let text: &'t str = self.text.as_str();
        &text[self.lines[line].ink.clone()]
    }

    /// What a line says: its ink without a note's call that ends it.
    #[inline]
    pub fn said(&self, line: LineIndex) -> &'t str {
        let ink = self.ink(line);
        ink[..ink.len() - usize::from(self.lines[line].call)].trim_end()
    }

    /// Tells the lines of the calls that end them, whose text offsets are given. Lines that are nothing else stay as they are.
    pub fn set_calls(&mut self, calls: impl Iterator<Item = Range<usize>>) {
        for call in calls {
            let line = self.line_at(call.start);
            let ink = &self.lines[line].ink;
            if call.end == ink.end && call.start > ink.start {
                self.lines[line].call = u8::try_from(call.len()).unwrap_or(0);
            }
        }
    }

    /// Whether the pages are known: where hardly any edge of a page was found, most were missed.
    pub fn has_pages(&self) -> bool {
        /// Most lines that pages have on an average where their edges are known.
        const MAX_PAGE: usize = 130;
        self.pages.len() > 1 && self.lines.len() <= self.pages.len() * MAX_PAGE
    }

    /// How many characters a line had room for beyond the first word of the one below; below zero if not even for that.
    pub fn room_beyond(&self, line: LineIndex, below: LineIndex) -> f32 {
        let word = self.ink(below).split(char::is_whitespace).next().map_or(0, |w| w.chars().count());
        self.full - f32::from(self.lines[line].width) - f32::from(self.lines[line].indent) - word as f32
    }

    /// The line that holds a text offset, or the one before it.
    pub fn line_at(&self, at: usize) -> LineIndex {
        let next = self.by_offset.partition_point(|&line| self.lines[line].ink.start <= at);
        next.checked_sub(1).map_or(0, |i| self.by_offset[i])
    }

    /// The nearest line of text above a line, whatever furniture stands between.
    pub fn text_above(&self, line: LineIndex) -> Option<LineIndex> {
        (0..line).rfind(|&above| self.roles[above] == Role::Text)
    }

    /// Whether a blank line before a line says something: there is one, and not between all lines.
    pub fn blank_before(&self, line: LineIndex) -> bool {
        !self.blanks_everywhere && self.lines.get(line).is_some_and(|l| l.blanks > 0)
    }

    /// The lines of a page.
    pub fn page_lines(&self, page: usize) -> std::ops::Range<LineIndex> {
        let end = self.pages.get(page + 1).copied().unwrap_or(self.lines.len());
        self.pages.get(page).copied().unwrap_or(end)..end
    }

    /// The pages as the document lists them.
    pub fn page_map(&self, bytes: usize) -> Vec<document::Page> {
        // where columns are woven into each other, the first line is not the first that was printed
        let first = |page: usize| self.lines[self.page_lines(page)].iter().map(|line| line.ink.start).min();
        let start = |page: usize| match self.pages.get(page) {
            Some(_) if page == 0 => 0,
            Some(_) => self.text.source_offset(first(page).unwrap_or(0)),
            None => bytes,
        };
        let pages = (0..self.pages.len()).map(|page| document::Page {
            folio: self.folios.get(page).cloned().flatten(),
            span: Span::new(start(page).min(start(page + 1)), start(page + 1)),
        });
        pages.collect()
    }

    fn set_pages(&mut self, starts: Vec<LineIndex>) {
        let mut page = 0;
        for line in 0..self.lines.len() {
            while starts.get(page + 1).is_some_and(|&next| next <= line) {
                page += 1;
            }
            self.page_of[line] = u32::try_from(page).unwrap_or(u32::MAX);
        }
        self.folios = vec![None; starts.len()];
        self.pages = starts;
    }
}

/// Marks lists of link targets: runs of lines that are addresses and nothing else, set off by a blank line. One such
/// line by itself, or one that a sentence runs on into, is text.
fn targets(layout: &mut Layout) {
    let n = layout.lines.len();
    let is = |i: LineIndex| layout.roles[i] == Role::Text && url::is_target_line(layout.ink(i));
    let mut runs = Vec::new();
    let mut at = 0;
    while at < n {
        if !is(at) {
            at += 1;
            continue;
        }
        let end = (at + 1..n).find(|&i| !is(i)).unwrap_or(n);
        // the address that ends a sentence right above the list is the sentence's
        if at > 0 && end - at > 1 && layout.lines[at + 1].blanks > 0 && continues(layout.ink(at)) {
            at += 1;
        }
        let set_off = at == 0 || layout.lines[at].blanks > 0 || layout.lines[at].feed;
        let closed = end == n
            || end - at > 1
            || layout.lines[end].feed
            || layout.lines[end].blanks > 1
            || layout.lines[end].indent > layout.lines[at].indent
            || folio(layout.ink(end)).is_some()
            // a sentence that had broken off before goes on behind it
            || (at > 0 && ends_sentence(layout.ink(at - 1)) && layout.ink(end).starts_with(char::is_lowercase));
        let wraps = at > 0 && (layout.ink(at - 1).ends_with([',', ':', '(']) || continues(layout.ink(at)));
        if set_off && closed && !(end - at == 1 && wraps) {
            runs.push(at..end);
        }
        at = end;
    }
    for run in runs {
        layout.roles[run].fill(Role::Target);
    }
}

/// Whether an address line looks like part of a sentence: it ends as a sentence does.
fn continues(line: &str) -> bool {
    line.ends_with(['.', ',', ';']) && !line.contains("#:~:")
}

/// Whether an extractor set a blank line between all lines, so that one says nothing: then they stand within sentences.
fn blanks_everywhere(layout: &Layout) -> bool {
    let text = |i: LineIndex| layout.roles[i] == Role::Text;
    let within = (1..layout.lines.len()).filter(|&i| {
        text(i) && text(i - 1) && layout.page_of[i] == layout.page_of[i - 1] && !ends_sentence(layout.ink(i - 1))
    });
    let (all, blank) =
        within.fold((0, 0), |(all, blank), line| (all + 1, blank + usize::from(layout.lines[line].blanks > 0)));
    blank * 2 > all
}
