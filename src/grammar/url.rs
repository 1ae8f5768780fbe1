//! Addresses: `https://…`, `www.…`, `mailto:…`, and schemes that must never become a link.

use memchr::memchr_iter;
use nom::{
    IResult, Parser,
    branch::alt,
    bytes::complete::{tag, take_while1},
    combinator::{opt, peek, recognize},
};

use super::tag_no_case;

/// What a link target's scheme allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// `http`, `https`, `ftp`, `mailto`: may become a link.
    Live,
    /// `file`, `javascript`, `data` and the like: never.
    Dead,
}

/// An address at the start of `input`: its length in bytes (closing punctuation left out) and what it may become.
pub fn address(input: &str) -> Option<(usize, Scheme)> {
    let first = input.as_bytes().first()?.to_ascii_lowercase();
    if !matches!(first, b'h' | b'f' | b'w' | b'm' | b'j' | b'd' | b'v') {
        return None;
    }
    if let Ok((_, found)) = live(input) {
        let len = trim_closing(found);
        return (len > 8 || !found.contains("//")).then_some((len, Scheme::Live));
    }
    if let Ok((_, found)) = doi(input) {
        return Some((trim_closing(found), Scheme::Live));
    }
    let (_, found) = dead(input).ok()?;
    Some((trim_closing(found), Scheme::Dead))
}

fn live(input: &str) -> IResult<&str, &str> {
    recognize((
        alt((
            tag_no_case("https://"),
            tag_no_case("http://"),
            tag_no_case("ftp://"),
            tag_no_case("mailto:"),
            tag_no_case("www."),
        )),
        peek(take_while1(|c: char| c.is_alphanumeric() || c == '[')),
        take_while1(is_address),
    ))
    .parse(input)
}

/// `doi:10.1000/182`, with or without a space behind the colon.
fn doi(input: &str) -> IResult<&str, &str> {
    recognize((
        tag_no_case("doi:"),
        opt(tag(" ")),
        tag("10."),
        take_while1(|c: char| c.is_ascii_digit()),
        tag("/"),
        take_while1(is_address),
    ))
    .parse(input)
}

fn dead(input: &str) -> IResult<&str, &str> {
    recognize((
        alt((
            tag("file:///"),
            tag("file://"),
            tag_no_case("javascript:"),
            tag_no_case("data:text/"),
            tag_no_case("vbscript:"),
        )),
        take_while1(is_address),
    ))
    .parse(input)
}

/// Whether a line may show an address: a quick look before the careful one.
pub fn may_have_address(line: &str) -> bool {
    let bytes = line.as_bytes();
    let is_www = |at: usize| bytes[..at].ends_with(b"www");
    let is_scheme = |at: usize| {
        let (head, tail) = bytes.split_at(at);
        tail.starts_with(b"://")
            || head.ends_with(b"mailto")
            || head.ends_with(b"javascript")
            || ((head.ends_with(b"doi") || head.ends_with(b"DOI"))
                && (tail.starts_with(b":10.") || tail.starts_with(b": 10.")))
    };
    memchr_iter(b'.', bytes).any(is_www) || memchr_iter(b':', bytes).any(is_scheme)
}

/// Whether a link target is a place within the document itself: `#page=3`, `#nameddest=note4`.
pub fn is_internal(line: &str) -> bool {
    let known = ["page=", "nameddest=", "view=", "zoom="];
    line.strip_prefix('#')
        .is_some_and(|place| known.iter().any(|k| place.starts_with(k)) && !place.contains(char::is_whitespace))
}

/// Characters of an address: everything but white space, quotation marks and angle brackets.
pub fn is_address(c: char) -> bool {
    !c.is_whitespace()
        && !c.is_control()
        && !matches!(c, '<' | '>' | '"' | '«' | '»' | '“' | '”' | '‘' | '’' | '`' | '{' | '}' | '|' | '\\' | '^')
}

/// The length without punctuation that belongs to the sentence: `.`, `,`, `;`, and `)` that was not opened within.
fn trim_closing(found: &str) -> usize {
    let mut len = found.len();
    while let Some(c) = found[..len].chars().next_back() {
        let unopened =
            |open: char, close: char| found[..len].matches(close).count() > found[..len].matches(open).count();
        let closing = match c {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '…' => true,
            ')' => unopened('(', ')'),
            ']' => unopened('[', ']'),
            _ => false,
        };
        if !closing {
            break;
        }
        len -= c.len_utf8();
    }
    len
}

/// Whether a whole line is one address and nothing else, as in a list of link targets.
pub fn is_target_line(line: &str) -> bool {
    let line = line.trim();
    if line.contains(char::is_whitespace) {
        return false;
    }
    if is_internal(line) {
        return true;
    }
    match address(line) {
        // a target keeps what a sentence would not: closing punctuation may belong to it
        Some((len, Scheme::Live)) => {
            line[len..].chars().all(is_address) && (line.contains("://") || line.starts_with("mailto:"))
        }
        Some((_, Scheme::Dead)) => true,
        None => false,
    }
}

/// Whether all of a text is an address with its scheme, of a kind that may become a link.
pub fn is_live(text: &str) -> bool {
    is_target_line(text) && matches!(address(text), Some((_, Scheme::Live))) && !text.chars().any(char::is_control)
}

/// The address as a link's target: a bare `www.` gets its scheme, a `doi:` its resolver; `None` for what is no web or mail address.
pub fn target(address: &str) -> Option<String> {
    let full = if address.len() >= 4 && address.is_char_boundary(4) && address[..4].eq_ignore_ascii_case("www.") {
        format!("https://{address}")
    } else if let Ok((_, doi)) = doi(address) {
        format!("https://doi.org/{}", doi["doi:".len()..].trim_start())
    } else {
        address.to_owned()
    };
    let parsed = url::Url::parse(&full).ok()?;
    matches!(parsed.scheme(), "http" | "https" | "ftp" | "mailto").then_some(full)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_end_before_the_sentence_does() {
        for (text, want) in [
            ("https://a.org/b. And", "https://a.org/b"),
            ("http://a.org/b_(c)), so", "http://a.org/b_(c)"),
            ("www.a.org/x;", "www.a.org/x"),
            ("mailto:a@b.org>", "mailto:a@b.org"),
            ("https://a.org/x#:~:text=b%20c.,", "https://a.org/x#:~:text=b%20c"),
        ] {
            assert_eq!(address(text).map(|(len, _)| &text[..len]), Some(want));
        }
    }

    #[test]
    fn dead_schemes_are_told_apart() {
        assert_eq!(address("file:///C:/a/b.pdf").map(|a| a.1), Some(Scheme::Dead));
        assert_eq!(address("javascript:alert(1)").map(|a| a.1), Some(Scheme::Dead));
        assert_eq!(target("javascript:alert(1)"), None);
        assert_eq!(target("www.a.org").as_deref(), Some("https://www.a.org"));
        assert_eq!(address("doi: 10.1000/182, p. 4").map(|a| a.0), Some("doi: 10.1000/182".len()));
        assert_eq!(target("DOI:10.1000/182").as_deref(), Some("https://doi.org/10.1000/182"));
        assert_eq!(address("doing:10.1"), None);
    }

    #[test]
    fn whole_lines() {
        assert!(is_target_line("https://a.org/x#:~:text=it%20ended."));
        assert!(is_target_line("file:///C:/a.pdf"));
        assert!(is_target_line("#page=3"));
        assert!(!is_target_line("#3"));
        assert!(!is_target_line("#page of"));
        assert!(!is_target_line("https://a.org/x. And"));
        assert!(!is_target_line("see https://a.org/x"));
        assert!(!is_target_line("www"));
    }
}
