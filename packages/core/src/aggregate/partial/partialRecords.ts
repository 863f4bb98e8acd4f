// Makes sure that records are partial states, that they are all that was written, and that they have all that is merged: what is
// lacking would be missing in the result.
import type { Problem } from "@flowlogs/base/problem";
import type { Kernel } from "@flowlogs/kernel/kernel";
import type { Batch } from "../../batch.ts";
import type { AggregatePlan } from "../plan.ts";
import { PARTIAL_KEY, STATES_KEY } from "./mark.ts";
import type { MergeRules } from "./mergeRules.ts";
import { notAState, PartialError } from "./partialError.ts";
import { PartialMarks } from "./partialMarks.ts";
import { refuseTies } from "./tiedStates.ts";

/** Of a text in the kernel's memory. */
type PlacedText = ReturnType<Kernel["place"]>;

export class PartialRecords {
  readonly #plan: AggregatePlan;
  readonly #states: readonly string[];
  /** Those that are never null. */
  readonly #counts: readonly string[];
  readonly #marks: PartialMarks;
  readonly #rules: MergeRules;
  #batch: Batch | undefined;
  /** The last mark, and where those are that were met. */
  #markText: string | undefined;
  #mark: PlacedText | undefined;
  readonly #placed = new Map<string, PlacedText>();
  #count = 0;
  /** How many there are by the records at the ends of runs, and how many such records. */
  #announced = 0;
  #runs = 0;

  /** `keys`: those that are asked for, as the data calls them. */
  constructor(plan: AggregatePlan, rules: MergeRules, keys: () => readonly string[]) {
    const { accumulators } = plan;
    this.#plan = plan;
    this.#rules = rules;
    this.#marks = new PartialMarks(keys, rules.ordered);
    this.#states = [...new Set(accumulators.flatMap(({ field }) => field ?? []))];
    this.#counts = accumulators.flatMap(({ kind, field }) => (kind === "addedCounts" ? (field ?? []) : []));
  }

  /** Narrows the selection to the states of groups. Throws PartialError at the first record that cannot be merged. */
  take(batch: Batch): void {
    this.#batch = batch;
    this.#checkMarks(batch);
    this.#takeEnds(batch);
    this.#count += batch.selected;
    for (const state of this.#states) {
      const place = this.#find(batch, state, 1);
      if (place >= 0) throw lack(batch, place, state);
    }
    for (const count of this.#counts) if (this.#find(batch, count, 0) >= 0) throw notAState(count, "null");
  }

  /** What is wrong with all that came: then there is no result. */
  flaw(badLines: number): Problem | undefined {
    const advice = "merge all that flow-group --partial wrote, as it is";
    if (badLines > 0) {
      const who = badLines === 1 ? "a line is" : `${badLines} lines are`;
      return { problem: `${who} not a partial state: cut off, or damaged`, advice };
    }
    if (this.#runs === 0 && this.#count === 0) return { problem: "no partial state came in", advice };
    if (this.#announced === this.#count) return undefined;
    if (this.#announced > this.#count) {
      const problem = `${this.#announced - this.#count} of ${this.#announced} partial states are missing`;
      return { problem, advice };
    }
    return { problem: "the end of a run's partial states is missing: it was cut off, or is not over", advice };
  }

  /** Throws PartialError when the results of the groups from..to-1 cannot be told. */
  checkResults(from: number, to: number): void {
    if (this.#marks.haveMoreKeys && this.#batch !== undefined) refuseTies(this.#batch.kernel, this.#plan, from, to);
  }

  notes(): readonly string[] {
    if (!this.#marks.haveMoreKeys) return [];
    return this.#rules.listed.map(
      (name) => `${name} comes in the order of the groups, not of the records: --partial was given more keys`,
    );
  }

  /** Looks at those marks that differ from the last one: mostly all of them are the same. */
  #checkMarks(batch: Batch): void {
    const { kernel } = batch;
    const column = batch.fields.indexOf(PARTIAL_KEY);
    const truth = batch.truth(0);
    if (this.#mark === undefined) kernel.bytes().fill(0, truth, truth + batch.rows);
    else kernel.equalText(column, false, this.#mark.at, this.#mark.length, truth);
    const [bytes, words] = [kernel.bytes(), kernel.words()];
    for (let place = 0; place < batch.selected; place++) {
      const row = words[batch.list / 4 + place] ?? 0;
      if (bytes[truth + row] === 1) continue;
      const mark = batch.value(row, column);
      const text = mark && kernel.text(mark.start, mark.end);
      if (text !== this.#markText) this.#markText = this.#marks.check(text);
    }
    this.#keepMark(kernel);
  }

  #keepMark(kernel: Kernel): void {
    if (this.#markText === undefined) return;
    const known = this.#placed.get(this.#markText) ?? kernel.place(this.#markText);
    this.#placed.set(this.#markText, known);
    this.#mark = known;
  }

  /** Leaves the records at the ends of runs out. */
  #takeEnds(batch: Batch): void {
    const { kernel } = batch;
    const column = batch.fields.indexOf(STATES_KEY);
    if (column < 0 || !kernel.hasValues(column)) return;
    for (let place = 0; place < batch.selected; place++) {
      const count = batch.value(batch.rowAt(place), column);
      if (count === undefined) continue;
      const text = kernel.text(count.start, count.end);
      if (!/^\d{1,15}$/.test(text)) throw notAState(STATES_KEY, text);
      this.#announced += Number(text);
      this.#runs++;
    }
    const truth = batch.truth(0);
    kernel.isNull(column, truth);
    batch.keep(truth);
  }

  /** The first place of the selection where the word of a span, its start or its end, is 0: absent, or null; or -1. */
  #find(batch: Batch, field: string, word: 0 | 1): number {
    const column = batch.fields.indexOf(field);
    const words = batch.kernel.words();
    for (let place = 0; place < batch.selected; place++) {
      const at = batch.spanAt(words[batch.list / 4 + place] ?? 0, column);
      if (words[at + word] === 0) return place;
    }
    return -1;
  }
}

function lack(batch: Batch, place: number, state: string): PartialError {
  const line = new TextDecoder().decode(batch.line(batch.rowAt(place)));
  const shown = line.length > WIDTH ? `${line.slice(0, WIDTH)}...` : line;
  return new PartialError(
    `a partial state has no "${state}": ${shown}`,
    "give --partial all aggregates that --merge is asked for",
  );
}

/** The longest text of a record that a message shows. */
const WIDTH = 80;
