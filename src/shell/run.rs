//! Does what the command line says.

use std::{
    num::NonZero,
    path::{Path, PathBuf},
};

use clap::CommandFactory;

use crate::{
    Options, Restored, check, restore, review, schema,
    write::{self, Form, Front, Pages},
};

use super::{
    args::{Cli, Command, FolderArgs, Format, format_of},
    error::{Error, shell_word},
    explain::{Subject, explain},
    folder::{self, Ending, Wish},
    input::{self, Input, is_dash},
    man,
    message::{self, Volume},
    output::{self, Target},
    report, stream, summary,
    why::explain_notes,
};

/// How many faults of an account are told one by one.
const FAULTS_SHOWN: usize = 20;

/// Runs one command.
pub(crate) fn run(cli: Cli) -> Result<u8, Error> {
    let volume = match (cli.quiet, cli.verbose) {
        (true, _) => Volume::Quiet,
        (_, true) => Volume::Verbose,
        _ if cli.report == Some(None) => Volume::Verbose,
        _ => Volume::Normal,
    };
    let form = Form {
        pages: if cli.pages { Pages::Marked } else { Pages::Hidden },
        front: if cli.title_page { Front::TitlePage } else { Front::Text },
        title: None,
        doubts: cli.mark_doubts,
        api: cli.pandoc_api.into(),
    };
    if cli.command.is_none()
        && let [root] = cli.inputs.as_slice()
        && root.is_dir()
    {
        return whole_folder(root, &cli, form, volume);
    }
    match cli.command {
        None => {
            if let Some(option) = cli.folder.given() {
                return Err(Error::FolderOnly { option });
            }
            if let Some(Some(_)) = cli.report {
                return Err(Error::FolderOnly { option: "--report=FILE" });
            }
            if cli.stream {
                let formats = each_once(&cli.to, &[Format::Markdown]);
                return stream::run(&formats, &form, volume).map(|()| 0);
            }
            let to = cli.to.last().copied();
            convert(&cli.inputs, to, cli.output.as_deref(), cli.decisions.as_deref(), &form, volume)
        }
        Some(Command::Check { source, json }) => prove(&source, &json, volume),
        Some(Command::Explain { subject: None, .. }) => output::print_styled(&explain(None)),
        Some(Command::Explain { subject: Some(Subject::Code(code)), .. }) => output::print_styled(&explain(Some(code))),
        Some(Command::Explain { subject: Some(Subject::Output(json)), note }) => teach(&json, note.as_deref()),
        Some(Command::Review { source, output }) => {
            review(&source, output.as_deref(), cli.decisions.as_deref(), volume)
        }
        Some(Command::Schema) => output::print(&schema::to_string()),
        Some(Command::Completions { shell }) => {
            // Into memory first: the generator panics if its writer fails, and a closed pipe is no reason for that.
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "restitch", &mut script);
            output::print(&String::from_utf8_lossy(&script))
        }
        Some(Command::Man { output: Some(folder), .. }) => man::write_all(&folder),
        Some(Command::Man { page, output: None }) => output::print(&man::page(page.as_deref())?),
    }
    .map(|()| 0)
}

/// Restores the files of a folder into another.
fn whole_folder(root: &Path, cli: &Cli, form: Form, volume: Volume) -> Result<u8, Error> {
    let Some(out) = &cli.output else {
        return Err(Error::Folder { file: root.display().to_string(), word: shell_word(root) });
    };
    if cli.decisions.is_some() {
        return Err(Error::FileOnly { option: "--decisions" });
    }
    let report = cli.report.clone().flatten();
    report.as_deref().map(folder::check_report).transpose()?;
    let globs = |option, patterns: &[String]| {
        let bad = |cause: globset::Error| Error::BadPattern {
            file: option,
            pattern: cause.glob().unwrap_or_default().to_owned(),
            cause: cause.kind().to_string(),
        };
        folder::globs(patterns).map_err(bad)
    };
    let FolderArgs { jobs, include, exclude, force, prune, fail_fast, strict, no_corpus, review_pages, progress } =
        &cli.folder;
    let processors = || std::thread::available_parallelism().map_or(1, NonZero::get);
    let wish = Wish {
        formats: each_once(&cli.to, &[Format::Markdown, Format::Json, Format::Pandoc]),
        form,
        review: *review_pages,
        jobs: jobs.map_or_else(processors, usize::from),
        include: (!include.is_empty()).then(|| globs("--include", include)).transpose()?,
        exclude: globs("--exclude", exclude)?,
        force: *force,
        prune: *prune,
        fail_fast: *fail_fast,
        strict: *strict,
        corpus: !no_corpus,
        progress: *progress,
        report,
        volume,
    };
    Ok(match folder::run(root, out, &wish)? {
        Ending::Whole => 0,
        Ending::Failed => 1,
        Ending::Stopped => 130,
    })
}

/// The formats that are asked for, each once, or what is usual.
fn each_once(to: &[Format], usual: &[Format]) -> Vec<Format> {
    let mut formats = if to.is_empty() { usual } else { to }.to_vec();
    formats.sort_unstable();
    formats.dedup();
    formats
}

/// Restores one input.
fn convert(
    inputs: &[PathBuf],
    to: Option<Format>,
    out: Option<&Path>,
    decisions: Option<&Path>,
    form: &Form,
    volume: Volume,
) -> Result<(), Error> {
    let path = match inputs {
        [] => Path::new("-"),
        [path] => path,
        _ => return Err(Error::SeveralInputs { count: inputs.len() }),
    };
    let out = out.filter(|out| !is_dash(out));
    let format = choose(to, out)?;
    let target = out.map(|out| Target::new(out, path)).transpose()?;
    let (input, _, restored) = restore_input(path, decisions)?;
    deliver(target, &written(format, &input, &restored, form))?;
    tell(&input, &restored, volume);
    Ok(())
}

/// A result in a format. The input's name is its title where nothing else is.
pub(crate) fn written(format: Format, input: &Input, restored: &Restored, form: &Form) -> String {
    let form = &Form { title: Some(input.title()), ..form.clone() };
    match format {
        Format::Markdown => write::markdown::to_string_with(restored, form),
        Format::Json => write::json::to_string(restored),
        Format::Pandoc => write::pandoc::to_string_with(restored, form),
        Format::Sarif => write::sarif::to_string(restored, &input.bytes),
    }
}

/// Reads an input with what was decided about it, and restores it.
fn restore_input(path: &Path, decisions: Option<&Path>) -> Result<(Input, Options, Restored), Error> {
    let input = input::read(path)?;
    let options = Options { decisions: input::decisions(&input, decisions)?, ..Options::default() };
    let restored = restored(&input, &options);
    Ok((input, options, restored))
}

/// An input restored, under its name.
pub(crate) fn restored(input: &Input, options: &Options) -> Restored {
    let mut restored = restore(&input.bytes, options);
    restored.source.name.clone_from(&input.name);
    restored
}

/// Writes a result to its file, or to standard output.
fn deliver(target: Option<Target>, text: &str) -> Result<(), Error> {
    match target {
        Some(target) => target.write(text),
        None => output::print(text),
    }
}

/// Writes the page on which the doubts of one input are settled.
fn review(source: &Path, out: Option<&Path>, decisions: Option<&Path>, volume: Volume) -> Result<(), Error> {
    let beside = source.with_extension("review.html");
    let out = match out {
        Some(out) => (!is_dash(out)).then_some(out),
        None => (!is_dash(source)).then_some(beside.as_path()),
    };
    let target = out.map(|out| Target::new(out, source)).transpose()?;
    let (input, options, restored) = restore_input(source, decisions)?;
    let page = review::to_string(&restored, &input.bytes, options.decisions.as_ref());
    deliver(target, &page)?;
    if let Some(out) = out.filter(|_| volume != Volume::Quiet) {
        message::note(&format!("{}: open it in a browser", out.display()));
    }
    if volume != Volume::Quiet && summary::is_empty(&restored) {
        message::warning(&format!("{}: there is no text in it, so there is nothing to review (W101)", input.shown));
    }
    Ok(())
}

/// What is asked for, or what the ending of the output says.
fn choose(to: Option<Format>, out: Option<&Path>) -> Result<Format, Error> {
    match (to, out) {
        (Some(format), _) => Ok(format),
        (None, None) => Ok(Format::Markdown),
        (None, Some(out)) if out.is_dir() => Err(Error::OutputFolder { output: out.display().to_string() }),
        (None, Some(out)) => out
            .file_name()
            .and_then(format_of)
            .ok_or_else(|| Error::UnknownEnding { output: out.display().to_string() }),
    }
}

/// Tells on standard error what the result does not show.
fn tell(input: &Input, restored: &Restored, volume: Volume) {
    let name = &input.shown;
    if volume == Volume::Quiet {
        return;
    }
    if summary::is_empty(restored) {
        message::warning(&format!("{name}: there is no text in it, so the result is empty (W101)"));
    }
    if volume == Volume::Normal {
        if let Some(doubts) = summary::doubts(restored) {
            message::warning(&format!("{name}: {doubts}"));
        }
        return;
    }
    message::note(&format!("{name}:"));
    for line in summary::report(restored) {
        message::note(&format!("  {line}"));
    }
    message::say(&report::show(restored, input));
}

/// Tells why the notes of an output stand where they stand.
fn teach(json: &Path, note: Option<&str>) -> Result<(), Error> {
    let json = input::read_any(json)?;
    let text = std::str::from_utf8(&json.bytes).map_err(|_| Error::NoOutput { file: json.shown.clone() })?;
    let restored = write::json::from_str(text).map_err(|_| Error::NoOutput { file: json.shown.clone() })?;
    let told = explain_notes(&restored.document, note);
    match note {
        Some(note) if told.is_empty() => Err(Error::NoNote { file: json.shown, note: note.to_owned() }),
        _ => output::print_styled(&told),
    }
}

/// Proves the account of a source and its JSON.
fn prove(source: &Path, json: &Path, volume: Volume) -> Result<(), Error> {
    let source = input::read_any(source)?;
    let json = input::read_any(json)?;
    let Ok(text) = std::str::from_utf8(&json.bytes) else {
        return Err(Error::NotJson { file: json.shown });
    };
    match check::check(&source.bytes, text) {
        Ok(_) if volume == Volume::Quiet => Ok(()),
        Ok(account) => output::print(&format!("{}: {account}\n", message::clean(&source.shown))),
        Err(faults) => {
            let shown = if volume == Volume::Verbose { faults.len() } else { FAULTS_SHOWN };
            for fault in faults.iter().take(shown) {
                message::finding(&format!("{}: {fault}", source.shown));
            }
            if let Some(more @ 1..) = faults.len().checked_sub(shown) {
                message::note(&format!("and {more} more; -v shows them all"));
            }
            Err(Error::Unaccounted { source_file: source.shown, json: json.shown, count: faults.len() })
        }
    }
}
