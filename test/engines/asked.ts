// Asks a pipeline here and on an engine, and brings both answers into a form in which they can be compared.
import { readFileSync } from "node:fs";
import { isProblem } from "../../packages/base/src/problem.ts";
import { memoryHost } from "../../packages/cli/src/memoryHost.ts";
import { execute } from "../../packages/cli/src/run.ts";
import {
  type EngineColumn,
  engines,
  type EngineKind,
  type EngineRow,
  type EngineTable,
  rowWriter,
} from "../../packages/engines/src/index.ts";
import { command as query } from "../../packages/flow-query/src/command.ts";
import { cutFor } from "../../packages/flow-query/src/engine/cut.ts";
import { labelsFor } from "../../packages/flow-query/src/engine/labels.ts";
import { parsePipeline, plainPipeline } from "../../packages/flow-query/src/pipeline/parse.ts";
import { printPipeline } from "../../packages/flow-query/src/pipeline/print.ts";
import { unconfigured } from "../../packages/flow-query/src/pipeline/configured.ts";
import { listFiles } from "./plans.ts";

/** An engine with a table of records. */
export interface AskedEngine {
  readonly kind: EngineKind;
  readonly table: EngineTable;
  /** The reader, where it says more than `read`: a window. */
  readonly reader?: string;
  rows(text: string, columns: readonly EngineColumn[]): Promise<readonly EngineRow[]>;
}

export interface Answered {
  readonly out: string;
  /** Why the engine cannot, or what it cannot do of it. */
  readonly refused?: string;
  readonly cut?: string;
}

/** Labels of the README. */
const fixtures = "test/fixtures/labels";
const files = {
  ...listFiles,
  ...Object.fromEntries(
    ["sample-eni.json", "sample-ip-ranges.json", "city.mmdb"].map((name) => {
      const path = `${fixtures}/${name}`;
      return [path, new Uint8Array(readFileSync(path))];
    }),
  ),
};

/** The pipeline without its reader, on these bytes. */
export async function answeredHere(pipeline: string, input: string): Promise<string> {
  const host = memoryHost({ stdin: input, files });
  await execute(query, [pipeline, "--quiet"], host);
  return host.out();
}

/** A file of a list, or of labels. */
export function listBytes(path: string): Uint8Array {
  const content = files[path] ?? "";
  return typeof content === "string" ? new TextEncoder().encode(content) : content;
}

export async function answeredBy(pipeline: string, engine: AskedEngine): Promise<Answered> {
  const { kind, table, reader = "read" } = engine;
  const text = `${reader} | ${pipeline}`;
  const [links, compiled] = [await parsePipeline(text, unconfigured), plainPipeline(text)];
  if (isProblem(links) || isProblem(compiled)) throw new Error(`${text}: ${JSON.stringify([links, compiled])}`);
  const dialect = await engines[kind].dialect?.();
  if (dialect === undefined) throw new Error(`${kind} has no dialect`);
  const labelsOf = await labelsFor(links, listBytes);
  const cut = cutFor(dialect, links, compiled.commands, table, { load: listBytes, mayBringRecords: true, labelsOf });
  if (isProblem(cut)) return { out: "", refused: cut.problem };
  const { columns, approximate } = cut.query;
  const out = new TextDecoder().decode(rowWriter(columns, approximate)(await engine.rows(cut.query.text, columns)));
  if (cut.rest.length === 0) return { out };
  return { out: await answeredHere(printPipeline(cut.rest), out), ...(cut.why === undefined ? {} : { cut: cut.why }) };
}

/** An answer there without the values that it calls approximate, and the one here without those too. */
export function withoutApproximate(there: string, here: string): readonly [there: string, here: string] {
  const names = new Set<string>();
  for (const line of there.split("\n")) {
    const { approximate = [] }: { readonly approximate?: readonly string[] } = line === "" ? {} : JSON.parse(line);
    for (const name of approximate) names.add(name);
  }
  if (names.size === 0) return [there, here];
  names.add("approximate");
  const without = (out: string): string =>
    out.replaceAll(/^.+$/gm, (line) => {
      const row: Readonly<Record<string, unknown>> = JSON.parse(line);
      return JSON.stringify(Object.fromEntries(Object.entries(row).filter(([name]) => !names.has(name))));
    });
  return [without(there), without(here)];
}

/** Rows without what is null, in an order of their own unless they are ranked; fractions to 12 digits. */
export function comparable(out: string, isRanked: boolean): readonly string[] {
  const rows = out.split("\n").flatMap((line) => (line === "" ? [] : rowOf(line)));
  return isRanked ? rows : rows.toSorted();
}

function rowOf(line: string): string {
  // Digits that a double would lose are compared as a text.
  const exact = line.replaceAll(/(?<=[:,[])-?\d{16,}(?=[,}\]])/g, '"$&"');
  const row: Readonly<Record<string, unknown>> = JSON.parse(exact);
  const known = Object.entries(row).filter(([, value]) => value !== null);
  return JSON.stringify(known.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => [name, rounded(value)]));
}

function rounded(value: unknown): unknown {
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(12)) : value;
}
