//! Restoring whole folders.

use super::*;

/// A folder of a few texts, in folders of their own.
fn shelf() -> Desk {
    let desk = Desk::new();
    fs::create_dir_all(desk.path("in/a/deep")).expect("folders");
    desk.put("in/one.txt", BRIEF);
    desk.put("in/a/two.txt", "Two are here.1\n\n1 A note on two.\n");
    desk.put("in/a/deep/three.TXT", "Three.\n");
    desk.put("in/a/picture.png", [0x89, b'P', b'N', b'G']);
    desk
}

fn said(assert: &Assert) -> String {
    String::from_utf8_lossy(&assert.get_output().stderr).into_owned()
}

#[test]
fn the_tree_is_mirrored_in_all_formats() {
    let desk = shelf();
    let run = desk.run(&["in", "-o", "out"]).success().stdout("");
    assert!(
        said(&run).contains("3 done, 0 unchanged, 0 failed") && said(&run).contains("1 other file"),
        "{}",
        said(&run)
    );
    let made: Vec<String> = tree(&desk.path("out")).into_keys().collect();
    let state = [".restitch/lock", ".restitch/manifest.jsonl"];
    let outputs =
        ["a/deep/three", "a/two", "one"].map(|base| [".json", ".md", ".pandoc.json"].map(|end| format!("{base}{end}")));
    let mut wanted: Vec<String> = state.map(str::to_owned).into_iter().chain(outputs.into_iter().flatten()).collect();
    wanted.push("index.html".to_owned());
    wanted.sort();
    assert_eq!(made, wanted);
    for (name, format) in [("two.md", "markdown"), ("two.json", "json"), ("two.pandoc.json", "pandoc")] {
        let alone = stdout(&desk.run(&["in/a/two.txt", "-t", format]).success());
        assert_eq!(desk.read(&format!("out/a/{name}")), alone, "as one file by itself");
    }
}

#[test]
fn formats_are_chosen() {
    let desk = shelf();
    desk.run(&["in", "-o", "out", "-t", "markdown", "-t", "sarif", "--review"]).success();
    let made = tree(&desk.path("out"));
    assert!(["one.md", "one.sarif", "one.review.html"].iter().all(|name| made.contains_key(*name)));
    assert!(!made.contains_key("one.json"));
    let index = desk.read("out/index.html");
    assert!(index.contains("href=\"./a/two.review.html\"") && !index.contains("<script"));
}

#[test]
fn only_what_is_new_is_done() {
    let desk = shelf();
    desk.run(&["in", "-o", "out"]).success();
    let first = tree(&desk.path("out"));
    assert!(said(&desk.run(&["in", "-o", "out"]).success()).contains("0 done, 3 unchanged"));
    assert_eq!(first, tree(&desk.path("out")));
    // changed, new, lost, decided: each is done, the rest is not
    desk.put("in/one.txt", "Another one.\n");
    desk.put("in/four.txt", "Four.\n");
    fs::remove_file(desk.path("out/a/two.md")).expect("it was there");
    let run = said(&desk.run(&["in", "-o", "out", "--report", "run.jsonl"]).success());
    assert!(run.contains("3 done, 1 unchanged"), "{run}");
    assert!(desk.read("run.jsonl").lines().any(|row| row.contains("\"a/deep/three.TXT\",\"outcome\":\"unchanged\"")));
    assert!(desk.read("out/one.md").contains("Another one"));
    assert!(said(&desk.run(&["in", "-o", "out", "--pages"]).success()).contains("4 done"), "other options");
    assert!(said(&desk.run(&["in", "-o", "out", "--pages", "--force"]).success()).contains("4 done"));
    let fresh = desk.run(&["in", "-o", "fresh", "--pages"]).success();
    drop(fresh);
    assert_eq!(tree(&desk.path("fresh")), tree(&desk.path("out")), "as in one run");
}

#[test]
fn outputs_of_inputs_that_are_gone_are_told_or_pruned() {
    let desk = shelf();
    desk.run(&["in", "-o", "out"]).success();
    fs::remove_file(desk.path("in/a/two.txt")).expect("it was there");
    assert!(said(&desk.run(&["in", "-o", "out"]).success()).contains("a/two.md: its input a/two.txt is gone"));
    assert!(desk.path("out/a/two.md").exists());
    // what an option leaves out is not gone
    let run = said(&desk.run(&["in", "-o", "out", "--prune", "--exclude", "one.txt"]).success());
    assert!(run.contains("a/two.md: removed") && !run.contains("one.md"), "{run}");
    assert!(!desk.path("out/a/two.md").exists() && desk.path("out/one.md").exists());
    desk.run(&["in", "-o", "fresh"]).success();
    desk.run(&["in", "-o", "out"]).success();
    assert_eq!(tree(&desk.path("out")), tree(&desk.path("fresh")));
}

#[test]
fn any_number_of_threads_gives_the_same() {
    let desk = shelf();
    for n in 0..40 {
        desk.put(&format!("in/n{n}.txt"), format!("{BRIEF}\nThe econo-\nmy of {n} and a milit-\nary one.\n"));
    }
    desk.put("in/w.txt", "The economy is military.\n");
    for jobs in ["1", "2", "8"] {
        desk.run(&["in", "-o", &format!("out{jobs}"), "-j", jobs]).success();
    }
    let one = tree(&desk.path("out1"));
    assert!(one.contains_key("n39.json"));
    assert_eq!(one, tree(&desk.path("out2")));
    assert_eq!(one, tree(&desk.path("out8")));
}

#[test]
fn any_order_gives_the_same() {
    let desk = Desk::new();
    let mut names: Vec<String> = (0..30).map(|n| format!("n{n}.txt")).collect();
    names.extend(["b.txt", "B.txt", "b.text", "b.pandoc.txt", "B.TXT"].map(str::to_owned));
    let mut trees = Vec::new();
    // folders give their files in the order in which they were made, or in one of their own
    for folder in ["up", "down", "mixed"] {
        match folder {
            "down" => names.reverse(),
            "mixed" => names.sort_by_key(|name| name.bytes().rev().collect::<Vec<_>>()),
            _ => {}
        }
        fs::create_dir(desk.path(folder)).expect("a folder");
        for name in &names {
            desk.put(&format!("{folder}/{name}"), format!("{BRIEF}\nThe econo-\nmy of {name}.\n"));
        }
        desk.run(&[folder, "-o", &format!("{folder}.out")]).success();
        trees.push(tree(&desk.path(&format!("{folder}.out"))));
    }
    assert_eq!(trees[0].keys().filter(|name| name.ends_with(".md")).count(), names.len());
    assert!(trees[0] == trees[1] && trees[1] == trees[2]);
}

#[test]
fn a_run_with_nothing_to_do_writes_nothing() {
    let desk = shelf();
    desk.run(&["in", "-o", "out"]).success();
    let stamps = || {
        let files = tree(&desk.path("out")).into_keys().filter(|name| name != ".restitch/lock");
        let stamp = |name: &String| fs::metadata(desk.path("out").join(name)).and_then(|meta| meta.modified());
        files.map(|name| (stamp(&name).expect("a time"), name)).collect::<Vec<_>>()
    };
    let before = stamps();
    assert!(said(&desk.run(&["in", "-o", "out"]).success()).contains("3 unchanged"));
    assert_eq!(before, stamps());
}

#[test]
fn what_a_run_leaves_out_keeps_its_outputs() {
    let desk = Desk::new();
    fs::create_dir(desk.path("in")).expect("a folder");
    desk.put("in/b.txt", "The one.\n");
    desk.run(&["in", "-o", "out"]).success();
    let before = tree(&desk.path("out"));
    desk.put("in/b.text", "The other.\n");
    // by itself it would have the plain name, which is taken
    let run = said(&desk.run(&["in", "-o", "out", "--include", "*.text"]).code(1));
    assert!(run.contains("b.md is there already"), "{run}");
    assert!(desk.read("out/b.md").contains("The one") && before.contains_key("b.json"));
    desk.run(&["in", "-o", "out"]).success();
    assert!(desk.read("out/b.md").contains("The one") && desk.read("out/b.text.md").contains("The other"));
}

#[test]
fn folders_that_pruning_empties_go() {
    let desk = shelf();
    desk.run(&["in", "-o", "out"]).success();
    fs::remove_dir_all(desk.path("in/a")).expect("it was there");
    desk.run(&["in", "-o", "out", "--prune"]).success();
    assert!(!desk.path("out/a").exists() && desk.path("out/one.md").exists());
}

#[test]
fn an_index_of_someone_else_stays() {
    let desk = shelf();
    desk.put("in/index.html", "<p>A page of mine.</p>");
    let run = said(&desk.run(&["in", "-o", "in", "--include", "*.html", "--include", "*.txt"]).success());
    assert!(run.contains("index.html: is there already and stays"), "{run}");
    assert_eq!(desk.read("in/index.html"), "<p>A page of mine.</p>");
    assert!(desk.read("in/index.md").contains("A page of mine"), "it is an input as well");
}

#[test]
fn an_empty_file_is_a_text_too() {
    let desk = shelf();
    desk.put("in/empty.txt", "");
    assert!(said(&desk.run(&["in", "-o", "out"]).success()).contains("4 done, 0 unchanged, 0 failed"));
    assert_eq!(desk.read("out/empty.md").trim(), "");
    desk.run(&["check", "in/empty.txt", "out/empty.json"]).success();
}

#[test]
fn the_folder_bears_witness_on_hyphens() {
    let desk = Desk::new();
    fs::create_dir(desk.path("in")).expect("a folder");
    desk.put("in/a.txt", "They wrote of the vis-\nitors and the Blue-\nbeard and a zorb-\nlist.\n");
    desk.put("in/b.txt", "A zorb-list is kept; a zorb-list is long.\n");
    let alone = stdout(&desk.run(&["in/a.txt"]).success());
    assert!(alone.contains("zorblist"), "by the patterns: {alone}");
    desk.run(&["in", "-o", "out"]).success();
    assert!(desk.read("out/a.md").contains("zorb-list"), "{}", desk.read("out/a.md"));
    desk.run(&["in", "-o", "alone", "--no-corpus"]).success();
    assert_eq!(desk.read("alone/a.md"), alone);
    desk.run(&["check", "in/a.txt", "out/a.json"]).success();
    // another file changes its mind, though the file itself has not changed
    desk.put("in/b.txt", "The zorblist is kept.\n");
    assert!(said(&desk.run(&["in", "-o", "out"]).success()).contains("2 done"));
    assert!(desk.read("out/a.md").contains("zorblist"));
    // one that says nothing of its words does not
    desk.put("in/b.txt", "The zorblist is kept. Nothing else.\n");
    assert!(said(&desk.run(&["in", "-o", "out"]).success()).contains("1 done, 1 unchanged"));
    desk.run(&["in", "-o", "fresh"]).success();
    assert_eq!(tree(&desk.path("fresh")), tree(&desk.path("out")));
}

#[test]
fn names_that_clash_are_told_apart() {
    let desk = Desk::new();
    fs::create_dir(desk.path("in")).expect("a folder");
    for name in ["b.txt", "b.text", "B.txt", "b.pandoc.txt"] {
        desk.put(&format!("in/{name}"), format!("This is {name}.\n"));
    }
    let run = said(&desk.run(&["in", "-o", "out"]).success());
    assert!(run.contains("b.text: its outputs are called b.text.*"), "{run}");
    let made = tree(&desk.path("out"));
    assert_eq!(made.keys().filter(|name| name.ends_with(".md")).count(), 4);
    let folded: std::collections::BTreeSet<String> = made.keys().map(|name| name.to_lowercase()).collect();
    assert_eq!(folded.len(), made.len(), "also where capitals do not count");
}

#[test]
fn input_and_output_may_be_one_folder_or_nested() {
    let desk = shelf();
    let before = tree(&desk.path("in"));
    desk.run(&["in", "-o", "in"]).success();
    desk.run(&["in", "-o", "in"]).success().stderr(contains("3 unchanged"));
    desk.run(&["in", "-o", "in/out"]).success();
    desk.run(&["in", "-o", "in/out"]).success().stderr(contains("3 unchanged"));
    let after = tree(&desk.path("in"));
    assert!(before.iter().all(|(name, bytes)| after.get(name) == Some(bytes)), "no input has changed");
    assert!(!after.keys().any(|name| name.contains("out/out")));
    // a result that is no one's to overwrite
    let desk = shelf();
    desk.put("in/one.md", "written by hand\n");
    let run = desk.run(&["in", "-o", "in"]).code(1);
    assert!(said(&run).contains("one.md is there already"), "{}", said(&run));
    assert_eq!(desk.read("in/one.md"), "written by hand\n");
    // nor is an input that is called like a result
    desk.run(&["in", "-o", "in", "--force", "--include", "*.md", "--include", "*.txt"]).success();
    assert_eq!(desk.read("in/one.md"), "written by hand\n");
}

#[test]
fn one_bad_file_does_not_stop_the_rest() {
    let desk = shelf();
    desk.put("in/bad.txt", "%PDF-1.7 and so on");
    desk.put("in/a/two.decisions.toml", "this is no TOML =");
    let run = desk.run(&["in", "-o", "out", "--report=run.json"]).code(1);
    let told = said(&run);
    assert!(told.contains("bad.txt is a PDF") && told.contains("two.decisions.toml"), "{told}");
    assert!(told.contains("2 done") && told.contains("2 failed"), "{told}");
    assert!(desk.path("out/one.md").exists() && !desk.path("out/bad.md").exists());
    let report = json(&desk.read("run.json"));
    assert!(report.as_array().is_some_and(|rows| rows.len() == 4 && rows[2]["outcome"] == "failed"), "{report}");
    assert!(desk.read("out/index.html").contains("is a PDF"));
    // it is tried again each time
    assert!(said(&desk.run(&["in", "-o", "out", "-q"]).code(1)).contains("bad.txt is a PDF"));
    let run = desk.run(&["in", "-o", "fast", "--fail-fast", "-j", "1"]).code(1);
    assert!(said(&run).contains("1 failed"), "{}", said(&run));
}

#[test]
fn doubts_over_a_limit_are_failures_if_asked_for() {
    let desk = Desk::new();
    fs::create_dir(desk.path("in")).expect("a folder");
    fs::write(desk.path("in/brief.txt"), include_str!("../../raw/brief.txt")).expect("written");
    desk.run(&["in", "-o", "out"]).success();
    desk.run(&["in", "-o", "out", "--strict=1000"]).success();
    let run = desk.run(&["in", "-o", "out", "--strict"]).code(1);
    assert!(said(&run).contains("of which --strict allows 0"), "{}", said(&run));
    assert!(desk.path("out/brief.md").exists());
}

#[test]
fn options_that_do_not_fit_are_refused() {
    let desk = shelf();
    desk.put("d.toml", "");
    for args in [
        &["in"][..],
        &["in/one.txt", "--prune"],
        &["in", "-o", "out", "--decisions", "d.toml"],
        &["in", "-o", "out", "--report=run.xlsx"],
        &["in", "-o", "out", "--include", "a[b"],
        &["in", "-o", "brief.txt"],
        &["in", "-o", "out", "-j", "0"],
        &["--force", "schema"],
    ] {
        let run = desk.run(args).code(2);
        assert!(said(&run).contains("error:"), "{args:?}: {}", said(&run));
        assert!(!desk.path("out").exists(), "{args:?}: refused before any work");
    }
}

#[test]
fn the_report_and_progress_go_where_they_are_asked_for() {
    let desk = shelf();
    for n in 0..20 {
        desk.put(&format!("in/n{n}.txt"), BRIEF);
    }
    let run = said(&desk.run(&["in", "-o", "out", "--progress", "plain", "--report=run.csv"]).success());
    assert!(run.contains("of 23 files"), "{run}");
    let table = desk.read("run.csv");
    assert!(table.starts_with("file,outcome,reason,bytes,") && table.lines().count() == 24, "{table}");
    assert_eq!(said(&desk.run(&["in", "-o", "out", "-q"]).success()), "");
    assert!(!said(&desk.run(&["in", "-o", "out", "--progress", "none", "--force"]).success()).contains("files, "));
    // beside one file `--report` is -v
    assert!(said(&desk.run(&["--report", "in/one.txt"]).success()).contains("block"));
}

#[test]
fn a_folder_without_texts_says_so() {
    let desk = Desk::new();
    fs::create_dir(desk.path("in")).expect("a folder");
    assert!(said(&desk.run(&["in", "-o", "out"]).success()).contains("--include"));
    desk.put("in/a.ocr", BRIEF);
    assert!(said(&desk.run(&["in", "-o", "out", "--include", "*.ocr"]).success()).contains("1 done"));
    assert!(desk.path("out/a.md").exists());
}

#[test]
fn manifests_that_cannot_be_read_are_told() {
    let desk = shelf();
    desk.run(&["in", "-o", "out"]).success();
    let manifest = desk.path("out/.restitch/manifest.jsonl");
    let whole = fs::read_to_string(&manifest).expect("it is there");
    fs::write(&manifest, "{\"restitch_manifest\":99}\n").expect("written");
    desk.run(&["in", "-o", "out"]).code(1).stderr(contains("version 99"));
    fs::write(&manifest, &whole[..whole.len() / 2]).expect("written");
    desk.run(&["in", "-o", "out"]).code(1).stderr(contains("is broken").and(contains("--force")));
    desk.run(&["in", "-o", "out", "--force"]).success();
    assert_eq!(fs::read_to_string(&manifest).expect("it is there"), whole);
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::{
        ffi::OsString,
        os::unix::{ffi::OsStringExt, fs::symlink},
    };

    #[test]
    fn odd_names_are_kept() {
        let desk = Desk::new();
        fs::create_dir(desk.path("in")).expect("a folder");
        let odd: [&[u8]; 5] = [b"-o.txt", b"two\nlines.txt", b"caf\xe9.txt", b"50%.txt", b"a:b \"c\".txt"];
        for name in odd {
            fs::write(desk.path("in").join(OsString::from_vec(name.to_vec())), BRIEF).expect("written");
        }
        let long = format!("{}.txt", "x".repeat(251));
        desk.put(&format!("in/{long}"), BRIEF);
        let run = said(&desk.run(&["in", "-o", "out"]).success());
        assert!(run.contains("6 done") && run.contains("its name is too long"), "{run}");
        for name in odd {
            let mut made = name[..name.len() - 4].to_vec();
            made.extend(b".pandoc.json");
            assert!(desk.path("out").join(OsString::from_vec(made)).exists(), "{}", String::from_utf8_lossy(name));
        }
        let index = desk.read("out/index.html");
        assert!(index.contains("href=\"./a%3Ab%20%22c%22.md\"") && index.contains("href=\"./caf%E9.md\""), "{index}");
        assert!(said(&desk.run(&["in", "-o", "out"]).success()).contains("6 unchanged"));
    }

    #[test]
    fn links_loops_and_pipes_are_passed_over() {
        let desk = shelf();
        desk.put("outside.txt", BRIEF);
        symlink("..", desk.path("in/a/loop")).expect("a link");
        symlink("../outside.txt", desk.path("in/leak.txt")).expect("a link");
        symlink("nowhere", desk.path("in/none.txt")).expect("a link");
        symlink("itself.txt", desk.path("in/itself.txt")).expect("a link");
        symlink("one.txt", desk.path("in/same.txt")).expect("a link");
        assert!(std::process::Command::new("mkfifo").arg(desk.path("in/pipe.txt")).status().is_ok_and(|s| s.success()));
        std::os::unix::net::UnixListener::bind(desk.path("in/socket.txt")).expect("a socket");
        let run = said(&desk.run(&["in", "-o", "out"]).success());
        for told in [
            "leak.txt: left out",
            "none.txt: left out",
            "itself.txt: left out",
            "pipe.txt: left out",
            "socket.txt: left out",
            "4 done",
        ] {
            assert!(run.contains(told), "{told}: {run}");
        }
        assert!(desk.path("out/same.md").exists() && !desk.path("out/leak.md").exists());
        // a link in the output folder leads no result out of it
        fs::create_dir(desk.path("elsewhere")).expect("a folder");
        fs::create_dir(desk.path("out2")).expect("a folder");
        symlink("../elsewhere", desk.path("out2/a")).expect("a link");
        let run = desk.run(&["in", "-o", "out2"]).code(1);
        assert!(said(&run).contains("a link leads out of the output folder"), "{}", said(&run));
        assert!(
            fs::read_dir(desk.path("elsewhere"))
                .expect("it is there")
                .all(|entry| entry.expect("an entry").path().is_dir())
        );
        // the output folder itself may be reached through one
        symlink("out", desk.path("alias")).expect("a link");
        assert!(said(&desk.run(&["in", "-o", "alias"]).success()).contains("4 unchanged"));
    }

    /// Needs to be root, to mount a small disk; passes over itself, and says so, where it is not.
    #[test]
    #[allow(clippy::print_stdout)]
    fn a_full_disk_leaves_whole_files_only() {
        let desk = Desk::new();
        fs::create_dir_all(desk.path("in")).expect("a folder");
        fs::create_dir_all(desk.path("out")).expect("a folder");
        for n in 0..40 {
            desk.put(&format!("in/{n}.txt"), BRIEF.repeat(40));
        }
        let mount = |size: &str| {
            let remount = if size == "64m" { "remount," } else { "" };
            std::process::Command::new("mount")
                .args(["-t", "tmpfs", "-o", &format!("{remount}size={size}"), "tmpfs"])
                .arg(desk.path("out"))
                .output()
                .is_ok_and(|done| done.status.success())
        };
        if !mount("512k") {
            println!("no small disk can be mounted here (only root may): passed over");
            return;
        }
        desk.run(&["in", "-o", "whole"]).success();
        let whole = tree(&desk.path("whole"));
        let run = desk.run(&["in", "-o", "out"]).code(1);
        let told = said(&run);
        let partly = tree(&desk.path("out"));
        let grown = mount("64m");
        let again = grown.then(|| desk.run(&["in", "-o", "out"]));
        let after = tree(&desk.path("out"));
        let gone = std::process::Command::new("umount").arg(desk.path("out")).status();
        assert!(gone.is_ok_and(|status| status.success()));
        assert!(told.contains("No space left"), "{told}");
        assert!(
            partly
                .iter()
                .filter(|(name, _)| !name.starts_with('.'))
                .all(|(name, bytes)| whole.get(name) == Some(bytes))
        );
        assert!(again.is_some_and(|run| run.get_output().status.success()));
        assert!(after == whole);
    }

    #[test]
    fn an_input_reached_through_a_link_is_not_overwritten() {
        let desk = shelf();
        desk.put("in/b.md", "An input too.\n");
        symlink("in", desk.path("alias")).expect("a link");
        let before = tree(&desk.path("in"));
        for (from, to) in [("alias", "in"), ("in", "alias"), ("alias/a", "in"), ("in", "alias/a")] {
            desk.run(&[from, "-o", to, "--include", "*.md", "--include", "*.txt", "--force"]).success();
            let after = tree(&desk.path("in"));
            assert!(before.iter().all(|(name, bytes)| after.get(name) == Some(bytes)), "{from} into {to}");
            for name in after.keys().filter(|name| !before.contains_key(*name)) {
                fs::remove_file(desk.path("in").join(name)).expect("it goes");
            }
        }
    }

    /// Devices too are passed over; only root can make one, and elsewhere the test says that it passes over itself.
    #[test]
    #[allow(clippy::print_stdout)]
    fn devices_are_passed_over() {
        let desk = shelf();
        let made = std::process::Command::new("mknod").arg(desk.path("in/zero.txt")).args(["c", "1", "5"]).output();
        if !made.is_ok_and(|made| made.status.success()) {
            println!("no device can be made here (only root may): passed over");
            return;
        }
        let run = said(&desk.run(&["in", "-o", "out"]).success());
        assert!(run.contains("zero.txt: left out: a pipe, socket or device") && run.contains("3 done"), "{run}");
    }

    #[test]
    fn a_read_only_output_folder_is_named() {
        use std::os::unix::fs::PermissionsExt;
        let desk = shelf();
        fs::create_dir(desk.path("out")).expect("a folder");
        let mount = ["-t", "tmpfs", "-o", "ro", "tmpfs"];
        let mounted = std::process::Command::new("mount").args(mount).arg(desk.path("out")).output();
        let mounted = mounted.is_ok_and(|done| done.status.success());
        // whom permissions bind cannot mount, and the other way round
        if !mounted {
            fs::set_permissions(desk.path("out"), fs::Permissions::from_mode(0o555)).expect("they are set");
        }
        let run = desk.run(&["in", "-o", "out"]);
        if mounted {
            let gone = std::process::Command::new("umount").arg(desk.path("out")).status();
            assert!(gone.is_ok_and(|status| status.success()));
        }
        let told = said(&run.code(1).stdout(""));
        assert!(told.contains("out: cannot be written") && told.contains("help:"), "{told}");
    }

    #[test]
    fn a_folder_that_cannot_be_made_fails_its_files_only() {
        let desk = shelf();
        fs::create_dir(desk.path("out")).expect("a folder");
        desk.put("out/a", "a file of that name");
        let run = said(&desk.run(&["in", "-o", "out"]).code(1));
        assert!(run.contains("1 done") && run.contains("2 failed") && run.contains("a/two"), "{run}");
        assert!(desk.path("out/one.md").exists() && desk.read("out/a") == "a file of that name");
    }

    #[test]
    fn an_output_folder_that_cannot_be_written_is_named() {
        let desk = shelf();
        fs::write(desk.path("file"), "").expect("written");
        // a folder below a file cannot be made, not even by root
        let run = desk.run(&["in", "-o", "file/out"]).code(1);
        assert!(said(&run).contains("file/out: cannot be written"), "{}", said(&run));
    }

    #[test]
    fn two_runs_into_one_folder_wait_for_each_other() {
        let desk = shelf();
        desk.run(&["in", "-o", "out"]).success();
        let lock = fs::File::open(desk.path("out/.restitch/lock")).expect("it is there");
        lock.lock().expect("it can be held");
        desk.run(&["in", "-o", "out"]).code(1).stderr(contains("at work in another run"));
        drop(lock);
        desk.run(&["in", "-o", "out"]).success();
    }
}
