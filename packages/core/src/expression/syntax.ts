// The tree of an expression: what the parser makes, the printer writes and the compiler reads. Pseudo-fields (`addr`,
// `port`), names of protocols and services, and SQL's LIKE are gone by then: the tree has only fields, exact values
// regular expressions, and values computed from fields.
import type { Address } from "../address.ts";

export type Comparison = "=" | "!=" | "<" | "<=" | ">" | ">=";

/**
 * A literal. The decimal `text` of a number is exact, with suffix and exponent applied (`1.5k` is 1500) and names
 * resolved (`https` is 443); `raw` is what was written, without quotes. An address may be a prefix or a range when the
 * operator is `=` or `!=`.
 */
export type Value =
  | { readonly kind: "number"; readonly text: string; readonly quoted: boolean; readonly raw: string }
  | { readonly kind: "text"; readonly text: string; readonly quoted: boolean }
  | { readonly kind: "address"; readonly low: Address; readonly high: Address; readonly raw: string }
  | { readonly kind: "regex"; readonly source: string; readonly flags: string };

/**
 * `name`: the table's name, or the key as it was written. `from`/`to`: where it is in the text of the expression.
 * With a `scalar` it is not a field of the record but a value computed from fields; the name is then its normal spelling.
 */
export interface FieldReference {
  readonly kind: "field";
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly scalar?: Scalar;
}

export type Arithmetic = "+" | "-" | "*" | "/" | "%" | "^" | "&";

/** Computed from the fields of a flow on demand. */
export type Derived = "duration" | "bps" | "pps" | "bpp";

/**
 * The key of that name, where a record has one; else what the name means: something computed, one of the two fields that
 * a pseudo-field stands for, or what `sum(bytes)/count()` comes to.
 */
export interface Made {
  readonly kind: "made";
  readonly name: string;
  readonly meaning: Scalar;
}

/**
 * A value for each record, computed in doubles where it is a number; null where a part of it is null. A bare field is
 * one too. The text of a number is its exact decimal. A call names a function of functions/registry.ts; `choice` is the value
 * after the first condition that holds, else `otherwise`, else null.
 */
export type Scalar =
  | FieldReference
  | { readonly kind: "number"; readonly text: string }
  | { readonly kind: "text"; readonly text: string }
  | Made
  | { readonly kind: "negative"; readonly operand: Scalar }
  | { readonly kind: "arithmetic"; readonly operator: Arithmetic; readonly left: Scalar; readonly right: Scalar }
  | { readonly kind: "call"; readonly function: string; readonly arguments: readonly Scalar[] }
  | { readonly kind: "choice"; readonly cases: readonly ScalarCase[]; readonly otherwise?: Scalar };

export interface ScalarCase {
  readonly when: Expression;
  readonly value: Scalar;
}

/**
 * A member of a list. Ranges have both ends; those of numbers are exact decimal texts. A file holds more members, which
 * are read when the expression is compiled.
 */
export type Item =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "value"; readonly value: Value }
  | { readonly kind: "range"; readonly low: string; readonly high: string }
  | { readonly kind: "addresses"; readonly low: Address; readonly high: Address };

/**
 * `and` and `or` are flat: no operand is of the same kind. A value of kind `regex` is in no tree; `matches` has
 * its own.
 */
export type Expression =
  | { readonly kind: "and" | "or"; readonly operands: readonly Expression[] }
  | { readonly kind: "not"; readonly operand: Expression }
  | { readonly kind: "compare"; readonly operator: Comparison; readonly field: FieldReference; readonly value: Value }
  | {
      readonly kind: "compareFields";
      readonly operator: Comparison;
      readonly left: FieldReference;
      readonly right: FieldReference;
    }
  | { readonly kind: "in"; readonly field: FieldReference; readonly items: readonly Item[] }
  | { readonly kind: "contains"; readonly field: FieldReference; readonly text: string }
  | { readonly kind: "matches"; readonly field: FieldReference; readonly source: string; readonly flags: string }
  | { readonly kind: "isNull"; readonly field: FieldReference };
