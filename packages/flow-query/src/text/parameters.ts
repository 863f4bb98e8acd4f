// The parameters of a query: `:NAME` in its text stands for what --set NAME=VALUE says. A value is one word of a pipeline, or
// one value of an expression, whatever signs it has: its text never becomes part of the query's.
import type { Kind } from "@flowlogs/cli";
import { isProblem, type Problem, problemAt } from "@flowlogs/base/problem";
import type { CommandWords, Word } from "../pipeline/words.ts";
import { quoted } from "../languages/texts.ts";

export interface QueryParameter {
  readonly name: string;
  readonly value: string;
}

export const parameter: Kind<QueryParameter> = {
  placeholder: "PARAMETER",
  parse(text) {
    const [, name, value = ""] = /^([A-Za-z][\w-]*)=([^]*)$/.exec(text) ?? [];
    if (name !== undefined) return { name, value };
    return { problem: `"${text}" is not a name and a value`, advice: "write it as src=10.0.0.1" };
  },
};

/** What a place for a value cannot be in: patterns, texts, names and comments; then the places. */
const places = new RegExp(
  [
    String.raw`(?:[=!]~|\b(?:like|matches|parse\s+\S+|parse))\s*\/(?:[^\/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])*\/`,
    ...["'", '"', "`"].map((quote) => String.raw`${quote}(?:[^${quote}\\]|\\[^])*${quote}`),
    String.raw`(?<![^\s()[\],=!<>&|'"${"`"}])#[^\n]*`,
    String.raw`(?<![^\s()[\],=!<>&|~+*^%]):(?<name>[A-Za-z][\w-]*)(?![^\s()[\],=!<>&|~+*^%;])`,
  ].join("|"),
  "gi",
);

/** What only a value comes after: elsewhere a name with a colon may be that of a configured expression. */
const beforeValue = /(?:[=<>~+*^%[,]|\b(?:in|between|like))\s*$/i;

export class Parameters {
  readonly #values: ReadonlyMap<string, string>;
  readonly #used = new Set<string>();
  readonly #isExpected: boolean;
  #missing: string | undefined;

  /** `isExpected`: a value that is not given is an error, and not a text with a colon. */
  constructor(given: readonly QueryParameter[], isExpected: boolean) {
    this.#values = new Map(given.map(({ name, value }) => [name, value]));
    this.#isExpected = isExpected;
  }

  /** The words of a pipeline with their values, those in expressions as `literal` writes them. */
  inCommands(
    text: string,
    commands: readonly CommandWords[],
    literal = valueOfExpression,
  ): readonly CommandWords[] | Problem {
    if (!this.#isExpected) return commands;
    const bound: CommandWords[] = [];
    for (const [name, ...words] of commands) {
      const others: Word[] = [];
      for (const word of words) {
        const other = this.#inWord(text, word, literal);
        if (isProblem(other)) return other;
        others.push(other);
      }
      bound.push([name, ...others]);
    }
    return bound;
  }

  /** A text with its values, as `literal` writes them. */
  inText(text: string, literal: (value: string) => string): string {
    return text.replaceAll(places, (whole, name: string | undefined, at: number) => {
      if (name === undefined) return whole;
      const value = this.#take(name);
      if (value === undefined && beforeValue.test(text.slice(Math.max(0, at - 100), at))) this.#missing ??= name;
      return value === undefined ? whole : literal(value);
    });
  }

  /** What is wrong with a parameter that has no value, or that the text does not have. */
  wrong(): Problem | undefined {
    const missing = this.#missing;
    if (missing !== undefined) {
      return { problem: `:${missing} has no value`, advice: `give it one with --set ${missing}=VALUE` };
    }
    const name = [...this.#values.keys()].find((it) => !this.#used.has(it));
    if (name === undefined) return undefined;
    const advice = `write :${name} where the value belongs, outside of texts and patterns`;
    return { problem: `the query has no :${name}`, advice };
  }

  /** A word that is a parameter becomes its value as it is; in an expression it becomes a value of that. */
  #inWord(text: string, word: Word, literal: (value: string) => string): Word | Problem {
    const [, option = "", name] = /^(--?[a-z][a-z-]*=)?:([A-Za-z][\w-]*)$/.exec(word.text) ?? [];
    const value = name === undefined ? undefined : this.#take(name);
    if (value === undefined) return { ...word, text: this.inText(word.text, literal) };
    if (option !== "" || value === "-" || !value.startsWith("-")) return { ...word, text: option + value };
    const advice = `if it is the value of an option, write --OPTION=:${name}`;
    return problemAt(text, word.from, word.to, `"${value}" would be read as an option`, advice);
  }

  #take(name: string): string | undefined {
    const value = this.#values.get(name);
    if (value !== undefined) this.#used.add(name);
    return value;
  }
}

/** Numbers, sizes and periods are no texts. */
function valueOfExpression(value: string): string {
  return /^-?\d+(?:\.\d+)?[A-Za-z]{0,3}$/.test(value) ? value : quoted(value);
}
