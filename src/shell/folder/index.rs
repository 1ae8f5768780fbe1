//! The page of a folder: each file with a link to what it became, the ones to look at first at the top.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

use super::{
    Place,
    manifest::{Entry, Manifest},
    names::{Job, path_of},
    report::{Outcome, Rows},
    work::each,
};
use crate::{ledger::Code, review::escape, shell::error::Error};

/// What is written as it is in the path of a link.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The page's name.
pub(super) const NAME: &str = "index.html";
/// The page's title, by which it is known again.
const TITLE: &str = "<title>Restored files</title>";

const STYLE: &str = "\
:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem}\
table{border-collapse:collapse;width:100%}caption{text-align:left;padding:.5rem 0}\
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #8888;vertical-align:top}\
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}td:first-child{overflow-wrap:anywhere}td:nth-child(2),span{white-space:nowrap}";

/// Writes the page. It tells of all files that the output folder holds results of, and of those that failed; like the outputs
/// it does not depend on when and in how many runs they were made. A page of that name that is not ours stays; then false.
pub(super) fn write(
    place: &Place,
    plan: &[Job],
    manifest: &Manifest,
    rows: &Rows,
    threads: usize,
) -> Result<bool, Error> {
    let html = page(plan, manifest, rows, threads);
    let name = Path::new(NAME);
    match fs::read(place.out.join(name)) {
        Ok(old) if old == html.as_bytes() => return Ok(true),
        // someone else's, perhaps an input
        Ok(old) if !String::from_utf8_lossy(&old).contains(TITLE) => return Ok(false),
        _ => {}
    }
    let unwritable = |cause| Error::Unwritable { output: place.out.join(name).display().to_string(), cause };
    place.put(name, html.as_bytes()).map(|()| true).map_err(unwritable)
}

fn page(plan: &[Job], manifest: &Manifest, rows: &Rows, threads: usize) -> String {
    let failed: BTreeMap<&str, &str> = rows
        .iter()
        .filter(|row| row.outcome == Outcome::Failed)
        .map(|row| (row.file.as_str(), row.reason.as_deref().unwrap_or("failed")))
        .collect();
    let mut done: Vec<&Entry> = plan.iter().filter_map(|job| manifest.entries.get(&job.key)).map(|it| &**it).collect();
    done.sort_by(|a, b| (b.tally.doubts, &a.input).cmp(&(a.tally.doubts, &b.input)));
    let lost = failed.iter().filter(|(file, _)| !manifest.entries.contains_key(**file));
    let doubtful = done.iter().filter(|entry| entry.tally.doubts > 0).count();
    let mut body = String::new();
    // Writing to a string cannot fail.
    for (file, why) in lost {
        let _ = writeln!(
            body,
            "<tr><td>{}</td><td colspan=\"6\"><strong>failed:</strong> {}</td></tr>",
            escape(file),
            escape(why)
        );
    }
    let rows = each(done.len(), threads, |at| row(done[at], &failed));
    body.extend(rows);
    let policy =
        format!("default-src 'none'; style-src '{}'; base-uri 'none'; form-action 'none'", crate::review::hash(STYLE));
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n{TITLE}\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>Restored files</h1>\n<table>\n\
         <caption>{} restored, {doubtful} of them with doubts; {} failed. The ones to look at first are at the top.</caption>\n\
         <thead><tr><th scope=\"col\">File</th><th scope=\"col\">Results</th><th scope=\"col\" class=\"n\">Doubts</th>\
         <th scope=\"col\" class=\"n\">Notes</th><th scope=\"col\" class=\"n\">inferred</th>\
         <th scope=\"col\" class=\"n\">without a place</th><th scope=\"col\">Warnings</th></tr></thead>\n\
         <tbody>\n{body}</tbody>\n</table>\n</main>\n</body>\n</html>\n",
        done.len(),
        failed.len(),
    )
}

/// One file that has results.
fn row(Entry { input, tally, outputs, .. }: &Entry, failed: &BTreeMap<&str, &str>) -> String {
    let file = escape(input);
    let mut html = String::with_capacity(512);
    html.extend(["<tr><td>", &file]);
    if let Some(why) = failed.get(input.as_str()) {
        html.extend([" <strong>failed:</strong> ", &escape(why)]);
    }
    html.push_str("</td><td>");
    for (at, output) in outputs.iter().enumerate() {
        html.push_str(if at > 0 { " " } else { "" });
        link(&mut html, &output.name, &file);
    }
    html.push_str("</td>");
    for count in [tally.doubts, tally.notes(), tally.notes_inferred, tally.notes_unanchored] {
        // Writing to a string cannot fail.
        let _ = write!(html, "<td class=\"n\">{count}</td>");
    }
    let warnings: Vec<String> = tally.warnings.iter().map(|(code, count)| warning(code, *count)).collect();
    html.extend(["<td>", &warnings.join(", "), "</td></tr>\n"]);
    html
}

/// How often there is a warning, and what its code stands for.
fn warning(code: &str, count: usize) -> String {
    match code.parse::<Code>() {
        Ok(known) => format!("<span title=\"{}\">{count} × {known}</span>", escape(known.what())),
        Err(_) => format!("{count} × {}", escape(code)),
    }
}

/// A link to an output, named by its ending.
fn link(html: &mut String, output: &str, file: &str) {
    let path = path_of(output);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let ending = super::names::ENDINGS.iter().rev().find(|ending| name.ends_with(**ending)).unwrap_or(&".md");
    let shown = if *ending == ".review.html" { "review" } else { &ending[1..] };
    // `./`, so that a colon in a name is no scheme
    let href = percent_encode(path.as_os_str().as_encoded_bytes(), PATH);
    html.push_str("<a href=\"./");
    html.extend(href);
    html.extend(["\" aria-label=\"", shown, " of ", file, "\">", shown, "</a>"]);
}
