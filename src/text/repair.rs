//! The repairs of single characters: what to take out, what to replace, and by what.
//!
//! Every repair is an [`Edit`] of one character (or one letter with its accents), so that a later stage may cut the text
//! between any two of them.

use std::{borrow::Cow, ops::Range};

use crate::{
    ledger::Code,
    span::Span,
    text::{Kind, Text, accents::Accents, bars, hyphens, misread, mojibake, scan::next_suspect, spaced},
};

/// Characters looked at on either side of a full-width letter for signs of Chinese, Japanese or Korean: about a line.
const CJK_CONTEXT: usize = 40;

/// Where at least one letter in so many is Chinese, Japanese or Korean, full-width forms belong to the text: even pages
/// that are nearly all program code hold more.
const CJK_SHARE: usize = 200;

/// One change of the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Edit {
    /// Text range; never empty.
    pub(super) range: Range<usize>,
    pub(super) code: Code,
    /// What stands there afterwards; may be empty.
    pub(super) after: Cow<'static, str>,
}

/// Every change that `text` needs, in order and without overlap. Linear time; nothing is allocated for clean text.
pub(super) fn edits(text: &str) -> Vec<Edit> {
    let mut finder = Finder { text, edits: Vec::new(), hits: Vec::new(), accents: Accents::new(text), cjk: None };
    let mut at = 0;
    while let Some(suspect) = next_suspect(text, at) {
        at = finder.look(suspect);
    }
    let mended = mojibake::decide(text, finder.hits);
    let mended = merge(merge(finder.edits, mended), spaced::edits(text));
    merge(merge(merge(mended, hyphens::edits(text)), bars::edits(text)), misread::edits(text))
}

/// A text with some changes made.
#[cfg(test)]
pub(super) fn mended(text: &str, edits: Vec<Edit>) -> String {
    let mut out = text.to_owned();
    edits.into_iter().rev().for_each(|edit| out.replace_range(edit.range, &edit.after));
    out
}

/// Makes the changes. `edits` are in order and do not overlap.
pub(super) fn apply(text: Text, edits: &[Edit]) -> Text {
    if edits.is_empty() {
        return text;
    }
    let mut out = Text::empty(text.encoding, text.guessed);
    out.reserve(text.body.len());
    out.dropped.clone_from(&text.dropped);
    let mut at = 0;
    for edit in edits {
        copy(&text, at..edit.range.start, &mut out);
        let mut parts = text.parts(edit.range.clone());
        if let Some(first) = parts.next() {
            let source = Span::new(first.source.start, parts.last().map_or(first.source.end, |last| last.source.end));
            let before = &text.body[edit.range.clone()];
            if edit.after.is_empty() {
                out.push_dropped(source, edit.code, before);
            } else {
                out.push_repaired(&edit.after, source, edit.code, before);
            }
        }
        at = edit.range.end;
    }
    copy(&text, at..text.body.len(), &mut out);
    out
}

fn copy(text: &Text, range: Range<usize>, out: &mut Text) {
    for part in text.parts(range) {
        let slice = &text.body[part.text];
        match part.kind {
            Kind::Verbatim => out.push_verbatim(slice, part.source.start),
            Kind::Decoded { text: width, source } => out.push_decoded(slice, part.source, width, source),
            Kind::Repaired(index) => {
                if let Some(replaced) = text.replaced.get(index) {
                    out.push_repaired(slice, part.source, replaced.code, replaced.before.clone());
                }
            }
        }
    }
}

/// Joins two lists of changes, each in order; where they overlap, the second prevails.
fn merge(first: Vec<Edit>, second: Vec<Edit>) -> Vec<Edit> {
    if second.is_empty() {
        return first;
    }
    let mut out = Vec::with_capacity(first.len() + second.len());
    let mut first = first.into_iter().peekable();
    for edit in second {
        while let Some(before) = first.next_if(|other| other.range.start < edit.range.end) {
            if before.range.end <= edit.range.start {
                out.push(before);
            }
        }
        out.push(edit);
    }
    out.extend(first);
    out
}

struct Finder<'t> {
    text: &'t str,
    edits: Vec<Edit>,
    hits: Vec<mojibake::Hit>,
    accents: Accents<'t>,
    /// Whether the text as a whole is Chinese, Japanese or Korean; counted when first asked.
    cjk: Option<bool>,
}

impl Finder<'_> {
    /// Looks at the character at `at` and returns where to go on, which is always behind it.
    fn look(&mut self, at: usize) -> usize {
        let Some(c) = self.text[at..].chars().next() else { return self.text.len() };
        let end = at + c.len_utf8();
        if let Some(hit) = mojibake::hit(self.text, at) {
            self.hits.push(hit);
        } else if let Some(code) = unwanted(c) {
            if !self.is_wanted(c, at, end) {
                self.drop_at(at..end, code);
            }
        } else if let Some(letters) = ligature(c) {
            self.edits.push(Edit { range: at..end, code: Code::Ligature, after: letters.into() });
        } else if let Some(plain) = full_width(c) {
            if !self.is_cjk_at(at, end) {
                self.edits.push(Edit { range: at..end, code: Code::Ligature, after: plain.to_string().into() });
            }
        } else {
            let floor = self.edits.last().map_or(0, |edit| edit.range.end);
            let (composed, next) = self.accents.look(c, at, floor);
            if let Some((range, after)) = composed {
                self.edits.push(Edit { range, code: Code::Composed, after: after.into() });
            }
            return next.max(end);
        }
        end
    }

    /// Takes out a range, in one entry with its neighbour if that goes for the same reason. But no entry reaches out of a
    /// sequence that may be mended as a whole: [`merge`] would discard it, and with it what lies outside.
    fn drop_at(&mut self, range: Range<usize>, code: Code) {
        let leaves_hit = self.hits.last().is_some_and(|hit| hit.range.end == range.start);
        match self.edits.last_mut() {
            Some(last)
                if last.range.end == range.start && last.code == code && last.after.is_empty() && !leaves_hit =>
            {
                last.range.end = range.end;
            }
            _ => self.edits.push(Edit { range, code, after: Cow::Borrowed("") }),
        }
    }

    /// Whether an invisible character does its work here: joiners in scripts that need them and in emoji, tags in flags.
    fn is_wanted(&self, c: char, at: usize, end: usize) -> bool {
        let before = self.text[..at].chars().next_back().unwrap_or(' ');
        match c {
            '\u{200c}' | '\u{200d}' => {
                let after = self.text[end..].chars().next().unwrap_or(' ');
                needs_joiners(before)
                    || (needs_joiners(after) && !before.is_alphanumeric())
                    || (c == '\u{200d}' && is_emoji(before) && is_emoji(after))
            }
            '\u{e0020}'..='\u{e007f}' => {
                before == '\u{1f3f4}'
                    || (unwanted(before).is_some() && self.edits.last().is_none_or(|edit| edit.range.end != at))
            }
            _ => false,
        }
    }

    fn is_cjk_at(&mut self, at: usize, end: usize) -> bool {
        let text = self.text;
        let whole = *self.cjk.get_or_insert_with(|| {
            let letters = text.chars().filter(|c| c.is_alphabetic() && full_width(*c).is_none()).count();
            let cjk = text.chars().filter(|c| is_cjk(*c)).count();
            cjk > 0 && cjk * CJK_SHARE >= letters
        });
        whole
            || text[..at].chars().rev().take(CJK_CONTEXT).take_while(|c| *c != '\n').any(is_cjk)
            || text[end..].chars().take(CJK_CONTEXT).take_while(|c| *c != '\n').any(is_cjk)
    }
}

/// The code under which a character is taken out, unless its place makes it needed.
pub(super) fn unwanted(c: char) -> Option<Code> {
    match c {
        _ if c.is_control() => (!c.is_whitespace()).then_some(Code::Control),
        '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{206a}'..='\u{206f}' | '\u{feff}' => {
            Some(Code::ZeroWidth)
        }
        '\u{e0000}'..='\u{e007f}' => Some(Code::ZeroWidth),
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some(Code::Bidi),
        _ => None,
    }
}

/// The letters of a Latin ligature. `œ`, `æ` and `ß` are letters, no ligatures.
pub(super) fn ligature(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{fb00}' => "ff",
        '\u{fb01}' => "fi",
        '\u{fb02}' => "fl",
        '\u{fb03}' => "ffi",
        '\u{fb04}' => "ffl",
        '\u{fb05}' | '\u{fb06}' => "st",
        _ => return None,
    })
}

/// The ASCII character of a full-width one.
fn full_width(c: char) -> Option<char> {
    matches!(c, '\u{ff01}'..='\u{ff5e}').then(|| char::from_u32(c as u32 - 0xFEE0)).flatten()
}

fn is_cjk(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff5f}'..='\u{ffee}' | '\u{20000}'..='\u{3ffff}')
}

/// Scripts that write with joiners and non-joiners: Arabic to Thaana, N'Ko to Mandaic, those of India and its neighbours,
/// Mongolian, and the presentation forms of Arabic.
fn needs_joiners(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{109f}' | '\u{1700}'..='\u{18af}' | '\u{1900}'..='\u{1cff}' | '\u{a800}'..='\u{abff}'
        | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10a00}'..='\u{11fff}')
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{fe0f}' | '\u{200d}' | '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}
