//! The command line as users meet it: one binary, real files, real pipes.

mod bad_input;
mod commands;
mod convert;
mod folder;
#[cfg(unix)]
mod kill;
mod review;
mod settings;
mod stream;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use assert_cmd::{Command, assert::Assert};
use predicates::{prelude::*, str::contains};
use tempfile::TempDir;

/// Short enough to follow by eye, long enough to be a document.
const BRIEF: &str = "A heading\n\nOne paragraph of text\nthat goes on.\n\nAnother one, the last.\n";

/// A folder of its own for each test, with `brief.txt` in it.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        desk.put("brief.txt", BRIEF);
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, bytes).expect("the folder is writable");
        path
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("the file was written")
    }

    /// The names of all files, hidden ones too: nothing may be left lying about.
    fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(self.folder.path())
            .expect("the folder is there")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// The binary, run in the folder.
    fn restitch(&self, args: &[&str]) -> Command {
        let mut command = restitch();
        command.current_dir(self.folder.path()).args(args);
        command
    }

    fn run(&self, args: &[&str]) -> Assert {
        self.restitch(args).assert()
    }

    /// Runs it and wants one error, its remedy and nothing on standard output.
    fn fails(&self, args: &[&str], code: i32, error: &str, help: &str) {
        let assert = self.run(args).code(code).stdout("");
        assert.stderr(contains("error: ").and(contains(error)).and(contains("\n  help: ")).and(contains(help)));
    }
}

fn restitch() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_restitch"));
    command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command
}

fn specimen() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("raw/brief.txt")
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("valid JSON")
}

fn stdout(assert: &Assert) -> String {
    String::from_utf8(assert.get_output().stdout.clone()).expect("UTF-8 on standard output")
}

/// All files of a folder with their contents, by path.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("the folder is there") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("it lies in it").display().to_string();
                files.insert(name, fs::read(path).expect("it can be read"));
            }
        }
    }
    files
}
