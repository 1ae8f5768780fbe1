//! Names: of headings, as pandoc gives them to Markdown's, and of notes.

use std::collections::{HashMap, HashSet};

use pandoc_ast::Inline;
use unicode_normalization::char::is_combining_mark;

use crate::document::Note;

/// The identifiers of headings so far.
#[derive(Debug, Default)]
pub(super) struct Identifiers {
    used: HashSet<String>,
    /// Where to go on counting for a name: keeps many like headings linear.
    next: HashMap<String, usize>,
}

impl Identifiers {
    /// The identifier that pandoc's Markdown reader gives a heading (`auto_identifiers`): letters, digits, `_`, `-` and
    /// `.`, spaces as hyphens, lower case, from the first letter on; `-1`, `-2` if it is taken.
    ///
    /// The reader does not know the notes yet when it names a heading, so the names of those called in it are in.
    pub(super) fn next<'a>(&mut self, inlines: &[Inline], note_names: impl Iterator<Item = &'a str>) -> String {
        let mut text = String::new();
        stringify(inlines, &mut note_names.into_iter(), &mut text);
        let base = identifier(&text);
        if self.used.insert(base.clone()) {
            return base;
        }
        let count = self.next.entry(base.clone()).or_insert(1);
        loop {
            let name = format!("{base}-{count}");
            *count += 1;
            if self.used.insert(name.clone()) {
                return name;
            }
        }
    }
}

fn stringify<'a>(inlines: &[Inline], notes: &mut impl Iterator<Item = &'a str>, out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Str(text) => out.push_str(text),
            Inline::Space | Inline::LineBreak => out.push(' '),
            Inline::Superscript(content) | Inline::Link(_, content, _) | Inline::Span(_, content) => {
                stringify(content, notes, out);
            }
            Inline::Note(_) => out.push_str(notes.next().unwrap_or_default()),
            _ => {}
        }
    }
}

fn identifier(text: &str) -> String {
    let kept: String = text
        .to_lowercase()
        .chars()
        .filter(|&c| c.is_whitespace() || matches!(c, '_' | '-' | '.') || is_letter_or_digit(c))
        .collect();
    let name = kept.split_whitespace().collect::<Vec<_>>().join("-");
    match name.char_indices().find(|(_, c)| c.is_alphabetic()) {
        Some((start, _)) => name[start..].to_owned(),
        None => "section".to_owned(),
    }
}

/// Letters and numbers by general category, as in pandoc. Rust's own test also holds for the vowel signs of some
/// scripts and for letters in circles.
fn is_letter_or_digit(c: char) -> bool {
    c.is_alphanumeric() && !is_combining_mark(c) && !matches!(c, '\u{24b6}'..='\u{24e9}' | '\u{1f130}'..='\u{1f189}')
}

/// A name for each note: its label, if that is letters and digits; `n` and its place in the document, if it is a
/// symbol; with `-2`, `-3` for the second and third note of one name.
pub(super) fn note_names(notes: &[Note]) -> Vec<String> {
    let mut count: HashMap<String, usize> = HashMap::with_capacity(notes.len());
    let labels: Vec<Option<&str>> = notes.iter().map(|note| speaking(&note.label)).collect();
    let taken: HashSet<String> = labels.iter().flatten().map(|label| label.to_lowercase()).collect();
    labels
        .into_iter()
        .enumerate()
        .map(|(i, label)| {
            let base = label.map_or_else(|| symbol_name(i + 1, &taken), str::to_owned);
            let seen = count.entry(base.to_lowercase()).or_default();
            *seen += 1;
            if *seen == 1 { base } else { format!("{base}-{seen}") }
        })
        .collect()
}

/// A name with a hyphen is no label; `n7` may be one.
fn symbol_name(ordinal: usize, taken: &HashSet<String>) -> String {
    let name = format!("n{ordinal}");
    if taken.contains(&name) { format!("n-{ordinal}") } else { name }
}

fn speaking(label: &str) -> Option<&str> {
    (!label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Anchor;

    fn names(labels: &[&str]) -> Vec<String> {
        let note = |label: &&str| Note {
            label: (*label).to_owned(),
            page: 0,
            anchor: Anchor::Unanchored { evidence: Vec::new(), runner_up: None },
            blocks: Vec::new(),
            refers_to: Vec::new(),
        };
        note_names(&labels.iter().map(note).collect::<Vec<_>>())
    }

    #[test]
    fn notes_keep_their_labels_where_they_can() {
        assert_eq!(names(&["1", "2", "1", "*", "a", "A", "†"]), ["1", "2", "1-2", "n4", "a", "A-2", "n7"]);
        assert_eq!(names(&["n2", "*", "n2", "1 2", ""]), ["n2", "n-2", "n2-2", "n4", "n5"]);
    }

    #[test]
    fn identifiers_are_pandocs() {
        for (text, name) in [
            ("Heading identifiers in HTML", "heading-identifiers-in-html"),
            ("3. Applications", "applications"),
            ("33", "section"),
            ("[HTML], [S5], or [RTF]?", "html-s5-or-rtf"),
            ("a_b - c.d", "a_b---c.d"),
            ("Zapad\u{a0}2017’s", "zapad-2017s"),
        ] {
            assert_eq!(identifier(text), name, "{text}");
        }
    }
}
