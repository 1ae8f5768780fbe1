//! The file of decisions: small, readable TOML that `restitch review` saves and that may be edited by hand.

use serde::{Deserialize, Serialize};

/// The version of the layout that is read and written.
pub const VERSION: i64 = 1;

/// What readers decided about one document. Each decision is known by the words around it, not by its place in a file,
/// so that it holds for another extraction of the same pages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decisions {
    /// Name of the file, as it is told; filled in by the caller.
    #[serde(skip)]
    pub file: String,
    /// The version of the layout: [`VERSION`].
    pub version: i64,
    /// Name of the source that was looked at; for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Places of notes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub note: Vec<NotePlace>,
    /// Lines that are text, or are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub line: Vec<LineChoice>,
    /// Hyphens at line ends that are the words' own, or are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hyphen: Vec<HyphenChoice>,
    /// Places of links.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub link: Vec<LinkPlace>,
}

/// The signs at which words are broken.
pub(crate) const HYPHENS: [char; 4] = ['-', '\u{2010}', '\u{ad}', '¬'];

/// Where a note is called: between two pieces of text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotePlace {
    /// The note's label, as printed.
    pub label: String,
    /// The first words of its body.
    pub body: String,
    /// The words before the call, with the punctuation that stands before it.
    pub before: String,
    /// The words after the call.
    pub after: String,
}

/// Whether a line belongs to the text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineChoice {
    /// The line.
    pub text: String,
    /// Whether it stays in the text.
    pub keep: bool,
    /// The words of the text before the line.
    #[serde(default)]
    pub before: String,
    /// The words of the text after the line.
    #[serde(default)]
    pub after: String,
}

/// Whether a word that was broken at a line end is one word.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HyphenChoice {
    /// Whether it is one word: the hyphen goes, or, where none stands, the parts are joined.
    pub weld: bool,
    /// The words before the line end, with the first part of the broken one, and its hyphen if there is one.
    pub before: String,
    /// The words after it, with the second part.
    pub after: String,
}

impl HyphenChoice {
    /// Whether it is about a word that was broken with a hyphen.
    pub(crate) fn has_hyphen(&self) -> bool {
        self.before.trim_end().ends_with(HYPHENS)
    }
}

/// Which words a listed link belongs to, or that it belongs to none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkPlace {
    /// The target, as listed.
    pub url: String,
    /// Whether it belongs to no words and is told at the end; the words are then those that it does not belong to.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nowhere: bool,
    /// Label of the note in which the words stand; empty for the body.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The words that are linked.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// The words before them, in the same note if they stand in one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub before: String,
    /// The words after them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub after: String,
}

/// Why a file of decisions cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum DecisionsError {
    /// It is no TOML, or not of the layout.
    #[error("line {line}: {reason}")]
    Malformed {
        /// Line, from 1.
        line: usize,
        /// What is wrong there.
        reason: String,
    },
    /// It is of another version, or says none.
    #[error("it has version {found}, and this restitch reads version {VERSION}")]
    Version {
        /// The version that it names.
        found: String,
    },
}

impl Decisions {
    /// Reads a file of decisions; `file` is its name as it shall be told.
    ///
    /// # Errors
    ///
    /// [`DecisionsError`] if it is no TOML of this layout and version.
    pub fn from_toml(text: &str, file: &str) -> Result<Self, DecisionsError> {
        let malformed = |error: &toml::de::Error| DecisionsError::Malformed {
            line: text.get(..error.span().map_or(0, |span| span.start)).unwrap_or(text).matches('\n').count() + 1,
            reason: error.message().to_owned(),
        };
        let table: toml::Table = toml::from_str(text).map_err(|error| malformed(&error))?;
        match table.get("version") {
            Some(toml::Value::Integer(VERSION)) => {}
            found => {
                let found = found.map_or_else(|| "none".to_owned(), ToString::to_string);
                return Err(DecisionsError::Version { found });
            }
        }
        let read: Self = toml::from_str(text).map_err(|error| malformed(&error))?;
        Ok(Self { file: file.to_owned(), ..read })
    }

    /// How many decisions there are.
    pub fn len(&self) -> usize {
        self.note.len() + self.line.len() + self.hyphen.len() + self.link.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_a_person_writes() {
        let text = "version = 1\nsource = \"a.txt\"\n\n[[note]]\nlabel = \"5\"\nbody = \"See\"\nbefore = 'of \"it\"'\nafter = \"And\"\n\n\
                    [[line]]\ntext = \"May 1\"\nkeep = true\n\n[[hyphen]]\nweld = false\nbefore = \"re-\"\nafter = \"sign\"\n";
        let read = Decisions::from_toml(text, "a.decisions.toml").unwrap_or_default();
        assert_eq!((read.len(), read.note[0].before.as_str(), read.line[0].keep), (3, "of \"it\"", true));
        assert_eq!(read.file, "a.decisions.toml");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (text, told) in [
            ("version = 1\n[[note]\n", "line 2: "),
            ("version = 1\n[[note]]\nlabel = \"5\"\n", "line 2: missing field `body`"),
            ("version = 1\n\n[[hyphen]]\nweld = \"yes\"\nbefore = \"\"\nafter = \"\"\n", "line 4: invalid type"),
            ("version = 1\n[[foot]]\n", "line 2: unknown field `foot`"),
            ("version = 2\n", "it has version 2, and this restitch reads version 1"),
            ("version = 0\n[[anything]]\n", "it has version 0"),
            ("", "it has version none"),
        ] {
            let error = Decisions::from_toml(text, "x").err().map(|error| error.to_string()).unwrap_or_default();
            assert!(error.starts_with(told), "{text:?}: {error}");
        }
    }
}
