//! `--show-config`: the settings in force, as a `restitch.toml` that says of each where it came from.

use std::fmt::Write as _;

use toml::Table;

use super::{InForce, NAME, Search, Settings, file};
use crate::shell::message::clean;

/// The settings in force. `given` are those of the command line; `by_ending` says whether the ending of the output names
/// the format.
pub(in crate::shell) fn show(in_force: &InForce, given: &Settings, by_ending: bool) -> String {
    let mut out = String::new();
    let mut say = |line: String| out.extend([&clean(&line), "\n"]);
    say(match &in_force.search {
        None => format!("# {NAME} is not looked for"),
        Some(Search { file: Some(file), .. }) => format!("# {}", file.path.display()),
        Some(Search { first, last, .. }) if first == last => format!("# there is no {NAME} in {}", first.display()),
        Some(Search { first, last, .. }) => {
            format!("# there is no {NAME} in {} and above it up to {}", first.display(), last.display())
        }
    });
    // Settings are plain values, which TOML can always say.
    let table = |settings: &Settings| Table::try_from(settings).unwrap_or_default();
    let (all, given) = (table(&in_force.settings.clone().over(&Settings::usual())), table(given));
    let rows: Vec<(String, String)> = file::keys()
        .into_iter()
        .map(|key| {
            let line = in_force.file().and_then(|file| file.lines.get(&key));
            let origin = match (given.contains_key(&key), line) {
                (true, _) => "command line".to_owned(),
                (false, _) if key == "to" && by_ending => "by the ending of the output".to_owned(),
                (false, Some(line)) => format!("{NAME}, line {line}"),
                (false, None) => "default".to_owned(),
            };
            match all.get(&key) {
                Some(value) => (format!("{key} = {value}"), origin),
                None => (format!("# {key} is not set"), String::new()),
            }
        })
        .collect();
    let width = rows.iter().map(|(setting, _)| setting.chars().count()).max().unwrap_or(0).min(40);
    for (setting, origin) in rows {
        let origin = if origin.is_empty() { origin } else { format!("  # {origin}") };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}", clean(format!("{setting:width$}{origin}").trim_end()));
    }
    out
}
