//! How the caption of a figure or table starts: `Table 3.1`, `Abb. 4`, `Fig. IV:`, `Source: the harbour office`.

use std::sync::LazyLock;

use regex::Regex;

/// A word for a figure or table, in the languages that are met most, and a number; or one with a colon that tells where a
/// figure is from.
const SHAPE: &str = r"(?xi)
    ^ (?: (?: fig (?: ure | ura | ur )? | tab (?: le | leau | elle | ella | ela | ell | el | la )?
            | abb (?: ildung )? | tafel | plate | planche | map | chart | exhibit | cuadro | рис (?: унок )? | таблица )
          \.? [\x20\u{a0}]+ (?: [0-9] | (?-i: [IVXLC]+ \b ) )
        | (?: source | note ) :
      )";

static CAPTION: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(SHAPE).ok());

/// Whether a line begins as captions do. Linear in its first words.
pub fn is_caption(line: &str) -> bool {
    may_be(line) && CAPTION.as_ref().is_some_and(|caption| caption.is_match(line))
}

/// Whether a line begins with the first two letters of one of those words, or beyond ASCII.
fn may_be(line: &str) -> bool {
    let Some(first) = line.as_bytes().first_chunk::<2>() else { return false };
    !first[0].is_ascii()
        || matches!(
            &first.map(|byte| byte.to_ascii_lowercase()),
            b"fi" | b"ta" | b"ab" | b"pl" | b"ma" | b"ch" | b"ex" | b"cu" | b"so" | b"no"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captions() {
        for line in [
            "Table 3.1. Systems",
            "Abbildung 3.2. Sicherungen",
            "Fig. 4: The weir",
            "FIG. IV",
            "Tableau 2 – Les ponts",
            "Tabell 7. Fangst",
            "Рис. 5. План",
            "Source: the harbour office",
        ] {
            assert!(is_caption(line), "{line}");
        }
        for line in
            ["Table manners", "Figures of 1911", "Mapping 3 rivers", "Fig trees", "Tab in the margin", "Notes: none"]
        {
            assert!(!is_caption(line), "{line}");
        }
    }
}
