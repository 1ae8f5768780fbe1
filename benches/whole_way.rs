//! The whole way, raw text to output, over inputs of 1 to 64 MB: `cargo bench`.
//!
//! Time must grow in proportion to the size, so MB/s should be about the same in every row.

use std::{fs, path::Path};

use divan::{Bencher, counter::BytesCount};
use restitch::{Options, restore, write};

const SIZES_MB: [usize; 4] = [1, 4, 16, 64];

fn main() {
    divan::main();
}

#[divan::bench(args = SIZES_MB, sample_count = 5, sample_size = 1)]
fn markdown(bencher: Bencher<'_, '_>, megabytes: usize) {
    whole_way(bencher, megabytes, write::markdown::to_string);
}

#[divan::bench(args = SIZES_MB, sample_count = 5, sample_size = 1)]
fn json(bencher: Bencher<'_, '_>, megabytes: usize) {
    whole_way(bencher, megabytes, write::json::to_string);
}

fn whole_way(bencher: Bencher<'_, '_>, megabytes: usize, write: fn(&restitch::Restored) -> String) {
    let text = text_of(megabytes * 1_000_000);
    bencher
        .counter(BytesCount::of_slice(&text))
        .bench(|| write(&restore(divan::black_box(&text), &Options::default())));
}

/// Text of at least `size` bytes: the fixtures, over and over, each time with other words in some places, so that no
/// round repeats the one before it line for line (repeated lines would be taken for running heads).
fn text_of(size: usize) -> Vec<u8> {
    let parts = parts();
    let mut text = String::with_capacity(size + 64 * 1024);
    let mut round = 0;
    while text.len() < size {
        for part in &parts {
            vary(&mut text, part, round);
            text.push('\u{c}');
        }
        round += 1;
    }
    text.into_bytes()
}

fn parts() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<_> = fs::read_dir(root.join("fixtures"))
        .map(|entries| entries.filter_map(|entry| Some(entry.ok()?.path())).collect())
        .unwrap_or_default();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    paths.sort();
    paths.push(root.join("raw/brief.txt"));
    let parts: Vec<_> = paths
        .iter()
        .filter_map(|path| Some(String::from_utf8_lossy(&fs::read(path).ok()?).into_owned()))
        .filter(|part| !part.is_empty())
        .collect();
    assert!(!parts.is_empty(), "there is nothing to measure in fixtures/ or raw/");
    parts
}

/// Replaces about every twelfth word of letters by one made from the round, of the same length in bytes.
fn vary(out: &mut String, part: &str, round: usize) {
    let mut seed = round as u64;
    for word in part.split_inclusive(char::is_whitespace) {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let (letters, rest) = word.split_at(word.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(word.len()));
        if round > 0 && letters.len() > 3 && (seed >> 33).is_multiple_of(12) {
            let mut bits = seed;
            out.extend(letters.chars().map(|_| {
                bits = bits.rotate_left(11).wrapping_add(seed);
                char::from(b'a' + (bits % 26) as u8)
            }));
        } else {
            out.push_str(letters);
        }
        out.push_str(rest);
    }
}
