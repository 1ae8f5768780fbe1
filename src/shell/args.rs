//! The command line as a user writes it.

use std::{ffi::OsStr, path::PathBuf};

use clap::{CommandFactory, Parser, Subcommand, ValueEnum, error::ErrorKind};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    explain::Subject,
    folder::Form,
    help::{AFTER_HELP, AFTER_LONG_HELP, LONG_ABOUT, USAGE},
    settings::{FOLDERS, Settings},
};
use crate::write::{Api, json};

/// The version of the program, and of the JSON that it writes.
fn version() -> String {
    format!("{} (JSON schema {})", env!("CARGO_PKG_VERSION"), json::VERSION)
}

/// Everything that can be said on the command line.
#[derive(Debug, Parser)]
#[command(
    name = "restitch",
    version = version(),
    about = "Gives back the document from the raw text that a PDF extractor printed",
    long_about = LONG_ABOUT,
    override_usage = USAGE,
    after_help = AFTER_HELP,
    after_long_help = AFTER_LONG_HELP,
    args_override_self = true
)]
pub(crate) struct Cli {
    /// Raw text to restore, or a folder of it; `-` is standard input, and so is no FILE when something is piped in
    #[arg(value_name = "FILE")]
    pub(crate) inputs: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) settings: Settings,

    /// Write to FILE (or, for a folder, into FOLDER) instead of standard output (`-`); each file is whole or absent, never half
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// What readers decided [default: FILE's name with the ending .decisions.toml, if there is such a file]
    #[arg(long, value_name = "DECISIONS.toml", global = true)]
    pub(crate) decisions: Option<PathBuf>,

    /// Restore JSON Lines from standard input, a line for a line: for Spark, Ray, GNU parallel, queue workers
    ///
    /// A line in is {"id": 7, "text": "..."}, with "path" (a file) or "base64" (a file's bytes) in place of "text" if that
    /// suits better. A line out is {"id": 7, "summary": {...}, "markdown": "..."}, under the name of what -t asks for, and
    /// written at once. "id" is any JSON and comes back as it is. What fails is {"id": 7, "error": {...}} in its place and
    /// ends nothing: the exit code is 0 all the same, and 1 only if standard input or output itself fails.
    #[arg(long, conflicts_with_all = ["inputs", "output", "decisions"])]
    pub(crate) stream: bool,

    /// Print the settings in force as a restitch.toml, each with where it came from, and restore nothing
    #[arg(long)]
    pub(crate) show_config: bool,

    /// Pass over restitch.toml
    ///
    /// It is looked for in the folder of the input (for standard input the current folder) and above it, up to the root of a
    /// repository or of the file system; the first that is found holds, and for all texts of a folder. What the command line
    /// says goes before what it says: --pages=false turns off what it turns on. With --stream it is not looked for.
    #[arg(long)]
    pub(crate) no_config: bool,

    /// When to use colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = ColorWhen::Auto, global = true)]
    pub(crate) color: ColorWhen,

    /// Say nothing but errors
    #[arg(short, long, global = true, overrides_with = "verbose")]
    pub(crate) quiet: bool,

    /// Say what was repaired, and show what is doubtful in its line of the source
    #[arg(short, long, global = true, overrides_with = "quiet")]
    pub(crate) verbose: bool,

    /// The same as -v; for a folder, with a FILE (.json, .jsonl, .csv): write how each file fared, the numbers of its notes,
    /// doubts and warnings
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, global = true)]
    pub(crate) report: Option<Option<PathBuf>>,

    /// What is for folders alone.
    #[command(flatten)]
    pub(crate) folder: FolderArgs,

    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// Options for folders.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = FOLDERS)]
pub(crate) struct FolderArgs {
    /// Do all files anew, and replace outputs that are not ours
    #[arg(long)]
    pub(crate) force: bool,

    /// Remove the outputs of inputs that are gone
    #[arg(long)]
    pub(crate) prune: bool,

    /// How to show progress
    #[arg(long, value_name = "HOW", value_enum, default_value_t = ProgressWhen::Auto)]
    pub(crate) progress: ProgressWhen,
}

impl FolderArgs {
    /// The first option that was given.
    pub(crate) fn given(&self) -> Option<&'static str> {
        [(self.force, "--force"), (self.prune, "--prune"), (self.progress != ProgressWhen::Auto, "--progress")]
            .into_iter()
            .find_map(|(given, name)| given.then_some(name))
    }
}

/// How progress is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProgressWhen {
    /// A bar on a terminal, lines elsewhere
    Auto,
    /// A bar
    Bar,
    /// A line now and then
    Plain,
    /// Not at all
    None,
}

/// What else there is to do than to restore.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Prove from a source and its JSON that no character was lost, doubled or changed without an entry
    Check {
        /// The raw text that was restored (`-`: standard input)
        #[arg(value_name = "SOURCE")]
        source: PathBuf,
        /// What `restitch -t json SOURCE` made of it
        #[arg(value_name = "OUTPUT.json")]
        json: PathBuf,
    },
    /// Tell what a code of the ledger means, or why the notes of an output stand where they stand
    ///
    /// Without SUBJECT, all codes are listed. With an output, each note is told in two lines; with a NOTE as well, all
    /// that spoke for its place, the next best place, and by how much the one is better than the other.
    Explain {
        /// A code (H101), its name (hyphen-joined), or what `restitch -t json SOURCE` made
        #[arg(value_name = "CODE|OUTPUT.json")]
        subject: Option<Subject>,
        /// The label of a note in that output
        #[arg(value_name = "NOTE", requires = "subject")]
        note: Option<String>,
    },
    /// Write a page on which the doubts are looked at and settled, by eye and keyboard
    Review {
        /// The raw text (`-`: standard input)
        #[arg(value_name = "FILE")]
        source: PathBuf,
        /// Write the page to FILE [default: the source's name with the ending .review.html]
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Print a JSON Schema
    Schema {
        /// Of what
        #[arg(value_name = "OF", value_enum, default_value_t)]
        of: SchemaOf,
    },
    /// Print a completion script for a shell
    Completions {
        /// The shell
        #[arg(value_name = "SHELL", value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print a page of the manual: restitch man | man -l -
    Man {
        /// The command that the page is of [default: restitch itself]
        #[arg(value_name = "COMMAND")]
        page: Option<String>,
        /// Write all pages into FOLDER
        #[arg(short, long, value_name = "FOLDER", conflicts_with = "page")]
        output: Option<PathBuf>,
    },
}

/// What there are schemas of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaOf {
    /// What `-t json` writes
    #[default]
    Json,
    /// restitch.toml
    Config,
}

/// What can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    /// Pandoc's Markdown; reads well elsewhere, too
    #[value(alias = "md")]
    Markdown,
    /// Everything that is known: blocks, notes, links, spans, statuses, the ledger
    Json,
    /// Pandoc's own JSON, for `pandoc -f json`
    Pandoc,
    /// Repairs and doubts as a SARIF log, for editors
    Sarif,
}

/// A version of Pandoc's document type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize, JsonSchema)]
pub(crate) enum PandocApi {
    /// pandoc 2.11 to 2.19
    #[value(name = "1.22")]
    #[serde(rename = "1.22")]
    V1_22,
    /// pandoc 3
    #[default]
    #[value(name = "1.23")]
    #[serde(rename = "1.23")]
    V1_23,
}

impl From<PandocApi> for Api {
    fn from(api: PandocApi) -> Self {
        match api {
            PandocApi::V1_22 => Self::V1_22,
            PandocApi::V1_23 => Self::V1_23,
        }
    }
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorWhen {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl From<ColorWhen> for anstream::ColorChoice {
    fn from(when: ColorWhen) -> Self {
        match when {
            ColorWhen::Auto => Self::Auto,
            ColorWhen::Always => Self::Always,
            ColorWhen::Never => Self::Never,
        }
    }
}

impl Cli {
    /// Reads the arguments and refuses what clap cannot see to be wrong.
    pub(crate) fn read(args: impl IntoIterator<Item = std::ffi::OsString>) -> Result<Self, clap::Error> {
        let cli = Self::try_parse_from(with_report(args))?;
        if let Some(Command::Explain { subject: Some(Subject::Code(code)), note: Some(_) }) = &cli.command {
            let message = format!("{code} is a code, which has no notes; give the JSON that restitch wrote");
            return Err(Self::command().error(ErrorKind::ArgumentConflict, message));
        }
        let stray = !cli.inputs.is_empty()
            || cli.settings != Settings::default()
            || cli.output.is_some()
            || cli.stream
            || cli.show_config
            || cli.no_config
            || cli.folder.given().is_some();
        if cli.command.is_some() && stray {
            return Err(Self::command().error(
                ErrorKind::ArgumentConflict,
                "FILE, --to, --output, --pages, --stream and the other options of restoring do not go together with a \
                 command; a file that is named like a command is \
                 given as ./NAME",
            ));
        }
        Ok(cli)
    }
}

/// `--report run.csv` as `--report=run.csv`: without a file the option stands alone, so that only one that can be a report
/// is taken for its value.
fn with_report(args: impl IntoIterator<Item = std::ffi::OsString>) -> Vec<std::ffi::OsString> {
    let mut out: Vec<std::ffi::OsString> = Vec::new();
    let mut over = false;
    for arg in args {
        if !over && out.last().is_some_and(|last| last == "--report") && Form::of(std::path::Path::new(&arg)).is_some()
        {
            out.pop();
            let mut joined = std::ffi::OsString::from("--report=");
            joined.push(&arg);
            out.push(joined);
            continue;
        }
        over = over || arg == "--";
        out.push(arg);
    }
    out
}

/// What `--color` says, read before anything else so that errors and help obey it, too. The last one wins; what is
/// wrong about it, the parser will tell.
pub(crate) fn color_wish(args: &[std::ffi::OsString]) -> ColorWhen {
    let mut wish = ColorWhen::Auto;
    let mut words = args.iter().skip(1).take_while(|word| *word != "--");
    while let Some(word) = words.next() {
        let value = match word.to_str() {
            Some("--color") => words.next().and_then(|value| value.to_str()),
            Some(word) => word.strip_prefix("--color="),
            None => None,
        };
        if let Some(value) = value.and_then(|value| ColorWhen::from_str(value, false).ok()) {
            wish = value;
        }
    }
    wish
}

/// The format that the ending of a file name stands for.
pub(crate) fn format_of(name: &OsStr) -> Option<Format> {
    let name = name.to_string_lossy().to_ascii_lowercase();
    let ends = |ending: &str| name.ends_with(ending) && name.len() > ending.len();
    if ends(".md") || ends(".markdown") {
        Some(Format::Markdown)
    } else if ends(".pandoc.json") || ends(".native.json") {
        Some(Format::Pandoc)
    } else if ends(".sarif") || ends(".sarif.json") {
        Some(Format::Sarif)
    } else if ends(".json") {
        Some(Format::Json)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Cli, clap::Error> {
        Cli::read(line.split(' ').map(Into::into))
    }

    #[test]
    fn clap_finds_nothing_wrong_with_the_definition() {
        Cli::command().debug_assert();
    }

    #[test]
    fn endings_name_formats() {
        for (name, format) in [
            ("a.md", Some(Format::Markdown)),
            ("A.MARKDOWN", Some(Format::Markdown)),
            ("a.json", Some(Format::Json)),
            ("a.pandoc.json", Some(Format::Pandoc)),
            ("a.native.json", Some(Format::Pandoc)),
            ("a.sarif", Some(Format::Sarif)),
            ("a.sarif.json", Some(Format::Sarif)),
            ("pandoc.json", Some(Format::Json)),
            ("a.txt", None),
            (".md", None),
            ("md", None),
        ] {
            assert_eq!(format_of(OsStr::new(name)), format, "{name}");
        }
    }

    #[test]
    fn files_named_like_commands_can_be_reached() {
        for line in ["restitch ./check", "restitch -- check", "restitch -t json ./explain", "restitch a check b"] {
            assert!(read(line).is_ok_and(|cli| cli.command.is_none() && !cli.inputs.is_empty()), "{line}");
        }
        assert!(read("restitch -q check a b").is_ok_and(|cli| cli.quiet && cli.command.is_some()));
        assert!(read("restitch check -q a b").is_ok_and(|cli| cli.quiet && cli.command.is_some()));
    }

    #[test]
    fn options_of_restoring_are_refused_beside_a_command() {
        for line in ["restitch -t json check a b", "restitch -o x.md explain"] {
            assert!(read(line).is_err_and(|error| error.exit_code() == 2), "{line}");
        }
    }

    #[test]
    fn the_last_of_two_flags_wins() {
        assert!(read("restitch -q -v a").is_ok_and(|cli| cli.verbose && !cli.quiet));
        assert!(
            read("restitch -t json -t md a")
                .is_ok_and(|cli| cli.settings.to.is_some_and(|to| to.last() == Some(&Format::Markdown)))
        );
        assert!(read("restitch a b").is_ok_and(|cli| cli.inputs.len() == 2));
    }

    #[test]
    fn colour_is_read_ahead_of_the_parser() {
        let wish = |line: &str| color_wish(&line.split(' ').map(Into::into).collect::<Vec<_>>());
        assert_eq!(wish("restitch --color never a"), ColorWhen::Never);
        assert_eq!(wish("restitch --color=always --color=never a"), ColorWhen::Never);
        assert_eq!(wish("restitch a -- --color=never"), ColorWhen::Auto);
        assert_eq!(wish("restitch --color=purple"), ColorWhen::Auto);
    }
}
