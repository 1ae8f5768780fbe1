//! The worked example for Spark, in Spark: `tests/spark/folder.py` runs it with two workers over the fixtures and compares
//! each row with what the file alone gives.
//!
//! `RESTITCH_SPARK` names a Python that has pyspark; Java must be on the path. Without it the test is skipped, and says so,
//! unless `RESTITCH_REQUIRE_CLUSTER` is set, as `.ci/run` does.
#![allow(clippy::print_stdout, missing_docs)]

use std::{env, path::Path, process::Command};

#[test]
fn spark_gives_what_single_files_give() {
    let required = env::var_os("RESTITCH_REQUIRE_CLUSTER").is_some();
    let Some(python) = env::var_os("RESTITCH_SPARK") else {
        assert!(!required, "RESTITCH_SPARK must name a Python that has pyspark");
        println!("skipped: RESTITCH_SPARK names no Python that has pyspark");
        return;
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spark/folder.py");
    // Spark leaves files in the folder it is started in.
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = Command::new(&python)
        .arg(script)
        .arg(env!("CARGO_BIN_EXE_restitch"))
        // The workers' Python must be the driver's.
        .env("PYSPARK_PYTHON", &python)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("SPARK_LOCAL_IP", "127.0.0.1")
        .current_dir(folder.path())
        .output()
        .expect("the Python is there");
    let told = String::from_utf8_lossy(&output.stdout);
    println!("{told}");
    assert!(output.status.success(), "{told}\n{}", String::from_utf8_lossy(&output.stderr));
}
