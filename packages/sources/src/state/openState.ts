// Opens the state of a run that keeps one, and prepares the output so that it continues where the last run left it.
import type { SourceContext } from "@flowlogs/cli";
import type { ReadValues } from "../options.ts";
import { Store } from "./store.ts";

const newline = Uint8Array.of(10);

export function openState(
  path: string | undefined,
  { dedupe, isPrepared }: Pick<ReadValues, "dedupe"> & { readonly isPrepared: boolean },
  context: Pick<SourceContext, "appendedOutput" | "write">,
): Store | undefined {
  if (path === undefined) return undefined;
  const store = new Store(path, dedupe ? context.appendedOutput() : undefined, isPrepared);
  // A killed run may have left half a line at the end of the output.
  if (store.isAfterKill) context.write(newline);
  return store;
}
