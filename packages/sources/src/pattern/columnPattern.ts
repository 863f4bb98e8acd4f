// Patterns of columns between spaces: `[version, account, ..., action = REJECT, status]`. They are positional.
import { isProblem, type Problem } from "@flowlogs/cli";
import { compileComparison, type PatternOperator } from "./comparison.ts";
import type { Matches } from "./comparison.ts";

type PatternColumn = ((value: string) => boolean) | "rest";

/** Maximum regular expressions in a pattern. */
const MAX_REGEXES = 2;
const condition = /^([\w.@-]+)\s*(?:(!=|>=|<=|=|>|<)\s*("(?:[^"\\]|\\.)*"|%[^%]*%|[^\s"%]+))?$/;

export function parseColumns(text: string): Matches | Problem {
  if (!text.endsWith("]")) return { problem: "the pattern is not closed: ] is missing" };
  const columns: PatternColumn[] = [];
  if ((text.match(/%[^%]*%/g) ?? []).length > MAX_REGEXES)
    return { problem: `more than ${MAX_REGEXES} regular expressions in a pattern` };
  for (const part of splitOutside(text.slice(1, -1), /^,/)) {
    const column = parseColumn(part.trim());
    if (isProblem(column)) return column;
    columns.push(column);
  }
  const rest = columns.indexOf("rest");
  if (rest !== columns.lastIndexOf("rest")) return { problem: "... is in the pattern twice" };
  const tests = columns.filter((column) => column !== "rest");
  const afterRest = rest < 0 ? 0 : tests.length - rest;
  return (message) => {
    const values = valuesIn(message);
    // Words after the last column do not matter.
    if (values.length < tests.length) return false;
    return tests.every((test, at) => {
      const place = at < tests.length - afterRest ? at : values.length - tests.length + at;
      return test(values[place] ?? "");
    });
  };
}

function parseColumn(text: string): PatternColumn | Problem {
  if (text === "...") return "rest";
  if (text === "") return () => true;
  const either: ((value: string) => boolean)[][] = [];
  for (const alternative of splitOutside(text, /^\|\|/)) {
    const all: ((value: string) => boolean)[] = [];
    for (const written of splitOutside(alternative, /^&&/)) {
      const [, name, operator, operand] = condition.exec(written.trim()) ?? [];
      if (name === undefined)
        return { problem: `"${written.trim()}" is not a column condition`, advice: "write name=VALUE" };
      if (operator === undefined || operand === undefined) continue;
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the expression has no others
      const holds = compileComparison(operator as PatternOperator, operand);
      if (isProblem(holds)) return holds;
      all.push(holds);
    }
    either.push(all);
  }
  return (value) => either.some((all) => all.every((holds) => holds(value)));
}

/** The parts between separators outside of quotes and percent signs. */
function splitOutside(text: string, separator: RegExp): string[] {
  const parts: string[] = [];
  let part = "";
  for (let at = 0; at < text.length;) {
    const rest = text.slice(at);
    const whole = /^(?:"(?:[^"\\]|\\.)*"|%[^%]*%)/.exec(rest)?.[0];
    const between = whole === undefined ? separator.exec(rest)?.[0] : undefined;
    if (between !== undefined) {
      parts.push(part);
      part = "";
    } else part += whole ?? text[at];
    at += (whole ?? between ?? " ").length;
  }
  return [...parts, part];
}

/** The words of a message; text in quotes or brackets is one word. */
function valuesIn(message: string): readonly string[] {
  return Array.from(message.matchAll(/"([^"]*)"|\[([^\]]*)\]|(\S+)/g), ([, a, b, c]) => a ?? b ?? c ?? "");
}
