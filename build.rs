//! Makes a finite-state set of the list of English words, so that no run has to unpack it.

use std::{env, error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let mut words = random_word::all(random_word::Lang::En).to_vec();
    words.sort_unstable();
    words.dedup();
    let set = fst::Set::from_iter(words)?;
    let out = env::var_os("OUT_DIR").ok_or("cargo names no OUT_DIR")?;
    fs::write(Path::new(&out).join("english.fst"), set.as_fst().as_bytes())?;
    Ok(())
}
