// What is looked up where: the sources of labels, each for one of the fields, and the labels of each field.
import { type Context, UsageError } from "@flowlogs/cli";
import { listed } from "@flowlogs/core";
import { keysFor, type LabelSource } from "@flowlogs/core/label";
import { nearestName } from "@flowlogs/base/nearest";
import { readSources, type SourceOptions } from "./from/readSources.ts";
import type { LabelContext } from "./from/recordsSource.ts";

export interface LookupValues extends SourceOptions {
  readonly fields?: readonly string[] | undefined;
  readonly from: readonly string[];
  readonly labels?: readonly string[] | undefined;
  readonly as: (field: string, label: string) => string;
}

interface LabelsByField {
  readonly fields: readonly string[];
  readonly sources: readonly LabelSource[];
  /** By the fields. */
  readonly labels: ReadonlyMap<string, readonly string[]>;
}

const usual = ["srcaddr", "dstaddr"];
const SHOWN = 8;

/** Reads the sources. Throws UsageError and RemoteError. */
export async function lookupOf(
  values: LookupValues,
  context: LabelContext & Pick<Context, "env" | "missing">,
): Promise<LabelsByField> {
  const fields = [...new Set(values.fields ?? usual)];
  const named = await Promise.all(
    // One that is named twice says nothing more.
    [...new Set(values.from)].map(async (name) => ({ name, sources: await readSources(name, values, context) })),
  );
  for (const { name, sources } of named) assertUsed(name, sources, fields);
  const sources = named.flatMap((it) => it.sources);
  const labels = labelsOf(fields, sources, values.labels);
  assertDistinct(fields, labels, values.as);
  return { fields, sources, labels };
}

/** Throws UsageError where no field is one that the source has keys for: it would change nothing. */
function assertUsed(name: string, sources: readonly LabelSource[], fields: readonly string[]): void {
  if (sources.some((source) => fields.some((field) => keysFor(source, field) !== undefined))) return;
  const keys = sources.flatMap((source) => [...source.keys.keys()]);
  const advice = `name the field to look up, such as flow-label ${exampleOf(keys[0] ?? "")}`;
  throw new UsageError(
    { problem: `its keys are for ${listed(keys, "and", SHOWN)}, not for ${listed(fields, "or", SHOWN)}`, advice },
    name,
  );
}

function exampleOf(key: string): string {
  return key === "address" ? "srcaddr" : key === "port" ? "dstport" : key;
}

/** The labels of each field. Throws UsageError for one that no source has, and for a field without any. */
function labelsOf(
  fields: readonly string[],
  sources: readonly LabelSource[],
  wanted: readonly string[] | undefined,
): ReadonlyMap<string, readonly string[]> {
  const all = [...new Set(sources.flatMap((source) => source.labels))];
  const twice = wanted?.find((label, i) => wanted.indexOf(label) !== i);
  if (twice !== undefined) throw conflict("--labels", `names ${twice} twice`, "name it once");
  const unknown = wanted?.find((label) => !all.includes(label));
  if (unknown !== undefined) {
    const near = nearestName(unknown, all);
    const advice = near === undefined ? `there are ${listed(all, "and", SHOWN)}` : `did you mean ${near}?`;
    throw conflict("--labels", `no source has the label ${unknown}`, advice);
  }
  return new Map(fields.map((field) => [field, labelsFor(field, sources, wanted)]));
}

function labelsFor(
  field: string,
  sources: readonly LabelSource[],
  wanted: readonly string[] | undefined,
): readonly string[] {
  const fitting = sources.filter((source) => keysFor(source, field) !== undefined);
  const there = new Set(fitting.flatMap((source) => source.labels));
  const labels = wanted === undefined ? [...there] : wanted.filter((label) => there.has(label));
  if (labels.length > 0) return labels;
  const what =
    fitting.length === 0 ? "no source has keys for it" : `it has no label ${listed(wanted ?? [], "or", SHOWN)}`;
  throw new UsageError({ problem: what, advice: `leave it out, or give its labels with --from` }, field);
}

/** Throws UsageError where two labels would get one name. */
function assertDistinct(
  fields: readonly string[],
  labels: ReadonlyMap<string, readonly string[]>,
  nameOf: LookupValues["as"],
): void {
  const names = fields.flatMap((field) => (labels.get(field) ?? []).map((label) => nameOf(field, label)));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw conflict("--as", `gives two fields the name ${twice}`, "write both {field} and {label}");
  const own = names.find((name) => fields.includes(name));
  if (own !== undefined) throw conflict("--as", `would replace ${own}, which is looked up`, "choose another name");
}

export function conflict(option: string, problem: string, advice: string): UsageError {
  return new UsageError({ problem, advice }, option);
}
