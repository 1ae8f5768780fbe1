//! Notes to calls, links to notes: each is one alignment over all candidates, decided in one place with its evidence.

mod again;
mod alone;
mod calls;
mod cited;
mod infer;
pub mod links;
mod looks;
mod marks;
mod places;
mod rarity;
pub(crate) mod references;
mod shared;
mod spoilt;
mod starts;
mod unanswered;
mod weights;
mod words;
mod zones;

use std::{borrow::Cow, ops::Range};

use crate::{
    document::Evidence,
    grammar::{
        is_title_of_notes,
        label::{Series, Sugar, label, roman_label, to_letters, two_letter_label},
        lower, runs,
    },
    page::LineIndex,
    region::{Layout, Role},
};
use starts::Start;
pub use words::Words;

/// A note that was found.
#[derive(Clone, Debug)]
pub struct FoundNote {
    /// The label without its sugar.
    pub label: String,
    /// Text offsets of the label with its sugar; its line is the first of `lines` unless the label stands alone.
    pub label_range: Range<usize>,
    /// The lines of the body, in order.
    pub lines: Vec<LineIndex>,
    /// The call, if its mark was found.
    pub call: Option<Call>,
    /// Text offsets of further marks that call it, in order.
    pub again: Vec<Range<usize>>,
    /// Where it was called, if the mark is lost and a place was inferred.
    pub place: Option<Place>,
    /// If neither: what spoke for the best place that was not good enough, and that place.
    pub unplaced: Vec<Evidence>,
    /// See [`FoundNote::unplaced`].
    pub unplaced_rival: Option<Rival>,
}

/// The next best place, which a decision was made against.
#[derive(Clone, Debug)]
pub struct Rival {
    /// Text offsets; `None` for no place at all.
    pub range: Option<Range<usize>>,
    /// By how much what speaks for the decision is more than what speaks for this.
    pub margin: f32,
}

impl FoundNote {
    /// Text offsets of the body, line by line, without the label.
    pub(crate) fn body<'a>(&'a self, layout: &'a Layout) -> impl Iterator<Item = Range<usize>> + 'a {
        let label = &self.label_range;
        self.lines.iter().map(move |&line| {
            let ink = layout.lines[line].ink.clone();
            if ink.contains(&label.start) { label.end.min(ink.end)..ink.end } else { ink }
        })
    }

    /// Text offset at which the note is called, by its mark or by inference.
    pub fn position(&self) -> Option<usize> {
        self.call.as_ref().map(|c| c.range.start).or(self.place.as_ref().map(|p| p.at))
    }
}

/// An inferred place.
#[derive(Clone, Debug)]
pub struct Place {
    /// Text offset, behind the word before it.
    pub at: usize,
    /// 0 to 1.
    pub confidence: f32,
    /// What spoke for it.
    pub evidence: Vec<Evidence>,
    /// Where else it could have been called.
    pub rival: Option<Rival>,
}

/// A call that was found.
#[derive(Clone, Debug)]
pub struct Call {
    /// Text offsets of the mark with its brackets.
    pub range: Range<usize>,
    /// 0 to 1.
    pub confidence: f32,
    /// What spoke for it.
    pub evidence: Vec<Evidence>,
    /// Where else it could have been called.
    pub rival: Option<Rival>,
}

/// What the notes stage found.
#[derive(Debug, Default)]
pub struct Found {
    /// The notes in the order of their bodies.
    pub notes: Vec<FoundNote>,
    /// Lines of body text, in order.
    pub body: Vec<LineIndex>,
    /// The rules between text and notes, in order.
    pub rules: Vec<LineIndex>,
    /// What the time is spent on: the lines that could start notes, each time one of their series was sought; the pairs of
    /// a note and a mark, or a note and a word, that were looked at; where recognition spoilt the marks, the times that a
    /// note was aligned with all marks before its zone, of which there are few.
    pub steps: u64,
    /// Marks that look like calls but that no note answers, with their numbers, in the order of the text.
    pub unanswered: Vec<(Range<usize>, u32)>,
}

/// Whether the word that ends with a character is hardly known, and known without it: the character is a mark at its end.
fn is_mark_at_end(line: &str, last: Range<usize>, words: &Words, fewest: usize) -> bool {
    let known = |word: &str| match words.count(word) {
        0 => words.count(&lower(word)),
        count => count,
    };
    let (stem, whole) = word_to(line, last);
    stem.chars().take(fewest).count() >= fewest && known(whole) <= 1 && known(stem) >= 1
}

/// The word that ends with a mark, without the mark and with it.
fn word_to(line: &str, mark: Range<usize>) -> (&str, &str) {
    let plain = line[..mark.start].bytes().rev().take_while(u8::is_ascii_alphabetic).count();
    let from = line[..mark.start - plain].trim_end_matches(char::is_alphabetic).len();
    (&line[from..mark.start], &line[from..mark.end])
}

/// Whether a character ends a word as no other word ends, and not a short one.
fn is_odd_ending(line: &str, last: Range<usize>, words: &Words) -> bool {
    const FEWEST: usize = 4;
    let (stem, whole) = word_to(line, last);
    let mut chars = whole.chars().rev();
    let (Some(c), Some(before)) = (chars.next(), chars.next()) else { return false };
    stem.chars().take(FEWEST).count() >= FEWEST && words.count(whole) <= 1 && words.with_ending(before, c) <= 1
}

/// Finds notes, their calls and the lines of both. Near-linear time.
pub fn notes(layout: &Layout, words: &Words) -> Found {
    let (letters, roman) = (counts_in_letters(layout), counts_in_roman(layout));
    let past_z = letters && counts_past_z(layout);
    let works = cited::works(layout);
    let kinds = marks::Kinds { letters, past_z, roman, cites: works.is_some() };
    let marks = marks::Marks::read(layout, kinds, words);
    let (chains, mut steps) = starts::chains(layout, &marks, kinds, works);
    let mut notes: Vec<Start> = chains.into_iter().flat_map(|c| c.starts).collect();
    notes.sort_by_key(Start::place);
    let (mut matches, pairs) = calls::align(layout, &marks, &notes);
    steps += pairs;
    let (mut reread, mut ends) = (None, Vec::new());
    let known = believable_calls(layout, &marks.all, &notes, &matches);
    let hopeful = |most: usize| is_better(most as f32 * weights::spoilt::USUALLY_FOUND, &notes, known);
    if let Some(spoilt) = spoilt::read(layout, words, &marks, hopeful) {
        steps += spoilt.steps;
        let looks = |m: &&calls::Match| spoilt::looks_like_call(&spoilt.marks[m.mark as usize]);
        // recognition loses some labels, but where nearly all are lost there are no notes
        let labelled = spoilt.starts.iter().filter(|start| start.label.len > 0).count();
        let has_labels = labelled as f32 >= spoilt.starts.len() as f32 * weights::spoilt::LABELLED;
        if has_labels && is_better(spoilt.calls.iter().flatten().filter(looks).count() as f32, &notes, known) {
            (reread, notes, matches) = (Some(spoilt.marks), spoilt.starts, spoilt.calls);
            ends = spoilt.ends;
        }
    }
    let placed = reread.as_deref().unwrap_or(&marks.all);
    let lines_of_calls: Vec<Option<LineIndex>> =
        matches.iter().map(|m| m.as_ref().map(|m| placed[m.mark as usize].line)).collect();
    let looks = looks::Looks::learn(layout, &notes);
    let called_by: Vec<_> = matches.iter().map(|m| m.as_ref().map(|m| &placed[m.mark as usize])).collect();
    let said = alone::Said::read(layout, &notes, &called_by);
    let (firsts, looked) = alone::firsts(layout, &notes, &lines_of_calls, &looks, words, said.as_ref());
    let far = |(note, call): (&Start, &Option<LineIndex>)| {
        call.is_some_and(|c| layout.page_of[c] + 1 < layout.page_of[note.line])
    };
    let endnotes = notes.iter().zip(&lines_of_calls).filter(|p| far(*p)).count() * 2 > notes.len()
        || below_title(layout, &firsts, &lines_of_calls);
    let known =
        zones::Known { notes: &notes, calls: &lines_of_calls, looks: &looks, firsts: &firsts, endnotes, ends: &ends };
    let is_note = zones::note_lines(layout, &known);
    let bodies = bodies(&is_note, &firsts);
    let parenthesised = parenthesised(layout, &notes, &called_by);
    let found = notes.iter().zip(&firsts).zip(bodies).zip(&matches).map(|(((start, &first), lines), found)| {
        // a torn label is in the ledger by itself
        let ink = layout.lines[if start.torn { first } else { start.line }].ink.start;
        let printed = &layout.ink(start.line)[..start.label.len];
        let bare = printed.trim_matches(['[', ']', '(', ')', '.', ' ']);
        let call = found.as_ref().map(|m| {
            let mark = &placed[m.mark as usize];
            let rival = m.rival.map(|r| placed[r as usize].range.clone());
            let closes = parenthesised && start.label.sugar == Sugar::Paren && is_closed(layout, mark);
            Call {
                range: mark.range.start..mark.range.end + usize::from(closes),
                confidence: calls::confidence(m, reread.is_some()),
                evidence: m.evidence.clone(),
                rival: Some(Rival { range: rival, margin: m.margin }),
            }
        });
        FoundNote {
            label: match start.label.series {
                series if start.torn || series == Series::Number => start.label.value.to_string(),
                Series::Letter if reread.is_some() => to_letters(start.label.value),
                _ => bare.to_owned(),
            },
            label_range: ink..ink + start.label.len,
            lines,
            call,
            again: Vec::new(),
            place: None,
            unplaced: Vec::new(),
            unplaced_rival: None,
        }
    });
    let mut notes_found: Vec<FoundNote> = found.collect();
    if reread.is_none() {
        again::Known { marks: &marks, notes: &notes, calls: &matches, is_note: &is_note, endnotes }.add_to(
            &mut notes_found,
            layout,
            words,
        );
    }
    let notes = notes_found;
    let rules = zones::rules(layout, &is_note);
    let is_body = |i: &LineIndex| layout.roles[*i] == Role::Text && !is_note[*i] && rules.binary_search(i).is_err();
    let body = (0..layout.lines.len()).filter(is_body).collect();
    let mut found = Found { notes, body, rules, steps: steps + looked, unanswered: Vec::new() };
    found.steps += infer::places(layout, &mut found);
    if reread.is_none() {
        found.unanswered = unanswered::unanswered(&found, &marks);
    }
    found
}

/// Whether the first note stands right below a title of notes, and all calls above it.
fn below_title(layout: &Layout, firsts: &[LineIndex], calls: &[Option<LineIndex>]) -> bool {
    let title = firsts.iter().min().and_then(|&first| layout.text_above(first));
    title.is_some_and(|title| is_title_of_notes(layout.ink(title)) && calls.iter().flatten().all(|&call| call < title))
}

/// Whether lines begin with letters as notes do that are counted so: right before a word, or, since some languages have words
/// of one letter, with a space behind the second or the third.
fn counts_in_letters(layout: &Layout) -> bool {
    const FEWEST: usize = 2;
    let labels = text_lines(layout).filter_map(label).filter(|l| l.series == Series::Letter);
    labels.filter(|l| l.attached || (l.sugar == Sugar::Bare && matches!(l.value, 2 | 3))).take(FEWEST).count() >= FEWEST
}

/// Whether lines begin with `z` and with `aa`, in this order, as notes do that are counted in letters beyond the last.
fn counts_past_z(layout: &Layout) -> bool {
    let is_z = |ink: &str| ink.starts_with('z') && label(ink).is_some();
    let is_aa = |ink: &str| ink.starts_with("aa") && two_letter_label(ink).is_some();
    follow_each_other(layout, is_z, is_aa)
}

/// Whether lines begin with the second and the third roman numeral, in this order, as notes do that are counted so.
fn counts_in_roman(layout: &Layout) -> bool {
    let is = |value| move |ink: &str| ink.starts_with("ii") && roman_label(ink).is_some_and(|l| l.value == value);
    follow_each_other(layout, is(2), is(3))
}

/// Whether a line of text is of one kind, and one somewhere behind it of another.
fn follow_each_other(layout: &Layout, first: impl Fn(&str) -> bool, second: impl Fn(&str) -> bool) -> bool {
    let mut lines = text_lines(layout);
    lines.any(first) && lines.any(second)
}

/// The ink of all lines of text.
fn text_lines<'t>(layout: &Layout<'t>) -> impl Iterator<Item = &'t str> {
    (0..layout.lines.len()).filter(|&i| layout.roles[i] == Role::Text).map(|i| layout.ink(i))
}

/// Whether calls are dressed as their labels are, with a parenthesis behind the number: `word12)` and `12) Author`.
fn parenthesised(layout: &Layout, notes: &[Start], marks: &[Option<&marks::Placed>]) -> bool {
    let of_kind = || notes.iter().zip(marks).filter(|(note, _)| note.label.sugar == Sugar::Paren);
    let called = of_kind().filter(|(_, mark)| mark.is_some()).count();
    let closed = of_kind().filter(|(_, mark)| mark.is_some_and(|mark| is_closed(layout, mark))).count();
    closed > 1 && closed * 5 >= called * 4
}

fn is_closed(layout: &Layout, mark: &marks::Placed) -> bool {
    layout.text.as_str()[mark.range.end..].starts_with(')')
}

/// How many calls may be those of their notes. Where notes stand on most pages, a letter at the end of a word far from its
/// note calls it by chance.
fn believable_calls(
    layout: &Layout,
    marks: &[marks::Placed],
    notes: &[Start],
    calls: &[Option<calls::Match>],
) -> usize {
    let page = |line: LineIndex| layout.page_of[line];
    let pages = notes.chunk_by(|a, b| page(a.line) == page(b.line)).count();
    let at_feet = pages > 1 && pages * 2 >= layout.pages.len();
    let is_near = |note: &Start, call: &calls::Match| page(marks[call.mark as usize].line) + 1 >= page(note.line);
    let called = notes.iter().zip(calls).filter_map(|(note, call)| Some((note, call.as_ref()?)));
    let is_letter = |note: &Start| note.label.series == Series::Letter;
    called.filter(|(note, call)| !at_feet || !is_letter(note) || is_near(note, call)).count()
}

/// Whether a reading of spoilt marks explains more than the plain one, whose notes and number of calls are given: it finds more calls, by
/// marks that look like calls and little else; and where the plain one calls most of its notes, far more.
fn is_better(found: f32, notes: &[Start], known: usize) -> bool {
    use weights::spoilt as w;
    let known = known as f32;
    // where most notes have the symbol of the one before, few are labelled with what they had in print
    let same = |pair: &[Start]| pair[0].label.series == Series::Symbol && pair[0].label.value == pair[1].label.value;
    if notes.windows(2).filter(|pair| same(pair)).count() * 2 > notes.len() {
        return found > known + 1.0;
    }
    let poor = known <= notes.len() as f32 * w::POORLY_CALLED;
    found > 1.0 + known * w::MORE_CALLED && (poor || found > known * w::FAR_MORE_CALLED)
}

/// The body lines of each note: from its first line to the first of the next.
fn bodies(is_note: &[bool], firsts: &[LineIndex]) -> Vec<Vec<LineIndex>> {
    let mut out: Vec<Vec<LineIndex>> = vec![Vec::new(); firsts.len()];
    for line in (0..is_note.len()).filter(|&i| is_note[i]) {
        let owner = firsts.partition_point(|&first| first <= line).saturating_sub(1);
        if let Some(lines) = out.get_mut(owner) {
            lines.push(line);
        }
    }
    out
}

/// The higher of two scores, which are numbers: one instruction, where [`f32::max`] takes care of what is none.
#[inline]
fn higher(a: f32, b: f32) -> f32 {
    if b > a { b } else { a }
}

/// The words of a text in small letters, cut at everything that is no letter or digit; only those of at least `min` letters.
fn words_of(text: &str, min: usize) -> impl Iterator<Item = Cow<'_, str>> {
    runs::alphanumeric(text).filter(move |w| w.chars().take(min).count() >= min).map(lower)
}
