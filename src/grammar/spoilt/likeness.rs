//! Which numbers the signs may be that recognition read.

use std::sync::LazyLock;

/// For signs and letters, what each says for having been the digits from 0 to 9: log-odds. Counted over 440 calls and 330
/// labels of 30 scans, in five typefaces, that were recognised by Tesseract 5; where few were seen, drawn to zero.
const LIKE: [(&str, [f32; 10]); 21] = [
    ("lIi|\\", [-1.3, 1.6, -1.3, -1.3, -1.3, -1.3, -1.3, -1.0, -1.3, -1.3]),
    ("!", [-1.4, 2.0, -1.7, -1.7, 0.3, -1.7, -1.7, -1.7, -1.7, -1.7]),
    ("'´`", [-1.3, 1.8, -1.3, -1.3, 0.2, -1.3, -1.3, 0.4, -1.3, -1.3]),
    ("‘", [-0.8, 0.8, -0.6, -0.6, 0.9, 0.5, 0.4, -0.4, 0.5, -0.6]),
    ("’", [-0.5, -0.4, -0.1, 0.0, -0.2, 0.1, -0.9, 0.6, 0.0, 0.5]),
    ("“", [-0.5, 0.0, 0.4, 0.2, 0.9, 0.0, 0.4, 0.2, -0.3, -0.3]),
    ("”", [-0.3, -0.5, -0.4, -0.4, -1.5, -0.2, -1.5, 1.4, -1.4, 0.6]),
    ("\"", [1.2, 0.9, -1.5, -1.5, -0.1, -1.2, -1.2, 0.5, 0.2, 0.2]),
    ("?", [-0.5, -1.5, 1.5, 0.5, 0.2, -0.2, -1.6, -1.6, -1.6, 0.1]),
    ("*", [-1.4, -1.3, -0.1, 0.7, 0.7, 0.0, 0.2, -1.6, 0.5, -0.3]),
    ("°", [0.9, -1.8, -1.7, -0.4, -1.7, 0.8, 0.7, -0.8, -1.4, 0.5]),
    ("®©", [0.0, -1.8, -1.8, -0.1, -1.7, -0.1, 1.1, -1.6, 1.2, -0.8]),
    ("»", [-0.3, -0.3, -0.3, -0.3, -0.3, -0.3, -0.3, -0.3, -0.3, 1.0]),
    ("%", [-0.4, -0.4, -0.4, -0.4, -0.4, -0.4, 1.2, -0.4, -0.2, -0.4]),
    ("Zz", [-1.0, -1.0, 1.5, -1.0, -1.0, -1.0, -1.0, -0.5, -1.0, -1.0]),
    ("Ss$", [-1.3, -1.3, -1.3, -0.5, -1.0, 1.1, 0.6, -1.3, 1.1, -1.0]),
    ("b", [-0.8, -1.2, -1.2, -1.2, -0.8, -0.5, 1.4, -1.2, -0.5, -1.2]),
    ("Bgq", [-0.8, -1.2, -1.2, -1.0, -0.8, -0.8, -0.5, -1.0, 0.9, 0.9]),
    ("Oo", [1.5, -1.2, -1.2, -1.0, -0.8, -0.8, 0.0, -1.0, -0.5, -0.5]),
    (">", [-0.5, -0.5, 0.2, -0.3, -0.5, 1.0, -0.5, -0.3, -0.5, -0.5]),
    ("TA", [-1.0, 0.5, -1.0, -1.0, 0.6, -1.0, -1.0, 1.0, -1.0, -1.0]),
];
/// What a digit says for having been itself, and for another one.
const ITSELF: (f32, f32) = (2.0, -2.0);
/// What a raised 2 says: recognition reads it for any digit whose upper end is round. Of 25 such marks 11 were a 2.
const RAISED_TWO: [f32; 10] = [0.2, -0.6, 0.9, 0.3, -0.6, 0.0, -0.4, -0.2, 0.0, 0.4];
/// What is said by each digit for which nothing was read, and by each sign too much. Two digits become one quotation mark
/// more often than one of any other kind.
const LACKS: f32 = -1.0;
/// See [`LACKS`].
const LACKS_IN_QUOTE: f32 = -0.2;
/// See [`LACKS`].
const TOO_MUCH: f32 = -1.5;

/// The row of [`LIKE`] that holds a sign or letter.
pub(super) fn like(c: char) -> Option<usize> {
    LIKE.iter().position(|(signs, _)| signs.contains(c))
}

/// How well each digit, each row of [`LIKE`], any other sign and at last a raised 2 fits each digit.
static FITS: LazyLock<[[f32; 10]; Read::ROWS]> = LazyLock::new(|| {
    std::array::from_fn(|read| {
        std::array::from_fn(|wanted| match read.checked_sub(10).map(|row| LIKE.get(row)) {
            None if read == wanted => ITSELF.0,
            None => ITSELF.1,
            Some(Some((_, odds))) => odds[wanted],
            Some(None) if read + 1 == Read::ROWS => RAISED_TWO[wanted],
            Some(None) => 0.0,
        })
    })
});

/// What was read, to be compared with numbers.
#[derive(Clone, Copy, Debug)]
pub struct Read {
    /// The row of each sign in [`FITS`].
    signs: [u8; Self::LONGEST],
    len: u8,
    /// It is one double quotation mark.
    is_quote: bool,
}

impl Read {
    const LONGEST: usize = 6;
    const ROWS: usize = 10 + LIKE.len() + 2;

    /// What was read, without stops, brackets and spaces.
    pub fn new(read: &str) -> Self {
        let is_quote = matches!(read, "”" | "\"" | "“");
        let mut new = Self { signs: [0; Self::LONGEST], len: 0, is_quote };
        let signs = read.chars().filter(|c| !matches!(c, '.' | ',' | ' ' | '[' | ']' | '(' | ')'));
        for (slot, c) in new.signs.iter_mut().zip(signs) {
            let row = c.to_digit(10).map_or_else(|| 10 + like(c).unwrap_or(LIKE.len()), |digit| digit as usize);
            *slot = row as u8;
            new.len += 1;
        }
        new
    }

    /// What was read of a raised mark.
    pub fn raised(read: &str) -> Self {
        let mut new = Self::new(read);
        let two = new.signs.iter_mut().take(usize::from(new.len)).filter(|row| **row == 2);
        two.for_each(|row| *row = Self::ROWS as u8 - 1);
        new
    }

    /// How well it fits a number, from -4 (another number) to 4 (the number itself); 0 where it says nothing.
    pub fn likeness(&self, number: &Digits) -> f32 {
        let read = &self.signs[..usize::from(self.len)];
        if read.is_empty() {
            return 0.0;
        }
        let wanted = number.digits();
        let fits = &*FITS;
        let sum = |read: &[u8], wanted: &[u8]| {
            read.iter().zip(wanted).map(|(&r, &w)| fits[usize::from(r)][usize::from(w)]).sum::<f32>()
        };
        let shared = read.len().min(wanted.len());
        let front = sum(&read[..shared], &wanted[..shared]);
        if read.len() == wanted.len() {
            return front.clamp(-4.0, 4.0);
        }
        // what is missing or too much stands at one end
        let best = front.max(sum(&read[read.len() - shared..], &wanted[wanted.len() - shared..]));
        let lacks = if self.is_quote { LACKS_IN_QUOTE } else { LACKS };
        let missing = wanted.len() - shared;
        // one sign for two digits says little of either
        let best = if missing > 0 { best * 0.5 } else { best };
        (best + lacks * missing as f32 + TOO_MUCH * (read.len() - shared) as f32).clamp(-4.0, 4.0)
    }
}

/// A number as its digits, taken apart once for all that is compared with it.
#[derive(Clone, Copy, Debug)]
pub struct Digits {
    digits: [u8; Self::MOST],
    from: usize,
}

impl Digits {
    const MOST: usize = 10;

    /// The digits of a number.
    pub fn of(value: u32) -> Self {
        let (mut digits, mut from, mut left) = ([0; Self::MOST], Self::MOST, value);
        while left > 0 || from == Self::MOST {
            from -= 1;
            digits[from] = (left % 10) as u8;
            left /= 10;
        }
        Self { digits, from }
    }

    fn digits(&self) -> &[u8] {
        &self.digits[self.from..]
    }
}

#[cfg(test)]
mod tests {
    use super::{Digits, Read};

    #[test]
    fn likeness_tells_numbers_apart() {
        assert!(Read::new("7").likeness(&Digits::of(7)) > Read::new("7").likeness(&Digits::of(8)));
        assert!(Read::new("'S").likeness(&Digits::of(15)) > Read::new("'S").likeness(&Digits::of(17)));
        assert!(Read::new("*4").likeness(&Digits::of(14)) > Read::new("*4").likeness(&Digits::of(15)));
        assert!(Read::new("°").likeness(&Digits::of(6)) > Read::new("°").likeness(&Digits::of(2)));
        assert!(Read::new("12").likeness(&Digits::of(12)) > Read::new("2").likeness(&Digits::of(12)));
        // a quotation mark may be two digits, most other signs are not
        assert!(Read::new("”").likeness(&Digits::of(27)) > Read::new("”").likeness(&Digits::of(7)) - 2.0);
        assert!(Read::new("!").likeness(&Digits::of(11)) < Read::new("!!").likeness(&Digits::of(11)) - 2.0);
        assert_eq!(Read::new("").likeness(&Digits::of(12)), 0.0);
        // a raised 2 is believed less than a label
        assert!(Read::raised("2").likeness(&Digits::of(3)) > Read::new("2").likeness(&Digits::of(3)) + 1.0);
    }
}
