//! Lines to blocks: paragraphs, headings, lists, with their words healed.

pub mod inline;
mod blocks;
mod paragraphs;
pub mod profile;
pub mod words;

pub use blocks::blocks;
