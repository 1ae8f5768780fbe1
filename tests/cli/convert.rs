//! Restoring one input.

use super::*;

#[test]
fn markdown_on_standard_output_is_the_default() {
    let desk = Desk::new();
    let plain = stdout(&desk.run(&["brief.txt"]).success().stderr(""));
    let named = stdout(&desk.run(&["--to", "markdown", "brief.txt"]).success());
    assert_eq!(plain, named);
    assert_eq!(plain, stdout(&desk.run(&["-t", "md", "-o", "-", "brief.txt"]).success()));
}

#[test]
fn json_tells_its_source() {
    let desk = Desk::new();
    fs::create_dir(desk.path("in")).expect("a folder");
    desk.put("in/brief.txt", BRIEF);
    let json = json(&stdout(&desk.run(&["-t", "json", "in/brief.txt"]).success().stderr("")));
    assert_eq!(json["source"]["name"], "brief.txt", "without folders, which are nobody's business");
    assert_eq!(json["source"]["bytes"], BRIEF.len());
}

#[test]
fn pandoc_json_names_its_version() {
    let json = json(&stdout(&Desk::new().run(&["-t", "pandoc", "brief.txt"]).success().stderr("")));
    assert_eq!(json["pandoc-api-version"], serde_json::json!([1, 23, 1]));
    assert!(json["blocks"].as_array().is_some_and(|blocks| !blocks.is_empty()));
}

#[test]
fn pages_are_marked_on_demand() {
    let desk = Desk::new();
    for format in ["markdown", "pandoc"] {
        let plain = stdout(&desk.run(&["-t", format, "brief.txt"]).success());
        let marked = stdout(&desk.run(&["--pages", "-t", format, "brief.txt"]).success().stderr(""));
        assert!(!plain.contains("doc-pagebreak"));
        assert!(marked.contains("doc-pagebreak") && marked.contains("Page-1"), "{marked}");
    }
}

#[test]
fn the_ending_of_the_output_names_the_format() {
    let desk = Desk::new();
    for (name, format) in [
        ("a.md", "markdown"),
        ("a.markdown", "markdown"),
        ("a.json", "json"),
        ("a.pandoc.json", "pandoc"),
        ("a.native.json", "pandoc"),
    ] {
        desk.run(&["brief.txt", "-o", name]).success().stdout("").stderr("");
        assert_eq!(desk.read(name), stdout(&desk.run(&["brief.txt", "-t", format]).success()), "{name}");
    }
    desk.run(&["brief.txt", "-o", "b.md", "-t", "json"]).success();
    assert_eq!(desk.read("b.md"), desk.read("a.json"), "--to has the last word");
}

#[test]
fn standard_input_serves_with_and_without_a_dash() {
    let desk = Desk::new();
    let file = json(&stdout(&desk.run(&["-t", "json", "brief.txt"]).success()));
    for args in [&["-t", "json", "-"][..], &["-t", "json"]] {
        let piped = json(&stdout(&desk.restitch(args).write_stdin(BRIEF).assert().success()));
        assert_eq!(piped["document"], file["document"]);
        assert_eq!(piped["source"].get("name"), None);
    }
}

#[test]
fn files_named_like_commands_are_files() {
    let desk = Desk::new();
    desk.put("check", BRIEF);
    for args in [&["-t", "json", "./check"][..], &["-t", "json", "--", "check"]] {
        assert_eq!(json(&stdout(&desk.run(args).success()))["source"]["name"], "check");
    }
}

#[test]
fn an_older_result_is_replaced_whole() {
    let desk = Desk::new();
    desk.put("a.json", "x".repeat(100_000));
    desk.run(&["brief.txt", "-o", "a.json"]).success();
    json(&desk.read("a.json"));
    assert_eq!(desk.names(), ["a.json", "brief.txt"], "no temporary file is left");
}

#[cfg(unix)]
#[test]
fn permissions_and_links_of_an_older_result_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let desk = Desk::new();
    fs::set_permissions(desk.put("a.json", ""), fs::Permissions::from_mode(0o640)).expect("chmod");
    symlink("a.json", desk.path("link.json")).expect("a link");
    desk.run(&["brief.txt", "-o", "link.json"]).success();
    json(&desk.read("a.json"));
    assert!(desk.path("link.json").is_symlink());
    assert_eq!(fs::metadata(desk.path("a.json")).expect("there").permissions().mode() & 0o777, 0o640);
}

#[cfg(unix)]
#[test]
fn a_device_is_written_to_not_replaced() {
    use std::os::unix::fs::FileTypeExt;
    Desk::new().run(&["brief.txt", "-t", "json", "-o", "/dev/null"]).success();
    assert!(fs::metadata("/dev/null").expect("there").file_type().is_char_device());
}

#[test]
fn the_summary_goes_to_standard_error() {
    let desk = Desk::new();
    desk.run(&["-v", "brief.txt", "-o", "a.json"])
        .success()
        .stdout("")
        .stderr(contains("brief.txt:\n").and(contains("UTF-8")).and(contains("notes (")).and(contains("links (")));
    desk.run(&["-q", "brief.txt", "-o", "a.json"]).success().stdout("").stderr("");
}

#[test]
fn the_specimen_goes_all_ways() {
    let desk = Desk::new();
    fs::copy(specimen(), desk.path("brief.txt")).expect("the specimen");
    for name in ["a.md", "a.json", "a.pandoc.json"] {
        desk.run(&["-q", "brief.txt", "-o", name]).success().stderr("");
    }
    desk.run(&["check", "brief.txt", "a.json"]).success();
}

#[test]
fn decisions_beside_the_input_are_applied() {
    let desk = Desk::new();
    let decisions = "version = 1\n[[line]]\ntext = \"A heading\"\nkeep = false\n";
    desk.put("brief.decisions.toml", decisions);
    assert!(!stdout(&desk.run(&["brief.txt"]).success()).contains("A heading"));
    // of standard input nothing is known but what is named
    let piped = desk.restitch(&["-"]).write_stdin(BRIEF).assert().success();
    assert!(stdout(&piped).contains("A heading"));
    let named = desk.restitch(&["-", "--decisions", "brief.decisions.toml"]).write_stdin(BRIEF).assert().success();
    assert!(!stdout(&named).contains("A heading"));
    let made = json(&stdout(&desk.run(&["-t", "json", "brief.txt"]).success()));
    assert_eq!(made["ledger"]["decisions"][0]["file"], "brief.decisions.toml");
    desk.put("brief.decisions.toml", decisions.replace("A heading", "Another heading"));
    desk.run(&["brief.txt"]).success().stderr(contains("2 warnings"));
    desk.run(&["-v", "brief.txt"]).success().stderr(contains("D201 decision-unfit").and(contains("another document")));
}
