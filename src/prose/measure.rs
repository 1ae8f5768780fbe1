//! How wide a line is set. Counting characters is right for typewriters only: in proportional type a line of `m`s holds
//! half as many as a line of `i`s, and two full lines may differ by a tenth in characters. The widths of a common book
//! face differ from those of another by far less.

use unicode_normalization::char::decompose_canonical;

use crate::{
    page::{LineIndex, has_gaps},
    region::Layout,
};

/// Advance widths of `!` to `~` in Times Roman, in thousandths of an em (Adobe's font metrics).
#[rustfmt::skip]
const THOUSANDTHS: [u16; 94] = [
    333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500, 500, 500, 500, 500, 500, 500,
    500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889, 722, 722, 556,
    722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500, 333, 444, 500, 444, 500, 444, 333, 500, 500,
    278, 278, 500, 278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
];
/// Width of a space.
const SPACE: f32 = 0.25;
/// Width of what is not known better.
const USUAL: f32 = 0.5;
/// Widths of all ASCII characters in ems, by their bytes; those of other bytes are never asked.
const ASCII: [f32; 256] = {
    let mut widths = [USUAL; 256];
    let mut at = 0;
    while at < THOUSANDTHS.len() {
        widths['!' as usize + at] = THOUSANDTHS[at] as f32 / 1000.0;
        at += 1;
    }
    let mut blank = 0;
    while blank < BLANKS.len() {
        widths[BLANKS[blank] as usize] = SPACE;
        blank += 1;
    }
    widths
};
/// ASCII's white space.
const BLANKS: [u8; 6] = *b"\t\n\x0b\x0c\r ";
/// The same as a table.
const IS_BLANK: [bool; 128] = {
    let mut table = [false; 128];
    let mut blank = 0;
    while blank < BLANKS.len() {
        table[BLANKS[blank] as usize] = true;
        blank += 1;
    }
    table
};

/// How the width of text is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Metric {
    /// In characters: a typewriter's.
    Characters,
    /// In ems of a common book face.
    Type,
}

impl Metric {
    /// Width of a text; runs of white space count as one space.
    pub(super) fn width(self, text: &str) -> f32 {
        if !text.is_ascii() {
            let (mut sum, mut blank) = (0.0, false);
            for c in text.chars() {
                let before = std::mem::replace(&mut blank, c.is_whitespace());
                if !(blank && before) {
                    sum += if c.is_ascii() && self == Self::Type { ASCII[c as usize] } else { self.advance(c) };
                }
            }
            return sum;
        }
        let bytes = text.as_bytes();
        let is_first =
            |at: usize| at == 0 || !(IS_BLANK[usize::from(bytes[at])] && IS_BLANK[usize::from(bytes[at - 1])]);
        if !has_gaps(bytes) {
            return self.of_plain(bytes);
        }
        let firsts = (0..bytes.len()).filter(|at| is_first(*at));
        match self {
            Self::Characters => firsts.count() as f32,
            Self::Type => firsts.fold(0.0, |sum, at| sum + ASCII[usize::from(bytes[at])]),
        }
    }

    /// Width of a line.
    pub(super) fn of_line(self, layout: &Layout, line: LineIndex) -> f32 {
        let ink = layout.said(line);
        if layout.lines[line].is_plain() { self.of_plain(ink.as_bytes()) } else { self.width(ink) }
    }

    /// Width of a word, which has no white space.
    pub(super) fn of_word(self, word: &str) -> f32 {
        if word.is_ascii() { self.of_plain(word.as_bytes()) } else { self.width(word) }
    }

    /// Width of ASCII without white space beside white space.
    fn of_plain(self, bytes: &[u8]) -> f32 {
        match self {
            Self::Characters => bytes.len() as f32,
            Self::Type => bytes.iter().fold(0.0, |sum, byte| sum + ASCII[usize::from(*byte)]),
        }
    }

    /// Width of a space.
    pub(super) fn space(self) -> f32 {
        self.advance(' ')
    }

    fn advance(self, c: char) -> f32 {
        match self {
            Self::Characters => 1.0,
            Self::Type => advance(c),
        }
    }
}

fn advance(c: char) -> f32 {
    if c.is_ascii() {
        return ASCII[c as usize];
    }
    if c.is_whitespace() {
        return SPACE;
    }
    match c {
        '‘' | '’' | '‚' | '‹' | '›' => 0.333,
        '“' | '”' | '„' => 0.444,
        '—' | '…' | '\u{2e80}'..='\u{ffef}' => 1.0,
        '\u{300}'..='\u{36f}' | '\u{ad}' => 0.0,
        _ => {
            // an accent adds no width
            let mut base = c;
            decompose_canonical(c, |part| {
                if base == c && part.is_ascii() {
                    base = part;
                }
            });
            if base == c { USUAL } else { advance(base) }
        }
    }
}

/// A line that goes on in the next one.
pub(super) struct Wrapped<'t> {
    /// What it says.
    pub(super) line: &'t str,
    /// Its width in [`Metric::Type`].
    pub(super) in_type: f32,
    /// The word that did not fit on it any more.
    pub(super) next: &'t str,
}

/// The metric by which the full lines of a text are most alike.
pub(super) fn metric(full: &[Wrapped]) -> Metric {
    let spread = |metric: Metric| {
        let width = |wrapped: &Wrapped| match metric {
            Metric::Type => wrapped.in_type,
            Metric::Characters => metric.width(wrapped.line),
        };
        // the line ends somewhere within the space that the next word would have taken
        let mut widths: Vec<f32> =
            full.iter().map(|wrapped| width(wrapped) + (metric.space() + metric.of_word(wrapped.next)) / 2.0).collect();
        let middle = median(&mut widths);
        let mut off: Vec<f32> = widths.iter().map(|width| (width - middle).abs() / middle.max(1.0)).collect();
        median(&mut off)
    };
    if full.is_empty() || spread(Metric::Type) <= spread(Metric::Characters) {
        Metric::Type
    } else {
        Metric::Characters
    }
}

/// How wide a full line is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Full {
    pub(super) width: f32,
    /// Whether the extractor has put lines together that a hyphen divided, as pdftotext does where it drops the hyphen:
    /// there are lines of two and three times the width, and hardly any between.
    joined: bool,
}

/// A line is no wider than this share of a full one, one that was put together no narrower.
const WIDEST: f32 = 1.3;
const NARROWEST_JOINED: f32 = 1.7;
/// A line that wraps is no shorter than this.
const SHORT: f32 = 0.75;
/// Fewest lines that were put together, by themselves and for each that is of no whole number of lines.
const FEWEST_JOINED: usize = 3;
const JOINED_TO_OTHERS: usize = 2;
/// What a line may be wider than a full one before its end counts as one more.
const TOLERANCE: f32 = 0.12;

impl Full {
    /// Told by the widths of any lines, a share of which are no wider than a full one: the widest are freaks. `least` is
    /// the width that a full line has at least. Linear time.
    pub(super) fn of_any(widths: &mut [f32], share: f32, least: f32) -> Self {
        Self { width: quantile(widths, share).max(least), joined: false }
    }

    /// The same by lines that wrap, which are all about as wide as a full one or as several. Linear time.
    pub(super) fn of_wrapped(widths: &mut [f32], share: f32, least: f32) -> Self {
        let single = WIDEST * median(widths);
        let mut singles: Vec<f32> = widths.iter().copied().filter(|width| *width <= single).collect();
        let width = quantile(&mut singles, share).max(least);
        let joined = widths.iter().filter(|w| **w >= width * NARROWEST_JOINED).count();
        let others = widths.iter().filter(|w| **w > width * WIDEST && **w < width * NARROWEST_JOINED).count();
        let short = widths.iter().filter(|w| **w < width * SHORT).count();
        // most lines end between words
        if joined >= FEWEST_JOINED.max((others + short) * JOINED_TO_OTHERS) && joined < singles.len() {
            Self { width, joined: true }
        } else {
            Self::of_any(widths, share, least)
        }
    }

    /// Of how many lines one of some width was put together.
    pub(super) fn count(self, width: f32) -> f32 {
        let count = (width / self.width - TOLERANCE).ceil();
        if self.joined { count.max(1.0) } else { 1.0 }
    }

    /// Width of what stands on the last of these lines.
    pub(super) fn last(self, width: f32) -> f32 {
        width - (self.count(width) - 1.0) * self.width
    }
}

/// The value that half of the values lie below; 0 for none.
pub(super) fn median(values: &mut [f32]) -> f32 {
    quantile(values, 0.5)
}

/// The value below which a share of the values lie; 0 for none. Linear time.
pub(super) fn quantile(values: &mut [f32], share: f32) -> f32 {
    if values.is_empty() {
        return 0.0;
    }
    let at = ((values.len() - 1) as f32 * share) as usize;
    *values.select_nth_unstable_by(at, f32::total_cmp).1
}

/// The word that a line begins with.
pub(super) fn first_word<'t>(layout: &Layout<'t>, line: LineIndex) -> &'t str {
    layout.said(line).split(char::is_whitespace).next().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_differ_in_width() {
        assert!(Metric::Type.width("mmmm") > 2.0 * Metric::Type.width("iiii"));
        assert_eq!(Metric::Type.width("é"), Metric::Type.width("e"));
        assert_eq!(Metric::Characters.width("a   b"), 3.0);
    }

    #[test]
    fn lines_that_were_put_together_do_not_widen_a_full_one() {
        let mut widths = [30.0, 29.0, 31.0, 30.0, 61.0, 30.0, 60.0, 29.0, 59.0, 91.0];
        let full = Full::of_wrapped(&mut widths, 0.8, 10.0);
        assert_eq!((full.width, full.joined), (30.0, true));
        assert_eq!((full.last(40.0), full.last(33.0), full.last(62.0)), (10.0, 33.0, 32.0));
        assert_eq!((full.count(52.0), full.count(33.0), full.count(90.0)), (2.0, 1.0, 3.0));
        // lines of two measures are of two measures
        let mut two = [30.0, 29.0, 31.0, 30.0, 45.0, 44.0, 45.0, 61.0, 60.0, 62.0];
        let full = Full::of_wrapped(&mut two, 0.8, 10.0);
        assert_eq!((full.width, full.last(70.0)), (60.0, 70.0));
    }

    #[test]
    fn the_metric_is_told_by_full_lines() {
        let of = |lines: [&'static str; 3]| {
            metric(&lines.map(|line| Wrapped { line, in_type: Metric::Type.width(line), next: "and" }))
        };
        assert_eq!(of(["iiiiiiiiiiiiiiiiiiii", "mmmmmmmmmmmmmmmmmmmm", "abcdefghijklmnopqrst"]), Metric::Characters);
        assert_eq!(of(["iiiiiiiiiiiiiiiiiiii", "mmmmmmm", "aaaaaaaaaaaaa"]), Metric::Type);
    }
}
