//! The command line: inputs, outputs, messages. It knows no text rules.
//!
//! `args` reads the arguments, `input` the bytes (`sniff` tells a PDF or an image from text), `run` calls the library,
//! `output` writes the result, and `message` says the rest: `error` what went wrong and what to do about it, `summary`
//! what was restored, `report` what is doubtful and where, `explain` and `why` what it means. Results go to standard
//! output, everything else to standard error. `stream` does the same line by line for clusters; `tally` counts. `man` makes the
//! pages of the manual, `settings` reads `restitch.toml`.
//!
//! A whole folder goes through `folder`.
//!
//! Exit codes: 0 all well, 1 some input failed, 2 the command line is wrong, 130 stopped by Ctrl-C.

mod args;
mod error;
mod explain;
mod folder;
mod help;
mod input;
mod man;
mod message;
mod output;
mod report;
mod run;
mod settings;
mod sniff;
mod stream;
mod summary;
mod tally;
mod why;

use std::{
    ffi::OsString,
    io::{IsTerminal, stdin},
    process::ExitCode,
};

use clap::CommandFactory;

use args::Cli;

/// Runs the program and gives its exit code: 0 all well, 1 some input failed, 2 the command line is wrong, 130 stopped.
pub fn main() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().collect();
    anstream::ColorChoice::from(args::color_wish(&args)).write_global();
    let cli = match Cli::read(args.iter().cloned()) {
        Ok(cli) => cli,
        Err(error) => return usage(&error, &args),
    };
    if cli.command.is_none() && cli.inputs.is_empty() && !(cli.stream || cli.show_config) && stdin().is_terminal() {
        // Nothing was given and nothing is piped in: waiting for someone to type a document helps nobody.
        message::say(&Cli::command().render_help().ansi().to_string());
        return ExitCode::from(2);
    }
    match run::run(&cli) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            message::error(&error);
            ExitCode::from(error.exit_code())
        }
    }
}

/// Prints what the parser has to say: help and version as asked for, or what is wrong with the arguments.
fn usage(error: &clap::Error, args: &[OsString]) -> ExitCode {
    let steering = args.iter().any(|arg| arg.to_string_lossy().contains(message::steers));
    if steering {
        // The parser quotes arguments as they are; a pattern such as `*` may have picked up a hostile name.
        let text = error.render().to_string();
        let lines: Vec<_> = text.lines().map(message::clean).collect();
        message::say(&format!("{}\n", lines.join("\n")));
    } else {
        // A closed pipe is no failure here either.
        let _ = error.print();
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}
