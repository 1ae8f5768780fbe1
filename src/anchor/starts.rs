//! Which lines start notes. All lines with a label are candidates; a chain through them is sought that makes the best
//! sequence, with what the calls, the page and the words say for each. Sparse dynamic programming: a candidate looks
//! up the best chain that ends in the label before its own, so time is linear in the candidates.

use rustc_hash::FxHashMap;

use super::{
    marks::{Kinds, Marks},
    weights as w,
};
use crate::{
    grammar::{
        date::is_month,
        endings::is_rule,
        ends_sentence, is_title_of_notes,
        label::{Label, Series, Sugar, before_number, label, roman_label, two_letter_label},
    },
    ledger::Code,
    page::LineIndex,
    region::{Layout, Role},
};

/// A line that could start a note.
#[derive(Clone, Debug)]
pub(super) struct Start {
    /// The line.
    pub(super) line: LineIndex,
    /// The label.
    pub(super) label: Label,
    /// Whether the label stands alone on its line.
    pub(super) alone: bool,
    /// Whether the label was torn from its note and stands in a column of numbers below the page's text.
    pub(super) torn: bool,
    /// The line that it is ordered by: its own, or for a label that was printed behind later ones the first of those.
    pub(super) order: LineIndex,
    /// What speaks for it by itself.
    pub(super) gain: f32,
    /// What calls say for it.
    pub(super) support: f32,
    /// Whether its number stands between spaces above it on its page, where a call or a number of the text may.
    pub(super) loose: bool,
    /// Whether the label is the first digits of a number, the rest of which the note begins with. Such a label only goes on
    /// with those before it, and only where it is called.
    pub(super) cut: bool,
    /// Whether a title of notes stands right above it.
    pub(super) titled: bool,
}

impl Start {
    /// A label before its note, with what speaks for it by itself.
    pub(super) fn new(line: LineIndex, label: Label, gain: f32) -> Self {
        Self {
            line,
            label,
            alone: false,
            torn: false,
            order: line,
            gain,
            support: 0.0,
            loose: false,
            cut: false,
            titled: false,
        }
    }

    /// Its place among the notes.
    pub(super) fn place(&self) -> (LineIndex, u32) {
        (self.order, self.label.value)
    }
}

/// A believed series of notes.
#[derive(Debug)]
pub(super) struct Chain {
    /// Its notes, in the order of lines.
    pub(super) starts: Vec<Start>,
    /// What speaks for it in all.
    pub(super) score: f32,
}

/// Most series of one document. More are found only where labels run wild.
const MAX_SERIES: usize = 12;

/// What tells apart the dress of labels; a document dresses one series in one way.
type Dress = (Series, Sugar, bool, bool);

fn dress(start: &Start) -> Dress {
    (start.label.series, start.label.sugar, start.alone, start.torn)
}

/// The believed series, best first; no line is in two, and no mark supports two. The best series is taken first, with
/// the marks that its notes are called by; what is left must still believe the next one. With the number of candidates
/// and pairs that were looked at.
pub(super) fn chains(layout: &Layout, marks: &Marks, kinds: Kinds, works: Option<LineIndex>) -> (Vec<Chain>, u64) {
    let mut groups = groups(layout, marks, kinds, works);
    let mut used = vec![false; marks.all.len()];
    let mut taken: Vec<bool> = vec![false; layout.lines.len()];
    let mut found: Vec<Chain> = Vec::new();
    let mut steps = 0;
    // what calls say for a start changes where one of its kind of counting was used
    let mut changed: Option<Series> = None;
    while found.len() < MAX_SERIES {
        let needed = if found.is_empty() { w::MIN_SUPPORTED } else { w::MIN_SUPPORTED_NEXT };
        // two series at once are of different kinds; a second one of the same kind in a list's dress is a list
        let other = |starts: &Vec<Start>| {
            starts.first().is_some_and(|s| {
                matches!(s.label.sugar, Sugar::Bare | Sugar::Brackets)
                    || found.iter().all(|c| c.starts[0].label.series != s.label.series)
            })
        };
        let best = groups
            .iter_mut()
            .filter(|starts| other(starts))
            .map(|starts| {
                starts.retain(|s| !taken[s.line]);
                steps += starts.len() as u64;
                let is_changed = |start: &&mut Start| changed.is_none_or(|series| series == start.label.series);
                for start in starts.iter_mut().filter(is_changed) {
                    (start.support, start.loose) = marks.support(layout, start, &used);
                }
                let anew = starts.first().is_none_or(|start| marks.begins_anew(start.label.series));
                best_chain(layout, starts, anew)
            })
            .filter(|chain| believable(chain, needed))
            .max_by(|a, b| a.score.total_cmp(&b.score).then(b.starts[0].line.cmp(&a.starts[0].line)));
        let Some(chain) = best else { return (found, steps) };
        for start in &chain.starts {
            taken[start.line] = true;
            // whose numbers are torn off shows none in its lines
            if start.torn {
                taken[layout.page_lines(layout.page_of[start.line] as usize)].fill(true);
            }
        }
        let (calls, pairs) = super::calls::align(layout, marks, &chain.starts);
        steps += pairs;
        for call in calls.into_iter().flatten() {
            used[call.mark as usize] = true;
        }
        changed = Some(chain.starts[0].label.series);
        found.push(chain);
    }
    (found, steps)
}

/// The candidates by their dress; with further `kinds` of labels that the document may have. Numbers in brackets
/// below the title of the `works` that are cited are none.
fn groups(layout: &Layout, marks: &Marks, kinds: Kinds, works: Option<LineIndex>) -> Vec<Vec<Start>> {
    /// Lines from a label to the next one that may be cut from a number: those of a short note.
    const NEAR: usize = 12;
    let mut groups: FxHashMap<Dress, Vec<Start>> = FxHashMap::default();
    // the numbers that label the lines right above
    let mut recent: Vec<(LineIndex, u32)> = Vec::new();
    // whether marks call them, each asked for once: one label may have as many marks as there are lines
    let mut called: FxHashMap<u32, bool> = FxHashMap::default();
    for line in 0..layout.lines.len() {
        if layout.roles[line] != Role::Text {
            continue;
        }
        let ink = layout.ink(line);
        let is_work = |label: &Label| label.sugar == Sugar::Brackets && works.is_some_and(|title| line > title);
        let plain = label(ink).filter(|label| !is_work(label));
        let mut add = |start: Start| groups.entry(dress(&start)).or_default().push(start);
        let further =
            [kinds.roman.then(|| roman_label(ink)).flatten(), kinds.past_z.then(|| two_letter_label(ink)).flatten()];
        for label in plain.into_iter().chain(further.into_iter().flatten()) {
            add(candidate(layout, line, label));
        }
        let Some(plain) = plain.filter(|label| label.series == Series::Number) else { continue };
        recent.retain(|&(label, _)| label + NEAR >= line);
        let ended = line.checked_sub(1).is_none_or(|before| ends_sentence(layout.ink(before)));
        let follows = |label: &Label| ended && recent.iter().any(|&(_, value)| value + 1 == label.value);
        let mut cut: Vec<Label> = before_number(plain, ink).filter(follows).collect();
        // a number that is called itself is whole
        if !cut.is_empty() && *called.entry(plain.value).or_insert_with(|| marks.calls(Series::Number, plain.value)) {
            cut.clear();
        }
        recent.extend(cut.iter().chain([&plain]).map(|label| (line, label.value)));
        for label in cut {
            let mut start = candidate(layout, line, label);
            (start.cut, start.gain) = (true, start.gain + w::BEFORE_NUMBER);
            add(start);
        }
    }
    let torn = torn(layout);
    if let Some(start) = torn.first() {
        groups.insert(dress(start), torn);
    }
    let mut groups: Vec<(Dress, Vec<Start>)> = groups.into_iter().collect();
    groups.sort_by_key(|(dress, _)| *dress);
    groups
        .into_iter()
        .map(|((_, _, alone, torn), mut starts)| {
            if alone && !torn {
                order_tails(layout, &mut starts);
            }
            starts
        })
        .collect()
}

/// The notes of which the numbers were torn off: a column of numbers below a page's text.
fn torn(layout: &Layout) -> Vec<Start> {
    let mut starts = Vec::new();
    for page in 0..layout.pages.len() {
        let number = |line: LineIndex| torn_number(layout, line).map(|value| (line, value));
        let numbers: Vec<(LineIndex, u32)> = layout.page_lines(page).filter_map(number).collect();
        if numbers.is_empty() {
            continue;
        }
        let titled = layout.page_lines(page).any(|l| layout.roles[l] == Role::Text && is_title_of_notes(layout.ink(l)));
        // the notes of a title stand behind what else the page counts
        let anew = numbers.windows(2).rposition(|pair| pair[0].1 + 1 != pair[1].1).map_or(0, |at| at + 1);
        if anew > 0 && !titled {
            continue;
        }
        let numbers = &numbers[anew..];
        let gain = w::START_PRIOR + if titled { w::BELOW_TITLE } else { 0.0 };
        starts.extend(numbers.iter().map(|&(line, value)| {
            let label = Label { series: Series::Number, sugar: Sugar::Bare, value, len: 0, attached: false };
            Start { alone: true, torn: true, titled, ..Start::new(line, label, gain) }
        }));
    }
    starts
}

/// The number on a line of labels that were torn off.
pub(super) fn torn_number(layout: &Layout, line: LineIndex) -> Option<u32> {
    let is_torn = layout.roles[line] == Role::Furniture(Code::ListNumber);
    is_torn.then(|| layout.ink(line).trim_end_matches(['.', ')']).parse().ok()).flatten()
}

/// Puts labels that a page prints behind all its text, and behind labels that count higher, before those.
/// Binary search: the labels above count up, or there is no telling.
fn order_tails(layout: &Layout, starts: &mut [Start]) {
    let mut from = 0;
    while from < starts.len() {
        let page = layout.page_of[starts[from].line];
        let to = from + starts[from..].iter().take_while(|s| layout.page_of[s.line] == page).count();
        let on_page = &mut starts[from..to];
        let text = layout.page_lines(page as usize).rev().filter(|&l| layout.roles[l] == Role::Text);
        let tail = on_page.iter().rev().zip(text).take_while(|(s, line)| s.line == *line).count();
        let (head, tail) = on_page.split_at_mut(on_page.len() - tail);
        for label in tail {
            let place = head.partition_point(|s| s.label.value < label.label.value);
            label.order = head.get(place).map_or(label.order, |s| s.order);
        }
        on_page.sort_by_key(Start::place);
        from = to;
    }
}

/// Whether calls answer enough of a chain: some where they are no numbers of the text, nearly all where they may be.
fn believable(chain: &Chain, needed: f32) -> bool {
    let all = chain.starts.len() as f32;
    let supported = chain.starts.iter().filter(|s| s.support >= w::SUPPORTS).count() as f32;
    let or_loose = chain.starts.iter().filter(|s| s.loose || s.support >= w::SUPPORTS).count() as f32;
    let loosely = all >= w::MIN_LOOSE && or_loose >= w::MIN_SUPPORTED_LOOSE * all;
    !chain.starts.is_empty() && chain.score >= w::MIN_SERIES && (supported >= needed * all || loosely)
}

/// A line's label with what speaks for it.
fn candidate(layout: &Layout, line: LineIndex, label: Label) -> Start {
    let ink = layout.ink(line);
    let words = ink[label.len..].trim_start();
    let alone = words.is_empty();
    let mut gain = w::START_PRIOR + w::sugar(label.sugar);
    if alone {
        gain += w::ALONE;
    } else if label.attached {
        gain += w::ATTACHED;
    }
    let first = words.split(|c: char| c.is_whitespace()).next().unwrap_or("");
    if is_month(first) {
        gain += w::DATE;
    }
    if words.starts_with(char::is_lowercase) && !words.starts_with("http") && !words.starts_with("www") {
        gain += w::SMALL_LETTER;
    }
    if label.series == Series::Number && !alone && is_title(layout, line, words) {
        gain += if has_parts(layout, line, label.value) { w::TITLE_OF_PARTS } else { w::TITLE };
    }
    let page = layout.page_lines(layout.page_of[line] as usize);
    if (line - page.start) * 2 >= page.len() {
        gain += w::LOW_ON_PAGE;
    }
    if layout.blank_before(line) {
        gain += w::BLANK_BEFORE;
    }
    let mut titled = false;
    if line > page.start {
        let before = layout.ink(line - 1);
        titled = is_title_of_notes(before);
        if titled {
            gain += w::BELOW_TITLE;
        } else if is_rule(before) {
            gain += w::RULE_BEFORE;
        } else if before.ends_with(['-', '\u{ad}', '\u{2010}', ',']) {
            gain += w::HYPHEN_BEFORE;
        } else if !ends_sentence(before) && !alone {
            gain += w::RUN_ON_BEFORE;
        }
    }
    Start { alone, titled, ..Start::new(line, label, gain) }
}

/// Whether a line with a label is as short as a title, ends no sentence, and stands above the beginning of one.
fn is_title(layout: &Layout, line: LineIndex, words: &str) -> bool {
    /// Greatest width, as a share of a full line.
    const SHORT: f32 = 0.6;
    let is_short = f32::from(layout.lines[line].width) <= layout.full * SHORT;
    let below = || layout.ink(line + 1).starts_with(char::is_uppercase);
    is_short
        && words.starts_with(char::is_uppercase)
        && !ends_sentence(words)
        && line + 1 < layout.lines.len()
        && below()
}

/// Whether the first part of a section with some number has its title below a line.
fn has_parts(layout: &Layout, line: LineIndex, number: u32) -> bool {
    /// Lines below it.
    const BELOW: usize = 60;
    let part = format!("{number}.1");
    (line + 1..layout.lines.len()).take(BELOW).any(|below| {
        let rest = layout.ink(below).strip_prefix(&*part);
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// Whether a line begins with a quotation mark whose quotation is closed before the next blank line, and before another of
/// its kind is opened.
pub(super) fn is_quotation(layout: &Layout, line: LineIndex) -> bool {
    const MAX_LINES: usize = 20;
    let ink = layout.ink(line);
    let (open, close) = match ink.chars().next() {
        Some('“') => ('“', '”'),
        // in Swedish and Finnish
        Some('”') => ('”', '”'),
        Some('‘') => ('‘', '’'),
        Some('"') => ('"', '"'),
        Some('\'') => ('\'', '\''),
        _ => return false,
    };
    // whether the first mark of the kind in a text closes
    let closes = |text: &str| {
        text.char_indices().find_map(|(at, c)| {
            let word = text[at + c.len_utf8()..].starts_with(char::is_alphanumeric);
            match c {
                _ if c == close && !word => Some(true),
                _ if c == open && word && !text[..at].ends_with(char::is_alphanumeric) => Some(false),
                _ => None,
            }
        })
    };
    let rest = (line + 1..layout.lines.len())
        .take(MAX_LINES)
        .take_while(|&l| layout.lines[l].blanks == 0 && layout.roles[l] == Role::Text)
        .map(|l| layout.ink(l));
    std::iter::once(&ink[open.len_utf8()..]).chain(rest).find_map(closes).unwrap_or(false)
}

/// The best chain through one group's candidates; with whether several first notes may be called.
fn best_chain(layout: &Layout, starts: &[Start], anew: bool) -> Chain {
    let mut total = vec![0f32; starts.len()];
    let mut back: Vec<Option<usize>> = vec![None; starts.len()];
    // the best chain that ends in a label, the last one, which pages between may make the better one, and the best of all
    let mut best: FxHashMap<u32, [usize; 2]> = FxHashMap::default();
    let mut any: Option<usize> = None;
    let page = |i: usize| layout.page_of[starts[i].line];
    let paged = layout.has_pages();
    // where notes stand below a title, none begin anew elsewhere
    let titled = starts.iter().any(|start| start.titled && start.label.value == 1);
    for (i, start) in starts.iter().enumerate() {
        let untitled = if titled && !start.titled { w::UNTITLED } else { 0.0 };
        let own = start.gain + start.support.max(if start.loose { w::SUPPORT_LOOSE } else { 0.0 });
        let v = start.label.value;
        let begin = if v == 1 { w::BEGIN_AT_ONE } else { w::BEGIN_LATER };
        let mut option: (f32, Option<usize>) = (if start.cut { f32::NEG_INFINITY } else { begin + untitled }, None);
        let mut offer = |score: f32, from: usize| {
            if score > option.0 {
                option = (score, Some(from));
            }
        };
        if start.cut && start.support < w::SUPPORTS {
            total[i] = f32::NEG_INFINITY;
            continue;
        }
        for left_out in 0..=if start.cut { 0 } else { w::MAX_GAP } {
            let Some(ends) = v.checked_sub(1 + left_out).and_then(|wanted| best.get(&wanted)).copied() else {
                continue;
            };
            for from in ends {
                let apart = page(i).saturating_sub(page(from));
                let skipped = if start.torn {
                    w::TORN_PAGE_SKIPPED * apart.saturating_sub(1) as f32
                } else {
                    w::PAGE_SKIPPED * apart.saturating_sub(2).min(8) as f32
                };
                offer(total[from] + w::SEQUENCE + w::GAP * left_out as f32 + skipped, from);
            }
        }
        // torn notes are one list; where numbers begin anew it is another
        if let Some(from) = any.filter(|_| !start.torn && !start.cut) {
            let cost = match v {
                1 if page(i) != page(from) => w::RESTART_PAGE,
                1 if !paged && start.line - starts[from].line > w::RESTART_LINES => w::RESTART_PAGELESS,
                1 => w::RESTART_HERE,
                _ => w::JUMP,
            } + if v == 1 && !anew { w::RESTART_UNCALLED } else { 0.0 };
            offer(total[from] + cost + untitled, from);
        }
        (total[i], back[i]) = (option.0 + own, option.1);
        if total[i] > f32::NEG_INFINITY {
            let ends = best.entry(v).or_insert([i, i]);
            ends[1] = i;
            if total[ends[0]] <= total[i] {
                ends[0] = i;
            }
            if any.is_none_or(|b| total[b] <= total[i]) {
                any = Some(i);
            }
        }
    }
    let mut picked = Vec::new();
    let mut at = any;
    while let Some(i) = at {
        picked.push(starts[i].clone());
        at = back[i];
    }
    picked.reverse();
    Chain { starts: picked, score: any.map_or(0.0, |i| total[i]) }
}
