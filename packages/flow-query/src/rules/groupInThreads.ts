// Rule: the threads that read files also run the commands up to flow-group, each on its share, and the main thread merges their
// groups. Only where the result is the same byte for byte: an option that depends on the order of all records, or tells of each
// command, keeps the commands in the main thread.
import type { Host, Link } from "@flowlogs/cli/chain";
import { LEAST_SHARERS } from "@flowlogs/sources/options";
import { stagesProgram, type StagesData } from "../threads/stagesData.ts";
import { type Links, withMembers } from "../links.ts";

/** Options with which the commands stay in the main thread. */
const notShared: Readonly<Record<string, readonly string[]>> = {
  "flowlogs-read": ["limit", "dedupe", "explain", "follow", "state", "bad-lines"],
  "flow-filter": ["rest", "no-output", "first", "sample", "exit-status"],
  "flow-bin": [],
  "flow-group": ["also-by", "scale-sampled", "sorted", "partial", "merge", "totals", "every", "late", "max-memory"],
};

/** How many commands after the reader the threads can run, flow-group included; 0: none. */
export function sharedCommands([read, ...others]: Links): number {
  const last = others.findIndex(({ command }) => command.name === "flow-group");
  if (read.command.name !== "flowlogs-read" || last < 0) return 0;
  const links = [read, ...others.slice(0, last + 1)];
  const { workers }: { readonly workers?: number | undefined } = read.request.values;
  const areEnough = workers === undefined || workers >= LEAST_SHARERS;
  return areEnough && links.every(isShared) ? last + 1 : 0;
}

function isShared({ command, request }: Link): boolean {
  const values: Readonly<Record<string, unknown>> = request.values;
  const { strict, stats, "max-bad": maxBad } = request.common;
  const options = notShared[command.name];
  return options !== undefined && !options.some((name) => isGiven(values[name])) && !strict && !stats && !maxBad;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
}

/** The chain whose threads group what they read. */
export async function groupInThreads(links: Links, host: Pick<Host, "configFiles">): Promise<Links> {
  const count = sharedCommands(links);
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
