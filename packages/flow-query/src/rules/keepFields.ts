// Rule: the reader writes only the fields that a later command looks at.
import { isCounted, type Links, withMembers } from "../links.ts";

/** The chain with a reader that leaves out what nobody looks at. */
export function keepFields([first, ...others]: Links): Links {
  if (first.command.name !== "flowlogs-read" || isCounted(first)) return [first, ...others];
  const values: { readonly fields?: unknown; readonly dedupe: boolean; readonly explain: boolean } =
    first.request.values;
  if (values.fields !== undefined || values.explain) return [first, ...others];
  const valuesFor = (kept: readonly string[] | undefined): never => withMembers(values, { kept });
  return [{ ...first, valuesFor }, ...others];
}
