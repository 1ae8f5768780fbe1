//! What was done in an output folder, so that the next run does only what is new.
//!
//! `manifest.jsonl` is one JSON line a file, sorted, without times: the same folder gives the same manifest. While a run goes
//! on, `journal.jsonl` says line by line which outputs are about to be put in place and which files are done; a run that
//! ends, or the next one if it could not, folds it into the manifest. Lines are appended whole, so a kill can tear the last
//! one only. A run that finds nothing to do writes neither.

use std::{
    fs,
    io::{self, Write},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::{
    Place,
    names::{Job, key, path_of},
    tally::Tally,
    work::each,
};
use crate::{sha256, shell::error::Error};

/// The version of the manifest's form; raised when an older restitch could not read it.
const VERSION: u32 = 1;

/// A line of manifest or journal.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    /// The first line of a manifest.
    RestitchManifest(u32),
    /// These outputs are about to be put in place.
    Doing(Vec<String>),
    /// A file is done.
    Done(Box<Entry>),
}

/// A line that says that a file is done, to be written.
#[derive(Serialize)]
struct Done<'a> {
    done: &'a Entry,
}

/// A file that is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Its key.
    pub(super) input: String,
    /// SHA-256 of its bytes.
    pub(super) sha256: String,
    /// How it was done: hash of version, options, decisions.
    pub(super) made: String,
    /// The inputs of the folder as they were, where words of other files help.
    pub(super) corpus: String,
    /// What they answered this file.
    pub(super) answers: String,
    /// Its outputs.
    pub(super) outputs: Vec<Output>,
    /// What it came out as.
    pub(super) tally: Tally,
}

impl Entry {
    /// Whether there is no such input any more.
    fn is_gone(&self, place: &Place) -> bool {
        fs::symlink_metadata(place.root.join(path_of(&self.input))).is_err()
    }
}

/// An output as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Output {
    /// Its key, relative to the output folder.
    pub(super) name: String,
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

impl Output {
    pub(super) fn of(name: &Path, text: &str) -> Self {
        Self { name: key(name), bytes: text.len() as u64, sha256: sha256(text.as_bytes()) }
    }

    /// Whether it is there, by its size.
    pub(super) fn is_there(&self, place: &Place) -> bool {
        fs::symlink_metadata(place.out.join(path_of(&self.name))).is_ok_and(|m| m.is_file() && m.len() == self.bytes)
    }

    /// Whether it is there, by its contents.
    fn is_whole(&self, place: &Place) -> bool {
        self.is_there(place)
            && fs::read(place.out.join(path_of(&self.name))).is_ok_and(|bytes| sha256(&bytes) == self.sha256)
    }

    /// Whether nothing else has its name.
    pub(super) fn is_free(&self, place: &Place) -> bool {
        fs::symlink_metadata(place.out.join(path_of(&self.name))).is_err() || self.is_whole(place)
    }
}

/// What is done.
#[derive(Debug)]
pub(super) struct Manifest {
    /// By the keys of their inputs. What is told of a run shares them.
    pub(super) entries: FxHashMap<String, Arc<Entry>>,
    /// Outputs that a run which was killed put in place, or was about to.
    touched: FxHashSet<String>,
    /// Where lines are appended, once there is one.
    journal: Mutex<Option<fs::File>>,
    /// Whether the file lacks something that the entries say.
    changed: bool,
}

impl Manifest {
    /// Reads what earlier runs did, on several threads. After a run that was killed, its outputs are looked at as well: it may
    /// have replaced some of a file's and not others, and a machine that went down may have lost them.
    pub(super) fn open(place: &Place, force: bool, threads: usize) -> Result<Self, Error> {
        let (read, changed) = match read(&place.state("manifest.jsonl"), threads) {
            Ok(entries) => (entries, false),
            Err(_) if force => (Vec::new(), true),
            Err(error) => return Err(error),
        };
        let mut entries: FxHashMap<String, Arc<Entry>> =
            read.into_iter().map(|entry| (entry.input.clone(), entry)).collect();
        let path = place.state("journal.jsonl");
        let (lines, whole) = read_journal(&path);
        let mut touched = FxHashSet::default();
        for line in lines {
            match line {
                Line::RestitchManifest(_) => {}
                Line::Doing(outputs) => touched.extend(outputs),
                Line::Done(entry) => drop(entries.insert(entry.input.clone(), entry.into())),
            }
        }
        let is_true = |entry: &Entry| {
            let outputs = &entry.outputs;
            !outputs.iter().any(|output| touched.contains(&output.name)) || outputs.iter().all(|it| it.is_whole(place))
        };
        if !touched.is_empty() {
            entries.retain(|_, entry| is_true(entry));
        }
        // a torn last line would spoil the next
        let resume = || {
            let file = fs::OpenOptions::new().append(true).open(&path)?;
            file.set_len(whole).map(|()| file)
        };
        let journal = match resume() {
            Ok(file) => Some(file),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => None,
            Err(cause) => return Err(Error::Unwritable { output: path.display().to_string(), cause }),
        };
        Ok(Self { entries, touched, journal: Mutex::new(journal), changed })
    }

    /// Says that outputs are about to be put in place.
    pub(super) fn doing(&self, place: &Place, outputs: &[Output]) -> io::Result<()> {
        self.append(place, &Line::Doing(outputs.iter().map(|output| output.name.clone()).collect()))
    }

    /// Says that a file is done.
    pub(super) fn done(&self, place: &Place, entry: &Entry) -> io::Result<()> {
        self.append(place, &Done { done: entry })
    }

    fn append(&self, place: &Place, what: &impl Serialize) -> io::Result<()> {
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        let file = match &mut *journal {
            Some(file) => file,
            none => none.insert(fs::File::create(place.state("journal.jsonl"))?),
        };
        file.write_all(line(what).as_bytes())
    }

    /// Takes up what has been done.
    pub(super) fn extend(&mut self, entries: Vec<Arc<Entry>>) {
        self.changed |= !entries.is_empty();
        self.entries.extend(entries.into_iter().map(|entry| (entry.input.clone(), entry)));
    }

    /// Outputs of this or an earlier run, which may be replaced: not those of inputs that this run leaves out, for another
    /// input may have their plain name now.
    pub(super) fn ours(&self, place: &Place, plan: &[Job]) -> FxHashSet<&str> {
        let planned: FxHashSet<&str> = plan.iter().map(|job| job.key.as_str()).collect();
        let is_left_out = |entry: &&Arc<Entry>| !planned.contains(&*entry.input) && !entry.is_gone(place);
        fn names(entry: &Arc<Entry>) -> impl Iterator<Item = &str> {
            entry.outputs.iter().map(|output| output.name.as_str())
        }
        let mut ours: FxHashSet<&str> = self.touched.iter().map(String::as_str).collect();
        ours.extend(self.entries.values().flat_map(names));
        for name in self.entries.values().filter(is_left_out).flat_map(names) {
            ours.remove(name);
        }
        ours
    }

    /// Tells of the outputs whose inputs are gone, or removes them.
    pub(super) fn gone(&mut self, place: &Place, plan: &[Job], prune: bool) -> Vec<String> {
        let present: FxHashSet<&str> = plan.iter().map(|job| job.key.as_str()).collect();
        let is_gone = |entry: &&Arc<Entry>| !present.contains(&*entry.input) && entry.is_gone(place);
        let mut gone: Vec<&Arc<Entry>> = self.entries.values().filter(is_gone).collect();
        gone.sort_by(|a, b| a.input.cmp(&b.input));
        if gone.is_empty() {
            return Vec::new();
        }
        let claimed: FxHashSet<&str> = plan
            .iter()
            .filter_map(|job| self.entries.get(&job.key))
            .flat_map(|entry| entry.outputs.iter().map(|output| output.name.as_str()))
            .collect();
        let mut told = Vec::new();
        let mut dropped = Vec::new();
        for entry in gone {
            for output in entry.outputs.iter().filter(|output| !claimed.contains(output.name.as_str())) {
                let path = place.out.join(path_of(&output.name));
                let input = &entry.input;
                if !prune {
                    told.push(format!("{}: its input {input} is gone; --prune removes it", output.name));
                } else if let Err(cause) = fs::remove_file(&path)
                    && cause.kind() != io::ErrorKind::NotFound
                {
                    told.push(format!("{}: cannot be removed: {cause}", output.name));
                } else {
                    told.push(format!("{}: removed, for its input {input} is gone", output.name));
                    // a folder goes with the last of its outputs
                    let folders = path.ancestors().skip(1).take_while(|folder| *folder != place.out);
                    let _ = folders.map(fs::remove_dir).find(Result::is_err);
                }
            }
            dropped.push(entry.input.clone());
        }
        if prune {
            dropped.iter().for_each(|input| drop(self.entries.remove(input)));
            self.changed = true;
        }
        told
    }

    /// Folds the journal into the manifest, unless that says the same already.
    pub(super) fn close(&self, place: &Place, threads: usize) -> Result<(), Error> {
        let begun = self.journal.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        let path = place.state("manifest.jsonl");
        if !begun && !self.changed && path.exists() {
            return Ok(());
        }
        self.write(place, &path, threads)
            .map_err(|cause| Error::Unwritable { output: path.display().to_string(), cause })?;
        let journal = place.state("journal.jsonl");
        let removed = if begun { fs::remove_file(&journal) } else { Ok(()) };
        removed.map_err(|cause| Error::Unwritable { output: journal.display().to_string(), cause })
    }

    fn write(&self, place: &Place, path: &Path, threads: usize) -> io::Result<()> {
        let mut text = line(&Line::RestitchManifest(VERSION));
        let mut entries: Vec<&Entry> = self.entries.values().map(|entry| &**entry).collect();
        entries.sort_by(|a, b| a.input.cmp(&b.input));
        text.extend(each(entries.len(), threads, |at| line(&Done { done: entries[at] })));
        let mut file = tempfile::NamedTempFile::new_in(place.state("tmp"))?;
        file.write_all(text.as_bytes())?;
        // the outputs must be on the disk before the manifest says so: all at once, for one by one takes many times longer
        #[cfg(target_os = "linux")]
        rustix::fs::syncfs(file.as_file())?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    }
}

/// One line with its end.
fn line(line: &impl Serialize) -> String {
    // Strings and numbers always are JSON.
    let mut text = serde_json::to_string(line).unwrap_or_default();
    text.push('\n');
    text
}

/// The entries of a manifest, which must be whole.
fn read(path: &Path, threads: usize) -> Result<Vec<Arc<Entry>>, Error> {
    let file = path.display().to_string();
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) if cause.kind() == io::ErrorKind::InvalidData => {
            return Err(Error::BrokenManifest { file, line: 1 });
        }
        Err(cause) => return Err(Error::Unreadable { file, cause }),
    };
    let rows: Vec<&str> = text.lines().collect();
    let lines = each(rows.len(), threads, |at| match serde_json::from_str(rows[at]) {
        Ok(line) if matches!(line, Line::RestitchManifest(_)) == (at == 0) => Some(line),
        _ => None,
    });
    let mut entries = Vec::with_capacity(rows.len());
    for (at, line) in lines.into_iter().enumerate() {
        match line {
            Some(Line::RestitchManifest(VERSION)) => {}
            Some(Line::RestitchManifest(version)) => return Err(Error::NewerManifest { file, version }),
            Some(Line::Done(entry)) => entries.push(entry.into()),
            Some(Line::Doing(_)) | None => return Err(Error::BrokenManifest { file, line: at + 1 }),
        }
    }
    if rows.is_empty() {
        return Err(Error::BrokenManifest { file, line: 1 });
    }
    Ok(entries)
}

/// The lines of a journal as far as they are whole, and how many bytes those are.
fn read_journal(path: &Path) -> (Vec<Line>, u64) {
    let bytes = fs::read(path).unwrap_or_default();
    let mut whole = 0;
    let rows = bytes.split_inclusive(|byte| *byte == b'\n').filter(|row| row.ends_with(b"\n"));
    let lines = rows.map_while(|row| {
        let line = serde_json::from_slice(row).ok()?;
        whole += row.len() as u64;
        Some(line)
    });
    (lines.collect(), whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(input: &str) -> Entry {
        Entry {
            input: input.to_owned(),
            sha256: "0".repeat(64),
            made: String::new(),
            corpus: String::new(),
            answers: String::new(),
            outputs: Vec::new(),
            tally: Tally::default(),
        }
    }

    #[test]
    fn a_torn_journal_is_read_up_to_the_tear() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("journal.jsonl");
        let whole = line(&Line::Done(Box::new(entry("a.txt")))) + &line(&Line::Doing(vec!["b.md".into()]));
        for cut in 0..=whole.len() {
            fs::write(&path, &whole[..cut]).expect("it is written");
            let (lines, length) = read_journal(&path);
            assert_eq!(lines.len(), whole[..cut].matches('\n').count(), "cut at {cut}");
            assert_eq!(length as usize, whole[..cut].rfind('\n').map_or(0, |at| at + 1), "cut at {cut}");
        }
    }

    #[test]
    fn a_manifest_must_be_whole_and_ours() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("manifest.jsonl");
        assert!(read(&path, 2).is_ok_and(|lines| lines.is_empty()), "none is there");
        let head = line(&Line::RestitchManifest(VERSION));
        fs::write(&path, head.clone() + &line(&Line::Done(Box::new(entry("a.txt"))))).expect("it is written");
        assert!(read(&path, 2).is_ok_and(|lines| lines.len() == 1));
        fs::write(&path, head + "{\"done\":{\"inp").expect("it is written");
        assert!(matches!(read(&path, 2), Err(Error::BrokenManifest { line: 2, .. })));
        fs::write(&path, line(&Line::RestitchManifest(99))).expect("it is written");
        assert!(matches!(read(&path, 2), Err(Error::NewerManifest { version: 99, .. })));
        fs::write(&path, "").expect("it is written");
        assert!(matches!(read(&path, 2), Err(Error::BrokenManifest { line: 1, .. })));
    }

    #[test]
    fn what_a_killed_run_replaced_is_not_taken_for_done() {
        let desk = tempfile::tempdir().expect("a folder");
        let out = desk.path().join("out");
        let place = Place::make(desk.path(), &out).expect("a place");
        let done = |input: &str| {
            let output = Output::of(Path::new(&format!("{input}.md")), "old\n");
            Arc::new(Entry { outputs: vec![output], ..entry(input) })
        };
        let mut manifest = Manifest::open(&place, false, 1).expect("none is there");
        for input in ["a", "b"] {
            place.put(Path::new(&format!("{input}.md")), b"old\n").expect("it is written");
        }
        manifest.extend(vec![done("a"), done("b")]);
        manifest.close(&place, 2).expect("it is written");
        // another run, killed when it had put one output in its place, of the same length
        let manifest = Manifest::open(&place, false, 1).expect("it can be read");
        assert_eq!(manifest.entries.len(), 2);
        manifest.doing(&place, &done("a").outputs).expect("it is written");
        manifest.doing(&place, &done("b").outputs).expect("it is written");
        place.put(Path::new("b.md"), b"new\n").expect("it is written");
        drop(manifest);
        let manifest = Manifest::open(&place, false, 1).expect("it can be read");
        assert_eq!(manifest.entries.keys().collect::<Vec<_>>(), ["a"]);
        assert!(manifest.ours(&place, &[]).contains("b.md"), "it may be replaced");
        manifest.close(&place, 2).expect("it is written");
        assert!(!place.state("journal.jsonl").exists());
    }
}
