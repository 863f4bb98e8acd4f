// The names that a stage needs, and the message about names that no record had: what they were probably meant
// to be, and what keys there were.
import { type Demand, missedBy } from "../expression/evaluate/demands.ts";
import { isKnownEverywhere, madeNames, suggestOperand } from "../expression/knownNames.ts";
import { keyFor } from "../field.ts";
import type { Problem } from "@flowlogs/base/problem";
import { listed } from "../text/listed.ts";
import { nearest } from "@flowlogs/base/nearest";
import { adviceOnAbsentFields } from "./absentFields.ts";

export interface Need {
  readonly demand: Demand;
  /** Without the field there is no result, and nothing is written; otherwise only a note, and nulls stay null. */
  readonly isVital: boolean;
}

/** What is known of the keys of the records. */
export interface KeysSeen {
  /** Lines that were read, and records among them. */
  readonly lines: number;
  readonly records: number;
  readonly isThere: (name: string) => boolean;
  /** Keys that records have, in their order; not all of them where they are many. */
  readonly keys: () => readonly string[];
}

/** Messages about names. */
export interface Missing {
  readonly problem: Problem;
  readonly isVital: boolean;
}

/** Limits of the keys that are listed, and of the characters of one. */
const LISTED = 10;
const WIDTH = 40;

/** One remark on what no answer can do without, one on the rest. `isOver`: no record comes any more. */
export function missingOf(needs: readonly Need[], seen: KeysSeen, isOver: boolean): readonly Missing[] {
  const missed = (isVital: boolean): string[] =>
    missedBy({ all: needs.filter((need) => need.isVital === isVital).map(({ demand }) => demand) }, seen.isThere);
  const vital = missed(true);
  const isVital = new Set(vital);
  const others = missed(false).filter((name) => !isVital.has(name));
  return [...describe(vital, true, seen, isOver), ...describe(others, false, seen, isOver)];
}

function describe(names: readonly string[], isVital: boolean, seen: KeysSeen, isOver: boolean): Missing[] {
  if (names.length === 0) return [];
  if (seen.records === 0) return isOver && seen.lines === 0 ? withoutRecords(names) : [];
  const keys = seen.keys();
  const problem = `no record${isOver ? "" : " so far"} has ${listed(names.map(quoted), "or", 6)}`;
  const likely = [...new Set(names.flatMap((name) => keysNear(name, keys)))];
  const advice = [
    ...(names.some((name) => isDifference(name, keys)) ? ['to subtract, put spaces around the "-"'] : []),
    ...(likely.length > 0 ? [`did you mean ${listed(likely.map(quoted), "or", 4)}?`] : []),
    ...adviceOnAbsentFields(names, keys),
    theKeys(keys),
  ];
  return [{ problem: { problem, advice: advice.join("; ").replaceAll("?; ", "? ") }, isVital }];
}

/** Where nothing came, the fields of flow logs are all that names can be compared with. */
function withoutRecords(names: readonly string[]): Missing[] {
  return names.flatMap((name) => {
    const likely = suggestOperand(name);
    if (likely === undefined) return [];
    const problem = `there was no record, and flow logs have no field ${quoted(name)}`;
    return [{ problem: { problem, advice: `did you mean "${likely}"?` }, isVital: false }];
  });
}

/** The keys that a name was probably meant to be: those that contain it (`sum(bytes)` for `bytes`), else the nearest. */
function keysNear(name: string, keys: readonly string[]): readonly string[] {
  const word = name.toLowerCase();
  if (word.length < 2) return [];
  const around = keys.filter((key) => word.length > 2 && key.toLowerCase().includes(word));
  if (around.length > 0) return around.slice(0, 2);
  const distance = word.length < 4 ? 1 : 2;
  const likely = nearest(word, keys, distance);
  if (likely !== undefined) return [likely];
  const stem = word.replace(/(?<=...)s$/, "");
  const kin = keys.filter((key) => stem.length > 2 && key.toLowerCase().includes(stem));
  return kin.length > 0
    ? kin.slice(0, 2)
    : [
        nearest(
          word,
          madeNames().filter((made) => made !== word),
          distance,
        ) ?? [],
      ].flat();
}

/** `bytes-40`: names have dashes too, but this one is made of what is there. */
function isDifference(name: string, keys: readonly string[]): boolean {
  const parts = name.split("-");
  const names = parts.filter((part) => !/^\d+$/.test(part));
  const isThere = (part: string): boolean => isKnownEverywhere(part) || keyFor(part, keys) !== undefined;
  return parts.length > 1 && names.length > 0 && names.every((part) => part !== "" && isThere(part));
}

function theKeys(keys: readonly string[]): string {
  if (keys.length < 2) return keys.length === 0 ? "the records have no keys" : `the only key is ${cut(keys[0] ?? "")}`;
  return `the keys are ${listed(keys.map(cut), "and", LISTED)}`;
}

function quoted(name: string): string {
  return `"${cut(name)}"`;
}

function cut(key: string): string {
  return key.length > WIDTH ? `${key.slice(0, WIDTH)}...` : key;
}
