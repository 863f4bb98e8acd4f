// The labels of the flow-label commands of a pipeline, for an engine that has no tables of them.
import { UsageError } from "@flowlogs/cli/chain";
import type { Links } from "../links.ts";
import { type LabelsOf, type PlanLabels, strangeOption } from "../plan/index.ts";

function refuse(where: string, problem: UsageError["problem"]): never {
  throw new UsageError(problem, where);
}

/** Reads the tables with `load`, which gives all bytes of a file. Throws UsageError, as flow-label does. */
export async function labelsFor(links: Links, load: (path: string) => Uint8Array): Promise<LabelsOf> {
  const known = new Map<object, PlanLabels | string>();
  for (const link of links.filter(({ command }) => command.name === "flow-label")) {
    const { labelColumns } = await (await import("@flowlogs/label/command")).loadColumns();
    const { request } = link;
    const strange = strangeOption(link, ["from", "key", "labels", "as"]);
    known.set(request, strange ?? (await labelColumns(request.values, { load, refuse })));
  }
  return ({ request }) => known.get(request) ?? "flow-label looks up labels that are here";
}
