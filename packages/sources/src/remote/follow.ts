// Begins a run that follows remote sources, keeps a state of them, or both, and ends it in good order.
import type { SourceContext } from "@flowlogs/cli";
import { SourceReader } from "../reader.ts";
import type { ReadValues } from "../options.ts";
import { settle } from "../settle.ts";
import { beginState } from "../state/openState.ts";
import type { Store } from "../state/store.ts";
import { total } from "../threads/sumCounts.ts";
import type { Selection } from "../discovery/selection.ts";
import { RemoteReader } from "./reader.ts";
import type { CheckpointStore } from "../provider/provider.ts";
import type { RemoteValues } from "../provider/options.ts";

export async function readRemoteOn(
  values: ReadValues,
  remote: RemoteValues,
  state: string | undefined,
  tally: Selection,
  context: SourceContext,
): Promise<void> {
  const reader = new SourceReader(values, context);
  const store = beginState(state, values, context);
  try {
    const sources = new RemoteReader(values, remote, context, tally, store && keeperOf(store, context));
    try {
      await sources.read(values.sources, reader);
    } finally {
      const counts = total([reader.finish(), ...sources.finish()]);
      settle(values, tally, { ...counts, ...sources.counts() }, context, store !== undefined);
    }
  } finally {
    store?.close();
  }
}

/** Output comes before the state that says that it is out: a crash between them repeats it, and loses nothing. */
function keeperOf(store: Store, context: SourceContext): CheckpointStore {
  const entries = new Map(store.loaded);
  const keepAll: CheckpointStore["keepAll"] = (all) => {
    for (const [source, entry] of all) {
      if (entry === undefined) entries.delete(source);
      else entries.set(source, entry);
    }
    context.syncOutput();
    store.save(entries);
  };
  return {
    keepAll,
    loaded: store.loaded,
    get isDue() {
      return store.isDue;
    },
    keep: (source, entry) => keepAll([[source, entry]]),
  };
}
