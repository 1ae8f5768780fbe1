//! Every mark of the text that could call a note, in order, and found by its label.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Words, is_mark_at_end, is_odd_ending, starts::Start, weights as w};
use crate::{
    grammar::{
        call::{self, Mark, Shape, is_behind_particle},
        is_closing,
        label::{Series, label, letters_value},
        roman::roman,
        runs,
    },
    page::LineIndex,
    region::{Layout, Role},
};

/// A mark and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    /// Its line.
    pub(super) line: LineIndex,
    /// Text offsets of the mark with its brackets.
    pub(super) range: Range<usize>,
    /// How it stands.
    pub(super) shape: Shape,
    /// What its looks say for its being a call.
    pub(super) weight: f32,
    /// Whether it is a number that stands as calls do: no part of a longer number, and no mark that recognition spoilt.
    pub(super) is_number: bool,
}

/// All marks.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// In the order of the text.
    pub(super) all: Vec<Placed>,
    /// Indices into `all` by label.
    by_label: FxHashMap<(Series, u32), Vec<u32>>,
    /// The place of each in the order of the text: marks that are readings of one sign share it.
    ranks: Vec<u32>,
}

impl Placed {
    /// Its place in the reading order, which is not that of the text offsets where columns stand side by side.
    fn place(&self) -> (LineIndex, usize) {
        (self.line, self.range.start)
    }

    /// Whether it stands between spaces, as numbers of the text do and as some engines set calls.
    pub(super) fn is_loose(&self) -> bool {
        matches!(self.shape, Shape::Apart | Shape::Counted)
    }
}

/// Kinds of marks, beside numbers and symbols, that a document may call notes and label them with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kinds {
    /// a, b, c
    pub(super) letters: bool,
    /// aa, ab, ac
    pub(super) past_z: bool,
    /// i, ii, iii
    pub(super) roman: bool,
    /// Whether numbers in brackets cite works, so that they call nothing.
    pub(super) cites: bool,
}

/// Most marks of one label that are looked at for one note.
const NEAREST: usize = 12;

impl Marks {
    /// Reads all marks of the text lines. `words` counts the document's words; it is asked where letters or the last digits
    /// of numbers may call notes.
    pub(super) fn read(layout: &Layout, kinds: Kinds, words: &Words) -> Self {
        let mut marks = Self::default();
        let mut behind_particles = Vec::new();
        // where columns were rearranged, what stands beside a mark on a line of its own is not what stood beside it
        let is_printed = |page: usize| {
            let lines = layout.page_lines(page.saturating_sub(1)).start..layout.page_lines(page).end;
            layout.lines[lines].is_sorted_by(|a, b| a.ink.start < b.ink.start)
        };
        let printed: Vec<bool> = (0..layout.pages.len()).map(is_printed).collect();
        for line in 0..layout.lines.len() {
            if layout.roles[line] != Role::Text {
                continue;
            }
            let is_printed = printed[layout.page_of[line] as usize];
            let ink = layout.ink(line);
            call::marks(ink, |mark| {
                let cites = kinds.cites && mark.shape == Shape::Bracketed && mark.series == Series::Number;
                if cites || (mark.shape == Shape::Alone && !is_printed) {
                    return;
                }
                if is_behind_particle(ink, &mark) {
                    behind_particles.push(marks.all.len());
                }
                marks.push(layout, line, &mark);
                if let Some(placed) = marks.all.last_mut() {
                    placed.is_number = mark.series == Series::Number && mark.shape != Shape::AfterYear;
                }
            });
            number_marks(ink, words, |mark| marks.push(layout, line, &mark));
            if !kinds.letters && !kinds.roman {
                continue;
            }
            for word in runs::alphabetic(ink) {
                let last = word.as_bytes()[word.len() - 1];
                let (letters, roman) =
                    (kinds.letters && last.is_ascii_lowercase(), kinds.roman && is_roman_digit(last));
                if !letters && !roman {
                    continue;
                }
                let start = word.as_ptr() as usize - ink.as_ptr() as usize;
                let range = start..start + word.len();
                if goes_on(&ink[range.end..]) {
                    continue;
                }
                if letters {
                    for letters in 1..=1 + usize::from(kinds.past_z) {
                        letter_mark(ink, &range, letters, words, |mark| marks.push(layout, line, &mark));
                    }
                }
                if roman {
                    roman_marks(ink, &range, words, |mark| marks.push(layout, line, &mark));
                }
            }
        }
        if marks.count_past_999() {
            for line in (0..layout.lines.len()).filter(|&line| layout.roles[line] == Role::Text) {
                call::far_marks(layout.ink(line), |mark| marks.push(layout, line, &mark));
            }
        }
        marks.set_off(layout, &behind_particles);
        marks.twice_alone(layout);
        marks.order();
        marks
    }

    /// Whether the hundred below 1000 is called: then notes may be counted on in four digits, which elsewhere are years.
    fn count_past_999(&self) -> bool {
        let called = (900..=999).filter(|&value| !self.of(Series::Number, value).is_empty());
        called.count() >= w::MANY_BELOW_1000
    }

    /// Believes in marks with a space before them where the document sets its marks off from their words.
    fn set_off(&mut self, layout: &Layout, behind_particles: &[usize]) {
        let plain = self.all.iter().filter(|mark| mark.shape == Shape::SetOff).count() >= w::MANY_SET_OFF;
        if !plain && !self.count_through(layout) {
            return;
        }
        self.all.iter_mut().filter(|mark| mark.shape == Shape::Apart).for_each(|mark| mark.weight += w::SETS_OFF);
        behind_particles.iter().for_each(|&mark| self.all[mark].weight += w::SETS_OFF_PARTICLE);
    }

    /// Whether marks with a space before them count through the pages, each with a line of its label below it on its page,
    /// and stand behind words of all kinds: `Question 1`, `Question 2` count something else.
    fn count_through(&self, layout: &Layout) -> bool {
        let labelled: FxHashMap<(u32, u32), LineIndex> = (0..layout.lines.len())
            .filter(|&line| layout.roles[line] == Role::Text)
            .filter_map(|line| Some((line, label(layout.ink(line)).filter(|l| l.series == Series::Number)?)))
            .map(|(line, label)| ((layout.page_of[line], label.value), line))
            .collect();
        if labelled.len() < w::MANY_COUNTED {
            return false;
        }
        let mut values = vec![0; self.all.len()];
        for (&(series, value), marks) in &self.by_label {
            marks.iter().filter(|_| series == Series::Number).for_each(|&mark| values[mark as usize] = value);
        }
        let (mut next, mut found, mut pages) = (1, 0, FxHashSet::default());
        let mut words: FxHashSet<&str> = FxHashSet::default();
        for (mark, value) in self.all.iter().zip(values).filter(|(mark, _)| mark.shape == Shape::Apart) {
            let page = layout.page_of[mark.line];
            let below = || labelled.get(&(page, value)).is_some_and(|&line| line > mark.line);
            if (next..=next + w::LEFT_OUT).contains(&value) && below() {
                (next, found) = (value + 1, found + 1);
                pages.insert(page);
                let head = &layout.ink(mark.line)[..mark.range.start - layout.lines[mark.line].ink.start];
                words.extend(head.split_whitespace().next_back());
            }
        }
        found >= w::MANY_COUNTED && pages.len() > 1 && found * 3 >= next as usize * 2 && words.len() * 3 >= found * 2
    }

    /// Believes in numbers that fill lines of their own where a page has them twice, `1`, `2`, `3` and below these `1`, `2`,
    /// `3`: the first are calls that an extractor set under their lines, the second the labels of their notes.
    fn twice_alone(&mut self, layout: &Layout) {
        let mut values: FxHashMap<u32, u32> = FxHashMap::default();
        for (&(series, value), marks) in &self.by_label {
            let alone = |mark: &&u32| self.all[**mark as usize].shape == Shape::Alone;
            values.extend(marks.iter().filter(alone).filter(|_| series == Series::Number).map(|&mark| (mark, value)));
        }
        let mut alone: Vec<(u32, u32)> = values.into_iter().collect();
        alone.sort_unstable();
        let page = |mark: u32| layout.page_of[self.all[mark as usize].line];
        let mut calls = Vec::new();
        for on_page in alone.chunk_by(|a, b| page(a.0) == page(b.0)) {
            let rises = |run: &[(u32, u32)]| run.windows(2).all(|pair| pair[0].1 + 1 == pair[1].1);
            let runs = on_page.iter().skip(1).position(|(_, value)| *value == on_page[0].1).map(|at| at + 1);
            let Some(n) = runs.filter(|&n| n >= w::FEWEST_TWICE && 2 * n <= on_page.len()) else { continue };
            let (first, second) = (&on_page[..n], &on_page[n..2 * n]);
            if rises(first) && first.iter().zip(second).all(|(a, b)| a.1 == b.1) {
                calls.extend(first.iter().map(|&(mark, _)| mark));
            }
        }
        calls.into_iter().for_each(|mark| self.all[mark as usize].weight += w::TWICE_ALONE);
    }

    /// Puts the marks into the order of the text, which the readings of one line may have disturbed.
    fn order(&mut self) {
        let mut order: Vec<u32> = (0..self.all.len()).filter_map(|i| u32::try_from(i).ok()).collect();
        order.sort_by_key(|&i| self.all[i as usize].place());
        let mut place = vec![0u32; order.len()];
        for (new, &old) in order.iter().enumerate() {
            place[old as usize] = u32::try_from(new).unwrap_or(u32::MAX);
        }
        self.all.sort_by_key(Placed::place);
        for indices in self.by_label.values_mut() {
            indices.iter_mut().for_each(|i| *i = place[*i as usize]);
        }
        for (at, mark) in self.all.iter().enumerate() {
            let same = at > 0 && self.all[at - 1].range.start == mark.range.start;
            let rank = if same { self.ranks[at - 1] } else { u32::try_from(at).unwrap_or(u32::MAX) };
            self.ranks.push(rank);
        }
    }

    fn push(&mut self, layout: &Layout, line: LineIndex, mark: &Mark) {
        let ink = layout.ink(line);
        let weight = looks(ink, mark.series, mark.shape, mark.range.start);
        let start = layout.lines[line].ink.start;
        let index = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.by_label.entry((mark.series, mark.value)).or_default().push(index);
        self.all.push(Placed {
            line,
            range: start + mark.range.start..start + mark.range.end,
            shape: mark.shape,
            weight,
            is_number: false,
        });
    }

    /// The place of a mark in the order of the text: marks that are readings of one sign share it.
    pub(super) fn rank(&self, mark: u32) -> usize {
        self.ranks[mark as usize] as usize
    }

    /// Indices of the marks of a label.
    pub(super) fn of(&self, series: Series, value: u32) -> &[u32] {
        self.by_label.get(&(series, value)).map_or(&[], Vec::as_slice)
    }

    /// The marks of a label nearest to a line, those before it first: at most [`NEAREST`] on each side.
    pub(super) fn near(&self, series: Series, value: u32, line: LineIndex) -> impl Iterator<Item = u32> {
        let of = self.of(series, value);
        let split = of.partition_point(|&i| self.all[i as usize].line < line);
        of[split.saturating_sub(NEAREST)..split].iter().rev().chain(of[split..].iter().take(NEAREST)).copied()
    }

    /// Whether a mark that looks like a call bears a label.
    pub(super) fn calls(&self, series: Series, value: u32) -> bool {
        self.of(series, value).iter().any(|&i| self.all[i as usize].weight >= w::SUPPORTS)
    }

    /// Whether a series may begin anew: unless a single mark that looks like a call bears the label of its first note.
    pub(super) fn begins_anew(&self, series: Series) -> bool {
        let calls = |mark: &Placed| !mark.is_loose() && mark.weight >= w::SUPPORTS;
        self.of(series, 1).iter().filter(|&&i| calls(&self.all[i as usize])).count() != 1
    }

    /// What calls that are not used yet say for a start: the best of those on its page or before; and whether a number between
    /// spaces stands above it on its page.
    pub(super) fn support(&self, layout: &Layout, start: &Start, used: &[bool]) -> (f32, bool) {
        let page = layout.page_of[start.line];
        let (mut best, mut loose) = (0f32, false);
        for i in self.near(start.label.series, start.label.value, start.line) {
            let mark = &self.all[i as usize];
            if mark.line == start.line || used[i as usize] {
                continue;
            }
            loose |= mark.is_loose() && mark.line < start.line && layout.page_of[mark.line] == page;
            let factor = match layout.page_of[mark.line] {
                // notes stand below what calls them; extractors seldom print them above it
                p if p == page && layout.has_pages() && mark.line > start.line && !start.alone => w::SUPPORT_BELOW,
                p if (p == page || p + 1 == page) && !start.torn => w::SUPPORT_NEAR,
                p if p <= page => w::SUPPORT_FAR,
                _ => continue,
            };
            best = best.max(mark.weight * factor);
        }
        (best, loose)
    }
}

/// What a mark's looks say for its being a call, which begins at a place of a line.
pub(super) fn looks(ink: &str, series: Series, shape: Shape, start: usize) -> f32 {
    let mut weight = w::shape(shape);
    if shape == Shape::AfterWord && series == Series::Number {
        let word = ink[..start].rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        if word.chars().count() <= w::SHORT_CAPITALS && word.chars().any(char::is_uppercase) {
            weight += w::CAPITALS_BEFORE;
        }
    }
    weight
}

/// Marks behind a number, no sign between: of a name that stands elsewhere without them (`A-1112` and `A-11`), or behind an
/// amount of money that is whole without them (`$31.502`).
fn number_marks(line: &str, words: &Words, mut found: impl FnMut(Mark)) {
    const LONGEST: usize = 2;
    for Range { start, end } in call::digit_runs(line) {
        let follows = line[end..].chars().next().is_none_or(|c| c.is_whitespace() || is_closing(c));
        if end - start < 2 || !follows || line[end..].starts_with(['-', '\'', '’']) {
            continue;
        }
        let head = &line[..start];
        let from = head.trim_end_matches(|c: char| c.is_alphanumeric() || c == '-').len();
        let named = from < start && words.count(&line[from..end]) <= 1;
        let money = is_amount(head) && end - start > 2;
        for len in 1..=LONGEST.min(end - start - 1) {
            let cut = end - len;
            let witness = named && words.count(&line[from..cut]) > 0;
            let value = line[cut..end].parse().unwrap_or(0);
            if value > 0 && !line[cut..].starts_with('0') && (witness || (money && cut - start == 2)) {
                let range = cut..end;
                found(Mark { range, series: Series::Number, value, shape: Shape::AfterNumber });
            }
        }
    }
}

/// Whether a text ends with the whole part of an amount of money and its point: `$31.`
fn is_amount(head: &str) -> bool {
    let Some(whole) = head.strip_suffix(['.', ',']) else { return false };
    let rest = whole.trim_end_matches(|c: char| c.is_ascii_digit() || c == ',');
    rest.len() < whole.len() && rest.ends_with(['$', '£', '€'])
}

/// Whether a word goes on with what follows some of its letters, so that these are no mark.
fn goes_on(rest: &str) -> bool {
    match rest.as_bytes().first() {
        None => false,
        Some(byte) if byte.is_ascii() => byte.is_ascii_alphanumeric() || matches!(byte, b'\'' | b'-'),
        Some(_) => rest.starts_with(|c: char| c.is_alphanumeric() || c == '’'),
    }
}

/// Whether a mark of letters may stand behind a sign: what opens or parts words has words behind it.
fn closes(c: char) -> bool {
    is_closing(c) && !matches!(c, '(' | '\'' | '’' | '‘' | '“' | '—' | '–')
}

/// Whether a letter is a digit of the small roman numerals below a hundred, and of ninety.
fn is_roman_digit(letter: u8) -> bool {
    matches!(letter, b'i' | b'v' | b'x' | b'l' | b'c')
}

/// Marks in small roman numerals at the end of some letters: behind punctuation (`built.ii The`), at the end of a word that
/// stands elsewhere without it (`councilv`), or of one that stands nowhere else and in which the numeral has letters enough to
/// be one (`councilxii`).
fn roman_marks(line: &str, letters: &Range<usize>, words: &Words, mut found: impl FnMut(Mark)) {
    /// Letters of `lxxxviii`, the longest below a hundred.
    const LONGEST: usize = 8;
    let (word, end) = (&line[letters.clone()], letters.end);
    let digits = word.bytes().rev().take_while(|&byte| is_roman_digit(byte)).count();
    let first = end - digits;
    let mark = |start: usize, shape| {
        let value = roman(&line[start..end])?;
        Some(Mark { range: start..end, series: Series::Roman, value, shape })
    };
    match line[..first].chars().next_back() {
        Some(b) if closes(b) => {
            mark(first, Shape::AfterClosing).into_iter().for_each(&mut found);
        }
        Some(b) if b.is_alphabetic() => {
            let unknown = words.count(word) <= 1;
            let from = first.max(end.saturating_sub(LONGEST));
            let known = (from..end).filter(|&start| is_mark_at_end(line, start..end, words, 2));
            let known = known.filter_map(|start| mark(start, Shape::AfterNumber));
            known.for_each(&mut found);
            // words end with `iv`, `ix` and `li`, but hardly any with `ii` or with more
            let shape = if end - first > 2 || &line[first..end] == "ii" { Shape::AfterNumber } else { Shape::Apart };
            if end - first > 1 && unknown && !is_mark_at_end(line, first..end, words, 2) {
                mark(first, shape).into_iter().for_each(&mut found);
            }
        }
        // the numeral stands in the text once, and once before the note
        Some(b) if b.is_whitespace() && words.count(&line[first..end]) <= 2 => {
            mark(first, Shape::AfterNumber).into_iter().for_each(&mut found);
        }
        _ => {}
    }
}

/// A mark of one small letter or two at the end of some letters: behind punctuation (`percent,a or`), or at the end of a word that
/// stands elsewhere without it (`yearb`) or, one letter, that ends as no word does (`destroyv`).
fn letter_mark(line: &str, word: &Range<usize>, letters: usize, words: &Words, mut found: impl FnMut(Mark)) {
    let Some(at) = word.end.checked_sub(letters).filter(|&at| at >= word.start) else { return };
    let (range, whole) = (at..word.end, &line[word.clone()]);
    let Some(value) = line.get(range.clone()).and_then(letters_value) else { return };
    let shape = if at > word.start {
        // a word that is known as it stands ends with no mark
        let rare = words.count(whole) <= 1;
        let ends_with_mark = rare
            && (is_mark_at_end(line, range.clone(), words, 2)
                || letters == 1 && is_odd_ending(line, range.clone(), words));
        ends_with_mark.then_some(Shape::AfterNumber)
    } else {
        match line[..at].chars().next_back() {
            Some(b) if closes(b) => Some(Shape::AfterClosing),
            Some(b) if b.is_ascii_digit() => Some(Shape::AfterNumber),
            _ => None,
        }
    };
    shape.into_iter().for_each(|shape| found(Mark { range: range.clone(), series: Series::Letter, value, shape }));
}
