// The names that an expression knows: the fields of the table, the two pseudo-fields, and what is worked
// out from other fields.
import { findField, suggestField } from "../field.ts";
import { nearest } from "@flowlogs/base/nearest";
import type { Derived } from "./syntax.ts";

/** The two fields that a pseudo-field means. */
export function pseudoFields(word: string): readonly [string, string] | undefined {
  return pseudo.get(word.toLowerCase());
}

/** Values that are computed from other fields on demand. */
export function derivedField(word: string): Derived | undefined {
  const lower = word.toLowerCase();
  return derived.find((name) => name === lower);
}

/** Whether a word reads as the name of a field on the right of a comparison too, whatever the options. */
export function isKnownEverywhere(word: string): boolean {
  return findField(word) !== undefined || derivedField(word) !== undefined;
}

/** Names that stand for others, or are computed, where no key has them. */
export function madeNames(): readonly string[] {
  return [...pseudo.keys(), ...derived];
}

/**
 * The known name that a word was probably meant to be; undefined for dotted names, which no table holds. Pseudo-fields are
 * so short that only one slip is taken for one: `ipaddr` and `export` are two edits away, and keys in their own right.
 */
export function suggestOperand(word: string): string | undefined {
  if (word.includes(".") || isKnownEverywhere(word)) return undefined;
  const likely = suggestField(word, derived);
  return likely ?? (word.length < 4 ? undefined : nearest(word, [...pseudo.keys()], 1));
}

/** Whether a bare word can be a name at all. */
export function isNameShaped(word: string): boolean {
  return namePattern.test(word);
}

const namePattern = /^[\p{L}_@$][\p{L}\p{N}_@$.-]*$/u;
const pseudo: ReadonlyMap<string, readonly [string, string]> = new Map([
  ["addr", ["srcaddr", "dstaddr"]],
  ["port", ["srcport", "dstport"]],
]);
/** Computed from other fields on demand. */
const derived: readonly Derived[] = ["duration", "bps", "pps", "bpp"];
