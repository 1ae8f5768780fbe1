//! Roman numerals.

/// The value of a whole roman numeral below 4000, all capitals or all small; `None` for words that only look roman
/// (`MIX` would be 1009, but `CIVIL` and `IIX` are no numerals).
///
/// ```
/// use restitch::grammar::roman::roman;
/// assert_eq!(roman("xiv"), Some(14));
/// assert_eq!(roman("CIVIL"), None);
/// ```
pub fn roman(text: &str) -> Option<u32> {
    if text.is_empty() || text.len() > 15 {
        return None;
    }
    let digits = || text.bytes().map(digit);
    // most words have a letter that is no digit
    if digits().any(|digit| digit == 0) {
        return None;
    }
    let upper = text.bytes().all(|b| b.is_ascii_uppercase());
    let lower = text.bytes().all(|b| b.is_ascii_lowercase());
    if !upper && !lower {
        return None;
    }
    let after = digits().skip(1).chain([0]);
    let value = digits()
        .zip(after)
        .fold(0u32, |sum, (digit, next)| if next > digit { sum.wrapping_sub(digit) } else { sum.wrapping_add(digit) });
    // only the canonical spelling counts
    (value < 4000 && to_roman(value).eq_ignore_ascii_case(text)).then_some(value)
}

/// The value of a digit; nought for all other letters.
fn digit(letter: u8) -> u32 {
    match letter.to_ascii_uppercase() {
        b'I' => 1,
        b'V' => 5,
        b'X' => 10,
        b'L' => 50,
        b'C' => 100,
        b'D' => 500,
        b'M' => 1000,
        _ => 0,
    }
}

/// The canonical capitals of a number below 4000.
pub fn to_roman(mut value: u32) -> String {
    const STEPS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut out = String::new();
    for (step, letters) in STEPS {
        while value >= step {
            out.push_str(letters);
            value -= step;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        for n in 1..3999 {
            assert_eq!(roman(&to_roman(n)), Some(n));
        }
    }

    #[test]
    fn roman_numbers() {
        for (number, expected) in
            [(1, "I"), (4, "IV"), (9, "IX"), (44, "XLIV"), (1986, "MCMLXXXVI"), (3999, "MMMCMXCIX")]
        {
            assert_eq!(to_roman(number), expected);
        }
    }

    #[test]
    fn words_are_no_numerals() {
        for word in ["CIVIL", "IIX", "VX", "Xi", "", "LID", "mild"] {
            assert_eq!(roman(word), None, "{word}");
        }
    }
}
