// Interim results of the command before, for a command that would hold them all: each set is an input of its own, for a worker
// of its own, whose output is an interim result again. Nothing of a set stays when the next one comes.
import { withoutMember } from "../text/member.ts";
import { LineStore } from "../stage/lineStore.ts";
import type { StageContext } from "../stage/stage.ts";
import type { Worker } from "@flowlogs/base/contracts";
import { feed } from "@flowlogs/base/feed";
import type { InterimWriter } from "./interimWriter.ts";
import { END, INTERIM_KEY, type Mark, textOf, withoutLastMark } from "./marks.ts";

/** Takes interim results, line by line. */
export interface InterimTaker {
  take(mark: Mark, line: Uint8Array): void;
  /** Nothing final came after them. */
  cut?(): void;
}

/** The worker of a set, as far as it is used here. */
export type SetWorker = Pick<Worker, "room" | "advance" | "satisfied" | "endSource" | "finish">;

const encoder = new TextEncoder();

/** Interim results that a command leaves out: the final ones come later. */
export const leftOut: InterimTaker = { take: () => undefined };

/** The line of a record without its mark. */
export function unmarkedLine(line: Uint8Array): Uint8Array {
  return withoutLastMark(line) ?? encoder.encode(withoutMember(textOf(line), INTERIM_KEY));
}

function nothing(): void {
  // Only the final results print notes.
}

/** A context for the worker of a set, which prints no notes: the final results do. */
export function silentContext({ temporary, load, refuse }: StageContext, write: StageContext["write"]): StageContext {
  return { write, note: nothing, missing: nothing, bad: nothing, temporary, load, refuse };
}

/** Gives a worker lines as its only source, to the end. */
export function runOn(lines: LineStore, worker: SetWorker): void {
  for (const part of lines.parts()) feed(part, worker);
  worker.endSource();
  worker.finish();
}

export class InterimSets implements InterimTaker {
  readonly #make: () => SetWorker;
  readonly #writer: InterimWriter;
  #set: Mark | undefined;
  #lines = new LineStore();

  /** `make`: a worker that writes to the writer. */
  constructor(make: () => SetWorker, writer: InterimWriter) {
    this.#make = make;
    this.#writer = writer;
  }

  take(mark: Mark, line: Uint8Array): void {
    // A set without its end was cut on the way: the next one takes its place.
    if (mark !== this.#set && mark !== END) this.#lines = new LineStore();
    this.#set = mark;
    if (typeof mark === "number") this.#lines.add(unmarkedLine(line));
    if (mark !== END) return;
    this.#writer.open();
    runOn(this.#lines, this.#make());
    this.#writer.close();
    this.#lines = new LineStore();
  }
}
