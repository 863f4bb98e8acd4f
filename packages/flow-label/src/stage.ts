// The stage of flow-label: reads the labels, checks that each source is for one of the fields, and makes the worker.
import type { AwsContextOptions } from "@flowlogs/aws/awsContext";
import { type Context, outputFile, UsageError, type Worker } from "@flowlogs/cli";
import { listed } from "@flowlogs/core";
import { keysFor, type LabelSource, LabelWorker } from "@flowlogs/core/label";
import { nearestName } from "@flowlogs/base/nearest";
import type { DnsOptions } from "./from/dns/dnsNames.ts";
import { AWS, BUILTIN, DNS, inventoryOf } from "./from/kind.ts";
import { readSources } from "./from/readSources.ts";
import { UnlabeledFile } from "./unlabeled.ts";

interface LabelStageValues extends AwsContextOptions, DnsOptions {
  readonly fields?: readonly string[] | undefined;
  readonly from: readonly string[];
  readonly key?: string | undefined;
  readonly labels?: readonly string[] | undefined;
  readonly as: (field: string, label: string) => string;
  readonly all: boolean;
  readonly "only-matched": boolean;
  readonly unmatched?: string | undefined;
  readonly force: boolean;
  readonly time?: string | undefined;
  readonly anonymize?: string | undefined;
  readonly save?: string | undefined;
}

const usual = ["srcaddr", "dstaddr"];
const SHOWN = 8;

export default async function stage(values: LabelStageValues, context: Context): Promise<Worker> {
  if (values.anonymize !== undefined) return await anonymized(values.anonymize, values, context);
  const { from, as: nameOf, all, "only-matched": onlyMatched, time = "start" } = values;
  if (from.length === 0)
    throw conflict("--from", "is missing: nothing says where the labels are", `give a file, or ${BUILTIN}`);
  if (values.force && values.unmatched === undefined && values.save === undefined)
    throw conflict("--force", "requires --unmatched or --save", "add one of them, or leave this out");
  assertInventories(values);
  const fields = [...new Set(values.fields ?? usual)];
  const save = saveTo(values);
  const options = { ...values, save };
  const named = await Promise.all(
    // One that is named twice says nothing more.
    [...new Set(from)].map(async (name) => ({ name, sources: await readSources(name, options, context) })),
  );
  for (const { name, sources } of named) assertUsed(name, sources, fields);
  const sources = named.flatMap((it) => it.sources);
  const labels = labelsOf(fields, sources, values.labels);
  assertDistinct(fields, labels, nameOf);
  const { unmatched: path, force } = values;
  const unmatched = path === undefined ? undefined : new UnlabeledFile(outputFile(path, "--unmatched", force));
  const waits = from.includes(DNS);
  const worker = new LabelWorker(
    { fields, areNamed: values.fields !== undefined, sources, labels, nameOf, time, all, onlyMatched, unmatched },
    context,
  );
  return Object.assign(worker, { waits }, unmatched && { settle: async () => unmatched.finish() });
}

async function anonymized(path: string, values: LabelStageValues, context: Context): Promise<Worker> {
  const advice = "label first, and replace addresses in another flow-label after it";
  if (values.from.length > 0) throw conflict("--anonymize", "does not go with --from", advice);
  const others = ["key", "labels", "unmatched", "save", "time", "dns-server", "dns-time"] as const;
  const other = others.find((name) => values[name] !== undefined);
  if (other !== undefined) throw conflict("--anonymize", `does not go with --${other}`, advice);
  const isAll = "all addresses are replaced";
  if (values.fields !== undefined) throw conflict("--anonymize", isAll, "leave the fields out");
  const { anonymizeWorker } = await import("./anonymize/stage.ts");
  return anonymizeWorker(path, context);
}

/** Throws UsageError where an option for lists of AWS or for DNS has none, or --save has several. */
function assertInventories(values: LabelStageValues): void {
  const { from, refresh, save } = values;
  const lists = from.filter((name) => inventoryOf(name) !== undefined);
  const advice = "add it, or leave this out";
  const isDnsAsked = from.includes(DNS);
  if (refresh && lists.length === 0 && !isDnsAsked)
    throw conflict("--refresh", `requires --from aws:eni or another list of AWS, or --from ${DNS}`, advice);
  const ofDns = (["dns-server", "dns-time"] as const).find((name) => values[name] !== undefined);
  if (ofDns !== undefined && !isDnsAsked) throw conflict(`--${ofDns}`, `requires --from ${DNS}`, advice);
  if (save === undefined || lists.length === 1) return;
  throw conflict("--save", `requires one list of AWS, such as --from ${AWS}eni, and there are ${lists.length}`, advice);
}

/** Writes the document of a list of AWS to the file of --save, when it comes. */
function saveTo({ save, force }: LabelStageValues): (document: unknown) => void {
  if (save === undefined) return () => {};
  const file = outputFile(save, "--save", force);
  return (document) => {
    file.write(new TextEncoder().encode(`${JSON.stringify(document, undefined, 2)}\n`));
    file.finish();
  };
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
  nameOf: LabelStageValues["as"],
): void {
  const names = fields.flatMap((field) => (labels.get(field) ?? []).map((label) => nameOf(field, label)));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw conflict("--as", `gives two fields the name ${twice}`, "write both {field} and {label}");
  const own = names.find((name) => fields.includes(name));
  if (own !== undefined) throw conflict("--as", `would replace ${own}, which is looked up`, "choose another name");
}

function conflict(option: string, problem: string, advice: string): UsageError {
  return new UsageError({ problem, advice }, option);
}
