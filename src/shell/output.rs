//! Writes results: to standard output at once, to files whole or not at all.

use std::{
    fs,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use same_file::Handle;
use tempfile::NamedTempFile;

use super::{error::Error, input::is_dash};

/// A file that may be written: not the input, not a folder, in a folder that exists.
#[derive(Debug)]
pub(crate) struct Target {
    /// As the user wrote it, for messages.
    shown: String,
    /// Where the result goes: a link is followed, so that it stays a link.
    path: PathBuf,
    /// A device or a pipe can only be written to, not replaced.
    replaceable: bool,
    /// The permissions of the file that is replaced.
    permissions: Option<fs::Permissions>,
}

impl Target {
    /// Looks at where the result is to go, before any work is done.
    pub(crate) fn new(output: &Path, input: &Path) -> Result<Self, Error> {
        let shown = output.display().to_string();
        match fs::metadata(output) {
            Ok(found) if found.is_dir() => Err(Error::OutputFolder { output: shown }),
            Ok(found) if found.is_file() && is_same(input, output).unwrap_or(false) => {
                Err(Error::OutputIsInput { output: shown })
            }
            Ok(found) if found.is_file() && found.permissions().readonly() => {
                Err(Error::Unwritable { output: shown, cause: io::ErrorKind::PermissionDenied.into() })
            }
            Ok(found) => {
                let path = fs::canonicalize(output).unwrap_or_else(|_| output.to_owned());
                let replaceable = found.is_file();
                Ok(Self { shown, path, replaceable, permissions: Some(found.permissions()) })
            }
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                if output.as_os_str().to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR]) {
                    return Err(Error::OutputFolder { output: shown });
                }
                let folder = folder_of(output);
                if !folder.is_dir() {
                    return Err(Error::NoFolder { output: shown, folder: folder.display().to_string() });
                }
                Ok(Self { shown, path: output.to_owned(), replaceable: true, permissions: None })
            }
            Err(cause) => Err(Error::Unwritable { output: shown, cause }),
        }
    }

    /// Writes the result beside the target and puts it in its place, so that a reader never sees half of it.
    pub(crate) fn write(&self, text: &str) -> Result<(), Error> {
        self.write_by(|out| out.write_all(text.as_bytes()))
    }

    /// The same for a result that is never held as a whole.
    pub(crate) fn write_by(&self, fill: impl FnOnce(&mut Buffered) -> io::Result<()>) -> Result<(), Error> {
        let outcome = if self.replaceable {
            self.replace(fill)
        } else {
            fs::File::create(&self.path).and_then(|mut file| filled(&mut file, fill))
        };
        outcome.map_err(|cause| Error::Unwritable { output: self.shown.clone(), cause })
    }

    fn replace(&self, fill: impl FnOnce(&mut Buffered) -> io::Result<()>) -> io::Result<()> {
        let mut file = temporary(folder_of(&self.path))?;
        filled(file.as_file_mut(), fill)?;
        if let Some(permissions) = &self.permissions {
            file.as_file().set_permissions(permissions.clone())?;
        }
        file.as_file().sync_all()?;
        file.persist(&self.path)?;
        Ok(())
    }
}

/// Where a result is written piece by piece.
pub(crate) type Buffered<'a> = BufWriter<&'a mut dyn Write>;

fn filled(out: &mut dyn Write, fill: impl FnOnce(&mut Buffered) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, out);
    fill(&mut out)?;
    out.flush()
}

/// A file that is written in a folder and then put into its place.
pub(crate) fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".restitch-");
    // What the process's umask leaves of it, as for any new file; a temporary one would be the owner's alone.
    #[cfg(unix)]
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o666);
    #[cfg(unix)]
    builder.permissions(open);
    builder.tempfile_in(folder)
}

/// Whether both are one file, under whatever names: links, hard links, standard input from a file.
fn is_same(input: &Path, output: &Path) -> io::Result<bool> {
    let input = if is_dash(input) { Handle::stdin() } else { Handle::from_path(input) };
    Ok(input? == Handle::from_path(output)?)
}

/// Writes a result to standard output. A reader that has gone away (`| head`) wants no more of it, which is no failure.
pub(crate) fn print(text: &str) -> Result<(), Error> {
    print_by(|out| out.write_all(text.as_bytes()))
}

/// The same for a result that is never held as a whole.
pub(crate) fn print_by(fill: impl FnOnce(&mut Buffered) -> io::Result<()>) -> Result<(), Error> {
    pipe_outcome(filled(&mut io::stdout().lock(), fill))
}

/// Writes text with colours to standard output; they go where no terminal shows them.
pub(crate) fn print_styled(text: &str) -> Result<(), Error> {
    let mut out = anstream::stdout().lock();
    pipe_outcome(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

fn pipe_outcome(outcome: io::Result<()>) -> Result<(), Error> {
    match outcome {
        Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => Err(Error::Stdout(cause)),
        _ => Ok(()),
    }
}

pub(crate) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
