// flow-top without --by: what to rank by is known when the first record is there (rank/usualKey.ts). Until then the bytes
// are kept; the worker that is made then gets them as they came.
import { COMPLETE_KEY } from "@flowlogs/base/completeLine";
import { foreignInput } from "../decode/foreign.ts";
import { isProblem, type Problem } from "@flowlogs/base/problem";
import { keyFor } from "../field.ts";
import { USUAL, usualKey } from "../rank/usualKey.ts";
import { INTERIM_KEY } from "../interim/marks.ts";
import { keysOf, withoutMember } from "../text/member.ts";
import type { StageCounts, StageContext } from "./stage.ts";
import type { StageWorker } from "./worker.ts";

/** Bytes without a record among them that are kept. */
const LIMIT = 1 << 20;
const CHUNK = 65_536;
const NEWLINE = 10;

/** The keys of lines that are not records. */
const notRecords: ReadonlySet<string | undefined> = new Set([INTERIM_KEY, COMPLETE_KEY]);

const decoder = new TextDecoder();

export class UsualTop {
  readonly holds = true;
  readonly isTimely: boolean;
  readonly #missing: StageContext["missing"];
  readonly #make: (key: string) => StageWorker;
  #worker: StageWorker | undefined;
  #key = USUAL;
  #problem: Problem | undefined;
  #bytes = new Uint8Array(CHUNK);
  #length = 0;
  /** Lines before this place are not records. */
  #looked = 0;
  /** Where sources ended. */
  readonly #ends: { readonly at: number; readonly cutShort: boolean }[] = [];

  /** `make`: the worker that ranks by a key. */
  constructor(context: StageContext, isTimely: boolean, make: (key: string) => StageWorker) {
    this.isTimely = isTimely;
    this.#missing = context.missing;
    this.#make = make;
  }

  get satisfied(): boolean {
    return this.#problem !== undefined || this.#worker?.satisfied === true;
  }

  get completed(): string | undefined {
    return this.#worker?.completed;
  }

  readonly objection = foreignInput;

  room(): Uint8Array {
    if (this.#worker !== undefined) return this.#worker.room();
    if (this.#bytes.length - this.#length < CHUNK / 2) {
      const larger = new Uint8Array(2 * this.#bytes.length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    return this.#bytes.subarray(this.#length);
  }

  advance(length: number): void {
    if (this.#worker !== undefined) {
      this.#worker.advance(length);
      return;
    }
    this.#length += length;
    this.#look(this.#bytes.lastIndexOf(NEWLINE, this.#length - 1) + 1);
    if (this.#length > LIMIT) this.#open();
  }

  flush(): void {
    this.#worker?.flush();
  }

  idle(): number | undefined {
    return this.#worker?.idle();
  }

  endSource(cutShort = false): void {
    if (this.#worker === undefined && !cutShort) this.#look(this.#length);
    if (this.#worker !== undefined) this.#worker.endSource(cutShort);
    else {
      this.#ends.push({ at: this.#length, cutShort });
      this.#looked = this.#length;
    }
  }

  /** An unfinished line is forgotten. */
  leaveSource(): void {
    if (this.#worker !== undefined) this.#worker.leaveSource();
    else this.#length = this.#bytes.lastIndexOf(NEWLINE, this.#length - 1) + 1;
  }

  finish(): void {
    if (this.#problem === undefined) this.#open();
    const worker = this.#worker;
    if (this.#key !== USUAL && worker !== undefined && keyFor(USUAL, worker.keys) !== undefined) {
      const problem = `without --by, records are ranked by "${this.#key}", which the first record has, but others have ${USUAL}`;
      this.#problem = { problem, advice: "give --by" };
    }
    if (this.#problem === undefined) worker?.finish();
    else this.#missing(this.#problem, true);
  }

  counts(): StageCounts {
    return this.#worker?.counts() ?? { lines: 0, records: 0, bytes: 0, outRecords: 0, dropped: {} };
  }

  /** Looks for a record on the lines up to this place. */
  #look(to: number): void {
    while (this.#looked < to && this.#worker === undefined && !this.satisfied) {
      const newline = this.#bytes.indexOf(NEWLINE, this.#looked);
      const end = newline < 0 || newline > to ? to : newline + 1;
      const line = decoder.decode(this.#bytes.subarray(this.#looked, end));
      this.#looked = end;
      const keys = keysOf(line);
      if (keys === undefined || (keys.length === 1 && notRecords.has(keys[0]))) continue;
      const key = usualKey(keys.includes(INTERIM_KEY) ? withoutMember(line, INTERIM_KEY) : line);
      if (isProblem(key)) this.#problem = key;
      else this.#open(key);
    }
  }

  /** Makes the worker, and gives it what is here. */
  #open(key = USUAL): void {
    if (this.#worker !== undefined) return;
    this.#key = keyFor(USUAL, [key]) === undefined ? key : USUAL;
    const worker = this.#make(this.#key);
    this.#worker = worker;
    let done = 0;
    const giveUpTo = (end: number): void => {
      while (done < end && !worker.satisfied) {
        const room = worker.room();
        const part = this.#bytes.subarray(done, Math.min(end, done + room.length));
        room.set(part);
        worker.advance(part.length);
        done += part.length;
      }
    };
    for (const { at, cutShort } of this.#ends) {
      giveUpTo(at);
      worker.endSource(cutShort);
    }
    giveUpTo(this.#length);
    this.#bytes = new Uint8Array(0);
  }
}
