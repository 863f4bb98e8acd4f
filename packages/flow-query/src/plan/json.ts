// A plan as JSON: trees without the places of their words, addresses as texts, functions by their names.
import { formatAddresses, type GroupKey } from "@flowlogs/core/spelling";
import type { Plan } from "@flowlogs/engines";

/** On one line, its parts in the order in which they apply. */
export function planJson({ source, window, filter, fields, bin, group, rank, output, rest }: Plan): string {
  return JSON.stringify(plain({ source, window, filter, fields, bin, group, rank, output, rest }));
}

type Members = Readonly<Record<string, unknown>>;

function plain(value: unknown): unknown {
  if (typeof value === "bigint") return plainNumber(value);
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  if (isKey(value)) return plainKey(value);
  if ("numerator" in value) return value["text"];
  const entries = Object.entries(value).filter(([name, it]) => it !== undefined && !isPlace(name, value));
  return Object.fromEntries(entries.map(([name, it]) => [name, plainMember(name, it)]));
}

function plainMember(name: string, value: unknown): unknown {
  if (!isObject(value)) return plain(value);
  if (name === "function") return value["name"];
  return isAddress(value) ? formatAddresses({ low: value, high: value }) : plain(value);
}

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isAddress(value: Members): value is Members & Parameters<typeof formatAddresses>[0]["low"] {
  return "family" in value;
}

/** Where a field stands in a text, a name that the user gave, and what is left of the text of a result. */
function isPlace(name: string, value: Members): boolean {
  if (value["kind"] === "field") return name === "from" || name === "to";
  if (name === "isNamed" || name === "shownAs") return true;
  // A tree has all that the text said, and columns that are worked out have no names of their own.
  if ("scalar" in value && "aggregates" in value) return name === "text" || name === "keys";
  return name === "field" && typeof value["field"] === "string" && value["field"].startsWith("\0");
}

function isKey(value: Members): value is Members & GroupKey {
  return typeof value["column"] === "string";
}

function plainKey({ name, column, network, scalar }: GroupKey): unknown {
  if (network !== undefined) return { name, network };
  return { name, value: plain(scalar ?? { kind: "field", name: column }) };
}

/** Every digit is kept. */
function plainNumber(value: bigint): number | string {
  return value <= Number.MAX_SAFE_INTEGER ? Number(value) : String(value);
}
