// One side of a comparison: a field, or a literal that is still a token, because what it means depends on the field.
import { parseAddresses } from "../address.ts";
import { canonicalName, fields, findField, suggestField, type Field } from "../field.ts";
import { isProblem, type Problem } from "../problem.ts";
import { nearest } from "../text/suggest.ts";
import { advance, missing, peek, problemOf, unexpected, type Cursor } from "./cursor.ts";
import { parseDecimal } from "./decimal.ts";
import type { FieldReference } from "./syntax.ts";
import { isKeyword, type Token } from "./token.ts";

/** A field as it was named; a pseudo-field refers to two. `field` is its row of the table, when it has one. */
export interface Target {
  readonly kind: "target";
  readonly label: string;
  readonly references: readonly FieldReference[];
  readonly field: Field | undefined;
}

export interface Literal {
  readonly kind: "literal";
  readonly token: Token;
}

/** Reads the left side: a bare word that can be a name is a field. */
export function readLeft(cursor: Cursor): Target | Literal | Problem {
  const token = peek(cursor);
  if (token.kind === "end") return missing(cursor, token, "a comparison", "this");
  if (token.kind === "symbol" || token.kind === "regex") return unexpected(cursor, token);
  if (token.kind === "word" && isKeyword(token.text)) {
    return unexpected(cursor, token, `a field of that name goes in back-ticks: \`${token.text}\``);
  }
  advance(cursor);
  if (!isName(token)) return { kind: "literal", token };
  return targetOf(token, cursor);
}

/** Reads the right side. Behind a field, a bare word is one too only when it is known to be, or dotted. */
export function readRight(cursor: Cursor, left: Target | Literal, after: string): Target | Literal | Problem {
  const token = readLiteralToken(cursor, after);
  if (isProblem(token)) return token;
  const isField = isName(token) && (left.kind === "literal" || isKnown(token, cursor));
  return isField ? targetOf(token, cursor) : { kind: "literal", token };
}

/** Reads a token that can be a literal. */
export function readLiteralToken(cursor: Cursor, after: string): Token | Problem {
  const token = peek(cursor);
  const isValue = token.kind !== "end" && token.kind !== "symbol" && !(token.kind === "word" && isReserved(token.text));
  return isValue ? advance(cursor) : missing(cursor, token, "a value", after);
}

/** The two fields that a pseudo-field stands for. */
export function pseudoFields(word: string): readonly string[] | undefined {
  return pseudo.get(word.toLowerCase());
}

/** Whether a word reads as the name of a field on the right of a comparison too, whatever the options. */
export function isKnownEverywhere(word: string): boolean {
  return findField(word) !== undefined || derived.has(word.toLowerCase());
}

/** The known name that a bare word was probably meant to be; undefined for dotted names, which no table holds. */
export function suggestName(word: string, known: readonly string[] = []): string | undefined {
  return word.includes(".") ? undefined : suggestField(word, [...known, ...derived]);
}

/**
 * The same in an expression, where pseudo-fields are names too. They are so short that only one slip is taken for one:
 * `ipaddr` and `export` are two edits away, and keys in their own right.
 */
export function suggestOperand(word: string, known: readonly string[] = []): string | undefined {
  const likely = suggestName(word, known);
  if (likely !== undefined || isKnownEverywhere(word) || known.includes(word)) return likely;
  if (word.length < 4 || word.includes(".")) return undefined;
  return nearest(word, [...pseudo.keys()], 1);
}

/** Whether a bare word can be a name at all. */
export function isNameShaped(word: string): boolean {
  return namePattern.test(word);
}

const namePattern = /^[\p{L}_@$][\p{L}\p{N}_@$.-]*$/u;
const pseudo: ReadonlyMap<string, readonly string[]> = new Map([
  ["addr", ["srcaddr", "dstaddr"]],
  ["port", ["srcport", "dstport"]],
]);
/** Computed from other fields when asked for (design, section 4). */
const derived: ReadonlySet<string> = new Set(["duration", "bps", "pps", "bpp"]);
const tableNames: ReadonlyMap<string, Field> = new Map(fields.map((field) => [field.name, field]));

/** `null` is a keyword that may stand where a value does, so that what it means there can be told. */
function isReserved(word: string): boolean {
  return isKeyword(word) && word.toLowerCase() !== "null";
}

function isName(token: Token): boolean {
  if (token.kind === "key") return true;
  if (token.kind !== "word" || !isNameShaped(token.text)) return false;
  return parseDecimal(token.text) === undefined && parseAddresses(token.text) === undefined;
}

function isKnown(token: Token, cursor: Cursor): boolean {
  if (token.kind === "key" || isKnownEverywhere(token.text) || pseudoFields(token.text) !== undefined) return true;
  if (cursor.options.known?.includes(token.text) === true) return true;
  return token.text.includes(".") && !token.text.startsWith("@");
}

function targetOf(token: Token, cursor: Cursor): Target | Problem {
  const { from, to } = token;
  const label = token.text;
  const names = token.kind === "key" ? [label] : (pseudoFields(label) ?? [canonicalName(label)]);
  const problem = token.kind === "key" ? undefined : (derivedField(token, cursor) ?? unknownField(token, cursor));
  if (problem !== undefined) return problem;
  const references = names.map((name): FieldReference => ({ kind: "field", name, from, to }));
  return { kind: "target", label, references, field: tableNames.get(names[0] ?? "") };
}

/** What is worked out from other fields cannot be asked for: no record has it, and the answer would be silence. */
function derivedField(token: Token, cursor: Cursor): Problem | undefined {
  const word = token.text.toLowerCase();
  if (!derived.has(word)) return undefined;
  const advice = `for a key of that name write it in back-ticks: \`${word}\``;
  return problemOf(
    cursor,
    token,
    `"${word}" would have to be worked out from other fields, which is not done yet`,
    advice,
  );
}

function unknownField(token: Token, cursor: Cursor): Problem | undefined {
  const { known = [], strictFields = false } = cursor.options;
  const word = token.text;
  if (isKnownEverywhere(word) || pseudoFields(word) !== undefined || known.includes(word)) return undefined;
  const likely = suggestOperand(word, known);
  if (likely === undefined && !strictFields) return undefined;
  const advice = likely === undefined ? undefined : `did you mean "${likely}"?`;
  return problemOf(cursor, token, `unknown field "${word}"`, advice);
}
