// Begins a run that follows remote sources, keeps a state of them, or both, and ends it in good order.
import type { SourceContext } from "@flowlogs/cli";
import { Reader, type ReadValues } from "../reader.ts";
import { beginState } from "../state/begin.ts";
import type { Store } from "../state/store.ts";
import { total } from "../workers/total.ts";
import { RemoteReader } from "./reader.ts";
import type { Keeper, RemoteValues } from "./service.ts";

export async function readRemoteOn(
  values: ReadValues,
  remote: RemoteValues,
  state: string | undefined,
  context: SourceContext,
): Promise<void> {
  const reader = new Reader(values, context);
  const store = beginState(state, values, context);
  try {
    const sources = new RemoteReader(values, remote, context, store && keeperOf(store, context));
    try {
      await sources.read(values.sources, reader);
    } finally {
      context.report({ ...total([reader.finish(), ...sources.finish()]), ...sources.counts() });
    }
  } finally {
    store?.close();
  }
}

/** Output comes before the state that says that it is out: a crash between them repeats it, and loses nothing. */
function keeperOf(store: Store, context: SourceContext): Keeper {
  const entries = new Map(store.loaded);
  return {
    loaded: store.loaded,
    get isDue() {
      return store.isDue;
    },
    keep(source, entry) {
      entries.set(source, entry);
      context.syncOutput();
      store.save(entries);
    },
  };
}
