//! `restitch.toml`: where it is looked for, and what is wrong with it.

use std::{
    collections::BTreeMap,
    env, fs,
    ops::Range,
    path::{Path, PathBuf},
};

use clap::Args as _;
use rapidfuzz::distance::levenshtein;
use toml::de::DeTable;

use super::Settings;
use crate::shell::{error::Error, folder, input::is_dash, output::folder_of};

/// Its name.
pub(crate) const NAME: &str = "restitch.toml";

/// What a folder holds that is the root of somebody's work: nothing above it is looked at.
const ROOTS: [&str; 5] = [".git", ".hg", ".jj", ".svn", "_darcs"];

/// A file of settings.
#[derive(Debug)]
pub(in crate::shell) struct File {
    /// Where it lies.
    pub(in crate::shell) path: PathBuf,
    /// What it says.
    pub(super) settings: Settings,
    /// The line, from 1, on which it says so, by key.
    pub(super) lines: BTreeMap<String, usize>,
}

/// What came of looking for a file.
#[derive(Debug)]
pub(super) struct Search {
    /// The file, if there is one.
    pub(super) file: Option<File>,
    /// The folder that was looked at first.
    pub(super) first: PathBuf,
    /// The one that was looked at last.
    pub(super) last: PathBuf,
}

/// Looks for the file from the folder of an input upward, up to the root of a repository or of the file system. None, if there
/// is no such folder.
///
/// # Errors
/// If there is one that cannot be read, or what is wrong with it.
pub(super) fn find(input: Option<&Path>) -> Result<Option<Search>, Error> {
    let folder = match input {
        Some(path) if path.is_dir() => fs::canonicalize(path),
        // by its name here: a link leads to the text of another folder, not to that folder's settings
        Some(path) if !is_dash(path) => fs::canonicalize(folder_of(path)),
        _ => env::current_dir(),
    };
    let Ok(first) = folder else { return Ok(None) };
    let mut last = first.clone();
    for folder in first.ancestors() {
        folder.clone_into(&mut last);
        let path = folder.join(NAME);
        if path.is_file() {
            return Ok(Some(Search { file: Some(read(path)?), first, last }));
        }
        if ROOTS.iter().any(|root| folder.join(root).exists()) {
            break;
        }
    }
    Ok(Some(Search { file: None, first, last }))
}

fn read(path: PathBuf) -> Result<File, Error> {
    let shown = path.display().to_string();
    let bytes = fs::read(&path).map_err(|cause| Error::Unreadable { file: shown.clone(), cause })?;
    let text = String::from_utf8_lossy(&bytes);
    let (settings, lines) = parse(&text).map_err(|fault| {
        let Fault { line, column, reason, remedy } = fault;
        Error::BadSettings { place: format!("{shown}:{line}:{column}"), reason, remedy }
    })?;
    Ok(File { path, settings, lines })
}

/// What is wrong, and where: line and column from 1, in characters.
#[derive(Debug)]
struct Fault {
    line: usize,
    column: usize,
    reason: String,
    remedy: String,
}

impl Fault {
    fn new(text: &str, span: Option<Range<usize>>, reason: String, remedy: Option<String>) -> Self {
        let before = text.get(..span.map_or(0, |span| span.start)).unwrap_or(text);
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let remedy = remedy.unwrap_or_else(|| "mend it, or let --no-config pass it over".to_owned());
        Self { line: line_of(text, before.len()), column, reason, remedy }
    }

    fn of(text: &str, error: &toml::de::Error) -> Self {
        // serde's word for what TOML calls an array
        let reason = error.message().replace("expected a sequence", "expected a list, such as [\"a\", \"b\"]");
        Self::new(text, error.span(), reason, None)
    }
}

fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1
}

/// The settings of a file, and the lines of its keys.
fn parse(text: &str) -> Result<(Settings, BTreeMap<String, usize>), Fault> {
    let table = DeTable::parse(text).map_err(|error| Fault::of(text, &error))?;
    let known = keys();
    let mut lines = BTreeMap::new();
    for key in table.get_ref().keys() {
        let name: &str = key.get_ref();
        if !known.iter().any(|known| known == name) {
            let (reason, remedy) = unknown(name, &known);
            return Err(Fault::new(text, Some(key.span()), reason, Some(remedy)));
        }
        lines.insert(name.to_owned(), line_of(text, key.span().start));
    }
    let settings: Settings = toml::from_str(text).map_err(|error| Fault::of(text, &error))?;
    for (key, patterns) in [("include", &settings.include), ("exclude", &settings.exclude)] {
        for pattern in patterns.iter().flatten() {
            let Err(cause) = folder::globs(std::slice::from_ref(pattern)) else { continue };
            let span = table.get_ref().get(key).map(toml::Spanned::span);
            return Err(Fault::new(text, span, format!("{key}: {pattern}: {}", cause.kind()), None));
        }
    }
    Ok((settings, lines))
}

/// The keys that there are, in order.
pub(super) fn keys() -> Vec<String> {
    let options = Settings::augment_args(clap::Command::new(NAME));
    options.get_arguments().filter_map(|arg| arg.get_long()).map(str::to_owned).collect()
}

/// What is said of a key that there is not: the nearest one, if it is near.
fn unknown(name: &str, known: &[String]) -> (String, String) {
    let distance = |key: &&String| levenshtein::distance(name.to_lowercase().chars(), key.chars());
    let nearest = known.iter().min_by_key(distance).filter(|key| distance(key) <= 1 + name.chars().count() / 3);
    let remedy = match nearest {
        Some(key) => format!("did you mean `{key}`? "),
        None => String::new(),
    };
    let all = known.join(", ");
    (format!("there is no setting `{name}`"), format!("{remedy}The settings are {all}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::args::{Format, PandocApi};

    #[test]
    fn settings_are_read_with_their_lines() {
        let text =
            "# of the archive\nto = [\"markdown\", \"json\"]\n\npages = true\npandoc-api = \"1.22\"\nstrict = 0\n";
        let (settings, lines) = parse(text).expect("it is right");
        assert_eq!(settings.to, Some(vec![Format::Markdown, Format::Json]));
        assert_eq!(
            (settings.pages, settings.pandoc_api, settings.strict),
            (Some(true), Some(PandocApi::V1_22), Some(0))
        );
        assert_eq!(settings.title_page, None);
        assert_eq!(lines["pages"], 4);
        assert_eq!(parse("").expect("nothing is right, too").0, Settings::default());
    }

    /// What is wrong, and what is said of it. The JSON Schema must refuse all of them that are TOML, too.
    const WRONG: &[(&str, &str, &str)] = &[
        ("pages = true\ntitel-page = true\n", "2:1 there is no setting `titel-page`", "did you mean `title-page`?"),
        ("title_page = true\n", "1:1 there is no setting `title_page`", "did you mean `title-page`?"),
        ("Pages = true\n", "1:1 there is no setting `Pages`", "did you mean `pages`?"),
        ("output = \"x\"\n", "1:1 there is no setting `output`", "The settings are to, pages"),
        ("[folder]\njobs = 2\n", "1:2 there is no setting `folder`", "The settings are to, pages"),
        ("pages = \"yes\"\n", "1:9 invalid type: string \"yes\", expected a boolean", "--no-config"),
        ("# ü\n  jobs = 0\n", "2:10 invalid value: integer `0`", "--no-config"),
        ("jobs = 70000\n", "1:8 invalid value: integer `70000`", "--no-config"),
        ("strict = -1\n", "1:10 invalid value: integer `-1`", "--no-config"),
        ("strict = 1.5\n", "1:10 invalid type: floating point `1.5`", "--no-config"),
        ("to = \"json\"\n", "1:6 invalid type: string \"json\", expected a list, such as", "--no-config"),
        (
            "to = [\"json\", \"docx\"]\n",
            "1:15 unknown variant `docx`, expected one of `markdown`, `json`",
            "--no-config",
        ),
        ("pandoc-api = 1.22\n", "1:14 ", "--no-config"),
        ("include = [3]\n", "1:12 invalid type: integer `3`, expected a string", "--no-config"),
    ];

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let broken: [(&str, &str, &str); 4] = [
            ("pages = true\npages = true\n", "2:1 duplicate key", "--no-config"),
            ("pages true\n", "1:7 ", "--no-config"),
            ("pages = tru\n", "1:9 ", "--no-config"),
            ("to = []\nexclude = [\"a[\"]\n", "2:11 exclude: a[: ", "--no-config"),
        ];
        for (text, told, help) in WRONG.iter().chain(&broken) {
            let Err(Fault { line, column, reason, remedy }) = parse(text) else { panic!("{text:?} is taken") };
            let said = format!("{line}:{column} {reason}");
            assert!(said.starts_with(told), "{text:?}: {said}");
            assert!(remedy.contains(help), "{text:?}: {remedy}");
        }
    }

    #[test]
    fn the_schema_takes_what_the_reader_takes() {
        let schema = serde_json::from_str(&super::super::schema()).expect("JSON");
        let validator = jsonschema::validator_for(&schema).expect("a schema that is one");
        let json = |text: &str| serde_json::to_value(toml::from_str::<toml::Table>(text).expect("TOML")).expect("JSON");
        let all = "to = ['sarif', 'pandoc']\npages = false\ntitle-page = true\nmark-doubts = true\npandoc-api = '1.23'\n\
                   jobs = 65535\ninclude = ['*.ocr']\nexclude = []\nfail-fast = true\nstrict = 3\nno-corpus = true\nreview = true\n";
        assert_eq!(json(all).as_object().expect("a table").len(), keys().len());
        for text in ["", "pages = true", all] {
            assert!(parse(text).is_ok() && validator.is_valid(&json(text)), "{text}");
        }
        for (text, ..) in WRONG {
            assert!(!validator.is_valid(&json(text)), "{text}");
        }
    }
}
