// What the columns of a table of labels are: the one with the keys, those with the time in which a row is in force, and labels.
import { listed } from "@flowlogs/core";
import { findField, type Validity } from "@flowlogs/core/label";
import type { Problem } from "@flowlogs/base/problem";
import { isProblem } from "@flowlogs/base/problem";
import { parseAbsoluteInstant } from "@flowlogs/core";
import { ADDRESS } from "./labelRecord.ts";

/** Spellings of columns with addresses, beside the fields of flow logs that are addresses. */
const addresses = ["cidr", "network", "prefix", "address", "ip", "addr", "ip_address", "cidr_block", "ip_prefix"];

/** Spellings of other keys, by the field that they are for. */
const others: Readonly<Record<string, string>> = {
  eni: "interface_id",
  interface: "interface_id",
  network_interface_id: "interface_id",
  account: "account_id",
  owner_id: "account_id",
  port: "port",
};

/** Spellings of the columns with the times. */
const FROM = ["from", "valid_from"];
const TO = ["to", "valid_to"];

export interface TableColumns {
  /** The place of the keys, and the field that they are for; `*` for any. */
  readonly key: number;
  readonly field: string;
  readonly from: number;
  readonly to: number;
  /** The places of the labels, and their names. */
  readonly labels: readonly { readonly place: number; readonly name: string }[];
}

/** `given`: the column of the keys, as the user names it. */
export function columnsOf(names: readonly string[], given: string | undefined): TableColumns | Problem {
  const key = given === undefined ? likelyKey(names) : keyNamed(names, given);
  if (isProblem(key)) return key;
  const folded = names.map((name, place) => (place === key.place ? "" : foldedName(name)));
  const from = folded.findIndex((name) => FROM.includes(name));
  const to = folded.findIndex((name) => TO.includes(name));
  const times = [FROM, TO].map((spellings) => names.filter((_, place) => spellings.includes(folded[place] ?? "")));
  const rivals = times.find((found) => found.length > 1);
  if (rivals !== undefined)
    return { problem: `${listed(rivals, "and", 4)} mean the same time`, advice: "leave one of them out" };
  const labels = names.flatMap((name, place) => ([key.place, from, to].includes(place) ? [] : [{ place, name }]));
  if (labels.length === 0)
    return { problem: `it has keys, ${names[key.place]}, but no labels`, advice: "add a column" };
  return { key: key.place, field: key.field, from, to, labels };
}

interface KeyColumn {
  readonly place: number;
  readonly field: string;
}

function likelyKey(names: readonly string[]): KeyColumn | Problem {
  const fields = names.map(fieldOfKey);
  const order = [ADDRESS, "interface_id", "account_id", "port"];
  for (const wanted of [...order, ...fields.filter((it) => it !== undefined)]) {
    const place = fields.indexOf(wanted);
    if (place >= 0) return { place, field: wanted };
  }
  if (names.length === 0) return { problem: "it has no columns", advice: "give one with keys and labels" };
  return {
    problem: `none of its columns is known to have keys: ${listed(names, "and", 6)}`,
    advice: "name the one with --key",
  };
}

function foldedName(name: string): string {
  return name.toLowerCase().replaceAll(/[-\s]/g, "_");
}

/** The field that a column with this name has keys for. */
function fieldOfKey(name: string): string | undefined {
  const folded = foldedName(name);
  if (addresses.includes(folded)) return ADDRESS;
  const known = findField(name);
  if (known?.kind === "address") return ADDRESS;
  return others[folded] ?? (known === undefined || known.kind === "time" ? undefined : known.name);
}

function keyNamed(names: readonly string[], given: string): KeyColumn | Problem {
  const exact = names.indexOf(given);
  const place = exact >= 0 ? exact : names.findIndex((name) => name.toLowerCase() === given.toLowerCase());
  if (place >= 0) return { place, field: fieldOfKey(given) ?? "*" };
  return { problem: `it has no column ${given}`, advice: `its columns are ${listed(names, "and", 8)}` };
}

/** When a row is in force, by its texts; undefined: always. */
export function validityOf(from: string | undefined, to: string | undefined): Validity | undefined | Problem {
  if (from === undefined && to === undefined) return undefined;
  const begin = millisecondsOf(from, -Infinity);
  const end = millisecondsOf(to, Infinity);
  if (isProblem(begin)) return begin;
  if (isProblem(end)) return end;
  if (begin < end) return { from: begin, to: end };
  const advice = begin === end ? "give it a later end, or leave the row out" : "swap them";
  return { problem: `to, ${to}, is not after from, ${from}`, advice };
}

function millisecondsOf(text: string | undefined, open: number): number | Problem {
  if (text === undefined) return open;
  const seconds = parseAbsoluteInstant(text.trim());
  if (seconds === undefined) return { problem: `"${text}" is not a time`, advice: "write it as 2026-11-20T10:00:00Z" };
  return isProblem(seconds) ? seconds : seconds * 1000;
}
