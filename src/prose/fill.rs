//! Lines that are not as wide as the text's full ones though they wrap: those of blocks that are set narrower, and the pieces
//! of rows that an extractor parted at wide spaces. Both are told by lines that go on in the next one by their words though
//! its first word would have fitted.

use std::ops::RangeInclusive;

use rustc_hash::FxHashMap;

use super::{
    habits::{WRAPS, is_apart},
    measure::{Metric, first_word},
};
use crate::{
    grammar::{ends_sentence, opens_quotation},
    page::LineIndex,
    region::Layout,
};

/// What is known of a text's lines before it is known how full they are.
pub(super) struct Fill<'a, 't> {
    pub(super) layout: &'a Layout<'t>,
    /// Width of each line.
    pub(super) widths: &'a [f32],
    pub(super) metric: Metric,
    /// Width of a full line.
    pub(super) full: f32,
    /// For each line, the one before it with the log-odds that a paragraph ends there, by the words alone.
    pub(super) words: &'a dyn Fn(LineIndex) -> (LineIndex, f32),
}

/// Lines of a block that wrap.
struct Wraps {
    widest: f32,
    /// The first of them and the last, as places in the block.
    first: usize,
    last: usize,
}

impl Fill<'_, '_> {
    /// How wide a full line is in blocks that are set narrower, as quotations are: where enough of a block's lines wrap, and
    /// most of these are about as wide as the widest. Blocks that stand apart are such by their width alone; within one that
    /// does not, stretches are, of which each line that wraps had room for the next word. Linear time.
    pub(super) fn narrow(&self, flows: &[&[LineIndex]]) -> FxHashMap<LineIndex, f32> {
        /// Room beyond the next word, as a share of a full line, that is no error of the metric on an average.
        const ROOM: f32 = 0.05;
        let mut out = FxHashMap::default();
        let together = |a: &LineIndex, b: &LineIndex| {
            !is_apart(self.layout, *a, *b)
                && (self.layout.lines[*b].blanks == 0 || self.layout.blanks_everywhere)
                && self.layout.lines[*b].indent.abs_diff(self.layout.lines[*a].indent) <= 1
        };
        for block in flows.iter().flat_map(|flow| flow.chunk_by(together)) {
            let widest = block.iter().map(|&line| self.widths[line]).fold(0.0, f32::max);
            let is_apart = !self.layout.blanks_everywhere && widest <= self.full * NARROW;
            if is_apart && self.all_wraps(block, f32::NEG_INFINITY).is_some() {
                out.extend(block.iter().map(|&line| (line, widest)));
                continue;
            }
            for part in block.chunk_by(|a, b| !self.wraps(*a, *b, WRAPS) || self.room(self.full, *a, *b) >= 0.0) {
                let Some(Wraps { widest, mut first, last }) = self.all_wraps(part, ROOM) else { continue };
                // a quotation's first sentence may end at its first line's end
                let opens = |line: LineIndex| {
                    (widest * ALIKE..=widest / ALIKE).contains(&self.widths[line])
                        && self.layout.said(line).starts_with(opens_quotation)
                };
                first -= usize::from(first > 0 && opens(part[first - 1]));
                // where the stretch ends, a wider line may follow
                out.extend(part[first..=last].iter().map(|&line| (line, widest)));
            }
        }
        out
    }

    /// The lines that are no first piece of a printed row, with what was taken of it before them: extractors part a row where a
    /// space is wide, as behind sentences and between the dots of an ellipsis. Its last piece wraps though it had room, and is
    /// as wide as a full line of its block with what stands before it. That happens by chance as well, but then seldom. Linear
    /// time.
    pub(super) fn rows(&self, flows: &[&[LineIndex]], narrow: &FxHashMap<LineIndex, f32>) -> FxHashMap<LineIndex, f32> {
        /// Least room of a last piece, as a share of a full line.
        const ROOM: f32 = 0.1;
        /// Least and greatest width of the row, as a share of a full line, its wide spaces being told as plain ones.
        const ROW: RangeInclusive<f32> = 0.86..=1.04;
        /// Greatest log-odds of a last piece's end: a name may begin the next row.
        const GOES_ON: f32 = -2.0;
        /// Most pieces; an ellipsis with spaces makes four.
        const PIECES: usize = 5;
        /// Fewest such rows that go on without a doubt, by themselves and as one of so many lines.
        const FEWEST: usize = 4;
        const LINES: usize = 100;
        let mut found = FxHashMap::default();
        let mut sure = 0;
        for flow in flows {
            for (at, last) in flow.windows(2).enumerate().skip(1) {
                let full = narrow.get(&last[0]).copied().unwrap_or(self.full);
                let has_room = self.room(full, last[0], last[1]) > ROOM * full;
                if !has_room || !self.wraps(last[0], last[1], GOES_ON) || self.wraps(flow[at - 1], last[0], WRAPS) {
                    continue;
                }
                let is_parted = |line: &LineIndex, before: &LineIndex| {
                    let ink = self.layout.said(*before);
                    !is_apart(self.layout, *before, *line)
                        && self.layout.lines[*line].blanks == 0
                        && ends_sentence(ink)
                        && !ink.ends_with(':')
                };
                let pieces = flow[..=at].iter().rev().zip(flow[..at].iter().rev());
                let pieces = pieces.take_while(|(line, before)| is_parted(line, before)).take(PIECES - 1);
                let mut width = self.widths[last[0]];
                let first = pieces.map(|(_, before)| *before).position(|before| {
                    width += self.metric.space() + self.widths[before];
                    width / full >= *ROW.start()
                });
                if let Some(first) = first.filter(|_| ROW.contains(&(width / full))) {
                    sure += usize::from(self.wraps(last[0], last[1], WRAPS));
                    let mut taken = 0.0;
                    for pair in flow[at - 1 - first..=at].windows(2) {
                        taken += self.widths[pair[0]] + self.metric.space();
                        found.insert(pair[1], taken);
                    }
                }
            }
        }
        let lines: usize = flows.iter().map(|flow| flow.len()).sum();
        if sure >= FEWEST.max(lines / LINES) { found } else { FxHashMap::default() }
    }

    /// Whether line `a` goes on in line `b` by its words, by log-odds no greater than some.
    fn wraps(&self, a: LineIndex, b: LineIndex, odds: f32) -> bool {
        let (before, words) = (self.words)(b);
        before == a && words <= odds
    }

    /// What room a line of full width would have had beyond the first word of line `b`, if that stood behind line `a`.
    fn room(&self, full: f32, a: LineIndex, b: LineIndex) -> f32 {
        full - self.widths[a] - self.metric.space() - self.metric.of_word(first_word(self.layout, b))
    }

    /// The lines of a block that wrap, where these make it a narrow one; with what room they must have on an average, as a
    /// share of a full line.
    fn all_wraps(&self, block: &[LineIndex], least_room: f32) -> Option<Wraps> {
        /// Fewest lines that wrap.
        const FEWEST: usize = 3;
        let wraps = (1..block.len()).map(|at| at - 1).filter(|&at| self.wraps(block[at], block[at + 1], WRAPS));
        let rooms: Vec<(usize, f32)> = wraps.map(|at| (at, self.room(self.full, block[at], block[at + 1]))).collect();
        let (&(first, _), &(last, _)) = (rooms.first()?, rooms.last()?);
        let widths = || rooms.iter().map(|(at, _)| self.widths[block[*at]]);
        let widest = widths().fold(0.0, f32::max);
        let alike = widths().filter(|width| *width >= widest * ALIKE).count();
        let has_room = rooms.iter().map(|(_, room)| room).sum::<f32>() >= least_room * self.full * rooms.len() as f32;
        let is = rooms.len() >= FEWEST && widest <= self.full * NARROW && alike * 4 >= rooms.len() * 3 && has_room;
        is.then_some(Wraps { widest, first, last })
    }
}

/// Greatest width of a narrow block, as a share of a full line; and what is about as wide.
const NARROW: f32 = 0.95;
const ALIKE: f32 = 0.9;
