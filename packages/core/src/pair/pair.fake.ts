// Runs flow-pair's worker for the tests of this folder, and makes records for it.
import { PairWorker, type PairStageOptions } from "../pair.ts";
import { type Outcome, run } from "../stage/run.fake.ts";

export const usual: PairStageOptions = {
  idle: 600_000,
  late: 1_200_000,
  vantage: "auto",
  unmatched: false,
  aggregates: [],
  maxMemory: 1e9,
};

export function outcome(records: readonly object[], options: Partial<PairStageOptions> = {}): Outcome {
  const input = records.map((record) => `${JSON.stringify(record)}\n`).join("");
  return run((context) => new PairWorker({ ...usual, ...options }, context), [input]);
}

export function paired(
  records: readonly object[],
  options: Partial<PairStageOptions> = {},
): readonly Record<string, unknown>[] {
  const lines = outcome(records, options).output.split("\n").slice(0, -1);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each line is an object
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** A record of TCP, of a second, from the one to the other. */
export function flow(from: string, to: string, more: object = {}): object {
  const [srcaddr, srcport] = endpoint(from);
  const [dstaddr, dstport] = endpoint(to);
  const ends = { srcaddr, dstaddr, srcport, dstport, protocol: 6 };
  return { ...ends, packets: 1, bytes: 100, start: 1000, end: 1010, action: "ACCEPT", ...more };
}

export function endpoint(text: string): [string, number] {
  const at = text.lastIndexOf(":");
  return [text.slice(0, at), Number(text.slice(at + 1))];
}

export const client = "10.0.0.1:40000";
export const server = "10.0.0.2:443";

/** A record of a minute. */
export function minute(start: number): object {
  return flow(client, server, { start, end: start + 60 });
}

/** A record of no time, from a port. */
export function instant(start: number, port: number): object {
  return flow(`10.0.0.1:${port}`, server, { start, end: start });
}
