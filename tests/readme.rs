//! The README and the page on streams cannot lie: their examples are run.
//!
//! A block marked `sh run` is run in a folder that holds a copy of `raw/` with `restitch` on the path; one marked
//! `sh run pandoc` needs pandoc 3 as well, `sh run jq` and `sh run parallel` jq or jq and GNU parallel, and `python run`
//! Python 3. A block `text before` must come out as the block `markdown after` that follows it. The blocks of
//! `docs/epub.md` follow one another in one folder.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A fenced block: what stands behind the fence, and what it holds.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```") else { continue };
        let body: Vec<_> = lines.by_ref().take_while(|line| *line != "```").collect();
        blocks.push((info.to_owned(), body.join("\n") + "\n"));
    }
    blocks
}

fn page(name: &str) -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    blocks(&fs::read_to_string(path).expect("the page is there"))
}

/// Whether there are programs of these names on the path.
fn are_there(tools: &[&str]) -> bool {
    tools.iter().all(|tool| Command::new(tool).arg("--version").output().is_ok())
}

/// The folder of the pandoc to use: `RESTITCH_PANDOC` names it, else it must be on the path.
fn pandoc() -> Option<PathBuf> {
    let named = env::var_os("RESTITCH_PANDOC").map(PathBuf::from);
    let works = Command::new(named.as_deref().unwrap_or(Path::new("pandoc"))).arg("--version").output();
    let text = String::from_utf8_lossy(&works.ok()?.stdout).into_owned();
    text.starts_with("pandoc 3").then(|| named.and_then(|path| path.parent().map(Path::to_owned)).unwrap_or_default())
}

/// Runs one example in a folder of its own, which it returns: `program` and its arguments are followed by the example.
fn run(program: &[&str], script: &str, tools: Option<&Path>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for file in ["raw/brief.txt", "pandoc/restitch.lua", "pandoc/page-list.lua", "pandoc/doubts.lua"] {
        let copy = folder.path().join(file);
        fs::create_dir_all(copy.parent().expect("a folder")).expect("a folder");
        fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join(file), copy).expect("the file is there");
    }

    let binary = Path::new(env!("CARGO_BIN_EXE_restitch")).parent().expect("a folder");
    let mut paths = vec![binary.to_owned()];
    paths.extend(tools.map(Path::to_owned));
    paths.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    let output = Command::new(program[0])
        .args(&program[1..])
        .arg(script)
        .current_dir(folder.path())
        .env("PATH", env::join_paths(paths).expect("paths"))
        .output()
        .expect("bash is there");
    assert!(output.status.success(), "{script}\n{}", String::from_utf8_lossy(&output.stderr));
    folder
}

#[cfg(unix)]
#[test]
fn every_example_runs() {
    let pandoc = pandoc();
    let required = env::var_os("RESTITCH_REQUIRE_PANDOC").is_some();
    assert!(pandoc.is_some() || !required, "pandoc 3 is required here, and there is none");
    let cluster = are_there(&["jq", "parallel"]);
    assert!(cluster || env::var_os("RESTITCH_REQUIRE_CLUSTER").is_none(), "jq and GNU parallel are required here");
    let shell = &["bash", "-euo", "pipefail", "-c"];
    let mut seen = 0;
    for (info, script) in page("README.md").into_iter().chain(page("docs/stream.md")) {
        match (info.as_str(), &pandoc) {
            ("sh run", _) => drop(run(shell, &script, None)),
            ("sh run pandoc", Some(pandoc)) => drop(run(shell, &script, Some(pandoc))),
            ("sh run jq", _) if are_there(&["jq"]) => drop(run(shell, &script, None)),
            ("sh run parallel", _) if cluster => drop(run(shell, &script, None)),
            ("python run", _) if are_there(&["python3"]) => drop(run(&["python3", "-c"], &script, None)),
            _ => continue,
        }
        seen += 1;
    }
    assert!(seen > 0, "the README has examples that run");
}

/// The books that the recipe makes are there, and epubcheck finds nothing wrong with them, where `RESTITCH_EPUBCHECK`
/// names its jar.
#[cfg(unix)]
#[test]
fn the_recipe_for_a_book_runs() {
    let Some(pandoc) = pandoc() else { return };
    let steps = page("docs/epub.md").into_iter().filter(|(info, _)| info == "sh run pandoc");
    let shell = &["bash", "-euo", "pipefail", "-c"];
    let folder = run(shell, &steps.map(|(_, script)| script).collect::<String>(), Some(&pandoc));
    for name in ["brief", "titled", "book", "through", "styled", "covered"] {
        let book = folder.path().join(format!("{name}.epub"));
        assert!(book.is_file(), "{name}.epub");
        let Some(jar) = env::var_os("RESTITCH_EPUBCHECK") else { continue };
        let said = Command::new("java").arg("-jar").arg(jar).arg(&book).output().expect("java is there");
        let said = String::from_utf8_lossy(&said.stdout).into_owned() + &String::from_utf8_lossy(&said.stderr);
        assert!(said.contains("0 fatals / 0 errors / 0 warnings"), "{name}.epub\n{said}");
    }
}

#[test]
fn the_before_gives_the_after() {
    let mut before = None;
    let mut seen = 0;
    for (info, text) in page("README.md") {
        match info.as_str() {
            "text before" => before = Some(text),
            "markdown after" => {
                let before = before.take().expect("a block `text before` precedes it");
                let restored = restitch::restore(before.as_bytes(), &restitch::Options::default());
                assert_eq!(restitch::write::markdown::to_string(&restored), text);
                seen += 1;
            }
            _ => {}
        }
    }
    assert!(seen > 0, "the README shows what restitch does");
}
