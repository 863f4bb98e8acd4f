// Several results in one text: `sum(bytes) as a, count() as b`.
import { listParts } from "../expression/delimiters.ts";
import { isProblem, type Problem, problemAt } from "@flowlogs/base/problem";
import { type GroupResult, parseResult } from "./result.ts";

/** Reads aggregates with commas between; those in parentheses and back-ticks do not separate. */
export function parseAggregates(text: string): readonly GroupResult[] | Problem {
  const aggregates: GroupResult[] = [];
  for (const { from, to } of listParts(text)) {
    const part = text.slice(from, to);
    if (part.trim() === "") return problemAt(text, from, Math.max(to, from + 1), "an aggregate is missing");
    const aggregate = parseResult(part);
    if (isProblem(aggregate)) {
      const { from: start = 0, to: end = part.length } = aggregate;
      return { ...aggregate, text, from: from + start, to: from + end };
    }
    aggregates.push(aggregate);
  }
  return aggregates;
}
