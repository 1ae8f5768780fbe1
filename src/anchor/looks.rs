//! What lines of the body and lines of notes look like in a document: how wide they are, for notes are set smaller, and what
//! signs they are made of, for notes are full of names, numbers and stops. Learned where there is no doubt.

use super::{calls::first_starts, starts::Start, weights as w};
use crate::{
    page::{LineIndex, percentile},
    region::{Layout, Role},
};

/// Fewest lines of the body and of notes that are learned from.
const FEWEST: (usize, usize) = (20, 8);
/// Lines of a note that are learned from: all of most notes.
const LINES: usize = 4;
/// Small letters, capitals, digits, stops, other signs.
const KINDS: usize = 5;

/// What tells a note's lines from the body's.
#[derive(Debug, Default)]
pub(super) struct Looks {
    /// Widths (characters) that nine in ten lines of body and notes stay within, if there are enough of both.
    widths: Option<(f32, f32)>,
    /// Logarithm of how much oftener each kind of sign is among notes.
    mix: [f32; KINDS],
}

impl Looks {
    /// Learns from the lines above a page's first note, and from those below it; nothing from pages where the label of the
    /// first stands on a line of its own, for its note may stand above it. Linear time.
    pub(super) fn learn(layout: &Layout, notes: &[Start]) -> Self {
        let first = first_starts(layout, notes);
        let page_of = |line: LineIndex| layout.page_of[line] as usize;
        let mut unclear = vec![false; first.len()];
        for note in notes.iter().filter(|note| note.alone && note.line == first[page_of(note.line)]) {
            unclear[page_of(note.line)] = true;
        }
        let mut begins = vec![false; layout.lines.len()];
        notes.iter().for_each(|note| (note.line..layout.lines.len()).take(LINES).for_each(|line| begins[line] = true));
        let (mut body, mut note, mut rest) = (Vec::new(), Vec::new(), Vec::new());
        let mut mixes = [[1u32; KINDS]; 2];
        for line in (0..layout.lines.len()).filter(|&l| layout.roles[l] == Role::Text && !unclear[page_of(l)]) {
            let below = line >= first[page_of(line)];
            let width = layout.lines[line].width;
            if !below {
                body.push(width);
            } else if begins[line] {
                note.push(width);
            } else {
                rest.push(width);
                continue;
            }
            let mix = &mut mixes[usize::from(below)];
            mix.iter_mut().zip(signs(layout.ink(line))).for_each(|(sum, n)| *sum = sum.saturating_add(n));
        }
        if body.len() < FEWEST.0 || note.len() < FEWEST.1 {
            return Self::default();
        }
        let all = mixes.map(|mix| mix.iter().sum::<u32>() as f32);
        let mix = std::array::from_fn(|k| (mixes[1][k] as f32 / all[1] * all[0] / mixes[0][k] as f32).ln());
        let width = |widths: &mut [u16]| f32::from(percentile(widths, 0.9));
        let (body, first) = (width(&mut body), width(&mut note));
        // where columns were printed one behind the other, the text of the next one follows the notes of the first, which only
        // their first lines tell; but lines of which few are full seem narrow
        note.append(&mut rest);
        Self { widths: Some((body, if first > body { first } else { width(&mut note) })), mix }
    }

    /// What a line's width and signs say for its being a note's, below zero for the body.
    pub(super) fn of_note(&self, layout: &Layout, line: LineIndex) -> f32 {
        let mix: f32 = signs(layout.ink(line)).iter().zip(self.mix).map(|(&n, odds)| n as f32 * odds).sum();
        (mix * w::MIX).clamp(-w::MOST_MIX, w::MOST_MIX) + self.width(layout, line)
    }

    /// The same for the width alone, which may be summed over many lines: signs depend on what a paragraph is about.
    pub(super) fn width(&self, layout: &Layout, line: LineIndex) -> f32 {
        let Some((body, note)) = self.widths else { return 0.0 };
        let width = f32::from(layout.lines[line].width);
        if note > body * 1.07 {
            if width > body * 1.05 {
                w::NOTE_WIDTH
            } else if width > body * 0.93 {
                -w::TEXT_WIDTH
            } else {
                0.0
            }
        } else if body > note * 1.07 {
            if width > note * 1.05 {
                -w::NOTE_WIDTH
            } else if width > note * 0.93 {
                w::TEXT_WIDTH
            } else {
                0.0
            }
        } else {
            0.0
        }
    }
}

/// How many signs of each kind a line has.
fn signs(line: &str) -> [u32; KINDS] {
    let mut counts = [0; ALL];
    line.bytes().for_each(|byte| counts[usize::from(BYTES[usize::from(byte)]) % ALL] += 1);
    let beyond_ascii = if counts[usize::from(WIDE)] > 0 { line } else { "" };
    for c in beyond_ascii.chars().filter(|c| !c.is_ascii() && !c.is_whitespace()) {
        let kind = match c {
            _ if c.is_lowercase() => 0,
            _ if c.is_uppercase() => 1,
            _ if c.is_alphabetic() => 0,
            _ => 4,
        };
        counts[kind] += 1;
    }
    std::array::from_fn(|kind| u32::try_from(counts[kind]).unwrap_or(u32::MAX))
}

/// White space, which is no sign.
const BLANK: u8 = KINDS as u8;
/// Bytes that are not all of their characters.
const WIDE: u8 = BLANK + 1;
/// All these, and one more, so that their number is a power of two.
const ALL: usize = 8;
/// The kinds of all bytes.
const BYTES: [u8; 256] = {
    let mut kinds = [WIDE; 256];
    let mut byte = 0;
    while byte < 128 {
        kinds[byte] = match byte as u8 {
            b'a'..=b'z' => 0,
            b'A'..=b'Z' => 1,
            b'0'..=b'9' => 2,
            b'.' | b',' | b';' | b':' => 3,
            b'\t'..=b'\r' | b' ' => BLANK,
            _ => 4,
        };
        byte += 1;
    }
    kinds
};
