//! Pages of which the second column was printed before the first: the running head, which other pages begin with, stands in
//! their midst, above the first.

use super::{Line, heads::Heads};
use crate::page::percentile;

/// Turns such pages; `None` where there are none. Linear time.
pub(super) fn resolve(text: &str, pages: &[&[Line]], heads: &Heads) -> Option<Vec<Line>> {
    let heads: Vec<Option<usize>> = pages.iter().map(|page| head(text, page, heads)).collect();
    if heads.iter().all(Option::is_none) {
        return None;
    }
    let mut out = Vec::with_capacity(pages.iter().map(|page| page.len()).sum());
    for (page, head) in pages.iter().zip(heads) {
        match head {
            Some(head) => turn(text, page, head, &mut out),
            None => out.extend_from_slice(page),
        }
    }
    Some(out)
}

/// Where the running head stands on a page that begins with something else.
fn head(text: &str, page: &[Line], heads: &Heads) -> Option<usize> {
    let mut found = (0..page.len()).filter(|&at| heads.has(&text[page[at].ink.clone()]));
    let at = found.next().filter(|&at| at > 0 && found.next().is_none())?;
    let parted = |at: usize| page.get(at).is_some_and(|line| line.blanks > 0);
    let mut widths: Vec<u16> = page.iter().map(|line| line.width).collect();
    // the head of a section that goes on to here, with the title of the next one below
    let alone = parted(1) && page[0].width * 3 < percentile(&mut widths, 0.75) * 2;
    (parted(at) && parted(at + 1) && !alone).then_some(at)
}

/// Writes a page from its head on, then what was printed before that, and then the folio.
fn turn(text: &str, page: &[Line], head: usize, out: &mut Vec<Line>) {
    let (second, first) = page.split_at(head);
    let is_folio = |line: &&Line| line.blanks > 0 && text[line.ink.clone()].bytes().all(|byte| byte.is_ascii_digit());
    let folio = usize::from(first.last().filter(is_folio).is_some());
    let (first, folio) = first.split_at(first.len() - folio);
    let from = out.len();
    out.extend_from_slice(first);
    super::write(Vec::new(), second.to_vec(), out);
    out.extend_from_slice(folio);
    super::begin(page, &mut out[from..]);
}

#[cfg(test)]
mod tests {
    use super::super::super::lines;

    /// A page of two columns, high and narrow, below some lines.
    fn page(head: &str, word: &str) -> String {
        format!("{head}\n\n{}", format!("the {word} was sold and bought again,\n").repeat(48))
    }

    /// Where the words begin that stand first on the last page.
    fn first_of_last(text: &str) -> String {
        let lines = lines(text);
        let last = lines.iter().rposition(|line| line.feed).expect("there are pages");
        text[lines[last].ink.clone()].to_owned()
    }

    #[test]
    fn a_page_is_turned_at_its_head() {
        let text = format!(
            "{}\x0c{}\x0cto somebody who knew nothing of it.\nHe sold it.\n\n{}\n9\n",
            page("Harbours", "quay"),
            page("Harbours", "boat"),
            page("Harbours", "rope")
        );
        assert_eq!(first_of_last(&text), "Harbours");
        let lines = lines(&text);
        let last: Vec<&str> = lines.iter().rev().take(3).map(|line| &text[line.ink.clone()]).collect();
        assert_eq!(last, ["9", "He sold it.", "to somebody who knew nothing of it."]);
        assert!(lines[lines.len() - 3].column_break);
    }

    #[test]
    fn the_title_of_the_next_section_is_no_head() {
        let with_title = format!("Boats\n\n{}\n{}", "the boat was sold.\n".repeat(9), page("Harbours", "quay"));
        let text = [with_title, page("Harbours", "rope"), page("Harbours", "net")].join("\x0c");
        assert_eq!(lines(&text)[0].ink, 0..5);
        assert!(lines(&text).is_sorted_by(|a, b| a.ink.start < b.ink.start));
    }

    #[test]
    fn a_number_within_a_page_is_no_head() {
        let with_number = format!("{}\n2\n\n{}", "the boat was sold.\n".repeat(9), page("He sold it.", "quay"));
        let text = [page("8", "rope"), page("9", "net"), with_number].join("\x0c");
        assert!(lines(&text).is_sorted_by(|a, b| a.ink.start < b.ink.start));
    }
}
