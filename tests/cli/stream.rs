//! `--stream`: a line of JSON out for a line of JSON in.

use std::{
    io::{BufRead, BufReader, Read, Write},
    process::{Child, ChildStdin, ChildStdout, Command as Process, Stdio},
};

use serde_json::{Value, json};

use super::*;

/// The answers to lines, once all of them were given.
fn answers(desk: &Desk, args: &[&str], lines: &str) -> Vec<Value> {
    let assert = desk.restitch(&[&["--stream"], args].concat()).write_stdin(lines).assert().success();
    let answers: Vec<Value> = stdout(&assert).lines().map(super::json).collect();
    assert_eq!(answers.len(), lines.lines().count(), "a line for a line");
    answers
}

/// A stream that is kept open.
fn open(desk: &Desk, args: &[&str]) -> (Child, ChildStdin, BufReader<ChildStdout>) {
    let mut child = Process::new(env!("CARGO_BIN_EXE_restitch"))
        .arg("--stream")
        .args(args)
        .current_dir(desk.folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let (input, output) = (child.stdin.take().expect("a pipe"), child.stdout.take().expect("a pipe"));
    (child, input, BufReader::new(output))
}

#[test]
fn texts_and_files_give_what_a_run_over_the_file_gives() {
    let desk = Desk::new();
    fs::copy(specimen(), desk.path("specimen.txt")).expect("the specimen");
    desk.put("latin.txt", b"Une id\xe9e, et l'\xe9t\xe9 de la m\xeame ann\xe9e.\n");
    for name in ["brief.txt", "specimen.txt", "latin.txt"] {
        let bytes = fs::read(desk.path(name)).expect("the file is there");
        let mut lines = vec![
            json!({"id": 1, "path": name}),
            json!({"id": 2, "base64": data_encoding::BASE64.encode(&bytes), "name": name}),
        ];
        lines.extend(String::from_utf8(bytes).ok().map(|text| json!({"id": 3, "text": text, "name": name})));
        let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
        for (format, key) in [("markdown", "markdown"), ("json", "json"), ("pandoc", "pandoc"), ("sarif", "sarif")] {
            let alone = stdout(&desk.run(&["-q", "--pages", "-t", format, name]).success());
            let wanted = if key == "markdown" { Value::String(alone) } else { super::json(&alone) };
            for answer in answers(&desk, &["--pages", "-t", format], &lines) {
                assert_eq!(answer[key], wanted, "{name} {format}");
                assert!(answer.get("error").is_none() && answer["summary"]["pages"].is_u64(), "{answer}");
            }
        }
    }
}

#[test]
fn the_summary_tells_the_worst_from_the_rest() {
    let desk = Desk::new();
    let lines = format!("{}\n{}\n", json!({"id": "a", "path": specimen()}), json!({"id": "b", "text": ""}));
    let answers = answers(&desk, &[], &lines);
    let restored = super::json(&stdout(&desk.run(&["-q", "-t", "json", &specimen().to_string_lossy()])));
    let notes = restored["document"]["notes"].as_array().expect("notes");
    let of = |status: &str| notes.iter().filter(|note| note["anchor"]["status"] == status).count();
    let summary = &answers[0]["summary"];
    assert!(of("marked") > 0 && of("inferred") > 0, "{restored}");
    for status in ["marked", "inferred", "unanchored", "decided"] {
        assert_eq!(summary[format!("notes_{status}")], of(status), "{status}");
    }
    assert_eq!(summary["warnings"]["N201"], of("inferred"));
    assert!(summary["doubts"].as_u64() >= summary["notes_inferred"].as_u64(), "{summary}");
    assert_eq!(
        (&answers[1]["summary"]["doubts"], &answers[1]["summary"]["warnings"]),
        (&0.into(), &json!({"W101": 1}))
    );
    assert_eq!(answers[1]["markdown"], "");
}

#[test]
fn what_readers_decided_lies_beside_the_file() {
    let desk = Desk::new();
    desk.put("brief.decisions.toml", "version = 9\n");
    let answers = answers(&desk, &[], "{\"id\":1,\"path\":\"brief.txt\"}\n{\"id\":2,\"text\":\"Text.\"}\n");
    let message = answers[0]["error"]["message"].as_str().expect("an error");
    assert!(message.contains("brief.decisions.toml"), "{message}");
    let next = answers[1]["markdown"].as_str().map(str::trim_end);
    assert!(next.is_some_and(|text| text.ends_with("\nText.")), "the next one is not touched by it: {next:?}");
}

#[test]
fn broken_lines_are_answered_in_their_place() {
    let desk = Desk::new();
    desk.put("scan.pdf", "%PDF-1.7\n");
    let lines = [
        (r#"{"id":"a","text":"One."}"#, "\"a\"", None),
        ("{\"id\":", "null", Some("no JSON")),
        ("", "null", Some("no JSON object")),
        (r#"{"id":{"k": 1.50},"text":"\ud800"}"#, "{\"k\": 1.50}", Some("`text` is no string")),
        (r#"{"id":[],"path":"none.txt"}"#, "[]", Some("no such file")),
        (r#"{"id":6,"path":"scan.pdf"}"#, "6", Some("is a PDF")),
        (r#"{"id":7,"path":"."}"#, "7", Some("is a folder")),
        (r#"{"id":8}"#, "8", Some("neither `text`")),
        (r#"{"text":"Last.\u0000"}"#, "null", None),
    ];
    let input: Vec<&str> = lines.iter().map(|(line, ..)| *line).collect();
    // The last line has no end.
    let assert = desk.restitch(&["--stream"]).write_stdin(input.join("\n")).assert().success();
    let output = stdout(&assert);
    assert_eq!(output.lines().count(), lines.len());
    for (at, (answer, (line, id, error))) in output.lines().zip(lines).enumerate() {
        assert!(answer.starts_with(&format!("{{\"id\":{id},")), "{line}: {answer}");
        let answer = super::json(answer);
        match error {
            None => assert!(answer["markdown"].is_string() && answer.get("error").is_none(), "{answer}"),
            Some(error) => {
                let told = answer["error"]["message"].as_str().expect("a message");
                assert!(told.contains(error) && answer["error"]["line"] == at + 1, "{line}: {answer}");
                assert!(answer["error"]["help"].as_str().is_some_and(|help| !help.is_empty()), "{answer}");
                assert!(answer.get("markdown").is_none() && answer.get("summary").is_none(), "{answer}");
            }
        }
    }
    assert.stderr(contains("warning: 7 of 9 lines gave an error"));
    desk.restitch(&["--stream", "-q"]).write_stdin("x\n").assert().success().stderr("");
    desk.restitch(&["--stream"]).write_stdin("").assert().success().stdout("").stderr("");
    desk.restitch(&["--stream", "-v"])
        .write_stdin("{\"text\":\"\"}")
        .assert()
        .success()
        .stderr("1 line, all restored\n");
}

#[test]
fn a_line_is_answered_before_the_next_is_written() {
    let desk = Desk::new();
    let (mut child, mut input, mut output) = open(&desk, &[]);
    for number in 0..50 {
        let text = "A line of text.\n".repeat(number * 7 % 11);
        writeln!(input, "{}", json!({"id": number, "text": text})).expect("it reads");
        let mut answer = String::new();
        output.read_line(&mut answer).expect("it answers");
        assert_eq!(super::json(&answer)["id"], number);
    }
    drop(input);
    assert!(child.wait().expect("it ends").success());
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let desk = Desk::new();
    let (mut child, mut input, output) = open(&desk, &[]);
    drop(output);
    let line = format!("{}\n", json!({"id": 1, "text": BRIEF}));
    // It ends at the first answer that nobody takes, and then takes no more itself.
    while input.write_all(line.as_bytes()).is_ok() {}
    assert!(child.wait().expect("it ends").success());
    let mut told = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut told).expect("it is text");
    assert_eq!(told, "");
}

#[cfg(unix)]
#[test]
fn input_or_output_that_fails_is_a_failure() {
    let desk = Desk::new();
    let folder = fs::File::open(desk.folder.path()).expect("a folder opens");
    let failed = |command: &mut Process| command.arg("--stream").stderr(Stdio::piped()).output().expect("it starts");
    let output = failed(Process::new(env!("CARGO_BIN_EXE_restitch")).stdin(folder));
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("standard input: cannot be read"), "{output:?}");
    if let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") {
        let lines = fs::File::open(desk.put("rows.jsonl", "{\"text\":\"a\"}\n")).expect("it opens");
        let output = failed(Process::new(env!("CARGO_BIN_EXE_restitch")).stdin(lines).stdout(full));
        assert_eq!(output.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&output.stderr).contains("standard output: cannot be written"), "{output:?}");
    }
}

#[test]
fn it_goes_with_no_files() {
    let desk = Desk::new();
    for args in [
        &["--stream", "brief.txt"][..],
        &["--stream", "-o", "a.md"],
        &["--stream", "--decisions", "a.toml"],
        &["--stream", "explain"],
    ] {
        desk.run(args).code(2).stdout("").stderr(contains("--stream"));
    }
    assert_eq!(desk.names(), ["brief.txt"]);
}

/// The most memory that a process ever held, in MB.
#[cfg(target_os = "linux")]
fn peak(child: &Child) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).expect("it still runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("Linux tells it");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") / 1024
}

#[cfg(target_os = "linux")]
#[test]
fn memory_is_that_of_the_largest_line() {
    let desk = Desk::new();
    let (mut child, mut input, mut output) = open(&desk, &[]);
    let text = "The pilots kept to the tavern by the quay, and counted there what they had taken.\n".repeat(1250);
    let mut ask = |id: usize| {
        let line = format!("{}\n", json!({"id": id, "text": text}));
        let mut answer = String::new();
        std::thread::scope(|scope| {
            scope.spawn(|| input.write_all(line.as_bytes()).expect("it reads"));
            output.read_line(&mut answer).expect("it answers");
        });
        assert!(answer.starts_with(&format!("{{\"id\":{id},\"summary\"")), "{}", &answer[..answer.len().min(100)]);
    };
    // Lines of 0.1 MB. To hold on to one of their forms in each of the later ones would take 3 MB and more.
    (0..6).for_each(&mut ask);
    let early = peak(&child);
    (6..36).for_each(&mut ask);
    let late = peak(&child);
    assert!(late < early + 2, "{early} MB after 6 lines of 0.1 MB, {late} MB after 36");
    drop(input);
    assert!(child.wait().expect("it ends").success());
}
