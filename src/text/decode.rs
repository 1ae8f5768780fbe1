//! Bytes to characters: which encoding it is, and the characters with their bytes.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::{ledger::Code, span::Span, text::Text};

/// Bytes looked at for the NULs that betray UTF-16. Any page of text is enough.
const UTF_16_SAMPLE: usize = 4096;

/// Bytes looked at to guess an encoding: lines that are not all ASCII. chardetng is sure after a few hundred bytes, and
/// slower by far than the decoding itself.
const GUESS_SAMPLE: usize = 1 << 16;

/// So many good multi-byte characters outweigh one invalid sequence: text in another encoding that happens to be valid
/// UTF-8 in more than a few places does not occur, but a UTF-8 file cut or spliced within a character does.
const GOOD_FOR_ONE_BAD: usize = 3;

/// Decodes `bytes`: by mark, as UTF-8, or by a guess.
pub(super) fn decode(bytes: &[u8]) -> Text {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let mut text = Text::empty(encoding.name(), false);
        text.push_dropped(Span::new(0, length), Code::ByteOrderMark, "\u{feff}");
        decode_as(encoding, &mut text, bytes, length);
        return text;
    }
    let (encoding, guessed) = if let Some(encoding) = utf16_by_nuls(bytes) {
        (encoding, true)
    } else if let Ok(all) = std::str::from_utf8(bytes) {
        let mut text = Text::empty(UTF_8.name(), false);
        text.push_verbatim(all, 0);
        return text;
    } else if is_damaged_utf8(bytes) {
        (UTF_8, false)
    } else {
        (guess(bytes), true)
    };
    let mut text = Text::empty(encoding.name(), guessed);
    decode_as(encoding, &mut text, bytes, 0);
    text
}

fn decode_as(encoding: &'static Encoding, text: &mut Text, bytes: &[u8], start: usize) {
    text.reserve(bytes.len());
    if encoding == UTF_8 {
        utf8(text, bytes, start);
    } else if encoding == UTF_16LE {
        utf16(text, bytes, start, u16::from_le_bytes);
    } else if encoding == UTF_16BE {
        utf16(text, bytes, start, u16::from_be_bytes);
    } else if encoding.is_single_byte() {
        single_byte(encoding, text, bytes);
    } else {
        multi_byte(encoding, text, bytes);
    }
}

/// Tells UTF-16 without a mark: its NULs are all in the even or all in the odd places. Letters of other alphabets have
/// none, but their spaces and line ends do, and those are more than one character in twelve.
fn utf16_by_nuls(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(UTF_16_SAMPLE)];
    if sample.len() < 4 || memchr::memchr(0, sample).is_none() {
        return None;
    }
    let nuls = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (nuls(0), nuls(1));
    if even.max(odd) * 12 < sample.len() / 2 || even.min(odd) * 10 > even.max(odd) {
        return None;
    }
    let (encoding, read) = if odd > even {
        (UTF_16LE, u16::from_le_bytes as fn([u8; 2]) -> u16)
    } else {
        (UTF_16BE, u16::from_be_bytes as fn([u8; 2]) -> u16)
    };
    // UTF-8 with a NUL after every word or line would show here as characters of no known script, or surrogates.
    let units = sample.chunks_exact(2).map(|pair| read([pair[0], pair[1]]));
    let strange =
        char::decode_utf16(units).filter(|unit| unit.as_ref().is_ok_and(|c| *c == '\0') || unit.is_err()).count();
    (strange * 20 <= sample.len()).then_some(encoding)
}

/// Whether the bytes were UTF-8 before a few of them were damaged.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|byte| *byte >= 0xC0).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 0 && good >= bad * GOOD_FOR_ONE_BAD
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    // ISO-2022-JP is never guessed: its escape sequences are bytes of no character, and mail alone uses it.
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut left = GUESS_SAMPLE;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let word = Encoding::ascii_valid_up_to(line);
        if word < line.len() && left > 0 {
            // A line may be the whole file: start near what tells, but not within a word.
            let start = line[..word].iter().rposition(|byte| *byte == b' ').unwrap_or(word);
            let sample = &line[start..line.len().min(start + left)];
            detector.feed(sample, false);
            left -= sample.len();
        }
    }
    // A sample that was cut may end within a character, which must not count as an error.
    if left > 0 {
        detector.feed(b"", true);
    }
    detector.guess(None, Utf8Detection::Deny)
}

fn utf8(text: &mut Text, bytes: &[u8], start: usize) {
    let mut at = start;
    for chunk in bytes[start..].utf8_chunks() {
        text.push_verbatim(chunk.valid(), at);
        at += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            text.push_invalid(chunk.invalid(), at);
            at += chunk.invalid().len();
        }
    }
}

fn utf16(text: &mut Text, bytes: &[u8], start: usize, read: fn([u8; 2]) -> u16) {
    let units = bytes[start..].chunks_exact(2);
    let rest = units.remainder();
    let mut at = start;
    for unit in char::decode_utf16(units.map(|pair| read([pair[0], pair[1]]))) {
        match unit {
            Ok(c) => {
                push_char(text, c, at, if c.len_utf16() == 2 { 4 } else { 2 });
                at += 2 * c.len_utf16();
            }
            Err(_) => {
                text.push_invalid(&bytes[at..at + 2], at);
                at += 2;
            }
        }
    }
    if !rest.is_empty() {
        text.push_invalid(rest, at);
    }
}

fn push_char(text: &mut Text, c: char, at: usize, source_width: u8) {
    let mut buffer = [0; 4];
    let c = c.encode_utf8(&mut buffer);
    text.push_decoded(c, Span::new(at, at + usize::from(source_width)), c.len() as u8, source_width);
}

fn single_byte(encoding: &'static Encoding, text: &mut Text, bytes: &[u8]) {
    let high: Vec<Option<char>> = (0x80..=0xFF_u8)
        .map(|byte| {
            encoding.decode_without_bom_handling_and_without_replacement(&[byte]).and_then(|c| c.chars().next())
        })
        .collect();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii() {
            at += ascii(text, bytes, at);
            continue;
        }
        match high.get(usize::from(byte - 0x80)).copied().flatten() {
            Some(c) => push_char(text, c, at, 1),
            None => text.push_invalid(&bytes[at..=at], at),
        }
        at += 1;
    }
}

/// Shift_JIS, GBK, EUC, Big5: no state between characters, so that each can be decoded alone and its bytes be told.
fn multi_byte(encoding: &'static Encoding, text: &mut Text, bytes: &[u8]) {
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii() {
            at += ascii(text, bytes, at);
            continue;
        }
        let mut buffer = [0; 16];
        if let Some((length, written)) = first_unit(encoding, &bytes[at..], &mut buffer) {
            let unit = std::str::from_utf8(&buffer[..written]).unwrap_or("\u{fffd}");
            let width = u8::try_from(unit.len()).unwrap_or(u8::MAX);
            text.push_decoded(unit, Span::new(at, at + usize::from(length)), width, length);
            at += usize::from(length);
        } else {
            // As browsers do it: a trail byte that is ASCII stands for itself.
            let length = if bytes.get(at + 1).is_some_and(|trail| !trail.is_ascii()) { 2 } else { 1 };
            text.push_invalid(&bytes[at..at + length], at);
            at += length;
        }
    }
}

/// The bytes that the first character takes, and how many bytes of UTF-8 it makes.
fn first_unit(encoding: &'static Encoding, bytes: &[u8], buffer: &mut [u8; 16]) -> Option<(u8, usize)> {
    (1..=4_u8).find_map(|length| {
        let source = bytes.get(..usize::from(length))?;
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let (result, read, written) = decoder.decode_to_utf8_without_replacement(source, buffer, true);
        (result == DecoderResult::InputEmpty && read == source.len() && written > 0).then_some((length, written))
    })
}

/// Appends the ASCII from `at` on and returns its length.
fn ascii(text: &mut Text, bytes: &[u8], at: usize) -> usize {
    let length = Encoding::ascii_valid_up_to(&bytes[at..]);
    text.push_verbatim(std::str::from_utf8(&bytes[at..at + length]).unwrap_or_default(), at);
    length
}
