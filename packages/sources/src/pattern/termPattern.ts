// Patterns of terms for any text: `A B` both, `?A ?B` either, `-A` not, "a phrase", %a regular expression%.
import { isProblem, type Problem } from "@flowlogs/cli";
import { compileRegex } from "./comparison.ts";
import type { Matches } from "./comparison.ts";

const term = /\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|%([^%]*)%|([^\s"%]+))(?=\s|$)/y;

export function parseTerms(text: string): Matches | Problem {
  const found: Record<"" | "?" | "-", Matches[]> = { "": [], "?": [], "-": [] };
  for (term.lastIndex = 0; term.lastIndex < text.length;) {
    const at = term.lastIndex;
    const match = term.exec(text);
    if (match === null)
      return { problem: `"${text.slice(at).trim().slice(0, 40)}" is not a term`, advice: "put it in double quotes" };
    const [, sign = "", phrase, regex, word = ""] = match;
    if (phrase === undefined && regex === undefined && !/^\w+$/.test(word)) {
      return {
        problem: `the term ${word} has characters other than letters, digits and _`,
        advice: `put it in double quotes: "${word}"`,
      };
    }
    const matches = regex === undefined ? holding(phrase?.replaceAll(/\\(.)/g, "$1") ?? word) : compileRegex(regex);
    if (isProblem(matches)) return matches;
    found[sign === "?" || sign === "-" ? sign : ""].push(matches);
  }
  const { "": needed, "?": optional, "-": unwanted } = found;
  // Beside other terms, the service ignores optional ones.
  if (needed.length + unwanted.length === 0) return (message) => optional.some((matches) => matches(message));
  return (message) => needed.every((it) => it(message)) && !unwanted.some((it) => it(message));
}

function holding(text: string): Matches {
  return (message) => message.includes(text);
}
