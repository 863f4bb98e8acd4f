// Tables of labels: CSV, TSV, NDJSON, JSON and Parquet. Rows of CSV and Parquet come from the decoders of flowlogs-read, a column at a
// time, because there may be a million; of JSON as objects.
import { type Context, isProblem } from "@flowlogs/cli";
import { LabelSource, type LabelValue, lineNumbersOf } from "@flowlogs/core/label";
import { type ReadWorker, readWorker, unusedContext } from "@flowlogs/core/stages";
import type { Batch } from "@flowlogs/core/write";
import { columnsOf, type TableColumns, validityOf } from "./columns.ts";
import { ADDRESS } from "./labelRecord.ts";

type Refuse = Pick<Context, "refuse">;

/** A table that is being read. */
export class LabelTable {
  readonly #name: string;
  readonly #key: string | undefined;
  readonly #context: Refuse;
  #columns: TableColumns | undefined;
  #source: LabelSource | undefined;

  constructor(name: string, key: string | undefined, context: Refuse) {
    this.#name = name;
    this.#key = key;
    this.#context = context;
  }

  /** The names of the columns. */
  open(names: readonly string[]): void {
    const columns = columnsOf(names, this.#key);
    if (isProblem(columns)) return this.#context.refuse(this.#name, columns);
    this.#columns = columns;
    this.#source = new LabelSource(
      this.#name,
      columns.labels.map(({ name }) => name),
    );
  }

  /** A row by its columns; `valueAt`: the value of a column. `line`: from 1; 0 where there are no lines. */
  add(valueAt: (place: number) => LabelValue, line: number): void {
    const columns = this.#columns;
    const source = this.#source;
    if (columns === undefined || source === undefined) return;
    const key = textOf(valueAt(columns.key));
    if (key === undefined) return this.#refuse(line, "the key is missing", "give each row one");
    const validity = validityOf(
      columns.from < 0 ? undefined : textOf(valueAt(columns.from)),
      columns.to < 0 ? undefined : textOf(valueAt(columns.to)),
    );
    if (isProblem(validity)) return this.#context.refuse(this.#placeOf(line), validity);
    const entry = source.add({ values: columns.labels.map(({ place }) => valueAt(place)), validity, line });
    if (columns.field !== ADDRESS) source.texts(columns.field).add(key, entry);
    else if (!source.addresses().add(key, entry)) {
      this.#refuse(
        line,
        `"${key}" is not an address, prefix or range`,
        "write 10.0.0.1, 10.0.0.0/8 or 10.0.0.1-10.0.0.9",
      );
    }
  }

  #refuse(line: number, problem: string, advice: string): never {
    return this.#context.refuse(this.#placeOf(line), { problem, advice });
  }

  #placeOf(line: number): string {
    return line === 0 ? this.#name : `${this.#name}:${line}`;
  }

  /** The source that the rows make. */
  finish(): LabelSource {
    if (this.#source !== undefined && this.#source.rows > 0) return this.#source;
    return this.#context.refuse(this.#name, {
      problem: "it has no labels",
      advice: "give a file with a heading and rows",
    });
  }
}

function textOf(value: LabelValue): string | undefined {
  return value === undefined || value === null || value === "" ? undefined : String(value).trim();
}

/** Objects, as rows of one table. `areLines`: each was a line of its own. */
export function tableOfObjects(
  table: LabelTable,
  rows: readonly Readonly<Record<string, LabelValue>>[],
  areLines: boolean,
): LabelSource {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  table.open(names);
  for (const [i, row] of rows.entries()) table.add((place) => row[names[place] ?? ""], areLines ? i + 1 : 0);
  return table.finish();
}

/** Takes the rows of CSV or Parquet as `feed` has a worker read them. */
export async function tableOfColumns(
  name: string,
  table: LabelTable,
  context: Refuse,
  feed: (worker: ReadWorker) => void | Promise<void>,
): Promise<LabelSource> {
  let fields: readonly string[] | undefined;
  const accept = (batch: Batch): void => {
    // The reader wants others too, which come after those of the file.
    if (fields === undefined) table.open((fields = batch.fields.filter((it) => batch.given?.has(it) === true)));
    addRows(table, batch);
  };
  const bad = ({ line, detail }: { readonly line: number; readonly detail: string }): never =>
    context.refuse(`${name}:${line}`, { problem: detail, advice: "mend the line, or leave it out" });
  const worker = readWorker({ inspector: { accept, bad, header: () => {} } }, unusedContext);
  await feed(worker);
  return table.finish();
}

function addRows(table: LabelTable, batch: Batch): void {
  const { kernel } = batch;
  const lineOf = lineNumbersOf(batch);
  for (let place = 0; place < batch.selected; place++) {
    const row = batch.rowAt(place);
    const valueAt = (column: number): LabelValue => {
      const span = batch.value(row, column);
      if (span === undefined) return undefined;
      const text = kernel.text(span.start, span.end);
      return span.text ? text : numberOf(text);
    };
    table.add(valueAt, lineOf(place));
  }
}

/** A number of JSON; one that a number of JavaScript does not hold stays a text. */
function numberOf(text: string): LabelValue {
  const value: unknown = JSON.parse(text);
  if (typeof value === "boolean" || value === null) return value;
  return typeof value === "number" && String(value) === text ? value : text;
}
