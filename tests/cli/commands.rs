//! Help, `check`, `explain`, `completions`, `man`, colours.

use super::*;

#[test]
fn help_teaches() {
    let desk = Desk::new();
    desk.run(&["--help"])
        .success()
        .stderr("")
        .stdout(contains("Examples:").and(contains("Exit codes:")).and(contains("pandoc -f json")));
    desk.run(&["-h"]).success().stdout(contains("Examples:").and(contains("Exit codes:").not()));
    let version = concat!("restitch ", env!("CARGO_PKG_VERSION"), " (JSON schema ");
    let version = format!("{version}{})\n", restitch::write::json::VERSION);
    desk.run(&["--version"]).success().stdout(version);
}

#[test]
fn check_proves_an_account() {
    let desk = Desk::new();
    desk.run(&["brief.txt", "-o", "brief.json"]).success();
    desk.run(&["check", "brief.txt", "brief.json"]).success().stderr("").stdout(contains("brief.txt: "));
    desk.run(&["check", "-q", "brief.txt", "brief.json"]).success().stderr("").stdout("");
    desk.restitch(&["check", "-", "brief.json"]).write_stdin(BRIEF).assert().success();
}

#[test]
fn check_fails_loudly() {
    let desk = Desk::new();
    desk.run(&["brief.txt", "-o", "brief.json"]).success();
    desk.put("brief.txt", BRIEF.replace("last", "first"));
    for args in [&["check", "brief.txt", "brief.json"][..], &["check", "-q", "brief.txt", "brief.json"]] {
        desk.run(args).code(1).stdout("").stderr(
            contains("fault: brief.txt: ").and(contains("error: brief.txt: the account")).and(contains("help: ")),
        );
    }
    desk.put("no.json", "{");
    desk.run(&["check", "brief.txt", "no.json"]).code(1).stderr(contains("error: "));
    desk.put("no.json", b"\xff\xfe");
    desk.fails(&["check", "brief.txt", "no.json"], 1, "no.json", "restitch check SOURCE OUTPUT.json");
    desk.fails(&["check", "none.txt", "brief.json"], 1, "none.txt", "check the name");
}

#[test]
fn explain_tells_what_codes_mean() {
    let desk = Desk::new();
    desk.run(&["explain"]).success().stdout(contains("H101").and(contains("note-call")));
    for code in ["H101", "h101", "hyphen-joined"] {
        desk.run(&["explain", code])
            .success()
            .stdout(contains("H101 ").and(contains("economy")).and(contains("Why ")).and(contains("Wrong ")));
    }
    desk.run(&["explain", "X999"]).code(2).stdout("").stderr(contains("X999").and(contains("restitch explain")));
}

#[test]
fn explain_tells_why_a_note_stands_there() {
    let desk = Desk::new();
    desk.put(
        "brief.txt",
        "Trade came back within a decade1. Of the old quay little is left.\n\n1 The Harbour Books, p. 44.\n",
    );
    desk.run(&["-q", "brief.txt", "-o", "brief.json"]).success();
    let told = contains("note 1").and(contains("within a decade")).and(contains("mark behind a word"));
    desk.run(&["explain", "brief.json", "1"]).success().stdout(told);
    desk.run(&["explain", "brief.json"]).success().stdout(contains("note 1").and(contains("mark").count(1)));
    desk.fails(&["explain", "brief.json", "7"], 1, "brief.json has no note 7", "restitch explain brief.json");
    desk.fails(&["explain", "brief.txt", "1"], 1, "brief.txt", "make it anew");
    desk.fails(&["explain", "none.json", "1"], 1, "none.json", "check the name");
    desk.run(&["explain", "H101", "1"]).code(2).stdout("").stderr(contains("H101"));
}

#[test]
fn completions_come_for_each_shell() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        desk.run(&["completions", shell]).success().stdout(contains("restitch").and(contains("explain")));
    }
}

const COMMANDS: [&str; 6] = ["check", "explain", "review", "schema", "completions", "man"];

#[test]
fn pages_of_the_manual_come_for_each_command() {
    let desk = Desk::new();
    let whole = stdout(&desk.run(&["man"]).success().stderr(""));
    for section in
        ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "SUBCOMMANDS", "EXAMPLES", "\"EXIT CODES\"", "ENVIRONMENT"]
    {
        assert!(whole.contains(&format!("\n.SH {section}\n")), "{section}");
    }
    for word in ["pandoc\\-api", "restitch\\-check(1)", "\\fB130\\fR"] {
        assert!(whole.contains(word), "{word} in\n{whole}");
    }
    for command in COMMANDS {
        desk.run(&["man", command]).success().stdout(contains(format!(".TH restitch-{command} 1")));
    }
    desk.fails(&["man", "docx"], 2, "no command docx", "check, explain, review");
}

#[test]
fn pages_of_the_manual_go_into_a_folder() {
    let desk = Desk::new();
    fs::create_dir(desk.path("man1")).expect("the folder is writable");
    desk.run(&["man", "-o", "man1"]).success().stderr("").stdout("");
    let pages = tree(&desk.path("man1"));
    let names = COMMANDS.map(|command| format!("restitch-{command}.1"));
    assert_eq!(pages.len(), names.len() + 1);
    assert!(names.iter().all(|name| pages.contains_key(name)), "{:?}", pages.keys());
    assert_eq!(String::from_utf8_lossy(&pages["restitch.1"]), stdout(&desk.run(&["man"])));
    desk.fails(&["man", "-o", "none/man1"], 1, "none", "mkdir -p");
}

/// As `man` itself sees them, where it is there.
#[test]
fn man_finds_no_fault_in_its_pages() {
    let desk = Desk::new();
    if std::process::Command::new("groff").arg("--version").output().is_err() {
        return;
    }
    for page in COMMANDS.map(|command| vec!["man", command]).into_iter().chain([vec!["man"]]) {
        desk.put("page.1", stdout(&desk.run(&page).success()));
        let args = ["-man", "-ww", "-Kutf8", "-Tutf8", "-rLL=80n", "page.1"];
        let shown = std::process::Command::new("groff").args(args).current_dir(desk.folder.path()).output();
        let shown = shown.expect("groff is there");
        assert!(shown.stderr.is_empty(), "{page:?}\n{}", String::from_utf8_lossy(&shown.stderr));
        assert!(shown.stdout.len() > 500, "{page:?}");
    }
}

#[test]
fn colours_are_for_terminals() {
    let desk = Desk::new();
    let escape = || contains("\u{1b}[");
    desk.run(&["explain", "H101"]).stdout(escape().not());
    desk.run(&["explain", "H101", "--color", "always"]).stdout(escape());
    desk.run(&["none.txt"]).stderr(escape().not());
    desk.run(&["--color=always", "none.txt"]).stderr(escape());
    desk.run(&["--color=always", "--no-such-flag"]).code(2).stderr(escape());
    desk.run(&["--color=never", "none.txt"]).stderr(escape().not());
    desk.restitch(&["explain", "H101"]).env("NO_COLOR", "1").env("CLICOLOR_FORCE", "0").assert().stdout(escape().not());
}

#[test]
fn a_wrong_command_line_is_exit_code_2() {
    let desk = Desk::new();
    for (args, word) in [
        (&["-t", "docx", "brief.txt"][..], "markdown, json, pandoc"),
        (&["--no-such-flag"], "--no-such-flag"),
        (&["-t", "json", "check", "a", "b"], "./NAME"),
        (&["check", "brief.txt"], "<OUTPUT.json>"),
        (&["--color", "purple", "brief.txt"], "auto"),
        (&["completions", "tcsh"], "bash"),
    ] {
        desk.run(args).code(2).stdout("").stderr(contains(word));
    }
}

#[test]
fn the_schema_is_printed() {
    let desk = Desk::new();
    let schema = json(&stdout(&desk.run(&["schema"]).success().stderr("")));
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let validator = jsonschema::validator_for(&schema).expect("a schema that is one");
    let made = json(&stdout(&desk.run(&["-t", "json", "brief.txt"]).success()));
    assert!(validator.is_valid(&made));
    assert!(!validator.is_valid(&json("{\"version\":1}")));
}

#[test]
fn the_report_shows_each_doubt_in_its_line() {
    let desk = Desk::new();
    fs::copy(specimen(), desk.path("s.txt")).expect("the specimen is there");
    for flag in ["--report", "-v"] {
        desk.run(&[flag, "s.txt", "-o", "s.md"]).success().stderr(
            contains("7 inferred")
                .and(contains("warning[N201 call-inferred]"))
                .and(contains("--> s.txt:381:75"))
                .and(contains("381 | security apparatus"))
                .and(contains("^"))
                .and(contains("\u{1b}").not()),
        );
    }
}

#[test]
fn a_sarif_log_has_all_repairs_and_warnings() {
    let desk = Desk::new();
    fs::copy(specimen(), desk.path("s.txt")).expect("the specimen is there");
    desk.run(&["-q", "s.txt", "-o", "s.sarif"]).success();
    let log = json(&desk.read("s.sarif"));
    let made = json(&stdout(&desk.run(&["-q", "-t", "json", "s.txt"]).success()));
    let count = |list: &str| made["ledger"][list].as_array().map_or(0, Vec::len);
    let results = log["runs"][0]["results"].as_array().expect("results");
    assert_eq!(results.len(), count("repairs") + count("warnings"));
    assert!(results.iter().all(|result| result["message"]["text"].as_str().is_some_and(|text| !text.is_empty())));
    assert_eq!(log["version"], "2.1.0");
}
