// The flags of Cistern's first client on the command line become the text of a query, so that messages can point into it.
import { nearestName } from "@flowlogs/base/nearest";
import { printWord } from "../../pipeline/print.ts";
import { flagNames } from "./flagNames.ts";

/** The arguments with the flags, and a statement among them, as one operand before all others. */
export function gatherFlags(words: readonly string[]): readonly string[] {
  const rest = [...words];
  const flags: string[] = [];
  const others: string[] = [];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [, name, attached] = flagOf(word);
    if (word === "--") others.push(word, ...rest.splice(0));
    else if (name === undefined) others.push(word);
    else {
      flags.push(word);
      const value = attached === undefined && name !== "descending" ? rest.shift() : undefined;
      if (value !== undefined) flags.push(value);
    }
  }
  if (flags.length === 0) return words;
  const place = others.findIndex((word) => /^\s*(?:select|group|filter|order|limit|point)\s/i.test(word));
  const statement = place < 0 ? [] : others.splice(place, 1);
  const query = [...flags, ...statement].map(printFlagWord).join(" ");
  // The blank makes it an operand.
  return [` ${query}`, ...others];
}

/** Whether an operand is one of these. */
export function isFlags(operand: string): boolean {
  return operand.startsWith(" -");
}

/** A word as the text of a query has it. */
export function printFlagWord(word: string): string {
  return word === "" ? "''" : printWord(word);
}

/** A flag's name, and its value where that is attached. A slip of one is told by the query's own messages. */
function flagOf(word: string): readonly (string | undefined)[] {
  const [, dashes, name = "", attached] = /^(--?)([a-z-]+)(=[^]*)?$/.exec(word) ?? [];
  if (flagNames.includes(name)) return [word, name, attached];
  const isSlip = dashes === "-" && name.length > 3 && nearestName(name, [...flagNames, "address"]) !== undefined;
  return isSlip ? [word, name, attached] : [];
}
