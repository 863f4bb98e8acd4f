// --account, --region, --flow-log-id and --eni: where the path of a source does not say which it has, its records are filtered
// by their fields. Reports at the end how many records say neither, and which values nothing had.
import { basename, dirname, resolve } from "node:path";
import type { SourceContext } from "@flowlogs/cli";
import { listed } from "@flowlogs/core";
import type { HeldCounts, HeldField } from "@flowlogs/core/stages";
import type { Opened } from "./reader/open.ts";
import type { ReadCounts } from "./readCounts.ts";
import type { ReadValues } from "./options.ts";
import { isRemote } from "./sourceUri.ts";
import { enterFile, placeOf, originOf } from "./discovery/awsLayout.ts";
import type { Selection, PathOrigins } from "./discovery/selection.ts";

/** The options, the fields that they filter by, and their nouns in messages. */
const subjects = [
  { option: "account", field: "account_id", part: "accounts", noun: "account" },
  { option: "region", field: "region", part: "regions", noun: "region" },
  { option: "flow-log-id", field: "flow_log_id", part: "flowLogs", noun: "flow log" },
] as const;

/** Log streams are named by their interfaces; this field says whether the service sent the right ones. */
const INTERFACE = "interface_id";

/** The maximum number of values that a message lists. */
const MAX_LISTED = 5;

/** The fields by which records may have to be filtered. */
export function originFilters(
  wanted: Readonly<Record<keyof PathOrigins, readonly string[]>>,
  eni: readonly string[],
): HeldField[] {
  const asked = subjects.map(({ field, part }) => ({ field, values: wanted[part] }));
  return [...asked, { field: INTERFACE, values: eni, keepsNull: true }].filter(({ values }) => values.length > 0);
}

/** The fields among those by which the records of this source have to be filtered: its path does not say. */
export function fieldsToCompare(
  { name, isOfRegion, isOfInterfaces }: Opened,
  held: readonly HeldField[] = [],
): string[] {
  if (held.length === 0) return [];
  const path = isRemote(name) ? name : resolve(name);
  const origins = originOf(enterFile(placeOf(dirname(path)), basename(path)).place);
  const isKnown = (field: string): boolean => {
    if (field === INTERFACE) return isOfInterfaces !== true;
    const subject = subjects.find((it) => it.field === field);
    return (
      subject !== undefined && (origins[subject.part] !== undefined || (isOfRegion === true && field === "region"))
    );
  };
  return held.map(({ field }) => field).filter((field) => !isKnown(field));
}

/** What is known at the end of a run. */
interface FilterResults {
  readonly values: ReadValues;
  readonly counts: ReadCounts;
  readonly origins: Selection["origins"];
  /** An earlier run has read what was there before. */
  readonly isResumed: boolean;
}

/** Reports records that were left out because nothing says where they are from, and values that nothing had. */
export function reportOriginFilters(
  { values, counts, origins, isResumed }: FilterResults,
  context: SourceContext,
): void {
  const { held = [], limit = Number.POSITIVE_INFINITY } = values;
  const isCut = counts.outRecords >= limit;
  for (const { field, values: asked } of held) {
    const found = counts.held?.[field];
    const subject = subjects.find((it) => it.field === field);
    if (subject === undefined) {
      if (found !== undefined) reportOtherInterfaces(found, counts, context);
      continue;
    }
    const all = new Set([...origins[subject.part], ...(found?.found ?? []), ...(found?.strangers ?? [])]);
    if (found !== undefined) reportUnknownOrigin(found, subject, all.size === 0, context);
    const missing = asked.filter((value) => !all.has(value));
    // A resumed run knows only the values of new records.
    if (missing.length === 0 || all.size === 0 || isCut || (isResumed && found !== undefined)) continue;
    const some = [...all].toSorted();
    const more = found?.hasMore === true ? ", and others" : "";
    const advice = `${some.length === 1 ? "there is only" : "there are"} ${listed(some, "and", MAX_LISTED)}${more}`;
    const problem = `--${subject.option}: no path and no record has the ${subject.noun} ${listed(missing, "or", MAX_LISTED)}`;
    context.missing({ code: "no-such-origin", problem, advice }, false);
  }
}

function reportUnknownOrigin(
  { without }: HeldCounts,
  { option, noun, field }: (typeof subjects)[number],
  isNeverKnown: boolean,
  context: SourceContext,
): void {
  if (without === 0) return;
  const who = without === 1 ? "1 record is" : `${without.toLocaleString("en")} records are`;
  const problem = `--${option}: ${who} left out: neither the path nor the field ${field} tells the ${noun}`;
  if (isNeverKnown) context.missing({ code: "no-such-origin", problem }, false);
  else context.note(problem);
}

function reportOtherInterfaces({ strangers }: HeldCounts, { dropped }: ReadCounts, context: SourceContext): void {
  const count = dropped[`other ${INTERFACE}`] ?? 0;
  if (count === 0) return;
  const who = count === 1 ? "1 record is" : `${count.toLocaleString("en")} records are`;
  const which = listed(strangers.toSorted(), "and", MAX_LISTED);
  context.note(
    `--eni: ${who} left out: the log streams belong to the requested interfaces, but the records to ${which}`,
  );
}
