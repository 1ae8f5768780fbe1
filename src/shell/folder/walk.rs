//! Which files of a folder are inputs.

use std::{
    cell::RefCell,
    fs,
    path::{Path, PathBuf},
};

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use rustc_hash::FxHashSet;
use walkdir::{DirEntry, WalkDir};

use super::{Place, Wish};
use crate::shell::settings::NAME as SETTINGS;

/// Endings of files that are inputs if nothing else is said.
const ENDINGS: [&str; 2] = ["txt", "text"];

/// What a walk found, each path relative to the folder.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Inputs, in order.
    pub(super) files: Vec<PathBuf>,
    /// What has an input's name and cannot be one, with the reason.
    pub(super) left_out: Vec<(PathBuf, String)>,
    /// What could not be looked at, with the reason.
    pub(super) failed: Vec<(PathBuf, String)>,
    /// Files in which readers decided about others.
    pub(super) decided: FxHashSet<PathBuf>,
    /// How many other files there are.
    pub(super) others: usize,
}

/// A set of patterns; one without a slash is matched with names, in whatever folder.
///
/// # Errors
/// What is wrong with a pattern.
pub(crate) fn globs(patterns: &[String]) -> Result<GlobSet, globset::Error> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let anywhere = if pattern.contains('/') { pattern.clone() } else { format!("**/{pattern}") };
        set.add(GlobBuilder::new(&anywhere).literal_separator(true).build()?);
        // a folder stands for all that is in it
        set.add(Glob::new(&format!("{}/**", anywhere.trim_end_matches('/')))?);
    }
    set.build()
}

/// Looks through the folder. Hidden files and folders are left out, links to folders not followed, and the output folder is
/// not looked into.
pub(super) fn walk(place: &Place, wish: &Wish) -> Found {
    let mut found = Found::default();
    let relative = |path: &Path| path.strip_prefix(&place.root).unwrap_or(path).to_owned();
    // left out or not: they are looked up by the names of their inputs
    let decided = RefCell::new(FxHashSet::default());
    let enters = |entry: &DirEntry| {
        if is_decided(entry.path()) {
            decided.borrow_mut().insert(relative(entry.path()));
        }
        entry.depth() == 0
            || !(is_hidden(entry)
                || is_output(entry, place)
                || (!wish.exclude.is_empty() && wish.exclude.is_match(relative(entry.path()))))
    };
    for entry in WalkDir::new(&place.root).sort_by_file_name().into_iter().filter_entry(enters) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().map(relative).unwrap_or_default();
                let reason = error.io_error().map_or_else(|| error.to_string(), crate::shell::error::reason);
                found.failed.push((path, reason));
                continue;
            }
        };
        if entry.file_type().is_dir() {
            continue;
        }
        let path = relative(entry.path());
        if !is_wanted(&path, wish) {
            found.others += 1;
            continue;
        }
        match look(&entry, place) {
            Ok(()) => found.files.push(path),
            Err(reason) => found.left_out.push((path, reason.to_owned())),
        }
    }
    found.decided = decided.into_inner();
    found
}

/// Whether something with an input's name is a file of this folder.
fn look(entry: &DirEntry, place: &Place) -> Result<(), &'static str> {
    if entry.file_type().is_symlink() {
        let Ok(real) = fs::canonicalize(entry.path()) else { return Err("a link that leads nowhere") };
        return match fs::metadata(&real) {
            Ok(meta) if meta.is_dir() => Err("a link to a folder"),
            Ok(meta) if !meta.is_file() => Err("a link to what is no file"),
            Ok(_) if real.starts_with(&place.real_root) => Ok(()),
            _ => Err("a link that leads out of the folder"),
        };
    }
    if entry.file_type().is_file() { Ok(()) } else { Err("a pipe, socket or device") }
}

fn is_wanted(path: &Path, wish: &Wish) -> bool {
    let text = |path: &Path| {
        path.extension().is_some_and(|ending| ENDINGS.iter().any(|text| ending.eq_ignore_ascii_case(text)))
    };
    wish.include.as_ref().map_or_else(|| text(path), |include| include.is_match(path)) && !is_ours(path)
}

/// What readers decided about a file is no text, nor are the settings.
fn is_ours(path: &Path) -> bool {
    is_decided(path) || path.file_name().is_some_and(|name| name == SETTINGS)
}

fn is_decided(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().ends_with(b".decisions.toml")
}

fn is_hidden(entry: &DirEntry) -> bool {
    let name = entry.file_name();
    name.as_encoded_bytes().starts_with(b".") || name == "CVS" || name == "_darcs"
}

fn is_output(entry: &DirEntry, place: &Place) -> bool {
    entry.file_type().is_dir() && fs::canonicalize(entry.path()).is_ok_and(|path| path == place.out)
}
