//! `restitch explain OUTPUT.json`: why the notes of an output stand where they stand.

use std::fmt::Write as _;

use anstyle::Style;

use crate::document::{Anchor, Block, BlockKind, Document, Evidence, Inline, LinkHome, NoteId, RunnerUp};

use super::message::clean;

const BOLD: Style = Style::new().bold();
/// Characters before a call that are shown.
const SHOWN: usize = 60;

/// Why the notes of a label stand where they stand; without a label, a line for each note. Nothing if no note has it.
pub(crate) fn explain_notes(document: &Document, label: Option<&str>) -> String {
    let before = words_before_calls(document);
    let mut out = String::new();
    for (id, note) in document.notes.iter().enumerate() {
        if label.is_none_or(|label| note.label == label) {
            explain_note(&mut out, document, id, &before[id], label.is_some());
        }
    }
    out
}

fn explain_note(out: &mut String, document: &Document, id: NoteId, before: &str, full: bool) {
    let note = &document.notes[id];
    let (status, confidence, evidence, runner_up) = match &note.anchor {
        Anchor::Marked { confidence, evidence, runner_up, .. } => ("marked", Some(confidence), evidence, runner_up),
        Anchor::Inferred { confidence, evidence, runner_up, .. } => ("inferred", Some(confidence), evidence, runner_up),
        Anchor::Decided { confidence, evidence, .. } => ("decided by a reader", Some(confidence), evidence, &None),
        Anchor::Unanchored { evidence, runner_up } => ("unanchored", None, evidence, runner_up),
    };
    let sure = confidence.map_or(String::new(), |c| format!(", confidence {c:.2}"));
    let head = format!("note {} (page {}): {status}{sure}", note.label, note.page + 1);
    let _ = writeln!(out, "{BOLD}{}{BOLD:#}", clean(&head));
    if !before.is_empty() {
        let _ = writeln!(out, "  called after “{}”", clean(before));
    }
    if !full {
        return;
    }
    terms(out, evidence);
    if let Some(next) = runner_up {
        let _ = writeln!(out, "  {}", clean(&other_place(next, status)));
    }
    for reference in &note.refers_to {
        let meant = document.notes.get(reference.note).map_or("", |n| n.label.as_str());
        let told = format!("“{}” means note {meant}, confidence {:.2}", reference.phrase, reference.confidence);
        let _ = writeln!(out, "  {}", clean(&told));
    }
    for link in document.links.iter().filter(|l| l.home == LinkHome::Note { note: id }) {
        let told = format!("link {} ({:?}, confidence {:.2})", link.url, link.status, link.confidence).to_lowercase();
        let _ = writeln!(out, "  {}", clean(&told));
        terms(out, &link.evidence);
        if let Some(next) = &link.runner_up {
            let _ = writeln!(out, "  {}", clean(&other_place(next, "")));
        }
    }
}

fn terms(out: &mut String, evidence: &[Evidence]) {
    for Evidence { term, weight } in evidence {
        let _ = writeln!(out, "  {weight:>+6.2}  {}", clean(term));
    }
}

fn other_place(next: &RunnerUp, status: &str) -> String {
    let place = match next.at {
        Some(at) => format!("after “{}” (byte {})", next.words, at.start),
        None => "no place at all".to_owned(),
    };
    match status {
        "unanchored" => format!("best place: {place}; it lacks {:.2}", next.margin),
        _ => format!("next best: {place}, by {:.2}", next.margin),
    }
}

/// For each note, the words before its first call.
fn words_before_calls(document: &Document) -> Vec<String> {
    let mut found = Before { last: String::new(), words: vec![String::new(); document.notes.len()] };
    document.blocks.iter().for_each(|block| found.block(block));
    found.words
}

struct Before {
    last: String,
    words: Vec<String>,
}

impl Before {
    fn block(&mut self, block: &Block) {
        self.last.clear();
        match &block.kind {
            BlockKind::Heading { content, .. } | BlockKind::Paragraph { content } => self.inlines(content),
            BlockKind::List { items, .. } => items.iter().flatten().for_each(|block| self.block(block)),
            BlockKind::Quote { blocks } => blocks.iter().for_each(|block| self.block(block)),
            BlockKind::Verse { lines } => lines.iter().for_each(|line| self.inlines(line)),
            BlockKind::Table { head, rows, .. } => {
                head.iter().chain(rows.iter().flatten()).for_each(|cell| self.inlines(cell));
            }
            BlockKind::Preformatted { .. } => {}
        }
    }

    fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text(run) => {
                    self.last.push_str(&run.text);
                    let keep = self.last.char_indices().rev().nth(SHOWN).map_or(0, |(at, _)| at);
                    self.last.drain(..keep);
                }
                Inline::Link { content, .. } => self.inlines(content),
                Inline::Break => self.last.push(' '),
                Inline::Call { note } => {
                    if let Some(words) = self.words.get_mut(*note).filter(|w| w.is_empty()) {
                        let cut = self.last.chars().count() > SHOWN;
                        let whole = self.last.split_once(' ').map_or("", |(_, rest)| rest);
                        words.push_str(if cut { whole } else { &self.last });
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_says_why_it_stands_there() {
        let raw = "The harbour was dredged in 1921, and trade came back within a\n\
                   decade1. Of the old quay only the north-western corner is left.\n\n\
                   1 Anna Brandt, The Harbour Books, p. 44.\n";
        let document = crate::restore(raw.as_bytes(), &crate::Options::default()).document;
        let told = explain_notes(&document, Some("1"));
        for want in
            ["note 1", "marked", "within a decade”", "+2.20  mark behind a word", "same page", "next best: no place"]
        {
            assert!(told.contains(want), "{want}: {told}");
        }
        assert_eq!(explain_notes(&document, None).lines().count(), 2);
        assert_eq!(explain_notes(&document, Some("2")), "");
    }
}
