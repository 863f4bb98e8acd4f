// The file of --match: connections, or pairs of addresses, one a line, with columns that are named as fields of the records are.
// CSV, TSV or NDJSON. The kernel reads it, because there may be a million of them.
import type { Context } from "@flowlogs/cli";
import { findField, listed } from "@flowlogs/core";
import {
  type BadTuple,
  feedLines,
  headingOf,
  lineNumbersOf,
  MatchTuples,
  tupleKindOf,
  TupleReader,
  twoColumns,
} from "@flowlogs/core/label";
import { type ReadWorker, readWorker, unusedContext } from "@flowlogs/core/stages";
import type { Batch } from "@flowlogs/core/write";

type MatchContext = Pick<Context, "load" | "refuse">;

/** With `both`, also what matches with source and destination exchanged. */
export function readMatchFile(path: string, both: boolean, context: MatchContext): MatchTuples {
  const bytes = context.load(path);
  const { columns, tuples } = new MatchLines(path, context).read(bytes);
  if (tuples === undefined) {
    const advice = "begin it with a line such as srcaddr,dstaddr,dstport, and give a line for each connection";
    return context.refuse(path, { problem: "it has nothing to match", advice });
  }
  const directions = both ? [columns, exchangedColumns(path, columns, context)] : [columns];
  return new MatchTuples(directions, tuples);
}

/** Bytes at the start of which none is 0 in a text. */
const HEAD = 4096;
const BLANK = 32;
const OPEN_BRACE = 123;

class MatchLines {
  readonly #path: string;
  readonly #context: MatchContext;
  readonly #worker: ReadWorker;
  #isHeaded = false;
  #format: "ndjson" | "csv" | "tsv" = "csv";
  columns: readonly string[] = [];
  tuples: TupleReader | undefined;

  constructor(path: string, context: MatchContext) {
    this.#path = path;
    this.#context = context;
    const bad = ({ line, detail }: { readonly line: number; readonly detail: string }): never =>
      this.#isHeaded || this.#format === "ndjson"
        ? this.#refuse(line, detail, "mend the line, or leave it out")
        : this.#refuseHeading();
    const header = (twice: string | undefined): void => {
      this.#isHeaded = true;
      if (twice !== undefined) context.refuse(path, twoColumns(twice));
    };
    const inspector = { accept: (batch: Batch) => this.#take(batch), bad, header };
    this.#worker = readWorker({ inspector }, unusedContext);
  }

  read(bytes: Uint8Array): this {
    this.#format = this.#formatOf(bytes);
    feedLines(this.#worker, bytes, this.#format);
    return this;
  }

  #formatOf(bytes: Uint8Array): "ndjson" | "csv" | "tsv" {
    if (bytes.subarray(0, HEAD).includes(0)) {
      const advice = "give CSV, TSV or NDJSON, not compressed";
      return this.#context.refuse(this.#path, { problem: "it is not text", advice });
    }
    if (bytes.find((byte) => byte > BLANK) === OPEN_BRACE) return "ndjson";
    const heading = headingOf(bytes);
    if (heading.includes("\t")) return "tsv";
    if (/[,;|]/.test(heading) || heading.trim() === "" || findField(heading.trim()) !== undefined) return "csv";
    return this.#refuseHeading();
  }

  #refuseHeading(): never {
    const problem = "its first line does not name columns of records";
    const advice = "begin it with a line such as srcaddr,dstaddr,dstport";
    return this.#context.refuse(this.#path, { problem, advice });
  }

  #take(batch: Batch): void {
    if (!this.#isHeaded && this.#format !== "ndjson") this.#refuseHeading();
    const names = this.#worker.keys;
    if (this.tuples === undefined) {
      this.columns = names;
      this.tuples = new TupleReader(names);
    }
    const lineOf = (place: number): number => lineNumbersOf(batch)(place);
    const added = names[this.columns.length];
    if (added !== undefined) this.#refuse(lineOf(0), `lines before it have no ${added}`, "give each line all columns");
    const places = this.columns.map((name) => batch.fields.indexOf(name));
    const bad = places.includes(-1)
      ? { place: 0, column: places.indexOf(-1) }
      : this.tuples.add(batch, places, this.#format !== "ndjson");
    if (bad !== undefined) this.#refuseValue(batch, places, bad, lineOf(bad.place));
  }

  #refuseValue(batch: Batch, places: readonly number[], { place, column }: BadTuple, line: number): never {
    const name = this.columns[column] ?? "";
    const at = places[column] ?? -1;
    const span = at < 0 ? undefined : batch.value(batch.rowAt(place), at);
    const text = span === undefined ? "" : batch.kernel.text(span.start, span.end).trim();
    if (text === "") return this.#refuse(line, `${name} is empty`, "give each line all columns");
    switch (tupleKindOf(name)) {
      case "address": {
        const advice = "write one address; prefixes go into a list, for the condition srcaddr in @FILE";
        return this.#refuse(line, `"${text}" is not an address`, advice);
      }
      case "number":
        return this.#refuse(line, `${name} is a number, and "${text}" is not`, "write it as the records have it");
      case "text":
        return this.#refuse(line, `${name} is a list or an object`, "give it one value");
    }
  }

  #refuse(line: number, problem: string, advice: string): never {
    return this.#context.refuse(`${this.#path}:${line}`, { problem, advice });
  }
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
