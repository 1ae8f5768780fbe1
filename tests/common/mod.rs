//! Documents made by hand, and what every JSON is held to.
#![allow(clippy::print_stderr, dead_code, missing_docs, unreachable_pub)]

use std::{env, process::Command, sync::OnceLock};

use restitch::{
    Options, Restored, Source, check,
    decide::Decisions,
    document::{
        Align, Anchor, Block, BlockKind, Document, Inline, Link, LinkHome, LinkId, LinkStatus, ListMarker, Meta, Note,
        NoteId, Run,
    },
    ledger::Ledger,
    restore, write,
};

/// The parts of a document.
#[derive(Clone, Debug, Default)]
pub struct Doc {
    pub meta: Meta,
    pub blocks: Vec<Block>,
    pub notes: Vec<Note>,
    pub links: Vec<Link>,
}

impl Doc {
    pub fn note(&mut self, label: &str, blocks: Vec<Block>) -> NoteId {
        let anchor = Anchor::Unanchored { evidence: Vec::new(), runner_up: None };
        self.notes.push(Note { label: label.to_owned(), page: 0, anchor, blocks, refers_to: Vec::new() });
        self.notes.len() - 1
    }

    pub fn link(&mut self, url: &str) -> LinkId {
        self.links.push(Link {
            url: url.to_owned(),
            status: LinkStatus::Marked,
            home: LinkHome::Body,
            confidence: 1.0,
            evidence: Vec::new(),
            runner_up: None,
            listed: Vec::new(),
        });
        self.links.len() - 1
    }

    pub fn restored(&self) -> Restored {
        let Self { meta, blocks, notes, links } = self.clone();
        Restored {
            source: Source::default(),
            document: Document { meta, blocks, notes, links, pages: Vec::new() },
            ledger: Ledger::default(),
        }
    }
}

pub fn run_of(text: &str) -> Inline {
    Inline::Text(Run { text: text.to_owned(), from: Vec::new() })
}

pub fn block(kind: BlockKind) -> Block {
    Block::new(0, kind)
}

pub fn paragraph(content: Vec<Inline>) -> Block {
    block(BlockKind::Paragraph { content })
}

pub fn para(text: &str) -> Block {
    paragraph(vec![run_of(text)])
}

pub fn heading(level: u8, content: Vec<Inline>) -> Block {
    block(BlockKind::Heading { level, content })
}

pub fn list(marker: ListMarker, items: Vec<Vec<Block>>) -> Block {
    block(BlockKind::List { marker, items })
}

pub fn quote(blocks: Vec<Block>) -> Block {
    block(BlockKind::Quote { blocks })
}

pub fn verse(lines: &[&str]) -> Block {
    block(BlockKind::Verse { lines: lines.iter().map(|line| vec![run_of(line)]).collect() })
}

/// The first row is the head; the columns are set left, right, to the middle, and so on.
pub fn table(rows: &[&[&str]]) -> Block {
    let columns = rows.iter().map(|row| row.len()).max().unwrap_or(0);
    let row = |cells: &&[&str]| cells.iter().map(|text| vec![run_of(text)]).collect::<Vec<_>>();
    block(BlockKind::Table {
        align: [Align::Left, Align::Right, Align::Center].into_iter().cycle().take(columns).collect(),
        head: rows.first().map(row).unwrap_or_default(),
        rows: rows[1..].iter().map(row).collect(),
    })
}

pub fn preformatted(lines: &[&str]) -> Block {
    let run = |line: &&str| Run { text: (*line).to_owned(), from: Vec::new() };
    block(BlockKind::Preformatted { lines: lines.iter().map(run).collect() })
}

/// Holds a JSON to the schema, by a validator that shares nothing with us.
pub fn assert_valid(json: &str) {
    static VALIDATOR: OnceLock<jsonschema::Validator> = OnceLock::new();
    let validator = VALIDATOR.get_or_init(|| {
        jsonschema::validator_for(&restitch::schema::schema().to_value()).expect("a schema that is one")
    });
    let value = serde_json::from_str(json).expect("JSON");
    let errors: Vec<_> = validator.iter_errors(&value).take(5).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(errors.is_empty(), "the JSON does not follow the schema: {}", errors.join("; "));
}

/// A text with decisions applied, of which the account must add up.
pub fn decided(text: &str, decisions: &str) -> Restored {
    let decisions = Decisions::from_toml(&format!("version = 1\n{decisions}"), "brief.decisions.toml").expect("TOML");
    let restored = restore(text.as_bytes(), &Options::default().with_decisions(decisions));
    let json = write::json::to_string(&restored);
    assert_valid(&json);
    if let Err(faults) = check::check(text.as_bytes(), &json) {
        panic!("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
    }
    restored
}

/// The reasons for which decisions were not applied.
pub fn refused(restored: &Restored) -> Vec<String> {
    restored.ledger.decisions.iter().filter_map(|decision| decision.why_not.clone()).collect()
}

/// pandoc 3, if there is one: the program that `RESTITCH_PANDOC` names, or `pandoc`. Says so if there is none, and fails if
/// one is required.
pub fn pandoc_3() -> Option<String> {
    let name = env::var("RESTITCH_PANDOC").unwrap_or_else(|_| "pandoc".to_owned());
    let found = Command::new(&name).arg("--version").output();
    let is_there = found.is_ok_and(|output| output.stdout.starts_with(b"pandoc 3"));
    assert!(is_there || env::var_os("RESTITCH_REQUIRE_PANDOC").is_none(), "no pandoc 3 found as `{name}`");
    if !is_there {
        eprintln!("skipped: no pandoc 3 found as `{name}`; set RESTITCH_PANDOC to its path");
    }
    is_there.then_some(name)
}
