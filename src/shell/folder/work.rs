//! Restores file after file on several threads. What a file becomes depends on nothing that another thread does.

use std::{
    fs, io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{
        Condvar, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::Instant,
};

use super::{
    Place, STOP, Wish,
    corpus::Corpus,
    manifest::{Entry, Manifest, Output},
    names::Job,
    progress::Progress,
    report::{Outcome, Row, listed},
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
    entry: Option<Entry>,
}

/// What all threads share.
struct Shop<'a> {
    place: &'a Place,
    manifest: &'a Manifest,
    wish: &'a Wish,
    room: Room,
    /// The inputs of the folder, as the entries of the manifest know them.
    state: String,
    corpus: Option<Corpus>,
    progress: Progress,
}

/// Restores what is new or has changed.
pub(super) fn work(place: &Place, plan: &[Job], manifest: &mut Manifest, wish: &Wish) -> Vec<Row> {
    let seen = each(plan.len(), wish.jobs, |at| {
        let sha256 = read(place, &plan[at]).map(|input| sha256(&input.bytes)).ok()?;
        let same = is_same(place, manifest, &plan[at], &sha256, wish);
        Some((sha256, same))
    });
    let state = if wish.corpus { state(plan, &seen) } else { String::new() };
    let unchanged = |at: usize| seen[at].as_ref().and_then(|(_, same)| same.filter(|entry| entry.corpus == state));
    let unchanged: Vec<Option<&Entry>> = (0..plan.len()).map(unchanged).collect();
    let corpus = (wish.corpus && unchanged.contains(&None)).then(|| Corpus::gather(place, plan, wish.jobs));
    let progress = Progress::begin(plan.len(), wish);
    let shop = Shop { place, manifest, wish, room: Room::default(), state, corpus, progress };
    let failed = AtomicBool::new(false);
    let finished = each(plan.len(), wish.jobs, |at| {
        if STOP.load(Ordering::Relaxed) || (wish.fail_fast && failed.load(Ordering::Relaxed)) {
            return None;
        }
        let done = shop.finish(&plan[at], unchanged[at]);
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
    manifest.entries.extend(entries.into_iter().map(|entry| (entry.input.clone(), entry)));
    rows
}

/// Calls `what` for each number up to `count` on several threads; the answers are in order.
pub(super) fn each<T: Send>(count: usize, threads: usize, what: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
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
    let mut answers = thread::scope(|scope| {
        let threads: Vec<_> = (1..threads.clamp(1, count.max(1))).map(|_| scope.spawn(one)).collect();
        let mut answers = one();
        // a thread can only end by itself: what it calls catches its panics
        answers.extend(threads.into_iter().flat_map(|thread| thread.join().unwrap_or_default()));
        answers
    });
    answers.sort_unstable_by_key(|(at, _)| *at);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

/// All inputs of the folder in one hash; of those that can be read, their hashes are known.
fn state<T>(plan: &[Job], seen: &[Option<(String, T)>]) -> String {
    let hashes = seen.iter().map(|seen| seen.as_ref().map(|(sha256, _)| sha256));
    let all: String = plan.iter().zip(hashes).map(|(job, sha256)| format!("{}\n{sha256:?}\n", job.key)).collect();
    sha256(all.as_bytes())
}

/// Reads an input whole. One that changes while it is read is read once more, and then given up.
fn read(place: &Place, job: &Job) -> Result<Input, Error> {
    let path = place.root.join(&job.input);
    for _ in 0..2 {
        // messages name it as the run does
        let input = Input { shown: job.key.clone(), ..input::read_any(&path)? };
        if fs::metadata(&path).is_ok_and(|meta| meta.len() == input.bytes.len() as u64) {
            return Ok(input);
        }
    }
    let cause = io::Error::other("it changes while it is read");
    Err(Error::Unreadable { file: path.display().to_string(), cause })
}

/// How a file is done, besides its bytes.
fn made(decisions: &str, wish: &Wish) -> String {
    let formats: Vec<&str> = wish.formats.iter().map(|format| ending(*format)).collect();
    let Wish { form, review, corpus, .. } = wish;
    sha256(format!("{} {formats:?} {form:?} {review} {corpus} {decisions}", env!("CARGO_PKG_VERSION")).as_bytes())
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

/// The hash of what was decided about a file, if anything was.
fn decisions_of(place: &Place, job: &Job) -> String {
    let path = place.root.join(&job.input).with_extension("decisions.toml");
    fs::read(path).map(|bytes| sha256(&bytes)).unwrap_or_default()
}

/// The entry of a file that was done in the same way, of the same bytes, and whose outputs are there. None if all is to be done
/// anew.
fn is_same<'m>(place: &Place, manifest: &'m Manifest, job: &Job, sha256: &str, wish: &Wish) -> Option<&'m Entry> {
    manifest.entries.get(&job.key).filter(|entry| {
        !wish.force
            && entry.sha256 == sha256
            && entry.made == made(&decisions_of(place, job), wish)
            && names(job, wish).iter().eq(entry.outputs.iter().map(|output| &output.name))
            && entry.outputs.iter().all(|output| output.is_there(place))
    })
}

/// The outputs that a file is to have.
fn names(job: &Job, wish: &Wish) -> Vec<String> {
    let endings = wish.formats.iter().map(|format| ending(*format)).chain(wish.review.then_some(".review.html"));
    listed(&endings.map(|ending| job.output(ending)).collect::<Vec<PathBuf>>())
}

impl Shop<'_> {
    /// Restores one file, unless it is `unchanged`. A defect of ours is its failure, not the run's.
    fn finish(&self, job: &Job, unchanged: Option<&Entry>) -> Finished {
        let began = Instant::now();
        let size = fs::metadata(self.place.root.join(&job.input)).map_or(0, |meta| meta.len());
        let outcome = match unchanged {
            Some(entry) => Ok(Ok((entry.clone(), Outcome::Unchanged))),
            None => {
                let _held = self.room.take(size);
                catch_unwind(AssertUnwindSafe(|| self.restore(job)))
            }
        };
        let milliseconds = began.elapsed().as_secs_f64() * 1e3;
        let failed = |reason: String, remedy: Option<String>| Finished {
            row: Row { bytes: size, milliseconds, remedy, ..Row::failed(&job.key, reason) },
            entry: None,
        };
        match outcome {
            Ok(Ok((entry, outcome))) => {
                let tally = entry.tally.clone();
                let outputs = entry.outputs.iter().map(|output| output.name.clone()).collect();
                let strict = self.wish.strict.filter(|most| tally.doubts > *most as usize);
                let reason = strict.map(|most| format!("{} doubts, of which --strict allows {most}", tally.doubts));
                let outcome = if reason.is_some() { Outcome::Failed } else { outcome };
                let row = Row {
                    file: job.key.clone(),
                    outcome,
                    reason,
                    remedy: None,
                    bytes: size,
                    milliseconds,
                    tally,
                    outputs,
                };
                Finished { row, entry: Some(entry) }
            }
            Ok(Err(error)) => failed(error.to_string(), Some(error.remedy())),
            Err(_) => failed("a defect of restitch ended its work on it; please report it".to_owned(), None),
        }
    }

    fn restore(&self, job: &Job) -> Result<(Entry, Outcome), Error> {
        let input = read(self.place, job)?;
        let sha256 = sha256(&input.bytes);
        let witness = self.corpus.as_ref().map(|corpus| corpus.answers(&input.bytes));
        let answers = witness.as_ref().map(Witness::digest).unwrap_or_default();
        // another folder, but one that says the same of this file's words
        let same = is_same(self.place, self.manifest, job, &sha256, self.wish);
        if let Some(entry) = same.filter(|entry| entry.answers == answers) {
            let entry = Entry { corpus: self.state.clone(), ..entry.clone() };
            return Ok((entry, Outcome::Unchanged));
        }
        let input = input::text(input)?;
        let options = Options { decisions: input::decisions(&input, None)?, witness };
        let restored = restored(&input, &options);
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
            made: made(&decisions_of(self.place, job), self.wish),
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
        if let Some(foreign) = entry.outputs.iter().find(|output| !self.manifest.may_write(self.place, output))
            && !self.wish.force
        {
            return Err(Error::Foreign { output: foreign.name.clone() });
        }
        let unwritable =
            |name: &Path, cause| Error::Unwritable { output: self.place.out.join(name).display().to_string(), cause };
        let journal = |cause| unwritable(Path::new(".restitch/journal.jsonl"), cause);
        self.manifest.doing(&entry.outputs).map_err(journal)?;
        for (name, text) in outputs {
            self.place.put(name, text.as_bytes()).map_err(|cause| unwritable(name, cause))?;
        }
        self.manifest.done(entry).map_err(journal)
    }
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
