//! What the words at the ends of a line say of its being whole.

use super::length_bit;

/// Words that nothing ends with: articles, prepositions, conjunctions. In the order of their bytes.
const OPEN: &[&str] = &[
    "a", "aan", "af", "agli", "al", "alla", "alle", "allo", "als", "am", "an", "and", "ans", "ao", "aos", "as", "at",
    "att", "au", "auf", "aus", "aux", "av", "avec", "bei", "beim", "bij", "bis", "by", "che", "chez", "com", "con",
    "dal", "dalla", "dalle", "dans", "das", "dat", "de", "degli", "dei", "del", "della", "delle", "dello", "dem",
    "den", "der", "des", "det", "di", "die", "dos", "du", "durch", "ed", "een", "ei", "ein", "eine", "einem", "einen",
    "einer", "el", "eller", "em", "en", "et", "ett", "for", "fra", "from", "från", "für", "gegen", "gli", "het", "hos",
    "i", "il", "im", "in", "ins", "la", "las", "le", "les", "lo", "los", "med", "mellan", "mit", "mot", "naar", "nach",
    "nas", "nei", "nel", "nella", "numa", "och", "oder", "of", "og", "ohne", "om", "on", "op", "or", "os", "ou", "par",
    "para", "pela", "pelo", "per", "por", "pour", "på", "que", "qui", "sans", "som", "sous", "sul", "sulla", "sur",
    "te", "that", "the", "til", "till", "to", "tra", "uit", "um", "uma", "un", "una", "unas", "und", "une", "uno",
    "unos", "utan", "van", "ved", "vers", "vid", "vom", "von", "voor", "which", "whose", "with", "y", "zu", "zum",
    "zur", "às", "über",
];

/// By the first byte of a word, in small letters or capitals, how long those of [`OPEN`] are that begin so: a bit for each length.
const LENGTHS: [u32; 256] = {
    let mut lengths = [0; 256];
    let mut at = 0;
    while at < OPEN.len() {
        let (first, length) = (OPEN[at].as_bytes()[0], length_bit(OPEN[at].len()));
        lengths[first as usize] |= length;
        lengths[first.to_ascii_uppercase() as usize] |= length;
        at += 1;
    }
    lengths
};

/// Whether the last word cannot end anything.
pub fn wants_more(line: &str) -> bool {
    is_open(line.trim_end().rsplit(char::is_whitespace).next().unwrap_or(""))
}

/// Whether a line in capitals begins with a word that nothing in them begins with: `AND OTHER STORIES`.
pub fn goes_on(line: &str) -> bool {
    const BEGIN: &[&str] = &["a", "an", "the", "la", "le", "les", "der", "die", "das", "el", "los", "las", "un", "une"];
    let word = line.split(char::is_whitespace).next().unwrap_or("");
    word.len() > 1 && is_open(word) && !BEGIN.contains(&word.to_lowercase().as_str())
}

/// Whether a line begins with a word that joins a sentence to the one before: `And who will pay?`
pub fn joins_on(line: &str) -> bool {
    const CONJUNCTIONS: &[&str] = &[
        "aber", "and", "but", "e", "eller", "en", "et", "ma", "maar", "mais", "mas", "men", "nor", "o", "och", "oder",
        "og", "or", "ou", "pero", "und", "y",
    ];
    let word = line.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    CONJUNCTIONS.contains(&word.to_lowercase().as_str())
}

fn is_open(word: &str) -> bool {
    // few words are as long and begin so
    if word.bytes().next().is_none_or(|first| LENGTHS[usize::from(first)] & length_bit(word.len()) == 0) {
        return false;
    }
    // a single capital is an initial or a number
    let capitals = || word.len() > 1 && word.chars().all(char::is_uppercase);
    OPEN.binary_search(&word).is_ok() || (capitals() && OPEN.binary_search(&word.to_lowercase().as_str()).is_ok())
}

/// Whether a line is made of asterisks or dashes, as between two sections.
pub fn is_separator(line: &str) -> bool {
    let mut signs = line.chars().filter(|c| !c.is_whitespace());
    let all = signs.clone().all(|c| matches!(c, '*' | '-' | '–' | '—' | '_' | '~' | '·' | '•' | '⁂' | '='));
    all && (signs.nth(2).is_some() || line == "⁂")
}

/// Whether a line is a rule and nothing else, as between text and notes.
pub fn is_rule(line: &str) -> bool {
    const SHORTEST: usize = 4;
    line.chars().all(is_rule_sign) && line.chars().nth(SHORTEST - 1).is_some()
}

/// Signs that rules are made of.
pub fn is_rule_sign(c: char) -> bool {
    matches!(c, '—' | '–' | '-' | '_' | '―' | '─' | '━' | '═' | '⎯' | '¯')
}

/// Whether a line ends with a word in small letters, and no sign behind it.
pub fn ends_small(line: &str) -> bool {
    let word = line.trim_end().rsplit(char::is_whitespace).next().unwrap_or("");
    word.starts_with(char::is_lowercase) && word.ends_with(char::is_alphabetic)
}

/// Whether a line ends within a sentence for sure: with a word that nothing ends with, a comma, a broken word, or a word in
/// small letters that is no address.
pub fn breaks_off(line: &str) -> bool {
    let word = line.trim_end().rsplit(char::is_whitespace).next().unwrap_or("");
    let address = || word.contains(['.', '/', '@', ':']);
    is_open(word) || word.ends_with([',', '-', '\u{ad}', '\u{2010}']) || (ends_small(line) && !address())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conjunctions_join() {
        for line in ["And who will pay?", "Oder nicht?", "¿Y quién?".trim_start_matches('¿')] {
            assert!(joins_on(line), "{line}");
        }
        for line in ["Andes", "Who and why?", "", "Order"] {
            assert!(!joins_on(line), "{line}");
        }
    }

    #[test]
    fn open_words_are_in_order() {
        assert!(OPEN.is_sorted());
    }

    #[test]
    fn lines_that_break_off() {
        for line in ["to the north; the", "it was said,", "in the mill-", "they had seen"] {
            assert!(breaks_off(line), "{line}");
        }
        for line in ["The end.", "see www.example.org", "in 1911", "Paris, Gallimard", "http://example.org/a/b"] {
            assert!(!breaks_off(line), "{line}");
        }
    }

    #[test]
    fn rules() {
        assert!(is_rule("————") && is_rule("__________"));
        assert!(!is_rule("—") && !is_rule("—— a") && !is_rule("* * *"));
    }
}
