// What a value of a query has become: an expression of flow-filter, and what is known of it.
import type { QueryPlace } from "../refusal.ts";
import { isNumeral, quoted } from "../texts.ts";
import type { FieldNode, QueryNode, Call } from "./syntax.ts";

/** `unknown`: what the records say; `extracted`: a text cut out of another one, which may be a number. */
export type QueryKind = "number" | "time" | "address" | "text" | "extracted" | "unknown";

export interface QueryValue {
  /** In the language of flow-filter; a time is in seconds. */
  readonly text: string;
  readonly kind: QueryKind;
  /** Expressions of which one is null when there is no value. */
  readonly nulls: readonly string[];
  /** How tightly its outermost operator binds. */
  readonly binding: number;
  /** It is written out in the query, as this. */
  readonly literal?: string;
}

/** Binds tighter than every operator. */
export const ATOM = 9;

export function atom(text: string, kind: QueryKind, nulls: readonly string[] = []): QueryValue {
  return { text, kind, nulls, binding: ATOM };
}

/** The test for null of a value's text. */
export function isNull(text: string): string {
  return /^(?:\w+|`[^`]*`)$/.test(text) ? `${text} is null` : `(${text}) is null`;
}

/** In parentheses where it binds less. */
export function bound({ text, binding }: QueryValue, least: number): string {
  return binding < least ? `(${text})` : text;
}

/** The name of a column after `as`, or alone; in back-ticks where it could be read otherwise. */
export function nameOf(name: string): string {
  return /^[\w@.]+$/.test(name) && !/^as$/i.test(name) ? name : quoted(name, "`");
}

/** A value on the left of an operator. */
export function subject(value: QueryValue): string {
  return bound(value, ATOM);
}

/** A condition, and what must not be null for it to be true or false. */
export interface Test {
  readonly text: string;
  readonly nulls: readonly string[];
}

/** Where the names of a query are looked up, and its messages go. */
export interface World {
  /** The value of a node by the names of this world. Throws QueryRefusal. */
  value(node: QueryNode): QueryValue;
  /** A condition that holds where the node's does. Throws QueryRefusal. */
  holds(node: QueryNode): string;
  /** Throws QueryRefusal for a name that cannot be meant. */
  field(field: FieldNode): QueryValue;
  /** The value of a call that is no function of one record; undefined for all others. */
  aggregate(call: Call): QueryValue | undefined;
  note(text: string): void;
  /** What stands at a place of the query. */
  written(place: QueryPlace): string;
  refuse(place: QueryPlace, problem: string, advice?: string): never;
}

/** The same as a number, as Logs Insights has it: a time is in milliseconds. */
export function asNumber(value: QueryValue, place: QueryPlace, world: World): QueryValue {
  const { kind, text, nulls, literal } = value;
  if (literal !== undefined && kind === "text") {
    if (isNumeral(literal)) return { ...atom(literal, "number"), literal };
    return world.refuse(place, `"${literal}" is not a number`);
  }
  switch (kind) {
    case "number":
    case "unknown":
      return value;
    case "time":
      return { text: `${bound(value, 3)} * 1000`, kind: "number", nulls, binding: 3 };
    case "address":
      return world.refuse(place, "an address is not a number", "ipv4ToNumber(..) converts it");
    default:
      return atom(`toNumber(${text})`, "number", nulls);
  }
}
