// Rule: the threads that read files also run the commands up to flow-group, each on its share, and the main thread merges their
// groups. Only where the result is the same byte for byte: an option that depends on the order of all records, or tells of each
// command, keeps the commands in the main thread.
import type { Host, Link } from "@flowlogs/cli/chain";
import { isProblem } from "@flowlogs/base/problem";
import { type GroupKey, type GroupResult, planResults, withCondition } from "@flowlogs/core/kinds";
import { dependentOnOrder } from "@flowlogs/core/stages";
import { LEAST_SHARERS } from "@flowlogs/sources/options";
import { stagesProgram, type StagesData } from "../threads/stagesData.ts";
import { type Links, withMembers } from "../links.ts";

/** Options with which the commands stay in the main thread. */
const notShared: Readonly<Record<string, readonly string[]>> = {
  "flowlogs-read": ["limit", "dedupe", "explain", "follow", "state", "bad-lines"],
  "flow-filter": ["rest", "no-output", "first", "sample", "match", "exit-status"],
  "flow-bin": [],
  "flow-group": ["also-by", "scale-sampled", "sorted", "partial", "merge", "every", "late", "max-memory"],
};

/** How many commands after the reader the threads run, flow-group included; or why none. */
export type Sharing = { readonly count: number; readonly why?: never } | { readonly count: 0; readonly why: string };

export function sharingOf([read, ...others]: Links): Sharing {
  const last = others.findIndex(({ command }) => command.name === "flow-group");
  if (read.command.name !== "flowlogs-read" || last < 0) return { count: 0, why: "none of them groups" };
  const { workers }: { readonly workers?: number | undefined } = read.request.values;
  if (workers !== undefined && workers < LEAST_SHARERS) {
    return { count: 0, why: `fewer than ${LEAST_SHARERS} threads read faster than they group` };
  }
  const links = [read, ...others.slice(0, last + 1)];
  const why = links.map(obstacleIn).find((it) => it !== undefined);
  return why === undefined ? { count: last + 1 } : { count: 0, why };
}

/** What of a command only the order of all records, or the account of one command, can tell. */
function obstacleIn({ command: { name }, request }: Link): string | undefined {
  const options = notShared[name];
  if (options === undefined) return `${name} takes all records`;
  const values: SharedValues = request.values;
  const { strict, stats, "max-bad": maxBad } = request.common;
  const common: SharedValues = { strict, stats, "max-bad": maxBad };
  const given =
    options.find((option) => isGiven(values[option])) ?? Object.keys(common).find((it) => isGiven(common[it]));
  if (given !== undefined) return `${name} has --${given}`;
  const ordered = values.totals === true ? orderedIn(values) : undefined;
  return ordered === undefined ? undefined : `the order of all records says what ${ordered} of --totals is`;
}

interface SharedValues extends Readonly<Record<string, unknown>> {
  readonly by?: readonly GroupKey[] | undefined;
  readonly aggregates?: readonly (readonly GroupResult[])[];
  readonly having?: string | undefined;
  readonly totals?: boolean;
}

/** The first result that the states of several groups do not tell together, as first(action). */
function orderedIn({ by = [], aggregates = [], having }: SharedValues): string | undefined {
  const results = aggregates.flat();
  const plan = planResults(by, results);
  const names = [...by, ...results].map(({ name }) => name);
  const whole = isProblem(plan) || having === undefined ? plan : withCondition(plan, having, names);
  return isProblem(whole) ? undefined : dependentOnOrder(whole.aggregates);
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
}

/** The chain whose threads group what they read. */
export async function groupInThreads(links: Links, host: Pick<Host, "configFiles">): Promise<Links> {
  const { count } = sharingOf(links);
  const [read, ...others] = links;
  const group = others[count - 1];
  if (group === undefined) return links;
  const commands = others
    .slice(0, count)
    .map(({ command, words = [], request }) => ({ name: command.name, words, quiet: request.common.quiet }));
  const data: StagesData = { commands, configured: await host.configFiles() };
  const stages = { program: stagesProgram(), data };
  const merging = {
    ...group,
    request: { ...group.request, values: withMembers(group.request.values, { merge: true }) },
  };
  const valuesFor = (values: never): never => withMembers(values, { stages });
  return [{ ...read, shared: { valuesFor, count, merging } }, ...others];
}
