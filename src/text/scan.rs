//! The quick search for the few characters that may need a repair.

/// Bytes looked at in one go; the compiler makes vector instructions of it.
const BLOCK: usize = 32;

/// The byte offset of the next character, from `at` on, that [`crate::text::repair`] should look at. Clean text passes
/// at the speed of memory if it is ASCII, and at one table look-up a byte otherwise.
pub(super) fn next_suspect(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = at;
    loop {
        while bytes.get(at..).and_then(|rest| rest.first_chunk::<BLOCK>()).is_some_and(is_plain_ascii) {
            at += BLOCK;
        }
        let end = bytes.len().min(at + BLOCK);
        while at < end {
            if LEAD[usize::from(bytes[at])] && is_suspect(&bytes[at..]) {
                return Some(at);
            }
            at += 1;
        }
        if at == bytes.len() {
            return None;
        }
    }
}

fn is_plain_ascii(block: &[u8; BLOCK]) -> bool {
    !block.iter().fold(false, |odd, byte| odd | !is_plain(*byte))
}

/// Printable ASCII, or one of the five ASCII characters that are white space and not printable.
const fn is_plain(byte: u8) -> bool {
    byte.wrapping_sub(b' ') <= b'~' - b' ' || byte.wrapping_sub(b'\t') <= b'\r' - b'\t'
}

/// Bytes with which a character that needs a repair may begin.
const LEAD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = matches!(
            byte,
            0..=8 | 14..=31 | 127 | 0xC2 | 0xC3 | 0xCB | 0xCC | 0xCD | 0xD8 | 0xD9 | 0xE0..=0xE3 | 0xEF | 0xF0 | 0xF3
        );
        byte += 1;
    }
    table
};

/// Looks at the bytes behind a byte of [`LEAD`]. Must let pass nothing that the repairs would act upon; may be wrong the
/// other way.
fn is_suspect(bytes: &[u8]) -> bool {
    let next = |i: usize| bytes.get(i).copied().unwrap_or_default();
    match bytes[0] {
        // C1 controls without NEL; the accents that stand alone: ¨ ´ ¸
        0xC2 => matches!(next(1), 0x80..=0x84 | 0x86..=0x9F | 0xA8 | 0xB4 | 0xB8),
        // mojibake: Â to ô before another character that is no ASCII
        0xC3 => matches!(next(1), 0x82..=0xB4) && next(2) >= 0x80,
        // ˆ ˇ ˘ ˚ ˜ ˝
        0xCB => matches!(next(1), 0x86 | 0x87 | 0x98 | 0x9A | 0x9C | 0x9D),
        0xCD => next(1) <= 0xAF,
        // Arabic letter mark; madda and hamza above or below
        0xD8 => next(1) == 0x9C,
        0xD9 => matches!(next(1), 0x93..=0x95),
        // Myanmar, Hangul and Balinese signs that compose
        0xE1 => matches!(next(1), 0x80 | 0x84..=0x87 | 0xAC),
        0xE2 => match next(1) {
            0x80 => matches!(next(2), 0x8B..=0x8F | 0xAA..=0xAE),
            0x81 => matches!(next(2), 0xA0..=0xAF),
            _ => false,
        },
        // the voicing marks of kana
        0xE3 => next(1) == 0x82 && matches!(next(2), 0x99 | 0x9A),
        // Latin ligatures, the byte-order mark, full-width forms
        0xEF => match next(1) {
            0xAC => matches!(next(2), 0x80..=0x86),
            0xBB => next(2) == 0xBF,
            0xBC | 0xBD => true,
            _ => false,
        },
        // Brahmic signs that compose
        0xF0 => next(1) == 0x91,
        // tags
        0xF3 => next(1) == 0xA0,
        // ASCII controls; combining accents; the scripts of India
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::next_suspect;

    #[test]
    fn finds_suspects_and_nothing_in_clean_text() {
        let clean = "A line of plain text, long enough for blocks.\t\n\r\u{c}\u{b}\u{85} « Été » — “naïve” déjà; Привет, мир! 日本語、中文。";
        assert_eq!(next_suspect(&clean.repeat(9), 0), None);
        for suspect in
            ["\0", "\u{1b}", "\u{7f}", "\u{80}", "\u{301}", "\u{200b}", "\u{fb01}", "\u{feff}", "\u{ff11}", "Ã©", "â€™"]
        {
            for pad in [0, 1, 31, 32, 33, 64, 100] {
                let text = format!("{}{suspect}{clean}", "x".repeat(pad));
                assert_eq!(next_suspect(&text, 0), Some(pad), "{suspect:?} behind {pad}");
            }
        }
    }
}
