// The stage of flow-label: reads the labels, checks that each source is for one of the fields, and makes the worker.
import { type Context, outputFile, type Worker } from "@flowlogs/cli";
import { LabelWorker } from "@flowlogs/core/label";
import { AWS, BUILTIN, DNS, inventoryOf } from "./from/kind.ts";
import { conflict, type LookupValues, lookupOf } from "./lookup.ts";
import { UnlabeledFile } from "./unlabeled.ts";

interface LabelStageValues extends Omit<LookupValues, "save"> {
  readonly all: boolean;
  readonly "only-matched": boolean;
  readonly unmatched?: string | undefined;
  readonly force: boolean;
  readonly time?: string | undefined;
  readonly anonymize?: string | undefined;
  readonly save?: string | undefined;
}

export default async function stage(values: LabelStageValues, context: Context): Promise<Worker> {
  if (values.anonymize !== undefined) return await anonymized(values.anonymize, values, context);
  const { from, as: nameOf, all, "only-matched": onlyMatched, time = "start" } = values;
  if (from.length === 0)
    throw conflict("--from", "is missing: nothing says where the labels are", `give a file, or ${BUILTIN}`);
  if (values.force && values.unmatched === undefined && values.save === undefined)
    throw conflict("--force", "requires --unmatched or --save", "add one of them, or leave this out");
  assertInventories(values);
  if (values.key !== undefined && from.every(hasOwnKeys))
    throw conflict("--key", "requires a table, which has columns", "add one with --from, or leave this out");
  const { fields, sources, labels } = await lookupOf({ ...values, save: saveTo(values) }, context);
  const { unmatched: path, force } = values;
  const unmatched = path === undefined ? undefined : new UnlabeledFile(outputFile(path, "--unmatched", force));
  const waits = from.includes(DNS);
  const worker = new LabelWorker(
    { fields, areNamed: values.fields !== undefined, sources, labels, nameOf, time, all, onlyMatched, unmatched },
    context,
  );
  return Object.assign(worker, { waits });
}

function hasOwnKeys(name: string): boolean {
  return name === BUILTIN || name === DNS || inventoryOf(name) !== undefined;
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
