// The tree of an expression: what the parser makes, the printer writes and the compiler reads. Pseudo-fields (`addr`,
// `port`), names of protocols and services, and SQL's LIKE are gone by then: the tree has only fields, exact values
// and regular expressions.
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
 * `name`: the table's name, or the key as it was written. `from`/`to`: where it stands in the text of the expression.
 */
export interface FieldReference {
  readonly kind: "field";
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** A member of a list. Ranges have both ends; those of numbers are exact decimal texts. */
export type Item =
  | { readonly kind: "value"; readonly value: Value }
  | { readonly kind: "range"; readonly low: string; readonly high: string }
  | { readonly kind: "addresses"; readonly low: Address; readonly high: Address };

/**
 * `and` and `or` are flat: no operand is of the same kind. A value of kind `regex` stands in no tree; `matches` has
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
