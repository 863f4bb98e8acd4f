// What an expression is cut into.

/**
 * `text` is the word, the symbol, the unescaped inside of quotes, or the source of a regular expression. A `key` is a
 * field name that needs no interpretation: in back-ticks, or the text of an aggregate such as `sum(bytes)`. A `file` is
 * what comes after `@`. `end` comes after the last token.
 */
export interface Token {
  readonly kind: "word" | "key" | "string" | "regex" | "file" | "symbol" | "end";
  readonly text: string;
  /** The flags of a regular expression, else empty. */
  readonly flags: string;
  readonly from: number;
  readonly to: number;
}
