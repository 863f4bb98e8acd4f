// Kinds of option values that several options share: a word of a certain form, and a small count.
import type { Kind } from "@flowlogs/cli";

/** `problem` and `advice`: for a word that is not one, as in "is not a region". */
export function wordKind(
  placeholder: string,
  isOne: (text: string) => boolean,
  problem: string,
  advice: string,
): Kind<string> {
  return { placeholder, parse: (text) => (isOne(text) ? text : { problem: `"${text}" ${problem}`, advice }) };
}

/** `what`: what is counted, in messages. */
export function countKind(what: string): Kind<number> {
  return {
    placeholder: "N",
    parse(text) {
      const value = /^\d+$/.test(text) ? Number(text) : 0;
      if (value >= 1 && value <= 256) return value;
      return { problem: `"${text}" is not a number of ${what}`, advice: "give a whole number from 1 to 256" };
    },
  };
}
