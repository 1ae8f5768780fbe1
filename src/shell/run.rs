//! Does what the command line says.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

use clap::CommandFactory;

use crate::{
    Options, Restored, check, restore, restore_owned, review, schema,
    write::{self, Form},
};

use super::{
    args::{Cli, Command, FolderArgs, Format, SchemaOf, format_of},
    error::{Error, shell_word},
    explain::{Subject, explain},
    folder::{self, Ending, Wish},
    input::{self, Input, is_dash},
    man,
    message::{self, Volume},
    output::{self, Buffered, Target},
    report,
    settings::{self, InForce, Settings},
    stream, summary,
    why::explain_notes,
};

/// How many faults of an account are told one by one.
const FAULTS_SHOWN: usize = 20;

/// Runs one command.
pub(crate) fn run(cli: &Cli) -> Result<u8, Error> {
    let volume = match (cli.quiet, cli.verbose) {
        (true, _) => Volume::Quiet,
        (_, true) => Volume::Verbose,
        _ if cli.report == Some(None) => Volume::Verbose,
        _ => Volume::Normal,
    };
    match &cli.command {
        None => restore_given(cli, volume),
        Some(command) => obey(command, cli, volume).map(|()| 0),
    }
}

/// Does what else there is to do than to restore.
fn obey(command: &Command, cli: &Cli, volume: Volume) -> Result<(), Error> {
    match command {
        Command::Check { source, json } => prove(source, json, volume),
        Command::Explain { subject: None, .. } => output::print_styled(&explain(None)),
        Command::Explain { subject: Some(Subject::Code(code)), .. } => output::print_styled(&explain(Some(*code))),
        Command::Explain { subject: Some(Subject::Output(json)), note } => teach(json, note.as_deref()),
        Command::Review { source, output } => review(source, output.as_deref(), cli.decisions.as_deref(), volume),
        Command::Schema { of: SchemaOf::Json } => output::print(&schema::to_string()),
        Command::Schema { of: SchemaOf::Config } => output::print(&settings::schema()),
        Command::Completions { shell } => {
            // Into memory first: the generator panics if its writer fails, and a closed pipe is no reason for that.
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "restitch", &mut script);
            output::print(&String::from_utf8_lossy(&script))
        }
        Command::Man { output: Some(folder), .. } => man::write_all(folder),
        Command::Man { page, output: None } => output::print(&man::page(page.as_deref())?),
    }
}

/// Restores what the command line names: a file, a folder, or standard input as one text or line by line.
fn restore_given(cli: &Cli, volume: Volume) -> Result<u8, Error> {
    let given = &cli.settings;
    let mut in_force = if cli.no_config || cli.stream {
        InForce::given(given)
    } else {
        InForce::find(given, cli.inputs.first().map(PathBuf::as_path))?
    };
    let root = match cli.inputs.as_slice() {
        [root] if root.is_dir() => Some(root),
        _ => None,
    };
    let out = cli.output.as_deref().filter(|out| !is_dash(out));
    let told = in_force.settings.to.as_deref().unwrap_or_default();
    let formats = match root {
        Some(_) => each_once(told, &[Format::Markdown, Format::Json, Format::Pandoc]),
        None if cli.stream => each_once(told, &[Format::Markdown]),
        None => vec![choose(given.to.as_ref().and_then(|to| to.last()), out, told.first())?],
    };
    if cli.show_config {
        let by_ending = root.is_none() && out.and_then(Path::file_name).and_then(format_of).is_some();
        in_force.settings.to = Some(formats);
        return output::print(&settings::show(&in_force, given, by_ending)).map(|()| 0);
    }
    if let Some(file) = in_force.file().filter(|_| volume == Volume::Verbose) {
        message::note(&format!("settings: {}", file.path.display()));
    }
    let settings = &in_force.settings;
    let form = settings.form();
    if let Some(root) = root {
        return whole_folder(root, cli, formats, settings, volume);
    }
    if let Some(option) = cli.folder.given().or(given.for_folders()) {
        return Err(Error::FolderOnly { option });
    }
    if let Some(Some(_)) = cli.report {
        return Err(Error::FolderOnly { option: "--report=FILE" });
    }
    if cli.stream {
        return stream::run(&formats, &form, volume).map(|()| 0);
    }
    convert(&cli.inputs, formats[0], out, cli.decisions.as_deref(), &form, volume).map(|()| 0)
}

/// Restores the files of a folder into another.
fn whole_folder(
    root: &Path,
    cli: &Cli,
    formats: Vec<Format>,
    settings: &Settings,
    volume: Volume,
) -> Result<u8, Error> {
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
    let FolderArgs { force, prune, progress } = cli.folder;
    let Settings { jobs, include, exclude, fail_fast, strict, no_corpus, review, .. } = settings;
    let include = include.as_deref().filter(|patterns| !patterns.is_empty());
    let wish = Wish {
        formats,
        form: settings.form(),
        review: review.unwrap_or_default(),
        jobs: jobs.unwrap_or_else(settings::processors).get().into(),
        include: include.map(|patterns| globs("--include", patterns)).transpose()?,
        exclude: globs("--exclude", exclude.as_deref().unwrap_or_default())?,
        force,
        prune,
        fail_fast: fail_fast.unwrap_or_default(),
        strict: *strict,
        corpus: !no_corpus.unwrap_or_default(),
        progress,
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
    format: Format,
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
    let target = out.map(|out| Target::new(out, path)).transpose()?;
    let shows_lines = format == Format::Sarif || volume == Volume::Verbose;
    let (input, _, restored) = restore_input(path, decisions, shows_lines)?;
    match format {
        Format::Json => deliver(target, |out| write::json::to_writer(&restored, out))?,
        _ => deliver(target, |out| out.write_all(written(format, &input, &restored, form).as_bytes()))?,
    }
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

/// Reads an input with what was decided about it, and restores it; see [`restored`].
fn restore_input(
    path: &Path,
    decisions: Option<&Path>,
    shows_lines: bool,
) -> Result<(Input, Options, Restored), Error> {
    let mut input = input::read(path)?;
    let options = Options { decisions: input::decisions(&input, decisions)?, ..Options::default() };
    let restored = restored(&mut input, &options, shows_lines);
    Ok((input, options, restored))
}

/// An input restored, under its name. Its bytes are let go if no lines of it will be shown.
pub(crate) fn restored(input: &mut Input, options: &Options, shows_lines: bool) -> Restored {
    let mut restored = if shows_lines {
        restore(&input.bytes, options)
    } else {
        restore_owned(std::mem::take(&mut input.bytes), options)
    };
    restored.source.name.clone_from(&input.name);
    restored
}

/// Writes a result to its file, or to standard output.
fn deliver(target: Option<Target>, fill: impl FnOnce(&mut Buffered) -> io::Result<()>) -> Result<(), Error> {
    match target {
        Some(target) => target.write_by(fill),
        None => output::print_by(fill),
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
    let (input, options, restored) = restore_input(source, decisions, true)?;
    let page = review::to_string(&restored, &input.bytes, options.decisions.as_ref());
    deliver(target, |out| out.write_all(page.as_bytes()))?;
    if let Some(out) = out.filter(|_| volume != Volume::Quiet) {
        message::note(&format!("{}: open it in a browser", out.display()));
    }
    if volume != Volume::Quiet && summary::is_empty(&restored) {
        message::warning(&format!("{}: there is no text in it, so there is nothing to review (W101)", input.shown));
    }
    Ok(())
}

/// What a single text becomes: what the command line says, or the ending of the output, or the settings.
fn choose(given: Option<&Format>, out: Option<&Path>, told: Option<&Format>) -> Result<Format, Error> {
    let usual = match (given, out) {
        (Some(format), _) => return Ok(*format),
        (None, None) => Some(Format::Markdown),
        (None, Some(out)) if out.is_dir() => return Err(Error::OutputFolder { output: out.display().to_string() }),
        (None, Some(out)) => match out.file_name().and_then(format_of) {
            Some(format) => return Ok(format),
            None => None,
        },
    };
    let unknown = || Error::UnknownEnding { output: out.unwrap_or(Path::new("-")).display().to_string() };
    told.copied().or(usual).ok_or_else(unknown)
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
