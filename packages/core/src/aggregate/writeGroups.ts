// Groups to lines: the texts between the values, and who writes each value. The writing is the kernel's, but for results
// that take arithmetic.
import type { Output } from "../encode/output.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import type { Aggregate } from "./aggregate.ts";
import { callsOf, type Formula, writeResult } from "./formula.ts";
import type { AggregatePlan } from "./plan.ts";
import type { Results } from "./results.ts";
import { PART_SIZE, RESULT_HOST, RESULT_LIMIT, RESULT_TEXT, RESULT_VALUES } from "@flowlogs/kernel/opcodes";

function nullMembers(names: readonly string[]): string {
  return names.map((name) => `${JSON.stringify(name)}:null,`).join("");
}

/** A table of groups, as far as its lines go. */
export interface GroupLines {
  readonly kernel: Kernel;
  readonly table: number;
  readonly plan: AggregatePlan;
  readonly results: Results;
  /** The table of the pairs of an accumulator. */
  readonly pairsOf: (accumulator: number) => number;
}

/** The keys of the groups, which are called as the data calls them: nobody knows before there is some. */
export interface LineKeys {
  readonly count: number;
  readonly names: () => readonly string[];
  /** They are part of the groups. */
  readonly areGrouped: boolean;
  /** A member that every line ends with, as JSON, by the names of the keys. */
  readonly mark: ((names: readonly string[]) => string) | undefined;
  /** Which of several groupings it is. */
  readonly set: GroupingSet | undefined;
}

const encoder = new TextEncoder();

/** One of several groupings of the same records. */
export interface GroupingSet {
  readonly label: string;
  /** Keys that only others have, which are null in its lines: as they were asked for, and as the data calls them. */
  readonly asked: readonly string[];
  readonly others: () => readonly string[];
}

/** The key that says which grouping a record is of. */
export const GROUPING = "grouping";

export class LineWriter {
  readonly #lines: GroupLines;
  readonly #aggregates: readonly Aggregate[];
  readonly #keyCount: number;
  readonly #parts: number;
  readonly #hasKeys: boolean;
  /** What stands behind the results. */
  readonly #mark: LineKeys["mark"];
  #tail = "";
  /** What the keys of the groups are called in every line, once one is written. */
  readonly #keyNames: () => readonly string[];
  readonly #set: GroupingSet | undefined;
  #texts: readonly { readonly at: number; readonly length: number }[] = [];
  #length = 0;
  readonly #states = new Map<number, { readonly group: number; readonly text: Uint8Array }>();
  #approximateKey = "";

  /** Keys that are no part of the groups, as of the totals, are null in every line. */
  constructor(lines: GroupLines, keys: LineKeys, aggregates: readonly Aggregate[]) {
    this.#lines = lines;
    this.#aggregates = aggregates;
    this.#hasKeys = keys.areGrouped;
    this.#mark = keys.mark;
    this.#keyNames = keys.names;
    this.#set = keys.set;
    this.#keyCount = keys.areGrouped ? keys.count : 0;
    this.#parts = lines.kernel.allocate((this.#keyCount + aggregates.length + 1) * PART_SIZE);
  }

  #placeTexts(): void {
    const { kernel } = this.#lines;
    const [keys, hasKeys, aggregates] = [this.#keyNames(), this.#hasKeys, this.#aggregates];
    if (this.#mark !== undefined) this.#tail = `,${this.#mark(keys)}`;
    const nulls = hasKeys ? "" : nullMembers(keys);
    const others = nullMembers(this.#set?.others() ?? []);
    const lead = this.#set === undefined ? "" : `${JSON.stringify(GROUPING)}:${JSON.stringify(this.#set.label)},`;
    const names = [...(hasKeys ? keys : []), ...aggregates.map(({ name }) => name)];
    const texts = names.map((name, i) => {
      const start = i === 0 ? `{${lead}${nulls}` : ",";
      return `${start}${i === this.#keyCount ? others : ""}${JSON.stringify(name)}:`;
    });
    this.#texts = [...texts, this.#tail].map((text) => kernel.place(text));
    this.#length = this.#texts.reduce((sum, { length }) => sum + length, 0);
    this.#approximateKey = approximateKey([...keys, ...names, ...aggregates.flatMap(shownAs)]);
  }

  /** Writes the groups from..to-1, behind heads for merging when their arrival is known. */
  write(output: Output, from: number, to: number, escapes: boolean, arrivalWord = -1): void {
    const { kernel, table, results } = this.#lines;
    if (this.#texts.length === 0) this.#placeTexts();
    const isSketched = results.percentiles.sketches > 0;
    const length = this.#length + (isSketched ? this.#approximateLength() : 0);
    this.#layOut();
    kernel.host.writeResult = (result, group, out) => this.#writeResult(result, group, out);
    kernel.host.lengthOfResult = (result, group) => this.#stateOf(result, group).length;
    const count = this.#aggregates.length + (isSketched || this.#tail !== "" ? 1 : 0);
    output.write(
      to - from,
      (done, out, limit) => {
        const [keys, parts] = [this.#keyCount, this.#parts];
        return kernel.writeGroups(table, from + done, to, parts, keys, count, length, arrivalWord, escapes, out, limit);
      },
      () => kernel.groupsWritten.value - from,
    );
  }

  #layOut(): void {
    const { kernel, plan, pairsOf } = this.#lines;
    const entries = this.#texts.flatMap(({ at, length }, i) => {
      const formula = this.#aggregates[i - this.#keyCount]?.formula;
      const kind = formula === undefined ? RESULT_HOST : this.#kindOf(formula);
      const [part = 0] = formula?.kind === "call" ? plan.partsOf(formula) : [];
      return [at, length, kind, plan.accumulators[part]?.word ?? 0, kind === RESULT_VALUES ? pairsOf(part) : 0];
    });
    kernel.words().set(entries, this.#parts / 4);
  }

  #kindOf(formula: Formula): number {
    if (formula.kind !== "call" || formula.function.result !== undefined) return RESULT_HOST;
    const { state } = formula.function;
    if (state === "text" || state === "start") return RESULT_TEXT;
    const [part = 0] = this.#lines.plan.partsOf(formula);
    const kind = this.#lines.results.writerOf(part);
    return state !== undefined && kind === RESULT_HOST ? RESULT_TEXT : kind;
  }

  /** The state of a group as JSON. It is asked for twice: for its length, and to be written. */
  #stateOf(result: number, group: number): Uint8Array {
    const known = this.#states.get(result);
    if (known?.group === group) return known.text;
    const formula = this.#aggregates[result]?.formula;
    const text = encoder.encode(formula?.kind === "call" ? this.#lines.results.stateOf(formula, group) : "null");
    this.#states.set(result, { group, text });
    return text;
  }

  #writeResult(result: number, group: number, out: number): number {
    const { kernel, results } = this.#lines;
    const formula = this.#aggregates[result]?.formula;
    if (formula?.kind === "call" && formula.function.state !== undefined) {
      const state = this.#stateOf(result, group);
      this.#states.delete(result);
      kernel.bytes().set(state, out);
      return state.length;
    }
    const text = formula === undefined ? this.#approximate(group) : writeResult(results.resultOf(formula, group));
    const room = formula === undefined ? this.#approximateLength() : RESULT_LIMIT;
    return encoder.encodeInto(text, kernel.bytes().subarray(out, out + room)).written;
  }

  /** Names the results of the group that come from a sketch, or is empty. */
  #approximate(group: number): string {
    const { results } = this.#lines;
    const names = this.#aggregates
      .filter(({ formula }) => callsOf(formula).some((call) => results.isApproximate(call, group)))
      .flatMap(shownAs);
    const each = [...new Set(names)];
    return each.length === 0 ? "" : `,${JSON.stringify(this.#approximateKey)}:${JSON.stringify(each)}`;
  }

  #approximateLength(): number {
    const longest = JSON.stringify([this.#approximateKey, ...this.#aggregates.flatMap(shownAs)]);
    return encoder.encode(longest).length + 8;
  }
}

function shownAs({ name, shownAs: names = [name] }: Aggregate): readonly string[] {
  return names;
}

/** The key that names the results of a group that come from a sketch: one that no field of the line has. */
export function approximateKey(names: readonly string[]): string {
  let key = "approximate";
  while (names.includes(key)) key += "_";
  return key;
}
