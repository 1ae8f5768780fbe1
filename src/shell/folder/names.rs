//! What each input becomes: `a/b.txt` becomes `a/b.md`, `a/b.json` and so on.
//!
//! No two inputs become the same file, not even where capitals or the composition of accents do not count. Names are given in
//! an order of their own, so that they do not depend on the walk: `.txt` files first, then the others, each by its path.

use std::{
    borrow::Cow,
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
};

use percent_encoding::percent_decode_str;
use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization;

use crate::sha256;

/// Endings of all outputs that there can be: a name is free if it is free with each of them, so that it does not depend on
/// the formats of one run.
pub(super) const ENDINGS: [&str; 5] = [".md", ".json", ".pandoc.json", ".sarif", ".review.html"];
/// What one of them has before another: only so can inputs with different bases meet in one output.
const BEFORE: &str = ".pandoc";
/// Bytes of the longest name that file systems take.
const LONGEST: usize = 255;

/// One input and what its outputs are called.
#[derive(Debug)]
pub(super) struct Job {
    /// The input, relative to its folder.
    pub(super) input: PathBuf,
    /// The same as text, for manifest and report.
    pub(super) key: String,
    /// Its outputs without their endings, relative to the output folder.
    pub(super) base: PathBuf,
    /// Why the outputs are not called as one would think.
    pub(super) told: Option<String>,
}

impl Job {
    /// The output with an ending.
    pub(super) fn output(&self, ending: &str) -> PathBuf {
        with_ending(&self.base, ending)
    }
}

/// The names of all outputs, in the order of the inputs' paths. `inputs_in` is where the inputs lie in the output folder, if they do.
pub(super) fn plan(files: Vec<PathBuf>, inputs_in: &Option<PathBuf>) -> Vec<Job> {
    // the bases that are taken, by the place of their input among the jobs
    let mut taken: FxHashMap<String, usize> = FxHashMap::default();
    let mut own: FxHashSet<String> = FxHashSet::default();
    if let Some(folder) = inputs_in {
        own.extend(files.iter().map(|file| fold(&folder.join(file))));
    }
    let mut files = files;
    let rank = |file: &PathBuf| file.extension().is_none_or(|ending| ending != "txt");
    files.sort_by(|a, b| (rank(a), bytes(a)).cmp(&(rank(b), bytes(b))));
    let mut jobs: Vec<Job> = Vec::with_capacity(files.len());
    for input in files {
        let name = input.file_name().unwrap_or_default();
        let stem = input.file_stem().unwrap_or_default();
        let fits = |name: &OsStr| name.len() + longest_ending() <= LONGEST;
        let is_own = |base: &str| ENDINGS.iter().any(|ending| own.contains(&[base, ending].concat()));
        let free = |base: &str| taker(&taken, base).is_none() && (own.is_empty() || !is_own(base));
        let plain = [stem, name].into_iter().filter(|name| fits(name)).find_map(|name| {
            let base = input.with_file_name(name);
            let folded = fold(&base);
            free(&folded).then_some((base, folded))
        });
        // a mark of its own is always free
        let (base, folded) = plain.unwrap_or_else(|| {
            let base = input.with_file_name(marked(&input));
            let folded = fold(&base);
            (base, folded)
        });
        let key = key(&input);
        let told = (base.file_name() != Some(stem)).then(|| {
            let other = taker(&taken, &fold(&input.with_file_name(stem)));
            let why = match other {
                Some(other) => format!("{} has the plain name", jobs[other].key),
                None if fits(stem) => "its plain name is that of an input".to_owned(),
                None => "its name is too long".to_owned(),
            };
            format!("{key}: its outputs are called {}.*, for {why}", base.display())
        });
        taken.insert(folded, jobs.len());
        jobs.push(Job { input, key, base, told });
    }
    jobs.sort_by(|a, b| bytes(&a.input).cmp(bytes(&b.input)));
    jobs
}

/// A path as text, from which it can be had again: `%` and what is no UTF-8, or would steer a terminal, are written `%XX`.
pub(super) fn key(path: &Path) -> String {
    let plain = |byte: &u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'%' | b'\\');
    if let Some(text) = path.to_str().filter(|text| text.bytes().all(|byte| plain(&byte))) {
        return text.to_owned();
    }
    let mut key = String::new();
    let escape = |key: &mut String, bytes: &[u8]| {
        bytes.iter().for_each(|byte| key.push_str(&format!("%{byte:02X}")));
    };
    for chunk in bytes(path).utf8_chunks() {
        for c in chunk.valid().chars() {
            if c == '%' || c.is_control() {
                escape(&mut key, c.encode_utf8(&mut [0; 4]).as_bytes());
            } else {
                key.push(if c == '\\' && cfg!(windows) { '/' } else { c });
            }
        }
        escape(&mut key, chunk.invalid());
    }
    key
}

/// The path of a key.
pub(super) fn path_of(key: &str) -> Cow<'_, Path> {
    if !key.contains('%') {
        return Cow::Borrowed(Path::new(key));
    }
    let bytes: Vec<u8> = percent_decode_str(key).collect();
    #[cfg(unix)]
    return PathBuf::from(<OsString as std::os::unix::ffi::OsStringExt>::from_vec(bytes)).into();
    #[cfg(not(unix))]
    return PathBuf::from(String::from_utf8_lossy(&bytes).into_owned()).into();
}

fn bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_encoded_bytes()
}

fn with_ending(base: &Path, ending: &str) -> PathBuf {
    let mut name = base.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn longest_ending() -> usize {
    ENDINGS.iter().map(|ending| ending.len()).max().unwrap_or(0)
}

/// The beginning of an input's name, with a mark that makes it one of its own.
fn marked(input: &Path) -> OsString {
    let name = input.file_name().unwrap_or_default();
    let mark = format!("~{}", &sha256(bytes(input))[..8]);
    let mut room = LONGEST - longest_ending() - mark.len();
    let mut marked = name.to_owned();
    if name.len() > room {
        let text = name.to_string_lossy();
        while !text.is_char_boundary(room) {
            room -= 1;
        }
        marked = OsString::from(&text[..room]);
    }
    marked.push(&mark);
    marked
}

/// Who has taken an output that this folded base would have with one of the endings.
fn taker(taken: &FxHashMap<String, usize>, base: &str) -> Option<usize> {
    let mut longer = || taken.get(&[base, BEFORE].concat());
    taken.get(base).or_else(|| taken.get(base.strip_suffix(BEFORE)?)).or_else(&mut longer).copied()
}

/// A path as file systems compare names that know neither capitals nor composition.
fn fold(path: &Path) -> String {
    let text = path.to_string_lossy();
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfc().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bases(files: &[&str]) -> Vec<(String, String)> {
        let mut jobs: Vec<_> = plan(files.iter().map(PathBuf::from).collect(), &None)
            .into_iter()
            .map(|job| (job.key, job.base.display().to_string()))
            .collect();
        jobs.sort();
        jobs
    }

    fn base(files: &[&str], of: &str) -> String {
        bases(files).into_iter().find(|(key, _)| key == of).expect("it has a name").1
    }

    #[test]
    fn plain_names_stay_plain() {
        assert_eq!(bases(&["a/b.txt", "c.TXT"]), [("a/b.txt".into(), "a/b".into()), ("c.TXT".into(), "c".into())]);
    }

    #[test]
    fn two_of_one_name_are_told_apart() {
        let files = ["b.text", "b.txt", "B.txt"];
        assert_eq!(base(&files, "B.txt"), "B", "capitals come first");
        assert_eq!(base(&files, "b.text"), "b.text");
        assert!(base(&files, "b.txt").starts_with("b.txt"));
        // what one becomes in one format may be what another becomes in another
        let files = ["b.txt", "b.pandoc.txt"];
        assert_ne!(base(&files, "b.txt") + ".pandoc.json", base(&files, "b.pandoc.txt") + ".json");
        // composed and decomposed
        let files = ["\u{e9}.txt", "e\u{301}.txt"];
        assert_ne!(fold(Path::new(&base(&files, files[0]))), fold(Path::new(&base(&files, files[1]))));
    }

    #[test]
    fn names_do_not_depend_on_the_order() {
        let files = ["b.txt", "B.txt", "b.text", "b.TXT", "b.text.txt", "b.pandoc.txt"];
        let mut turned = files;
        turned.reverse();
        assert_eq!(bases(&files), bases(&turned));
        let all: FxHashSet<String> = bases(&files).into_iter().map(|(_, base)| fold(Path::new(&base))).collect();
        assert_eq!(all.len(), files.len());
    }

    #[test]
    fn long_names_are_cut_at_a_character() {
        let long = format!("{}.txt", "é".repeat(125));
        let base = base(&[&long], &long);
        assert!(base.len() + longest_ending() <= LONGEST && base.contains('~'), "{base}");
    }

    #[test]
    fn only_one_ending_has_something_before_another() {
        let before = |a: &str| ENDINGS.iter().filter_map(|b| a.strip_suffix(b)).map(str::to_owned).collect::<Vec<_>>();
        let befores: Vec<String> = ENDINGS.iter().flat_map(|a| before(a)).filter(|before| !before.is_empty()).collect();
        assert_eq!(befores, [BEFORE]);
        let files = ["b.pandoc.pandoc.txt", "b.pandoc.txt", "b.txt"];
        assert_eq!(base(&files, "b.pandoc.txt"), "b.pandoc.txt", "it comes second");
        assert_eq!(base(&files, "b.txt"), "b", "the second took another name");
        assert_eq!(base(&files[1..], "b.txt"), "b.txt");
        assert_eq!(base(&[files[0], files[2]], "b.txt"), "b");
    }

    #[test]
    fn no_output_takes_the_name_of_an_input() {
        let jobs = plan(vec!["b.md".into(), "b.txt".into()], &Some(PathBuf::new()));
        assert!(jobs.iter().all(|job| !["b.md", "b.txt"].contains(&&*job.output(".md").display().to_string())));
    }

    #[test]
    fn keys_lead_back() {
        for path in ["a/b.txt", "50%.txt", "a\nb.txt", "é.txt", "-o.txt"] {
            assert_eq!(path_of(&key(Path::new(path))), Path::new(path));
        }
        #[cfg(unix)]
        {
            let odd = PathBuf::from(<OsString as std::os::unix::ffi::OsStringExt>::from_vec(b"a\xff.txt".to_vec()));
            assert_eq!(key(&odd), "a%FF.txt");
            assert_eq!(path_of("a%FF.txt"), odd);
        }
    }
}
