//! Which numbers the signs may be that recognition read.

use std::sync::LazyLock;

/// Signs and letters, the digits that they are mostly made of, and those that they are sometimes made of.
const LIKE: [(&str, &str, &str); 15] = [
    ("lIi!|\\", "1", ""),
    ("'´`", "1", "279"),
    ("‘’", "", "1234790"),
    ("\"“”", "7", "1290"),
    ("Zz", "2", ""),
    ("?", "2", "39"),
    ("*", "3", "4568"),
    ("Ss$", "58", ""),
    ("b", "6", ""),
    ("®©", "68", "035"),
    ("B", "8", ""),
    ("gq", "9", ""),
    ("Oo", "0", ""),
    ("°", "5690", "3"),
    (">", "5", ""),
];

/// The row of [`LIKE`] that holds a sign or letter.
pub(super) fn like(c: char) -> Option<usize> {
    LIKE.iter().position(|(signs, ..)| signs.contains(c))
}

/// How well each digit, each row of [`LIKE`] and at last any other sign fits each digit.
static FITS: LazyLock<[[f32; 10]; 26]> = LazyLock::new(|| {
    std::array::from_fn(|read| {
        std::array::from_fn(|wanted| match read.checked_sub(10).map(|row| LIKE.get(row)) {
            None if read == wanted => 1.5,
            None => -1.8,
            Some(Some((_, mostly, _))) if mostly.as_bytes().contains(&(b'0' + wanted as u8)) => 0.9,
            Some(Some((_, _, sometimes))) if sometimes.as_bytes().contains(&(b'0' + wanted as u8)) => 0.1,
            Some(Some(_)) => -0.9,
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
}

impl Read {
    const LONGEST: usize = 6;

    /// What was read, without stops, brackets and spaces.
    pub fn new(read: &str) -> Self {
        let mut new = Self { signs: [0; Self::LONGEST], len: 0 };
        let signs = read.chars().filter(|c| !matches!(c, '.' | ',' | ' ' | '[' | ']' | '(' | ')'));
        for (slot, c) in new.signs.iter_mut().zip(signs) {
            let row = c.to_digit(10).map_or_else(|| 10 + like(c).unwrap_or(LIKE.len()), |digit| digit as usize);
            *slot = row as u8;
            new.len += 1;
        }
        new
    }

    /// How well it fits a number, from -3 (another number) to 3 (the number itself); 0 where it says nothing.
    pub fn likeness(&self, value: u32) -> f32 {
        let read = &self.signs[..usize::from(self.len)];
        if read.is_empty() {
            return 0.0;
        }
        let mut digits = [0u8; 10];
        let mut from = digits.len();
        let mut left = value;
        while left > 0 || from == digits.len() {
            from -= 1;
            digits[from] = (left % 10) as u8;
            left /= 10;
        }
        let wanted = &digits[from..];
        let fits = &*FITS;
        let sum = |read: &[u8], wanted: &[u8]| {
            read.iter().zip(wanted).map(|(&r, &w)| fits[usize::from(r)][usize::from(w)]).sum::<f32>()
        };
        let shared = read.len().min(wanted.len());
        // what is missing or too much stands at one end
        let best = sum(&read[..shared], &wanted[..shared])
            .max(sum(&read[read.len() - shared..], &wanted[wanted.len() - shared..]));
        let more = read.len().abs_diff(wanted.len()) as f32;
        (best - more * 0.8).clamp(-3.0, 3.0)
    }
}
#[cfg(test)]
mod tests {
    use super::Read;

    #[test]
    fn likeness_tells_numbers_apart() {
        assert!(Read::new("7").likeness(7) > Read::new("7").likeness(8));
        assert!(Read::new("'S").likeness(15) > Read::new("'S").likeness(17));
        assert!(Read::new("*4").likeness(14) > Read::new("*4").likeness(15));
        assert!(Read::new("°").likeness(6) > Read::new("°").likeness(2));
        assert!(Read::new("12").likeness(12) > Read::new("2").likeness(12));
        assert_eq!(Read::new("").likeness(12), 0.0);
    }
}
