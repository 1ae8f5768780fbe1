//! The pages of the manual, made of what `--help` says.

use std::path::Path;

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use roff::{Roff, bold, roman};

use super::{args::Cli, error::Error, output::Target};

/// The page of the program, or of one of its commands, as roff.
///
/// # Errors
/// [`Error::NoCommand`] if there is no such command.
pub(super) fn page(of: Option<&str>) -> Result<String, Error> {
    let program = program();
    let Some(name) = of else { return Ok(render(program)) };
    let found = program.get_subcommands().find(|command| command.get_name() == name).cloned();
    found.map(render).ok_or_else(|| {
        let commands: Vec<_> = program.get_subcommands().map(Command::get_name).collect();
        Error::NoCommand { command: name.to_owned(), commands: commands.join(", ") }
    })
}

/// Writes all pages into a folder, under the names by which `man` finds them.
///
/// # Errors
/// What keeps a page from being written.
pub(super) fn write_all(folder: &Path) -> Result<(), Error> {
    let program = program();
    for command in program.get_subcommands().chain([&program]) {
        let path = folder.join(Man::new(command.clone()).get_filename());
        Target::new(&path, Path::new("-"))?.write(&render(command.clone()))?;
    }
    Ok(())
}

/// The program, with its commands' full names.
fn program() -> Command {
    let mut program = Cli::command().disable_help_subcommand(true);
    program.build();
    program
}

/// One page.
fn render(command: Command) -> String {
    let after = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
    let has = [command.get_arguments().next().is_some(), command.has_subcommands()];
    // Without a date, so that one version always gives the same page.
    let man = Man::new(command).manual("restitch").source(concat!("restitch ", env!("CARGO_PKG_VERSION")));
    let mut page = Vec::new();
    let parts = [
        (true, Man::render_title as fn(&Man, &mut dyn std::io::Write) -> std::io::Result<()>),
        (true, Man::render_name_section),
        (true, Man::render_synopsis_section),
        (true, Man::render_description_section),
        (has[0], Man::render_options_section),
        (has[1], Man::render_subcommands_section),
    ];
    for (_, part) in parts.iter().filter(|(wanted, _)| *wanted) {
        // Writing to memory cannot fail.
        let _ = part(&man, &mut page);
    }
    String::from_utf8_lossy(&page).into_owned() + &sections(&after)
}

/// The sections at the end of `--help`: headings at the margin, terms under them (`term  text`, or with the text on lines
/// that are set further in).
fn sections(text: &str) -> String {
    let mut out = Roff::new();
    for line in text.lines() {
        let said = line.trim();
        match line.len() - line.trim_start().len() {
            _ if said.is_empty() => {}
            0 => drop(out.control("SH", [said.trim_end_matches(':').to_uppercase().as_str()])),
            2 => {
                let (term, text) = said.split_once("  ").unwrap_or((said, ""));
                out.control("TP", []).text([bold(term)]);
                if !text.is_empty() {
                    out.text([roman(text.trim_start())]);
                }
            }
            _ => drop(out.text([roman(said)])),
        }
    }
    out.render()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_becomes_sections() {
        let page = sections("Examples:\n  a -b\n      What it\n      does.\n\nExit codes:\n  0  all well\n");
        let wanted =
            ".SH EXAMPLES\n.TP\n\\fBa \\-b\\fR\nWhat it\ndoes.\n.SH \"EXIT CODES\"\n.TP\n\\fB0\\fR\nall well\n";
        assert!(page.ends_with(wanted), "{page}");
    }
}
