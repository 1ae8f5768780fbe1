//! Which paragraphs are quotations set apart. Type and indent are mostly lost in extraction, but not the narrower
//! measure: lines that all stop short of the margin, though the next words would have fitted.

use super::habits::Habits;
use crate::{grammar::ends_sentence, page::LineIndex, region::Layout};

/// The weights, in log-odds.
mod weight {
    /// Most paragraphs are none.
    pub(super) const PRIOR: f32 = -4.2;
    /// What one line says by its width, at most and at least.
    pub(super) const LINE: [f32; 2] = [-3.0, 1.5];
    /// Share of quotations' lines that are as wide as a given line or narrower, where they are set apart.
    pub(super) const SET_APART: f32 = 0.7;
    /// All lines begin right of the margin.
    pub(super) const INSET: f32 = 4.0;
    /// It begins with a quotation mark; ends with one, too.
    pub(super) const OPENS: f32 = 0.8;
    pub(super) const CLOSES: f32 = 0.8;
    /// It opens a quotation that it does not close, and the next opens one again, or the one before did so: a quotation
    /// of several paragraphs has its mark before each, and one behind the last.
    pub(super) const SEVERAL: f32 = 1.5;
    /// The paragraph before leads up to it: it ends with a colon, or within a sentence before a quotation mark.
    pub(super) const LED_UP: f32 = 1.8;
    /// The paragraph before is a quotation.
    pub(super) const GOES_ON: f32 = 1.2;
    /// The sentence before goes on behind it.
    pub(super) const WITHIN: f32 = 1.0;
}

/// Most words of a term that ends with a colon, and the fewest of them that show how a text sets its terms.
const MOST_BRIEF: usize = 4;
const FEWEST_BRIEF: usize = 3;

/// Fewest lines whose width says anything; the last of a paragraph says nothing.
const FEWEST_LINES: usize = 2;

/// A paragraph, and whether it may be a quotation: text that is no heading and no item.
pub(super) struct Paragraph<'g> {
    pub(super) lines: &'g [LineIndex],
    pub(super) may_be: bool,
}

/// Which paragraphs are quotations: decided from first to last, since a quotation may go on with the next paragraph.
/// Linear time.
pub(super) fn quotations(layout: &Layout, habits: &Habits, paragraphs: &[Paragraph]) -> Vec<bool> {
    let wrapped = || paragraphs.iter().filter(|p| p.may_be).flat_map(|p| &p.lines[..p.lines.len().saturating_sub(1)]);
    let mut shares: Vec<f32> = wrapped().map(|&line| habits.printed_share(line)).collect();
    shares.sort_unstable_by(f32::total_cmp);
    // share of wrapped lines that are no wider
    let rank =
        |share: f32| (shares.partition_point(|other| *other <= share) as f32 + 0.5) / (shares.len() as f32 + 1.0);
    let left_open: Vec<bool> = paragraphs.iter().map(|paragraph| is_left_open(layout, paragraph.lines)).collect();
    let mut out: Vec<bool> = Vec::with_capacity(paragraphs.len());
    let inset_of = |paragraph: &Paragraph| paragraph.lines.first().map_or(0, |&line| habits.inset(layout, line));
    // `Freedom:` leads up to a quotation, unless that is how the text sets its terms
    let is_brief = |at: usize| {
        let led = paragraphs.get(at + 1).is_some_and(|below| inset_of(below) > inset_of(&paragraphs[at]));
        let &[line] = paragraphs[at].lines else { return false };
        let ink = layout.said(line);
        led && ink.ends_with(':') && ink.split_whitespace().nth(MOST_BRIEF).is_none()
    };
    let briefs: Vec<bool> = (0..paragraphs.len()).map(is_brief).collect();
    let has_briefs = briefs.iter().filter(|is| **is).count() >= FEWEST_BRIEF;
    // how far in explanations of a term stand, up to the next line that does not
    let mut explains: Option<u16> = None;
    for (at, paragraph) in paragraphs.iter().enumerate() {
        let own = inset_of(paragraph);
        if let Some(term) = at.checked_sub(1).map(|before| &paragraphs[before]).filter(|before| before.lines.len() == 1)
        {
            let ink = layout.said(term.lines[0]);
            let brief = has_briefs && briefs[at - 1];
            let is_term = brief || !(ends_sentence(ink) || ink.ends_with([':', ',']));
            if term.may_be && inset_of(term) < own && is_term {
                explains = Some(own);
            }
        }
        explains = explains.filter(|inset| own >= *inset);
        if !paragraph.may_be {
            out.push(false);
            continue;
        }
        let ink = |lines: &[LineIndex], last: bool| {
            let line = if last { lines.last() } else { lines.first() };
            line.map_or("", |&line| layout.said(line))
        };
        let (first, last) = (ink(paragraph.lines, false), ink(paragraph.lines, true));
        let before = at.checked_sub(1).map_or("", |before| ink(paragraphs[before].lines, true));
        let after = paragraphs.get(at + 1).map_or("", |after| ink(after.lines, false));
        let mut sum = weight::PRIOR;
        // what a term means stands in and is narrow because of that
        let explained = explains.is_some();
        sum += if explained { 0.0 } else { measure(habits, paragraph.lines, rank) };
        if first.starts_with(char::is_lowercase) {
            out.push(false);
            continue;
        }
        let inset = paragraph.lines.iter().all(|&line| habits.inset(layout, line) > 1);
        if inset && !explained && paragraph.lines.len() >= FEWEST_LINES {
            sum += weight::INSET;
        }
        let opens = first.starts_with(MARKS);
        if opens {
            sum += weight::OPENS;
            let goes_on = left_open[at] && after.starts_with(MARKS);
            if goes_on || (at > 0 && left_open[at - 1] && paragraphs[at - 1].may_be) {
                sum += weight::SEVERAL;
            }
            let bare = last.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '*' | '†' | ' '));
            sum += if bare.ends_with(['”', '»', '“', '"', '’', '«']) { weight::CLOSES } else { 0.0 };
        }
        let lead = before.trim_end_matches(['—', '–', '-', ' ']);
        if (lead.ends_with(':') && !explained) || (opens && !before.is_empty() && !ends_sentence(before)) {
            sum += weight::LED_UP;
        }
        sum += if at > 0 && out[at - 1] { weight::GOES_ON } else { 0.0 };
        sum += if after.starts_with(char::is_lowercase) { weight::WITHIN } else { 0.0 };
        out.push(sum > 0.0);
    }
    out
}

/// Marks that open quotations.
const MARKS: [char; 6] = ['“', '«', '„', '"', '‘', '»'];

/// Whether a paragraph begins with a quotation mark that nothing in it closes.
fn is_left_open(layout: &Layout, lines: &[LineIndex]) -> bool {
    let count = |mark: char| lines.iter().map(|&line| layout.said(line).matches(mark).count()).sum::<usize>();
    lines.first().is_some_and(|&line| match layout.said(line).chars().next() {
        Some('“') => count('“') > count('”'),
        Some('«') => count('«') > count('»'),
        Some('„') => count('„') > count('“'),
        _ => false,
    })
}

/// What the width of a paragraph's lines says: how unlikely it would be for so many lines of the text to stop so short.
fn measure(habits: &Habits, lines: &[LineIndex], rank: impl Fn(f32) -> f32) -> f32 {
    let printed = lines.iter().map(|&line| habits.printed(line)).sum::<f32>();
    if printed < FEWEST_LINES as f32 {
        return 0.0;
    }
    // the widest line is what the others could have been; a noisy one must not decide by itself
    let widest = lines.iter().map(|&line| habits.printed_share(line)).fold(0.0, f32::max);
    let [least, most] = weight::LINE;
    let line = (weight::SET_APART / rank(widest)).ln().clamp(least, most);
    // lines of one paragraph are alike for other reasons, too: ten say no more than six
    line * (printed - 1.0).min(6.0)
}
