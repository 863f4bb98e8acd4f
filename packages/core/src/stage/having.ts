// The filter behind the groups: their lines pass through a filter of their own, in the same process, and what was only
// computed for its sake is left out.
import { NdjsonDecoder } from "../decode/ndjson.ts";
import { NdjsonEncoder } from "../encode/ndjson.ts";
import type { Output } from "../encode/output.ts";
import { compilePredicate } from "../expression/compile.ts";
import type { ListSource } from "../expression/lists.ts";
import { fieldsOf } from "../expression/print.ts";
import type { Expression } from "../expression/syntax.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { copyLines } from "./filter.ts";
import { type Stage, type Surroundings, Worker } from "./worker.ts";

export interface Having {
  readonly expression: Expression;
  /** The results to write, when they are not all; else undefined. */
  readonly shown: readonly string[] | undefined;
}

export class HavingFilter {
  readonly #worker: Worker;

  constructor({ expression, shown }: Having, surroundings: Surroundings) {
    const fields = [...new Set([...(shown ?? []), ...fieldsOf(expression)])];
    this.#worker = new Worker(surroundings, {
      decoder: (kernel, events) => new NdjsonDecoder(kernel, fields, events),
      stage: (kernel, output) => havingStage(kernel, output, { expression, shown }, surroundings),
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

  /** How many groups passed. */
  get records(): number {
    return this.#worker.counts().outRecords;
  }
}

function havingStage(kernel: Kernel, output: Output, { expression, shown }: Having, files: ListSource): Stage {
  const predicate = compilePredicate(kernel, expression, files);
  const encoder = new NdjsonEncoder(kernel, output);
  return {
    accept(batch) {
      batch.keep(predicate.evaluate(batch));
      if (shown === undefined) copyLines(batch, output);
      else encoder.write(batch, shown);
    },
    finish() {
      // Nothing is held back.
    },
  };
}
