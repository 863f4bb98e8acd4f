// Tables of labels: CSV, TSV, NDJSON, JSON and Parquet. Rows of CSV and Parquet come from the decoders of flowlogs-read, a column at a
// time, because there may be a million; of JSON as objects.
import { type Context, isProblem } from "@flowlogs/cli";
import { parseAddresses } from "@flowlogs/core";
import {
  LabelColumns,
  LabelSource,
  type LabelValue,
  lineNumbersOf,
  twoColumns,
  type Validity,
} from "@flowlogs/core/label";
import { type ReadWorker, readWorker, unusedContext } from "@flowlogs/core/stages";
import type { Problem } from "@flowlogs/base/problem";
import type { Batch } from "@flowlogs/core/write";
import { columnsOf, type TableColumns, validityOf } from "./columns.ts";
import { isChecked, keyProblem } from "./keyProblem.ts";
import { ADDRESS } from "./labelRecord.ts";

/** Validities that are remembered. */
const KNOWN_LIMIT = 65_536;

type Refuse = Pick<Context, "refuse">;

interface Dates {
  readonly validities: readonly (Validity | undefined)[] | undefined;
  /** The first row that is not among them. */
  readonly end: number;
  /** What is wrong with it. */
  readonly problem?: Problem | undefined;
}

/** A table that is being read. */
export class LabelTable {
  readonly #name: string;
  readonly #key: string | undefined;
  readonly #context: Refuse;
  #columns: TableColumns | undefined;
  #source: LabelSource | undefined;
  #reader: LabelColumns | undefined;
  /** By the texts of the times. */
  readonly #validities = new Map<string, Validity | Problem>();
  #field: string | undefined;

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
    if (key === undefined) return this.#refuseMissing(line);
    const validity = validityIn(columns, valueAt);
    if (isProblem(validity)) return this.#context.refuse(this.#placeOf(line), validity);
    const entry = source.add({ values: columns.labels.map(({ place }) => valueAt(place)), validity, line });
    this.#field ??= fieldOf(columns, key);
    this.#checkKey(this.#field, key, line);
    if (this.#field !== ADDRESS) source.texts(this.#field).add(key, entry);
    else if (!source.addresses().add(key, entry)) this.#refuseKey(line, key);
  }

  /** All rows of a batch. */
  addBatch(batch: Batch): void {
    const columns = this.#columns;
    const source = this.#source;
    if (columns === undefined || source === undefined) return;
    const keyAt = (row: number): string | undefined => textOf(valueIn(batch, row, columns.key));
    const field = (this.#field ??= fieldOf(columns, keyAt(0)));
    this.#reader ??= new LabelColumns(source, field === ADDRESS ? source.addresses() : source.textColumns(field), {
      key: columns.key,
      labels: columns.labels.map(({ place }) => place),
    });
    const lineOf = lineNumbersOf(batch);
    const dates = this.#datesOf(batch, columns);
    for (const row of this.#reader.addKeys(batch)) {
      if (row > dates.end) break;
      const key = keyAt(row);
      if (key === undefined) this.#refuseMissing(lineOf(row));
      else if (row < dates.end && !this.#reader.addKey(key, row)) this.#refuseKey(lineOf(row), key);
    }
    if (isChecked(field)) {
      for (let row = 0; row < dates.end; row++) this.#checkKey(field, keyAt(row) ?? "", lineOf(row));
    }
    if (dates.problem !== undefined) this.#context.refuse(this.#placeOf(lineOf(dates.end)), dates.problem);
    const lines = new Uint32Array(batch.rows);
    for (let row = 0; row < batch.rows; row++) lines[row] = lineOf(row);
    this.#reader.addRows(batch, lines, dates.validities);
  }

  /** When the rows are in force, up to the first that does not make sense. */
  #datesOf(batch: Batch, columns: TableColumns): Dates {
    if (columns.from < 0 && columns.to < 0) return { validities: undefined, end: batch.rows };
    const validities: (Validity | undefined)[] = [];
    for (let row = 0; row < batch.rows; row++) {
      const validity = this.#validityAt(batch, row, columns);
      if (isProblem(validity)) return { validities, end: row, problem: validity };
      validities.push(validity);
    }
    return { validities, end: batch.rows };
  }

  #checkKey(field: string, key: string, line: number): void {
    const problem = keyProblem(field, key);
    if (problem !== undefined) this.#context.refuse(this.#placeOf(line), problem);
  }

  /** Few rows have times of their own: to read one takes longer than all else of a row. */
  #validityAt(batch: Batch, row: number, { from, to }: TableColumns): Validity | undefined | Problem {
    const begin = from < 0 ? undefined : textOf(valueIn(batch, row, from));
    const end = to < 0 ? undefined : textOf(valueIn(batch, row, to));
    if (begin === undefined && end === undefined) return undefined;
    const key = `${begin ?? ""}\0${end ?? ""}`;
    const known = this.#validities.get(key) ?? validityOf(begin, end);
    if (this.#validities.size >= KNOWN_LIMIT) this.#validities.clear();
    if (known !== undefined) this.#validities.set(key, known);
    return known;
  }

  #refuseMissing(line: number): never {
    return this.#refuse(line, "the key is missing", "give each row one");
  }

  #refuseKey(line: number, key: string): never {
    const advice = "write 10.0.0.1, 10.0.0.0/8 or 10.0.0.1-10.0.0.9";
    return this.#refuse(line, `"${key}" is not an address, prefix or range`, advice);
  }

  #refuse(line: number, problem: string, advice: string): never {
    return this.#context.refuse(this.#placeOf(line), { problem, advice });
  }

  #placeOf(line: number): string {
    return line === 0 ? this.#name : `${this.#name}:${line}`;
  }

  /** The source that the rows make. */
  finish(): LabelSource {
    this.#reader?.finish();
    if (this.#source !== undefined && this.#source.rows > 0) return this.#source;
    return this.#context.refuse(this.#name, {
      problem: "it has no labels",
      advice: "give a file with a heading and rows",
    });
  }
}

/** The field that the keys are for. A column of any name that --key gives has addresses where its first row has one. */
function fieldOf({ field }: TableColumns, first: string | undefined): string {
  return field === "*" && first !== undefined && parseAddresses(first) !== undefined ? ADDRESS : field;
}

function validityIn(
  { from, to }: TableColumns,
  valueAt: (place: number) => LabelValue,
): Validity | undefined | Problem {
  return validityOf(from < 0 ? undefined : textOf(valueAt(from)), to < 0 ? undefined : textOf(valueAt(to)));
}

function textOf(value: LabelValue): string | undefined {
  return value === undefined || value === null || value === "" ? undefined : String(value).trim();
}

export type LabelObject = Readonly<Record<string, LabelValue>>;

/** Objects, as rows of one table, each with its line: 0 where there are none. */
export function tableOfObjects(
  table: LabelTable,
  rows: readonly { readonly row: LabelObject; readonly line: number }[],
): LabelSource {
  const names = [...new Set(rows.flatMap(({ row }) => Object.keys(row)))];
  table.open(names);
  for (const { row, line } of rows) table.add((place) => row[names[place] ?? ""], line);
  return table.finish();
}

/** `why`: how that is known. */
export function noHeading(why: string): Problem {
  return {
    problem: `its first line does not name columns: ${why}`,
    advice: "begin it with a line such as cidr,owner",
  };
}

/** Takes the rows of CSV or Parquet as `feed` has a worker read them. */
export async function tableOfColumns(
  name: string,
  table: LabelTable,
  context: Refuse,
  feed: (worker: ReadWorker) => void | Promise<void>,
  hasHeading: boolean,
): Promise<LabelSource> {
  let fields: readonly string[] | undefined;
  let isHeaded = !hasHeading;
  const assertHeaded = (): void => {
    if (!isHeaded) context.refuse(name, noHeading("one of its cells begins with a digit"));
  };
  const accept = (batch: Batch): void => {
    assertHeaded();
    // The reader wants others too, which come after those of the file.
    if (fields === undefined) table.open((fields = batch.fields.filter((it) => batch.given?.has(it) === true)));
    table.addBatch(batch);
  };
  const header = (twice: string | undefined): void => {
    isHeaded = true;
    if (twice !== undefined) context.refuse(name, twoColumns(twice));
  };
  const bad = ({ line, detail }: { readonly line: number; readonly detail: string }): never => {
    assertHeaded();
    return context.refuse(`${name}:${line}`, { problem: detail, advice: "mend the line, or leave it out" });
  };
  const worker = readWorker({ inspector: { accept, bad, header } }, unusedContext);
  await feed(worker);
  return table.finish();
}

function valueIn(batch: Batch, row: number, column: number): LabelValue {
  const span = batch.value(row, column);
  if (span === undefined) return undefined;
  const text = batch.kernel.text(span.start, span.end);
  return span.text ? text : numberOf(text);
}

/** A number of JSON; one that a number of JavaScript does not hold stays a text. */
function numberOf(text: string): LabelValue {
  const value: unknown = JSON.parse(text);
  if (typeof value === "boolean" || value === null) return value;
  return typeof value === "number" && String(value) === text ? value : text;
}
