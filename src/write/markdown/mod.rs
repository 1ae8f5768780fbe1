//! Pandoc's Markdown, which GitHub also reads.
//!
//! `pandoc -f markdown` reads from it exactly the tree that [`super::pandoc`] writes. Three things are written in a way
//! that is worth a word:
//!
//! - A paragraph is one line, and a note's body stands at the end of the document.
//! - Two lists that follow one another would be read as one; `[//]: #`, a link definition that nobody sees, parts them.
//! - Metadata stand in a block of YAML at the top, each as a text in quotation marks. A document without text has none.

mod escape;

use pandoc_ast::{Attr, Block, Inline, ListNumberDelim, ListNumberStyle, MetaValue, Row};

use self::escape::{Place, Text, url};
use super::{Form, ast};
use crate::Restored;
use crate::grammar::roman::to_roman;

/// Indentation of a note's second and later lines, in columns: what pandoc and GitHub both ask for.
const NOTE_INDENT: usize = 4;

/// The Markdown text. Time and memory are linear in the document, times the depth of its lists and quotes.
pub fn to_string(restored: &Restored) -> String {
    to_string_with(restored, &Form::default())
}

/// The same in a form that is asked for.
pub fn to_string_with(restored: &Restored, form: &Form) -> String {
    let mut out = String::with_capacity(restored.source.bytes + 256);
    let meta = ast::meta(restored, form);
    let has_text = !restored.document.blocks.is_empty() || !restored.document.notes.is_empty();
    if has_text && !meta.is_empty() {
        out.push_str("---\n");
        for (key, value) in &meta {
            out.push_str(&format!("{key}:"));
            yaml(&mut out, value);
        }
        out.push_str("---\n\n");
    }
    let mut bodies = String::new();
    let mut last: Option<Block> = None;
    ast::pieces(&restored.document, form, |mut blocks, names| {
        let mut writer = Writer::new(std::mem::take(&mut out), names);
        if let (Some(last), Some(first)) = (&last, blocks.first()) {
            writer.between(last, first);
        }
        writer.blocks(&blocks);
        let mut notes = Writer::new(std::mem::take(&mut bodies), Vec::new());
        for (name, body) in std::mem::take(&mut writer.notes) {
            notes.blank();
            notes.note(&name, body);
        }
        (out, bodies) = (writer.out, notes.out);
        last = blocks.pop().or(last.take());
    });
    if !bodies.is_empty() {
        if !out.is_empty() && !out.ends_with("\n\n") {
            out.push('\n');
        }
        out.push_str(&bodies);
    }
    out
}

/// Appends the value of a key. In quotes: `no`, which is Norwegian, would be a truth value.
fn yaml(out: &mut String, value: &MetaValue) {
    match value {
        MetaValue::MetaInlines(inlines) => {
            let text = Writer::new(String::new(), Vec::new()).inlines(inlines, Place::Block);
            out.push_str(&format!(" \"{}\"\n", text.replace('\\', "\\\\").replace('"', "\\\"")));
        }
        MetaValue::MetaList(values) => {
            out.push('\n');
            for value in values {
                out.push_str("  -");
                yaml(out, value);
            }
        }
        // The tree holds no other.
        _ => {}
    }
}

/// Attributes in braces, or nothing if there are none. What the tree holds as such wants no escape.
fn attributes((id, classes, attributes): &Attr) -> String {
    if id.is_empty() && classes.is_empty() && attributes.is_empty() {
        return String::new();
    }
    let id = (!id.is_empty()).then(|| format!("#{id}"));
    let classes = classes.iter().map(|class| format!(".{class}"));
    let attributes = attributes.iter().map(|(key, value)| format!("{key}=\"{value}\""));
    let parts: Vec<_> = id.into_iter().chain(classes).chain(attributes).collect();
    format!("{{{}}}", parts.join(" "))
}

/// Writes lines, each with what its surroundings ask for in front.
struct Writer<'a> {
    out: String,
    /// In front of every line.
    prefix: String,
    /// In front of the next line instead: it holds a list item's marker.
    pending: Option<String>,
    /// Bodies still to be written.
    notes: Vec<(String, &'a [Block])>,
    names: std::vec::IntoIter<String>,
}

impl<'a> Writer<'a> {
    /// Goes on behind `out`; `names` are those of the notes to come.
    fn new(out: String, names: Vec<String>) -> Self {
        Self { out, prefix: String::new(), pending: None, notes: Vec::new(), names: names.into_iter() }
    }

    /// What stands between two blocks.
    fn between(&mut self, before: &Block, after: &Block) {
        self.blank();
        if is_same_list(before, after) {
            self.line("[//]: #");
            self.blank();
        }
    }

    fn line(&mut self, text: &str) {
        let pending = self.pending.take();
        let prefix = pending.as_deref().unwrap_or(&self.prefix);
        self.out.push_str(if text.is_empty() { prefix.trim_end() } else { prefix });
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// An empty line, unless nothing stands before it.
    fn blank(&mut self) {
        if !self.out.is_empty() && self.pending.is_none() && !self.out.ends_with("\n\n") {
            self.line("");
        }
    }

    /// What `write` writes, with `marker` before its first line and `indent` columns before the others.
    fn hanging(&mut self, marker: &str, indent: usize, write: impl FnOnce(&mut Self)) {
        let before = self.pending.take().unwrap_or_else(|| self.prefix.clone());
        self.pending = Some(before + marker);
        let length = self.prefix.len();
        self.prefix.extend(std::iter::repeat_n(' ', indent));
        write(self);
        if self.pending.is_some() {
            self.line("");
        }
        self.prefix.truncate(length);
    }

    /// A note's body. Only a paragraph may stand beside the name: pandoc loses count of columns in anything else.
    fn note(&mut self, name: &str, body: &'a [Block]) {
        self.hanging(&format!("[^{name}]: "), NOTE_INDENT, |writer| {
            if !matches!(body.first(), Some(Block::Para(_))) {
                writer.line("");
            }
            writer.blocks(body);
        });
    }

    fn blocks(&mut self, blocks: &'a [Block]) {
        self.blocks_at(blocks, Place::Block);
    }

    /// `place` is that of the first block.
    fn blocks_at(&mut self, blocks: &'a [Block], place: Place) {
        for (i, block) in blocks.iter().enumerate() {
            if i > 0 {
                self.between(&blocks[i - 1], block);
            }
            self.block(block, if i == 0 { place } else { Place::Block });
        }
    }

    fn block(&mut self, block: &'a Block, place: Place) {
        match block {
            Block::Plain(inlines) | Block::Para(inlines) => self.text(inlines, place),
            Block::Header(level, _, inlines) => {
                let marker = "#".repeat(usize::try_from(*level).unwrap_or(1)) + " ";
                let text = self.inlines(inlines, Place::Heading);
                self.line(&(marker + &text));
            }
            Block::BulletList(items) => self.list(items, |_| ("- ".to_owned(), 2)),
            Block::OrderedList((start, style, delimiter), items) => {
                self.list(items, |i| marker(start + i, style, delimiter));
            }
            Block::BlockQuote(blocks) => self.quote(blocks),
            Block::LineBlock(lines) => {
                for line in lines {
                    let text = self.inlines(line, Place::Verse);
                    self.line(format!("| {text}").trim_end_matches(' '));
                }
            }
            Block::Table(_, _, specs, head, bodies, _) => {
                self.row(head.1.first(), specs.len());
                let rule: Vec<String> = ast::rules(specs).collect();
                self.line(&format!("|{}|", rule.join("|")));
                bodies.iter().flat_map(|body| &body.3).for_each(|row| self.row(Some(row), specs.len()));
            }
            Block::CodeBlock(_, text) => self.preformatted(text),
            // The tree holds no other.
            _ => {}
        }
    }

    fn text(&mut self, inlines: &'a [Inline], place: Place) {
        let text = self.inlines(inlines, place);
        text.split('\n').for_each(|line| self.line(line));
    }

    fn quote(&mut self, blocks: &'a [Block]) {
        if let Some(pending) = &mut self.pending {
            pending.push_str("> ");
        }
        let length = self.prefix.len();
        self.prefix.push_str("> ");
        self.blocks(blocks);
        self.prefix.truncate(length);
    }

    /// A row of a table of so many columns; a blank one, if there is none.
    fn row(&mut self, row: Option<&'a Row>, columns: usize) {
        let mut text = "|".to_owned();
        for column in 0..columns {
            if let Some(Block::Plain(inlines)) = row.and_then(|row| row.1.get(column)?.4.first()) {
                text.push_str(&format!(" {}", self.inlines(inlines, Place::Inside)));
            }
            text.push_str(" |");
        }
        self.line(&text);
    }

    fn preformatted(&mut self, text: &str) {
        let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat((longest + 1).max(3));
        self.line(&fence);
        text.split('\n').for_each(|line| self.line(line));
        self.line(&fence);
    }

    fn list(&mut self, items: &'a [Vec<Block>], marker: impl Fn(i64) -> (String, usize)) {
        let tight = items.iter().all(|item| matches!(item.first(), None | Some(Block::Plain(_))))
            && items.iter().flat_map(|item| item.iter().skip(1)).all(|block| !matches!(block, Block::Para(_)));
        for (item, i) in items.iter().zip(0..) {
            if i > 0 && !tight {
                self.blank();
            }
            let (marker, width) = marker(i);
            self.hanging(&marker, width, |writer| writer.item(item, tight));
        }
    }

    fn item(&mut self, blocks: &'a [Block], tight: bool) {
        match blocks.split_first() {
            // Without an empty line between, what follows keeps the first from being a paragraph.
            Some((first, rest)) if tight && !rest.is_empty() => {
                self.block(first, Place::Item);
                self.blocks(rest);
            }
            _ => self.blocks_at(blocks, Place::Item),
        }
    }

    /// One line, or several where it has line ends that matter.
    fn inlines(&mut self, inlines: &'a [Inline], place: Place) -> String {
        let mut text = Text::new(place);
        for (i, inline) in inlines.iter().enumerate() {
            match inline {
                Inline::Str(word) => {
                    let next = inlines.get(i + 1);
                    text.word(word, next.is_some_and(is_space), next.is_some_and(begins_with_bracket));
                }
                Inline::Space => text.space(),
                Inline::LineBreak => text.line_break(),
                Inline::Span(attr, content) => {
                    let content = self.inlines(content, Place::Inside);
                    text.raw(&format!("[{content}]{}", attributes(attr)));
                }
                Inline::Superscript(content) => {
                    let label = self.inlines(content, Place::Inside);
                    text.raw(&format!("^{label}^"));
                }
                Inline::Link(attr, content, (target, _)) => {
                    let content = self.inlines(content, Place::Inside);
                    text.raw(&format!("[{content}]({}){}", url(target), attributes(attr)));
                }
                Inline::Note(body) => {
                    let name = self.names.next().unwrap_or_default();
                    text.raw(&format!("[^{name}]"));
                    self.notes.push((name, body));
                }
                // The tree holds no other.
                _ => {}
            }
        }
        text.finish()
    }
}

/// Whether two neighbours would be read as one list.
fn is_same_list(before: &Block, after: &Block) -> bool {
    matches!(
        (before, after),
        (Block::BulletList(_), Block::BulletList(_)) | (Block::OrderedList(..), Block::OrderedList(..))
    )
}

fn is_space(inline: &Inline) -> bool {
    matches!(inline, Inline::Space)
}

fn begins_with_bracket(inline: &Inline) -> bool {
    matches!(inline, Inline::Note(_) | Inline::Link(..) | Inline::Span(..))
}

/// An item's marker with the spaces after it, and its width in columns.
fn marker(number: i64, style: &ListNumberStyle, delimiter: &ListNumberDelim) -> (String, usize) {
    let (numeral, is_upper) = match style {
        ListNumberStyle::LowerAlpha => (letter(number, b'a'), false),
        ListNumberStyle::UpperAlpha => (letter(number, b'A'), true),
        ListNumberStyle::LowerRoman => (to_roman(u32::try_from(number).unwrap_or(0)).to_lowercase(), false),
        ListNumberStyle::UpperRoman => (to_roman(u32::try_from(number).unwrap_or(0)), true),
        _ => (number.to_string(), false),
    };
    let marker = match delimiter {
        ListNumberDelim::OneParen => format!("{numeral}) "),
        ListNumberDelim::TwoParens => format!("({numeral}) "),
        // With one space, `B. Russell` would be an item.
        _ if is_upper => format!("{numeral}.  "),
        _ => format!("{numeral}. "),
    };
    let width = marker.len();
    (marker, width)
}

/// The letter of a number from 1 to 26.
fn letter(number: i64, first: u8) -> String {
    let offset = u8::try_from(number - 1).unwrap_or(0).min(25);
    char::from(first + offset).to_string()
}
