//! Restores file after file on several threads. What a file becomes depends on nothing that another thread does.

use std::{
    borrow::Cow,
    fs,
    io::{self, Read},
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::Instant,
};

use data_encoding::HEXLOWER;
use rustc_hash::FxHashSet;
use sha2::{Digest, Sha256};

use super::{
    Place, STOP, Wish,
    corpus::Corpus,
    manifest::{Entry, Manifest, Output},
    names::{Job, key},
    progress::Progress,
    report::{Outcome, Row},
    tally::Tally,
};
use crate::{
    Options,
    prose::witness::Witness,
    review, sha256,
    shell::{
        args::Format,
        error::Error,
        input::{self, Input},
        message::{self, Volume},
        run::{restored, written},
    },
};

/// Bytes of input that are at work at once; a larger file is at work alone. A file takes some fourteen times its size.
const AT_WORK: u64 = 24 * 1024 * 1024;

/// A file that is done or has failed.
struct Finished {
    row: Row,
    /// What the manifest does not know yet.
    entry: Option<Arc<Entry>>,
}

/// An input as it was looked at before any work.
struct Seen<'m> {
    sha256: String,
    bytes: u64,
    /// What the manifest says of it, if it is to come out as it did.
    same: Option<&'m Arc<Entry>>,
}

/// What all threads share.
struct Shop<'a> {
    place: &'a Place,
    manifest: &'a Manifest,
    /// Outputs that may be replaced.
    ours: FxHashSet<&'a str>,
    wish: &'a Wish,
    method: Method,
    room: Room,
    /// The inputs of the folder, as the entries of the manifest know them.
    state: String,
    corpus: Option<Corpus>,
    progress: Progress,
}

/// Restores what is new or has changed. `decided` are the files of decisions that the walk saw.
pub(super) fn work(
    place: &Place,
    plan: &[Job],
    decided: FxHashSet<PathBuf>,
    manifest: &mut Manifest,
    wish: &Wish,
) -> Vec<Row> {
    let method = Method::of(wish, decided);
    let seen = each(plan.len(), wish.jobs, |at| {
        let (sha256, bytes) = hash(&place.root.join(&plan[at].input)).ok()?;
        let same = method.same(place, manifest, &plan[at], &sha256, wish);
        Some(Seen { sha256, bytes, same })
    });
    let state = if wish.corpus { state(plan, &seen) } else { String::new() };
    let unchanged = |at: usize| seen[at].as_ref().filter(|seen| seen.same.is_some_and(|entry| entry.corpus == state));
    let new = (0..plan.len()).any(|at| unchanged(at).is_none());
    let corpus = (wish.corpus && new).then(|| Corpus::gather(place, plan, wish.jobs));
    let ours = if new { manifest.ours(place, plan) } else { FxHashSet::default() };
    let progress = Progress::begin(plan.len(), wish);
    let shop =
        Shop { place, manifest, ours, wish, method, room: Room::default(), state: state.clone(), corpus, progress };
    let failed = AtomicBool::new(false);
    let finished = each(plan.len(), wish.jobs, |at| {
        if STOP.load(Ordering::Relaxed) || (wish.fail_fast && failed.load(Ordering::Relaxed)) {
            return None;
        }
        let done = shop.finish(&plan[at], unchanged(at));
        if done.row.outcome == Outcome::Failed {
            failed.store(true, Ordering::Relaxed);
            shop.progress.pause(|| message::failure(&done.row.told()));
        } else if wish.volume == Volume::Verbose {
            shop.progress.pause(|| message::note(&format!("{}: {:?}", done.row.file, done.row.outcome).to_lowercase()));
        }
        shop.progress.step(done.row.outcome == Outcome::Failed);
        Some(done)
    });
    shop.progress.end();
    let mut rows = Vec::with_capacity(plan.len());
    let mut entries = Vec::new();
    for done in finished.into_iter().flatten() {
        rows.push(done.row);
        entries.extend(done.entry);
    }
    manifest.extend(entries);
    rows
}

/// Calls `what` for each number up to `count` on several threads; the answers are in order.
pub(super) fn each<T: Send>(count: usize, threads: usize, what: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let mut all: Vec<Option<T>> = Vec::new();
    all.resize_with(count, || None);
    let one = || {
        let mut answers = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count {
                return answers;
            }
            answers.push((at, what(at)));
        }
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (1..threads.clamp(1, count.max(1))).map(|_| scope.spawn(one)).collect();
        let own = one();
        // a thread can only end by itself: what it calls catches its panics
        let others = threads.into_iter().flat_map(|thread| thread.join().unwrap_or_default());
        own.into_iter().chain(others).for_each(|(at, answer)| all[at] = Some(answer));
    });
    all.into_iter().flatten().collect()
}

/// All inputs of the folder in one hash; of those that can be read, their hashes are known.
fn state(plan: &[Job], seen: &[Option<Seen>]) -> String {
    let hashes = seen.iter().map(|seen| seen.as_ref().map_or("", |seen| &seen.sha256));
    let mut hasher = Sha256::new();
    for part in plan.iter().zip(hashes).flat_map(|(job, sha256)| [&job.key, "\n", sha256, "\n"]) {
        hasher.update(part);
    }
    HEXLOWER.encode(&hasher.finalize())
}

/// The SHA-256 of a file and its length, piece by piece: nothing of it is kept.
fn hash(path: &Path) -> io::Result<(String, u64)> {
    let mut file = fs::File::open(path)?;
    let mut hasher = Sha256::new();
    let mut length = 0;
    let mut piece = [0; 16 * 1024];
    loop {
        let read = file.read(&mut piece)?;
        hasher.update(&piece[..read]);
        length += read as u64;
        // the end of a file cuts a read short; were it anything else, the hash would be another, and the file be done anew
        if read < piece.len() {
            return Ok((HEXLOWER.encode(&hasher.finalize()), length));
        }
    }
}

/// Reads an input whole.
fn read(place: &Place, job: &Job) -> Result<Input, Error> {
    let path = place.root.join(&job.input);
    // messages name it as the run does
    steady(&path, || Ok(Input { shown: job.key.clone(), ..input::read_any(&path)? }))
}

/// Reads a file. One that changes while it is read is read once more, and then given up.
fn steady(path: &Path, mut read: impl FnMut() -> Result<Input, Error>) -> Result<Input, Error> {
    for _ in 0..2 {
        let input = read()?;
        if fs::metadata(path).is_ok_and(|meta| meta.len() == input.bytes.len() as u64) {
            return Ok(input);
        }
    }
    let cause = io::Error::other("it changes while it is read");
    Err(Error::Unreadable { file: path.display().to_string(), cause })
}

/// How files are done, besides their bytes: what entries of the manifest say of it.
struct Method {
    words: String,
    /// What is said of files about which nothing was decided.
    undecided: String,
    /// The files of decisions that the walk saw. One that comes later is seen by the next run.
    decided: FxHashSet<PathBuf>,
}

impl Method {
    fn of(wish: &Wish, decided: FxHashSet<PathBuf>) -> Self {
        let formats: Vec<&str> = wish.formats.iter().map(|format| ending(*format)).collect();
        let Wish { form, review, corpus, .. } = wish;
        let words = format!("{} {formats:?} {form:?} {review} {corpus}", env!("CARGO_PKG_VERSION"));
        Self { undecided: sha256(format!("{words} ").as_bytes()), words, decided }
    }

    /// What is said of a file.
    fn made(&self, place: &Place, job: &Job) -> Cow<'_, str> {
        let decisions = || Some(input::decisions_beside(&job.input)).filter(|path| self.decided.contains(path));
        let decisions = if self.decided.is_empty() { None } else { decisions() };
        match decisions.and_then(|path| fs::read(place.root.join(path)).ok()) {
            Some(decisions) => sha256(format!("{} {}", self.words, sha256(&decisions)).as_bytes()).into(),
            None => Cow::Borrowed(&self.undecided),
        }
    }

    /// The entry of a file that was done in the same way, of the same bytes, and whose outputs are there. None if all is to be
    /// done anew.
    fn same<'m>(
        &self,
        place: &Place,
        manifest: &'m Manifest,
        job: &Job,
        sha256: &str,
        wish: &Wish,
    ) -> Option<&'m Arc<Entry>> {
        manifest.entries.get(&job.key).filter(|entry| {
            !wish.force
                && entry.sha256 == sha256
                && entry.made == self.made(place, job)
                && is_named(entry, job, wish)
                && entry.outputs.iter().all(|output| output.is_there(place))
        })
    }
}

/// The ending of the outputs of a format.
pub(super) fn ending(format: Format) -> &'static str {
    match format {
        Format::Markdown => ".md",
        Format::Json => ".json",
        Format::Pandoc => ".pandoc.json",
        Format::Sarif => ".sarif",
    }
}

/// Whether the outputs of an entry are those that a file is to have.
fn is_named(entry: &Entry, job: &Job, wish: &Wish) -> bool {
    let base = key(&job.base);
    let endings = wish.formats.iter().map(|format| ending(*format)).chain(wish.review.then_some(".review.html"));
    endings.map(Some).eq(entry.outputs.iter().map(|output| output.name.strip_prefix(&base)))
}

impl Shop<'_> {
    /// Restores one file, unless it is `unchanged`. A defect of ours is its failure, not the run's.
    fn finish(&self, job: &Job, unchanged: Option<&Seen>) -> Finished {
        let began = Instant::now();
        if let Some(Seen { bytes, same: Some(entry), .. }) = unchanged {
            let row = self.row(job, Arc::clone(entry), Outcome::Unchanged, *bytes, began);
            return Finished { row, entry: None };
        }
        let size = fs::metadata(self.place.root.join(&job.input)).map_or(0, |meta| meta.len());
        let outcome = {
            let _held = self.room.take(size);
            catch_unwind(AssertUnwindSafe(|| self.restore(job)))
        };
        let failed = |reason: String, remedy: Option<String>| Finished {
            row: Row { bytes: size, milliseconds: since(began), remedy, ..Row::failed(&job.key, reason) },
            entry: None,
        };
        match outcome {
            Ok(Ok((entry, outcome))) => {
                let entry = Arc::new(entry);
                let row = self.row(job, Arc::clone(&entry), outcome, size, began);
                Finished { row, entry: Some(entry) }
            }
            Ok(Err(error)) => failed(error.to_string(), Some(error.remedy())),
            Err(_) => failed("a defect of restitch ended its work on it; please report it".to_owned(), None),
        }
    }

    /// What is told of a file that has come out; one with more doubts than are allowed has failed.
    fn row(&self, job: &Job, entry: Arc<Entry>, outcome: Outcome, bytes: u64, began: Instant) -> Row {
        let doubts = entry.tally.doubts;
        let strict = self.wish.strict.filter(|most| doubts > *most as usize);
        let reason = strict.map(|most| format!("{doubts} doubts, of which --strict allows {most}"));
        Row {
            file: job.key.clone(),
            outcome: if reason.is_some() { Outcome::Failed } else { outcome },
            reason,
            remedy: None,
            bytes,
            milliseconds: since(began),
            entry: Some(entry),
        }
    }

    fn restore(&self, job: &Job) -> Result<(Entry, Outcome), Error> {
        let input = read(self.place, job)?;
        let sha256 = sha256(&input.bytes);
        let witness = self.corpus.as_ref().map(|corpus| corpus.answers(&input.bytes));
        let answers = witness.as_ref().map(Witness::digest).unwrap_or_default();
        // another folder, but one that says the same of this file's words
        let same = self.method.same(self.place, self.manifest, job, &sha256, self.wish);
        if let Some(entry) = same.filter(|entry| entry.answers == answers) {
            let entry = Entry { corpus: self.state.clone(), ..Entry::clone(entry) };
            return Ok((entry, Outcome::Unchanged));
        }
        let mut input = input::text(input)?;
        // looked at before the decisions are read: should they change by then, the next run sees that
        let made = self.method.made(self.place, job);
        let options = Options { decisions: input::decisions(&input, None)?, witness };
        let shows_lines = self.wish.review || self.wish.formats.contains(&Format::Sarif);
        let restored = restored(&mut input, &options, shows_lines);
        let mut outputs = Vec::new();
        for &format in &self.wish.formats {
            let text = written(format, &input, &restored, &self.wish.form);
            outputs.push((job.output(ending(format)), text));
        }
        if self.wish.review {
            let page = review::to_string(&restored, &input.bytes, options.decisions.as_ref());
            outputs.push((job.output(".review.html"), page));
        }
        let entry = Entry {
            input: job.key.clone(),
            sha256,
            made: made.into_owned(),
            corpus: self.state.clone(),
            answers,
            outputs: outputs.iter().map(|(name, text)| Output::of(name, text)).collect(),
            tally: Tally::of(&restored),
        };
        self.put(&entry, &outputs)?;
        Ok((entry, Outcome::Done))
    }

    /// Puts the outputs of a file in place, all or none that is new.
    fn put(&self, entry: &Entry, outputs: &[(PathBuf, String)]) -> Result<(), Error> {
        let is_ours = |output: &Output| self.ours.contains(&*output.name) || output.is_free(self.place);
        if let Some(foreign) = entry.outputs.iter().find(|output| !is_ours(output))
            && !self.wish.force
        {
            return Err(Error::Foreign { output: foreign.name.clone() });
        }
        let unwritable =
            |name: &Path, cause| Error::Unwritable { output: self.place.out.join(name).display().to_string(), cause };
        let journal = |cause| unwritable(Path::new(".restitch/journal.jsonl"), cause);
        self.manifest.doing(self.place, &entry.outputs).map_err(journal)?;
        for (name, text) in outputs {
            self.place.put(name, text.as_bytes()).map_err(|cause| unwritable(name, cause))?;
        }
        self.manifest.done(self.place, entry).map_err(journal)
    }
}

fn since(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1e3
}

/// The room for inputs at work.
#[derive(Default)]
struct Room {
    taken: Mutex<u64>,
    freed: Condvar,
}

impl Room {
    /// Waits until there is room for so many bytes.
    fn take(&self, bytes: u64) -> Held<'_> {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |taken: &mut u64| *taken > 0 && *taken + bytes > AT_WORK;
        let mut taken = self.freed.wait_while(taken, full).unwrap_or_else(PoisonError::into_inner);
        *taken += bytes;
        Held { room: self, bytes }
    }
}

/// Room that is given back when this is dropped.
struct Held<'a> {
    room: &'a Room,
    bytes: u64,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        *self.room.taken.lock().unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        self.room.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::shell::{
        args::ProgressWhen,
        folder::{names, walk},
    };

    fn grow(path: &Path) {
        let mut file = fs::OpenOptions::new().append(true).open(path).expect("it is there");
        file.write_all(b"More.\n").expect("it is written");
    }

    #[test]
    fn a_file_that_grows_while_it_is_read_is_read_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.txt");
        fs::write(&path, "Text.\n").expect("it is written");
        let mut times = 0;
        let input = steady(&path, || {
            let input = input::read_any(&path);
            times += 1;
            if times == 1 {
                grow(&path);
            }
            input
        });
        assert!(input.is_ok_and(|input| input.bytes == b"Text.\nMore.\n"));
        // one that goes on growing is given up
        let input = steady(&path, || {
            let input = input::read_any(&path);
            grow(&path);
            input
        });
        assert!(input.is_err_and(|error| error.to_string().contains("it changes while it is read")));
    }

    #[test]
    fn a_file_that_vanishes_while_it_is_read_is_missing() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.txt");
        fs::write(&path, "Text.\n").expect("it is written");
        let input = steady(&path, || {
            let input = input::read_any(&path);
            let _ = fs::remove_file(&path);
            input
        });
        assert!(matches!(input, Err(Error::Missing { .. })));
    }

    #[test]
    fn what_changes_after_the_walk_fails_by_itself() {
        let desk = tempfile::tempdir().expect("a folder");
        let root = desk.path().join("in");
        fs::create_dir(&root).expect("a folder");
        for name in ["changes.txt", "folder.txt", "stays.txt", "vanishes.txt"] {
            fs::write(root.join(name), "A text\nthat stays.\n").expect("it is written");
        }
        let wish = Wish {
            formats: vec![Format::Markdown],
            form: crate::write::Form::default(),
            review: false,
            jobs: 2,
            include: None,
            exclude: walk::globs(&[]).expect("no pattern is wrong"),
            force: false,
            prune: false,
            fail_fast: false,
            strict: None,
            corpus: true,
            progress: ProgressWhen::None,
            report: None,
            volume: Volume::Quiet,
        };
        let place = Place::make(&root, &desk.path().join("out")).expect("a place");
        let plan = names::plan(walk::walk(&place, &wish).files, &None);
        fs::remove_file(root.join("vanishes.txt")).expect("it was there");
        fs::remove_file(root.join("folder.txt")).expect("it was there");
        fs::create_dir(root.join("folder.txt")).expect("a folder");
        fs::write(root.join("changes.txt"), "Another text.\n").expect("it is written");
        let mut manifest = Manifest::open(&place, false, 2).expect("none is there");
        let rows = work(&place, &plan, FxHashSet::default(), &mut manifest, &wish);
        let told: Vec<_> = rows.iter().map(|row| (row.file.as_str(), row.outcome, row.told())).collect();
        assert_eq!(
            rows.iter().map(|row| (row.file.as_str(), row.outcome)).collect::<Vec<_>>(),
            [
                ("changes.txt", Outcome::Done),
                ("folder.txt", Outcome::Failed),
                ("stays.txt", Outcome::Done),
                ("vanishes.txt", Outcome::Failed)
            ]
        );
        assert!(told[3].2.contains("vanishes.txt") && told[3].2.contains("no such file"), "{}", told[3].2);
        assert!(fs::read_to_string(place.out.join("changes.md")).is_ok_and(|text| text.ends_with("Another text.\n")));
        assert!(!place.out.join("vanishes.md").exists() && manifest.entries.len() == 2);
    }
}
