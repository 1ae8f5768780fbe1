#!/usr/bin/env python3
"""Runs examples/spark/restore.py in Spark with two workers over the fixtures, and holds each row to what a run of restitch
over the file alone gives.

    folder.py RESTITCH
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "examples/spark"))

from pyspark.sql import SparkSession  # noqa: E402

from restore import restore  # noqa: E402

NO_TEXT = {"scan.txt": (b"%PDF-1.7\n", "is a PDF"), "deep/er/picture.text": (b"\x89PNG\r\n\x1a\n", "is an image")}


def folder_of_texts(raw: Path) -> None:
    """The fixtures under names that trip the careless, with files between them that are no text."""
    folders = ["", "deep/er", "a b+c", "50%25 \u00fc", "raw"]
    for at, fixture in enumerate(sorted((PROJECT / "fixtures").glob("*.txt"))):
        folder = raw / folders[at % len(folders)]
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(fixture, folder / fixture.name)
    (raw / "empty.txt").touch()
    for name, (content, _) in NO_TEXT.items():
        (raw / name).write_bytes(content)


def alone(restitch: str, to: str, file: Path) -> str:
    run = subprocess.run([restitch, "-q", "-t", to, str(file)], capture_output=True, check=True)
    return run.stdout.decode()


def hold(restitch: str, to: str, raw: Path, rows: list) -> None:
    """Every file has a row, and every row says what the file alone gives; an empty file Spark passes over."""
    files = {"file:" + str(file): file for file in raw.rglob("*") if file.is_file() and file.stat().st_size > 0}
    assert sorted(row.id for row in rows) == sorted(files), set(files) ^ {row.id for row in rows}
    for row in rows:
        file = files[row.id]
        _, error = NO_TEXT.get(str(file.relative_to(raw)), (None, None))
        if error:
            assert error in row.error.message and row.error.help and row[to] is None, row
            continue
        assert row.error is None, row
        wanted = alone(restitch, to, file)
        assert row.summary.bytes == file.stat().st_size, row
        if to == "markdown":
            assert row.markdown == wanted, row.id
        else:
            wanted = json.loads(wanted)
            assert json.loads(row[to]) == wanted, row.id
            assert sum(row.summary.warnings.values()) == len(wanted["ledger"]["warnings"]), row


def main() -> None:
    restitch = str(Path(sys.argv[1]).resolve())
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    spark = builder.config("spark.ui.showConsoleProgress", "false").getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder).resolve() / "raw"
        folder_of_texts(raw)
        for to in ["markdown", "json"]:
            table = restore(spark, raw.as_uri(), to, restitch)
            parts = table.rdd.getNumPartitions()
            assert parts >= 2, parts
            out = str(Path(folder) / to)
            table.write.parquet("file:" + out)
            rows = spark.read.parquet("file:" + out).collect()
            hold(restitch, to, raw, rows)
            print(f"{to}: {len(rows)} rows of {parts} partitions are what single files give")
        try:
            restore(spark, raw.as_uri(), "markdown", str(raw / "none")).collect()
        except Exception as error:  # noqa: BLE001
            assert "No such file" in str(error), error
            print("a worker without restitch fails the job")
        else:
            raise AssertionError("a worker without restitch gave rows")
    spark.stop()


if __name__ == "__main__":
    main()
