//! How a document marks its paragraphs: by blank lines, indents, short last lines, or by what its extractor leaves at
//! line ends. Nothing of it is taken for granted; it is learned from the document before anything is decided.
//!
//! Each line end shows some signs, each as one of a few classes. How often a class comes where a paragraph ends and
//! where one only wraps is estimated by expectation and maximisation (Dempster, Laird and Rubin 1977): the words alone
//! settle many line ends (`… of` / `the …` wraps), the signs learned from these settle the others, and so on. What is
//! usual in print stands in for what a short document does not show. Linear time.

use rustc_hash::FxHashMap;

use super::{
    fill::Fill,
    inline::is_lone_hyphen,
    measure::{Full, Metric, Wrapped, first_word, metric},
    sentences::Sentences,
    words::Joiner,
};
use crate::{
    page::LineIndex,
    region::{Layout, Role},
};

/// What can be seen at a line end.
#[derive(Clone, Copy, Debug)]
enum Sign {
    /// Blank lines behind it: none, one, two, more.
    Blanks,
    /// Room left on the line beyond the next word.
    Room,
    /// Width of the line, where there is no room: a justified line is full, whatever word follows.
    End,
    /// Where the next line begins: at the margin, a little in, as far in as the line before, far in, or back at the margin
    /// behind two lines that stood as far in as each other.
    Indent,
    /// Whether spaces of the line are stretched, as a justifying typesetter's are in every line but the last.
    Stretched,
    /// Whether a space is left behind the line, as some typesetters leave it where a line wraps.
    Trailing,
    /// Width of the next line: a first line is narrower by its indent.
    Start,
    /// That the two were printed in one row, which the extractor parted at a wide space, as behind a full stop.
    Row,
}

const SIGNS: usize = 8;
/// Most classes of a sign.
const CLASSES: usize = 8;
/// Upper ends of the classes of [`Sign::Room`], as shares of a full line.
const ROOM: [f32; CLASSES - 1] = [-0.10, -0.04, -0.01, 0.02, 0.05, 0.10, 0.25];
/// Classes of [`Sign::Room`] up to which the next word does not fit, and from which on many would.
const NO_ROOM: u8 = 3;
const MUCH_ROOM: u8 = 7;
/// Upper ends of the classes of [`Sign::End`], as shares of a full line.
const END: [f32; CLASSES - 1] = [0.84, 0.88, 0.91, 0.94, 0.96, 0.98, 1.0];
/// Upper ends of the classes of [`Sign::Start`], as shares of a full line.
const START: [f32; CLASSES - 2] = [0.6, 0.9, 0.94, 0.97, 0.99, 1.01];
/// Greatest first-line indent in columns.
const MAX_INDENT: u16 = 8;

/// What is usual in print: for each sign how many line ends' worth the usual counts for, and the shares of its classes
/// where a line wraps and where a paragraph ends.
#[rustfmt::skip]
const USUAL: [(f32, [f32; CLASSES], [f32; CLASSES]); SIGNS] = [
    (1.0, [0.95, 0.04, 0.008, 0.002, 0.0, 0.0, 0.0, 0.0], [0.45, 0.45, 0.07, 0.03, 0.0, 0.0, 0.0, 0.0]),
    (12.0, [0.35, 0.33, 0.12, 0.08, 0.06, 0.04, 0.015, 0.005], [0.02, 0.05, 0.03, 0.03, 0.03, 0.05, 0.15, 0.64]),
    (12.0, [0.02, 0.04, 0.06, 0.10, 0.15, 0.20, 0.20, 0.23], [0.06, 0.12, 0.14, 0.15, 0.14, 0.14, 0.13, 0.12]),
    (4.0, [0.895, 0.02, 0.07, 0.01, 0.005, 0.0, 0.0, 0.0], [0.55, 0.25, 0.10, 0.05, 0.05, 0.0, 0.0, 0.0]),
    (2.0, [0.7, 0.3, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], [0.85, 0.15, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]),
    (2.0, [0.7, 0.3, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], [0.8, 0.2, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]),
    (20.0, [0.07, 0.10, 0.10, 0.15, 0.15, 0.15, 0.28, 0.0], [0.12, 0.11, 0.11, 0.15, 0.14, 0.13, 0.24, 0.0]),
    (20.0, [0.02, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], [0.0005, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]),
];

/// Greatest weight of one sign (log-odds): no sign decides against all others.
const MAX_SIGN: f32 = 4.0;
/// Log-odds below which the words alone say that a line wraps.
pub(super) const WRAPS: f32 = -5.0;
/// Share of wrapped lines that are no longer than a full line; the few longest are freaks.
const FULL_SHARE: f32 = 0.8;
/// The same of all lines, of which few may wrap.
const FULL_SHARE_OF_ALL: f32 = 0.9;
/// Fewest wrapped lines that tell how wide a full line is.
const FEWEST_FULL: usize = 6;
/// Rounds of estimation; the weights hardly move after.
const ROUNDS: usize = 5;
/// Over a page end, text rather goes on.
const OVER_PAGE: f32 = -0.3;

/// What is usual in the flows of a text.
#[derive(Debug)]
pub struct Habits<'t> {
    full: Full,
    /// How wide a full line is in blocks that are set narrower, by the lines of these.
    narrow: FxHashMap<LineIndex, f32>,
    /// How much of its row was taken before each line that is the rest of one.
    taken: FxHashMap<LineIndex, f32>,
    /// Width of each line of the flows.
    widths: Vec<f32>,
    metric: Metric,
    /// The usual indent of a page's lines, page by page (columns).
    margins: Vec<u16>,
    /// Log-odds that a paragraph ends, by sign and class.
    weights: [[f32; CLASSES]; SIGNS],
    sentences: Sentences<'t>,
    /// What was seen at the end of the line before each line of the flows.
    ends: Vec<End>,
}

/// What can be seen where one line follows another.
#[derive(Clone, Copy, Debug)]
struct End {
    /// The line that ends; its own index where none does.
    line: LineIndex,
    signs: [u8; SIGNS],
    /// Whether one word goes on over the line end.
    within_word: bool,
    /// Log-odds by the words alone.
    words: f32,
    /// The same by what the layout shows alone.
    layout: f32,
}

impl End {
    /// What stands before a line that nothing was seen before.
    fn none(line: LineIndex) -> Self {
        Self { line, signs: [u8::MAX; SIGNS], within_word: false, words: 0.0, layout: 0.0 }
    }
}

impl<'t> Habits<'t> {
    /// Learns the habits of some flows of lines, each of which is read by itself.
    pub fn of(layout: &Layout<'t>, joiner: &Joiner, flows: &[&[LineIndex]]) -> Self {
        let lines = || flows.iter().flat_map(|flow| flow.iter().copied());
        let pairs = || flows.iter().flat_map(|flow| flow.windows(2).map(|pair| (pair[0], pair[1])));
        let nouns = joiner.patterns == Some(hypher::Lang::German);
        let sentences = Sentences::of(layout, lines(), nouns);
        let mut ends: Vec<End> = (0..layout.lines.len()).map(End::none).collect();
        for (a, b) in pairs() {
            let within_word = joiner.join(layout.said(a), layout.said(b)).within_word();
            ends[b] = End { line: a, words: by_words(&sentences, layout, within_word, a, b), within_word, ..ends[b] };
        }
        let wraps: Vec<(LineIndex, LineIndex)> = pairs()
            .filter(|&(a, b)| ends[b].words <= WRAPS && layout.page_of[a] == layout.page_of[b])
            // a line of verse ends with a comma, too, but the next one begins with a capital
            .filter(|&(_, b)| layout.said(b).starts_with(char::is_lowercase))
            .collect();
        let mut widths = vec![0.0; layout.lines.len()];
        lines().for_each(|line| widths[line] = Metric::Type.of_line(layout, line));
        let wrapped = |&(a, b): &(LineIndex, LineIndex)| Wrapped {
            line: layout.said(a),
            in_type: widths[a],
            next: first_word(layout, b),
        };
        let metric = metric(&wraps.iter().map(wrapped).collect::<Vec<Wrapped>>());
        if metric != Metric::Type {
            lines().for_each(|line| widths[line] = metric.of_line(layout, line));
        }
        let mut full: Vec<f32> = wraps.iter().map(|&(line, _)| widths[line]).collect();
        let least = metric.width("a line of twenty ch.");
        let full = if full.len() < FEWEST_FULL {
            full.extend(lines().map(|line| widths[line]));
            Full::of_any(&mut full, FULL_SHARE_OF_ALL, least)
        } else {
            Full::of_wrapped(&mut full, FULL_SHARE, least)
        };
        let margins = margins(layout, flows);
        let words = |b: LineIndex| (ends[b].line, ends[b].words);
        let fill = Fill { layout, widths: &widths, metric, full: full.width, words: &words };
        let narrow = fill.narrow(flows);
        let taken = fill.rows(flows, &narrow);
        let weights = [[0.0; CLASSES]; SIGNS];
        let mut habits = Self { full, narrow, taken, widths, metric, margins, weights, sentences, ends };
        for (a, b) in pairs() {
            habits.ends[b].signs = habits.look(layout, a, b);
        }
        habits.learn(&pairs().map(|(_, b)| b).collect::<Vec<_>>());
        for (a, b) in pairs() {
            habits.ends[b].layout = habits.weigh_signs(layout, &habits.ends[b].signs, a, b);
        }
        habits
    }

    /// Expectation and maximisation over all line ends, told by the lines behind them.
    fn learn(&mut self, lines: &[LineIndex]) {
        self.weigh(&[[0.0; CLASSES]; SIGNS], &[[0.0; CLASSES]; SIGNS]);
        // a line with most of its room left is a displayed one, whatever goes on below it
        let is_settled = |end: &End| end.words <= WRAPS && end.signs[Sign::Room as usize] < MUCH_ROOM;
        let (settled, open): (Vec<LineIndex>, Vec<LineIndex>) =
            lines.iter().partition(|&&line| is_settled(&self.ends[line]));
        // what is settled says the same in all rounds
        let mut wraps = [[0.0; CLASSES]; SIGNS];
        settled.iter().for_each(|&line| add(&mut wraps, &self.ends[line].signs, 1.0));
        for _ in 0..ROUNDS {
            let mut breaks = [[0.0; CLASSES]; SIGNS];
            for End { signs, words, .. } in open.iter().map(|&line| &self.ends[line]) {
                let share = 1.0 / (1.0 + (-(words + self.sum(signs))).exp());
                add(&mut breaks, signs, share);
            }
            self.weigh(&wraps, &breaks);
        }
    }

    fn weigh(&mut self, wraps: &[[f32; CLASSES]; SIGNS], breaks: &[[f32; CLASSES]; SIGNS]) {
        for (sign, (worth, usual_wrap, usual_break)) in USUAL.iter().enumerate() {
            let share = |counts: &[f32; CLASSES], usual: &[f32; CLASSES], class: usize| {
                (counts[class] + worth * usual[class]) / (counts.iter().sum::<f32>() + worth)
            };
            // last lines are of any length in any document, and a row that is parted is one in all; to learn it would only
            // strengthen what was assumed
            let known = [Sign::Room, Sign::End, Sign::Row].iter().any(|known| sign == *known as usize);
            for class in 0..CLASSES {
                let wrap = share(&wraps[sign], usual_wrap, class);
                let ends = if known { usual_break[class] } else { share(&breaks[sign], usual_break, class) };
                self.weights[sign][class] =
                    if wrap > 0.0 && ends > 0.0 { (ends / wrap).ln().clamp(-MAX_SIGN, MAX_SIGN) } else { 0.0 };
            }
        }
    }

    fn sum(&self, signs: &[u8; SIGNS]) -> f32 {
        self.weights
            .iter()
            .zip(signs)
            .map(|(weights, &class)| weights.get(usize::from(class)).copied().unwrap_or(0.0))
            .sum()
    }

    /// The end of line `a`, which `b` follows, as it was seen when the habits were learned, if the lines followed there, too.
    fn seen(&self, a: LineIndex, b: LineIndex) -> Option<&End> {
        self.ends.get(b).filter(|end| end.line == a && a != b)
    }

    fn signs(&self, layout: &Layout, a: LineIndex, b: LineIndex) -> [u8; SIGNS] {
        self.seen(a, b).map_or_else(|| self.look(layout, a, b), |end| end.signs)
    }

    /// The class of each sign at the end of line `a`, which `b` follows; a sign that cannot be seen has none.
    fn look(&self, layout: &Layout, a: LineIndex, b: LineIndex) -> [u8; SIGNS] {
        const NONE: u8 = u8::MAX;
        let (first, second) = (&layout.lines[a], &layout.lines[b]);
        let apart = is_apart(layout, a, b);
        let class = |ends: &[f32], value: f32| ends.iter().filter(|end| value > **end).count() as u8;
        let word = self.metric.of_word(first_word(layout, b));
        let width = self.full.last(self.widths[a] + self.taken.get(&a).copied().unwrap_or(0.0));
        let full = self.narrow.get(&a).copied().unwrap_or(self.full.width);
        let room = (full - width - self.metric.space() - word) / full;
        let margin = self.margins[layout.page_of[b] as usize];
        let before = self.ends[a].line;
        let stood_in = || {
            let inset = |line: LineIndex| layout.lines[line].indent.saturating_sub(margin);
            !apart && before != a && inset(a) > 1 && inset(before) == inset(a) && !is_apart(layout, before, a)
        };
        let indent = match second.indent.saturating_sub(margin) {
            0 | 1 if stood_in() => 4,
            0 | 1 => 0,
            _ if !apart && second.indent == first.indent => 2,
            2..=MAX_INDENT => 1,
            _ => 3,
        };
        let text = layout.text.as_str();
        let mut signs = [NONE; SIGNS];
        if self.taken.contains_key(&b) {
            // no line ends there that could have been full, and none begins
            signs[Sign::Row as usize] = 0;
            return signs;
        }
        signs[Sign::Blanks as usize] = if apart { NONE } else { second.blanks.min(3) as u8 };
        signs[Sign::Room as usize] = class(&ROOM, room);
        if signs[Sign::Room as usize] <= NO_ROOM {
            signs[Sign::End as usize] = class(&END, width / full);
        }
        signs[Sign::Indent as usize] = indent;
        signs[Sign::Stretched as usize] = u8::from(!first.is_plain() && text[first.ink.clone()].contains("  "));
        signs[Sign::Trailing as usize] = u8::from(text[first.ink.end..].starts_with(' '));
        signs[Sign::Start as usize] = class(&START, self.widths[b] / self.full.width);
        signs
    }

    /// Log-odds that a paragraph begins with line `b`, which follows line `a` in a flow.
    pub(super) fn odds(&self, layout: &Layout, joiner: &Joiner, a: LineIndex, b: LineIndex) -> f32 {
        let words = self.seen(a, b).map_or_else(
            || by_words(&self.sentences, layout, self.is_within_word(layout, joiner, a, b), a, b),
            |end| end.words,
        );
        words + self.odds_by_signs(layout, a, b)
    }

    /// Whether one word goes on from line `a` to line `b`, which follows it in a flow.
    pub(super) fn is_within_word(&self, layout: &Layout, joiner: &Joiner, a: LineIndex, b: LineIndex) -> bool {
        let join = || joiner.join(layout.said(a), layout.said(b)).within_word();
        self.seen(a, b).map_or_else(join, |end| end.within_word)
    }

    /// The same, by what the layout shows alone.
    pub(super) fn odds_by_signs(&self, layout: &Layout, a: LineIndex, b: LineIndex) -> f32 {
        let weigh = || self.weigh_signs(layout, &self.look(layout, a, b), a, b);
        self.seen(a, b).map_or_else(weigh, |end| end.layout)
    }

    fn weigh_signs(&self, layout: &Layout, signs: &[u8; SIGNS], a: LineIndex, b: LineIndex) -> f32 {
        self.sum(signs) + if is_apart(layout, a, b) { OVER_PAGE } else { 0.0 }
    }

    /// What the blank lines before line `b` say by themselves.
    pub(super) fn odds_by_blanks(&self, layout: &Layout, a: LineIndex, b: LineIndex) -> f32 {
        let blanks = self.signs(layout, a, b)[Sign::Blanks as usize];
        self.weights[Sign::Blanks as usize].get(usize::from(blanks)).copied().unwrap_or(0.0)
    }

    /// Whether line `a` would have had much room for the first word of line `b`; on another page that is not known.
    pub(super) fn has_room(&self, layout: &Layout, a: LineIndex, b: LineIndex) -> bool {
        (MUCH_ROOM - 1..u8::MAX).contains(&self.signs(layout, a, b)[Sign::Room as usize])
    }

    /// Width of a line as a share of a full one.
    pub(super) fn share(&self, line: LineIndex) -> f32 {
        self.widths[line] / self.full.width
    }

    /// Of how many printed lines one was put together, as extractors do over a hyphen; 1 for most.
    pub(super) fn printed(&self, line: LineIndex) -> f32 {
        self.full.count(self.widths[line])
    }

    /// Width of these on an average, as a share of a full line.
    pub(super) fn printed_share(&self, line: LineIndex) -> f32 {
        self.share(line) / self.printed(line)
    }

    /// How far a line begins right of its page's margin, in columns.
    pub(super) fn inset(&self, layout: &Layout, line: LineIndex) -> u16 {
        layout.lines[line].indent.saturating_sub(self.margins[layout.page_of[line] as usize])
    }
}

/// Counts the classes of some signs.
fn add(counts: &mut [[f32; CLASSES]; SIGNS], signs: &[u8; SIGNS], share: f32) {
    for (counts, &class) in counts.iter_mut().zip(signs) {
        if let Some(count) = counts.get_mut(usize::from(class)) {
            *count += share;
        }
    }
}

/// Whether two lines that follow each other do not stand under each other. A call may stand between on a line of its own.
pub(super) fn is_apart(layout: &Layout, a: LineIndex, b: LineIndex) -> bool {
    let is_number = |line| layout.roles[line] == Role::Text && layout.said(line).bytes().all(|b| b.is_ascii_digit());
    layout.page_of[a] != layout.page_of[b] || b <= a || !(a + 1..b).all(is_number) || layout.lines[b].column_break
}

/// What the words say of a line end; a word that is broken over it leaves no doubt.
fn by_words(sentences: &Sentences, layout: &Layout, within_word: bool, a: LineIndex, b: LineIndex) -> f32 {
    let (first, second) = (layout.said(a), layout.said(b));
    if layout.lines[a].torn || is_lone_hyphen(first) || is_lone_hyphen(second) || within_word {
        return 2.0 * WRAPS;
    }
    sentences.odds(first, second)
}

/// The indent of each page's text: the leftmost of those that are about as frequent as the most frequent one, which may be a
/// long quotation's.
fn margins(layout: &Layout, flows: &[&[LineIndex]]) -> Vec<u16> {
    const WIDEST: usize = 64;
    let mut counts = vec![[0u32; WIDEST]; layout.pages.len().max(1)];
    for &line in flows.iter().copied().flatten() {
        counts[layout.page_of[line] as usize][usize::from(layout.lines[line].indent).min(WIDEST - 1)] += 1;
    }
    let margin = |counts: &[u32; WIDEST]| {
        let most = counts.iter().copied().max().unwrap_or(0);
        counts.iter().position(|&count| count * 2 >= most).unwrap_or(0)
    };
    counts.iter().map(|counts| margin(counts) as u16).collect()
}
