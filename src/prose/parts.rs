//! The parts of a word at a line end, and what they say by themselves: prefixes and endings that keep their hyphen, hyphens
//! that another word's part shares.

/// Letters of the shortest part that a list of words can be asked for.
pub(super) const LONG_PART: usize = 4;

/// Whether a part is long enough to be one of two words: shorter ones are found in any list by chance.
pub(super) fn long(part: &str) -> bool {
    part.chars().count() >= LONG_PART
}

/// Whether an address ends with the name of a file.
pub(super) fn has_file_ending(token: &str) -> bool {
    [".pdf", ".html", ".htm", ".php", ".aspx", ".asp", ".doc", ".docx", ".txt", ".xml", ".jsp"]
        .iter()
        .any(|e| token.to_ascii_lowercase().ends_with(e))
}

/// The letters and digits at the end of a text.
pub(super) fn tail_word(text: &str) -> &str {
    text.rsplit(|c: char| !c.is_alphanumeric() && !matches!(c, '’' | '\'')).next().unwrap_or("")
}

/// The letters and digits at the start of a text.
pub(super) fn head_word(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("")
}

/// `pre- and` / `Ein- und`: the hyphen stands for the rest of a word that comes later.
pub(super) fn is_suspended(next: &str, patterns: Option<hypher::Lang>) -> bool {
    let word = head_word(next);
    let links = match word {
        "of" => patterns == Some(hypher::Lang::Dutch),
        "and" | "or" | "nor" | "to" | "und" | "oder" | "bis" | "sowie" | "bzw" | "noch" | "et" | "ou" | "ni" | "y"
        | "o" | "u" | "e" | "ed" | "og" | "eller" | "samt" | "och" | "en" => true,
        _ => false,
    };
    links && next[word.len()..].starts_with(|c: char| c.is_whitespace() || c == '.')
}

/// French words that hang on the word before them by a hyphen: `cette semaine-` / `là`.
pub(super) fn is_clitic(tail: &str) -> bool {
    matches!(
        tail,
        "là" | "ci"
            | "il"
            | "ils"
            | "elle"
            | "elles"
            | "on"
            | "je"
            | "tu"
            | "nous"
            | "vous"
            | "moi"
            | "toi"
            | "lui"
            | "leur"
            | "eux"
            | "ce"
            | "y"
            | "en"
            | "même"
            | "mêmes"
            | "t"
    )
}

/// French first parts that keep their hyphen before most words: `sous-` / `préfet`, `peut-` / `être`.
pub(super) fn is_french_prefix(head: &str) -> bool {
    matches!(head, "sous" | "peut" | "demi" | "nord" | "sud" | "ouest" | "ci" | "celui" | "celle" | "ceux" | "celles")
}

/// Endings of some length, which are no words and have no hyphen before them.
pub(super) fn is_ending(tail: &str) -> bool {
    matches!(
        tail,
        "mente"
            | "ment"
            | "ments"
            | "tion"
            | "tions"
            | "ness"
            | "zione"
            | "zioni"
            | "mento"
            | "menti"
            | "ción"
            | "ciones"
            | "miento"
            | "mientos"
            | "dad"
            | "dades"
            | "dade"
            | "ção"
            | "ções"
    )
}

/// Whether a part has a vowel, or a letter of which that is not known.
pub(super) fn has_vowel(part: &str) -> bool {
    part.chars().any(|c| !c.is_ascii() || "aeiouyAEIOUY".contains(c))
}

/// First parts that keep their hyphen before any word.
pub(super) fn is_prefix(head: &str) -> bool {
    matches!(
        head.to_lowercase().as_str(),
        "self"
            | "non"
            | "well"
            | "half"
            | "ex"
            | "vice"
            | "quasi"
            | "all"
            | "cross"
            | "ill"
            | "so"
            | "post"
            | "anti"
            | "pro"
            | "semi"
            | "vis"
            | "ninety"
            | "eighty"
            | "seventy"
            | "sixty"
            | "fifty"
            | "forty"
            | "thirty"
            | "twenty"
    )
}
