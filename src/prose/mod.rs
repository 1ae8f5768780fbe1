//! Lines to blocks: paragraphs, headings, lists, with their words healed.

mod blocks;
mod cut;
mod fill;
pub mod front;
pub mod habits;
mod headings;
pub mod inline;
mod labels;
mod levels;
mod lists;
mod made;
mod measure;
mod outline;
mod parts;
mod quotes;
mod sentences;
pub mod signs;
mod stretches;
mod tables;
mod titles;
mod torn;
pub mod witness;
pub mod words;

pub use blocks::blocks;
