// How many row groups of a Parquet file have to be read, by its footer.
import type { Expression } from "@flowlogs/core";
import type { RandomAccess } from "./randomAccess.ts";
import { within } from "./errors.ts";
import { readFooter } from "./footer.ts";
import { mayBeInWindow, mayPass, type RowWindow } from "./rowGroupFilter.ts";

/** Throws DamagedData. */
export async function countRowGroups(
  file: RandomAccess,
  {
    where,
    held = [],
    ...window
  }: RowWindow & { readonly where?: Expression | undefined; readonly held?: readonly unknown[] | undefined },
): Promise<{ readonly all: number; readonly needed: number }> {
  return await within("its footer", async () => {
    const { metadata, fields } = await readFooter(file);
    const groups = metadata.row_groups.filter(({ num_rows: rows }) => rows > 0n);
    const condition = held.length === 0 ? where : undefined;
    const needed = groups.filter(
      (group) => mayBeInWindow(group, window) && (condition === undefined || mayPass(condition, group, fields)),
    );
    return { all: groups.length, needed: needed.length };
  });
}
