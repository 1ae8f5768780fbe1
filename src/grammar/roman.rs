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
    let upper = text.bytes().all(|b| b.is_ascii_uppercase());
    let lower = text.bytes().all(|b| b.is_ascii_lowercase());
    if !upper && !lower {
        return None;
    }
    let digit = |b: u8| match b.to_ascii_uppercase() {
        b'I' => Some(1),
        b'V' => Some(5),
        b'X' => Some(10),
        b'L' => Some(50),
        b'C' => Some(100),
        b'D' => Some(500),
        b'M' => Some(1000),
        _ => None,
    };
    let digits: Vec<u32> = text.bytes().map(digit).collect::<Option<_>>()?;
    let value: u32 = digits.iter().enumerate().fold(0u32, |sum, (i, &d)| {
        if digits.get(i + 1).is_some_and(|&next| next > d) { sum.wrapping_sub(d) } else { sum.wrapping_add(d) }
    });
    // only the canonical spelling counts
    (value < 4000 && to_roman(value).eq_ignore_ascii_case(text)).then_some(value)
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
