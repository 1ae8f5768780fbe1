//! Tells in words what was restored and what is doubtful.

use crate::{Restored, ledger::Code};

use super::tally::{Statuses, Tally};

impl Statuses {
    fn tell(self, one: &str, many: &str) -> String {
        let Self { marked, inferred, unanchored, decided } = self;
        let all = count(marked + inferred + unanchored + decided, one, many);
        let decided = if decided > 0 { format!(", {decided} decided") } else { String::new() };
        format!("{all} ({marked} marked, {inferred} inferred, {unanchored} unanchored{decided})")
    }
}

/// Whether nothing at all came out.
pub(crate) fn is_empty(restored: &Restored) -> bool {
    restored.document.blocks.is_empty() && restored.document.notes.is_empty()
}

/// What a reader should look at, in one line, if there is anything.
pub(crate) fn doubts(restored: &Restored) -> Option<String> {
    let Tally { notes_inferred, notes_unanchored, links_unanchored, doubts, .. } = Tally::of(restored);
    let mut parts = Vec::new();
    if notes_inferred > 0 {
        parts.push(format!("{} inferred", count(notes_inferred, "note", "notes")));
    }
    if notes_unanchored > 0 {
        parts.push(format!("{} without a place", count(notes_unanchored, "note", "notes")));
    }
    if links_unanchored > 0 {
        parts.push(format!("{} without a place", count(links_unanchored, "link", "links")));
    }
    let others = doubts - notes_inferred - notes_unanchored - links_unanchored;
    if others > 0 {
        parts.push(count(others, "warning", "warnings"));
    }
    (!parts.is_empty()).then(|| format!("{}; -v shows more", parts.join(", ")))
}

/// Everything that `-v` tells, line by line: what came out, and what was repaired, most frequent first.
pub(crate) fn report(restored: &Restored) -> Vec<String> {
    let Restored { source, document, ledger } = restored;
    let mut lines = vec![
        format!(
            "{}, {}, {}",
            count(source.bytes, "byte", "bytes"),
            source.encoding,
            count(document.pages.len(), "page", "pages")
        ),
        count(document.blocks.len(), "block", "blocks"),
        Statuses::of_notes(restored).tell("note", "notes"),
        Statuses::of_links(restored).tell("link", "links"),
        count(ledger.repairs.len(), "repair", "repairs"),
    ];
    let mut by_code: Vec<(usize, Code)> = Code::ALL
        .iter()
        .map(|&code| (ledger.repairs.iter().filter(|repair| repair.code == code).count(), code))
        .filter(|(count, _)| *count > 0)
        .collect();
    by_code.sort_by_key(|&(count, code)| (std::cmp::Reverse(count), code));
    lines.extend(by_code.iter().map(|(count, code)| format!("  {count:>6}  {code}")));
    lines
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        document::{Anchor, Note},
        ledger::Warning,
        span::Span,
    };

    fn sample() -> Restored {
        let mut restored = crate::restore(b"", &crate::Options::default());
        let note = |anchor| Note { label: "1".into(), page: 0, anchor, blocks: Vec::new(), refers_to: Vec::new() };
        let anchors = [
            Anchor::Inferred { at: 3, confidence: 0.5, evidence: Vec::new(), runner_up: None },
            Anchor::Inferred { at: 3, confidence: 0.5, evidence: Vec::new(), runner_up: None },
            Anchor::Unanchored { evidence: Vec::new(), runner_up: None },
        ];
        restored.document.notes = anchors.into_iter().map(note).collect();
        let warn = |code, span| Warning { code, span, confidence: None, message: "look".into() };
        restored.ledger.warnings =
            vec![warn(Code::CallInferred, Some(Span::new(3, 4))), warn(Code::EncodingGuessed, None)];
        restored
    }

    #[test]
    fn doubts_are_counted_once() {
        assert_eq!(
            doubts(&sample()).as_deref(),
            Some("2 notes inferred, 1 note without a place, 1 warning; -v shows more")
        );
        assert_eq!(doubts(&crate::restore(b"Plain text.", &crate::Options::default())), None);
    }
}
