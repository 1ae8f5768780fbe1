//! The page on which a reader settles doubts: one HTML file that needs nothing else, made of the source, the document and
//! its ledger. what is in `page/` steers it, saves the decisions of [`crate::decide`], and is its looks.
//!
//! Text of the source gets into the page as text only: every character that HTML could take for more is written as a
//! reference, those that steer a terminal or turn text round are shown as U+FFFD, and the policy of the page runs no
//! script and takes no style but its own two, known by their hashes, and loads nothing at all.

mod doubts;
mod escape;
mod loaded;
mod source;
mod text;

use data_encoding::BASE64;
use sha2::{Digest, Sha256};

pub use self::doubts::count;
use crate::{Restored, decide::Decisions};
use doubts::Data;
pub(crate) use escape::escape;
use source::Source;

const PAGE: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/page.css");
/// The parts of the script, which is one to the browser.
const SCRIPT: &str = concat!(
    include_str!("page/places.js"),
    include_str!("page/list.js"),
    include_str!("page/decide.js"),
    include_str!("page/move.js"),
    include_str!("page/save.js"),
    include_str!("page/steer.js"),
);

/// The page for a document that was restored of `bytes`, with the decisions that were applied. Time and memory are linear
/// in source and document.
pub fn to_string(restored: &Restored, bytes: &[u8], decisions: Option<&Decisions>) -> String {
    let source = Source::new(restored, bytes);
    let name = restored.source.name.as_deref().unwrap_or("standard input");
    let data = Data::new(restored, &source, decisions, name);
    let policy = format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; base-uri 'none'; form-action 'none'",
        hash(SCRIPT),
        hash(STYLE)
    );
    let parts = [
        ("policy", policy),
        ("name", escape(name)),
        ("style", STYLE.to_owned()),
        ("source", source.html(restored)),
        ("text", text::html(restored, &source)),
        ("data", data.json()),
        ("script", SCRIPT.to_owned()),
    ];
    fill(PAGE, &parts)
}

/// A page with its `{{names}}` replaced, in one walk: what is put in is never looked at again.
fn fill(page: &str, parts: &[(&str, String)]) -> String {
    let mut out = String::with_capacity(page.len() + parts.iter().map(|(_, text)| text.len()).sum::<usize>());
    let mut rest = page;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").unwrap_or((after, ""));
        out.push_str(before);
        out.push_str(parts.iter().find(|(part, _)| *part == name).map_or("", |(_, text)| text));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// A hash as a content security policy names it.
pub(crate) fn hash(text: &str) -> String {
    format!("sha256-{}", BASE64.encode(&Sha256::digest(text.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_not_looked_at_again() {
        let parts = [("a", "{{b}}".to_owned()), ("b", "!".to_owned())];
        assert_eq!(fill("<{{a}}-{{b}}-{{c}}>", &parts), "<{{b}}-!->");
    }

    #[test]
    fn nothing_of_the_source_is_markup() {
        let text =
            "</script><script>alert(1)</script> <!-- \" ' & \u{2028} \u{202e} <img src=x onerror=y> \u{1b}[2J end.\n";
        let mut restored = crate::restore(text.as_bytes(), &crate::Options::default());
        restored.source.name = Some("<b>\"'&.txt".to_owned());
        let page = to_string(&restored, text.as_bytes(), None);
        assert_eq!(page.matches("<script").count(), 2, "the data and the script");
        assert_eq!(page.matches("</script").count(), 2);
        assert!(!page.contains("<img") && !page.contains("<!--") && !page.contains("<b>"));
        assert!(!page.contains(['\u{2028}', '\u{202e}', '\u{1b}']));
        assert!(!SCRIPT.contains("</script") && !SCRIPT.contains("innerHTML"));
    }
}
