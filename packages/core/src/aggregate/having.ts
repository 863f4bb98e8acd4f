// What is asked of the results: an expression over their fields. Aggregates that it names and that are not among the
// results are computed for it alone.
import { parseExpression } from "../expression/parse/parse.ts";
import { fieldsInScalar, referencesIn } from "../expression/fields.ts";
import type { Expression } from "../expression/syntax.ts";
import { keyFor } from "../field.ts";
import { isProblem, type Problem, problemAt } from "@flowlogs/base/problem";
import { nearest } from "@flowlogs/base/nearest";
import { type Aggregate, parseAggregate } from "./aggregate.ts";
import { isTextOfMade } from "./result.ts";

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
  for (const reference of referencesIn(expression)) {
    const { scalar, from, to } = reference;
    for (const field of scalar === undefined ? [reference] : fieldsInScalar(scalar)) {
      const wanted = field.name;
      if (keyFor(wanted, [...names, ...hidden.map((aggregate) => aggregate.name)]) !== undefined) continue;
      const aggregate = wanted.includes("(") ? parseAggregate(wanted) : undefined;
      if (isProblem(aggregate) && isTextOfMade(field)) continue;
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
