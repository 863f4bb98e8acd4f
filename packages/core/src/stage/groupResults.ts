// What becomes of the lines of groups before they are written: they pass through a worker of their own, in the same
// process, that computes results from aggregates, asks the filter after the groups, and leaves out what was computed
// only for their sake.
import { approximateKey } from "../aggregate/writeGroups.ts";
import type { DerivedResult } from "../aggregate/result.ts";
import type { Batch } from "../batch.ts";
import { NdjsonDecoder } from "../decode/ndjson.ts";
import { NdjsonEncoder } from "../encode/ndjson.ts";
import type { Output } from "../encode/output.ts";
import { bareWordsIn, bareWordsInScalars } from "../expression/parse/bareWords.ts";
import { compilePredicate } from "../expression/evaluate/compilePredicate.ts";
import { ComputedColumns } from "../expression/evaluate/computedColumns.ts";
import { fieldsOf, fieldsOfScalar } from "../expression/fields.ts";
import type { ListSource } from "../expression/evaluate/listFiles.ts";
import type { Expression, Scalar } from "../expression/syntax.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { membersOf } from "../text/member.ts";
import { copyLines } from "../encode/copyLines.ts";
import type { Stage, StageContext } from "./stage.ts";
import { StageWorker } from "./worker.ts";

export interface GroupResultsOptions {
  /** Write only the groups for which this holds. */
  readonly having?: Expression | undefined;
  /** Results that are computed from others, by their names. */
  readonly derived: ReadonlyMap<string, Scalar>;
  /** The fields to write, when they are not those of the lines; else undefined. */
  readonly shown: readonly string[] | undefined;
  /** The key that lists the results which come from a sketch, in the lines that have it. */
  readonly approximate: string;
}

export class GroupResults {
  readonly #worker: StageWorker;
  #forgotten = 0;

  constructor(options: GroupResultsOptions, context: StageContext) {
    const { having, derived, shown = [], approximate } = options;
    const asked = [...(having === undefined ? [] : fieldsOf(having)), ...[...derived.values()].flatMap(fieldsOfScalar)];
    const fields = [...new Set([...shown, ...asked])].filter((name) => !derived.has(name) && name !== approximate);
    this.#worker = new StageWorker(context, {
      decoder: (kernel, events) =>
        new NdjsonDecoder(kernel, [...fields, approximate], events, {
          exact: [approximate],
          computed: [...derived.keys()],
        }),
      stage: (kernel, output) => new ResultsStage(kernel, output, options, context),
    });
  }

  /** Takes whole lines. */
  write(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;) {
      const room = this.#worker.room();
      const part = bytes.subarray(done, done + room.length);
      room.set(part);
      this.#worker.advance(part.length);
      done += part.length;
    }
    this.#worker.flush();
  }

  finish(): void {
    this.#worker.endSource();
    this.#worker.finish();
  }

  /** How many groups were written. */
  get records(): number {
    return this.#worker.counts().outRecords - this.#forgotten;
  }

  /** Those that were written so far do not count. */
  forgetRecords(): void {
    this.#forgotten = this.#worker.counts().outRecords;
  }
}

class ResultsStage implements Stage {
  readonly words: readonly string[];
  readonly #output: Output;
  readonly #encoder: NdjsonEncoder;
  readonly #approximateEncoder: NdjsonEncoder;
  readonly #derived: ComputedColumns;
  readonly #holds: ((batch: Batch) => number) | undefined;
  readonly #shown: readonly string[] | undefined;
  readonly #whole: readonly string[];
  readonly #approximate: string;

  constructor(kernel: Kernel, output: Output, options: GroupResultsOptions, files: ListSource) {
    const { having, derived, shown, approximate } = options;
    const predicate = having === undefined ? undefined : compilePredicate(kernel, having, files);
    this.words = [...(having === undefined ? [] : bareWordsIn(having)), ...bareWordsInScalars(derived.values())];
    this.#output = output;
    this.#encoder = new NdjsonEncoder(kernel, output);
    this.#approximateEncoder = new NdjsonEncoder(kernel, output);
    this.#derived = new ComputedColumns(kernel, derived, files);
    this.#holds = predicate && ((batch) => predicate.evaluate(batch));
    this.#shown = shown;
    this.#whole = [...(shown ?? []), approximate];
    this.#approximate = approximate;
  }

  accept(batch: Batch): void {
    this.#derived.compute(batch);
    if (this.#holds !== undefined) batch.keep(this.#holds(batch));
    if (this.#shown === undefined) copyLines(batch, this.#output);
    else if (batch.kernel.hasValues(batch.columnOf(this.#approximate))) this.#writeEach(batch, this.#shown);
    else this.#encoder.write(batch, this.#shown);
  }

  /** Writes the groups one by one, as some have a key more. */
  #writeEach(batch: Batch, shown: readonly string[]): void {
    const { kernel, selected, list } = batch;
    const column = batch.columnOf(this.#approximate);
    const rows = Array.from({ length: selected }, (_, place) => batch.rowAt(place));
    batch.selected = 1;
    for (const row of rows) {
      kernel.words().fill(row, list / 4, list / 4 + 1);
      if (batch.isGiven(row, column)) this.#approximateEncoder.write(batch, this.#whole);
      else this.#encoder.write(batch, shown);
    }
  }

  finish(): void {
    // Nothing is held back.
  }
}

/** What a result comes to, as JSON, by the values that aggregates have in a record. */
export function deriveFrom({ name, scalar }: DerivedResult, record: string, context: StageContext): string | undefined {
  let line = "";
  const write = (bytes: Uint8Array): void => void (line += new TextDecoder().decode(bytes));
  const options = { derived: new Map([[name, scalar]]), shown: [name], approximate: approximateKey([name]) };
  const results = new GroupResults(options, { ...context, write });
  results.write(new TextEncoder().encode(`${record}\n`));
  results.finish();
  const [member] = membersOf(line) ?? [];
  return member === undefined ? undefined : line.slice(member.from, member.to).replace(/^"(?:[^"\\]|\\.)*":/, "");
}
