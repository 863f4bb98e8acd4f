// What the contract tests loop over: each command with words that make it work, input made to measure, and what it prints
// for one record.
import type { CommandLine } from "./command.ts";

export interface Case {
  readonly title: string;
  readonly command: CommandLine;
  /** For the input `lines(it, 1)`. */
  readonly prints: string;
  /** A record's result is out before the next record is waited for. */
  readonly isPrompt: boolean;
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

const json = `${JSON.stringify(flow(0))}\n`;
const names = Object.keys(flow(0));
const values = Object.values(flow(0));
const row = (separator: string): string => `${names.join(separator)}\n${values.join(separator)}\n`;

export const cases: readonly Case[] = [
  entry(["flowlogs-read"], json),
  entry(["flow-filter", "bytes > 0"], json),
  entry(["flow-bin", "1m"], json.replace("}", ',"bin":"2023-11-14T22:13:00Z"}')),
  // From 22:13:20 to 22:14:10: four fifths of it are before 22:14.
  entry(["flow-bin", "1m", "--spread"], divided("1,", "80,", "22:13:00Z") + divided("0,", "20,", "22:14:00Z")),
  entry(["flow-group", "--by", "srcaddr", "sum(bytes)"], '{"srcaddr":"10.0.0.0","sum(bytes)":100}\n', "late"),
  entry(["flow-top", "100000", "--by", "bytes asc"], json, "late"),
  entry(["flow-top", "--sort", "--least", "--by", "bytes", "--max-memory", "64k"], json, "late"),
  entry(["flow-fmt", "--fields", "srcaddr,bytes"], "srcaddr   bytes\n10.0.0.0    100\n", "late"),
  entry(["flow-fmt", "-o", "csv"], row(",")),
  entry(["flow-fmt", "-o", "tsv", "--fields", "srcaddr,bytes"], "srcaddr\tbytes\n10.0.0.0\t100\n"),
  entry(["flow-fmt", "-o", "json"], `[\n${json}]\n`, "late"),
  entry(["flow-fmt", "-o", "ndjson"], json),
  entry(["flow-fmt", "-o", "log"], `${values.join(" ")}\n`),
];

function divided(packets: string, bytes: string, bin: string): string {
  return json
    .replace(/(?<="packets":)1,/, packets)
    .replace(/(?<="bytes":)100,/, bytes)
    .replace("}", `,"bin":"2023-11-14T${bin}"}`);
}

function entry(command: CommandLine, prints: string, when: "at once" | "late" = "at once"): Case {
  return { title: command.join(" "), command, prints, isPrompt: when === "at once" };
}

/** The first case of each command. */
export const commands = cases.filter(
  ({ command: [name] }, at) => at === cases.findIndex((it) => it.command[0] === name),
);

/** Whole lines as the command reads them, counted from `from`. */
export function lines({ command: [name] }: Pick<Case, "command">, count: number, from = 0): string {
  const written = (index: number): string =>
    name === "flowlogs-read" ? Object.values(flow(index)).join(" ") : JSON.stringify(flow(index));
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
