// Files that DuckDB reads by itself: the same answers as from the records of flowlogs-read, whatever is in the files. One that
// it would read differently must be left to flowlogs-read.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, expect, test } from "vitest";
import { nodeHost } from "../../packages/cli/src/index.ts";
import { fields } from "../../packages/core/src/index.ts";
import { followContext } from "../../packages/sources/src/files/context.fake.ts";
import { SourceReader } from "../../packages/sources/src/reader/sourceReader.ts";
import { NotPlain, type PlainFile, plainFiles } from "../../packages/sources/src/plain/plainFiles.ts";
import { openDatabase } from "../../packages/sql/src/index.ts";
import { type Random, repeatAsync } from "./random.ts";

const folder = mkdtempSync(join(tmpdir(), "flowlogs-sql-files-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const questions = [
  "SELECT * FROM flows",
  "SELECT count(*) AS n FROM flows",
  "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'flows' ORDER BY column_index",
  "SELECT min(COLUMNS(*)), max(COLUMNS(*)), count(COLUMNS(*)) FROM flows",
];

async function answers(
  add: (database: Awaited<ReturnType<typeof openDatabase>>) => Promise<unknown>,
): Promise<unknown[]> {
  const database = await openDatabase({ folder });
  const found: unknown[] = [];
  try {
    await add(database);
    for (const question of questions) {
      let rows = "";
      for await (const piece of database.answer(question, { text: question, values: new Map() }))
        rows += new TextDecoder().decode(piece);
      found.push(rows);
    }
  } finally {
    database.close();
  }
  return found;
}

async function direct(paths: readonly string[]): Promise<readonly PlainFile[] | undefined> {
  const host = nodeHost();
  const context = {
    open: (path: string) => host.open(path),
    openStdin: () => host.stdin(),
    openRandom: (path: string) => host.openRandom(path),
  };
  try {
    return await plainFiles({ sources: paths, format: [] }, context);
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}

/** What flowlogs-read makes of the files, and has to say. */
async function brought(paths: readonly string[]): Promise<{ ndjson: Buffer; notes: readonly string[] }> {
  const pieces: Buffer[] = [];
  const notes: string[] = [];
  const context = {
    ...followContext((bytes) => pieces.push(Buffer.from(bytes))),
    openRandom: (path: string) => nodeHost().openRandom(path),
    bad: ({ detail }: { detail: string }) => notes.push(detail),
    note: (note: string) => notes.push(note),
    failed: (_: string, what: string) => notes.push(what),
  };
  const values = { sources: paths, format: [], "with-source": false, dedupe: false };
  const reader = new SourceReader(values, context);
  for (const path of paths) await reader.read(path);
  reader.finish();
  return { ndjson: Buffer.concat(pieces), notes };
}

/** Whether DuckDB reads them; the answers must be the same then. */
async function compare(paths: readonly string[], what: string): Promise<boolean> {
  const files = await direct(paths);
  if (files === undefined) return false;
  const { ndjson, notes } = await brought(paths);
  const records = join(folder, "records.ndjson");
  writeFileSync(records, ndjson);
  const [ours, theirs] = [
    await answers((database) => database.add(records)),
    await answers((database) => database.addFiles(files)),
  ];
  expect({ what, notes, answers: theirs }).toEqual({ what, notes: [], answers: ours });
  return true;
}

interface Style {
  readonly separator: string;
  readonly header: boolean;
  readonly isPacked: boolean;
}

const usual =
  "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status";

function randomFile(random: Random, { separator, header, isPacked }: Style): Buffer {
  const isText = separator === " ";
  const others = fields.map(({ name }) => (random.once(2) ? name : name.replaceAll("_", "-")));
  const unknown = isText || !header ? [] : ["time", "result", "Score"].slice(0, random.below(4));
  const names = header ? [...random.shuffled(others).slice(0, random.between(2, 20)), ...unknown] : usual.split(" ");
  const value = (name: string): string => {
    if (random.once(6)) return isText || random.once(2) ? "-" : "";
    const kind = fields.find((it) => it.name === name.replaceAll("-", "_"))?.kind;
    if (name === "version") return "2";
    if (name === "Score") return String(random.below(2 ** 31));
    if (kind === "integer")
      return String(random.below(random.pick([3, 70_000, 2 ** 31]))) + (random.once(9) ? "00000000" : "");
    if (kind === "time") return String(1_700_000_000 + random.below(1e6));
    if (kind === "address") return random.pick(["10.0.0.1", "2001:db8::1", "192.0.2.7", "::"]);
    return random.pick([
      "ACCEPT",
      "OK",
      "eni-0a",
      "123456789012",
      "2026-01-01",
      "12:00:00",
      "true",
      "0x1f",
      "007",
      "1e5",
    ]);
  };
  const lines = random.times(random.between(0, 12), () => names.map(value).join(separator));
  if (header) lines.unshift(names.join(separator));
  const whole = Buffer.from(lines.join("\n") + (random.once(3) ? "" : "\n"));
  if (!isPacked) return whole;
  const half = whole.subarray(0, whole.length / 2);
  return random.once(2) ? gzipSync(whole) : Buffer.concat([gzipSync(half), gzipSync(whole.subarray(half.length))]);
}

function randomStyle(random: Random): Style {
  const separator = random.pick([" ", " ", " ", ",", "\t", ";", "|"]);
  return { separator, header: separator !== " " || random.once(2), isPacked: random.once(4) };
}

let next = 0;

test("of clean files", async () => {
  let count = 0;
  await repeatAsync(40, async (random) => {
    const paths = random.times(random.between(1, 3), () => {
      const path = join(folder, `${next++}.log`);
      writeFileSync(path, randomFile(random, randomStyle(random)));
      return path;
    });
    if (await compare(paths, paths.map((path) => readFileSync(path, "latin1")).join("----\n"))) count++;
  });
  // Most of those with rows, and without a value that readers take for different ones.
  expect(count).toBeGreaterThan(5);
});

test("of files in which a byte is another one", async () => {
  let count = 0;
  const signs = [..."0123456789abcxyz -\t\n\r\"',;|N\\#"].map((sign) => sign.charCodeAt(0)).concat(0, 195, 255);
  await repeatAsync(50, async (random) => {
    const path = join(folder, `${next++}.log`);
    const bytes = randomFile(random, { ...randomStyle(random), isPacked: false });
    for (let left = random.between(1, 2); left > 0; left--) bytes[random.below(bytes.length)] = random.pick(signs);
    writeFileSync(path, bytes);
    if (await compare([path], bytes.toString("latin1"))) count++;
  });
  expect(count).toBeGreaterThan(5);
});

test("of Parquet", async () => {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  const columns = [
    'version INTEGER, srcaddr VARCHAR, "pkt-srcaddr" VARCHAR, srcport SMALLINT, bytes BIGINT, start BIGINT, action VARCHAR, x INTEGER, y VARCHAR',
    "srcaddr VARCHAR, start INTEGER, bytes BIGINT",
    "account_id BIGINT, bytes BIGINT, end_time BIGINT",
    // Not plain: times of another kind, decimals, lists.
    "start TIMESTAMP, bytes BIGINT",
    "bytes DECIMAL(18, 2)",
    "tags VARCHAR[], bytes BIGINT",
    "bytes UBIGINT",
  ];
  const found: boolean[] = [];
  for (const [i, definition] of columns.entries()) {
    const path = join(folder, `${i}.parquet`);
    await connection.run(`CREATE OR REPLACE TABLE t (${definition})`);
    const row: string[] = definition.split(", ").map((column) => {
      if (column.endsWith("VARCHAR"))
        return "CASE i % 4 WHEN 0 THEN '-' WHEN 1 THEN NULL WHEN 2 THEN '' ELSE 'é\"' || i END";
      if (column.endsWith("[]")) return "['a']";
      return column.endsWith("TIMESTAMP") ? "make_timestamp(i * 1000)" : "CASE i % 3 WHEN 0 THEN NULL ELSE i END";
    });
    if (definition.includes("DECIMAL")) row.splice(0, 2, "i / 4");
    await connection.run(`INSERT INTO t SELECT ${row.join(", ")} FROM range(100) r(i)`);
    await connection.run(`COPY t TO '${path}' (FORMAT parquet)`);
    found.push(await compare([path], definition));
  }
  connection.closeSync();
  instance.closeSync();
  expect(found).toEqual([true, true, true, false, false, false, false]);
});
