//! Decodes the source once more, on its own.

use encoding_rs::{DecoderResult, Encoding, UTF_8};

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
    match Encoding::for_label(label.as_bytes()) {
        None => false,
        Some(encoding) if encoding == UTF_8 => {
            utf8(bytes, take);
            true
        }
        Some(encoding) => {
            other(bytes, encoding, take);
            true
        }
    }
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
