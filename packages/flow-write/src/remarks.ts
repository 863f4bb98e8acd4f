// What flow-write tells at the end: records that it could not place, values and fields that are not as they came.
import type { Context } from "@flowlogs/cli";
import { findField, identityOf } from "@flowlogs/core/write";
import { originFields } from "./origins.ts";

/** What came of a run. */
export interface WriteOutcome {
  /** Records that no file could be found for. */
  readonly unplaced: number;
  /** What readers of the files should know of them. */
  readonly remarks: readonly string[];
  /** Slots that were closed because too many were open. */
  readonly closedEarly: number;
  /** Files that were in place before, with the same content. */
  readonly alreadyThere: number;
  /** Fields of flow logs that nobody chose to leave out. */
  readonly unwritten: readonly string[];
}

/** Fields that are named at most. */
const NAMED = 6;

export function tellOutcome(
  outcome: WriteOutcome,
  skipsUnplaced: boolean,
  context: Pick<Context, "note" | "missing">,
): void {
  const { unplaced, remarks, closedEarly, alreadyThere, unwritten } = outcome;
  for (const remark of remarks) context.note(remark);
  const notes = [
    [
      closedEarly,
      "file was",
      "files were",
      "closed early, as more than 20,000 were open; later records are in further files",
    ],
    [alreadyThere, "file was", "files were", "there already, with the same content"],
  ] as const;
  for (const [count, one, many, what] of notes) {
    if (count > 0) context.note(`${count.toLocaleString("en-US")} ${count === 1 ? one : many} ${what}`);
  }
  if (unwritten.length > 0) {
    const names = unwritten.slice(0, NAMED).join(", ");
    const more = unwritten.length > NAMED ? ` and ${unwritten.length - NAMED} more` : "";
    context.note(`not written: ${names}${more}; choose fields with --fields or --log-format`);
  }
  if (unplaced === 0 || skipsUnplaced) return;
  const problem = `${unplaced.toLocaleString("en-US")} ${unplaced === 1 ? "record is" : "records are"} not written`;
  context.missing({ problem, advice: "see above, or give --skip-unplaced" }, true);
}

/** The fields of flow logs that the records have and that are not written; what says where they come from is not missed. */
export function unwrittenFields(keys: readonly string[], fields: readonly string[]): readonly string[] {
  const written = new Set([...fields, ...originFields].map(identityOf));
  return keys.filter((key) => findField(key) !== undefined && !written.has(identityOf(key)));
}
