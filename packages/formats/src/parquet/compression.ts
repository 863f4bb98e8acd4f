// The ways to compress pages of Parquet files, by name. Apart from what compresses, so that a command's definition loads no more.
import * as zlib from "node:zlib";
import type { Problem } from "@flowlogs/base/problem";

export const compressions = ["gzip", "zstd", "snappy", "none"] as const;
export type PageCompression = (typeof compressions)[number];

/** Why this Node cannot compress so; undefined if it can. Node has zstd from version 22.15 on. */
export function compressionProblem(compression: PageCompression): Problem | undefined {
  if (compression !== "zstd" || "zstdCompress" in zlib) return undefined;
  return {
    problem: `Node ${process.versions.node} cannot compress with zstd`,
    advice: "use Node 22.15 or newer, or --compression gzip",
  };
}
