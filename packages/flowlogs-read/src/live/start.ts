// Begins a run that follows its sources, keeps a state, or both, and ends it in good order.
import type { SourceContext } from "@flowlogs/cli";
import { Reader, type ReadValues } from "../reader.ts";
import { Store } from "../state/store.ts";
import type { Tally } from "../walk/tally.ts";
import { Live } from "./live.ts";

interface LiveValues extends ReadValues {
  readonly follow: boolean;
  readonly state: string | undefined;
}

const newline = Uint8Array.of(10);

export async function readLive(values: LiveValues, tally: Tally, context: SourceContext): Promise<void> {
  const reader = new Reader(values, context);
  const store = values.state === undefined ? undefined : new Store(values.state);
  try {
    // Half a line may be the last thing that the run before wrote, and what comes now may stand behind it.
    if (store?.isAfterKill === true) context.write(newline);
    await new Live(values, reader, tally, context, store).run();
  } finally {
    try {
      tally.settle(reader.finish(), context);
    } finally {
      store?.close();
    }
  }
}
