// How much of a pipeline an engine does: the longest beginning that it can say. The commands behind it run here, on the rows that
// the engine gives. Records that are not grouped yet are brought for them only where that is allowed: there may be many.
import { isProblem, type Problem } from "@flowlogs/base/problem";
import { withListItems } from "@flowlogs/core/spelling";
import {
  type EngineDialect,
  type EngineQuery,
  type EngineTable,
  LEAVE_OUT,
  type PlainCommand,
  type Plan,
} from "@flowlogs/engines";
import type { Links } from "../links.ts";
import { type LabelsOf, planOf } from "../plan/index.ts";
import { orderNeeded } from "./orderNeeded.ts";

export interface EngineCut {
  readonly query: EngineQuery;
  /** What is finished here, and why the engine does not do the first of it. */
  readonly rest: readonly PlainCommand[];
  readonly why: string | undefined;
  /** What the dialect said of it. */
  readonly refusal: Problem | undefined;
  /** The rows are records that the rest groups, or ranks. */
  readonly bringsRecords: boolean;
}

export interface CutOptions {
  /** All bytes of a file that a condition names. Throws UsageError. */
  readonly load: (path: string) => Uint8Array;
  readonly mayBringRecords: boolean;
  readonly labelsOf: LabelsOf;
}

/** Or what the engine cannot say of the pipeline. Throws UsageError. */
export function cutFor(
  dialect: EngineDialect,
  links: Links,
  commands: readonly PlainCommand[],
  table: EngineTable,
  { load, mayBringRecords, labelsOf }: CutOptions,
): EngineCut | Problem {
  const [first] = links;
  const least = leastOf(links);
  let refused: Problem | undefined;
  let why: string | undefined;
  for (let count = links.length; count >= 1; count--) {
    const plan = planOf([first, ...links.slice(1, count)], commands.slice(0, count), labelsOf);
    if (plan.rest !== undefined) {
      why = plan.rest.why;
      continue;
    }
    // Printing is always done here.
    if (plan.output !== undefined) continue;
    const query = printed(dialect, plan, table, load);
    if (isProblem(query)) {
      refused ??= query;
      why = query.problem;
      continue;
    }
    const bringsRecords = count < least;
    const cut = { query, rest: commands.slice(count), why, refusal: refused, bringsRecords };
    const problem = orderNeeded(links, count) ?? (bringsRecords && !mayBringRecords ? manyRecords(why) : undefined);
    if (problem === undefined) return cut;
    if (refused === undefined) return problem;
    return bringsRecords && problem.advice === BRING ? { ...refused, advice: withBringing(refused) } : refused;
  }
  return refused ?? { problem: why ?? "no engine prints", advice: "leave --engine out" };
}

function printed(
  dialect: EngineDialect,
  plan: Plan,
  table: EngineTable,
  load: CutOptions["load"],
): EngineQuery | Problem {
  const filter = plan.filter && withListItems(plan.filter, load);
  if (isProblem(filter)) return filter;
  return dialect.print(filter === undefined ? plan : { ...plan, filter }, table);
}

const BRING = "add --yes to bring all records that match, and do the rest here";

function manyRecords(why = "the engine does not group the records"): Problem {
  return { problem: why, advice: BRING };
}

/** A name that is misspelt is wrong here, too. */
function withBringing({ advice = LEAVE_OUT }: Problem): string {
  if (advice.endsWith("?")) return advice;
  return advice === LEAVE_OUT ? BRING : `${advice}, or ${BRING}`;
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
