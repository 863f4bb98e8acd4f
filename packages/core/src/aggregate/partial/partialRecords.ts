// Makes sure that records are partial states, and have all that is merged: what one of them lacks would be missing in the result.
import type { Batch } from "../../batch.ts";
import type { AggregatePlan } from "../plan.ts";
import { PARTIAL_KEY, PARTIAL_VERSION } from "./mark.ts";
import { notAState, PartialError } from "./partialError.ts";

export class PartialRecords {
  readonly #states: readonly string[];
  /** Those that are never null. */
  readonly #counts: readonly string[];

  constructor({ accumulators }: AggregatePlan) {
    this.#states = [...new Set(accumulators.flatMap(({ field }) => field ?? []))];
    this.#counts = accumulators.flatMap(({ kind, field }) => (kind === "addedCounts" ? (field ?? []) : []));
  }

  /** Throws PartialError at the first record that cannot be merged. */
  check(batch: Batch): void {
    if (batch.selected === 0) return;
    this.#checkMarks(batch);
    for (const state of this.#states) {
      const place = this.#find(batch, state, 1);
      if (place >= 0) throw this.#lack(batch, place, state);
    }
    for (const count of this.#counts) if (this.#find(batch, count, 0) >= 0) throw notAState(count, "null");
  }

  #checkMarks(batch: Batch): void {
    const column = batch.fields.indexOf(PARTIAL_KEY);
    for (let place = 0; place < batch.selected; place++) {
      const version = batch.value(batch.rowAt(place), column);
      if (version === undefined) {
        throw new PartialError(
          `a record has no "${PARTIAL_KEY}": it is not a partial state`,
          "write all records with flow-group --partial",
        );
      }
      const text = batch.kernel.text(version.start, version.end);
      if (text === String(PARTIAL_VERSION)) continue;
      throw new PartialError(
        `partial states of version ${text} are not known here`,
        "use the version of flow-group that wrote them",
      );
    }
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

  #lack(batch: Batch, place: number, state: string): PartialError {
    const line = new TextDecoder().decode(batch.line(batch.rowAt(place)));
    const shown = line.length > WIDTH ? `${line.slice(0, WIDTH)}...` : line;
    return new PartialError(
      `a partial state has no "${state}": ${shown}`,
      "give --partial all aggregates that --merge is asked for",
    );
  }
}

/** The longest text of a record that a message shows. */
const WIDTH = 80;
