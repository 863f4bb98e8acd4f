// Logs as programs write them and logrotate turns them over: by renaming, copying and cutting, compressing, mirroring and
// cleaning, in steps between which anybody may look.
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Random } from "./random.ts";

const LINE = "2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 # 1 2 ACCEPT OK\n";
/** An old time: nobody is about to write to a file that has not changed since. */
const LONG_AGO = 1_700_000_000;

type Scheme = "renamed" | "dated" | "copied";
const schemes: readonly Scheme[] = ["renamed", "dated", "copied"];

/** One log and its rotations. */
export class RotatingLog {
  readonly #folder: string;
  readonly #random: Random;
  readonly #next: () => number;
  readonly #name: string;
  readonly #scheme: Scheme;
  readonly #delaysCompression: boolean;
  /** What is missing of the last line that was written. */
  #rest = "";
  #steps: Iterator<void> | undefined;
  #date = 20_260_101;

  /** `next` gives the number of the next record. */
  constructor(folder: string, name: string, random: Random, next: () => number) {
    this.#folder = folder;
    this.#name = name;
    this.#random = random;
    this.#next = next;
    this.#scheme = random.pick(schemes);
    this.#delaysCompression = random.once(2);
  }

  /** Something happens; `read`: the files all whose content has come out, and how long they were then. */
  step(read: ReadonlyMap<string, number>): void {
    const random = this.#random;
    if (this.#steps !== undefined) {
      if (this.#steps.next().done === true) this.#steps = undefined;
      return;
    }
    const choice = random.below(24);
    if (choice < 8) this.#steps = this.#rotate();
    else if (choice < 10) this.#clean(read);
    else if (choice < 12) this.#mirror();
    else this.#write(this.#path());
  }

  /** Ends what is under way: all lines are complete then. */
  finish(): void {
    while (this.#steps !== undefined) this.step(new Map());
    this.#write(this.#path(), false);
  }

  #path(name = this.#name): string {
    return join(this.#folder, name);
  }

  #write(path: string, mayBreak = true): void {
    const random = this.#random;
    let text = this.#rest;
    for (let count = random.below(5); count >= 0; count--) text += LINE.replace("#", String(this.#next()));
    // All but the line end, or somewhere before the last column.
    const cut = random.once(3) ? 1 : random.between(10, LINE.length);
    const length = mayBreak && random.once(3) ? text.length - cut : text.length;
    appendFileSync(path, text.slice(0, length));
    this.#rest = text.slice(length);
  }

  /** Brings a rotation about, step by step. */
  *#rotate(): Generator<void> {
    if (!existsSync(this.#path())) return;
    const target = this.#scheme === "dated" ? `${this.#name}-${this.#date++}` : `${this.#name}.1`;
    if (this.#scheme !== "dated") yield* this.#shift();
    if (this.#scheme === "copied") yield* this.#copy(target);
    else yield* this.#rename(target);
    if (!this.#delaysCompression) yield* this.#compress(target);
  }

  /** Makes room for a new first one. */
  *#shift(): Generator<void> {
    const rotation = new RegExp(`^${this.#name}\\.(\\d+)(\\.gz)?$`);
    const old = readdirSync(this.#folder).flatMap((name) => {
      const [, number, ending = ""] = rotation.exec(name) ?? [];
      return number === undefined ? [] : [{ name, number: Number(number), ending }];
    });
    if (this.#delaysCompression && existsSync(this.#path(`${this.#name}.1`))) {
      yield* this.#compress(`${this.#name}.1`);
      for (const each of old) if (each.number === 1) [each.name, each.ending] = [`${this.#name}.1.gz`, ".gz"];
    }
    for (const { name, number, ending } of old.toSorted((one, other) => other.number - one.number)) {
      renameSync(this.#path(name), this.#path(`${this.#name}.${number + 1}${ending}`));
      yield;
    }
  }

  *#rename(target: string): Generator<void> {
    renameSync(this.#path(), this.#path(target));
    yield;
    // Who has it open writes on until it is told.
    if (this.#rest !== "" || this.#random.once(2)) this.#write(this.#path(target), false);
    if (this.#random.once(2)) writeFileSync(this.#path(), "");
    yield;
  }

  *#copy(target: string): Generator<void> {
    // Half a line would stay half a line, whose other half comes to the file once it is cut.
    if (this.#rest !== "") this.#write(this.#path(), false);
    const content = readFileSync(this.#path());
    writeFileSync(this.#path(target), content.subarray(0, this.#random.below(content.length + 1)));
    yield;
    writeFileSync(this.#path(target), content);
    if (this.#random.once(2)) utimesSync(this.#path(target), LONG_AGO, LONG_AGO);
    yield;
    truncateSync(this.#path());
    yield;
  }

  *#compress(name: string): Generator<void> {
    const [plain, packed] = [this.#path(name), this.#path(`${name}.gz`)];
    const content = gzipSync(readFileSync(plain));
    const { mtime } = statSync(plain);
    writeFileSync(packed, content.subarray(0, this.#random.below(content.length)));
    yield;
    writeFileSync(packed, content);
    yield;
    utimesSync(packed, mtime, mtime);
    rmSync(plain);
    yield;
  }

  #clean(read: ReadonlyMap<string, number>): void {
    const isOld = ([name, size]: readonly [string, number]): boolean =>
      /^[-.]\d/.test(name.slice(this.#name.length)) && name.startsWith(this.#name) && this.#sizeOf(name) === size;
    const mine = [...read].filter(isOld).map(([name]) => name);
    const [first] = this.#random.shuffled(mine);
    if (first !== undefined) rmSync(this.#path(first), { force: true });
  }

  #sizeOf(name: string): number | undefined {
    return statSync(this.#path(name), { throwIfNoEntry: false })?.size;
  }

  /** A rotated file gets there again, as by rsync. */
  #mirror(): void {
    const mine = readdirSync(this.#folder).filter((name) => name.startsWith(`${this.#name}.`));
    const [first] = this.#random.shuffled(mine);
    if (first === undefined) return;
    copyFileSync(this.#path(first), this.#path(".copy"));
    renameSync(this.#path(".copy"), this.#path(first));
  }
}
