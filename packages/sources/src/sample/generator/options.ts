// The options of generated logs, as the name of the source has them: `sample:records=1000,seed=7`.
import { isProblem, parseAbsoluteInstant, parseDuration, type Problem } from "@flowlogs/core";
import { nearestName } from "@flowlogs/base/nearest";
import { generatedVersions } from "./columns.ts";

export interface GeneratorOptions {
  /** Write what is true of the log, not the log. */
  readonly answers: boolean;
  /** At least so many; the last conversation is complete. */
  readonly records: number;
  readonly seed: number;
  readonly version: number;
  readonly hasFlags: boolean;
  /** Seconds by which some records are delivered later than the others of their time. */
  readonly late: number;
  /** Percent of the conversations. */
  readonly ipv6: number;
  /** Epoch seconds. */
  readonly start: number;
}

const MOST_RECORDS = 1_000_000_000;
const [MOST_SEED, MOST_LATE] = [2 ** 31 - 1, 3600];
/** The first second of the year 2000, and the last one that has ten digits. */
const [FIRST_START, LAST_START] = [946_684_800, 9_000_000_000];

const defaults: GeneratorOptions = {
  answers: false,
  records: 10_000,
  seed: 1,
  version: 5,
  hasFlags: true,
  late: 600,
  ipv6: 5,
  start: 1_795_168_800, // 2026-11-20T10:00Z
};

type Change = Partial<GeneratorOptions> | Problem;

/** How each option is read. */
const readers: Readonly<Record<string, (value: string) => Change>> = {
  records: (text) => withNumber(text, 1, MOST_RECORDS, (records) => ({ records })),
  seed: (text) => withNumber(text, 0, MOST_SEED, (seed) => ({ seed })),
  version: readVersion,
  flags: readFlags,
  late: readLate,
  ipv6: (text) => withNumber(text.replace(/%$/, ""), 0, 100, (ipv6) => ({ ipv6 })),
  start: readStart,
};

const names = ["answers", ...Object.keys(readers)];
const usage = "options are answers, records=N, seed=N, version=N, flags=no, late=TIME or no, ipv6=PERCENT, start=TIME";

/** Reads what comes after `sample:`. */
export function parseGeneratorOptions(text: string): GeneratorOptions | Problem {
  let options = defaults;
  const given = new Set<string>();
  for (const part of text.split(",")) {
    const [name = "", value] = part.split(/=(.*)/s);
    if (given.has(name)) return { problem: `${name} is given twice`, advice: "leave one of them out" };
    given.add(name);
    const change = readOption(name, value);
    if (isProblem(change)) return change;
    options = { ...options, ...change };
  }
  if (!given.has("flags") || options.version > 2) return options;
  return { problem: "flags=no: version 2 has no TCP flags", advice: "leave it out, or give version=3 or later" };
}

function readOption(name: string, value: string | undefined): Change {
  if (name === "answers") {
    return value === undefined ? { answers: true } : { problem: "answers takes no value", advice: "write answers" };
  }
  const read = Object.hasOwn(readers, name) ? readers[name] : undefined;
  if (read === undefined) {
    const likely = nearestName(name, names);
    const advice = likely === undefined ? usage : `did you mean ${likely}?`;
    return { problem: name === "" ? "an option is empty" : `unknown option "${name}"`, advice };
  }
  if (value === undefined || value === "") return { problem: `${name} has no value`, advice: usage };
  const change = read(value);
  return isProblem(change) ? { ...change, problem: `${name}: ${change.problem}` } : change;
}

function withNumber(text: string, least: number, most: number, change: (value: number) => Change): Change {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : -1;
  if (value >= least && value <= most) return change(value);
  return {
    problem: `"${text}" is not a number that it can have`,
    advice: `give a whole number from ${least} to ${most}`,
  };
}

function readVersion(text: string): Change {
  const version = /^\d+$/.test(text) ? Number(text) : -1;
  if (generatedVersions.includes(version)) return { version };
  return { problem: `"${text}" is not a version of flow logs`, advice: `give one of ${generatedVersions.join(" ")}` };
}

function readFlags(text: string): Change {
  if (text === "yes" || text === "no") return { hasFlags: text === "yes" };
  return { problem: `"${text}" is neither yes nor no`, advice: "give flags=no, or leave it out" };
}

function readLate(text: string): Change {
  if (text === "no") return { late: 0 };
  const duration = parseDuration(text);
  if (isProblem(duration)) return duration;
  const late = "seconds" in duration ? duration.seconds : MOST_LATE + 1;
  return late <= MOST_LATE ? { late } : { problem: `"${text}" is too long`, advice: "give an hour at most" };
}

function readStart(text: string): Change {
  const start = parseAbsoluteInstant(text);
  if (isProblem(start)) return start;
  if (start !== undefined && start >= FIRST_START && start <= LAST_START) return { start: Math.floor(start) };
  return { problem: `"${text}" is not a time that it can have`, advice: "write it as in 2026-11-20T10:00Z" };
}
