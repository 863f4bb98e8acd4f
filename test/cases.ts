// What the contract tests loop over: each command with words that make it work, input made to measure, and what it prints
// for one record. What is each command's own stands in the contract.ts of its package.
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { commandNames } from "../packages/commands.mjs";
import type { CommandLine } from "./command.ts";

/** The first record, and what stands in it. */
interface Sample {
  readonly json: string;
  readonly names: readonly string[];
  readonly values: readonly (string | number)[];
}

/** One way to call a command. */
interface ContractCase {
  readonly words: readonly string[];
  /** For the input `lines(it, 1)`. */
  readonly prints: string;
  /** Results come at the end, and not before the next record is waited for. */
  readonly isLate?: boolean;
  /** Memory stays small whatever comes. */
  readonly streams?: boolean;
  /** What makes a terminal get the same, and what it gets besides. */
  readonly terminal?: { readonly words: readonly string[]; readonly footer: string };
  /** The same as a Node stream. */
  readonly stream: () => Promise<Duplex>;
}

/** `late`: the answer hangs on it, and what streams has been written before that is known. */
export type Answer = "vital" | "late" | "told";

/** What the contracts must know of a command. */
export interface Contract {
  readonly cases: (sample: Sample) => readonly ContractCase[];
  /** For each option or operand that takes a name: words with NAME in them, and whether the answer hangs on it. */
  readonly names: readonly (readonly [where: string, words: readonly string[], answer: Answer])[];
  /** It reads log lines, and not records in NDJSON. */
  readonly readsLog?: boolean;
  /** Members that its records must have besides srcaddr, bytes and start. */
  readonly needs?: string;
  /** Options whose names are of what the command itself makes or knows: others are refused before anything is read. */
  readonly madeHere?: readonly string[];
}

export interface Case extends Pick<ContractCase, "prints" | "stream" | "terminal"> {
  readonly title: string;
  readonly command: CommandLine;
  /** A record's result is out before the next record is waited for. */
  readonly isPrompt: boolean;
  readonly streams: boolean;
}

interface Flow {
  readonly [field: string]: string | number;
}

/** The flow at a place in the input; no two have the same source and size. */
function flow(index: number): Flow {
  return {
    version: 2,
    account_id: "012345678901",
    interface_id: "eni-0a1b2c3d",
    srcaddr: `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`,
    dstaddr: "192.0.2.1",
    srcport: 1024 + (index % 60_000),
    dstport: 443,
    protocol: 6,
    packets: 1 + (index % 9),
    bytes: 100 + index,
    start: 1_700_000_000 + index,
    end: 1_700_000_050 + index,
    action: index % 3 === 2 ? "REJECT" : "ACCEPT",
    log_status: "OK",
  };
}

const sample: Sample = {
  json: `${JSON.stringify(flow(0))}\n`,
  names: Object.keys(flow(0)),
  values: Object.values(flow(0)),
};

async function contractOf(name: string): Promise<readonly [string, Contract]> {
  const path = join(import.meta.dirname, "../packages", name, "contract.ts");
  const { contract }: { readonly contract: Contract } = await import(path);
  return [name, contract];
}

/** By command. */
export const contracts = await Promise.all(commandNames().map(contractOf));

export const cases: readonly Case[] = contracts.flatMap(([name, contract]) =>
  contract
    .cases(sample)
    .map((it) => ({ ...entry([name, ...it.words], it), ...it, prints: it.prints, stream: it.stream })),
);

function entry(command: CommandLine, { isLate = false, streams = false }: ContractCase) {
  return { title: command.join(" "), command, isPrompt: !isLate, streams };
}

/** The first case of each command. */
export const commands = cases.filter(
  ({ command: [name] }, at) => at === cases.findIndex((it) => it.command[0] === name),
);

const readsLog = new Set(contracts.flatMap(([name, contract]) => (contract.readsLog === true ? name : [])));

/** Whole lines as the command reads them, counted from `from`. */
export function lines({ command: [name] }: Pick<Case, "command">, count: number, from = 0): string {
  const written = (index: number): string =>
    readsLog.has(name) ? Object.values(flow(index)).join(" ") : JSON.stringify(flow(index));
  return Array.from({ length: count }, (_, index) => `${written(from + index)}\n`).join("");
}

/** Numbers from 0 to 255 that look random and are the same for the same seed (mulberry32). */
export function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) & 255;
  };
}
