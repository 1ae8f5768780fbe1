//! Pandoc's document type.

use pandoc_ast::{Block, Inline, Map, Pandoc};

use crate::{Restored, document};

/// The Pandoc JSON text.
pub fn to_string(restored: &Restored) -> String {
    let blocks = restored
        .document
        .blocks
        .iter()
        .filter_map(|block| match &block.kind {
            document::BlockKind::Paragraph { content } => Some(Block::Para(
                content.iter().map(|i| match i { document::Inline::Text(run) => Inline::Str(run.text.clone()), _ => Inline::Space }).collect(),
            )),
            _ => None,
        })
        .collect();
    Pandoc { meta: Map::new(), blocks, pandoc_api_version: vec![1, 23, 1] }.to_json()
}
