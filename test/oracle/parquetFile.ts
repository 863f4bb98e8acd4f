// Makes Parquet files of NDJSON by the writer of flow-write, and has others read them.
import { spawnSync } from "node:child_process";
import { DuckDBInstance } from "@duckdb/node-api";
import { NdjsonDecoder } from "../../packages/core/src/decode/ndjson.ts";
import { StageWorker } from "../../packages/core/src/stage/worker.ts";
import type { PageCompression } from "../../packages/formats/src/parquet/compression.ts";
import {
  type CompressedGroup,
  ParquetEncoder,
  type ParquetLosses,
  RowBuffer,
} from "../../packages/formats/src/parquet/rowBuffer.ts";
import { ParquetFile } from "../../packages/formats/src/parquet/write.ts";
import { feed, whole, type Cut } from "../fuzz/feed.ts";

interface Options {
  readonly compression?: PageCompression;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Whether a row group ends after a batch. */
  readonly endsGroup?: () => boolean;
  readonly cut?: Cut;
}

export async function parquetOf(
  ndjson: string | Uint8Array,
  fields: readonly string[],
  { compression = "gzip", metadata = {}, endsGroup = () => false, cut = whole }: Options = {},
): Promise<{ readonly bytes: Buffer; readonly losses: ParquetLosses }> {
  const groups: Promise<CompressedGroup>[] = [];
  const buffers: RowBuffer[] = [];
  feed(
    (context) =>
      new StageWorker(context, {
        decoder: (kernel, events) => new NdjsonDecoder(kernel, fields, events),
        stage(kernel) {
          const buffer = new RowBuffer(new ParquetEncoder(kernel), fields);
          const take = (): unknown => buffer.rows > 0 && groups.push(buffer.take(compression).group);
          buffers.push(buffer);
          return {
            accept(batch) {
              buffer.add(batch, batch.list, batch.selected);
              if (endsGroup() || buffer.isFull) take();
            },
            finish: () => void take(),
          };
        },
      }),
    ndjson,
    cut,
  );
  const chunks: Buffer[] = [];
  const file = new ParquetFile(fields, (bytes) => chunks.push(Buffer.from(bytes)));
  for (const group of groups) file.append(await group);
  file.finish(metadata);
  const [buffer] = buffers;
  if (buffer === undefined) throw new Error("nothing was fed");
  return { bytes: Buffer.concat(chunks), losses: buffer.losses };
}

/** What DuckDB answers: whole numbers of 64 bits and more as texts. */
export async function askDuckdb(sql: string): Promise<readonly (readonly unknown[])[]> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** A Python that has pyarrow. */
const python = process.env["FLOWLOGS_PYTHON"] ?? "python3";
export const hasPyarrow = spawnSync(python, ["-c", "import pyarrow.parquet"]).status === 0;

const READ = `
import json, sys, pyarrow.parquet as pq
print(json.dumps([{k: str(v) if isinstance(v, int) else v for k, v in row.items()} for row in pq.read_table(sys.argv[1]).to_pylist()]))
`;

/** What pyarrow reads, whole numbers as texts. */
export function readByPyarrow(path: string): unknown {
  return JSON.parse(runPython(READ, path));
}

/** What a program of Python prints. */
export function runPython(program: string, ...words: readonly string[]): string {
  const options = { maxBuffer: 2 ** 28, encoding: "utf8" } as const;
  const { stdout, stderr, status } = spawnSync(python, ["-c", program, ...words], options);
  if (status !== 0) throw new Error(stderr);
  return stdout;
}
