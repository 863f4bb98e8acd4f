// What is asked of the results: an expression over their fields. Aggregates that it names and that are not among the
// results are computed for it alone.
import { parseExpression } from "../expression/parse.ts";
import { fieldsOfScalar, referencesIn } from "../expression/print.ts";
import type { Expression } from "../expression/syntax.ts";
import { keyFor } from "../field.ts";
import { isProblem, type Problem, problemAt } from "../problem.ts";
import { nearest } from "../text/suggest.ts";
import { type Aggregate, parseAggregate } from "./aggregate.ts";

export interface GroupCondition {
  readonly expression: Expression;
  /** What must be computed besides the results. */
  readonly hidden: readonly Aggregate[];
}

/** Reads the condition for results with these names. */
export function parseGroupCondition(text: string, names: readonly string[]): GroupCondition | Problem {
  const expression = parseExpression(text, { known: names });
  if (isProblem(expression)) return expression;
  const hidden: Aggregate[] = [];
  for (const { name, scalar, from, to } of referencesIn(expression)) {
    for (const wanted of scalar === undefined ? [name] : fieldsOfScalar(scalar)) {
      if (keyFor(wanted, [...names, ...hidden.map((aggregate) => aggregate.name)]) !== undefined) continue;
      const aggregate = wanted.includes("(") ? parseAggregate(wanted) : undefined;
      if (aggregate === undefined || isProblem(aggregate) || aggregate.name !== wanted) {
        const written = scalar === undefined ? text.slice(from, to) : wanted;
        return unknownResult(written, { text, from, to }, names, aggregate);
      }
      hidden.push(aggregate);
    }
  }
  return { expression, hidden };
}

function unknownResult(
  written: string,
  { text, from, to }: { readonly text: string; readonly from: number; readonly to: number },
  names: readonly string[],
  aggregate: Aggregate | Problem | undefined,
): Problem {
  if (isProblem(aggregate)) return problemAt(text, from, to, aggregate.problem, aggregate.advice);
  const likely = names.find((name) => name.includes(`(${written})`)) ?? nearest(written, names);
  const advice = likely === undefined ? `the results are ${names.join(", ")}` : `did you mean "${likely}"?`;
  return problemAt(text, from, to, `the results have no "${written}"`, advice);
}
