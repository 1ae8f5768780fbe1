//! What readers decided, applied: each decision is found again in the text by the words around it, and told when it is
//! not. None is applied on a likeness: where the words stand twice, or not at all, the text is left as it is.
//!
//! A decision takes the place of what the stage that it concerns would choose: lines after the page's furniture is known,
//! notes after their calls are aligned, hyphens when lines are joined.

mod file;
mod letters;

use rapidfuzz::distance::levenshtein;
use rustc_hash::FxHashMap;

pub use self::file::{Decisions, DecisionsError, HyphenChoice, LineChoice, NotePlace, VERSION};
use self::letters::{Letters, letters_of};
use crate::{
    anchor::{Call, Found, Place},
    document::Evidence,
    ledger::{Code, Decision, Subject, Warning},
    page::LineIndex,
    region::{Layout, Role},
};

/// Letters of a note's body that are compared.
const BODY: usize = 40;
/// Likeness (0 to 1) from which two bodies are one note's, if it has the label; and if it has another.
const LIKE: f64 = 0.6;
/// See [`LIKE`].
const VERY_LIKE: f64 = 0.85;
/// Characters of a text that is quoted.
const QUOTED: usize = 30;

/// How decisions fared.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// Each decision that was looked at.
    pub(crate) decisions: Vec<Decision>,
    /// What a reader should know: those that do not fit.
    pub(crate) warnings: Vec<Warning>,
    /// Lines that stay in the text, whatever they look like.
    pub(crate) kept: Vec<LineIndex>,
    /// Lines that are no text, in order.
    gone: Vec<LineIndex>,
    /// Lines that end with a hyphen about which somebody decided: whether it goes.
    pub(crate) hyphens: FxHashMap<LineIndex, bool>,
    /// Indices of the notes whose places were decided, in the order of their bodies.
    pub(crate) notes: Vec<usize>,
}

/// Where a decision applies, or why it does not.
type Fit<T> = Result<T, &'static str>;

const CONTRADICTED: &str = "another decision of the file says the contrary";

impl Outcome {
    /// Settles which lines are text.
    pub(crate) fn lines(&mut self, decisions: &Decisions, layout: &mut Layout) {
        if decisions.line.is_empty() {
            return;
        }
        let fits: Vec<Fit<LineIndex>> = decisions.line.iter().map(|choice| find_line(layout, choice)).collect();
        let fits = without_contradictions(fits, |i| decisions.line[i].keep);
        for (i, (choice, fit)) in decisions.line.iter().zip(fits).enumerate() {
            if let Ok(line) = fit {
                match (choice.keep, layout.roles[line]) {
                    (true, _) => {
                        layout.roles[line] = Role::Text;
                        self.kept.push(line);
                    }
                    (false, role) => {
                        if role == Role::Text {
                            layout.roles[line] = Role::Furniture(Code::LoneFurniture);
                        }
                        self.gone.push(line);
                    }
                }
            }
            let says = format!("“{}” {}", quoted(&choice.text), if choice.keep { "stays" } else { "goes" });
            let span = fit.ok().and_then(|line| layout.text.spans(layout.lines[line].ink.clone()).first().copied());
            self.tell(&decisions.file, (Subject::Line, i), says, fit.map(|_| span));
        }
        self.kept.sort_unstable();
        self.gone.sort_unstable();
    }

    /// How surely a line goes, and why: as it was decided, or by its code.
    pub(crate) fn reason(&self, line: LineIndex, confidence: f32, code: Code) -> (f32, &'static str) {
        match self.gone.binary_search(&line) {
            Ok(_) => (1.0, "a reader decided that it is no text"),
            Err(_) => (confidence, code.why()),
        }
    }

    /// Gives notes their places.
    pub(crate) fn notes(&mut self, decisions: &Decisions, layout: &Layout, found: &mut Found) {
        if decisions.note.is_empty() {
            return;
        }
        let mut marks: Vec<_> = found.notes.iter().filter_map(|n| n.call.as_ref()).map(|c| c.range.clone()).collect();
        marks.sort_by_key(|range| range.start);
        let letters = Letters::of(layout, found.body.iter().copied(), &marks);
        let around: Vec<_> = decisions.note.iter().map(|d| (d.before.as_str(), d.after.as_str())).collect();
        let places = letters.find(&around);
        let bodies: Vec<Vec<char>> = (0..found.notes.len()).map(|n| body_of(layout, found, n)).collect();
        let fits = decisions.note.iter().zip(places).map(|(decision, place)| {
            let place = place.map_err(letters::Lost::why)?;
            let at = letters.end_before(place).ok_or(letters::Lost::Nowhere.why())?;
            let at = behind(layout, at, &decision.before);
            let page = letters.lines_at(place).map(|(line, _)| layout.page_of[line]);
            Ok((find_note(layout, found, &bodies, decision, page)?, at))
        });
        let fits: Vec<Fit<(usize, usize)>> = fits.collect();
        let notes: Vec<Fit<usize>> = fits.iter().map(|fit| fit.map(|(note, _)| note)).collect();
        let notes = without_contradictions(notes, |i| fits[i].map_or(0, |(_, at)| at));
        for (i, (decision, note)) in decisions.note.iter().zip(notes).enumerate() {
            let fit = note.and_then(|note| fits[i].map(|(_, at)| (note, at)));
            if let Ok((note, at)) = fit {
                place(layout, found, note, at, &decisions.file);
                self.notes.push(note);
            }
            let says = format!("note {} is called behind “{}”", decision.label, tail(&decision.before));
            let span = fit.ok().map(|(_, at)| layout.text.source_offset(at)).map(|at| crate::span::Span::new(at, at));
            self.tell(&decisions.file, (Subject::Note, i), says, fit.map(|_| span));
        }
        self.notes.sort_unstable();
        self.notes.dedup();
    }

    /// Settles hyphens at line ends, of the body and of notes.
    pub(crate) fn hyphens(&mut self, decisions: &Decisions, layout: &Layout, found: &Found) {
        if decisions.hyphen.is_empty() {
            return;
        }
        let lines = found.body.iter().chain(found.notes.iter().flat_map(|note| &note.lines)).copied();
        let letters = Letters::of(layout, lines, &[]);
        let around: Vec<_> = decisions.hyphen.iter().map(|d| (d.before.as_str(), d.after.as_str())).collect();
        let fits = letters.find(&around).into_iter().zip(&decisions.hyphen).map(|(place, choice)| {
            let place = place.map_err(letters::Lost::why)?;
            line_end(layout, &letters, place, choice.weld).ok_or("the word does not stand at a line end here")
        });
        let fits: Vec<Fit<LineEnd>> = fits.collect();
        let fits = without_contradictions(fits, |i| decisions.hyphen[i].weld);
        for (i, (choice, fit)) in decisions.hyphen.iter().zip(fits).enumerate() {
            if let Ok(LineEnd { line, so_already: false, .. }) = fit {
                self.hyphens.insert(line, choice.weld);
            }
            let word = format!("{} / {}", tail(&choice.before), quoted(&choice.after));
            let says = format!("“{word}” {}", if choice.weld { "is one word" } else { "keeps its hyphen" });
            let at = fit.ok().map(|end| layout.text.source_offset(end.at));
            let span = at.map(|at| crate::span::Span::new(at, at));
            self.tell(&decisions.file, (Subject::Hyphen, i), says, fit.map(|_| span));
        }
    }

    /// One warning more, if nothing at all fits.
    pub(crate) fn sum_up(&mut self, decisions: &Decisions) {
        if !decisions.is_empty() && self.decisions.iter().all(|decision| !decision.applied) {
            self.warnings.push(Warning {
                code: Code::DecisionUnfit,
                span: None,
                confidence: None,
                message: format!(
                    "none of the {} decisions in {} fits this text: is it another document's?",
                    decisions.len(),
                    decisions.file
                ),
            });
        }
    }

    fn tell(
        &mut self,
        file: &str,
        (subject, entry): (Subject, usize),
        says: String,
        fit: Fit<Option<crate::span::Span>>,
    ) {
        if let Err(why) = fit {
            let code = if why == CONTRADICTED { Code::DecisionContradicted } else { Code::DecisionUnfit };
            let message = format!("the decision that {says}, in {file}, is not applied: {why}");
            self.warnings.push(Warning { code, span: None, confidence: None, message });
        }
        self.decisions.push(Decision {
            file: file.to_owned(),
            subject,
            entry,
            says,
            applied: fit.is_ok(),
            span: fit.ok().flatten(),
            why_not: fit.err().map(str::to_owned),
        });
    }
}

/// Decisions about one thing that differ are none.
fn without_contradictions<T: Copy + Eq + std::hash::Hash, V: PartialEq>(
    fits: Vec<Fit<T>>,
    value: impl Fn(usize) -> V,
) -> Vec<Fit<T>> {
    let mut of: FxHashMap<T, Vec<usize>> = FxHashMap::default();
    for (i, fit) in fits.iter().enumerate() {
        if let Ok(thing) = fit {
            of.entry(*thing).or_default().push(i);
        }
    }
    let mut out = fits;
    for same in of.values().filter(|same| same.iter().any(|&i| value(i) != value(same[0]))) {
        same.iter().for_each(|&i| out[i] = Err(CONTRADICTED));
    }
    out
}

/// The line that a choice is about.
fn find_line(layout: &Layout, choice: &LineChoice) -> Fit<LineIndex> {
    /// Characters of a line that is known by itself.
    const TELLING: usize = 6;
    /// Letters around that tell one of several lines that are alike.
    const AROUND: usize = 12;
    let key =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let wanted = key(&choice.text);
    let same: Vec<LineIndex> = (0..layout.lines.len()).filter(|&line| key(layout.ink(line)) == wanted).collect();
    let (before, after): (Vec<char>, Vec<char>) =
        (letters_of(&choice.before).collect(), letters_of(&choice.after).collect());
    let agree = |line: LineIndex| {
        let text = |l: &LineIndex| layout.roles[*l] == Role::Text;
        let above = (0..line).rev().filter(text).flat_map(|l| letters_back(layout.ink(l)));
        let below = (line + 1..layout.lines.len()).filter(text).flat_map(|l| letters_of(layout.ink(l)));
        let b = before.iter().rev().zip(above).take_while(|(a, b)| **a == *b).count();
        b + after.iter().zip(below).take_while(|(a, b)| **a == *b).count()
    };
    match same[..] {
        [] => Err("there is no such line in this text"),
        [line] if wanted.chars().count() >= TELLING || agree(line) >= AROUND => Ok(line),
        [_] => Err(letters::Lost::Nowhere.why()),
        _ => {
            let mut ranked: Vec<(usize, LineIndex)> = same.iter().map(|&line| (agree(line), line)).collect();
            ranked.sort_unstable_by(|a, b| b.cmp(a));
            if ranked[0].0 >= AROUND && ranked[0].0 > ranked[1].0 + 3 {
                Ok(ranked[0].1)
            } else {
                Err(letters::Lost::Ambiguous.why())
            }
        }
    }
}

fn letters_back(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().rev().flat_map(|c| c.is_alphabetic().then(|| c.to_lowercase().next().unwrap_or(c)))
}

/// The first letters of a note's body.
fn body_of(layout: &Layout, found: &Found, note: usize) -> Vec<char> {
    let note = &found.notes[note];
    let text = layout.text.as_str();
    let parts = note.lines.iter().map(|&line| {
        let ink = layout.lines[line].ink.clone();
        let label = &note.label_range;
        if ink.contains(&label.start) { label.end.min(ink.end)..ink.end } else { ink }
    });
    parts.flat_map(|range| letters_of(&text[range])).take(BODY).collect()
}

/// The note that a decision is about: of its label and like its body; or, if none is, of another label and very like.
fn find_note(
    layout: &Layout,
    found: &Found,
    bodies: &[Vec<char>],
    decision: &NotePlace,
    page: Option<u32>,
) -> Fit<usize> {
    let wanted: Vec<char> = letters_of(&decision.body).take(BODY).collect();
    let like = |n: usize| {
        let length = wanted.len().min(bodies[n].len());
        if length == 0 {
            return if wanted.len() == bodies[n].len() { 1.0 } else { 0.0 };
        }
        // a body that is quoted in part is compared with as much of the other
        let shorter =
            if wanted.len() < BODY { wanted.len().max(bodies[n].len().min(wanted.len() + 4)) } else { length };
        let own = &bodies[n][..shorter.min(bodies[n].len())];
        levenshtein::normalized_similarity(own.iter().copied(), wanted.iter().copied())
    };
    let labelled = |n: &usize| found.notes[*n].label == decision.label;
    let mut same: Vec<usize> = (0..found.notes.len()).filter(labelled).filter(|&n| like(n) >= LIKE).collect();
    if same.is_empty() {
        let alike = |n: &usize| bodies[*n].iter().take(2).eq(wanted.iter().take(2));
        same = (0..found.notes.len())
            .filter(alike)
            .filter(|&n| wanted.len() >= BODY / 2 && like(n) >= VERY_LIKE)
            .collect();
    }
    if same.len() > 1 {
        // a footnote is called on its own page
        same.retain(|&n| found.notes[n].lines.first().is_some_and(|&line| Some(layout.page_of[line]) == page));
    }
    match same[..] {
        [note] => Ok(note),
        [] => Err("there is no such note in this text"),
        _ => Err("there are several such notes in this text"),
    }
}

/// The place behind what of `before` stands behind its last letter: a digit, a quotation mark, a full stop. White space
/// is passed over where more of it follows.
fn behind(layout: &Layout, from: usize, before: &str) -> usize {
    let rest = before.rsplit(char::is_alphabetic).next().unwrap_or("");
    let text = &layout.text.as_str()[from..];
    let mut at = from;
    let mut chars = text.char_indices().filter(|(_, c)| !c.is_whitespace());
    for wanted in rest.chars().filter(|c| !c.is_whitespace()) {
        match chars.next() {
            Some((i, c)) if c == wanted => at = from + i + c.len_utf8(),
            _ => break,
        }
    }
    at
}

/// Calls a note at a place. A mark of its label that stands there is its mark.
fn place(layout: &Layout, found: &mut Found, note: usize, at: usize, file: &str) {
    let evidence = vec![Evidence { term: format!("decided in {file}"), weight: 1.0 }];
    let note = &mut found.notes[note];
    let text = layout.text.as_str();
    let only_signs =
        |from: usize, to: usize| text.get(from..to).is_some_and(|between| !between.contains(char::is_alphanumeric));
    let printed = note.call.as_ref().map(|call| call.range.clone());
    let near = |range: &std::ops::Range<usize>| only_signs(at.min(range.start), at.max(range.start));
    match printed.filter(near) {
        Some(range) => note.call = Some(Call { range, confidence: 1.0, evidence }),
        None => {
            note.call = None;
            note.place = Some(Place { at, confidence: 1.0, evidence });
        }
    }
}

/// A line end at which a word was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct LineEnd {
    line: LineIndex,
    /// Text offset of the hyphen.
    at: usize,
    /// Whether the word stands in the line as was decided, so that there is nothing to do.
    so_already: bool,
}

fn line_end(layout: &Layout, letters: &Letters, place: usize, weld: bool) -> Option<LineEnd> {
    let at = letters.end_before(place)?;
    let (line, next) = letters.lines_at(place)?;
    let hyphen = layout.text.as_str()[at..].starts_with(['-', '\u{2010}', '\u{ad}', '¬']);
    if line == next {
        return (hyphen != weld).then_some(LineEnd { line, at, so_already: true });
    }
    let ends_there = layout.text.as_str()[at..layout.lines[line].ink.end].chars().count() == 1;
    (hyphen && ends_there).then_some(LineEnd { line, at, so_already: false })
}

/// The first characters of a text.
fn quoted(text: &str) -> String {
    let mut out: String = text.chars().take(QUOTED).collect();
    if text.chars().nth(QUOTED).is_some() {
        out.push('…');
    }
    out
}

/// The last characters of a text.
fn tail(text: &str) -> String {
    let skip = text.chars().count().saturating_sub(QUOTED);
    let lead = if skip > 0 { "…" } else { "" };
    format!("{lead}{}", text.chars().skip(skip).collect::<String>())
}
