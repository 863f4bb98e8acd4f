// What a stream tells about its input: bad lines and notes as events, and at the end whether they are an error. What nobody
// listens for becomes a warning of the process: nothing is left out in silence.

import type { EventEmitter } from "node:events";
import { plural } from "../message.ts";
import { visible } from "../visible.ts";
import type { Counts } from "@flowlogs/base/contracts";
import type { Problem } from "@flowlogs/base/problem";
import { FlowlogsError, type Position } from "./errors.ts";
import type { CheckedOptions, SourceBadLine } from "./options.ts";

export class BadLineAccount {
  readonly #command: string;
  readonly #options: CheckedOptions["stream"];
  readonly #stream: EventEmitter;
  #count = 0;
  #isHeard = true;
  #first: SourceBadLine | undefined;
  #error: FlowlogsError | undefined;

  constructor(command: string, options: CheckedOptions["stream"], stream: EventEmitter) {
    this.#command = command;
    this.#options = options;
    this.#stream = stream;
  }

  add(line: SourceBadLine): void {
    this.#count += 1;
    this.#first ??= line;
    this.#options.onBadLine?.(line);
    const isHeard = this.#stream.emit("badLine", line) || this.#options.onBadLine !== undefined;
    this.#isHeard &&= isHeard;
  }

  note(text: string): void {
    if (!this.#stream.emit("note", text)) this.#warn(text);
  }

  missing({ problem, advice }: Problem, isVital: boolean): void {
    if (!isVital && this.#options.strict !== true) this.note(advice === undefined ? problem : `${problem}; ${advice}`);
    else this.fail(new FlowlogsError("missing-field", `${this.#command}: ${problem}`, { advice }));
  }

  /** The stream will end with this error; false if there was one before. */
  fail(error: FlowlogsError): boolean {
    this.#error ??= error;
    return this.#error === error;
  }

  /** The error with which the stream ends. */
  verdict({ lines, records }: Pick<Counts, "lines" | "records">): FlowlogsError | undefined {
    if (this.#first === undefined) return this.#error;
    const { source, line, reason, detail } = this.#first;
    const place = source === undefined ? `line ${line}` : `${source}:${line}`;
    const what = `${plural(this.#count, "bad line")}, first ${place}: ${detail === "" ? reason : `${reason}: ${detail}`}`;
    const { strict, limit } = this.#options;
    const isOver = limit !== undefined && this.#count > limit.allowed(Math.max(lines, this.#count));
    if (strict === true || isOver || records === 0) {
      this.#error ??= new FlowlogsError("bad-lines", `${this.#command}: ${what}`, {
        position: positionOf(this.#first),
      });
    } else if (!this.#isHeard) this.#warn(`skipped ${what}; listen for "badLine", or set maxBad`);
    return this.#error;
  }

  #warn(text: string): void {
    process.emitWarning(visible(`${this.#command}: ${text}`), "FlowlogsWarning");
  }
}

function positionOf({ line, byte, column }: SourceBadLine): Position {
  return { line, column, byte: byte === undefined ? undefined : byte + (column ?? 1) - 1 };
}
