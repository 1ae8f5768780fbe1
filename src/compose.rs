//! The way of the data, stage after stage: text, layout, notes, prose, document.

use crate::{
    Options,
    anchor::{
        self, Found, FoundNote, Rival, Words,
        links::{FoundLink, FoundLinks},
    },
    decide::Outcome,
    document::{
        Anchor, Block, BlockKind, Document, Inline, Link, LinkHome, LinkStatus, Meta, Note, Piece, Reference, RunnerUp,
    },
    extent,
    grammar::{any_byte, is_title_of_notes, runs},
    ledger::{Code, Ledger, Warning},
    page::LineIndex,
    prose::{
        self,
        habits::Habits,
        inline::{Event, EventKind, Events, Pen},
        signs::Signs,
        words::Joiner,
    },
    region::{self, Layout, Role},
    scribe::Scribe,
    span::Span,
    text::{Text, language::language},
};

/// Makes the document of a text.
pub(crate) fn compose(text: &Text, bytes: usize, options: &Options) -> (Document, Ledger) {
    let decisions = options.decisions.as_ref();
    let mut layout = Layout::new(text);
    let mut decided = Outcome::default();
    if let Some(decisions) = decisions {
        decided.lines(decisions, &mut layout);
    }
    let language = language(text.as_str());
    let patterns = language.and_then(|l| patterns(l.tag()));
    let words = count_words(&layout);
    let mut found = anchor::notes(&layout, &words);
    let mut lone = region::lone(&layout, &found.body);
    lone.retain(|line| decided.kept.binary_search(line).is_err());
    // where a note is called, there is text
    let marks =
        found.notes.iter().flat_map(|note| note.position().into_iter().chain(note.again.iter().map(|r| r.start)));
    let mut called: Vec<LineIndex> = marks.map(|at| layout.line_at(at)).collect();
    called.sort_unstable();
    lone.retain(|line| called.binary_search(line).is_err());
    found.body.retain(|line| lone.binary_search(line).is_err());
    let titles = notes_titles(&layout, &found);
    found.body.retain(|line| titles.binary_search(line).is_err());
    if let Some(decisions) = decisions {
        decided.notes(decisions, &layout, &mut found);
        decided.hyphens(decisions, &layout, &found);
    }
    let calls =
        found.notes.iter().flat_map(|note| note.call.iter().map(|call| &call.range).chain(&note.again)).cloned();
    layout.set_calls(calls);
    let layout = layout;
    let order = order(&layout, &found.notes);
    let mut targets: Vec<&str> =
        (0..layout.lines.len()).filter(|&l| layout.roles[l] == Role::Target).map(|l| layout.ink(l)).collect();
    targets.sort_unstable();
    targets.dedup();
    let joiner = Joiner {
        words: &words,
        patterns,
        targets: &targets,
        signs: Signs::of(&layout),
        witness: options.witness.as_ref(),
    };
    let mut links = anchor::links::links(&layout, &found, &joiner);
    if let Some(decisions) = decisions {
        decided.links(decisions, &layout, &found, &mut links);
        decided.sum_up(decisions);
    }
    let mut events = note_events(&found.notes, &order);
    link_events(&links, &mut events);
    events.extend(
        decided.missing.iter().map(|&at| Event { range: at..at, kind: EventKind::Add(Code::HyphenRestored, "-") }),
    );
    let events = Events::new(events);
    let mut scribe = Scribe::new(text);
    drop_furniture(&layout, &links, &order, &decided, &mut scribe);
    for &line in &titles {
        let ink = layout.lines[line].ink.clone();
        scribe.remove(Code::NotesHeading, ink, 0.9, "its notes went to their calls");
    }
    for &line in &found.rules {
        scribe.remove(Code::NoteRule, layout.lines[line].ink.clone(), 0.9, Code::NoteRule.why());
    }
    for &line in &lone {
        let (confidence, why) = decided.reason(line, 0.8, Code::LoneFurniture);
        scribe.remove(Code::LoneFurniture, layout.lines[line].ink.clone(), confidence, why);
    }
    // before there is much else to hold, since all notes' words are looked at together
    let references = refer(&layout, &found, &order);
    let mut pen = Pen::new(&layout, &events, &joiner, &mut scribe);
    pen.decided = std::mem::take(&mut decided.hyphens);
    let habits = Habits::of(&layout, &joiner, &[&found.body]);
    let mut blocks = prose::blocks(&mut pen, &found.body, &habits, Some(&torn_marks(&layout, &found.notes)));
    let mut notes = notes(&mut pen, &mut found, references, &order, &decided.notes);
    unwritten(&blocks, &mut notes, &mut links);
    pen.warnings.extend(found.unanswered.iter().map(|(range, number)| Warning {
        code: Code::CallWithoutNote,
        span: layout.text.spans(range.clone()).first().copied(),
        confidence: None,
        message: format!("this looks like the call of note {number}, but there is no such note; it stays in the text"),
    }));
    let mut warnings = pen.warnings;
    append_unanchored(&mut scribe, &notes, &layout, &mut blocks, &mut warnings);
    let links = document_links(&layout, links, &order, &mut warnings);
    append_links(&mut scribe, &links, &layout, &mut blocks, &mut warnings);
    warnings.append(&mut decided.warnings);
    told_by_text(text, &blocks, &notes, &mut warnings);
    let meta = Meta { language: language.map(|l| l.tag().to_owned()), ..Meta::default() };
    let mut document = Document { meta, blocks, notes, links, pages: layout.page_map(bytes) };
    let (repairs, place) = scribe.finish();
    document.each_run_mut(|run| {
        for piece in &mut run.from {
            if let Piece::Repair { repair } = piece {
                *repair = place[*repair];
            }
        }
    });
    extent::tell(&mut document, &repairs);
    document.meta = Meta { language: document.meta.language.take(), ..prose::front::meta(&document, &heads(&layout)) };
    (document, Ledger::new(repairs, warnings, decided.decisions))
}

/// The marks of items that stand in columns of their own, but on pages where such marks proved to be notes'.
fn torn_marks(layout: &Layout, notes: &[FoundNote]) -> Vec<LineIndex> {
    let labelled = notes.iter().filter(|note| note.label_range.is_empty()).filter_map(|note| note.lines.first());
    let mut taken: Vec<u32> = labelled.map(|&line| layout.page_of[line]).collect();
    taken.sort_unstable();
    let is_mark = |&line: &LineIndex| {
        layout.roles[line] == Role::Furniture(Code::ListNumber) && taken.binary_search(&layout.page_of[line]).is_err()
    };
    (0..layout.lines.len()).filter(is_mark).collect()
}

/// The running heads.
fn heads<'t>(layout: &Layout<'t>) -> Vec<&'t str> {
    let is_head = |&line: &LineIndex| layout.roles[line] == Role::Furniture(Code::RunningHead);
    (0..layout.lines.len()).filter(is_head).map(|line| layout.ink(line)).collect()
}

/// What the input itself gives reason to tell: a guessed encoding, control characters, no text at all.
fn told_by_text(text: &Text, blocks: &[Block], notes: &[Note], warnings: &mut Vec<Warning>) {
    /// Share of characters that may be control characters in a text.
    const MAX_CONTROL: usize = 50;
    let controls = text.dropped().iter().filter(|d| d.code == Code::Control).count();
    if controls > 0 && controls * MAX_CONTROL > text.as_str().len() {
        let message = format!("{controls} runs of control characters were removed; is this text?");
        warnings.push(Warning {
            code: Code::BinaryLike,
            span: text.dropped().first().map(|d| d.span),
            confidence: None,
            message,
        });
    }
    if text.guessed {
        let message = format!("the encoding was guessed: {}", text.encoding);
        warnings.push(Warning { code: Code::EncodingGuessed, span: None, confidence: None, message });
    }
    if blocks.is_empty() && notes.is_empty() {
        warnings.push(Warning {
            code: Code::EmptyInput,
            span: None,
            confidence: None,
            message: "there is no text in the input".to_owned(),
        });
    }
}

/// The hyphenation patterns of a language.
fn patterns(tag: &str) -> Option<hypher::Lang> {
    let code = tag.as_bytes().first_chunk::<2>()?;
    hypher::Lang::from_iso(*code)
}

/// The notes that each note refers to.
fn refer(layout: &Layout, found: &Found, order: &[usize]) -> Vec<Vec<Reference>> {
    let text = layout.text.as_str();
    let words = |note: &FoundNote| note.body(layout).map(|range| &text[range]).collect::<Vec<_>>().join(" ");
    let texts: Vec<(String, String)> = found.notes.iter().map(|n| (n.label.clone(), words(n))).collect();
    let mut references = anchor::references::references(&texts);
    references.iter_mut().flatten().for_each(|reference| reference.note = order[reference.note]);
    references
}

/// How often each word stands in the lines of text. A word over a line end is not counted.
fn count_words(layout: &Layout) -> Words {
    let mut words = Words::default();
    for line in 0..layout.lines.len() {
        if layout.roles[line] != Role::Text {
            continue;
        }
        let ink = layout.ink(line);
        // the rest of a word that a hyphen broke is no word
        let new_page = line > 0 && layout.page_of[line] != layout.page_of[line - 1];
        let broken = line > 0
            && (layout.ink(line - 1).ends_with(['-', '\u{2010}', '\u{ad}', '¬'])
                || (new_page && ink.starts_with(char::is_lowercase)));
        let ink = if broken { ink.split_once(char::is_whitespace).map_or("", |(_, rest)| rest) } else { ink };
        // in most lines, words are nothing but letters
        let plain = !any_byte(ink.as_bytes(), |byte| (byte == b'-') | (byte == b'\'') | !byte.is_ascii());
        for token in runs::of_words(ink) {
            if plain || token.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                words.add(token);
                continue;
            }
            let token = token.trim_matches(['’', '\'']);
            if token.is_empty() {
                continue;
            }
            if token.ends_with(['-', '\u{2010}', '\u{ad}']) {
                continue;
            }
            words.add(token);
            if token.contains(['-', '\u{2010}']) {
                for piece in token.split(['-', '\u{2010}']).filter(|p| !p.is_empty()) {
                    words.add(piece);
                }
            }
        }
    }
    words
}

/// The place of each note in the document's order: by call, those without one last.
fn order(layout: &Layout, notes: &[FoundNote]) -> Vec<usize> {
    let mut by_call: Vec<usize> = (0..notes.len()).collect();
    by_call.sort_by_key(|&n| notes[n].position().map_or((usize::MAX, 0), |at| (layout.line_at(at), at)));
    let mut id = vec![0; notes.len()];
    for (place, n) in by_call.into_iter().enumerate() {
        id[n] = place;
    }
    id
}

/// The lines that are a title of notes and nothing else, right above a note.
fn notes_titles(layout: &Layout, found: &Found) -> Vec<LineIndex> {
    // notes stand in the order of their lines, and so do their titles
    let firsts = found.notes.iter().filter_map(|note| note.lines.first());
    let above =
        firsts.filter_map(|&line| layout.text_above(line)).filter(|line| found.body.binary_search(line).is_ok());
    above.filter(|&line| is_title_of_notes(layout.ink(line))).collect()
}

fn note_events(notes: &[FoundNote], order: &[usize]) -> Vec<Event> {
    let mut events = Vec::new();
    for (n, note) in notes.iter().enumerate() {
        events.push(Event {
            range: note.label_range.clone(),
            kind: EventKind::Cut(Code::NoteLabel, 0.95, "the note carries its label"),
        });
        if let Some(call) = &note.call {
            events.push(Event { range: call.range.clone(), kind: EventKind::Call(order[n], call.confidence) });
            events.extend(
                note.again
                    .iter()
                    .map(|range| Event { range: range.clone(), kind: EventKind::Call(order[n], call.confidence) }),
            );
        } else if let Some(place) = &note.place {
            events.push(Event { range: place.at..place.at, kind: EventKind::Call(order[n], place.confidence) });
        }
    }
    events
}

fn link_events(links: &FoundLinks, events: &mut Vec<Event>) {
    for (id, link) in links.links.iter().enumerate() {
        if let Some(range) = &link.range {
            events.push(Event { range: range.start..range.start, kind: EventKind::Open(id) });
            events.push(Event { range: range.end..range.end, kind: EventKind::Close });
        }
    }
}

fn drop_furniture(layout: &Layout, links: &FoundLinks, order: &[usize], decided: &Outcome, scribe: &mut Scribe) {
    for number in &layout.margin {
        scribe.remove(Code::LineNumber, number.clone(), 0.9, Code::LineNumber.why());
    }
    for line in 0..layout.lines.len() {
        let ink = layout.lines[line].ink.clone();
        match layout.roles[line] {
            Role::Text => {}
            Role::Furniture(code) => {
                let (confidence, why) = decided.reason(line, 0.9, code);
                scribe.remove(code, ink, confidence, why);
            }
            Role::Target => match links.disarmed.binary_search_by_key(&line, |d| d.0).ok().map(|i| links.disarmed[i].1)
            {
                Some(Some(note)) => scribe.remove(
                    Code::LinkDisarmed,
                    ink,
                    0.9,
                    format!("belongs to note {}; never made a link", order[note]),
                ),
                Some(None) => scribe.remove(Code::LinkDisarmed, ink, 0.9, "never made a link"),
                None => scribe.remove(Code::LinkTarget, ink, 0.95, "a list of link targets"),
            },
        }
    }
}

fn document_links(layout: &Layout, links: FoundLinks, order: &[usize], warnings: &mut Vec<Warning>) -> Vec<Link> {
    let span = |line: LineIndex| layout.text.spans(layout.lines[line].ink.clone());
    for (line, note) in &links.disarmed {
        let whose = note.map_or(String::new(), |n| format!(" of note {}", order[n]));
        warnings.push(Warning {
            code: Code::LinkDisarmed,
            span: span(*line).first().copied(),
            confidence: None,
            message: format!(
                "the target{whose} is neither web nor mail and was not made a link: {}",
                layout.ink(*line)
            ),
        });
    }
    let home = |link: &FoundLink| match (&link.range, link.note) {
        (None, _) => LinkHome::End,
        (_, Some(note)) => LinkHome::Note { note: order[note] },
        _ => LinkHome::Body,
    };
    let link = |link: FoundLink| Link {
        status: match &link.range {
            _ if link.decided => LinkStatus::Decided,
            None => LinkStatus::Unanchored,
            Some(_) if link.shown => LinkStatus::Marked,
            Some(_) => LinkStatus::Inferred,
        },
        home: home(&link),
        confidence: link.confidence,
        evidence: link.evidence,
        runner_up: link.rival.map(|rival| runner_up(layout, &rival)),
        listed: link.listed.iter().flat_map(|&l| span(l)).collect(),
        url: link.url,
    };
    links.links.into_iter().map(link).collect()
}

/// Writes the notes, with what they refer to. What spoke for their places goes over to them.
fn notes(
    pen: &mut Pen,
    found: &mut Found,
    references: Vec<Vec<Reference>>,
    order: &[usize],
    decided: &[usize],
) -> Vec<Note> {
    let flows: Vec<&[LineIndex]> = found.notes.iter().map(|note| note.lines.as_slice()).collect();
    let habits = Habits::of(pen.layout, pen.joiner, &flows);
    let mut notes: Vec<Option<Note>> = vec![None; found.notes.len()];
    for ((n, note), refers_to) in found.notes.iter_mut().enumerate().zip(references) {
        let blocks = prose::blocks(pen, &note.lines, &habits, None);
        let anchor = match &mut note.call {
            _ if decided.binary_search(&n).is_ok() => decided_anchor(pen, note),
            Some(call) => Anchor::Marked {
                calls: [&call.range]
                    .into_iter()
                    .chain(&note.again)
                    .flat_map(|r| pen.layout.text.spans(r.clone()))
                    .collect(),
                confidence: call.confidence,
                evidence: std::mem::take(&mut call.evidence),
                runner_up: call.rival.as_ref().map(|rival| runner_up(pen.layout, rival)),
            },
            None => match &mut note.place {
                Some(place) => {
                    let at = pen.layout.text.source_offset(place.at);
                    pen.warnings.push(Warning {
                        code: Code::CallInferred,
                        span: Some(Span::new(at, at)),
                        confidence: Some(place.confidence),
                        message: format!(
                            "the call of note {} is lost; its place was inferred (confidence {:.2})",
                            note.label, place.confidence
                        ),
                    });
                    let runner_up = place.rival.as_ref().map(|rival| runner_up(pen.layout, rival));
                    let evidence = std::mem::take(&mut place.evidence);
                    Anchor::Inferred { at, confidence: place.confidence, evidence, runner_up }
                }
                None => Anchor::Unanchored {
                    evidence: std::mem::take(&mut note.unplaced),
                    runner_up: note.unplaced_rival.as_ref().map(|rival| runner_up(pen.layout, rival)),
                },
            },
        };
        // a label by itself may stand on the page before
        let words = note.body(pen.layout).find(|range| !range.is_empty());
        let page = words.map_or(0, |range| pen.layout.page_of[pen.layout.line_at(range.start)] as usize);
        notes[order[n]] = Some(Note { label: note.label.clone(), page, anchor, blocks, refers_to });
    }
    notes.into_iter().flatten().collect()
}

/// Takes their places from notes and links that were not written there: in lines that stand as they are, nothing can be
/// called or linked.
fn unwritten(blocks: &[Block], notes: &mut [Note], links: &mut FoundLinks) {
    let (mut called, mut linked) = (vec![false; notes.len()], vec![false; links.links.len()]);
    let mut look = |inline: &Inline| match inline {
        Inline::Call { note } => called[*note] = true,
        Inline::Link { link, .. } => linked[*link] = true,
        Inline::Text(_) | Inline::Break => {}
    };
    let bodies = notes.iter().flat_map(|note| &note.blocks);
    blocks.iter().chain(bodies).for_each(|block| block.each_inline(&mut look));
    for (note, _) in notes.iter_mut().zip(called).filter(|(_, called)| !called) {
        note.anchor = match std::mem::take(&mut note.anchor) {
            Anchor::Marked { evidence, runner_up, .. }
            | Anchor::Inferred { evidence, runner_up, .. }
            | Anchor::Unanchored { evidence, runner_up } => Anchor::Unanchored { evidence, runner_up },
            Anchor::Decided { evidence, .. } => Anchor::Unanchored { evidence, runner_up: None },
        };
    }
    for (link, _) in links.links.iter_mut().zip(linked).filter(|(_, linked)| !linked) {
        (link.range, link.note) = (None, None);
    }
}

/// The anchor of a note whose place a reader decided.
fn decided_anchor(pen: &Pen, note: &FoundNote) -> Anchor {
    let text = pen.layout.text;
    let calls = note.call.as_ref().map(|call| text.spans(call.range.clone())).unwrap_or_default();
    let evidence = note.call.as_ref().map(|c| &c.evidence).or(note.place.as_ref().map(|p| &p.evidence));
    Anchor::Decided {
        at: note.position().map_or(0, |at| text.source_offset(at)),
        calls,
        confidence: 1.0,
        evidence: evidence.cloned().unwrap_or_default(),
    }
}

/// The next best place as the document tells it, with the words before it.
fn runner_up(layout: &Layout, rival: &Rival) -> RunnerUp {
    /// Characters before a place that are told.
    const TOLD: usize = 48;
    let Some(range) = &rival.range else { return RunnerUp { at: None, words: String::new(), margin: rival.margin } };
    let before = &layout.text.as_str()[..range.end];
    let from = before.char_indices().rev().nth(TOLD).map_or(0, |(at, _)| at);
    let told = before[from..].split_once(char::is_whitespace).map_or(&before[from..], |(_, told)| told);
    let words = told.split_whitespace().collect::<Vec<_>>().join(" ");
    let (start, end) = (layout.text.source_offset(range.start), layout.text.source_offset(range.end));
    RunnerUp { at: Some(Span::new(start, end)), words, margin: rival.margin }
}

/// Tells the notes without a place at the end.
fn append_unanchored(
    scribe: &mut Scribe,
    notes: &[Note],
    layout: &Layout,
    blocks: &mut Vec<Block>,
    warnings: &mut Vec<Warning>,
) {
    let lost: Vec<usize> = (0..notes.len()).filter(|&n| matches!(notes[n].anchor, Anchor::Unanchored { .. })).collect();
    if lost.is_empty() {
        return;
    }
    let page = layout.pages.len().saturating_sub(1);
    let heading =
        scribe.insert(Code::NotesWithoutPlace, "Notes without a place", "no place was found for the notes below");
    blocks.push(Block::new(page, BlockKind::Heading { level: 1, content: vec![Inline::Text(heading)] }));
    for note in lost {
        blocks.push(Block::new(page, BlockKind::Paragraph { content: vec![Inline::Call { note }] }));
        warnings.push(Warning {
            code: Code::NoteUnanchored,
            span: None::<Span>,
            confidence: None,
            message: format!("no place was found for note {}", notes[note].label),
        });
    }
}

/// Tells the links without a place at the end.
fn append_links(
    scribe: &mut Scribe,
    links: &[Link],
    layout: &Layout,
    blocks: &mut Vec<Block>,
    warnings: &mut Vec<Warning>,
) {
    let lost: Vec<usize> = (0..links.len()).filter(|&l| links[l].home == LinkHome::End).collect();
    if lost.is_empty() {
        return;
    }
    let page = layout.pages.len().saturating_sub(1);
    let heading =
        scribe.insert(Code::LinksWithoutPlace, "Links without a place", "no place was found for the links below");
    blocks.push(Block::new(page, BlockKind::Heading { level: 1, content: vec![Inline::Text(heading)] }));
    for link in lost {
        let text = scribe.insert(Code::LinksWithoutPlace, &links[link].url, "the target is shown as its own text");
        let content = vec![Inline::Link { link, content: vec![Inline::Text(text)] }];
        blocks.push(Block::new(page, BlockKind::Paragraph { content }));
        if links[link].status == LinkStatus::Decided {
            continue;
        }
        warnings.push(Warning {
            code: Code::LinkUnanchored,
            span: links[link].listed.first().copied(),
            confidence: None,
            message: format!("no place was found for the link {}", links[link].url),
        });
    }
}
