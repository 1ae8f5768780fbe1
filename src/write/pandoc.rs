//! Pandoc's document type.
use pandoc_ast::{Block, Inline, ListNumberDelim, ListNumberStyle, Map, Pandoc};
use crate::{Restored, document as d};
/// The Pandoc JSON text.
pub fn to_string(r: &Restored) -> String {
    let blocks = blocks(r, &r.document.blocks);
    Pandoc { meta: Map::new(), blocks, pandoc_api_version: vec![1, 23, 1] }.to_json()
}
fn blocks(r: &Restored, bs: &[d::Block]) -> Vec<Block> {
    bs.iter().map(|b| match &b.kind {
        d::BlockKind::Paragraph { content } => Block::Para(inl(r, content)),
        d::BlockKind::Heading { level, content } => Block::Header(i64::from(*level), (String::new(), vec![], vec![]), inl(r, content)),
        d::BlockKind::List { marker, items } => {
            let items = items.iter().map(|i| blocks(r, i)).collect();
            match marker { d::ListMarker::Bullet => Block::BulletList(items), d::ListMarker::Ordered { start, .. } => Block::OrderedList((i64::from(*start), ListNumberStyle::Decimal, ListNumberDelim::Period), items) }
        }
        d::BlockKind::Quote { blocks: b } => Block::BlockQuote(blocks(r, b)),
        d::BlockKind::Verse { lines } => Block::LineBlock(lines.iter().map(|l| inl(r, l)).collect()),
        d::BlockKind::Preformatted { lines } => Block::CodeBlock((String::new(), vec![], vec![]), lines.iter().map(|l| l.text.clone()).collect::<Vec<_>>().join("\n")),
    }).collect()
}
fn inl(r: &Restored, is: &[d::Inline]) -> Vec<Inline> {
    let mut out = vec![];
    for i in is { match i {
        d::Inline::Text(run) => { let mut first = true; for w in run.text.split(' ') { if !first { out.push(Inline::Space); } first = false; if !w.is_empty() { out.push(Inline::Str(w.to_owned())); } } }
        d::Inline::Call { note } => out.push(Inline::Note(blocks(r, &r.document.notes[*note].blocks))),
        d::Inline::Link { link, content } => out.push(Inline::Link((String::new(), vec![], vec![]), inl(r, content), (r.document.links[*link].url.clone(), String::new()))),
        d::Inline::Break => out.push(Inline::LineBreak),
    } }
    out
}
