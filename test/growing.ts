// Logs that grow, for the tests of what reads them again and again: records that are told apart by their numbers.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { run, scratch } from "./command.ts";

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
