// How much of a pipeline an engine does: the longest beginning that it can say. The commands behind it run here, on the rows that
// the engine gives, but records that are not grouped yet are not brought for them.
import { isProblem, type Problem } from "@flowlogs/base/problem";
import type { EngineDialect, EngineQuery, EngineTable, PlainCommand } from "@flowlogs/engines";
import type { Links } from "../links.ts";
import { planOf } from "../plan/index.ts";

export interface EngineCut {
  readonly query: EngineQuery;
  /** What is finished here, and why the engine does not do the first of it. */
  readonly rest: readonly PlainCommand[];
  readonly why: string | undefined;
}

/** Or what the engine cannot say of the pipeline. */
export function cutFor(
  dialect: EngineDialect,
  links: Links,
  commands: readonly PlainCommand[],
  table: EngineTable,
): EngineCut | Problem {
  const [first] = links;
  const least = leastOf(links);
  let refused: Problem | undefined;
  let why: string | undefined;
  for (let count = links.length; count >= least; count--) {
    const plan = planOf([first, ...links.slice(1, count)], commands.slice(0, count));
    if (plan.rest !== undefined) {
      why = plan.rest.why;
      continue;
    }
    // Printing is always done here.
    if (plan.output !== undefined) continue;
    const query = dialect.print(plan, table);
    if (!isProblem(query)) return { query, rest: commands.slice(count), why };
    refused ??= query;
    why = query.problem;
  }
  return refused ?? { problem: why ?? "no engine prints", advice: "leave --engine out" };
}

/** The commands up to the groups, or without any those that only leave records out. */
function leastOf(links: Links): number {
  const groups = links.findIndex(({ command }) => command.name === "flow-group") + 1;
  const others = links.findIndex(({ command }, i) => i > 0 && !isNarrowing(command.name));
  return Math.max(1, groups > 0 ? groups : others < 0 ? links.length : others);
}

function isNarrowing(name: string): boolean {
  return name === "flow-filter" || name === "flow-bin";
}
