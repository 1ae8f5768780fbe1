//! Lines to blocks: paragraphs, headings, lists, with their words healed.

mod blocks;
pub mod inline;
mod paragraphs;
pub mod profile;
pub mod words;

pub use blocks::blocks;
