// From the commands of a pipeline to their plan. Each command says with its options what it adds, or why it does not fit: from
// there on the commands are kept.
import type { PlainCommand, Plan } from "@flowlogs/engines";
import type { Link } from "@flowlogs/cli/chain";
import { groupPart } from "./groupPart.ts";
import { labelPart, type PlanLabels } from "./labelPart.ts";
import { outputPart, rankPart } from "./lastParts.ts";
import { binPart, filterPart, logsOf, recordsOf } from "./recordParts.ts";

/** The labels that a flow-label adds, as values that are worked out from fields; or why there are no such values. */
export type LabelsOf = (link: Link) => PlanLabels | string;

/** What a command adds to the plan before it; or why it does not fit. */
type PlanPart = (link: Link, plan: Plan) => Partial<Plan> | string;

const parts: Readonly<Record<string, PlanPart>> = {
  "flow-filter": filterPart,
  "flow-bin": binPart,
  "flow-group": groupPart,
  "flow-top": rankPart,
  "flow-fmt": outputPart,
};

function partOf(link: Link, plan: Plan, labelsOf: LabelsOf): Partial<Plan> | string | undefined {
  if (link.command.name === "flow-label") return labelPart(plan, labelsOf(link));
  return parts[link.command.name]?.(link, plan);
}

/** The plan of these commands, which are `links` as parsed and `commands` as typed. */
export function planOf(
  links: readonly [Link, ...Link[]],
  commands: readonly PlainCommand[],
  labelsOf: LabelsOf = () => "flow-label looks up labels that are here",
): Plan {
  const [first] = links;
  const isReader = first.command.name === "flowlogs-read";
  let plan: Plan = isReader ? logsOf(first) : { source: recordsOf(first) };
  for (const [i, link] of links.entries()) {
    if (i === 0 && isReader) continue;
    const part = partOf(link, plan, labelsOf) ?? `${link.command.name} has no place in a plan`;
    if (typeof part === "string") return { ...plan, rest: { why: part, commands: commands.slice(i) } };
    plan = { ...plan, ...part };
  }
  return plan;
}
