//! What goes wrong, by row of the table of bad input: each a clear message with file and remedy and the documented exit
//! code, or a right result with a warning.

use std::process::{Command as Process, Stdio};

use super::*;

#[test]
fn a_missing_file() {
    Desk::new().fails(&["none.txt"], 1, "none.txt: there is no such file", "check the name");
}

#[cfg(unix)]
#[test]
fn an_unreadable_file() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    fs::set_permissions(desk.path("brief.txt"), fs::Permissions::from_mode(0o000)).expect("chmod");
    if fs::read(desk.path("brief.txt")).is_ok() {
        // Permissions do not bind the superuser.
        desk.run(&["brief.txt"]).success();
    } else {
        desk.fails(&["brief.txt"], 1, "brief.txt: cannot be read: Permission denied", "chmod");
    }
    desk.put("file", "");
    desk.fails(&["file/brief.txt"], 1, "file/brief.txt: cannot be read: Not a directory", "try again");
}

#[test]
fn a_folder() {
    let desk = Desk::new();
    fs::create_dir(desk.path("raw")).expect("a folder");
    desk.fails(&["raw"], 2, "raw is a folder", "restitch raw -o FOLDER");
    desk.fails(&["raw", "-o", "a.md"], 2, "a.md is no folder", "go into a folder");
    desk.fails(&["check", "raw", "a.json"], 2, "raw is a folder", "");
}

#[test]
fn several_files() {
    let desk = Desk::new();
    desk.fails(&["brief.txt", "brief.txt"], 2, "2 input files", "one at a time");
}

#[test]
fn an_unknown_format() {
    let desk = Desk::new();
    desk.run(&["-t", "epub", "brief.txt"]).code(2).stderr(contains("epub").and(contains("pandoc")));
    desk.fails(&["brief.txt", "-o", "brief.epub"], 2, "brief.epub: its ending names no format", "-t markdown");
    assert_eq!(desk.names(), ["brief.txt"]);
}

#[test]
fn nothing_or_white_space() {
    let desk = Desk::new();
    for blank in ["", " ", "\n\n \t\r\n", "\u{c}", "\u{feff}", "\u{a0}\u{3000}\n"] {
        desk.put("blank.txt", blank);
        for format in ["json", "pandoc"] {
            let assert = desk.run(&["-t", format, "blank.txt"]).success();
            json(&stdout(&assert));
            if blank != "\u{feff}" {
                assert.stderr(contains("warning: blank.txt: there is no text in it"));
            }
        }
        desk.run(&["blank.txt"]).success().stdout(predicate::str::is_match(r"\A\s*\z").expect("a pattern"));
        desk.run(&["-q", "blank.txt"]).success().stderr("");
    }
    desk.restitch(&["-"]).write_stdin("").assert().success().stderr(contains("standard input: there is no text"));
}

#[test]
fn files_that_are_no_text() {
    let desk = Desk::new();
    for (name, bytes, what, help) in [
        ("a.pdf", &b"%PDF-1.7\n%\xe2\xe3"[..], "a PDF", "pdftotext -layout a.pdf - | restitch"),
        ("a b.txt", b"%PDF-1.4", "a PDF", "pdftotext -layout 'a b.txt' -"),
        ("a.docx", b"PK\x03\x04\x14\0word/document.xml", "a Word document", "pandoc -f docx a.docx"),
        ("a.epub", b"PK\x03\x04\x14\0mimetypeapplication/epub+zip", "an EPUB", "pandoc -f epub a.epub"),
        (
            "a.odt",
            b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.text",
            "an OpenDocument file",
            "pandoc -f odt a.odt",
        ),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0", "an image (PNG)", "tesseract a.png - | restitch"),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", "an image (JPEG)", "tesseract a.jpg -"),
        ("a.tif", b"II*\0\x08\0\0\0", "an image (TIFF)", "tesseract a.tif -"),
        ("a.gz", b"\x1f\x8b\x08\0", "compressed with gzip", "gzip -dc a.gz | restitch"),
        ("a.rtf", b"{\\rtf1\\ansi Text}", "an RTF document", "pandoc -f rtf a.rtf"),
        ("a.html", b"<!DOCTYPE html>\n<html><head></head>", "a web page", "tika --text"),
    ] {
        desk.put(name, bytes);
        desk.fails(&[name, "-o", "out.md"], 1, &format!("{name} is {what}"), help);
        let piped = desk.restitch(&["-"]).write_stdin(bytes).assert().code(1).stdout("");
        piped.stderr(contains(format!("standard input is {what}")).and(contains("help: ")));
        assert!(!desk.path("out.md").exists());
    }
}

#[test]
fn other_encodings_and_bytes() {
    let desk = Desk::new();
    let utf16 = |order: fn(u16) -> [u8; 2]| [0xfeff].into_iter().chain(BRIEF.encode_utf16()).flat_map(order).collect();
    let cases: [Vec<u8>; 5] = [
        utf16(u16::to_le_bytes),
        utf16(u16::to_be_bytes),
        b"Un caf\xe9 \xe0 Paris, d\xe9j\xe0 vu.\n".to_vec(),
        b"NUL \0 bytes \0\0 inside\n".to_vec(),
        (0..=255).cycle().take(5000).collect(),
    ];
    for bytes in cases {
        // The title of what has no name.
        desk.put("Untitled.txt", &bytes);
        for format in ["markdown", "json", "pandoc"] {
            let from_file = stdout(&desk.run(&["-q", "-t", format, "Untitled.txt"]).success());
            let piped = desk.restitch(&["-q", "-t", format, "-"]).write_stdin(bytes.clone()).assert().success();
            if format != "json" {
                assert_eq!(stdout(&piped), from_file);
            }
            assert!(!from_file.contains(['\0', '\u{1b}']), "no control character leaves as it came");
        }
    }
}

#[test]
fn one_long_line() {
    let desk = Desk::new();
    desk.put("long.txt", "word, another; ".repeat(5_000_000 / 15));
    for name in ["long.md", "long.json", "long.pandoc.json"] {
        desk.restitch(&["-q", "long.txt", "-o", name])
            .timeout(std::time::Duration::from_secs(120))
            .assert()
            .success()
            .stderr("");
    }
}

#[test]
fn an_output_that_cannot_be_written() {
    let desk = Desk::new();
    desk.fails(&["brief.txt", "-o", "no/such/a.md"], 1, "the folder no/such does not exist", "mkdir -p no/such");
    desk.fails(&["brief.txt", "-o", "brief.txt/a.md"], 1, "brief.txt/a.md: cannot be written", "another place");
    fs::create_dir(desk.path("out")).expect("a folder");
    desk.fails(&["brief.txt", "-o", "out"], 2, "out is a folder", "-o FOLDER/NAME.md");
    desk.fails(&["brief.txt", "-t", "json", "-o", "new/"], 2, "new/ is a folder", "-o FOLDER/NAME.md");

    let locked = desk.put("locked.md", "mine");
    let mut permissions = fs::metadata(&locked).expect("there").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&locked, permissions).expect("chmod");
    desk.fails(&["brief.txt", "-o", "locked.md"], 1, "locked.md: cannot be written", "another place");
    assert_eq!(desk.read("locked.md"), "mine");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk() {
    let desk = Desk::new();
    desk.fails(&["brief.txt", "-t", "json", "-o", "/dev/full"], 1, "/dev/full: cannot be written", "another place");
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("/dev/full");
    let run = Process::new(env!("CARGO_BIN_EXE_restitch"))
        .args(["-t", "json"])
        .arg(desk.path("brief.txt"))
        .stdout(full)
        .output()
        .expect("it runs");
    assert_eq!(run.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&run.stderr).contains("error: standard output: cannot be written"));
}

#[test]
fn an_output_that_is_the_input() {
    let desk = Desk::new();
    desk.put("a.md", BRIEF);
    desk.fails(&["a.md", "-o", "a.md"], 2, "a.md is the input itself", "never overwritten");
    desk.fails(&["a.md", "-o", "./a.md"], 2, "./a.md is the input itself", "never overwritten");
    fs::hard_link(desk.path("a.md"), desk.path("hard.md")).expect("a hard link");
    desk.fails(&["a.md", "-o", "hard.md"], 2, "hard.md is the input itself", "never overwritten");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("a.md", desk.path("soft.md")).expect("a link");
        desk.fails(&["a.md", "-o", "soft.md"], 2, "soft.md is the input itself", "never overwritten");
        desk.fails(&["soft.md", "-o", "a.md"], 2, "a.md is the input itself", "never overwritten");
        let piped = Process::new(env!("CARGO_BIN_EXE_restitch"))
            .arg("-o")
            .arg(desk.path("a.md"))
            .stdin(fs::File::open(desk.path("a.md")).expect("there"))
            .output()
            .expect("it runs");
        assert_eq!(piped.status.code(), Some(2));
    }
    assert_eq!(desk.read("a.md"), BRIEF);
}

#[test]
fn a_pipe_closed_early() {
    let desk = Desk::new();
    desk.put("long.txt", "A paragraph of some length.\n\n".repeat(20_000));
    for args in [&["-q", "-t", "json", "long.txt"][..], &["explain"], &["completions", "zsh"], &["--help"]] {
        let mut run = Process::new(env!("CARGO_BIN_EXE_restitch"))
            .args(args)
            .current_dir(desk.folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it runs");
        drop(run.stdout.take());
        let output = run.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        assert!(output.stderr.is_empty(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[cfg(unix)]
#[test]
fn names_cannot_steer_the_terminal() {
    let desk = Desk::new();
    let name = "a\u{1b}[2J\u{202e}\nb.txt";
    let safe = r"a\u{1b}[2J\u{202e}\nb.txt";
    desk.fails(&[name], 1, safe, "check the name");
    desk.put(name, "%PDF-1.4");
    desk.fails(&[name], 1, safe, safe);
    desk.run(&["-t", name]).code(2).stderr(contains("\u{1b}").not().and(contains("\u{202e}").not()));
    desk.run(&["--color=always", &format!("--{name}")]).code(2).stderr(contains("\u{1b}[2J").not());
}

#[test]
fn decisions_that_cannot_be_read() {
    let desk = Desk::new();
    for (text, error, help) in [
        ("version = 1\n[[note]\n", "brief.decisions.toml: line 2: ", "mend that line"),
        ("version = 1\n[[foot]]\n", "unknown field `foot`", "mend that line"),
        ("version = 0\n", "it has version 0, and this restitch reads version 1", "restitch review"),
        ("", "it has version none", "restitch review"),
        ("\u{1b}[2J", r"brief.decisions.toml: line 1: ", "mend that line"),
    ] {
        desk.put("brief.decisions.toml", text);
        desk.fails(&["brief.txt", "-o", "a.md"], 1, error, help);
        assert!(!desk.path("a.md").exists(), "nothing is written without the decisions");
    }
    desk.put("brief.decisions.toml", b"version = 1\n\xff\xfe");
    desk.fails(&["brief.txt", "-o", "a.md"], 1, "brief.decisions.toml: line 2: not UTF-8", "mend that line");
    desk.fails(&["brief.txt", "--decisions", "none.toml"], 1, "none.toml: there is no such file", "check the name");
    desk.fails(&["brief.txt", "--decisions", "."], 1, ". is a folder", "give the name of a file of decisions");
}

#[test]
fn decisions_that_do_not_fit_are_told_and_change_nothing() {
    let desk = Desk::new();
    let plain = stdout(&desk.run(&["-q", "brief.txt"]).success());
    let line = |keep: bool| format!("[[line]]\ntext = \"One paragraph of text\"\nkeep = {keep}\n");
    let other = "[[line]]\ntext = \"A line of \u{202e}another\u{1b}[2J document\"\nkeep = false\n";
    for (decisions, told) in [
        (other.replace('\u{1b}', "\\u001b"), &["warning[D201 decision-unfit]", "is it another document's?"][..]),
        (
            line(true) + &line(false),
            &["warning[D202 decision-contradicted]", "another decision of the file says the contrary"],
        ),
    ] {
        desk.put("brief.decisions.toml", format!("version = 1\n{decisions}"));
        for flag in ["-v", "--report"] {
            let mut run = desk.run(&[flag, "brief.txt"]).success().stdout(plain.clone());
            for words in told {
                run = run.stderr(contains(*words).and(contains("\u{1b}").not()).and(contains("\u{202e}").not()));
            }
        }
    }
}

/// What a source says reaches the terminal as text: in the lines that a report quotes as well.
#[test]
fn a_report_of_hostile_text_is_text() {
    let desk = Desk::new();
    let text = "The harbour\u{1b}[2J was dredged in 1921, and \u{202e}trade came back within a\n\
        decade1. Of the old \u{1b}]0;x\u{7}quay only \u{202e}the pilot-\ntavern \u{2028} is left \u{9b}31m.\n\n\
        1 Anna\u{1b}[31m Brandt, The Harbour Books, p. 44.\n2 Karl\u{1b}[5m Holm, Pilots.\n";
    desk.put("a.txt", text);
    for flag in ["-v", "--report"] {
        let told = desk.run(&[flag, "a.txt", "-o", "a.md"]).success();
        let told = String::from_utf8(told.get_output().stderr.clone()).expect("UTF-8");
        assert!(told.contains("warning[H201") && told.contains("pilot-"), "{told}");
        let unsafe_one = |c: &char| c.is_control() && *c != '\n' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2028}');
        assert_eq!(told.chars().find(unsafe_one), None, "{told:?}");
    }
    desk.run(&["-q", "a.txt", "-t", "json", "-o", "a.json"]).success();
    let told = stdout(&desk.run(&["explain", "a.json", "2"]).success());
    assert!(!told.contains('\u{1b}') && told.contains("pilot-tavern"), "{told}");
}

/// The name of a file stands in for a title that the text does not tell, whatever it is.
#[cfg(unix)]
#[test]
fn names_of_files_become_titles() {
    let desk = Desk::new();
    let long = "x".repeat(240);
    for name in ["a \"b\" 'c'", "<b>&amp;", "*a* #1", "\u{1b}[2Jx", "a\nb: c", "😀", "no", &long] {
        desk.put(&format!("{name}.txt"), BRIEF);
        let file = format!("./{name}.txt");
        let markdown = stdout(&desk.run(&["-q", &file]).success());
        let ast = stdout(&desk.run(&["-q", "-t", "pandoc", &file]).success());
        assert!(markdown.contains("\ntitle: \""), "{markdown}");
        assert!(json(&ast)["meta"]["title"]["c"].is_array(), "{ast}");
        assert!(!markdown.contains('\u{1b}') && !ast.contains('\u{1b}'), "no control character leaves as it came");
    }
    let piped = desk.restitch(&["-q", "-t", "pandoc", "-"]).write_stdin(BRIEF).assert().success();
    assert!(stdout(&piped).contains("Untitled"));
}

#[test]
fn an_unknown_version_of_pandoc() {
    Desk::new().run(&["--pandoc-api", "1.20", "brief.txt"]).code(2).stderr(contains("1.22").and(contains("1.23")));
}
