//! Metadata, as pandoc's writers and templates know it.
//!
//! What stands in the text as well must not be printed by pandoc again: a page of HTML would show its title twice, and so
//! would a DOCX. `pagetitle`, `author-meta`, `date-meta` and `description` are for a page's head and a PDF's properties
//! alone. `title`, `subtitle`, `author` and `date` are printed, on a page of their own in an EPUB; with
//! [`Front::TitlePage`] they are given, and the blocks that tell them are left out of the text. A date stays in the text if
//! pandoc could not make one for machines of it: an EPUB with such a date is not valid. Where they give no title, the one of
//! the [`Form`] does. The identifier is the hash of the source, so that an e-book made anew takes the place of
//! the one before it on a reader's shelf.

use std::ops::RangeInclusive;

use pandoc_ast::{Inline, Map, MetaValue};

use super::{flow::Flow, is_language_tag};
use crate::{
    Restored,
    document::{BlockKind, Document, Meta},
    grammar::date::ENGLISH,
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
        Front::TitlePage if date.as_ref().is_some_and(|date| !is_understood(&date.text)) => {
            ["title", "author", "date-meta"]
        }
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
    let stays = date.as_ref().filter(|date| !is_understood(&date.text)).map(|date| date.block);
    let told = title.iter().chain(subtitle).chain(authors).chain(date).filter(|told| told.whole);
    let mut out: Vec<usize> = told.map(|told| told.block).filter(|block| Some(*block) != stays).collect();
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

/// Whether pandoc makes a date for machines of one in words: it knows `1921`, `1921-03`, `1921-03-05`, `5 March 1921`,
/// `March 5, 1921` and `Mar. 5, 1921`, in English, from the year 1601 on. What could be read in two ways (`3/5/1921`) is
/// left to readers.
fn is_understood(date: &str) -> bool {
    let number = |text: &str, digits: RangeInclusive<usize>| {
        let is_number = digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse::<usize>().unwrap_or(0))
    };
    let is_year = |text: &str| number(text, 4..=4).is_some_and(|year| year >= 1601);
    let month = |text: &str| (1..=12).find(|&month| ENGLISH[month - 1] == text);
    // The 29th of February is asked of no calendar.
    let is_day = |text: &str, month: usize| {
        let last = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
        number(text, 1..=2).is_some_and(|day| (1..=last).contains(&day))
    };
    let date = date.to_lowercase();
    match date.split_whitespace().collect::<Vec<_>>()[..] {
        [all] => match all.split('-').collect::<Vec<_>>()[..] {
            [year] => is_year(year),
            [year, month] => is_year(year) && number(month, 2..=2).is_some_and(|month| (1..=12).contains(&month)),
            [year, month, day] => {
                let month = number(month, 2..=2).filter(|month| (1..=12).contains(month));
                is_year(year) && day.len() == 2 && month.is_some_and(|month| is_day(day, month))
            }
            _ => false,
        },
        [day, name, year] if !day.ends_with(|c: char| !c.is_ascii_digit()) => {
            is_year(year) && month(name).is_some_and(|month| is_day(day, month))
        }
        [name, day, year] => {
            let short = |name: &str| (1..=12).find(|&month| ENGLISH[month - 1].get(..3) == name.strip_suffix('.'));
            let month = month(name).or_else(|| short(name));
            let day = day.strip_suffix(',').unwrap_or_default();
            is_year(year) && month.is_some_and(|month| is_day(day, month))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As pandoc 3.9 was seen to do.
    #[test]
    fn dates_that_pandoc_knows() {
        let known = "1921; 1921-03; 1921-03-05; 5 March 1921; 05 March 1921; March 5, 1921; MARCH 5, 1921; Mar. 5, 1921; May 31, 2001";
        for date in known.split("; ") {
            assert!(is_understood(date), "{date}");
        }
        let others = "March 1921; 5 Mar 1921; Mar 5, 1921; 31 February 1921; 3 March 1500; 24. August 1931; March 5 1921; \
                      Sept. 5, 1921; 1 juin 1921; 5 March, 1921; 1921-13; 0999; 21; ; Spring; 1921-3-5; 13 March 10000; 0 May 1921; \
                      03/05/1921; n. d.; -; 5 -- 1921; . 5, 1921";
        for date in others.split("; ") {
            assert!(!is_understood(date), "{date}");
        }
    }
}
