//! Metadata, as pandoc's writers and templates know it.
//!
//! What stands in the text as well must not be printed by pandoc again: a page of HTML would show its title twice, and so
//! would a DOCX. `pagetitle`, `author-meta`, `date-meta` and `description` are for a page's head and a PDF's properties
//! alone. `title`, `subtitle`, `author` and `date` are printed, on a page of their own in an EPUB; with
//! [`Front::TitlePage`] they are given, and the blocks that tell them are left out of the text. Where they give no title,
//! the one of the [`Form`] does. The identifier is the hash of the source, so that an e-book made anew takes the place of
//! the one before it on a reader's shelf.

use pandoc_ast::{Inline, Map, MetaValue};

use super::{flow::Flow, is_language_tag};
use crate::{
    Restored,
    document::{BlockKind, Document, Meta},
    write::{Form, Front},
};

/// The metadata of a document.
pub(in crate::write) fn meta(restored: &Restored, form: &Form) -> Map<String, MetaValue> {
    let Meta { title, subtitle, authors, date, summary, language } = &restored.document.meta;
    let front = form.front;
    let mut out = Map::new();
    let mut set = |key: &str, value: MetaValue| out.insert(key.to_owned(), value);
    if let Some(tag) = language.as_deref().filter(|tag| is_language_tag(tag)) {
        set("lang", MetaValue::MetaInlines(vec![Inline::Str(tag.to_owned())]));
    }
    let hash = &restored.source.sha256;
    if !hash.is_empty() {
        set("identifier", MetaValue::MetaInlines(vec![Inline::Str(format!("sha256:{hash}"))]));
    }
    if let Some(value) = form.title.as_deref().and_then(|title| value([title])) {
        set("title", value);
    }
    let [for_title, for_authors, for_date] = match front {
        Front::Text => ["pagetitle", "author-meta", "date-meta"],
        Front::TitlePage => ["title", "author", "date"],
    };
    let subtitle = subtitle.iter().filter(|_| front == Front::TitlePage);
    let single = title.iter().map(|t| (for_title, t)).chain(date.iter().map(|t| (for_date, t)));
    for (key, told) in single.chain(subtitle.map(|t| ("subtitle", t))) {
        if let Some(value) = value([&told.text]) {
            set(key, value);
        }
    }
    let authors: Vec<MetaValue> = authors.iter().filter_map(|author| value([&author.text])).collect();
    if !authors.is_empty() {
        set(for_authors, MetaValue::MetaList(authors));
    }
    if let Some(value) = value(summary.iter().map(|told| &told.text)) {
        set("description", value);
    }
    out
}

/// Some texts as one line; nothing, if they are blank.
fn value(texts: impl IntoIterator<Item = impl AsRef<str>>) -> Option<MetaValue> {
    let mut flow = Flow::without_breaks();
    for text in texts {
        flow.text(text.as_ref());
        flow.text(" ");
    }
    let inlines = flow.finish();
    (!inlines.is_empty()).then_some(MetaValue::MetaInlines(inlines))
}

/// Which blocks a title page stands for, in order, and by how much the headings behind them rise: a title that was the
/// only heading of the outermost level leaves that level to the chapters.
pub(super) fn title_page(document: &Document) -> (Vec<usize>, u8) {
    let Meta { title, subtitle, authors, date, .. } = &document.meta;
    let told = title.iter().chain(subtitle).chain(authors).chain(date);
    let mut out: Vec<usize> = told.filter(|told| told.whole).map(|told| told.block).collect();
    out.sort_unstable();
    out.dedup();
    let level = |at: usize| match document.blocks.get(at).map(|block| &block.kind) {
        Some(BlockKind::Heading { level, .. }) => Some(*level),
        _ => None,
    };
    let left = (0..document.blocks.len()).filter(|at| out.binary_search(at).is_err()).filter_map(level).min();
    let rise =
        if out.iter().any(|&at| level(at).is_some()) { left.map_or(0, |left| left.saturating_sub(1)) } else { 0 };
    (out, rise)
}
