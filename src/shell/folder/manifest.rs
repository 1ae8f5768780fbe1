//! What was done in an output folder, so that the next run does only what is new.
//!
//! `manifest.jsonl` is one JSON line a file, sorted, without times: the same folder gives the same manifest. While a run goes
//! on, `journal.jsonl` says line by line which outputs are about to be put in place and which files are done; a run that
//! ends, or the next one if it could not, folds it into the manifest. Lines are appended whole, so a kill can tear the last
//! one only.

use std::{
    collections::{BTreeMap, HashSet},
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Mutex,
};

use serde::{Deserialize, Serialize};

use super::{
    Place,
    names::{Job, key, path_of},
    tally::Tally,
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
}

/// What is done.
#[derive(Debug)]
pub(super) struct Manifest {
    pub(super) entries: BTreeMap<String, Entry>,
    /// Outputs of this or an earlier run, which may be replaced.
    ours: HashSet<String>,
    journal: Mutex<fs::File>,
}

impl Manifest {
    /// Reads what earlier runs did. After a run that was killed, its last outputs are looked at as well: a machine that went
    /// down may have lost them.
    pub(super) fn open(place: &Place, force: bool) -> Result<Self, Error> {
        let path = place.state("manifest.jsonl");
        let journal = place.state("journal.jsonl");
        let mut entries = BTreeMap::new();
        let mut ours = HashSet::new();
        let mut take = |line, killed: bool| match line {
            Line::RestitchManifest(_) => {}
            Line::Doing(outputs) => ours.extend(outputs),
            Line::Done(entry) => {
                ours.extend(entry.outputs.iter().map(|output| output.name.clone()));
                if !killed || entry.outputs.iter().all(|output| output.is_whole(place)) {
                    entries.insert(entry.input.clone(), *entry);
                }
            }
        };
        let lines = match read(&path) {
            Ok(lines) => lines,
            Err(_) if force => Vec::new(),
            Err(error) => return Err(error),
        };
        lines.into_iter().for_each(|line| take(line, false));
        let torn = read_journal(&journal);
        torn.into_iter().for_each(|line| take(line, true));
        let unwritable = |cause| Error::Unwritable { output: journal.display().to_string(), cause };
        let known: Vec<String> = ours.iter().cloned().collect();
        let mut file = fs::File::create(place.state("journal.new")).map_err(unwritable)?;
        if !known.is_empty() {
            file.write_all(line(&Line::Doing(known)).as_bytes()).map_err(unwritable)?;
        }
        for entry in entries.values() {
            file.write_all(line(&Line::Done(Box::new(entry.clone()))).as_bytes()).map_err(unwritable)?;
        }
        file.sync_all().map_err(unwritable)?;
        fs::rename(place.state("journal.new"), &journal).map_err(unwritable)?;
        Ok(Self { entries, ours, journal: Mutex::new(file) })
    }

    /// Says that outputs are about to be put in place.
    pub(super) fn doing(&self, outputs: &[Output]) -> io::Result<()> {
        self.append(&Line::Doing(outputs.iter().map(|output| output.name.clone()).collect()))
    }

    /// Says that a file is done.
    pub(super) fn done(&self, entry: &Entry) -> io::Result<()> {
        self.append(&Line::Done(Box::new(entry.clone())))
    }

    fn append(&self, what: &Line) -> io::Result<()> {
        let mut journal = self.journal.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        journal.write_all(line(what).as_bytes())
    }

    /// Whether an output may be written: there is none yet, it is of an earlier run, or it says the same.
    pub(super) fn may_write(&self, place: &Place, output: &Output) -> bool {
        let there = fs::symlink_metadata(place.out.join(path_of(&output.name))).is_ok();
        !there || self.ours.contains(&output.name) || output.is_whole(place)
    }

    /// Tells of the outputs whose inputs are gone, or removes them.
    pub(super) fn gone(&mut self, place: &Place, plan: &[Job], prune: bool) -> Vec<String> {
        let claimed: HashSet<&str> = plan
            .iter()
            .filter_map(|job| self.entries.get(&job.key))
            .flat_map(|entry| entry.outputs.iter().map(|output| output.name.as_str()))
            .collect();
        let present: HashSet<&str> = plan.iter().map(|job| job.key.as_str()).collect();
        let is_gone = |entry: &&Entry| {
            !present.contains(entry.input.as_str())
                && fs::symlink_metadata(place.root.join(path_of(&entry.input))).is_err()
        };
        let mut told = Vec::new();
        let mut dropped = Vec::new();
        for entry in self.entries.values().filter(is_gone) {
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
                }
            }
            dropped.push(entry.input.clone());
        }
        if prune {
            dropped.iter().for_each(|input| drop(self.entries.remove(input)));
        }
        told
    }

    /// Folds the journal into the manifest.
    pub(super) fn close(&self, place: &Place) -> Result<(), Error> {
        let path = place.state("manifest.jsonl");
        self.write(place, &path).map_err(|cause| Error::Unwritable { output: path.display().to_string(), cause })
    }

    fn write(&self, place: &Place, path: &Path) -> io::Result<()> {
        let mut text = line(&Line::RestitchManifest(VERSION));
        for entry in self.entries.values() {
            text.push_str(&line(&Line::Done(Box::new(entry.clone()))));
        }
        let mut file = tempfile::NamedTempFile::new_in(place.state("tmp"))?;
        file.write_all(text.as_bytes())?;
        // the outputs must be on the disk before the manifest says so: all at once, for one by one takes many times longer
        #[cfg(target_os = "linux")]
        rustix::fs::syncfs(file.as_file())?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        fs::remove_file(place.state("journal.jsonl"))
    }
}

/// One line with its end.
fn line(line: &Line) -> String {
    // Strings and numbers always are JSON.
    let mut text = serde_json::to_string(line).unwrap_or_default();
    text.push('\n');
    text
}

/// The lines of a manifest, which must be whole.
fn read(path: &Path) -> Result<Vec<Line>, Error> {
    let file = path.display().to_string();
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) if cause.kind() == io::ErrorKind::InvalidData => {
            return Err(Error::BrokenManifest { file, line: 1 });
        }
        Err(cause) => return Err(Error::Unreadable { file, cause }),
    };
    let mut lines = Vec::new();
    for (at, row) in text.lines().enumerate() {
        match serde_json::from_str(row) {
            Ok(Line::RestitchManifest(VERSION)) if at == 0 => {}
            Ok(Line::RestitchManifest(version)) if at == 0 => return Err(Error::NewerManifest { file, version }),
            Ok(line @ Line::Done(_)) if at > 0 => lines.push(line),
            _ => return Err(Error::BrokenManifest { file, line: at + 1 }),
        }
    }
    if text.is_empty() {
        return Err(Error::BrokenManifest { file, line: 1 });
    }
    Ok(lines)
}

/// The lines of a journal as far as they are whole.
fn read_journal(path: &PathBuf) -> Vec<Line> {
    let bytes = fs::read(path).unwrap_or_default();
    bytes
        .split_inclusive(|byte| *byte == b'\n')
        .filter(|row| row.ends_with(b"\n"))
        .map_while(|row| serde_json::from_slice(row).ok())
        .collect()
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
            let lines = read_journal(&path);
            assert_eq!(lines.len(), whole[..cut].matches('\n').count(), "cut at {cut}");
        }
    }

    #[test]
    fn a_manifest_must_be_whole_and_ours() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("manifest.jsonl");
        assert!(read(&path).is_ok_and(|lines| lines.is_empty()), "none is there");
        let head = line(&Line::RestitchManifest(VERSION));
        fs::write(&path, head.clone() + &line(&Line::Done(Box::new(entry("a.txt"))))).expect("it is written");
        assert!(read(&path).is_ok_and(|lines| lines.len() == 1));
        fs::write(&path, head + "{\"done\":{\"inp").expect("it is written");
        assert!(matches!(read(&path), Err(Error::BrokenManifest { line: 2, .. })));
        fs::write(&path, line(&Line::RestitchManifest(99))).expect("it is written");
        assert!(matches!(read(&path), Err(Error::NewerManifest { version: 99, .. })));
        fs::write(&path, "").expect("it is written");
        assert!(matches!(read(&path), Err(Error::BrokenManifest { line: 1, .. })));
    }
}
