//! Reads inputs, and refuses what holds no extracted text.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use crate::decide::{Decisions, DecisionsError};

use super::{
    error::{Error, shell_word},
    sniff::sniff,
};

/// One input, read.
#[derive(Debug)]
pub(crate) struct Input {
    /// As the user wrote it, for messages.
    pub(crate) shown: String,
    /// The file's own name, without its folders; standard input has none.
    pub(crate) name: Option<String>,
    /// Where it lies, unless it came from standard input.
    pub(crate) path: Option<PathBuf>,
    /// What it holds.
    pub(crate) bytes: Vec<u8>,
}

impl Input {
    /// A title for a document that tells none: the name of its file, as pandoc would have it.
    pub(crate) fn title(&self) -> String {
        let stem = self.name.as_deref().and_then(|name| Path::new(name).file_stem());
        stem.map_or_else(|| "Untitled".to_owned(), |stem| stem.to_string_lossy().into_owned())
    }
}

/// Whether a path stands for a standard stream.
pub(crate) fn is_dash(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Reads an input to restore. A PDF, an image or the like is an error that says how to get at its text.
pub(crate) fn read(path: &Path) -> Result<Input, Error> {
    text(read_any(path)?)
}

/// The same input, if it holds text.
pub(crate) fn text(input: Input) -> Result<Input, Error> {
    match sniff(&input.bytes) {
        None => Ok(input),
        Some(kind) => {
            let word = input.path.as_deref().map_or_else(|| "FILE".to_owned(), shell_word);
            Err(Error::WrongKind { file: input.shown, word, kind })
        }
    }
}

/// The file in which readers decide about an input.
pub(crate) fn decisions_beside(input: &Path) -> PathBuf {
    input.with_extension("decisions.toml")
}

/// The decisions for an input: those of the file that is named, or of the one beside the input, if there is one.
pub(crate) fn decisions(input: &Input, named: Option<&Path>) -> Result<Option<Decisions>, Error> {
    let beside = || input.path.as_ref().map(|path| decisions_beside(path)).filter(|path| path.is_file());
    let Some(path) = named.map(Path::to_owned).or_else(beside) else { return Ok(None) };
    let file = read_any(&path).map_err(|error| match error {
        Error::Folder { file, .. } => Error::DecisionsFolder { file },
        other => other,
    })?;
    let text = str::from_utf8(&file.bytes).map_err(|error| DecisionsError::Malformed {
        line: file.bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1,
        reason: "not UTF-8".to_owned(),
    });
    let name = file.name.unwrap_or_else(|| file.shown.clone());
    let read = text.and_then(|text| Decisions::from_toml(text, &name));
    read.map(Some).map_err(|cause| Error::BadDecisions { file: file.shown, cause })
}

/// Reads a file or standard input, whatever it holds.
pub(crate) fn read_any(path: &Path) -> Result<Input, Error> {
    if is_dash(path) {
        let mut bytes = Vec::new();
        let shown = "standard input".to_owned();
        return match io::stdin().lock().read_to_end(&mut bytes) {
            Ok(_) => Ok(Input { shown, name: None, path: None, bytes }),
            Err(cause) => Err(Error::Unreadable { file: shown, cause }),
        };
    }
    let shown = path.display().to_string();
    if path.is_dir() {
        return Err(Error::Folder { file: shown, word: shell_word(path) });
    }
    match fs::read(path) {
        Ok(bytes) => Ok(Input {
            shown,
            name: path.file_name().map(|name| name.to_string_lossy().into_owned()),
            path: Some(path.to_owned()),
            bytes,
        }),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Err(Error::Missing { file: shown }),
        Err(cause) => Err(Error::Unreadable { file: shown, cause }),
    }
}
