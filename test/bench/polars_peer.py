"""Polars as a peer: `polars_peer.py QUERY FILE`, one question in a process of its own, threads at its default. Rows go to stdout
as DuckDB's script writes them."""

import json
import sys

import polars as pl

# What a log may have `-` for is null.
INTEGERS = ["srcport", "dstport", "protocol", "packets", "bytes", "start", "end"]


def flows(path):
    schema = {name: pl.Int64 for name in INTEGERS}
    return pl.scan_csv(path, separator=" ", null_values="-", quote_char=None, schema_overrides=schema)


def top_rejected(path):
    rejected = flows(path).filter(pl.col("action") == "REJECT")
    return rejected.group_by("srcaddr").agg(pl.col("bytes").sum()).sort("bytes", descending=True).head(10)


def https_bins(path):
    start = pl.col("start") // 300 * 300
    https = flows(path).filter(pl.col("dstport") == 443)
    return https.group_by(start.alias("bin")).agg(pl.col("bytes").sum()).sort("bin")


QUERIES = {"top-rejected": top_rejected, "https-bins": https_bins}

query, file = sys.argv[1:]
for row in QUERIES[query](file).collect(engine="streaming").iter_rows():
    print(json.dumps(row))
