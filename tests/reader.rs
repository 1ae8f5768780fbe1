//! pandoc's reader of raw text: what it hands to the program, and what it says where something is wrong.
//!
//! It is run by pandoc 3 (`RESTITCH_PANDOC`, or `pandoc`) and, if `RESTITCH_PANDOC_2` names one, by pandoc 2.17. Without
//! them the tests say so and pass, unless `RESTITCH_REQUIRE_PANDOC` is set.
#![cfg(unix)]

mod common;

use std::{
    env, fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use common::pandoc_3;

const RAW: &str = "The harbour was dredged in 1921, and trade came back within a decade1. Of the old quay little is left.\n\n\
                   1 Anna Brandt, The Harbour Books, p. 44.\n";

/// The pandocs that there are.
fn pandocs() -> Vec<String> {
    pandoc_3().into_iter().chain(env::var("RESTITCH_PANDOC_2")).collect()
}

fn lua(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("pandoc").join(name)
}

/// A folder with a text, and with programs that stand for restitch.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        fs::write(desk.path("brief.txt"), RAW).expect("the folder is writable");
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A program that does what a shell script says.
    fn program(&self, script: &str) -> String {
        let path = self.path("program");
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("the folder is writable");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it is ours");
        path.display().to_string()
    }

    /// What pandoc makes of texts, with the reader's program and extensions.
    fn read(&self, pandoc: &str, program: &str, extensions: &str, arguments: &[&str]) -> Output {
        let mut reader = lua("restitch.lua").into_os_string();
        reader.push(extensions);
        let mut command = Command::new(pandoc);
        command.arg("-f").arg(reader).args(arguments).current_dir(self.folder.path()).env("RESTITCH", program);
        command.env_remove("RESTITCH_OPTIONS").output().expect("pandoc is there")
    }

    fn fails(&self, pandoc: &str, program: &str, said: &[&str]) {
        let output = self.read(pandoc, program, "", &["brief.txt", "-t", "plain"]);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(84), "{pandoc} {program}: {errors}");
        assert!(output.stdout.is_empty());
        said.iter().for_each(|said| assert!(errors.contains(said), "{pandoc} {program}: no {said:?} in {errors}"));
    }
}

const RESTITCH: &str = env!("CARGO_BIN_EXE_restitch");

#[test]
fn it_reads() {
    let desk = Desk::new();
    for pandoc in pandocs() {
        let output = desk.read(&pandoc, RESTITCH, "", &["brief.txt", "-t", "markdown", "--wrap=none"]);
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.contains("decade[^1]. Of") && text.contains("[^1]: Anna Brandt"), "{pandoc}: {output:?}");
    }
}

#[test]
fn a_program_that_is_not_there_is_an_error_with_a_remedy() {
    let desk = Desk::new();
    fs::write(desk.path("no-program"), "text").expect("the folder is writable");
    for pandoc in pandocs() {
        let remedy = ["could not be run", "put restitch on the path, or its path into RESTITCH"];
        desk.fails(&pandoc, "no-such-restitch", &["`no-such-restitch`", remedy[0], remedy[1]]);
        for path in [desk.path("none/restitch"), desk.path("no-program"), desk.folder.path().to_owned()] {
            desk.fails(&pandoc, &path.display().to_string(), &remedy);
        }
        // not named, and not on the path
        let mut command = Command::new(fs::canonicalize(which(&pandoc)).expect("it is there"));
        command.arg("-f").arg(lua("restitch.lua")).arg("brief.txt").current_dir(desk.folder.path());
        let output = command.env_remove("RESTITCH").env("PATH", desk.folder.path()).output().expect("pandoc is there");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && errors.contains("`restitch` could not be run"), "{pandoc}: {errors}");
    }
}

/// The path of a program.
fn which(program: &str) -> PathBuf {
    let paths = env::var_os("PATH").unwrap_or_default();
    let mut found = env::split_paths(&paths).map(|folder| folder.join(program)).filter(|path| path.is_file());
    found.next().unwrap_or_else(|| program.into())
}

#[test]
fn a_program_that_fails_is_an_error() {
    let desk = Desk::new();
    for pandoc in pandocs() {
        let program = desk.program("echo 'error: what is wrong' >&2; exit 3");
        desk.fails(&pandoc, &program, &["error: what is wrong", "could not restore brief.txt (exit code 3)"]);
        desk.fails(&pandoc, &desk.program("kill -9 $$"), &["could not restore brief.txt (exit code"]);
        fs::write(desk.path("brief.txt"), "%PDF-1.7\n").expect("the folder is writable");
        desk.fails(&pandoc, RESTITCH, &["pdftotext", "could not restore brief.txt (exit code 1)"]);
        fs::write(desk.path("brief.txt"), RAW).expect("the folder is writable");
        fs::write(desk.path("restitch.toml"), "titel-page = true\n").expect("the folder is writable");
        desk.fails(&pandoc, RESTITCH, &["did you mean `title-page`?", "(exit code 2)"]);
        fs::remove_file(desk.path("restitch.toml")).expect("it goes");
    }
}

#[test]
fn output_that_pandoc_cannot_read_is_an_error() {
    let desk = Desk::new();
    for pandoc in pandocs() {
        let old = r#"{"pandoc-api-version":[1,17],"meta":{},"blocks":[]}"#;
        let new = r#"{"pandoc-api-version":[9,99],"meta":{},"blocks":[]}"#;
        for printed in ["", "{", "null", "# Markdown", old, new] {
            let program = desk.program(&format!("printf '%s' '{printed}'"));
            desk.fails(&pandoc, &program, &["is not for this pandoc", "take the restitch that this reader came with"]);
        }
    }
}

#[test]
fn options_are_passed_through() {
    let desk = Desk::new();
    // tells its arguments, and then does its work
    let program = desk.program(&format!("printf '%s\\n' \"$@\" > arguments; exec {RESTITCH} \"$@\""));
    fs::write(desk.path("two.txt"), RAW).expect("the folder is writable");
    let told = || fs::read_to_string(desk.path("arguments")).expect("it was run").replace('\n', " ");
    for pandoc in pandocs() {
        let read = |extensions: &str, arguments: &[&str]| {
            let output = desk.read(&pandoc, &program, extensions, arguments);
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8_lossy(&output.stdout).into_owned()
        };
        let is_new = Command::new(&pandoc).arg("--version").output().is_ok_and(|o| o.stdout.starts_with(b"pandoc 3"));
        let api = if is_new { "1.23" } else { "1.22" };
        read("", &["brief.txt"]);
        assert_eq!(told(), format!("-t pandoc --pandoc-api {api} --title-page=true -- brief.txt "));
        if is_new {
            assert!(read("+pages+mark_doubts", &["brief.txt"]).contains("pagebreak"));
            let options = "--pages --mark-doubts --title-page=true";
            assert_eq!(told(), format!("-t pandoc --pandoc-api {api} {options} -- brief.txt "));
        }
        read("", &["brief.txt", "--quiet"]);
        assert_eq!(told(), format!("-t pandoc --pandoc-api {api} --title-page=true --quiet -- brief.txt "));
        read("", &["brief.txt", "two.txt"]);
        assert_eq!(told(), format!("-t pandoc --pandoc-api {api} --title-page=false -- two.txt "));
        let mut command = Command::new(&pandoc);
        command.arg("-f").arg(lua("restitch.lua")).arg("brief.txt").current_dir(desk.folder.path());
        let output = command.env("RESTITCH", &program).env("RESTITCH_OPTIONS", " --pages  -q ").output();
        let output = output.expect("pandoc is there");
        assert!(String::from_utf8_lossy(&output.stdout).contains("pagebreak"), "{output:?}");
        assert!(told().contains("--title-page=true --pages -q -- brief.txt"), "{}", told());
    }
}

/// A name that begins with a dash, has spaces, or holds signs of a shell, is a name and nothing else.
#[test]
fn names_are_names() {
    let desk = Desk::new();
    for pandoc in pandocs() {
        for name in ["--pages", "a b.txt", "$(touch x).txt", "it's \"so\".txt"] {
            fs::write(desk.path(name), RAW).expect("the folder is writable");
            let output = desk.read(&pandoc, RESTITCH, "", &["-t", "plain", &format!("./{name}")]);
            assert!(
                output.status.success() && String::from_utf8_lossy(&output.stdout).contains("dredged"),
                "{output:?}"
            );
        }
        assert!(!desk.path("x").exists());
    }
}

/// What one of the Lua files says under pandoc 3's own Lua, and its exit code.
fn run_lua(pandoc: &str, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(pandoc).arg("lua").args(arguments).output().expect("pandoc is there");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn a_pandoc_that_is_too_old_is_told() {
    let Some(pandoc) = pandoc_3() else { return };
    let desk = Desk::new();
    let (reader, list) = (lua("restitch.lua"), lua("page-list.lua"));
    for (script, said) in [
        (format!("PANDOC_VERSION = pandoc.types.Version('2.16.2'); dofile('{}')", reader.display()), "2.17"),
        (format!("pandoc.zip = nil; arg = {{'x.epub'}}; dofile('{}')", list.display()), "pandoc 3 is needed"),
    ] {
        fs::write(desk.path("old.lua"), script).expect("the folder is writable");
        let (code, errors) = run_lua(&pandoc, &[&desk.path("old.lua").display().to_string()]);
        assert!(code != Some(0) && errors.contains(said), "{code:?} {errors}");
    }
}

#[test]
fn the_list_of_pages_tells_what_is_wrong() {
    let Some(pandoc) = pandoc_3() else { return };
    let desk = Desk::new();
    let list = lua("page-list.lua").display().to_string();
    let text = desk.path("brief.txt").display().to_string();
    let docx = desk.path("brief.docx").display().to_string();
    let made = desk.read(&pandoc, RESTITCH, "", &["brief.txt", "-o", &docx]);
    assert!(made.status.success());
    for (arguments, said) in [
        (vec![], "give the EPUB"),
        (vec!["none.epub"], "none.epub: cannot be read"),
        (vec![text.as_str()], "brief.txt: is no EPUB"),
        (vec![docx.as_str()], "is no EPUB that pandoc wrote"),
    ] {
        let (code, errors) = run_lua(&pandoc, &[&[list.as_str()], arguments.as_slice()].concat());
        assert_eq!(code, Some(1), "{errors}");
        assert!(errors.contains(said), "{errors}");
    }
    assert_eq!(fs::read_to_string(text).expect("it is there"), RAW, "what is no EPUB is left alone");
}
