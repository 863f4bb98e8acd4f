// The file of --match: connections, or pairs of addresses, one a line, with columns that are named as fields of the records are.
// CSV, TSV or NDJSON.
import type { Context } from "@flowlogs/cli";
import { findField, formatAddress, listed, parseAddress } from "@flowlogs/core";
import { feedDelimited, lineNumbersOf, MatchTuples } from "@flowlogs/core/label";
import { readWorker, unusedContext } from "@flowlogs/core/stages";
import type { Batch } from "@flowlogs/core/write";

export { anyOf } from "@flowlogs/core/label";

type MatchContext = Pick<Context, "load" | "refuse">;

interface MatchLine {
  readonly line: number;
  readonly values: readonly (string | undefined)[];
}

/** With `both`, also what matches with source and destination exchanged. */
export function readMatchFile(path: string, both: boolean, context: MatchContext): readonly MatchTuples[] {
  const bytes = context.load(path);
  const text = new TextDecoder().decode(bytes);
  const { columns, lines } = text.trimStart().startsWith("{")
    ? jsonLines(path, text, context)
    : delimitedLines(path, bytes, text, context);
  if (columns.length === 0 || lines.length === 0) {
    const advice = "begin it with a line such as srcaddr,dstaddr,dstport, and give a line for each connection";
    return context.refuse(path, { problem: "it has nothing to match", advice });
  }
  const isAddress = columns.map((name) => findField(name)?.kind === "address");
  const directions = both ? [columns, exchangedColumns(path, columns, context)] : [columns];
  const all = directions.map((names) => new MatchTuples(names, isAddress));
  for (const { line, values } of lines) {
    const tuple = values.map((value, i) => {
      const where = `${path}:${line}`;
      if (value === undefined || value === "")
        return context.refuse(where, { problem: `${columns[i]} is empty`, advice: "give each line all columns" });
      return isAddress[i] === true ? addressText(where, value, context) : value;
    });
    for (const tuples of all) tuples.add(tuple);
  }
  return all;
}

function addressText(where: string, value: string, context: MatchContext): string {
  const address = parseAddress(value);
  if (address !== undefined) return formatAddress(address);
  const advice = "write one address; prefixes go into a list, for the condition srcaddr in @FILE";
  return context.refuse(where, { problem: `"${value}" is not an address`, advice });
}

/** The fields of the other direction: dstaddr for srcaddr, srcport for dstport. */
function exchangedColumns(path: string, columns: readonly string[], context: MatchContext): readonly string[] {
  const exchanged = columns.map((column) => {
    const name = findField(column)?.name ?? column;
    if (name.includes("src")) return name.replace("src", "dst");
    return name.includes("dst") ? name.replace("dst", "src") : column;
  });
  if (exchanged.some((name, i) => name !== columns[i])) return exchanged;
  return context.refuse(path, {
    problem: `its columns, ${listed(columns, "and", 6)}, have no direction for --both`,
    advice: "name them srcaddr and dstaddr, or leave --both out",
  });
}

interface MatchLines {
  readonly columns: readonly string[];
  readonly lines: readonly MatchLine[];
}

function jsonLines(path: string, text: string, context: MatchContext): MatchLines {
  const rows = text.split("\n").flatMap((line, i) => {
    if (line.trim() === "") return [];
    try {
      return [{ line: i + 1, row: new Map<string, unknown>(Object.entries(JSON.parse(line))) }];
    } catch {
      return context.refuse(`${path}:${i + 1}`, {
        problem: "it is not JSON",
        advice: "mend the line, or leave it out",
      });
    }
  });
  const columns = [...new Set(rows.flatMap(({ row }) => [...row.keys()]))];
  return {
    columns,
    lines: rows.map(({ line, row }) => ({ line, values: columns.map((name) => scalarText(row.get(name))) })),
  };
}

function scalarText(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}

function delimitedLines(path: string, bytes: Uint8Array, text: string, context: MatchContext): MatchLines {
  const heading = text.slice(0, text.indexOf("\n") < 0 ? text.length : text.indexOf("\n"));
  if (!/[,;|\t]/.test(heading) && findField(heading.trim()) === undefined) {
    const problem = "its first line does not name columns of records";
    return context.refuse(path, { problem, advice: "begin it with a line such as srcaddr,dstaddr,dstport" });
  }
  let columns: readonly string[] = [];
  const lines: MatchLine[] = [];
  const accept = (batch: Batch): void => {
    columns = batch.fields.filter((it) => batch.given?.has(it) === true);
    const lineOf = lineNumbersOf(batch);
    for (let place = 0; place < batch.selected; place++) {
      const row = batch.rowAt(place);
      const values = columns.map((_, column) => {
        const span = batch.value(row, column);
        return span === undefined ? undefined : batch.kernel.text(span.start, span.end).trim();
      });
      lines.push({ line: lineOf(place), values });
    }
  };
  const bad = ({ line, detail }: { readonly line: number; readonly detail: string }): never =>
    context.refuse(`${path}:${line}`, { problem: detail, advice: "mend the line, or leave it out" });
  const worker = readWorker({ inspector: { accept, bad, header: () => {} } }, unusedContext);
  feedDelimited(worker, bytes, heading.includes("\t") ? "tsv" : "csv");
  return { columns, lines };
}
