//! The lines that pages begin with.

use rustc_hash::FxHashMap;

use super::Line;

/// What pages begin with, and how many do so: running heads, their folios aside.
pub(super) struct Heads<'a>(FxHashMap<&'a str, u32>);

impl<'a> Heads<'a> {
    pub(super) fn of(text: &'a str, pages: &[&[Line]]) -> Self {
        let mut heads: FxHashMap<&str, u32> = FxHashMap::default();
        for line in pages.iter().filter_map(|lines| lines.first()) {
            *heads.entry(Self::bare(&text[line.ink.clone()])).or_default() += 1;
        }
        Self(heads)
    }

    /// Whether more pages than one begin with a line, which is no number by itself.
    pub(super) fn has(&self, ink: &str) -> bool {
        let bare = Self::bare(ink);
        !bare.is_empty() && self.0.get(bare).is_some_and(|&pages| pages > 1)
    }

    fn bare(ink: &str) -> &str {
        ink.trim_matches(|c: char| c.is_ascii_digit() || c.is_whitespace())
    }
}
