//! Labels that an extractor printed on lines of their own: above their notes, below them, both on one page (pdftotext
//! sets raised ones below a note of several lines and above a note of one), several in a row before the notes or behind them, or all
//! of a page's in a column at its end, as the numbers of a list are printed.
//!
//! For each page the first lines of all such notes are chosen together: a sparse alignment of the labels in order and the
//! lines in order. What speaks for a first line is where its label stands and how the lines above and below it end and
//! begin. Time: labels times lines of a page, bounded by [`MAX_WORK`].

use std::ops::Range;

use super::{Words, looks::Looks, marks::Placed, shared::Sentences, starts::Start, weights::alone as w};
use crate::{
    grammar::{endings::breaks_off, ends_sentence, is_title_of_notes, lower, opens_quotation},
    page::LineIndex,
    region::{Layout, Role},
};

/// Most labels times lines of one page for which all first lines are weighed; where there are more, every label is
/// taken to stand above its note.
const MAX_WORK: usize = 400_000;

/// The first line of each note, in order, and the pairs of a label and a line that were looked at. `calls` are the lines of the notes' calls.
pub(super) fn firsts(
    layout: &Layout,
    notes: &[Start],
    calls: &[Option<LineIndex>],
    looks: &Looks,
    words: &Words,
    said: Option<&Said>,
) -> (Vec<LineIndex>, u64) {
    let mut firsts: Vec<LineIndex> = notes.iter().map(|n| n.line).collect();
    let mut called = vec![false; layout.lines.len()];
    calls.iter().flatten().for_each(|&line| called[line] = true);
    let page = |i: usize| layout.page_of[notes[i].line];
    let mut zones: Vec<(usize, Zone)> = Vec::new();
    let (mut from, mut steps) = (0, 0);
    for group in notes.chunk_by(|a, b| a.alone == b.alone && layout.page_of[a.line] == layout.page_of[b.line]) {
        let to = from + group.len();
        if group[0].alone {
            let lines = layout.page_lines(page(from) as usize);
            let start =
                from.checked_sub(1).filter(|&b| page(b) == page(from)).map_or(lines.start, |b| notes[b].line + 1);
            let end = notes.get(to).filter(|n| lines.contains(&n.line)).map_or(lines.end, |n| n.line);
            let goes_on = from > 0 && {
                let (before, first) = (&notes[from - 1], &group[0]);
                let counts_on = before.label.value + 1 == first.label.value && page(from - 1) + 1 == page(from);
                first.torn && before.torn && counts_on
            };
            let mut zone = Zone::read(layout, group, start..end, &called, looks, goes_on, words);
            if let Some(said) = said.filter(|_| group[0].torn) {
                zone.listen(said, from..to);
            }
            zones.push((from, zone));
        }
        from = to;
    }
    let last = |zone: &Zone| zone.labels.last().is_some_and(|l| l.0 == zone.lines.len() && !zone.displaced);
    let trail = zones.iter().filter(|(_, zone)| last(zone)).count();
    let habit = (trail as f32 + 0.5) / (zones.len() + 1) as f32;
    for (from, zone) in &zones {
        steps += zone.place(&mut firsts[*from..from + zone.labels.len()], habit);
    }
    (firsts, steps)
}

/// What the sentences that call notes say of the lines that may be theirs.
pub(super) struct Said {
    sentences: Sentences,
    /// The place of each note's mark among the marks of all.
    marks: Vec<Option<usize>>,
}

impl Said {
    /// Reads the sentences, if the labels of any notes were torn off; with the mark that calls each note.
    pub(super) fn read(layout: &Layout, notes: &[Start], calls: &[Option<&Placed>]) -> Option<Self> {
        if !notes.iter().any(|note| note.torn) {
            return None;
        }
        let mut order: Vec<usize> = (0..calls.len()).filter(|&n| calls[n].is_some()).collect();
        order.sort_by_key(|&n| calls[n].map(|mark| (mark.line, mark.range.start)));
        let placed: Vec<Placed> = order.iter().filter_map(|&n| calls[n]).cloned().collect();
        let mut marks = vec![None; notes.len()];
        order.into_iter().enumerate().for_each(|(place, n)| marks[n] = Some(place));
        Some(Self { sentences: Sentences::read(layout, &placed), marks })
    }

    /// For each of some notes, what the words of all lines above each of some lines share with the sentence that calls it; lines
    /// before the place `from` share nothing.
    fn sums(&self, notes: Range<usize>, lines: &[LineIndex], from: usize) -> Vec<Vec<f32>> {
        let of_notes = &self.marks[notes];
        let known = || of_notes.iter().flatten().copied();
        let mut sums = vec![vec![0.0]; of_notes.len()];
        let (Some(first), Some(last)) = (known().min(), known().max()) else {
            return vec![vec![0.0; lines.len() + 1]; of_notes.len()];
        };
        for (place, &line) in lines.iter().enumerate() {
            let shared = if place < from { Vec::new() } else { self.sentences.with(line..line + 1, first..last + 1) };
            for (sums, mark) in sums.iter_mut().zip(of_notes) {
                let above = sums.last().copied().unwrap_or(0.0);
                sums.push(
                    above + mark.and_then(|mark| shared.get(mark - first)).map_or(0.0, |shared| shared * w::SHARED),
                );
            }
        }
        sums
    }
}

/// The labels of one page and the lines that their notes may begin with.
struct Zone {
    /// The lines of text, labels aside.
    lines: Vec<LineIndex>,
    /// For each label, how many of the lines stand above it, and what blank lines say against its leading and trailing.
    labels: Vec<(usize, [f32; 2])>,
    /// Whether labels stand behind others that count higher, or all in one column.
    displaced: bool,
    /// What speaks for a note's beginning with each line.
    begins: Vec<f32>,
    /// What speaks for the first note's beginning with each line, and the text's ending above it.
    opens: Vec<f32>,
    /// Of each line, how many lines it was in print if a note consists of it, and the same if it goes on below.
    printed: Vec<[Printed; 2]>,
    /// How many of the lines above each hold calls.
    calls: Vec<usize>,
    /// The line that is a title of notes.
    title: Option<usize>,
    /// Whether all of it is notes, from the rest of the one before.
    all_notes: bool,
    /// For each note whose label was torn off, and the one before the first, what the words of all lines above each share with
    /// the sentence that calls it.
    shared: Vec<Vec<f32>>,
}

/// Which note pdftotext takes for a line, to set its label above it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Printed {
    OneLine,
    Several,
}

impl Zone {
    fn read(
        layout: &Layout,
        notes: &[Start],
        within: Range<LineIndex>,
        called: &[bool],
        looks: &Looks,
        goes_on: bool,
        words: &Words,
    ) -> Self {
        let mut own: Vec<LineIndex> = notes.iter().map(|n| n.line).collect();
        own.sort_unstable();
        let text = within.clone().filter(|l| layout.roles[*l] == Role::Text && own.binary_search(l).is_err());
        let lines: Vec<LineIndex> = text.collect();
        let labels = notes.iter().map(|n| (lines.partition_point(|&l| l < n.line), parted(layout, n.line))).collect();
        let next = (within.end..layout.lines.len()).find(|&l| layout.roles[l] == Role::Text);
        let letters = next.map_or("", |l| layout.ink(l).trim_start_matches(|c: char| !c.is_alphabetic()));
        let resumes = Head::of(letters, words);
        let opens = |c: char| opens_quotation(c) || c.is_whitespace();
        // where no line calls anything, all of them are notes
        let all_notes = goes_on && !lines.iter().any(|&line| called[line]);
        let above = |j: usize| j.checked_sub(1).map(|b| layout.ink(lines[b]));
        let begins: Vec<f32> =
            (0..lines.len()).map(|j| begins(layout, above(j).map(|_| lines[j - 1]), lines[j])).collect();
        let mut opens: Vec<f32> = (0..lines.len())
            .map(|j| {
                let first = if goes_on && j == 0 { w::GOES_ON } else { 0.0 };
                let broken = above(j).map(|ink| !ends_sentence(ink));
                let parted = if j > 0 && layout.blank_before(lines[j]) { w::OPEN_BLANK } else { 0.0 };
                first
                    + parted
                    + match (broken, resumes) {
                        (Some(true), Some(Head::Small)) => w::TEXT_BREAKS_OFF,
                        (Some(false), Some(Head::Small)) => -w::TEXT_BREAKS_OFF,
                        (Some(true), Some(Head::Capital)) => -w::TEXT_ENDS,
                        (Some(false), Some(Head::Capital)) => w::TEXT_ENDS,
                        _ => 0.0,
                    }
                    + match Head::of(layout.ink(lines[j]).trim_start_matches(opens), words) {
                        Some(Head::Small) => w::SMALL_LETTER,
                        Some(Head::Capital) => w::CAPITAL,
                        Some(Head::Name) => w::CAPITAL_OF_NAME,
                        None => 0.0,
                    }
            })
            .collect();
        // all lines below the first are the notes': their looks, and that none of them begins one
        let mut below = 0.0;
        for j in (0..lines.len()).rev() {
            let look = looks.of_note(layout, lines[j]);
            opens[j] += below + look;
            // text runs on over its lines as notes do; but few notes fill a page, except those of a list
            let begin = if notes[0].torn { begins[j] } else { begins[j].max(w::BEGINS) };
            below += look - (1.0 + begin.exp()).ln();
        }
        let title = (0..lines.len()).rfind(|&j| is_title_of_notes(layout.ink(lines[j])));
        if all_notes {
            opens.clone_from(&begins);
            if let Some((first, &line)) = opens.first_mut().zip(lines.first()) {
                *first = w::BEGINS + if ended_before(layout, line) { w::GOES_ON } else { w::SENTENCE_GOES_ON };
            }
        } else if let Some(title) = title {
            // notes stand below their title
            opens
                .iter_mut()
                .enumerate()
                .filter(|(j, _)| *j != title + 1)
                .for_each(|(_, opens)| *opens -= w::BELOW_TITLE);
        }
        // a line far wider than others was joined of two; one that a blank line parts from the next was taken for itself
        let printed = |j: usize| {
            let joined = f32::from(layout.lines[lines[j]].width) > layout.full * w::JOINED;
            let parted = lines.get(j + 1).is_some_and(|&next| layout.blank_before(next));
            [joined, joined || !parted].map(|several| if several { Printed::Several } else { Printed::OneLine })
        };
        let printed = (0..lines.len()).map(printed).collect();
        let mut count = 0;
        let mut calls = vec![0];
        for &line in &lines {
            count += usize::from(called[line]);
            calls.push(count);
        }
        let displaced = notes.iter().any(|n| n.torn || n.order != n.line);
        Self { lines, labels, displaced, begins, opens, printed, calls, title, all_notes, shared: Vec::new() }
    }

    /// Asks the sentences that call some notes, which are those of the zone.
    fn listen(&mut self, said: &Said, notes: Range<usize>) {
        if notes.len() * self.lines.len() > MAX_WORK {
            return;
        }
        // the text above notes is about what was said there, too
        let Some(from) = self.title.map(|title| title + 1).or(self.all_notes.then_some(0)) else { return };
        self.shared = said.sums(notes.start.saturating_sub(1)..notes.end, &self.lines, from);
        if notes.start == 0 {
            self.shared.insert(0, vec![0.0; self.lines.len() + 1]);
        }
    }

    /// What the words of the lines from one to another share with the sentence that calls a note: the first is 1, 0 the one
    /// before it.
    fn shared(&self, note: usize, lines: Range<usize>) -> f32 {
        self.shared.get(note).map_or(0.0, |sums| sums[lines.end] - sums[lines.start])
    }

    /// Chooses the first lines; gives the pairs that were looked at. `habit` is the share of pages that end with a label.
    fn place(&self, firsts: &mut [LineIndex], habit: f32) -> u64 {
        let (notes, lines) = (self.labels.len(), self.lines.len());
        if notes > lines || notes * lines > MAX_WORK {
            for (first, &(at, _)) in firsts.iter_mut().zip(&self.labels) {
                *first = self.lines.get(at).copied().unwrap_or(*first);
            }
            return lines as u64;
        }
        // the best sum with this note's beginning at each line, and where the note before then begins
        let mut best: Vec<f32> = (0..lines).map(|j| self.opens[j] - self.calls_from(j, lines)).collect();
        if self.all_notes {
            best.iter_mut().enumerate().for_each(|(j, best)| *best += self.shared(0, 0..j));
        }
        let mut back: Vec<Vec<u32>> = Vec::with_capacity(notes);
        for k in 1..notes {
            best.iter_mut().enumerate().for_each(|(i, best)| *best -= self.shared(k, 0..i));
            let mut next = vec![f32::NEG_INFINITY; lines];
            let mut from = vec![0u32; lines];
            // the best starts of the note before, were it to end elsewhere than here: with its label above it, or anywhere
            let (mut led, mut any) = ((f32::NEG_INFINITY, 0), (f32::NEG_INFINITY, 0));
            for j in k..lines {
                // a start is considered for longer notes once it is two lines back
                if j >= 2 {
                    let i = j - 2;
                    led = better(led, (best[i] + self.label(k - 1, i, None, habit), i));
                    any = better(any, (best[i], i));
                }
                let mut chosen = better(led, (any.0 + self.trails(k - 1, j, Printed::Several, habit), any.1));
                chosen = better(chosen, (best[j - 1] + self.label(k - 1, j - 1, Some(j), habit), j - 1));
                next[j] = chosen.0 + self.begins[j] - self.text_between(k, j) + self.shared(k, 0..j);
                from[j] = u32::try_from(chosen.1).unwrap_or(0);
            }
            back.push(from);
            best = next;
        }
        let end = |j: usize| best[j] + self.label(notes - 1, j, Some(lines), habit) + self.shared(notes, j..lines);
        let mut at = (0..lines).fold(0, |a, j| if end(j) > end(a) { j } else { a });
        for k in (0..notes).rev() {
            firsts[k] = self.lines[at];
            if k > 0 {
                at = back[k - 1][at] as usize;
            }
        }
        (notes * lines) as u64
    }

    /// What the place of a label says for a note that begins and, if it is known, ends at some lines.
    fn label(&self, k: usize, from: usize, to: Option<usize>, habit: f32) -> f32 {
        let printed = self.printed[from][usize::from(to != Some(from + 1))];
        let (at, [parted, _]) = self.labels[k];
        let usual = if printed == Printed::OneLine { 0.0 } else { w::UNUSUAL * habit };
        let leads = if at == from { -parted - usual } else { w::ELSEWHERE };
        leads.max(to.map_or(f32::NEG_INFINITY, |to| self.trails(k, to, printed, habit)))
    }

    /// What the place of a label says for its standing below a note that ends before a line.
    fn trails(&self, k: usize, to: usize, printed: Printed, habit: f32) -> f32 {
        let (at, [_, parted]) = self.labels[k];
        if at != to {
            return w::ELSEWHERE;
        }
        let usual = w::UNUSUAL * if printed == Printed::OneLine { 1.0 } else { 1.0 - habit };
        -parted - usual - if k == 0 { w::FIRST_TRAILS } else { 0.0 }
    }

    /// The lines with calls from one line to another: text, not notes.
    fn calls_from(&self, from: usize, to: usize) -> f32 {
        w::CALL_AMONG_NOTES * self.calls[to].saturating_sub(self.calls[from]) as f32
    }

    /// The same between a note's first line and its label below it.
    fn text_between(&self, k: usize, from: usize) -> f32 {
        self.calls_from(from, self.labels[k].0.max(from))
    }
}

/// Whether a line ends within brackets, or with an initial.
fn is_open(line: &str) -> bool {
    let bracket = line.rfind(['(', '[']).is_some_and(|at| !line[at..].contains([')', ']']));
    let last = line.rsplit(|c: char| c.is_whitespace() || c == '.').nth(1).unwrap_or("");
    let initial = line.ends_with('.') && last.chars().count() == 1 && last.chars().all(char::is_uppercase);
    bracket || initial
}

/// Whether the last line of text on the page before a line's ends a sentence.
fn ended_before(layout: &Layout, line: LineIndex) -> bool {
    let last = layout.text_above(layout.page_lines(layout.page_of[line] as usize).start);
    last.map(|last| layout.ink(last)).is_some_and(|ink| ends_sentence(ink) && !ink.ends_with(':'))
}

/// How a line begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Head {
    Small,
    /// With a capital, where the document has the word in small letters as well.
    Capital,
    /// With a capital that the word may have amid a sentence.
    Name,
}

impl Head {
    /// Reads the word that some ink begins with; none if it begins with something else.
    fn of(ink: &str, words: &Words) -> Option<Self> {
        let word = &ink[..ink.find(|c: char| !c.is_alphabetic()).unwrap_or(ink.len())];
        match word.chars().next()? {
            c if c.is_lowercase() => Some(Self::Small),
            c if !c.is_uppercase() => None,
            _ if words.count(&lower(word)) * w::CAPITALS >= words.count(word) => Some(Self::Capital),
            _ => Some(Self::Name),
        }
    }
}

fn better(a: (f32, usize), b: (f32, usize)) -> (f32, usize) {
    if b.0 > a.0 { b } else { a }
}

/// What blank lines cost a label that leads, and one that trails.
fn parted(layout: &Layout, label: LineIndex) -> [f32; 2] {
    match (layout.blank_before(label), layout.blank_before(label + 1)) {
        (false, true) => [w::PARTED, 0.0],
        (true, false) => [0.0, w::PARTED],
        _ => [0.0, 0.0],
    }
}

/// What the end of one line and the beginning of the next say for a note's beginning there.
pub(super) fn begins(layout: &Layout, above: Option<LineIndex>, line: LineIndex) -> f32 {
    let Some(above) = above else { return 0.0 };
    let ink = layout.ink(line);
    let before = layout.ink(above);
    let mut score = w::BEGINS;
    if before.ends_with(':') || breaks_off(before) || is_open(before) {
        score += w::SENTENCE_GOES_ON;
    } else if ends_sentence(before) {
        score += w::SENTENCE_ENDS;
    }
    let room = layout.room_beyond(above, line);
    if room > w::ROOM_BEYOND {
        score += w::ROOM_FOR_MORE;
    } else if room < 1.0 {
        score += w::NO_ROOM;
    }
    if layout.blank_before(line) {
        score += w::BLANK_BEFORE;
    }
    if ink.starts_with(char::is_lowercase) && !ink.starts_with("http") && !ink.starts_with("www") {
        score += w::SMALL_LETTER;
    }
    score
}
