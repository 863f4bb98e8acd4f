// What makes the SQL of one engine another one's: how it quotes, what its functions are called, and what it cannot say.
import type { AddressRange } from "@flowlogs/core";
import type { EngineKind, EngineTable, EngineType, StoredColumn } from "../query.ts";

export interface SqlDialect {
  readonly kind: EngineKind;
  /** For people. */
  readonly title: string;
  /** Bytes that the text of a query has at most; undefined: the server says when it is too long. */
  readonly longest?: number;
  readonly name: (name: string) => string;
  readonly text: (text: string) => string;
  readonly table: (table: EngineTable) => string;
  /** The value of a column with what we take for null as null; `sql` is the column. */
  readonly column: (sql: string, column: StoredColumn) => string;
  /** A number as a double, and as an integer of 64 bits. */
  readonly double: (sql: string) => string;
  readonly integer: (sql: string) => string;
  /** A number or a text as a text. */
  readonly words: (sql: string) => string;
  /** The functions of expressions that mean the same there, by their names in small letters. */
  readonly functions: Readonly<Record<string, (...values: readonly string[]) => string>>;
  readonly bitAnd: (left: string, right: string) => string;
  readonly contains: (text: string, part: string) => string;
  /** `pattern`: in the syntax of RE2. */
  readonly matches: (text: string, pattern: string, ignoresCase: boolean) => string;
  /** A text without what matches a pattern in the syntax of RE2. */
  readonly withoutMatches: (text: string, pattern: string) => string;
  /** Whether a text is an address in one of the ranges; null or false where it is not an address. */
  readonly inAddresses: (sql: string, ranges: readonly AddressRange[]) => string;
  /** The network of an address, as `10.0.0.0/24`; null where it is none. `four`, `six`: the lengths of its prefix in each family. */
  readonly network: (sql: string, four: number, six: number) => string;
  /** Values by whose order addresses are ordered; undefined: it has none. */
  readonly addressOrder?: (sql: string) => readonly string[];
  /** The sum of integers, without an end at 2^63. */
  readonly sum: (sql: string) => string;
  readonly approximateDistinct: (sql: string) => string;
  readonly bitOr: (sql: string) => string;
  /** The value of the record with the least, or the most, of an order. */
  readonly pick: (which: "least" | "most", value: string, order: readonly string[]) => string;
  /** By nearest rank, of `percent` as a decimal text; `where` is a condition. */
  readonly percentile: (value: string, percent: string, where: string | undefined, isInteger: boolean) => SqlResult;
  readonly median: (value: string, where: string | undefined) => SqlResult;
  /** Epoch seconds as 2026-11-20T10:00:00Z, with another end for those that are not UTC. */
  readonly iso: (seconds: string, end?: string) => string;
  /** Ends the query with a message where a condition holds; null where it does not. */
  readonly failIf: (condition: string, message: string) => string;
  /** The epoch seconds at which the month, quarter or year of a time begins. */
  readonly calendar: (seconds: string, unit: "month" | "quarter" | "year") => string;
}

/** A value, and what it is. */
export interface SqlValue {
  readonly sql: string;
  readonly type: EngineType;
  /** What the user wrote for it. */
  readonly label?: string;
  /** The column itself, where the value is more than that. */
  readonly raw?: string;
  /** What is null where it is, and is less to work out. */
  readonly known?: string;
  /** The name of a field of flow logs whose values are texts. */
  readonly isKnownText?: boolean;
}

/** For people. */
export function labelOf({ label, sql }: SqlValue): string {
  return label ?? sql;
}

export interface SqlResult extends SqlValue {
  readonly isApproximate?: boolean;
}

/** Gives the value of a name; undefined: there is none. */
export type Finder = (name: string) => SqlValue | undefined;
