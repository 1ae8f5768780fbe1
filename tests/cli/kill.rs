//! A run over a folder that is killed at any moment leaves whole files only, and the next run goes on from there.

use super::tree;
use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

const FILES: usize = 500;
const KILLS: usize = 50;

/// All files of an output folder with their contents; the state of a run is left out, but for its manifest.
fn outputs(folder: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let mut files = tree(folder);
    files.retain(|name, _| !name.starts_with(".restitch/") || name == ".restitch/manifest.jsonl");
    files
}

fn restitch(folder: &Path, out: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_restitch"));
    command.current_dir(folder).args(["in", "-o", out, "-q", "-j", "2"]).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

#[test]
fn a_killed_run_is_gone_on_with() {
    let desk = tempfile::tempdir().expect("a temporary folder");
    let folder = desk.path();
    for n in 0..FILES {
        let text = format!("Text {n} stands here,\nand the econo-\nmy.1 It goes on.\n\n1 A note on {n}, p. {n}.\n");
        let path = folder.join(format!("in/{}/{n}.txt", n % 7));
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(path, text).expect("it is written");
    }
    let began = Instant::now();
    assert!(restitch(folder, "whole").status().expect("it runs").success());
    let took = began.elapsed();
    let whole = outputs(&folder.join("whole"));
    assert_eq!(whole.len(), 3 * FILES + 2);

    // moments are drawn anew from a fixed seed; how far a run has come by then depends on the machine
    let mut seed = 12_u64;
    let mut kills = 0;
    let mut runs = 0;
    while kills < KILLS {
        runs += 1;
        assert!(runs < 20 * KILLS, "the runs end before they can be killed");
        let mut run = restitch(folder, "out").spawn().expect("it runs");
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        thread::sleep(took.mul_f64((seed >> 40) as f64 / (1 << 24) as f64 * 0.4));
        if run.try_wait().expect("it can be asked").is_none() {
            run.kill().expect("it is killed");
            kills += 1;
        }
        let ended = run.wait().expect("it has ended");
        for (name, bytes) in outputs(&folder.join("out")) {
            let is_whole = match name.as_str() {
                // these two tell of all files, and come last
                "index.html" => bytes.ends_with(b"</html>\n"),
                ".restitch/manifest.jsonl" => bytes.ends_with(b"}\n"),
                _ => whole.get(&name) == Some(&bytes),
            };
            assert!(is_whole, "{name} is whole or absent");
        }
        if ended.success() {
            assert_eq!(outputs(&folder.join("out")), whole);
            fs::remove_dir_all(folder.join("out")).expect("it goes");
        }
    }
    assert!(restitch(folder, "out").status().expect("it runs").success());
    assert!(outputs(&folder.join("out")) == whole, "as if nothing had happened");
    assert!(
        fs::read_dir(folder.join("out/.restitch/tmp")).expect("it is there").next().is_none(),
        "nothing lies about"
    );
}

#[test]
fn a_run_that_is_asked_to_stop_ends_in_order() {
    let desk = tempfile::tempdir().expect("a temporary folder");
    let folder = desk.path();
    fs::create_dir(folder.join("in")).expect("a folder");
    for n in 0..2000 {
        fs::write(folder.join(format!("in/{n}.txt")), format!("Text {n}.\n")).expect("it is written");
    }
    let mut run = restitch(folder, "out").spawn().expect("it runs");
    while !folder.join("out/100.md").exists() && run.try_wait().expect("it can be asked").is_none() {
        thread::sleep(Duration::from_millis(5));
    }
    let asked = Command::new("kill").args(["-INT", &run.id().to_string()]).status().expect("kill is there");
    assert!(asked.success());
    assert_eq!(run.wait().expect("it has ended").code(), Some(130));
    let manifest = fs::read_to_string(folder.join("out/.restitch/manifest.jsonl")).expect("the manifest is there");
    let done = manifest.lines().count() - 1;
    let made = outputs(&folder.join("out")).len() - 1;
    assert!(done > 0 && done < 2000);
    assert_eq!(made, 3 * done, "what is done is in the manifest, and nothing else is there");
    assert!(restitch(folder, "out").status().expect("it runs").success());
    assert!(folder.join("out/1999.json").exists());
}
