//! What a user asks for again and again: options that the command line takes, and `restitch.toml` as well.
//!
//! ```text
//! command line ----------------------------------------------> in force -> run, --show-config
//! input -> file (found upward from it, read, mistakes told) --'
//! ```
//!
//! One type says what there is, for the command line, the file and the file's JSON Schema.

mod file;
mod show;

use std::{
    num::{NonZero, NonZeroU16},
    path::Path,
    thread,
};

use schemars::{JsonSchema, Schema, generate::SchemaSettings, transform::RecursiveTransform};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    args::{Format, PandocApi},
    error::Error,
};
use crate::write::{Form, Front, Pages};
pub(super) use file::NAME;
use file::{File, Search};
pub(super) use show::show;

/// The settings that `restitch.toml` holds, each under the name of the option of the command line that says the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, clap::Args, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Settings {
    /// What to write, for a folder and with --stream also more than once [default: by the ending of the output, else markdown;
    /// for a folder markdown, json and pandoc]
    #[arg(short, long, value_name = "FORMAT", value_enum, action = clap::ArgAction::Append)]
    pub(crate) to: Option<Vec<Format>>,

    /// Mark in Markdown and Pandoc's JSON where each page of the source begins (JSON always tells)
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_possible_values = true)]
    pub(crate) pages: Option<bool>,

    /// Give pandoc title, subtitle, authors and date for a title page, and leave them out of the text
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_possible_values = true)]
    pub(crate) title_page: Option<bool>,

    /// Mark notes and links whose place is a judgement as spans of the class `inferred`, for styles and filters
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_possible_values = true)]
    pub(crate) mark_doubts: Option<bool>,

    /// For which pandoc Pandoc's JSON is: 1.23 (default) for pandoc 3, 1.22 for pandoc 2.11 to 2.19 (Debian 12 has 2.17)
    #[arg(long, value_name = "VERSION", value_enum, hide_possible_values = true)]
    pub(crate) pandoc_api: Option<PandocApi>,

    /// Files at work at once [default: as many as there are processors]
    #[arg(short, long, value_name = "N", help_heading = FOLDERS)]
    pub(crate) jobs: Option<NonZeroU16>,

    /// Take the files whose name or path matches, instead of *.txt and *.text (may be given more than once)
    #[arg(long, value_name = "GLOB", action = clap::ArgAction::Append, help_heading = FOLDERS)]
    pub(crate) include: Option<Vec<String>>,

    /// Leave out the files and folders whose name or path matches (may be given more than once)
    #[arg(long, value_name = "GLOB", action = clap::ArgAction::Append, help_heading = FOLDERS)]
    pub(crate) exclude: Option<Vec<String>>,

    /// Stop at the first file that fails
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_possible_values = true, help_heading = FOLDERS)]
    pub(crate) fail_fast: Option<bool>,

    /// Count a file with more than N doubts as failed; its outputs are written all the same
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true, default_missing_value = "0", help_heading = FOLDERS)]
    pub(crate) strict: Option<u32>,

    /// Let each file decide its hyphens alone, without the words of the others
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_possible_values = true, help_heading = FOLDERS)]
    pub(crate) no_corpus: Option<bool>,

    /// Write a review page for each file, too
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_possible_values = true, help_heading = FOLDERS)]
    pub(crate) review: Option<bool>,
}

/// The heading of the options for folders.
pub(crate) const FOLDERS: &str = "Folders";

impl Settings {
    /// The first setting for folders alone, as an option.
    pub(crate) fn for_folders(&self) -> Option<&'static str> {
        [
            (self.jobs.is_some(), "--jobs"),
            (self.include.is_some(), "--include"),
            (self.exclude.is_some(), "--exclude"),
            (self.fail_fast.is_some(), "--fail-fast"),
            (self.strict.is_some(), "--strict"),
            (self.no_corpus.is_some(), "--no-corpus"),
            (self.review.is_some(), "--review"),
        ]
        .into_iter()
        .find_map(|(given, name)| given.then_some(name))
    }

    /// What holds where nothing is said.
    fn usual() -> Self {
        let off = Some(false);
        Self {
            to: None,
            pages: off,
            title_page: off,
            mark_doubts: off,
            pandoc_api: Some(PandocApi::default()),
            jobs: Some(processors()),
            include: None,
            exclude: Some(Vec::new()),
            fail_fast: off,
            strict: None,
            no_corpus: off,
            review: off,
        }
    }

    /// These, and where they say nothing, those.
    fn over(self, below: &Self) -> Self {
        let below = below.clone();
        Self {
            to: self.to.or(below.to),
            pages: self.pages.or(below.pages),
            title_page: self.title_page.or(below.title_page),
            mark_doubts: self.mark_doubts.or(below.mark_doubts),
            pandoc_api: self.pandoc_api.or(below.pandoc_api),
            jobs: self.jobs.or(below.jobs),
            include: self.include.or(below.include),
            exclude: self.exclude.or(below.exclude),
            fail_fast: self.fail_fast.or(below.fail_fast),
            strict: self.strict.or(below.strict),
            no_corpus: self.no_corpus.or(below.no_corpus),
            review: self.review.or(below.review),
        }
    }

    /// What Markdown and Pandoc's JSON show.
    pub(super) fn form(&self) -> Form {
        let on = Option::unwrap_or_default;
        Form {
            pages: if on(self.pages) { Pages::Marked } else { Pages::Hidden },
            front: if on(self.title_page) { Front::TitlePage } else { Front::Text },
            title: None,
            doubts: on(self.mark_doubts),
            api: self.pandoc_api.unwrap_or_default().into(),
        }
    }
}

/// How many processors there are.
pub(super) fn processors() -> NonZeroU16 {
    let count = thread::available_parallelism().map_or(1, NonZero::get);
    u16::try_from(count).ok().and_then(NonZeroU16::new).unwrap_or(NonZeroU16::MIN)
}

/// The settings that hold for one run.
#[derive(Debug, Default)]
pub(super) struct InForce {
    /// Those of the command line, over those of the file.
    pub(super) settings: Settings,
    /// What came of looking for the file, if it was looked for.
    search: Option<Search>,
}

impl InForce {
    /// The settings of the command line alone.
    pub(super) fn given(settings: &Settings) -> Self {
        Self { settings: settings.clone(), ..Self::default() }
    }

    /// The settings of the command line over those of the `restitch.toml` that is found upward from an input: a file, a
    /// folder, or standard input, for which it is sought from the current folder.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub(super) fn find(settings: &Settings, input: Option<&Path>) -> Result<Self, Error> {
        let search = file::find(input)?;
        let file = search.as_ref().and_then(|search| search.file.as_ref());
        let settings = file.map_or_else(|| settings.clone(), |file| settings.clone().over(&file.settings));
        Ok(Self { settings, search })
    }

    /// The file that was found.
    pub(super) fn file(&self) -> Option<&File> {
        self.search.as_ref().and_then(|search| search.file.as_ref())
    }
}

/// TOML knows no null: what is not set is not there.
fn not_null(schema: &mut Schema) {
    if let Some(Value::Array(kinds)) = schema.get_mut("type") {
        kinds.retain(|kind| kind != "null");
        if let [kind] = kinds.as_slice() {
            let kind = kind.clone();
            schema.insert("type".to_owned(), kind);
        }
    }
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
        choices.retain(|choice| choice["type"] != "null");
    }
}

/// The JSON Schema of `restitch.toml`.
pub(super) fn schema() -> String {
    let settings = SchemaSettings::draft2020_12().with_transform(RecursiveTransform(not_null));
    crate::schema::text_of(&crate::schema::of::<Settings>(settings, NAME))
}
