//! Where a flow of lines is cut into paragraphs and headings. It is one decision over the whole flow: whether a line is a
//! heading's depends on whether the one before is, whether a sentence runs on over it, and what follows. The best way
//! through all lines is found by dynamic programming (Viterbi 1967), in linear time.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    habits::{Habits, is_apart},
    headings::Looks,
    words::Joiner,
};
use crate::{
    grammar::{
        ends_sentence,
        heading::Numbering,
        opens_quotation, runs,
        sieve::{self, Sieve},
    },
    page::LineIndex,
    region::Layout,
};

/// Share of a full line from which a line is rather text.
const LONG: f32 = 0.6;

/// Greatest width of the further lines of a long heading, as a share of a full line: large type holds few words.
const TITLE: f32 = 0.75;

/// Share of a full line in which two lines of a heading would have stood beside each other, however large they are set.
const ROOMY: f32 = 0.6;

/// Weights (log-odds) of what stands beside a heading.
mod weight {
    /// The first line of a flow is a heading oftener than others are.
    pub(super) const AT_START: f32 = 0.6;
    /// Nothing follows: a signature, a last line.
    pub(super) const AT_END: f32 = -3.0;
    /// Text of a full line follows, or an item.
    pub(super) const TEXT_BELOW: f32 = 0.6;
    /// A line follows that is short, too: an address, a list, verse.
    pub(super) const SHORT_BELOW: f32 = -0.6;
    /// What follows begins with a small letter.
    pub(super) const SMALL_BELOW: f32 = -9.0;
    /// The same under a label's line, or one with a chapter's or section's number, that had room for it: `TOOL The kernel` /
    /// `makefs writes a file system`.
    pub(super) const SMALL_UNDER_LABEL: f32 = -2.0;
    /// All of what follows stands further in, as what a term means does.
    pub(super) const SET_IN_BELOW: f32 = -3.0;
    /// Another heading follows; one of the same way of counting, as in a table of contents.
    pub(super) const HEADING_BELOW: f32 = -0.7;
    pub(super) const LIKE_BELOW: f32 = -4.0;
    /// The heading goes on in the next line.
    pub(super) const GOES_ON: f32 = -1.0;
    /// The same where a colon stands before a small letter: terms are listed.
    pub(super) const LISTS: f32 = -3.0;
    /// The heading goes on beyond its third line.
    pub(super) const MORE: f32 = -2.0;
    /// The same if it begins with a small letter: lines in a row, as of verse or a list.
    pub(super) const SMALL_NAME_GOES_ON: f32 = -6.0;
    /// The last word of the one line and the first of the next stand side by side elsewhere in the text.
    pub(super) const WITNESS: f32 = 2.5;
    /// A heading's line that others follow is long.
    pub(super) const LONG: f32 = 0.8;
    /// All of its next line would have had room on it.
    pub(super) const ROOMY: f32 = -2.0;
    /// A title under a bare number is apart.
    pub(super) const UNDER_NUMBER: f32 = -8.0;
    /// The most that the layout can say against text's beginning under a heading: the type is another one.
    pub(super) const NO_BREAK: f32 = -2.0;
    /// The most that the words can say against an item's following text that ends no sentence: headings end none.
    pub(super) const NO_END: f32 = -1.0;
}

/// Greatest width of a term that is explained below it, as a share of a full line.
const SHORT: f32 = 0.6;

/// What a line is to the paragraph or heading that it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// It begins a paragraph.
    First,
    /// It goes on with it.
    Further,
    /// It begins a heading.
    Heading,
    /// It goes on with it.
    HeadingFurther,
}

/// The states of the way: the parts, a heading's third line apart from its second, since seldom more follow.
const STATES: usize = 6;
const FIRST: usize = 0;
const FURTHER: usize = 1;
const HEADING: usize = 2;
const SECOND: usize = 3;
const THIRD: usize = 4;
/// A term that is explained below it: a line by itself that is no heading.
const TERM: usize = 5;
/// What is known of a flow before it is cut.
pub(super) struct Flow<'a, 't> {
    pub(super) layout: &'a Layout<'t>,
    pub(super) habits: &'a Habits<'t>,
    pub(super) joiner: &'a Joiner<'a, 't>,
    pub(super) lines: &'a [LineIndex],
    /// What is known of each line's beginning something.
    pub(super) begins: &'a [Begin],
}

/// Whether something begins with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Begin {
    /// It is to be told.
    Unsure,
    /// A paragraph or heading, behind lines that are no running text.
    Sure,
    /// A list's item, or a line that is no running text.
    Item,
}

/// What each line is. Without `looks` there are no headings.
pub(super) fn cut(flow: &Flow, looks: Option<&[Looks]>) -> Vec<Part> {
    let n = flow.lines.len();
    let Some(looks) = looks else {
        let part = |at: usize| {
            if at == 0 || flow.begins[at] != Begin::Unsure || flow.odds(at) > 0.0 { Part::First } else { Part::Further }
        };
        return (0..n).map(part).collect();
    };
    let witnesses = witnesses(flow);
    let mut from = vec![[0u8; STATES]; n];
    let mut score = [f32::NEG_INFINITY; STATES];
    for (at, came_from) in from.iter_mut().enumerate() {
        if at == 0 {
            score[FIRST] = 0.0;
            score[HEADING] = looks[0].first + weight::AT_START;
            if flow.begins[0] == Begin::Item {
                score[HEADING] = f32::NEG_INFINITY;
            }
            continue;
        }
        let steps = Steps::of(flow, looks, at, witnesses.contains(&at));
        let mut next = [f32::NEG_INFINITY; STATES];
        for (to, best) in next.iter_mut().enumerate() {
            for (state, so_far) in score.iter().enumerate() {
                let sum = so_far + steps.score(state, to);
                if sum > *best {
                    *best = sum;
                    came_from[to] = state as u8;
                }
            }
        }
        score = next;
    }
    if let Some(last) = looks.last() {
        score[HEADING..=THIRD].iter_mut().for_each(|score| *score += last.last + weight::AT_END);
        score[TERM] = f32::NEG_INFINITY;
    }
    let mut state = (0..STATES).fold(0, |best, state| if score[state] > score[best] { state } else { best });
    let mut parts = vec![Part::First; n];
    for at in (0..n).rev() {
        parts[at] = match state {
            FIRST | TERM => Part::First,
            FURTHER => Part::Further,
            HEADING => Part::Heading,
            _ => Part::HeadingFurther,
        };
        state = usize::from(from[at][state]);
    }
    parts
}

/// The weights of all steps from one line to the next.
struct Steps {
    /// A paragraph begins after text.
    begins: f32,
    /// Text begins under a heading.
    under: f32,
    /// A heading begins after text; after a heading.
    heads: [f32; 2],
    /// The heading goes on with its second line; with its third; with a further one.
    goes_on: [f32; 3],
    /// A term begins after text; after a heading; after another term.
    terms: [f32; 3],
    /// What it means begins under a term.
    means: f32,
    /// No paragraph goes on here.
    is_sure: bool,
}

impl Steps {
    fn of(flow: &Flow, looks: &[Looks], at: usize, witness: bool) -> Self {
        let (a, b) = (flow.lines[at - 1], flow.lines[at]);
        let (above, here) = (&looks[at - 1], &looks[at]);
        let odds = flow.odds(at);
        let is_item = flow.begins[at] == Begin::Item;
        let is_sure = flow.begins[at] != Begin::Unsure;
        let small = begins_small(flow.layout.said(b));
        let layout = if flow.habits.is_within_word(flow.layout, flow.joiner, a, b) {
            f32::NEG_INFINITY
        } else if is_item {
            // an item begins for sure, whatever stands above it
            0.0
        } else {
            flow.habits.odds_by_signs(flow.layout, a, b).max(weight::NO_BREAK)
        };
        let blanks = if is_apart(flow.layout, a, b) { 0.0 } else { flow.habits.odds_by_blanks(flow.layout, a, b) };
        let is_text = is_item || flow.habits.share(b) > 0.75 || is_sentence(flow.layout.said(b));
        // a line that had room for the next word was not wrapped, whatever word begins the next one
        let wrapped = !((above.labelled || above.is_named()) && flow.habits.has_room(flow.layout, a, b));
        let below = match (small, is_text) {
            (true, true) if !wrapped => weight::SMALL_UNDER_LABEL,
            // a few words that begin small are the heading's own, and so are set as large as it is
            (true, _) => weight::SMALL_BELOW,
            (false, true) => weight::TEXT_BELOW,
            (false, false) => weight::SHORT_BELOW,
        };
        let set_in = !above.is_named() && flow.is_set_in(at);
        let below = below + if set_in { weight::SET_IN_BELOW } else { 0.0 };
        let words = odds - flow.habits.odds_by_signs(flow.layout, a, b);
        // a question ends a sentence in a heading as well
        let layout = if above.asks { layout + words.max(0.0) } else { layout };
        // a title is its number's, however far below it stands
        let near = if above.leads { 0.0 } else { (-blanks).clamp(-3.0, 0.5) };
        let mut goes_on = weight::GOES_ON + near + here.further;
        goes_on += if witness { weight::WITNESS } else { 0.0 };
        goes_on += if flow.habits.share(a) > LONG { weight::LONG } else { 0.0 };
        let roomy = flow.habits.share(a) + flow.habits.share(b) < ROOMY && flow.habits.has_room(flow.layout, a, b);
        goes_on += if roomy && !small { weight::ROOMY } else { 0.0 };
        goes_on += if small && flow.layout.said(a).ends_with(':') { weight::LISTS } else { 0.0 };
        goes_on += if above.is_bare() || here.number.is_some() { weight::UNDER_NUMBER } else { 0.0 };
        let is_small = flow.layout.said(a).starts_with(char::is_lowercase);
        // full lines are text, and lines in a row that each begin with a capital are rather titles of their own
        let short = flow.habits.share(a).max(flow.habits.share(b)) <= TITLE;
        let more = if small && short { goes_on + weight::MORE } else { f32::NEG_INFINITY };
        let small_name = if is_small { weight::SMALL_NAME_GOES_ON } else { 0.0 };
        let under_number = if above.is_bare() && here.number.is_none() { weight::UNDER_NUMBER } else { 0.0 };
        let like = |(a, b): (Numbering, Numbering)| a.style == b.style;
        let heading_below = weight::HEADING_BELOW
            + if above.number.zip(here.number).is_some_and(like) { weight::LIKE_BELOW } else { 0.0 };
        let heading_below = match () {
            () if here.labelled && !above.labelled => 0.0,
            () if small => weight::SMALL_BELOW,
            () => heading_below,
        };
        let ended = ends_sentence(flow.layout.said(a)) && !flow.layout.said(a).ends_with(':');
        let head = if is_item { f32::NEG_INFINITY } else { here.first };
        let means = layout + if small { weight::SMALL_UNDER_LABEL } else { 0.0 };
        let explained = flow.habits.share(b) <= SHORT && !ends_sentence(flow.layout.said(b)) && flow.is_set_in(at + 1);
        let term = match () {
            () if is_item => f32::NEG_INFINITY,
            () if explained => here.term.max(0.0),
            () => here.term,
        };
        Self {
            terms: [
                if ended { odds - words.min(0.0) } else { odds } + term,
                above.last + layout + term + if small && blanks <= 0.0 { weight::SMALL_BELOW } else { 0.0 },
                layout + term,
            ],
            means,
            begins: if is_sure { words.clamp(weight::NO_END, 0.0) } else { odds },
            under: above.last + below + layout,
            // a name that is written small is one at a heading's beginning, too: its looks have been weighed
            heads: [
                match () {
                    () if is_sure => 0.0,
                    () if ended && small => odds - words.min(0.0),
                    // a sentence that breaks off above a number that counts on had an example which was left out
                    () if here.counted && flow.habits.share(a) > LONG => odds - words.min(0.0),
                    () => odds,
                } + head,
                above.last + heading_below + layout + head + under_number,
            ],
            goes_on: if is_sure { [f32::NEG_INFINITY; 3] } else { [goes_on + small_name, goes_on, more] },
            is_sure,
        }
    }

    fn score(&self, from: usize, to: usize) -> f32 {
        match (from, to) {
            (FIRST | FURTHER, FIRST) => self.begins,
            (FIRST | FURTHER, FURTHER) if !self.is_sure => 0.0,
            (FIRST | FURTHER, HEADING) => self.heads[0],
            (FIRST | FURTHER, TERM) => self.terms[0],
            (HEADING..=THIRD, TERM) => self.terms[1],
            (TERM, TERM) => self.terms[2],
            (TERM, FIRST) => self.means,
            (HEADING..=THIRD, FIRST) => self.under,
            (HEADING..=THIRD, HEADING) => self.heads[1],
            (HEADING, SECOND) => self.goes_on[0],
            (SECOND, THIRD) => self.goes_on[1],
            (THIRD, THIRD) => self.goes_on[2],
            _ => f32::NEG_INFINITY,
        }
    }
}

impl Flow<'_, '_> {
    /// Whether a line and the next one stand as far in as each other, and further than the line before.
    fn is_set_in(&self, at: usize) -> bool {
        let (Some(&below), Some(&next)) = (self.lines.get(at), self.lines.get(at + 1)) else { return false };
        let inset = |line: LineIndex| self.habits.inset(self.layout, line);
        inset(below) > inset(self.lines[at - 1]) + 1
            && inset(next) == inset(below)
            && !is_apart(self.layout, below, next)
            && !is_apart(self.layout, self.lines[at - 1], below)
    }

    /// Log-odds that a paragraph begins with a line of the flow.
    pub(super) fn odds(&self, at: usize) -> f32 {
        self.habits.odds(self.layout, self.joiner, self.lines[at - 1], self.lines[at])
    }
}

/// Whether a line begins within a sentence: with a small word, in quotation marks or not, or with the rest of an ellipsis.
fn begins_small(ink: &str) -> bool {
    let word = ink.trim_start_matches(|c| opens_quotation(c) || matches!(c, ' ' | '\u{a0}'));
    word.starts_with(char::is_lowercase) || ink.starts_with(". ")
}

/// Whether a line is a whole sentence.
fn is_sentence(ink: &str) -> bool {
    const FEWEST_WORDS: usize = 5;
    ends_sentence(ink) && runs::ink(ink).nth(FEWEST_WORDS - 1).is_some()
}

/// The lines whose first word stands behind the last word of the line before elsewhere, within a line.
fn witnesses(flow: &Flow) -> FxHashSet<usize> {
    let ink = |at: usize| flow.layout.said(flow.lines[at]);
    let is_short = |at: usize| flow.habits.share(flow.lines[at]) < 0.9;
    let mut wanted: FxHashMap<(&str, &str), Vec<usize>> = FxHashMap::default();
    for at in (1..flow.lines.len()).filter(|&at| is_short(at) && is_short(at - 1)) {
        if let (Some(last), Some(first)) = (ink(at - 1).split_whitespace().next_back(), runs::ink(ink(at)).next()) {
            wanted.entry((last, first)).or_default().push(at);
        }
    }
    let mut found = FxHashSet::default();
    if wanted.is_empty() {
        return found;
    }
    let sieve = Sieve::of_pairs(wanted.keys().copied());
    for &line in flow.lines {
        let (mut last, mut before) = ("", sieve::mark(""));
        for word in runs::ink(flow.layout.said(line)) {
            let mark = sieve::mark(word);
            if sieve.may_be_pair(before, mark)
                && let Some(places) = wanted.get_mut(&(last, word))
            {
                found.extend(places.drain(..));
            }
            (last, before) = (word, mark);
        }
    }
    found
}
