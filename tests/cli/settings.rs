//! `restitch.toml`, `--show-config`, `--no-config`.

use super::*;

/// A folder that is the root of somebody's work, so that nothing above it matters, with a brief of two pages.
fn desk() -> Desk {
    let desk = Desk::new();
    fs::create_dir(desk.path(".git")).expect("the folder is writable");
    desk.put("brief.txt", format!("{BRIEF}\x0cOn the second page there is more to read.\n"));
    desk
}

const MARK: &str = "pagebreak";

#[test]
fn settings_hold_for_the_folder_and_all_below_it() {
    let desk = desk();
    fs::create_dir_all(desk.path("a/b")).expect("the folder is writable");
    fs::copy(desk.path("brief.txt"), desk.path("a/b/brief.txt")).expect("it is there");
    desk.put("restitch.toml", "pages = true\n");
    for file in ["brief.txt", "a/b/brief.txt", "a/../a/b/brief.txt"] {
        desk.run(&["-q", file]).success().stdout(contains(MARK));
    }
    desk.restitch(&["-q"]).write_stdin(desk.read("brief.txt")).assert().success().stdout(contains(MARK));
    desk.restitch(&["-q", "../../brief.txt"]).current_dir(desk.path("a/b")).assert().success().stdout(contains(MARK));
    // the nearest one holds, alone
    desk.put("a/restitch.toml", "mark-doubts = true\n");
    desk.run(&["-q", "a/b/brief.txt"]).success().stdout(contains(MARK).not());
    desk.run(&["-v", "a/b/brief.txt"]).success().stderr(contains("settings: ").and(contains("a/restitch.toml")));
}

#[test]
fn nothing_above_the_root_of_a_repository_is_looked_at() {
    let desk = desk();
    desk.put("restitch.toml", "pages = true\n");
    for (root, marked) in [(".git", false), (".hg", false), ("src", true)] {
        let folder = desk.path("deep");
        fs::create_dir_all(folder.join(root)).expect("the folder is writable");
        fs::copy(desk.path("brief.txt"), folder.join("brief.txt")).expect("it is there");
        let made = stdout(&desk.run(&["-q", "deep/brief.txt"]).success());
        assert_eq!(made.contains(MARK), marked, "{root}");
        fs::remove_dir_all(folder).expect("it goes");
    }
}

#[test]
fn the_command_line_goes_before() {
    let desk = desk();
    desk.put("restitch.toml", "pages = true\nto = [\"pandoc\", \"json\"]\n");
    desk.run(&["-q", "brief.txt"]).success().stdout(contains("pandoc-api-version").and(contains(MARK)));
    desk.run(&["-q", "-t", "markdown", "brief.txt"]).success().stdout(contains("# A heading").and(contains(MARK)));
    desk.run(&["-q", "--pages=false", "brief.txt"]).success().stdout(contains(MARK).not());
    desk.run(&["-q", "--no-config", "brief.txt"]).success().stdout(contains("# A heading").and(contains(MARK).not()));
    desk.run(&["-q", "brief.txt", "-o", "x.md"]).success();
    assert!(desk.read("x.md").contains("# A heading"), "the ending goes before, too");
    desk.run(&["-q", "brief.txt", "-o", "x.out"]).success();
    assert!(desk.read("x.out").contains("pandoc-api-version"), "an ending that says nothing does not");
    desk.run(&["--pages=perhaps", "brief.txt"]).code(2).stderr(contains("perhaps"));
}

#[test]
fn what_is_wrong_is_told_with_place_and_remedy() {
    let desk = desk();
    for (text, place, help) in [
        ("pages = true\ntitel-page = true\n", "restitch.toml:2:1: there is no setting `titel-page`", "`title-page`?"),
        ("jobs = \"many\"\n", "restitch.toml:1:8: invalid type: string \"many\"", "--no-config"),
        ("exclude = [\"a[\"]\n", "restitch.toml:1:11: exclude: a[: ", "--no-config"),
        ("\"\\u001b[2J\" = 1\n", "restitch.toml:1:1: there is no setting `\\u{1b}[2J`", "The settings are"),
    ] {
        desk.put("restitch.toml", text);
        desk.fails(&["brief.txt"], 2, place, help);
        desk.run(&["brief.txt"]).stderr(contains("\u{1b}").not());
        desk.run(&["-q", "--no-config", "brief.txt"]).success();
        desk.run(&["explain", "H101"]).success();
    }
    desk.put("restitch.toml", b"pages = true # \xff\n");
    desk.run(&["-q", "brief.txt"]).success().stdout(contains(MARK));
    fs::remove_file(desk.path("restitch.toml")).expect("it goes");
    fs::create_dir(desk.path("restitch.toml")).expect("the folder is writable");
    desk.run(&["-q", "brief.txt"]).success().stdout(contains(MARK).not());
}

#[test]
fn what_is_in_force_is_shown() {
    let desk = desk();
    desk.put("restitch.toml", "# of the archive\npages = true\n\nexclude = [\"drafts/**\"]\nto = [\"json\"]\n");
    let args = ["--show-config", "--title-page", "-t", "pandoc", "brief.txt"];
    let shown = stdout(&desk.run(&args).success().stderr(""));
    for row in [
        r#"to = ["pandoc"]           # command line"#,
        r#"pages = true              # restitch.toml, line 2"#,
        r#"title-page = true         # command line"#,
        r#"mark-doubts = false       # default"#,
        r#"pandoc-api = "1.23"       # default"#,
        r#"exclude = ["drafts/**"]   # restitch.toml, line 4"#,
        "# strict is not set",
    ] {
        let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(squeezed(&shown).contains(&squeezed(row)), "{row}\n{shown}");
    }
    assert!(
        shown.lines().next().is_some_and(|line| line.starts_with("# ") && line.ends_with("restitch.toml")),
        "{shown}"
    );
    // it is a restitch.toml itself, and says the same again
    let schema = json(&stdout(&desk.run(&["schema", "config"]).success()));
    let table: toml::Table = toml::from_str(&shown).expect("TOML");
    assert!(
        jsonschema::validator_for(&schema).expect("a schema").is_valid(&serde_json::to_value(&table).expect("JSON"))
    );
    desk.put("restitch.toml", &shown);
    let again = stdout(&desk.run(&["--show-config", "brief.txt"]).success());
    assert_eq!(toml::from_str::<toml::Table>(&again).expect("TOML"), table);

    fs::remove_file(desk.path("restitch.toml")).expect("it goes");
    let shown = stdout(&desk.run(&["--show-config", "brief.txt", "-o", "x.sarif"]).success());
    assert!(shown.starts_with("# there is no restitch.toml in ") && shown.contains("by the ending"), "{shown}");
    assert!(!desk.path("x.sarif").exists(), "nothing is restored");
    desk.run(&["--show-config", "--no-config"]).success().stdout(contains("# restitch.toml is not looked for"));
    desk.run(&["--show-config", "."]).success().stdout(contains("\"markdown\", \"json\", \"pandoc\""));
    desk.run(&["--show-config", "schema"]).code(2);
}

#[test]
fn a_stream_has_no_settings() {
    let desk = desk();
    desk.put("restitch.toml", "nonsense");
    let made = desk.restitch(&["--stream", "-q"]).write_stdin("{\"path\":\"brief.txt\"}\n").assert().success();
    assert!(!stdout(&made).contains(MARK) && stdout(&made).contains("A heading"));
}

#[test]
fn a_folder_is_done_anew_where_its_settings_change_what_comes_out() {
    let desk = desk();
    fs::create_dir_all(desk.path("raw/drafts")).expect("the folder is writable");
    for name in ["raw/a.txt", "raw/b.ocr", "raw/drafts/c.txt"] {
        fs::copy(desk.path("brief.txt"), desk.path(name)).expect("it is there");
    }
    let run = |settings: &str| {
        desk.put("restitch.toml", settings);
        desk.run(&["raw", "-o", "out", "--report=out.json"]).success();
        let rows = json(&desk.read("out.json"));
        let rows = rows.as_array().expect("files").clone();
        let told = |row: &serde_json::Value| format!("{} {}", row["file"], row["outcome"]).replace('"', "");
        rows.iter().map(told).collect::<Vec<_>>()
    };
    assert_eq!(run("to = [\"markdown\"]\n"), ["a.txt done", "drafts/c.txt done"]);
    assert_eq!(run("to = [\"markdown\"]\njobs = 2\nstrict = 9\n"), ["a.txt unchanged", "drafts/c.txt unchanged"]);
    assert_eq!(run("to = [\"markdown\"]\npages = true\nexclude = [\"drafts\"]\n"), ["a.txt done"]);
    assert!(desk.read("out/a.md").contains(MARK));
    assert_eq!(run("to = [\"markdown\"]\npages = true\ninclude = [\"*.ocr\"]\nreview = true\n"), ["b.ocr done"]);
    assert!(desk.path("out/b.review.html").is_file());
    desk.put("raw/restitch.toml", "to = [\"json\"]\ninclude = [\"*\"]\n");
    assert_eq!(run("").len(), 3, "settings are no text");
    desk.fails(&["raw", "-o", "out", "--include", "a["], 2, "--include", "patterns");
}

#[test]
fn the_example_of_the_page_on_settings_is_taken() {
    let desk = desk();
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/settings.md")).expect("it is there");
    let example = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    desk.put("restitch.toml", example);
    let shown = stdout(&desk.run(&["--show-config", "."]).success());
    assert_eq!(shown.matches("# restitch.toml, line").count(), 3, "{shown}");
}
