// Takes what a reader's threads make of what they read: partial states, for the command that merges them, instead of records for
// the commands that the threads have run. What the reader reports meanwhile is held back until all could be merged: if not, all is
// read again, without that.
import type { Host } from "./host.ts";
import { innerHost, type Link, Receiver, type Taker } from "./receiver.ts";
import type { Context, SourceContext } from "@flowlogs/base/contracts";
import { Unmergeable } from "@flowlogs/base/errors";

/** What threads may do of a chain. */
export interface SharedStages {
  /** The reader's values for it. */
  readonly valuesFor: (values: never) => never;
  /** How many of the commands after the reader they run. */
  readonly count: number;
  /** Merges what they write, in place of the last of these. */
  readonly merging: Link;
}

/** What is around the command that merges. */
type MergingPlace = Parameters<typeof Receiver.open>[2];
type Reporting = Pick<SourceContext, "bad" | "note" | "missing" | "failed">;

/** Reports that are held back at most. */
const MAX_HELD = 100_000;

export class StatesTarget implements Taker {
  readonly #shared: SharedStages;
  readonly #records: Taker;
  readonly #host: Host;
  readonly #place: MergingPlace;
  #merging: Receiver | undefined;
  #held: (() => void)[] | undefined;

  /** `records`: the first command after the reader; `place`: that of the last one that threads run. */
  constructor(shared: SharedStages, records: Taker, host: Host, place: MergingPlace) {
    this.#shared = shared;
    this.#records = records;
    this.#host = host;
    this.#place = place;
  }

  valuesFor(values: never): never {
    return this.#shared.valuesFor(values);
  }

  write(bytes: Uint8Array): void {
    (this.#merging ?? this.#records).write(bytes);
  }

  end(): void {
    (this.#merging ?? this.#records).end();
  }

  /** States cannot be merged: records come, from the beginning. */
  giveUp(): void {
    this.#merging = undefined;
    this.#held = undefined;
  }

  /** The part of the reader's context that reports. `where`: of the link whose condition it tests. */
  reporting(to: Reporting, report: SourceContext["report"], where: Context | undefined): Partial<SourceContext> {
    return {
      beginStates: () => this.#begin(),
      ...this.#holdingBack(to),
      bad: (line) => this.#tellLater(() => to.bad(line)),
      failed: (...failure) => this.#tellLater(() => to.failed(...failure)),
      report: (counts) => this.#tellLater(() => report(counts)),
      where: where && this.#holdingBack(where),
    };
  }

  /** Reports what was held back. */
  tell(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const report of held) report();
  }

  #holdingBack(to: Pick<Context, "note" | "missing">): Pick<Context, "note" | "missing"> {
    return {
      note: (text) => this.#tellLater(() => to.note(text)),
      missing: (problem, isVital) => this.#tellLater(() => to.missing(problem, isVital)),
    };
  }

  #tellLater(report: () => void): void {
    if (this.#held === undefined) return report();
    if (this.#held.length === MAX_HELD) throw new Unmergeable("too much is to be reported");
    this.#held.push(report);
  }

  async #begin(): Promise<void> {
    this.#held = [];
    const { next } = this.#place;
    const host = next === undefined ? this.#host : innerHost(this.#host, next);
    this.#merging = await Receiver.open(this.#shared.merging, host, this.#place);
    if (this.#merging === undefined) throw new Error(`${this.#shared.merging.command.name} cannot merge states`);
  }
}
