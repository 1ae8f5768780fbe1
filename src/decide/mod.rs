//! What readers decided, applied: each decision is found again in the text by the words around it, and told when it is
//! not. None is applied on a likeness: where the words stand twice, or not at all, the text is left as it is.
//!
//! A decision takes the place of what the stage that it concerns would choose: lines after the page's furniture is known,
//! notes after their calls are aligned, hyphens when lines are joined, links after their targets are aligned.

mod file;
mod find;
mod letters;
mod links;

use rustc_hash::FxHashMap;

pub(crate) use self::file::HYPHENS;
pub use self::file::{Decisions, DecisionsError, HyphenChoice, LineChoice, LinkPlace, NotePlace, VERSION};
use self::{
    find::{LineEnd, behind, body_of, find_line, find_note, line_end, place},
    letters::Letters,
};
use crate::{
    anchor::Found,
    ledger::{Code, Decision, Subject, Warning},
    page::LineIndex,
    region::{Layout, Role},
};

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
    /// Lines about whose last word, broken with a hyphen or without, somebody decided: whether it is one.
    pub(crate) hyphens: FxHashMap<LineIndex, bool>,
    /// Text offsets at which a word lost a hyphen that it keeps.
    pub(crate) missing: Vec<usize>,
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
            Ok((find_note(layout, found, &bodies, decision, (at, page))?, at))
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
            line_end(layout, &letters, place, choice).ok_or("the word does not stand at a line end here")
        });
        let fits: Vec<Fit<LineEnd>> = fits.collect();
        let fits = without_contradictions(fits, |i| decisions.hyphen[i].weld);
        for (i, (choice, fit)) in decisions.hyphen.iter().zip(fits).enumerate() {
            match fit {
                Ok(LineEnd { at, missing: true, .. }) if !self.missing.contains(&at) => self.missing.push(at),
                Ok(LineEnd { line, so_already: false, missing: false, .. }) => {
                    self.hyphens.insert(line, choice.weld);
                }
                _ => {}
            }
            let word = format!("{} / {}", tail(&choice.before), quoted(&choice.after));
            let says = match (choice.weld, choice.has_hyphen()) {
                (true, _) => format!("“{word}” is one word"),
                (false, true) => format!("“{word}” keeps its hyphen"),
                (false, false) => format!("“{word}” are two words"),
            };
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
