//! Marks where the pages of the source begin: empty spans, which an EPUB's list of pages can point to.
//!
//! They stand in paragraphs of their own before the first block that begins on a page, but after it if it is a heading, so
//! that nothing else of the tree depends on them.

use pandoc_ast::{Block, Inline};

use crate::document::Page;

/// The marks of the pages of a document, in order.
#[derive(Debug)]
pub(super) struct Marks<'d> {
    pages: &'d [Page],
    /// Index of the first page without its mark.
    next: usize,
}

impl<'d> Marks<'d> {
    /// The marks of some pages.
    pub(super) fn of(pages: &'d [Page]) -> Self {
        Self { pages, next: 0 }
    }

    /// A paragraph of the marks that are due up to a page (an index), that one included.
    pub(super) fn up_to(&mut self, page: usize) -> Option<Block> {
        let end = self.pages.len().min(page + 1);
        let due = self.next..end;
        self.next = self.next.max(end);
        let marks: Vec<Inline> = due.map(|page| self.mark(page)).collect();
        (!marks.is_empty()).then_some(Block::Para(marks))
    }

    /// The mark of a page. Its identifier counts the pages from one; the capital keeps it apart from those of headings,
    /// which pandoc writes in small letters. Its label is the page number as printed, if there is one.
    fn mark(&self, page: usize) -> Inline {
        let ordinal = (page + 1).to_string();
        let printed = self.pages[page].folio.as_deref().filter(|folio| folio.chars().all(char::is_alphanumeric));
        let attributes =
            [("role", "doc-pagebreak"), ("epub:type", "pagebreak"), ("aria-label", printed.unwrap_or(&ordinal))];
        let attributes = attributes.map(|(key, value)| (key.to_owned(), value.to_owned())).to_vec();
        Inline::Span((format!("Page-{ordinal}"), vec!["pagebreak".to_owned()], attributes), Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Span;

    #[test]
    fn marks_come_once_and_in_order() {
        let page = |folio: Option<&str>| Page { folio: folio.map(str::to_owned), span: Span::new(0, 0) };
        let pages = [page(Some("xiv")), page(None), page(Some("1"))];
        let mut marks = Marks::of(&pages);
        let shown = |block: Option<Block>| match block {
            Some(Block::Para(inlines)) => inlines
                .iter()
                .map(|inline| match inline {
                    Inline::Span((id, _, attributes), _) => format!("{id} {}", attributes[2].1),
                    other => panic!("{other:?}"),
                })
                .collect(),
            _ => Vec::new(),
        };
        assert_eq!(shown(marks.up_to(0)), ["Page-1 xiv"]);
        assert_eq!(shown(marks.up_to(0)), [""; 0]);
        assert_eq!(shown(marks.up_to(7)), ["Page-2 2", "Page-3 1"]);
        assert_eq!(shown(marks.up_to(7)), [""; 0]);
    }
}
