// The kinds of values of options and operands that are not about flows. A kind parses a text into a value or a problem. The
// type is structural, so that other packages can define kinds without importing this one.

import { nearestName } from "@flowlogs/base/nearest";
import { isProblem, type Problem } from "@flowlogs/base/problem";

/** How the text of an option or operand becomes a value. */
export interface Kind<T> {
  /** The name of the value in usage lines, in capitals. */
  readonly placeholder: string;
  /** The accepted words, if there are only a few. */
  readonly choices?: readonly string[];
  /** The topic of the help that explains its values, and whose words complete them. */
  readonly topic?: string;
  /** Some of its values, to complete it by. */
  readonly samples?: readonly string[];
  readonly isFile?: boolean;
  /** Its values are times, which programs may also give as a Date or in epoch seconds. */
  readonly isTime?: true;
  /** The value, or what is wrong with the text. Without side effects: it opens nothing. */
  parse(text: string): T | Problem;
  /** The value of an option that is given several times; without `join`, different values are a usage error. */
  join?(values: readonly T[]): T | Problem;
}

/** A whole number from zero up. */
export const natural: Kind<number> = {
  placeholder: "N",
  parse(text) {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isSafeInteger(value)) return value;
    return { problem: `"${text}" is not a whole number`, advice: "write digits only, such as 10" };
  },
};

/** A number of bytes, with factors of 1000 (k M G) or 1024 (Ki Mi Gi), as in expressions. */
export const size: Kind<number> = {
  placeholder: "SIZE",
  parse(text) {
    const match = /^(\d+(?:\.\d+)?)\s*(Ki|Mi|Gi|[kKMG])?B?$/.exec(text);
    const value = Number(match?.[1]) * (multipliers.get(match?.[2] ?? "") ?? 1);
    if (Number.isFinite(value)) return Math.floor(value);
    return { problem: `"${text}" is not a size`, advice: "write bytes such as 500M, 2G or 512Mi" };
  },
};

const multipliers: ReadonlyMap<string, number> = new Map([
  ["k", 1000],
  ["K", 1000],
  ["M", 1000 ** 2],
  ["G", 1000 ** 3],
  ["Ki", 1024],
  ["Mi", 1024 ** 2],
  ["Gi", 1024 ** 3],
]);

/** Any text. */
export const text: Kind<string> = { placeholder: "TEXT", parse: (word) => word };

/** The name of a file. */
export const path: Kind<string> = {
  placeholder: "FILE",
  isFile: true,
  parse: (word) => (word === "" ? { problem: "the file name is empty", advice: "give a path" } : word),
};

/** The name of a file that the command creates. */
export const newFile: Kind<string> = {
  ...path,
  parse: (word) => (word === "-" ? { problem: "cannot be standard output", advice: "name a file" } : path.parse(word)),
};

/** One of a few words. */
export function choice<const Word extends string>(...words: readonly Word[]): Kind<Word> {
  return {
    placeholder: "WORD",
    choices: words,
    parse(word) {
      const known = words.find((candidate) => candidate === word);
      if (known !== undefined) return known;
      const near = nearestName(word, words);
      const advice = near === undefined ? `give one of ${words.join(", ")}` : `did you mean "${near}"?`;
      return { problem: `unknown word "${word}"`, advice };
    },
  };
}

/** Several values of one kind, with commas between them. */
export function list<T>(kind: Kind<T>): Kind<readonly T[]> {
  return {
    placeholder: `${kind.placeholder},...`,
    ...(kind.choices === undefined ? {} : { choices: kind.choices }),
    ...(kind.topic === undefined ? {} : { topic: kind.topic }),
    parse(whole) {
      const values: T[] = [];
      let from = 0;
      for (const part of whole.split(",")) {
        const to = from + part.length;
        const value: T | Problem =
          part.trim() === "" ? { problem: "a name is missing in the list" } : kind.parse(part.trim());
        if (isProblem(value)) return { ...value, text: whole, from, to };
        values.push(value);
        from = to + 1;
      }
      return values;
    },
    join: (lists) => lists.flat(),
  };
}
