// Reads sources in a run that follows them, keeps a state, or both: one entry for files and remote sources. The run ends in
// good order, and the state is saved whatever ends it.
import { randomUUID } from "node:crypto";
import { completeLine } from "@flowlogs/base/completeLine";
import type { SourceContext } from "@flowlogs/cli";
import type { Selection } from "./discovery/selection.ts";
import type { ReadValues } from "./options.ts";
import type { RemoteValues } from "./remote/options.ts";
import type { CheckpointStore } from "./provider/provider.ts";
import type { ReadCounts } from "./readCounts.ts";
import { SourceReader } from "./reader/sourceReader.ts";
import { RemoteReader } from "./remote/reader.ts";
import { reportRun } from "./runSummary.ts";
import { isRemote } from "./sourceUri.ts";
import { openState } from "./state/openState.ts";
import type { Store } from "./state/store.ts";
import { sumCounts } from "./threads/sumCounts.ts";

/** What a run follows, and how. */
export interface FollowRequest {
  readonly values: ReadValues;
  readonly remote: RemoteValues;
  readonly follow: boolean;
  /** The path of the state file. */
  readonly state: string | undefined;
  /** The state is handed over to the command that writes the records. */
  readonly prepare: boolean;
  readonly selection: Selection;
}

/** Sources of one kind that are being read. */
interface FollowedSources {
  run: () => Promise<void>;
  /** What was counted apart from the reader. */
  finish: () => readonly ReadCounts[];
  /** What was asked of remote services. */
  counts: () => Pick<ReadCounts, "remote">;
}

export async function followSources(request: FollowRequest, context: SourceContext): Promise<void> {
  const { values, state, selection, prepare: isPrepared } = request;
  const reader = new SourceReader(values, context);
  const store = openState(state, { dedupe: values.dedupe, isPrepared }, context);
  try {
    const areRemote = values.sources.some(isRemote);
    const sources = await (areRemote ? remoteSources : localFiles)(request, reader, store, context);
    try {
      await sources.run();
    } finally {
      const counts = { ...sumCounts([reader.finish(), ...sources.finish()]), ...sources.counts() };
      reportRun(values, selection, counts, context, store !== undefined);
    }
    if (isPrepared) handOver(store, context);
  } finally {
    store?.close();
  }
}

/** All output is written: ends it with the line that says so. Where that line cannot be written either, there is no state. */
function handOver(store: Store | undefined, context: Pick<SourceContext, "write" | "syncOutput">): void {
  const run = randomUUID();
  context.write(completeLine(run));
  context.syncOutput();
  store?.prepare(run);
}

async function localFiles(
  { values, follow, selection }: FollowRequest,
  reader: SourceReader,
  store: Store | undefined,
  context: SourceContext,
): Promise<FollowedSources> {
  const { FileFollower } = await import("./files/follower.ts");
  const follower = new FileFollower({ ...values, follow }, reader, selection, context, store);
  return { run: () => follower.run(), finish: () => [], counts: () => ({}) };
}

async function remoteSources(
  { values, remote, selection }: FollowRequest,
  reader: SourceReader,
  store: Store | undefined,
  context: SourceContext,
): Promise<FollowedSources> {
  const sources = new RemoteReader(values, remote, context, selection, store && checkpointsIn(store, context));
  return {
    run: () => sources.read(values.sources, reader),
    finish: () => sources.finish(),
    counts: () => sources.counts(),
  };
}

/** The output is written before the state that covers it: after a crash between them, records repeat and none are lost. */
function checkpointsIn(store: Store, context: Pick<SourceContext, "syncOutput">): CheckpointStore {
  const entries = new Map(store.loaded);
  const saveAll: CheckpointStore["saveAll"] = (changes) => {
    for (const [source, entry] of changes) {
      if (entry === undefined) entries.delete(source);
      else entries.set(source, entry);
    }
    context.syncOutput();
    store.save(entries);
  };
  return {
    saveAll,
    loaded: store.loaded,
    get isDue() {
      return store.isDue;
    },
    save: (source, entry) => saveAll([[source, entry]]),
  };
}
