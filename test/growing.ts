// Logs that grow, for the tests of what reads them again and again: records that are told apart by their numbers.
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { run, scratch } from "./command.ts";
import type { Random } from "./fuzz/random.ts";

/** Lines of log whose `bytes` count up. */
export function log(from: number, count: number): string {
  const line = (at: number): string => `2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 ${from + at} 1 2 ACCEPT OK\n`;
  return Array.from({ length: count }, (_, at) => line(at)).join("");
}

/** The numbers in an output; what is no whole record is left out. */
export function numbers(output: string): number[] {
  return [...output.matchAll(/^\{.*?"bytes":(\d+)[,}](?:.*\})?$/gm)].map(([, digits]) => Number(digits));
}

export function upTo(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}

/** What makes a folder grow by up to so many records at a time, in files that are there or new ones. */
export class Growth {
  readonly #folder: string;
  readonly #random: Random;
  readonly #most: number;
  /** Records that are there. */
  written = 0;

  constructor(folder: string, random: Random, most: number) {
    this.#folder = folder;
    this.#random = random;
    this.#most = most;
  }

  grow(): void {
    const random = this.#random;
    const count = random.between(1, this.#most);
    const content = log(this.written, count);
    this.written += count;
    const place = (name: string): string => join(this.#folder, name);
    if (random.once(3)) writeFileSync(place(`${random.digits(6)}.log.gz`), gzipSync(content, { level: 1 }));
    else appendFileSync(place(`${random.below(3)}.log`), content);
  }
}

/** A folder of its own for a test, and what a run over it prints. */
export function world(name: string): {
  folder: string;
  state: string;
  next: () => Promise<number[]>;
  say: () => Promise<string>;
} {
  const folder = join(scratch, name);
  const state = join(scratch, `${name}.state`);
  mkdirSync(folder);
  const both = async (): Promise<{ out: string; err: string }> =>
    await run(["flowlogs-read", folder, "--state", state, "--fields", "bytes"]);
  return {
    folder,
    state,
    next: async () => numbers((await both()).out),
    say: async () => (await both()).err.replaceAll(`${scratch}/`, ""),
  };
}
