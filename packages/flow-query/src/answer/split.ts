// From a pipeline with a bin to two that have their beginning in common: the one without the bin is the summary, the other one
// the series.
import { type FirstLink, type Link, readArguments, type Request } from "@flowlogs/cli/chain";
import type { GroupKey } from "@flowlogs/core/kinds";
import type { Problem } from "@flowlogs/base/problem";
import { unconfigured } from "../pipeline/configured.ts";
import { withMembers } from "../links.ts";

export interface SplitPipeline {
  readonly common: readonly [FirstLink, ...Link[]];
  readonly summary: readonly [Link, ...Link[]];
  readonly series: readonly [Link, ...Link[]];
  /** How many keys a row of the summary begins with; those of the series have the bin before them. */
  readonly keys: number;
  /** Groups may be missing in the summary: they are then left out of the series too. */
  readonly isNarrowed: boolean;
}

interface SplitGroup {
  readonly by?: readonly GroupKey[] | undefined;
  readonly having?: unknown;
}

const advice = "write flow-bin SIZE | flow-group --by bin,... AGGREGATE";

export async function splitAtBin(links: readonly [FirstLink, ...Link[]]): Promise<SplitPipeline | Problem> {
  const place = links.findIndex(({ command }) => command.name === "flow-group");
  const [first, ...others] = links.slice(0, Math.max(place, 0));
  const group = links[place];
  if (first === undefined || group === undefined) return { problem: "a series needs a bin and a group", advice };
  const values: SplitGroup = group.request.values;
  const { by = [] } = values;
  const bin = by.find(({ column, scalar }) => column === "bin" && scalar === undefined);
  if (bin === undefined) return { problem: "none of the keys of flow-group is the bin of flow-bin", advice };
  const tail = links.slice(place + 1);
  const wrong = wrongOption(values) ?? wrongCommand(tail);
  if (wrong !== undefined) return wrong;
  const keys = by.filter((key) => key !== bin);
  // A bin without a name of its own is called as in Cistern.
  const time = bin.name === "bin" ? { ...bin, name: "_ts", isNamed: true } : bin;
  const sort = await inOrderOf(time.name, group.request);
  return {
    common: [first, ...others],
    summary: [withValues(group, { by: keys }), ...tail],
    series: [withValues(group, { by: [time, ...keys], having: undefined }), sort],
    keys: keys.length,
    isNarrowed: tail.length > 0 || values.having !== undefined,
  };
}

/** Operands and options of flow-group of which a summary has the same as a series. */
const understood = ["aggregates", "by", "having", "keep-null", "max-memory", "scale-sampled"];

/** What would make another summary of the rows of the series. */
function wrongOption(values: SplitGroup): Problem | undefined {
  const given = Object.entries(values).filter(([, value]) => isGiven(value));
  const name = given.find(([option]) => !understood.includes(option))?.[0];
  if (name === undefined) return undefined;
  return { problem: `--${name} of flow-group is not for a summary and a series`, advice: `leave --${name} out` };
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
}

function wrongCommand(tail: readonly Link[]): Problem | undefined {
  const wrong = tail.find(({ command }) => !["flow-filter", "flow-top"].includes(command.name))?.command.name;
  if (wrong === undefined) return undefined;
  return {
    problem: `${wrong} cannot come after the group of a summary and a series`,
    advice: "only flow-filter and flow-top can: they say which groups there are",
  };
}

function withValues(link: Link, members: object): Link {
  return { ...link, request: { ...link.request, values: withMembers(link.request.values, members) } };
}

async function inOrderOf(name: string, { common }: Request): Promise<Link> {
  const { command } = await import("@flowlogs/top/command");
  const key = `\`${name.replaceAll("`", "\\`")}\` asc`;
  const request = await readArguments(command, ["--sort", "--by", key], unconfigured);
  return { command, request: { ...request, common } };
}
