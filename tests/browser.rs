//! The review page in a real browser: `tests/browser/review.py` steers it by playwright and Chromium.
//!
//! `RESTITCH_PLAYWRIGHT` names a Python that has playwright, `RESTITCH_CHROMIUM` the browser, if it is not playwright's own.
//! Without the first the test is skipped, and says so, unless `RESTITCH_REQUIRE_BROWSER` is set, as `.ci/run` does.
#![allow(clippy::print_stdout, missing_docs)]

use std::{env, path::Path, process::Command};

#[test]
fn the_review_page_is_steered_by_keyboard_and_mouse() {
    let required = env::var_os("RESTITCH_REQUIRE_BROWSER").is_some();
    let Some(python) = env::var_os("RESTITCH_PLAYWRIGHT") else {
        assert!(!required, "RESTITCH_PLAYWRIGHT must name a Python that has playwright");
        println!("skipped: RESTITCH_PLAYWRIGHT names no Python that has playwright");
        return;
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/review.py");
    let mut command = Command::new(python);
    command.arg(script).arg(env!("CARGO_BIN_EXE_restitch"));
    let output = command.output().expect("the Python is there");
    let told = String::from_utf8_lossy(&output.stdout);
    println!("{told}");
    assert!(output.status.success(), "{told}\n{}", String::from_utf8_lossy(&output.stderr));
}
