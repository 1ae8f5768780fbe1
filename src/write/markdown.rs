//! Pandoc's Markdown.

use crate::Restored;

/// The Markdown text.
pub fn to_string(_restored: &Restored) -> String {
    String::new()
}
