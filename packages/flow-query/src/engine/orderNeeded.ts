// What depends on the order of the records, or rows, that it is given: an engine has none, so that the answer would be another one
// each time.
import type { Problem } from "@flowlogs/base/problem";
import type { Link } from "@flowlogs/cli/chain";
import { callsOf, type GroupResult, isDerived } from "@flowlogs/core/spelling";
import type { Links } from "../links.ts";

const ordered: ReadonlySet<string> = new Set(["first", "last", "any", "values"]);

/** What does so of the commands that are done here, after the first `count`; flow-top gives them an order. */
export function orderNeeded(links: Links, count: number): Problem | undefined {
  for (const [i, link] of links.entries()) {
    if (link.command.name === "flow-top") return undefined;
    const need = i < count ? undefined : needOf(link);
    if (need !== undefined) return need;
  }
  return undefined;
}

interface AskedOrder {
  readonly aggregates?: readonly (readonly GroupResult[])[];
  readonly sample?: unknown;
  readonly "sample-by"?: readonly string[] | undefined;
}

function needOf({ command, request }: Link): Problem | undefined {
  const { aggregates = [], sample, "sample-by": sampleBy = [] }: AskedOrder = request.values;
  if (command.name === "flow-filter" && sample !== undefined && sampleBy.length === 0) {
    const problem = "flow-filter --sample goes by the numbers of the records, and an engine has no order of them";
    return { problem, advice: "choose by their values with --sample-by" };
  }
  if (command.name !== "flow-group") return undefined;
  const formulas = aggregates
    .flat()
    .flatMap((it) => (isDerived(it) ? it.aggregates.map(({ formula }) => formula) : [it.formula]));
  const name = formulas.flatMap((it) => callsOf(it)).find((it) => ordered.has(it.function.name))?.function.name;
  if (name === undefined) return undefined;
  const advice = name === "values" ? "leave --engine out" : "ask for earliest() or latest()";
  return { problem: `${name}() goes by the order of the records, which an engine does not have`, advice };
}
