// --account, --region, --flow-log-id and --eni: what the source of records does not tell, fields of the records have to. Which
// records are held against what, and what is told at the end of values that nothing has.
import { basename, dirname, resolve } from "node:path";
import type { SourceContext } from "@flowlogs/cli";
import { listed } from "@flowlogs/core";
import type { HeldCounts, HeldField } from "@flowlogs/core/stages";
import type { Opened } from "./reader/open.ts";
import type { ReadCounts } from "./readCounts.ts";
import type { ReadValues } from "./options.ts";
import { isRemote } from "./sourceUri.ts";
import { enterFile, placeOf, toldBy } from "./discovery/awsLayout.ts";
import type { Selection, Told } from "./discovery/selection.ts";

/** The options, the fields that they are about, and how that is called. */
const subjects = [
  { option: "account", field: "account_id", part: "accounts", noun: "account" },
  { option: "region", field: "region", part: "regions", noun: "region" },
  { option: "flow-log-id", field: "flow_log_id", part: "flowLogs", noun: "flow log" },
] as const;

/** Log streams are named by their interfaces; whether the service gave the right ones, this field says. */
const INTERFACE = "interface_id";

/** Values that are listed at most. */
const LISTED = 5;

/** The fields of records that may have to tell whether they are wanted. */
export function heldFields(
  wanted: Readonly<Record<keyof Told, readonly string[]>>,
  eni: readonly string[],
): HeldField[] {
  const asked = subjects.map(({ field, part }) => ({ field, values: wanted[part] }));
  return [...asked, { field: INTERFACE, values: eni, keepsNull: true }].filter(({ values }) => values.length > 0);
}

/** Those that a source does not tell itself. */
export function fieldsToCompare(
  { name, isOfRegion, isOfInterfaces }: Opened,
  held: readonly HeldField[] = [],
): string[] {
  if (held.length === 0) return [];
  const path = isRemote(name) ? name : resolve(name);
  const told = toldBy(enterFile(placeOf(dirname(path)), basename(path)).place);
  const isTold = (field: string): boolean => {
    if (field === INTERFACE) return isOfInterfaces !== true;
    const subject = subjects.find((it) => it.field === field);
    return subject !== undefined && (told[subject.part] !== undefined || (isOfRegion === true && field === "region"));
  };
  return held.map(({ field }) => field).filter((field) => !isTold(field));
}

/** What the end of a run knows. */
interface Settled {
  readonly values: ReadValues;
  readonly counts: ReadCounts;
  readonly told: Selection["told"];
  /** Other runs came before it: they have read what was there. */
  readonly isResumed: boolean;
}

/** Tells of records that were left out because nothing tells where they are from, and of values that nothing had. */
export function tellHeld({ values, counts, told, isResumed }: Settled, context: SourceContext): void {
  const { held = [], limit = Number.POSITIVE_INFINITY } = values;
  const isCut = counts.outRecords >= limit;
  for (const { field, values: asked } of held) {
    const found = counts.held?.[field];
    const subject = subjects.find((it) => it.field === field);
    if (subject === undefined) {
      if (found !== undefined) tellInterfaces(found, counts, context);
      continue;
    }
    const all = new Set([...told[subject.part], ...(found?.found ?? []), ...(found?.strangers ?? [])]);
    if (found !== undefined) tellUntold(found, subject, all.size === 0, context);
    const missing = asked.filter((value) => !all.has(value));
    // Of what records say a run knows only what is new to it.
    if (missing.length === 0 || all.size === 0 || isCut || (isResumed && found !== undefined)) continue;
    const some = [...all].toSorted();
    const more = found?.hasMore === true ? ", and others" : "";
    const advice = `${some.length === 1 ? "there is only" : "there are"} ${listed(some, "and", LISTED)}${more}`;
    const problem = `--${subject.option}: no path and no record has the ${subject.noun} ${listed(missing, "or", LISTED)}`;
    context.missing({ problem, advice }, false);
  }
}

function tellUntold(
  { without }: HeldCounts,
  { option, noun, field }: (typeof subjects)[number],
  isNowhere: boolean,
  context: SourceContext,
): void {
  if (without === 0) return;
  const who = without === 1 ? "1 record is" : `${without.toLocaleString("en")} records are`;
  const problem = `--${option}: ${who} left out: neither the path nor the field ${field} tells the ${noun}`;
  if (isNowhere) context.missing({ problem }, false);
  else context.note(problem);
}

function tellInterfaces({ strangers }: HeldCounts, { dropped }: ReadCounts, context: SourceContext): void {
  const count = dropped[`other ${INTERFACE}`] ?? 0;
  if (count === 0) return;
  const who = count === 1 ? "1 record is" : `${count.toLocaleString("en")} records are`;
  const which = listed(strangers.toSorted(), "and", LISTED);
  context.note(
    `--eni: ${who} left out: the log streams belong to the requested interfaces, but the records to ${which}`,
  );
}
