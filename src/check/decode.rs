//! Decodes the source once more, on its own.

use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// A part of the source as it is decoded.
#[derive(Debug)]
pub(super) enum Part<'a> {
    /// Text whose bytes are those of the source.
    Verbatim(&'a str),
    /// Characters that these many bytes make, not to be parted.
    Decoded(&'a str, usize),
    /// These many bytes mean nothing.
    Invalid(usize),
}

/// Hands the parts of the source to `take`, in order; they cover it. Returns whether there is such an encoding.
pub(super) fn decode(bytes: &[u8], label: &str, take: impl FnMut(Part<'_>)) -> bool {
    let Some(encoding) = Encoding::for_label(label.as_bytes()) else { return false };
    if encoding == UTF_8 {
        utf8(bytes, take);
    } else if encoding == UTF_16LE {
        utf16(bytes, u16::from_le_bytes, take);
    } else if encoding == UTF_16BE {
        utf16(bytes, u16::from_be_bytes, take);
    } else {
        other(bytes, encoding, take);
    }
    true
}

fn utf8(bytes: &[u8], mut take: impl FnMut(Part<'_>)) {
    for chunk in bytes.utf8_chunks() {
        if !chunk.valid().is_empty() {
            take(Part::Verbatim(chunk.valid()));
        }
        if !chunk.invalid().is_empty() {
            take(Part::Invalid(chunk.invalid().len()));
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, mut take: impl FnMut(Part<'_>)) {
    let pairs = bytes.chunks_exact(2);
    let rest = pairs.remainder().len();
    for c in char::decode_utf16(pairs.map(|pair| unit([pair[0], pair[1]]))) {
        match c {
            Ok(c) => take(Part::Decoded(c.encode_utf8(&mut [0; 4]), 2 * c.len_utf16())),
            Err(_) => take(Part::Invalid(2)),
        }
    }
    if rest > 0 {
        take(Part::Invalid(rest));
    }
}

/// Byte by byte, so that each character's bytes are known whatever the encoding.
fn other(bytes: &[u8], encoding: &'static Encoding, mut take: impl FnMut(Part<'_>)) {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    // No byte makes more than a few characters.
    let mut buffer = [0_u8; 64];
    let mut told = 0;
    let mut read = 0;
    loop {
        let last = read == bytes.len();
        let next = &bytes[read..(read + 1).min(bytes.len())];
        let (result, consumed, written) = decoder.decode_to_utf8_without_replacement(next, &mut buffer, last);
        read += consumed;
        if written > 0 {
            // Before a malformed sequence, what is written came from the bytes before it.
            let end = match result {
                DecoderResult::Malformed(length, after) => read - usize::from(length) - usize::from(after),
                _ => read,
            };
            take(Part::Decoded(std::str::from_utf8(&buffer[..written]).unwrap_or("\u{fffd}"), end - told));
            told = end;
        }
        match result {
            DecoderResult::Malformed(_, after) => {
                let end = read - usize::from(after);
                take(Part::Invalid(end - told));
                told = end;
            }
            DecoderResult::InputEmpty if last => break,
            DecoderResult::InputEmpty | DecoderResult::OutputFull => {}
        }
    }
    // Bytes that only switched the decoder's state at the very end.
    if told < bytes.len() {
        take(Part::Decoded("", bytes.len() - told));
    }
}
