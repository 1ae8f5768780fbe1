//! A folder of texts, restored file by file into another folder.
//!
//! ```text
//! walk (which files) -> names (what each becomes) -> work (threads; output whole or absent) -> manifest (what is done)
//!                                                                                           -> report, index, summary
//! ```
//!
//! A run can end at any moment: what is done is in the manifest, and the next run does the rest.

mod corpus;
mod index;
mod manifest;
mod names;
mod progress;
mod report;
mod walk;
mod work;

use std::{
    fs, io, mem,
    panic::resume_unwind,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Instant,
};

use globset::GlobSet;

use super::{
    args::{Format, ProgressWhen, format_of},
    error::Error,
    message::{self, Volume},
    output::temporary,
    tally,
};
use crate::write;
use manifest::Manifest;
pub(crate) use report::{Form, check_report};
use report::{Row, Rows};
pub(crate) use walk::globs;

/// What a run over a folder was asked for.
#[derive(Debug)]
pub(crate) struct Wish {
    /// What is written of each file.
    pub(crate) formats: Vec<Format>,
    /// What the outputs show, and where.
    pub(crate) form: write::Form,
    /// Whether each file gets a review page.
    pub(crate) review: bool,
    /// Threads.
    pub(crate) jobs: usize,
    /// Which files are inputs, by name or path; text files if nothing is said.
    pub(crate) include: Option<GlobSet>,
    /// Which are not.
    pub(crate) exclude: GlobSet,
    /// Whether unchanged files are done again.
    pub(crate) force: bool,
    /// Whether outputs of inputs that are gone are removed.
    pub(crate) prune: bool,
    /// Whether the first failure ends the run.
    pub(crate) fail_fast: bool,
    /// Doubts above which a file counts as failed.
    pub(crate) strict: Option<u32>,
    /// Whether the words of the whole folder help to decide hyphens.
    pub(crate) corpus: bool,
    /// How progress is shown.
    pub(crate) progress: ProgressWhen,
    /// Where the report goes.
    pub(crate) report: Option<PathBuf>,
    /// How much is said.
    pub(crate) volume: Volume,
}

/// Files that no page links to and no walk enters: the manifest and what is being written.
const STATE: &str = ".restitch";

/// Whether someone asked the run to end.
static STOP: AtomicBool = AtomicBool::new(false);

/// How a run over a folder ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// All files are done.
    Whole,
    /// Some files failed; they were named.
    Failed,
    /// It was asked to stop.
    Stopped,
}

/// Restores the files of the folder `root` into the folder `out`.
pub(crate) fn run(root: &Path, out: &Path, wish: &Wish) -> Result<Ending, Error> {
    let began = Instant::now();
    let place = Place::make(root, out)?;
    let _lock = place.lock()?;
    place.clean()?;
    stop_when_asked();
    let open = || Manifest::open(&place, wish.force, wish.jobs);
    let (found, manifest) = both(wish.jobs, || walk::walk(&place, wish), open);
    let mut manifest = manifest?;
    let plan = names::plan(found.files, &place.preclaimed());
    for told in plan.iter().filter_map(|job| job.told.as_ref()).filter(|_| wish.volume != Volume::Quiet) {
        message::warning(told);
    }
    for (path, reason) in found.left_out.iter().filter(|_| wish.volume != Volume::Quiet) {
        message::warning(&format!("{}: left out: {reason}", path.display()));
    }
    let mut rows = Rows::default();
    for (path, reason) in found.failed {
        let row = Row::failed(&names::key(&path), reason);
        message::failure(&row.told());
        rows.push(row);
    }
    if !(wish.fail_fast && rows.failed() > 0) {
        rows.extend(work::work(&place, &plan, found.decided, &mut manifest, wish));
    }
    let stopped = STOP.load(Ordering::Relaxed);
    let gone = manifest.gone(&place, &plan, wish.prune);
    rows.sort();
    manifest.close(&place, wish.jobs)?;
    let indexed = stopped || index::write(&place, &plan, &manifest, &rows, wish.jobs)?;
    if let Some(report) = &wish.report {
        rows.write(report)?;
    }
    if wish.volume != Volume::Quiet {
        gone.iter().for_each(|told| message::warning(told));
        if !indexed {
            let page = place.out.join(index::NAME);
            message::warning(&format!(
                "{}: is there already and stays: no page of this run was written",
                page.display()
            ));
        }
        rows.summary(began.elapsed(), found.others, out).iter().for_each(|line| message::note(line));
    }
    let ending = match rows.failed() {
        _ if stopped => Ending::Stopped,
        0 => Ending::Whole,
        _ => Ending::Failed,
    };
    // the process ends with the run, and gives everything back at once: piece by piece takes many times longer
    mem::forget((plan, manifest, rows));
    Ok(ending)
}

/// Calls both, side by side if there are threads for it.
fn both<A, B: Send>(threads: usize, one: impl FnOnce() -> A, other: impl FnOnce() -> B + Send) -> (A, B) {
    if threads < 2 {
        return (one(), other());
    }
    thread::scope(|scope| {
        let other = scope.spawn(other);
        let one = one();
        (one, other.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

/// Lets Ctrl-C and a request to end stop the run in order: files at work are finished, no new ones begun. The second one
/// ends it at once.
fn stop_when_asked() {
    // It fails only if a handler is there already.
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
}

/// Where a run reads and writes.
#[derive(Debug)]
pub(crate) struct Place {
    /// The folder of the inputs, as the user wrote it.
    root: PathBuf,
    /// The folder of the outputs, links resolved.
    out: PathBuf,
    /// The folder of the inputs, links resolved.
    real_root: PathBuf,
}

impl Place {
    fn make(root: &Path, out: &Path) -> Result<Self, Error> {
        let unwritable = |cause| Error::Unwritable { output: out.display().to_string(), cause };
        let unreadable = |cause| Error::Unreadable { file: root.display().to_string(), cause };
        let real_root = fs::canonicalize(root).map_err(unreadable)?;
        let named_like_a_file = out.file_name().and_then(format_of).is_some() && !out.exists();
        if named_like_a_file || (out.exists() && !out.is_dir()) {
            return Err(Error::NotAFolder { output: out.display().to_string() });
        }
        fs::create_dir_all(out.join(STATE).join("tmp")).map_err(unwritable)?;
        Ok(Self { root: root.to_owned(), out: fs::canonicalize(out).map_err(unwritable)?, real_root })
    }

    /// A file of the run's own.
    fn state(&self, name: &str) -> PathBuf {
        self.out.join(STATE).join(name)
    }

    /// Holds the output folder against another run into it.
    fn lock(&self) -> Result<fs::File, Error> {
        let path = self.state("lock");
        let unwritable = |cause| Error::Unwritable { output: path.display().to_string(), cause };
        let file = fs::File::create(&path).map_err(unwritable)?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(fs::TryLockError::WouldBlock) => Err(Error::Busy { output: self.out.display().to_string() }),
            // a file system that knows no locks
            Err(fs::TryLockError::Error(cause)) if cause.kind() == io::ErrorKind::Unsupported => Ok(file),
            Err(fs::TryLockError::Error(cause)) => Err(unwritable(cause)),
        }
    }

    /// Removes what a run that was killed left half written.
    fn clean(&self) -> Result<(), Error> {
        let folder = self.state("tmp");
        let unwritable = |cause| Error::Unwritable { output: folder.display().to_string(), cause };
        for entry in fs::read_dir(&folder).map_err(unwritable)? {
            fs::remove_file(entry.map_err(unwritable)?.path()).map_err(unwritable)?;
        }
        Ok(())
    }

    /// Where the inputs lie if they lie in the output folder: no output may take the name of one.
    fn preclaimed(&self) -> Option<PathBuf> {
        self.real_root.strip_prefix(&self.out).ok().map(Path::to_owned)
    }

    /// Writes a file of the output folder whole: beside the others, then into its place.
    fn put(&self, name: &Path, bytes: &[u8]) -> io::Result<()> {
        use std::io::Write as _;
        let path = self.out.join(name);
        let folder = path.parent().unwrap_or(&self.out);
        fs::create_dir_all(folder)?;
        // a link within the output folder must not lead a result out of it
        if !fs::canonicalize(folder)?.starts_with(&self.out) {
            return Err(io::Error::other("a link leads out of the output folder"));
        }
        let mut file = temporary(&self.state("tmp"))?;
        file.write_all(bytes)?;
        file.persist(&path)?;
        Ok(())
    }
}
