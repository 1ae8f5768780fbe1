#!/usr/bin/env python3
"""Restores a folder of texts with Spark: one `restitch --stream` a partition, one row a text.

    spark-submit restore.py RAW OUT.parquet

RAW and OUT may be of any file system that Spark knows (file:, hdfs:, s3a:). OUT is a table with the columns `id` (the
file's address), `error` (null, or what is wrong and what to do), `summary` (numbers to sort by), and one named like the
format: `markdown`, or `json`, `pandoc` or `sarif` as JSON text.
"""

import argparse
import shlex

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

COUNTS = "bytes pages notes_marked notes_inferred notes_unanchored notes_decided links links_unanchored repairs doubts"
SUMMARY = ", ".join(f"{name}: BIGINT" for name in COUNTS.split()) + ", warnings: MAP<STRING, BIGINT>"
# What comes out holds the text once more: a line that Spark cannot read must end the job and not become nulls.
READ = {"mode": "FAILFAST"}


def restore(spark: SparkSession, raw: str, to: str = "markdown", restitch: str = "restitch") -> DataFrame:
    """The texts below the folder `raw`, restored: a row a file. Empty files have none: Spark passes over them."""
    files = spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(raw)
    # Bytes and not text: restitch tells encodings, and a PDF that lies among the texts.
    rows = files.select(
        f.to_json(f.struct(
            f.col("path").alias("id"),
            f.element_at(f.split("path", "/"), -1).alias("name"),
            f.base64("content").alias("base64"),
        ))
    )
    # Errors are rows, so that an exit code other than 0 means that restitch itself could not run: then the task must fail.
    command = f"{shlex.quote(restitch)} --stream --quiet --to {to}"
    answers = rows.rdd.map(lambda row: row[0]).pipe(command, checkCode=True)
    schema = f"id STRING, error STRUCT<line: BIGINT, message: STRING, help: STRING>, summary STRUCT<{SUMMARY}>, {to} STRING"
    lines = spark.createDataFrame(answers.map(lambda line: (line,)), "line STRING")
    return lines.select(f.from_json("line", schema, READ).alias("row")).select("row.*")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("raw", metavar="RAW", help="the folder of texts")
    parser.add_argument("out", metavar="OUT", help="the table that is written")
    parser.add_argument("--to", default="markdown", choices=["markdown", "json", "pandoc", "sarif"])
    parser.add_argument("--restitch", default="restitch", metavar="PATH", help="the program, as the workers find it")
    args = parser.parse_args()

    spark = SparkSession.builder.appName("restitch").getOrCreate()
    restore(spark, args.raw, args.to, args.restitch).write.mode("overwrite").parquet(args.out)
    table = spark.read.parquet(args.out)
    print(f"{table.count()} texts, {table.where('error IS NOT NULL').count()} of them not restored")
    worst = table.orderBy(f.col("error").isNull(), f.desc("summary.doubts"), "id")
    worst.select("id", "error.message", "summary.doubts", "summary.notes_inferred").show(10, truncate=60)
    spark.stop()


if __name__ == "__main__":
    main()
