// What comes of what threads read: records, or the states that the commands of the run make of them (ThreadStages). It is either
// of them for the whole run, and the first source decides: one that must be read here gives records.
import type { SourceContext } from "@flowlogs/cli";
import { Unmergeable } from "@flowlogs/base/errors";
import { LEAST_SHARERS, type ReadValues } from "../options.ts";

export class ThreadOutput {
  readonly #values: ReadValues;
  readonly #context: Pick<SourceContext, "beginStates">;
  #isOf: "states" | "records" | undefined;

  /** `threads`: how many there may be. */
  constructor(values: ReadValues, context: Pick<SourceContext, "beginStates">, threads: number) {
    this.#values = values;
    this.#context = context;
    const isShared = values.stages !== undefined && context.beginStates !== undefined && threads >= LEAST_SHARERS;
    if (!isShared) this.#isOf = "records";
  }

  /** It may still be states. */
  get isOpen(): boolean {
    return this.#isOf !== "records";
  }

  /** What threads are to do. */
  async forThreads(): Promise<ReadValues> {
    if (this.#isOf === undefined) await this.#context.beginStates?.();
    this.#isOf ??= "states";
    return this.#isOf === "states" ? this.#values : { ...this.#values, stages: undefined };
  }

  /** A source is read here. Throws Unmergeable. */
  readHere(): void {
    if (this.#isOf === "states") throw new Unmergeable("a source cannot be read in a thread");
    this.#isOf = "records";
  }
}
