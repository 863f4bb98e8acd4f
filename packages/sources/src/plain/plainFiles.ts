// Which sources a database can read by itself, with the same answer as from our records: files on disk whose rows are plain.
// Each is read once to see that (a third of the time that a database takes); whatever is not plain is left to our reader,
// which also says what is wrong with it.
import { resolve } from "node:path";
import { defaultFormat } from "@flowlogs/core";
import { type LineCounts, type PlainColumn, PlainRows, readWorker, unusedContext } from "@flowlogs/core/stages";
import { recognise } from "@flowlogs/formats/recognise";
import { Selection } from "../discovery/selection.ts";
import { type PathStat, statPath } from "../discovery/disk.ts";
import { findFiles } from "../findFiles.ts";
import type { ReadValues } from "../options.ts";
import { open, type Opened, type OpeningContext } from "../reader/open.ts";
import { isSample } from "../sample/sample.ts";
import { isRemote } from "../sourceUri.ts";
import { BYTE_ORDER_MARK, PlainBytes } from "./plainBytes.ts";

/** A file that a database can read. */
export interface PlainFile {
  readonly path: string;
  readonly form: "delimited" | "parquet";
  readonly isGzip: boolean;
  readonly separator: string;
  /** Lines before the first row. */
  readonly headers: number;
  readonly columns: readonly PlainFileColumn[];
  /** What tells whether it has changed. */
  readonly state: PathStat;
}

interface PlainFileColumn extends PlainColumn {
  /** What the file calls it, where it has names of its own. */
  readonly original?: string;
}

type PlainValues = Pick<ReadValues, "sources" | "format" | "form">;
type QuietContext = Omit<OpeningContext, "failed">;

/** Why the sources, or one of them, have to be read by our reader. */
export class NotPlain extends Error {}

/** The files of the sources, in order. Throws NotPlain. */
export async function plainFiles(values: PlainValues, context: QuietContext): Promise<readonly PlainFile[]> {
  assertWhole(values);
  const paths: string[] = [];
  for await (const path of findFiles(values.sources, new Selection(everything), ({ source, what }) => {
    throw new NotPlain(`${source}: ${what}`);
  })) {
    paths.push(path);
  }
  const files: PlainFile[] = [];
  for (const path of paths) {
    const file = await plainFile(path, values, context);
    if (file !== undefined) files.push(file);
  }
  if (files.length === 0) throw new NotPlain("there are no records");
  assertOneType(files);
  return files;
}

/** Whether a file is still as it was. */
export function hasChanged({ path, state }: Pick<PlainFile, "path" | "state">): boolean {
  const now = statPath(path);
  return now?.identity !== state.identity || now.size !== state.size || now.changed !== state.changed;
}

const everything = { accounts: [], regions: [], flowLogs: [], start: undefined, end: undefined };

/** Options with which the records are others than those of the files. */
const CHANGING =
  "start end account region flow-log-id eni stream fields where dedupe limit with-source with-message follow state " +
  "filter-pattern bad-lines explain";

/** Throws NotPlain where not just all records of files are wanted: configuration files may say so. */
function assertWhole(values: PlainValues): void {
  const given: Readonly<Record<string, unknown>> = { ...values };
  const changing = CHANGING.split(" ").find((name) => {
    const value = given[name];
    return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
  });
  if (changing !== undefined) throw new NotPlain(`flowlogs-read has --${changing}`);
  const { sources } = values;
  const other = sources.find((source) => source === "-" || isSample(source) || isRemote(source));
  if (other === undefined && sources.length > 0) return;
  throw new NotPlain(`${other ?? "-"} is not a file on disk`.replace(/^- /, "standard input "));
}

/** Undefined: it has no records. */
async function plainFile(path: string, values: PlainValues, context: QuietContext): Promise<PlainFile | undefined> {
  const state = statPath(path);
  const because = (why: string): never => {
    throw new NotPlain(`${path}: ${why}`);
  };
  if (state?.isFile !== true) return because("it is not a file on disk");
  // Databases take these for patterns and addresses; a name that is not UTF-8 they cannot have.
  if (/[*?[\]{}\uFFFD]|^[a-z0-9]+:/i.test(path)) return because("its name has signs that mean something to DuckDB");
  const source = await open(path, openingContext(context, because));
  if (source === undefined) return because("it cannot be opened");
  const known = { path: resolve(path), state };
  try {
    if (source.parquet !== undefined) {
      const { plainParquet } = await import("@flowlogs/formats/parquet/plainColumns");
      const found = await plainParquet(source.parquet);
      if (typeof found === "string") return because(found);
      if (found.rows === 0) return undefined;
      return { ...known, form: "parquet", isGzip: false, separator: "", headers: 0, columns: found.columns };
    }
    const rows = await inspect(source, values);
    if (rows.fault !== undefined) return because(rows.fault);
    if (rows.rows === 0) return undefined;
    const isGzip = source.isPacked === true;
    if (isGzip && !isGzipFile(path, context)) return because("it is not compressed with gzip");
    const { columns, separator, headers } = rows;
    return { ...known, form: "delimited", isGzip, separator, headers, columns };
  } finally {
    source.content.close();
  }
}

function openingContext(context: QuietContext, because: (why: string) => never): OpeningContext {
  return {
    open: (path) => context.open(path),
    openStdin: () => context.openStdin(),
    openRandom: (path) => context.openRandom(path),
    failed: (_, what) => because(what),
  };
}

function isGzipFile(path: string, context: QuietContext): boolean {
  const magic = new Uint8Array(2);
  const file = context.openRandom(path);
  file?.readAt(magic, 0);
  file?.close();
  return magic[0] === 0x1f && magic[1] === 0x8b;
}

/** Reads all rows, or up to what is not plain. */
async function inspect({ content }: Opened, values: PlainValues): Promise<PlainRows> {
  const widths = values.format.length > 0 ? values.format.map(({ length }) => length) : [defaultFormat.length];
  const { finding, head, fault } = await recognise(content, { form: values.form, widths, idle: () => {} });
  const form = "form" in finding ? finding.form : undefined;
  const rows = new PlainRows(form === "text");
  if (fault !== undefined) rows.fail("it cannot be read to its end");
  if (form !== "text" && form !== "csv" && form !== "tsv") rows.fail("it is neither AWS text nor CSV, TSV or Parquet");
  else if (BYTE_ORDER_MARK.every((byte, i) => head[i] === byte)) rows.fail("it begins with a byte order mark");
  else {
    const worker = readWorker({ formats: values.format, inspector: rows }, unusedContext);
    worker.use(form);
    const sink = new PlainBytes(worker, rows, form === "text");
    try {
      sink.feed(head);
      await content.pour(sink);
      worker.endSource(false);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      rows.fail(error.message);
    }
    const { blank = 0, skipped = {} }: Partial<LineCounts> = worker.counts();
    if (blank > 0 || Object.keys(skipped).length > 0) rows.fail("it has blank lines or comments");
  }
  return rows;
}

/** Columns of one name that are of several types have another one together. Throws NotPlain. */
function assertOneType(files: readonly PlainFile[]): void {
  const types = new Map<string, PlainColumn>();
  for (const { path, columns } of files) {
    for (const column of columns) {
      const key = column.name.toLowerCase();
      const first = types.get(key) ?? column;
      types.set(key, first);
      if (first.type === column.type && first.name === column.name) continue;
      throw new NotPlain(`${path}: ${column.name} has not the name and the type that it has in other files`);
    }
  }
}
