//! What can go wrong, in words that name the file and the remedy.

use std::{io, path::Path};

use crate::decide::DecisionsError;

use super::sniff::Kind;

/// A failure that ends the run. Its text says what happened to which file, [`Error::remedy`] what to do about it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("{file}: there is no such file")]
    Missing { file: String },
    #[error("{file}: cannot be read: {}", reason(.cause))]
    Unreadable { file: String, cause: io::Error },
    #[error("{file} is a folder")]
    Folder { file: String, word: String },
    #[error("{file} is {}, not the text of a document", .kind.name())]
    WrongKind { file: String, word: String, kind: Kind },
    #[error("{count} input files, but one result")]
    SeveralInputs { count: usize },
    #[error("{output} is no folder")]
    NotAFolder { output: String },
    #[error("{output} is at work in another run")]
    Busy { output: String },
    #[error("{output} is there already, and no run of restitch made it")]
    Foreign { output: String },
    #[error("{file}: line {line} is broken")]
    BrokenManifest { file: String, line: usize },
    #[error("{file} is of version {version}, which this restitch does not know")]
    NewerManifest { file: String, version: u32 },
    #[error("{report}: its ending names no form of a report")]
    UnknownReport { report: String },
    #[error("{option} is for folders")]
    FolderOnly { option: &'static str },
    #[error("{option} is for single files")]
    FileOnly { option: &'static str },
    #[error("{file}: {pattern}: {cause}")]
    BadPattern { file: &'static str, pattern: String, cause: String },
    #[error("{output}: its ending names no format")]
    UnknownEnding { output: String },
    #[error("{output} is the input itself")]
    OutputIsInput { output: String },
    #[error("{output} is a folder")]
    OutputFolder { output: String },
    #[error("{file} is a folder")]
    DecisionsFolder { file: String },
    #[error("{output}: the folder {folder} does not exist")]
    NoFolder { output: String, folder: String },
    #[error("{output}: cannot be written: {}", reason(.cause))]
    Unwritable { output: String, cause: io::Error },
    #[error("standard output: cannot be written: {}", reason(.0))]
    Stdout(#[source] io::Error),
    #[error("{file}: {cause}")]
    BadDecisions { file: String, cause: DecisionsError },
    #[error("{place}: {reason}")]
    BadSettings { place: String, reason: String, remedy: String },
    #[error("{file} is not UTF-8, so it is no JSON")]
    NotJson { file: String },
    #[error("{file} is not the JSON of this restitch")]
    NoOutput { file: String },
    #[error("there is no command {command}")]
    NoCommand { command: String, commands: String },
    #[error("{file} has no note {note}")]
    NoNote { file: String, note: String },
    #[error("{source_file}: the account does not add up ({count} {})", if *.count == 1 { "fault" } else { "faults" })]
    Unaccounted { source_file: String, json: String, count: usize },
}

impl Error {
    /// What to do about it.
    pub(crate) fn remedy(&self) -> String {
        match self {
            Self::Missing { .. } => "check the name; `-` reads standard input, and `restitch --help` lists the commands".to_owned(),
            Self::Unreadable { cause, .. } if cause.kind() == io::ErrorKind::PermissionDenied => {
                "allow yourself to read it (chmod u+r), or pipe it in: `restitch < FILE`".to_owned()
            }
            Self::Unreadable { .. } => "copy it to a disk that can be read, and try again".to_owned(),
            Self::Folder { word, .. } => format!("say where its results go: restitch {word} -o FOLDER"),
            Self::WrongKind { word, kind, .. } => kind.remedy(word),
            Self::SeveralInputs { .. } => {
                "give one at a time: for f in *.txt; do restitch \"$f\" -o \"${f%.txt}.md\"; done".to_owned()
            }
            Self::UnknownEnding { .. } => {
                "end it with .md, .json, .pandoc.json or .sarif, or name the format: -t markdown, json, pandoc or sarif".to_owned()
            }
            Self::OutputIsInput { .. } => "choose another name: an input is never overwritten".to_owned(),
            Self::NotAFolder { .. } => "the results of a folder go into a folder; choose another name".to_owned(),
            Self::Busy { .. } => "wait until it has ended, or choose another output folder".to_owned(),
            Self::Foreign { .. } => "move it away, choose another output folder, or let --force replace it".to_owned(),
            Self::BrokenManifest { file, .. } => format!(
                "move {} away, and all files are done anew (--force does both)",
                shell_word(Path::new(file))
            ),
            Self::NewerManifest { .. } => "use the newer restitch, or another output folder; --force does all files anew".to_owned(),
            Self::UnknownReport { .. } => "end it with .json, .jsonl or .csv".to_owned(),
            Self::FolderOnly { .. } => "give a folder: restitch raw/ -o output/".to_owned(),
            Self::FileOnly { .. } => "run it on one file of the folder".to_owned(),
            Self::BadPattern { .. } => "patterns are like those of a shell: --include '*.txt' --exclude 'drafts/**'".to_owned(),
            Self::OutputFolder { .. } => "give the name of a file, such as -o FOLDER/NAME.md".to_owned(),
            Self::DecisionsFolder { .. } => "give the name of a file of decisions".to_owned(),
            Self::NoFolder { folder, .. } => format!("make it first: mkdir -p {}", shell_word(Path::new(folder))),
            Self::Unwritable { .. } => "choose another place, or allow yourself to write there (chmod u+w)".to_owned(),
            Self::Stdout(_) => "look at where it leads to: a full disk?".to_owned(),
            Self::BadDecisions { cause: DecisionsError::Version { .. }, .. } => {
                "make it anew with the `restitch review` of this version; what it says can be read and copied by hand".to_owned()
            }
            Self::BadDecisions { .. } => {
                "mend that line, or move the file away to go on without its decisions".to_owned()
            }
            Self::BadSettings { remedy, .. } => remedy.clone(),
            Self::NotJson { .. } => {
                "give SOURCE first and then what `restitch -t json SOURCE` made of it: restitch check SOURCE OUTPUT.json"
                    .to_owned()
            }
            Self::NoOutput { .. } => "make it anew: restitch -t json SOURCE -o OUTPUT.json".to_owned(),
            Self::NoCommand { commands, .. } => format!("there are pages of these: {commands}"),
            Self::NoNote { file, .. } => {
                format!("restitch explain {} lists its notes", shell_word(Path::new(file)))
            }
            Self::Unaccounted { json, .. } => format!(
                "if source or JSON was edited since, make {json} anew; if not, this is a defect of restitch worth a report"
            ),
        }
    }

    /// 2 if the command line asks for what cannot be, 1 if a file failed.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Folder { .. }
            | Self::SeveralInputs { .. }
            | Self::UnknownEnding { .. }
            | Self::OutputIsInput { .. }
            | Self::OutputFolder { .. }
            | Self::NotAFolder { .. }
            | Self::UnknownReport { .. }
            | Self::FolderOnly { .. }
            | Self::FileOnly { .. }
            | Self::NoCommand { .. }
            | Self::BadSettings { .. }
            | Self::BadPattern { .. } => 2,
            _ => 1,
        }
    }
}

/// An error of the system without its number.
pub(crate) fn reason(cause: &io::Error) -> String {
    let text = cause.to_string();
    match text.rfind(" (os error ") {
        Some(at) => text[..at].to_owned(),
        None => text,
    }
}

/// A path as one would write it in a shell.
pub(crate) fn shell_word(path: &Path) -> String {
    let mut word = path.to_string_lossy().into_owned();
    if word.starts_with('-') {
        word.insert_str(0, "./");
    }
    let plain = |c: char| c.is_alphanumeric() || "/._-+,:@%=".contains(c);
    if !word.is_empty() && word.chars().all(plain) { word } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_where_a_shell_would_trip() {
        for (path, word) in [
            ("a/b.txt", "a/b.txt"),
            ("été.pdf", "été.pdf"),
            ("my file", "'my file'"),
            ("it's", r"'it'\''s'"),
            ("$(rm)", "'$(rm)'"),
            ("-o", "./-o"),
            ("", "''"),
        ] {
            assert_eq!(shell_word(Path::new(path)), word);
        }
    }

    #[test]
    fn reasons_carry_no_numbers() {
        assert_eq!(reason(&io::Error::from_raw_os_error(13)), "Permission denied");
        assert_eq!(reason(&io::Error::other("odd")), "odd");
    }
}
