// What makes a group: `srcaddr`, `srcaddr/24 as net`, `http.status`. This file reads such a list; the values of the keys,
// and of the networks that addresses are in, are found by the kernel.
import { type DelimitedPart, listParts, withoutSpaces } from "../expression/delimiters.ts";
import { derivedField } from "../expression/knownNames.ts";
import { joinLists, nameAt } from "../expression/parse/optionKinds.ts";
import type { Scalar } from "../expression/syntax.ts";
import { findField } from "../field.ts";
import { isProblem, type Problem, problemAt } from "@flowlogs/base/problem";
import { columnAt } from "./column.ts";
import { findAggregate } from "./functions/registry.ts";

export interface GroupKey {
  /** The field of the result. */
  readonly name: string;
  /** The name is one that the user gave it. */
  readonly isNamed?: boolean;
  /** The column that holds the key: a field, or one that is made for it. */
  readonly column: string;
  readonly network?: Network;
  /** What the column is filled with when it is worked out. */
  readonly scalar?: Scalar;
}

/** The networks that the addresses of a field are in. */
interface Network {
  readonly field: string;
  /** Bits of the prefix of IPv4 addresses, and of IPv6. */
  readonly four: number;
  readonly six: number;
}

/** The flow's 5-tuple. */
export const defaultKeys: readonly GroupKey[] = ["srcaddr", "dstaddr", "srcport", "dstport", "protocol"].map(
  (field) => ({
    name: field,
    column: field,
  }),
);

/** IPv6 addresses are put together by their subnet where nothing else is said. */
const SUBNET = 64;

/** Fields with commas between, each with a prefix length and a name if wanted. */
export const groupKeys = {
  placeholder: "KEY,...",
  topic: "fields",
  parse: (text: string): readonly GroupKey[] | Problem => parseGroupKeys(text),
  join: (lists: readonly (readonly GroupKey[])[]) => joinLists(lists, ({ name }) => name),
};

export function parseGroupKeys(text: string): GroupKey[] | Problem {
  const keys = new Map<string, GroupKey>();
  for (const part of listParts(text)) {
    const key = keyAt(text, part);
    if (isProblem(key)) return key;
    if (keys.has(key.name)) {
      const { from, to } = trimmed(text, part);
      return problemAt(text, from, to, `"${key.name}" is in the list twice`);
    }
    keys.set(key.name, key);
  }
  return [...keys.values()];
}

function keyAt(text: string, part: DelimitedPart): GroupKey | Problem {
  const { from, to } = trimmed(text, part);
  const [, body = "", alias] = /^(.*?)(?:\s+as\s+(\S.*))?$/is.exec(text.slice(from, to)) ?? [];
  const end = from + body.trimEnd().length;
  const given = alias?.trim().replaceAll("`", "");
  const slash = slashBehindAddress(text.slice(from, end));
  if (slash !== undefined) return networkKey(text, { from, to: end }, from + slash, given);
  const isName = /^`|^[\p{L}\p{N}_@$.-]*$|^[A-Za-z_]\w*(?:\.\d+)?\(/u.test(body) && !isWorkedOut(body);
  const column = columnAt(text, from, end, isName);
  if (isProblem(column)) return column;
  const { field, scalar } = column;
  if (scalar === undefined) return { name: given ?? field, column: field, isNamed: given !== undefined };
  return { name: given ?? withoutSpaces(text.slice(from, end)), column: field, scalar };
}

/** The name of an aggregate is the name of a field here; a function of records, or `bps`, has a value. */
function isWorkedOut(body: string): boolean {
  if (derivedField(body.trim()) !== undefined) return true;
  const [, word] = /^([A-Za-z_]\w*(?:\.\d+)?)\(/.exec(body) ?? [];
  return word !== undefined && findAggregate(word) === undefined;
}

/**
 * Where the slash of `srcaddr/24` is. Behind a field that is known to be a number or a text it would be a division; so it
 * is in parentheses: `(latency / 100)`.
 */
function slashBehindAddress(body: string): number | undefined {
  const name = /^(?:`(?:[^`\\]|\\.)*`|[\p{L}_@$][\p{L}\p{N}_@$.-]*)\s*(?=\/)/u.exec(body)?.[0];
  if (name === undefined) return undefined;
  const kind = findField(name.trim())?.kind;
  if (derivedField(name.trim()) !== undefined || (kind !== undefined && kind !== "address")) return undefined;
  return name.length;
}

function networkKey(
  text: string,
  { from, to }: DelimitedPart,
  slash: number,
  given: string | undefined,
): GroupKey | Problem {
  const field = nameAt(text, from, slash);
  if (isProblem(field)) return field;
  const network = networkAt(text, slash, to, field);
  if (isProblem(network)) return network;
  const written = `${field}${withoutSpaces(text.slice(slash, to))}`;
  // No field has a NUL in its name.
  return { name: given ?? written, column: `\0${field}/${network.four}/${network.six}`, network };
}

/** Reads `/24`, `/24/56` or `//56`. */
function networkAt(text: string, from: number, to: number, field: string): Network | Problem {
  const [first = "", second, ...others] = text.slice(from + 1, to).split("/");
  const four = first.trim() === "" && second !== undefined ? WHOLE_4 : lengthOf(first, WHOLE_4);
  const six = second === undefined ? SUBNET : lengthOf(second, WHOLE_6);
  if (four !== undefined && six !== undefined && others.length === 0) return { field, four, six };
  const place = four === undefined ? from + 1 : from + 2 + first.length;
  const end = four === undefined ? place + first.length : place + (second ?? "").length;
  const written = text.slice(place, others.length > 0 ? to : end).trim();
  const advice = "write srcaddr/24 (IPv6 is cut to /64), srcaddr/24/48 or srcaddr//48; (a / 100) divides";
  const what = four === undefined ? "for IPv4, 0 to 32" : "for IPv6, 0 to 128";
  return problemAt(
    text,
    place,
    Math.max(place + 1, others.length > 0 ? to : end),
    `"${written}" is not a prefix length ${what}`,
    advice,
  );
}

const WHOLE_4 = 32;
const WHOLE_6 = 128;

function lengthOf(text: string, most: number): number | undefined {
  return /^\s*\d{1,3}\s*$/.test(text) && Number(text) <= most ? Number(text) : undefined;
}

/** The place without the blanks at its ends. */
function trimmed(text: string, { from, to }: DelimitedPart): DelimitedPart {
  const inside = text.slice(from, to);
  const start = from + inside.length - inside.trimStart().length;
  return { from: start, to: start + inside.trim().length };
}
