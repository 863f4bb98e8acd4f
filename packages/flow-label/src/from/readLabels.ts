// Reads labels from a file, by its content, or from a folder of snapshots.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { isProblem } from "@flowlogs/cli";
import { feedLines, headingOf, type LabelSource, type LabelValue } from "@flowlogs/core/label";
import type { ReadWorker } from "@flowlogs/core/stages";
import type { RandomAccess } from "@flowlogs/formats/parquet/randomAccess";
import { DamagedData } from "@flowlogs/formats/compression/errors";
import { isMmdb } from "@flowlogs/formats/mmdb/detect";
import { isParquet, openBuffered } from "@flowlogs/sources/reader/open";
import { awsDocuments, awsListOf, awsRecords, isCut } from "./awsDocuments.ts";
import { type LabelContext, recordsSource } from "./recordsSource.ts";
import { history, type Snapshot } from "./snapshots.ts";
import { type LabelObject, LabelTable, noHeading, tableOfColumns, tableOfObjects } from "./tables.ts";

/** `key`: the column of a table that has the keys. */
export async function readLabels(name: string, key: string | undefined, context: LabelContext): Promise<LabelSource> {
  if (isFolder(name)) {
    noteKey(name, key, context);
    return readFolder(name, await snapshotsOf(name, context), context);
  }
  const bytes = await unpacked(name, context);
  if (isMmdb(name, bytes)) {
    noteKey(name, key, context);
    return await (await import("./mmdb.ts")).mmdbSource(name, bytes, context);
  }
  const document = parsed(bytes);
  const records = document === undefined ? undefined : awsRecords(document);
  if (records !== undefined) {
    noteKey(name, key, context);
    noteCut(name, document, context);
    return recordsSource(name, records, context);
  }
  return await readTable(name, bytes, document, key, context);
}

function noteKey(name: string, key: string | undefined, { note }: LabelContext): void {
  if (key !== undefined) note(`${name}: it has keys of its own; --key ${key} is for tables`);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** All bytes of a file, decompressed. */
async function unpacked(name: string, context: LabelContext): Promise<Uint8Array> {
  const bytes = unshared(context.load(name));
  const { content, isPacked = false } = await openBuffered({ name, bytes });
  if (!isPacked) return bytes;
  const pieces: Uint8Array[] = [];
  try {
    for (let piece = await content.next(() => {}); piece !== undefined; piece = await content.next(() => {})) {
      pieces.push(piece.slice());
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return context.refuse(name, { problem: error.message, advice: "fetch the file again" });
  }
  return Buffer.concat(pieces);
}

/** The bytes of a file, which are never shared among threads: this says so to the compiler without a copy. */
function unshared({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array<ArrayBuffer> {
  if (!(buffer instanceof ArrayBuffer)) throw new TypeError("the bytes of a file are shared");
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** A JSON document of one value; undefined where the bytes are something else. */
function parsed(bytes: Uint8Array): unknown {
  const first = bytes.find((byte) => byte > 32 && byte < 127);
  if (first !== 123 && first !== 91) return undefined;
  try {
    return JSON.parse(textOf(bytes));
  } catch {
    return undefined;
  }
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

async function snapshotsOf(folder: string, context: LabelContext): Promise<readonly Snapshot[]> {
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => !entry.name.startsWith("."));
  const inner = entries.find((entry) => isFolder(join(folder, entry.name)));
  if (inner !== undefined) {
    const advice = "give each folder of snapshots with a --from of its own";
    context.refuse(join(folder, inner.name), { problem: "it is a folder inside of one of snapshots", advice });
  }
  const names = entries.map((entry) => entry.name).toSorted();
  const snapshots: Snapshot[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const document = parsed(await unpacked(path, context));
    const list = awsListOf(document);
    const records = awsRecords(document);
    if (records === undefined || list === undefined) {
      const advice = `put only what these print there: ${awsDocuments}`;
      return context.refuse(path, { problem: "it is not a snapshot", advice });
    }
    noteCut(path, document, context);
    snapshots.push({ name, list, records });
  }
  return snapshots;
}

function noteCut(name: string, document: unknown, { note }: LabelContext): void {
  if (isCut(document)) note(`${name}: it is only a part of the list: it has a NextToken; fetch it without --max-items`);
}

function readFolder(folder: string, snapshots: readonly Snapshot[], context: LabelContext): LabelSource {
  const records = snapshots.length === 1 ? (snapshots[0]?.records ?? []) : history(snapshots);
  if (isProblem(records)) return context.refuse(join(folder, records.name), records);
  return recordsSource(folder, records, context);
}

async function readTable(
  name: string,
  bytes: Uint8Array,
  document: unknown,
  key: string | undefined,
  context: LabelContext,
): Promise<LabelSource> {
  const table = new LabelTable(name, key, context);
  if (isParquet(bytes.subarray(0, 4)))
    return await tableOfColumns(name, table, context, (worker) => feedParquet(name, bytes, worker, context), false);
  const text = document === undefined && bytes.find((byte) => byte > 32) === 123 ? textOf(bytes) : undefined;
  if (document === undefined && text === undefined) {
    return await tableOfColumns(name, table, context, (worker) => feedTable(name, bytes, worker, context), true);
  }
  const rows =
    text === undefined ? [document].flat().map((value) => ({ value, line: 0 })) : linesOf(name, text, context);
  return tableOfObjects(
    table,
    rows.map(({ value, line }) => ({ row: rowOf(value, line === 0 ? name : `${name}:${line}`, context), line })),
  );
}

interface JsonLine {
  readonly value: unknown;
  /** From 1; 0 where there are no lines. */
  readonly line: number;
}

/** The lines that are not blank. */
function linesOf(name: string, text: string, context: LabelContext): readonly JsonLine[] {
  return text.split("\n").flatMap((line, i): readonly JsonLine[] => {
    if (line.trim() === "") return [];
    try {
      return [{ value: JSON.parse(line), line: i + 1 }];
    } catch {
      const advice = "mend the line, or leave it out";
      return context.refuse(`${name}:${i + 1}`, { problem: "it is not JSON", advice });
    }
  });
}

function rowOf(value: unknown, where: string, context: LabelContext): LabelObject {
  if (!isRow(value)) {
    const advice = "give one object a row, with texts, numbers and booleans";
    return context.refuse(where, { problem: "it is not a row of labels", advice });
  }
  if (Object.values(value).some(isInexact))
    context.refuse(where, { problem: "a number is too large to be kept as it is", advice: "write it as a text" });
  return value;
}

/** A document of another kind, such as one of AWS's that is not known here, has objects inside of objects. */
function isRow(value: unknown): value is LabelObject {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((member) => member === null || typeof member !== "object")
  );
}

/** Whether JSON may have had other digits. */
function isInexact(value: LabelValue): boolean {
  return typeof value === "number" && (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER);
}

/** Bytes at the start of which none is 0 in a text. */
const HEAD = 4096;

function feedTable(name: string, bytes: Uint8Array, worker: ReadWorker, context: LabelContext): void {
  if (!bytes.some((byte) => byte > 32))
    context.refuse(name, { problem: "it is empty", advice: "give a table, or JSON" });
  const heading = headingOf(bytes);
  if (bytes.subarray(0, HEAD).includes(0))
    context.refuse(name, { problem: "it is not text", advice: "give a table, or JSON" });
  if (!/[,;|\t]/.test(heading)) context.refuse(name, noHeading("there is no comma, semicolon or tab"));
  feedLines(worker, bytes, heading.includes("\t") ? "tsv" : "csv");
}

async function feedParquet(name: string, bytes: Uint8Array, worker: ReadWorker, context: LabelContext): Promise<void> {
  const { readParquet } = await import("@flowlogs/formats/parquet/read");
  const file: RandomAccess = {
    byteLength: bytes.length,
    slice: async (start, end) => bytes.slice(start, end).buffer,
  };
  const onUnreadable = (what: string, advice: string): void => context.note(`${name}: ${what}; ${advice}`);
  try {
    await readParquet(file, worker, { start: undefined, end: undefined, onUnreadable });
  } catch (error) {
    if (!(error instanceof DamagedData)) throw error;
    context.refuse(name, { problem: error.message, advice: error.advice ?? "fetch the file again" });
  }
  worker.endSource();
}
