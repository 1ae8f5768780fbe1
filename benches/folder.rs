//! A folder of many small files, and the memory that large ones take: `cargo bench --bench folder`.
//!
//! `RESTITCH_BENCH_FILES` (10000), `RESTITCH_BENCH_FOLDER_MB` (2000) and `RESTITCH_BENCH_FILE_MB` (200) change the sizes. Memory
//! is the peak of the process's resident set, which Linux alone tells.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

fn main() {
    let size = |name: &str, default: usize| env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(default);
    let desk = tempfile::tempdir().unwrap();
    small_files(desk.path(), size("RESTITCH_BENCH_FILES", 10_000));
    memory(desk.path(), size("RESTITCH_BENCH_FOLDER_MB", 2000), size("RESTITCH_BENCH_FILE_MB", 200));
}

/// Throughput over many small files, made of the fixtures and the brief.
fn small_files(desk: &Path, files: usize) {
    let parts = parts();
    let input = desk.join("small");
    let mut bytes = 0;
    for n in 0..files {
        let text = format!("{}\n\nThis is file {n}.\n", parts[n % parts.len()]);
        let path = input.join(format!("{}/{n}.txt", n % 100));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        bytes += text.len();
        fs::write(path, text).unwrap();
    }
    println!("{files} files, {:.1} MB, to Markdown, JSON and Pandoc's JSON", bytes as f64 / 1e6);
    let row = |name: &str, took: Duration| {
        let seconds = took.as_secs_f64();
        println!(
            "{name:<36} {seconds:>8.2} s {:>8.0} files/s {:>6.2} MB/s",
            files as f64 / seconds,
            bytes as f64 / 1e6 / seconds
        );
    };
    let run = |out: &str, jobs: &str| measure(&input, &desk.join(out), &["-j", jobs]).0;
    let one = run("one", "1");
    row("one thread", one);
    let two = run("two", "2");
    row(&format!("two threads ({:.2} times as quick)", one.as_secs_f64() / two.as_secs_f64()), two);
    let again = run("two", "2");
    row(&format!("nothing new ({:.0} times as quick)", two.as_secs_f64() / again.as_secs_f64()), again);
    let began = Instant::now();
    let script = "find small -name '*.txt' | while read -r f; do for t in md json pandoc.json; do \"$0\" -q \"$f\" -o \"loop/$(basename \"$f\" .txt).$t\"; done; done";
    fs::create_dir(desk.join("loop")).unwrap();
    let shell = Command::new("sh").args(["-c", script, env!("CARGO_BIN_EXE_restitch")]).current_dir(desk).status();
    assert!(shell.unwrap().success());
    row("a shell's loop, one process a result", began.elapsed());
    for folder in ["small", "one", "two", "loop"] {
        fs::remove_dir_all(desk.join(folder)).unwrap();
    }
}

/// Peak memory for a large folder, and for one large file.
fn memory(desk: &Path, folder_mb: usize, file_mb: usize) {
    let brief = fs::read_to_string(root().join("raw/brief.txt")).unwrap();
    let mut n = 0;
    let mut text_of = |bytes: usize| {
        let mut text = String::with_capacity(bytes + brief.len());
        while text.len() < bytes {
            n += 1;
            text.push_str(&brief.replace("Belarus", &format!("Belarus{n}")));
            text.push('\u{c}');
        }
        text
    };
    let input = desk.join("large");
    fs::create_dir(&input).unwrap();
    let sizes = [1_000_000, 200_000, 5_000_000, 50_000];
    let mut made = 0;
    for at in 0.. {
        if made >= folder_mb * 1_000_000 {
            break;
        }
        let text = text_of(sizes[at % sizes.len()]);
        made += text.len();
        fs::write(input.join(format!("{at}.txt")), text).unwrap();
    }
    let (took, peak) = measure(&input, &desk.join("out"), &["-j", "2", "-t", "markdown"]);
    println!(
        "a folder of {} MB, two threads: {:.0} s, peak {} MB",
        made / 1_000_000,
        took.as_secs_f64(),
        peak / 1_000_000
    );
    fs::remove_dir_all(&input).unwrap();
    fs::remove_dir_all(desk.join("out")).unwrap();
    fs::create_dir(&input).unwrap();
    let text = text_of(file_mb * 1_000_000);
    fs::write(input.join("one.txt"), &text).unwrap();
    let (took, peak) = measure(&input, &desk.join("out"), &["-t", "markdown"]);
    println!(
        "one file of {} MB: {:.0} s, peak {} MB, {:.1} times its size",
        text.len() / 1_000_000,
        took.as_secs_f64(),
        peak / 1_000_000,
        peak as f64 / text.len() as f64
    );
}

/// Runs over a folder; the time it took and the peak of its memory in bytes (0 where it cannot be told).
fn measure(input: &Path, out: &Path, args: &[&str]) -> (Duration, usize) {
    let began = Instant::now();
    let mut run = Command::new(env!("CARGO_BIN_EXE_restitch"))
        .arg(input)
        .arg("-o")
        .arg(out)
        .arg("-q")
        .args(args)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", run.id());
    let mut peak = 0;
    loop {
        let told = fs::read_to_string(&status).unwrap_or_default();
        let line = told.lines().find(|line| line.starts_with("VmHWM:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)).and_then(|n| n.parse::<usize>().ok());
        peak = peak.max(kilobytes.unwrap_or(0) * 1024);
        if let Some(ended) = run.try_wait().unwrap() {
            assert!(ended.success());
            return (began.elapsed(), peak);
        }
        thread::sleep(Duration::from_millis(5));
    }
}

fn parts() -> Vec<String> {
    let mut paths: Vec<PathBuf> = fs::read_dir(root().join("fixtures"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    paths.sort();
    paths.push(root().join("raw/brief.txt"));
    let texts = paths.iter().filter(|path| !path.ends_with("KNOWN_FAILURES.txt"));
    texts.map(|path| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned()).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
