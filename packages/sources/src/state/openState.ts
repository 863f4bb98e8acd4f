// Begins a run that may keep a state: opens it, and sees to it that the output can go on where the last run left it.
import type { SourceContext } from "@flowlogs/cli";
import type { ReadValues } from "../options.ts";
import { Store } from "./store.ts";

const newline = Uint8Array.of(10);

export function openState(
  path: string | undefined,
  { dedupe }: Pick<ReadValues, "dedupe">,
  context: Pick<SourceContext, "appendedOutput" | "write">,
): Store | undefined {
  if (path === undefined) return undefined;
  const store = new Store(path, dedupe ? context.appendedOutput() : undefined);
  // Half a line may be the last thing that the run before wrote, and what comes now may stand behind it.
  if (store.isAfterKill) context.write(newline);
  return store;
}
