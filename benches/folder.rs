//! A folder of many small files, and the memory that large ones take: `cargo bench --bench folder`.
//!
//! `RESTITCH_BENCH_FILES` (10000), `RESTITCH_BENCH_FOLDER_MB` (200) and `RESTITCH_BENCH_FILE_MB` (20) change the sizes; 2000 and
//! 200 take some minutes and twenty gigabytes of disk. Each run over small files is done `RESTITCH_BENCH_TIMES` (3) times, and
//! the quickest counts: what else the machine does makes them slower only. Memory is the peak of the process's resident set,
//! which Linux alone tells.
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
    small_files(desk.path(), size("RESTITCH_BENCH_FILES", 10_000), size("RESTITCH_BENCH_TIMES", 3));
    large_folder(desk.path(), size("RESTITCH_BENCH_FOLDER_MB", 200) * 1_000_000);
    large_file(desk.path(), size("RESTITCH_BENCH_FILE_MB", 20) * 1_000_000);
}

/// Throughput over many small files, made of the fixtures and the brief.
fn small_files(desk: &Path, files: usize, times: usize) {
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
    let row = |name: &str, took: Duration, some: usize| {
        let (seconds, bytes) = (took.as_secs_f64(), (bytes * some) as f64 / files as f64);
        println!(
            "{name:<44} {seconds:>8.2} s {:>8.0} files/s {:>7.2} MB/s",
            some as f64 / seconds,
            bytes / 1e6 / seconds
        );
    };
    let out = desk.join("out");
    let quickest = |jobs: &str, anew: bool| {
        let run = |_| {
            if anew && out.exists() {
                fs::remove_dir_all(&out).unwrap();
            }
            measure(&input, &out, &["-j", jobs]).0
        };
        (0..times.max(1)).map(run).min().unwrap()
    };
    let one = quickest("1", true);
    row("one thread", one, files);
    let two = quickest("2", true);
    row(&format!("two threads ({:.2} times as quick)", ratio(one, two)), two, files);
    let again = quickest("2", false);
    row(&format!("nothing new ({:.0} times as quick)", ratio(two, again)), again, files);
    let some = files.div_ceil(10);
    fs::create_dir(desk.join("loop")).unwrap();
    let script = format!(
        "find small -name '*.txt' | head -n {some} | while read -r f; do for t in md json pandoc.json; do
            \"$0\" -q \"$f\" -o \"loop/$(basename \"$f\" .txt).$t\"; done; done"
    );
    let began = Instant::now();
    let shell = Command::new("sh").args(["-c", &script, env!("CARGO_BIN_EXE_restitch")]).current_dir(desk).status();
    assert!(shell.unwrap().success());
    row(&format!("a shell's loop, a process a result, {some} files"), began.elapsed(), some);
    for folder in ["small", "out", "loop"] {
        fs::remove_dir_all(desk.join(folder)).unwrap();
    }
}

fn ratio(slow: Duration, quick: Duration) -> f64 {
    slow.as_secs_f64() / quick.as_secs_f64()
}

/// Peak memory for a folder of large and small files.
fn large_folder(desk: &Path, bytes: usize) {
    let input = desk.join("large");
    fs::create_dir(&input).unwrap();
    let mut copies = Copies::new();
    let (mut made, mut files) = (0, 0);
    for size in [1_000_000, 200_000, 5_000_000, 50_000].into_iter().cycle() {
        if made >= bytes {
            break;
        }
        let text = copies.text(size);
        made += text.len();
        files += 1;
        fs::write(input.join(format!("{files}.txt")), text).unwrap();
    }
    let (took, peak) = measure(&input, &desk.join("out"), &["-j", "2", "-t", "markdown"]);
    println!(
        "{files} files, {} MB, two threads, to Markdown: {:.0} s, {:.1} MB/s, peak {} MB",
        made / 1_000_000,
        took.as_secs_f64(),
        made as f64 / 1e6 / took.as_secs_f64(),
        peak / 1_000_000
    );
    fs::remove_dir_all(&input).unwrap();
    fs::remove_dir_all(desk.join("out")).unwrap();
}

/// Peak memory for one large file.
fn large_file(desk: &Path, bytes: usize) {
    let input = desk.join("large");
    fs::create_dir(&input).unwrap();
    let text = Copies::new().text(bytes);
    fs::write(input.join("one.txt"), &text).unwrap();
    let (took, peak) = measure(&input, &desk.join("out"), &["-t", "markdown"]);
    println!(
        "one file of {} MB, to Markdown: {:.0} s, {:.1} MB/s, peak {} MB, {:.1} times its size",
        text.len() / 1_000_000,
        took.as_secs_f64(),
        text.len() as f64 / 1e6 / took.as_secs_f64(),
        peak / 1_000_000,
        peak as f64 / text.len() as f64
    );
}

/// The brief over and over, with names that differ from copy to copy: a long text has ever new words.
struct Copies {
    brief: String,
    made: usize,
}

impl Copies {
    fn new() -> Self {
        Self { brief: fs::read_to_string(root().join("raw/brief.txt")).unwrap(), made: 0 }
    }

    /// At least so many bytes of whole copies, a page end behind each.
    fn text(&mut self, bytes: usize) -> String {
        let mut text = String::with_capacity(bytes + self.brief.len());
        while text.len() < bytes {
            self.made += 1;
            let mut copy = self.brief.clone();
            for (name, ending) in [("Lukashenko", "or"), ("Moscow", "an"), ("Minsk", "en"), ("Russia", "ia")] {
                copy = copy.replace(name, &(invented(self.made) + ending));
            }
            text.push_str(&copy);
            text.push('\u{c}');
        }
        text
    }
}

/// The name of a number, by syllables.
fn invented(mut number: usize) -> String {
    let syllables =
        ["ba", "do", "ki", "lu", "me", "ra", "so", "ti", "va", "zen", "mor", "lin", "gar", "pel", "ost", "nu"];
    let mut name = String::new();
    while number > 0 {
        name.push_str(syllables[number % syllables.len()]);
        number /= syllables.len();
    }
    name[..1].to_uppercase() + &name[1..]
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
