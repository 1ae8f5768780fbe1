//! Text that is shown as text.

/// Text for HTML, as content or between quotation marks.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for c in text.chars() {
        match shown(c) {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// The character, or U+FFFD for one that is not seen but does something: controls, direction marks, line separators.
pub(super) fn shown(c: char) -> char {
    match c {
        '\n' | '\t' => c,
        '\r' | '\u{c}' => ' ',
        '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    }
}

/// JSON for a data block within HTML: no tag can begin in it.
pub(super) fn json_block(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' | '>' | '&' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c if shown(c) != c => out.push_str("\\ufffd"),
            c => out.push(c),
        }
    }
    out
}
