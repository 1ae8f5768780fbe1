//! The document as the tree that Pandoc and Markdown share.
//!
//! Everything that the two could decide differently is decided here, once: which call gets the note's body
//! ([`notes`]), where a list is split or joined and whether it is tight ([`lists`]), what a heading's identifier is
//! ([`names`]), and how text falls into words and spaces ([`flow`]).

mod flow;
mod lists;
mod meta;
mod names;
mod notes;
mod pages;
mod table;

use pandoc_ast::{Attr, Block, Inline};

use self::{
    flow::{Flow, clean, is_blank},
    names::{Identifiers, note_names},
    notes::Places,
    pages::Marks,
};
pub(super) use self::{meta::meta, table::rules};
use super::{Form, Front, Pages};
use crate::document::{self, Anchor, BlockKind, Document, LinkId, LinkStatus, NoteId, Run};

/// Columns between tab stops in preformatted text, pandoc's own default.
const TAB_STOP: usize = 4;

/// The only schemes that a link may have; any other target stays text.
const SCHEMES: [&str; 4] = ["http:", "https:", "mailto:", "ftp:"];

/// Blocks of a document that are built and handed over at once: enough to be quick, few enough to be small.
const AT_ONCE: usize = 32;

/// Builds the tree piece by piece and hands each piece to `take`: blocks of the text, and the names of the notes in the
/// order of the [`Inline::Note`]s in them (letters, digits and hyphens, no two alike in any case; a note holds no other).
/// Every note and every character of the document comes, even a note that nothing calls. Memory stays within a piece.
///
/// With [`Pages::Marked`], a mark stands before the first block that begins on each page; with [`Front::TitlePage`], the
/// blocks that [`meta`] tells do not come.
pub(super) fn pieces(document: &Document, form: &Form, mut take: impl FnMut(Vec<Block>, Vec<String>)) {
    let places = Places::of(document);
    let (left_out, rise) = if form.front == Front::TitlePage { meta::title_page(document) } else { (Vec::new(), 0) };
    let mut builder = Builder {
        document,
        places: &places,
        names: note_names(&document.notes),
        called: vec![false; document.notes.len()],
        order: Vec::new(),
        identifiers: Identifiers::default(),
        in_note: false,
        rise,
        doubts: form.doubts,
    };
    let mut marks = (form.pages == Pages::Marked).then(|| Marks::of(&document.pages));
    for (chunk, first) in document.blocks.chunks(AT_ONCE).zip((0..).step_by(AT_ONCE)) {
        let mut blocks = Vec::with_capacity(chunk.len());
        for (block, at) in chunk.iter().zip(first..) {
            let mut mark = marks.as_mut().and_then(|marks| marks.up_to(block.page));
            // Before a heading, the mark would end the chapter before it.
            if !matches!(block.kind, BlockKind::Heading { .. }) {
                blocks.extend(mark.take());
            }
            if left_out.binary_search(&at).is_err() {
                builder.block(&mut blocks, &block.kind);
            }
            blocks.extend(mark);
        }
        take(blocks, builder.names_so_far());
    }
    for notes in places.leftover().chunks(AT_ONCE) {
        let paragraph = |&note: &NoteId| {
            let mut flow = Flow::default();
            builder.call(&mut flow, note);
            Block::Para(flow.finish())
        };
        let blocks = notes.iter().map(paragraph).collect();
        take(blocks, builder.names_so_far());
    }
}

/// No attributes.
pub(super) fn plain() -> Attr {
    (String::new(), Vec::new(), Vec::new())
}

/// The attributes of what stands at a place that is a judgement.
fn inferred() -> Attr {
    (String::new(), vec!["inferred".to_owned()], Vec::new())
}

struct Builder<'d> {
    document: &'d Document,
    places: &'d Places,
    names: Vec<String>,
    /// Which notes have been given their body.
    called: Vec<bool>,
    /// The notes in the order in which they were.
    order: Vec<NoteId>,
    identifiers: Identifiers,
    in_note: bool,
    /// By how much headings are less deep than in the document.
    rise: u8,
    /// Whether doubts are marked.
    doubts: bool,
}

impl Builder<'_> {
    /// The names of the notes that were given their body since this was asked last.
    fn names_so_far(&mut self) -> Vec<String> {
        self.order.drain(..).map(|note| self.names[note].clone()).collect()
    }

    fn blocks(&mut self, blocks: &[document::Block]) -> Vec<Block> {
        let mut out = Vec::with_capacity(blocks.len());
        for block in blocks {
            self.block(&mut out, &block.kind);
        }
        out
    }

    /// Appends a block; nothing, if it is blank.
    fn block(&mut self, out: &mut Vec<Block>, kind: &BlockKind) {
        match kind {
            // A heading within a note would be a chapter in an EPUB's table of contents.
            BlockKind::Heading { content, .. } if self.in_note => out.extend(self.paragraph(content)),
            BlockKind::Heading { level, content } => out.extend(self.heading(*level, content)),
            BlockKind::Paragraph { content } => out.extend(self.paragraph(content)),
            BlockKind::List { marker, items } => {
                let items = items.iter().map(|item| self.blocks(item)).collect();
                lists::push(out, marker, items);
            }
            BlockKind::Quote { blocks } => {
                let blocks = self.blocks(blocks);
                if !blocks.is_empty() {
                    out.push(Block::BlockQuote(blocks));
                }
            }
            BlockKind::Verse { lines } => out.extend(self.verse(lines)),
            BlockKind::Table { align, head, rows } => {
                let mut row =
                    |cells: &[Vec<document::Inline>]| cells.iter().map(|cell| self.cell(cell)).collect::<Vec<_>>();
                let head = row(head);
                let rows = rows.iter().map(|cells| row(cells)).collect();
                out.extend(table::table(align, head, rows));
            }
            BlockKind::Preformatted { lines } => out.extend(preformatted(lines)),
        }
    }

    fn heading(&mut self, level: u8, content: &[document::Inline]) -> Option<Block> {
        let notes_before = self.order.len();
        let mut flow = Flow::without_breaks();
        self.inlines(&mut flow, content);
        let inlines = flow.finish();
        if inlines.is_empty() {
            return None;
        }
        // An EPUB's table of contents would have an entry that says nothing, which is an error.
        if is_wordless(&inlines) {
            return Some(Block::Para(inlines));
        }
        let names = self.order[notes_before..].iter().map(|&note| self.names[note].as_str());
        let attr = (self.identifiers.next(&inlines, names), Vec::new(), Vec::new());
        Some(Block::Header(level.saturating_sub(self.rise).clamp(1, 6).into(), attr, inlines))
    }

    fn paragraph(&mut self, content: &[document::Inline]) -> Option<Block> {
        let mut flow = Flow::default();
        self.inlines(&mut flow, content);
        let inlines = flow.finish();
        (!inlines.is_empty()).then_some(Block::Para(inlines))
    }

    fn cell(&mut self, content: &[document::Inline]) -> Vec<Inline> {
        let mut flow = Flow::without_breaks();
        self.inlines(&mut flow, content);
        flow.finish()
    }

    fn verse(&mut self, lines: &[Vec<document::Inline>]) -> Option<Block> {
        let mut out = Vec::with_capacity(lines.len());
        for line in lines {
            // A break within a line is a line end like any other.
            for part in line.split(|inline| matches!(inline, document::Inline::Break)) {
                let mut flow = Flow::default();
                if let Some(document::Inline::Text(run)) = part.first() {
                    let indent = run.text.chars().take_while(|c| *c == ' ').count();
                    if indent < run.text.len() {
                        flow.text(&"\u{a0}".repeat(indent));
                        flow.text(&run.text[indent..]);
                        self.inlines(&mut flow, &part[1..]);
                        out.push(flow.finish());
                        continue;
                    }
                }
                self.inlines(&mut flow, part);
                out.push(flow.finish());
            }
        }
        (!out.iter().all(Vec::is_empty)).then_some(Block::LineBlock(out))
    }

    fn inlines(&mut self, flow: &mut Flow, inlines: &[document::Inline]) {
        for inline in inlines {
            match inline {
                document::Inline::Text(run) => flow.text(&run.text),
                document::Inline::Call { note } => self.call(flow, *note),
                document::Inline::Link { link, content } => self.link(flow, *link, content),
                document::Inline::Break => flow.line_break(),
            }
        }
    }

    /// The first call in the text gets the body. Another gets the label, raised: pandoc would print a second note. So
    /// does a call within a note, which may not hold another: the body is appended to the outer one.
    fn call(&mut self, flow: &mut Flow, id: NoteId) {
        let Some(note) = self.document.notes.get(id) else { return };
        if self.in_note || self.called[id] || self.places.is_within(id) {
            flow.raised(self.raised_label(id));
            return;
        }
        self.called[id] = true;
        self.order.push(id);
        self.in_note = true;
        let mut blocks = self.blocks(&note.blocks);
        for &inner in self.places.inside(id) {
            self.append(&mut blocks, inner);
        }
        self.in_note = false;
        let is_inferred = matches!(note.anchor, Anchor::Inferred { .. });
        flow.push(match Inline::Note(blocks) {
            call if self.doubts && is_inferred => Inline::Span(inferred(), vec![call]),
            call => call,
        });
    }

    /// A note's label as printed, or its name if the label is such that pandoc forgets its escapes in `^..^`.
    fn raised_label(&self, id: NoteId) -> &str {
        let label = self.document.notes.get(id).map_or("", |note| note.label.trim());
        let is_safe = |c: char| c.is_alphanumeric() || " \u{a0}†‡§¶‖".contains(c);
        let is_stars = label.chars().all(|c| c == '*');
        if !label.is_empty() && (is_stars || label.chars().all(is_safe)) { label } else { &self.names[id] }
    }

    /// Appends the body of a note that only another note calls, with its label in front.
    fn append(&mut self, blocks: &mut Vec<Block>, id: NoteId) {
        let Some(note) = self.document.notes.get(id) else { return };
        let mut flow = Flow::default();
        flow.raised(self.raised_label(id));
        let mut label = flow.finish();
        let mut body = self.blocks(&note.blocks);
        match body.first_mut() {
            Some(Block::Para(inlines)) => {
                label.push(Inline::Space);
                inlines.splice(0..0, label);
            }
            _ => blocks.push(Block::Para(label)),
        }
        blocks.append(&mut body);
    }

    /// A link, cut at the calls in it: they stand between its parts, since a note may not stand in a link.
    fn link(&mut self, flow: &mut Flow, id: LinkId, content: &[document::Inline]) {
        let link = self.document.links.get(id);
        let Some((link, url)) = link.and_then(|link| Some((link, safe_url(&link.url)?))) else {
            self.inlines(flow, content);
            return;
        };
        let is_inferred = self.doubts && link.status == LinkStatus::Inferred;
        let attr = || if is_inferred { inferred() } else { plain() };
        if content.is_empty() {
            let mut part = Flow::without_breaks();
            part.text(&url);
            flow.link(part, attr(), &url);
            return;
        }
        let mut part = Flow::without_breaks();
        for inline in content {
            match inline {
                document::Inline::Text(run) => part.text(&run.text),
                document::Inline::Break => part.line_break(),
                document::Inline::Call { note } => {
                    flow.link(std::mem::replace(&mut part, Flow::without_breaks()), attr(), &url);
                    self.call(flow, *note);
                }
                document::Inline::Link { content, .. } => self.inlines(&mut part, content),
            }
        }
        flow.link(part, attr(), &url);
    }
}

/// Whether there are calls alone.
fn is_wordless(inlines: &[Inline]) -> bool {
    inlines.iter().all(|inline| match inline {
        Inline::Note(_) | Inline::Space => true,
        Inline::Span(_, inlines) => is_wordless(inlines),
        _ => false,
    })
}

/// Lines as they stand, without blank ones at the ends and blanks at the ends of lines.
fn preformatted(lines: &[Run]) -> Option<Block> {
    let lines: Vec<String> = lines.iter().flat_map(|run| run.text.split('\n')).map(preformatted_line).collect();
    let first = lines.iter().position(|line| !line.is_empty())?;
    let last = lines.iter().rposition(|line| !line.is_empty())?;
    Some(Block::CodeBlock(plain(), lines[first..=last].join("\n")))
}

/// One line, tabs expanded as pandoc would.
fn preformatted_line(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut column = 0;
    for c in line.trim_end().chars() {
        let width = if c == '\t' { TAB_STOP - column % TAB_STOP } else { 1 };
        column += width;
        match c {
            '\t' => out.extend(std::iter::repeat_n(' ', width)),
            c if is_blank(c) => out.push(' '),
            c => out.push(clean(c)),
        }
    }
    out
}

/// A target as pandoc reads it from Markdown: what may not stand in a URL is percent-encoded. `None` if it is none of
/// the [`SCHEMES`].
fn safe_url(url: &str) -> Option<String> {
    let url = url.trim();
    let has = |scheme: &str| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    SCHEMES.into_iter().find(|scheme| has(scheme))?;
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        if c.is_whitespace() || clean(c) != c || "<>|\"{}[]^`".contains(c) {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        } else {
            out.push(c);
        }
    }
    Some(out)
}

fn is_language_tag(tag: &str) -> bool {
    !tag.is_empty() && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
