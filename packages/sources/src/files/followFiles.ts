// Begins a run that follows its sources, keeps a state, or both, and ends it in good order.
import type { SourceContext } from "@flowlogs/cli";
import { SourceReader } from "../reader.ts";
import type { ReadValues } from "../options.ts";
import { settle } from "../settle.ts";
import { beginState } from "../state/openState.ts";
import type { Selection } from "../discovery/selection.ts";
import { Live } from "./follower.ts";

interface LiveValues extends ReadValues {
  readonly follow: boolean;
  readonly state: string | undefined;
}

export async function readLive(values: LiveValues, tally: Selection, context: SourceContext): Promise<void> {
  const reader = new SourceReader(values, context);
  const store = beginState(values.state, values, context);
  try {
    await new Live(values, reader, tally, context, store).run();
  } finally {
    try {
      settle(values, tally, reader.finish(), context, store !== undefined);
    } finally {
      store?.close();
    }
  }
}
