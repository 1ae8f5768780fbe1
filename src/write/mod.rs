//! The writers. Each sees the restored document and its ledger, and nothing else.

pub mod json;
pub mod markdown;
pub mod pandoc;
