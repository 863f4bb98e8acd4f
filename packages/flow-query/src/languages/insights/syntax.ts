// The tree of a query: its commands in their order. Every node knows its place, for messages.
import type { QueryPlace } from "../refusal.ts";

export type ArithmeticOperator = "+" | "-" | "*" | "/" | "%" | "^";
export type ComparisonOperator = "=" | "!=" | "<" | "<=" | ">" | ">=";

export type QueryNode = QueryPlace &
  (
    | { readonly kind: "field"; readonly name: string }
    | { readonly kind: "number"; readonly text: string }
    | { readonly kind: "text"; readonly text: string }
    | { readonly kind: "star" }
    | { readonly kind: "period"; readonly count: number; readonly unit: string }
    | { readonly kind: "negative"; readonly operand: QueryNode }
    | {
        readonly kind: "arithmetic";
        readonly operator: ArithmeticOperator;
        readonly left: QueryNode;
        readonly right: QueryNode;
      }
    | {
        readonly kind: "compare";
        readonly operator: ComparisonOperator;
        readonly left: QueryNode;
        readonly right: QueryNode;
      }
    | { readonly kind: "and" | "or"; readonly left: QueryNode; readonly right: QueryNode }
    | { readonly kind: "not"; readonly operand: QueryNode }
    | { readonly kind: "in"; readonly operand: QueryNode; readonly items: readonly QueryNode[] }
    | { readonly kind: "like"; readonly operand: QueryNode; readonly pattern: Pattern }
    | { readonly kind: "call"; readonly name: string; readonly values: readonly QueryNode[] }
  );

export type Call = Extract<QueryNode, { kind: "call" }>;
export type FieldNode = Extract<QueryNode, { kind: "field" }>;

/** A text to look for, or a regular expression. */
export interface Pattern extends QueryPlace {
  readonly kind: "text" | "regex";
  readonly text: string;
}

/** A value with its column's name: that of `as`, or else its own text. */
export interface QueryItem extends QueryPlace {
  readonly value: QueryNode;
  readonly name: string;
}

export interface SortItem {
  readonly value: QueryItem;
  readonly descending: boolean;
}

export type QueryCommand = QueryPlace &
  (
    | { readonly kind: "fields" | "display"; readonly items: readonly QueryItem[] }
    | { readonly kind: "filter"; readonly condition: QueryNode }
    | { readonly kind: "stats"; readonly items: readonly QueryItem[]; readonly by: readonly QueryItem[] }
    | { readonly kind: "sort"; readonly keys: readonly SortItem[] }
    | { readonly kind: "limit"; readonly count: number; readonly any: boolean }
    | { readonly kind: "dedup"; readonly fields: readonly FieldNode[] }
    | {
        readonly kind: "parse";
        readonly field: QueryNode;
        readonly pattern: Pattern;
        readonly names: readonly string[];
      }
  );
