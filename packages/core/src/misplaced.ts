// What a word probably is that is where a file should: `flow-group srcaddr 'sum(bytes)'`. Loaded only to word a message.
import { findAggregate } from "./aggregate/functions/registry.ts";
import { parseAggregates } from "./aggregate/list.ts";
import { derivedField, pseudoFields } from "./expression/knownNames.ts";
import { parseExpression } from "./expression/parse/parse.ts";
import { findField, suggestField } from "./field.ts";
import { outputFormats } from "./print/formats.ts";
import { isProblem } from "@flowlogs/base/problem";
import { binSize } from "./time/bin.ts";

export type WordLook =
  "number" | "size" | "format" | "aggregate" | "aggregate name" | "name first" | "fields" | "condition" | "operator";

/** What the word looks like; undefined for anything else, such as the name of a file. */
export function lookOf(word: string): WordLook | undefined {
  if (/^[+-]?\d+(\.\d+)?$/.test(word)) return "number";
  if (/^([=!<>]=?|[=!]~|in|not|and|or|like)$/i.test(word)) return "operator";
  if (outputFormats.some((format) => format === word)) return "format";
  if (!isProblem(binSize.parse(word))) return "size";
  if (findAggregate(word) !== undefined) return "aggregate name";
  if (!isProblem(parseAggregates(word))) return "aggregate";
  if (nameLast(word) !== undefined) return "name first";
  if (!isProblem(parseExpression(word))) return "condition";
  return isFieldList(word) ? "fields" : undefined;
}

/** An aggregate whose name is in front of it, as other tools write it (`n=count()`), with its name where ours have it. */
export function nameLast(word: string): string | undefined {
  const [, name, aggregate] = /^([a-z_]\w*)\s*:?=\s*(\w+\(.*\))$/i.exec(word) ?? [];
  if (name === undefined || aggregate === undefined) return undefined;
  const renamed = `${aggregate} as ${name}`;
  return isProblem(parseAggregates(renamed)) ? undefined : renamed;
}

/** Names of known fields, or near to them, with commas between; each may say in which order. */
function isFieldList(word: string): boolean {
  const names = word.split(",").map((name) => name.trim().replace(/\s+(asc|desc)$/i, ""));
  return names.every((name) => isKnown(name) || suggestField(name) !== undefined);
}

function isKnown(name: string): boolean {
  return findField(name) !== undefined || derivedField(name) !== undefined || pseudoFields(name) !== undefined;
}

/** The word as one argument of a shell. */
export function quoted(word: string): string {
  return /^[\w.,:/@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
