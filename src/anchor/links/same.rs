//! Which addresses are the same, or nearly so.

use rapidfuzz::distance::levenshtein;

/// Most letters of addresses that are compared letter by letter.
const MAX_COMPARED: usize = 300;
/// Likeness (0 to 1) of letters above which two addresses differ in a few only.
const NEARLY: f64 = 0.85;

/// An address without what does not tell it from another: scheme, `www.`, closing signs, case.
pub(crate) fn bare(address: &str) -> String {
    let address = address.strip_prefix("mailto:").unwrap_or(address);
    let address = address.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
    address.trim_end_matches(['/', '.', ',', ')']).to_lowercase()
}

/// Whether one address is a part of the other, or differs in a few letters.
pub(super) fn alike(a: &str, b: &str) -> bool {
    let part = a.len().min(b.len()) * 2 > a.len().max(b.len()) && (a.starts_with(b) || b.starts_with(a));
    let near = levenshtein::Args::default().score_cutoff(NEARLY);
    part || same_page(a, b)
        || (a.len() < MAX_COMPARED
            && levenshtein::normalized_similarity_with_args(a.chars(), b.chars(), &near).is_some_and(|s| s > NEARLY))
}

/// Whether two addresses name one page of one site, which was moved within it: hosts and last parts are the same.
fn same_page(a: &str, b: &str) -> bool {
    const MIN_PART: usize = 6;
    let ends = |address: &str| {
        let (host, path) = address.split_once('/')?;
        let last = path.rsplit('/').next().filter(|l| l.len() >= MIN_PART && l.contains(char::is_alphabetic))?;
        Some((host.to_owned(), last.to_owned()))
    };
    ends(a).is_some_and(|a| Some(a) == ends(b))
}
