//! What is told of a run: a summary for people, a report for programs.

use std::{
    borrow::Cow,
    io::{self, Write},
    path::Path,
    sync::Arc,
    time::Duration,
};

use serde::{Serialize, Serializer};

use super::{manifest::Entry, tally::Tally};
use crate::shell::{
    error::Error,
    output::{folder_of, temporary},
};

/// How a file fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    /// It was not restored, or has more doubts than are allowed.
    Failed,
    /// It was restored.
    Done,
    /// It was restored by an earlier run and has not changed.
    Unchanged,
}

/// One file of a report.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// The file, relative to the input folder.
    pub(crate) file: String,
    pub(crate) outcome: Outcome,
    /// Why it failed.
    pub(crate) reason: Option<String>,
    /// What to do about it.
    pub(crate) remedy: Option<String>,
    /// Bytes of the input.
    pub(crate) bytes: u64,
    /// Milliseconds that it took.
    pub(crate) milliseconds: f64,
    /// What the manifest says of it, if it has come out.
    pub(super) entry: Option<Arc<Entry>>,
}

/// One file as reports show it.
#[derive(Serialize)]
struct Shown<'a> {
    file: &'a str,
    outcome: Outcome,
    reason: Option<&'a str>,
    bytes: u64,
    milliseconds: f64,
    #[serde(flatten)]
    tally: Cow<'a, Tally>,
    /// Relative to the output folder.
    outputs: Vec<&'a str>,
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.shown().serialize(serializer)
    }
}

impl Row {
    /// A file that failed.
    pub(crate) fn failed(file: &str, reason: String) -> Self {
        Self {
            file: file.to_owned(),
            outcome: Outcome::Failed,
            reason: Some(reason),
            remedy: None,
            bytes: 0,
            milliseconds: 0.0,
            entry: None,
        }
    }

    fn shown(&self) -> Shown<'_> {
        let Self { file, outcome, reason, bytes, milliseconds, entry, .. } = self;
        let tally = entry.as_ref().map_or_else(|| Cow::Owned(Tally::default()), |entry| Cow::Borrowed(&entry.tally));
        let outputs = entry.iter().flat_map(|entry| &entry.outputs).map(|output| output.name.as_str()).collect();
        let (reason, outcome) = (reason.as_deref(), *outcome);
        Shown { file, outcome, reason, bytes: *bytes, milliseconds: *milliseconds, tally, outputs }
    }

    fn doubts(&self) -> usize {
        self.entry.as_ref().map_or(0, |entry| entry.tally.doubts)
    }

    /// Its failure in words.
    pub(crate) fn told(&self) -> String {
        let remedy = self.remedy.as_ref().map(|remedy| format!(" ({remedy})")).unwrap_or_default();
        let reason = self.reason.as_deref().unwrap_or("failed");
        let name = if reason.contains(&self.file) { String::new() } else { format!("{}: ", self.file) };
        format!("{name}{reason}{remedy}")
    }
}

/// All files of a run.
#[derive(Debug, Default)]
pub(super) struct Rows(Vec<Row>);

impl Rows {
    pub(super) fn push(&mut self, row: Row) {
        self.0.push(row);
    }

    pub(super) fn extend(&mut self, rows: Vec<Row>) {
        self.0.extend(rows);
    }

    pub(super) fn sort(&mut self) {
        self.0.sort_by(|a, b| a.file.cmp(&b.file));
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Row> {
        self.0.iter()
    }

    fn count(&self, outcome: Outcome) -> usize {
        self.0.iter().filter(|row| row.outcome == outcome).count()
    }

    pub(super) fn failed(&self) -> usize {
        self.count(Outcome::Failed)
    }

    /// The run in a few lines: failures were told when they happened, and are listed once more where all can be seen.
    pub(super) fn summary(&self, took: Duration, others: usize, out: &Path) -> Vec<String> {
        let (done, unchanged, failed) = (self.count(Outcome::Done), self.count(Outcome::Unchanged), self.failed());
        let doubtful = self.0.iter().filter(|row| row.outcome != Outcome::Failed && row.doubts() > 0).count();
        let bytes: u64 = self.0.iter().filter(|row| row.outcome == Outcome::Done).map(|row| row.bytes).sum();
        let mut parts = vec![format!("{done} done"), format!("{unchanged} unchanged")];
        if doubtful > 0 {
            parts.push(format!("{doubtful} with doubts"));
        }
        parts.push(format!("{failed} failed"));
        let seconds = took.as_secs_f64();
        let mut lines = vec![format!(
            "{}: {} in {seconds:.1} s ({:.0} files/s, {:.1} MB/s)",
            out.display(),
            parts.join(", "),
            (done + unchanged) as f64 / seconds.max(1e-6),
            bytes as f64 / 1e6 / seconds.max(1e-6)
        )];
        if done + unchanged + failed == 0 {
            lines.push("no file ends with .txt or .text; --include GLOB names others".to_owned());
        } else if others > 0 {
            lines.push(format!("{others} other {} left out", if others == 1 { "file was" } else { "files were" }));
        }
        lines.extend(
            self.0.iter().filter(|row| row.outcome == Outcome::Failed).map(|row| format!("failed: {}", row.told())),
        );
        lines
    }

    /// Writes the report in the form that its ending names.
    pub(super) fn write(&self, path: &Path) -> Result<(), Error> {
        let unwritable = |cause| Error::Unwritable { output: path.display().to_string(), cause };
        let text = match Form::of(path) {
            Some(Form::Json) => serde_json::to_string_pretty(&self.0).map_err(io::Error::from).map(String::into_bytes),
            Some(Form::Lines) => self.lines(),
            Some(Form::Csv) => self.csv(),
            None => return Err(Error::UnknownReport { report: path.display().to_string() }),
        };
        let put = |text: Vec<u8>| {
            let mut file = temporary(folder_of(path))?;
            file.write_all(&text)?;
            file.persist(path).map(drop).map_err(io::Error::from)
        };
        text.and_then(put).map_err(unwritable)
    }

    fn lines(&self) -> io::Result<Vec<u8>> {
        let mut text = Vec::new();
        for row in &self.0 {
            serde_json::to_writer(&mut text, row)?;
            text.push(b'\n');
        }
        Ok(text)
    }

    fn csv(&self) -> io::Result<Vec<u8>> {
        let mut table = csv::Writer::from_writer(Vec::new());
        table.write_record([
            "file",
            "outcome",
            "reason",
            "bytes",
            "milliseconds",
            "pages",
            "notes_marked",
            "notes_inferred",
            "notes_unanchored",
            "notes_decided",
            "links",
            "links_unanchored",
            "repairs",
            "doubts",
            "warnings",
            "outputs",
        ])?;
        for row in self.0.iter().map(Row::shown) {
            let tally = &row.tally;
            let outcome = serde_json::to_value(row.outcome)?;
            let warnings: Vec<String> = tally.warnings.iter().map(|(code, n)| format!("{code}:{n}")).collect();
            table.write_record([
                row.file.to_owned(),
                outcome.as_str().unwrap_or_default().to_owned(),
                row.reason.unwrap_or_default().to_owned(),
                row.bytes.to_string(),
                format!("{:.3}", row.milliseconds),
                tally.pages.to_string(),
                tally.notes_marked.to_string(),
                tally.notes_inferred.to_string(),
                tally.notes_unanchored.to_string(),
                tally.notes_decided.to_string(),
                tally.links.to_string(),
                tally.links_unanchored.to_string(),
                tally.repairs.to_string(),
                tally.doubts.to_string(),
                warnings.join(" "),
                row.outputs.join(" "),
            ])?;
        }
        table.into_inner().map_err(|error| io::Error::other(error.to_string()))
    }
}

/// The form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Json,
    Lines,
    Csv,
}

impl Form {
    /// What the ending of a file's name stands for.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "json" => Some(Self::Json),
            "jsonl" => Some(Self::Lines),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }
}

/// Refuses a report whose form is not known, before any work is done.
pub(crate) fn check_report(path: &Path) -> Result<(), Error> {
    Form::of(path).map(drop).ok_or_else(|| Error::UnknownReport { report: path.display().to_string() })
}
