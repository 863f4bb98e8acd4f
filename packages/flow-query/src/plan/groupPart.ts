// What a plan says of groups.
import type { Link } from "@flowlogs/cli/chain";
import { isProblem, type Problem } from "@flowlogs/base/problem";
import type { Expression } from "@flowlogs/core";
import { defaultAggregates, defaultKeys, planResults, withCondition } from "@flowlogs/core/kinds";
import type { GroupKey, GroupResult } from "@flowlogs/core/spelling";
import { present, strangeOption } from "./given.ts";
import type { Plan } from "@flowlogs/engines";

interface AskedGroup {
  readonly aggregates: readonly (readonly GroupResult[])[];
  readonly by?: readonly GroupKey[] | undefined;
  readonly "also-by": readonly (readonly GroupKey[])[];
  readonly having?: string | undefined;
  readonly totals: boolean;
  readonly "keep-null": boolean;
}

export function groupPart(link: Link, { group, rank, output }: Plan): Partial<Plan> | string {
  const values: AskedGroup = link.request.values;
  const strange = strangeOption(link, ["by", "also-by", "having", "totals", "keep-null"]);
  if (strange !== undefined) return strange;
  if ([group, rank, output].some((it) => it !== undefined)) return "flow-group comes after groups or an order";
  const asked = values.aggregates.flat();
  const keys = values.by ?? (asked.length === 0 ? defaultKeys : []);
  const aggregates = asked.length === 0 ? defaultAggregates : asked;
  const having = values.having === undefined ? undefined : conditionOf(values.having, keys, aggregates);
  if (isProblem(having)) return having.problem;
  const { "also-by": alsoBy, totals } = values;
  const extra = present({
    alsoBy: alsoBy.length > 0 && alsoBy,
    isUsual: asked.length === 0 || undefined,
    having,
    keepNull: values["keep-null"] || undefined,
    totals: totals || undefined,
  });
  return { group: { keys, aggregates, ...extra } };
}

function conditionOf(
  text: string,
  keys: readonly GroupKey[],
  aggregates: readonly GroupResult[],
): Expression | Problem | undefined {
  const results = planResults(keys, aggregates);
  if (isProblem(results)) return results;
  const names = [...keys, ...aggregates].map(({ name }) => name);
  const planned = withCondition(results, text, names);
  return isProblem(planned) ? planned : planned.having;
}
