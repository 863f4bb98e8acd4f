// Reads remote sources for the command, like files. What knows the services is loaded when a remote source is named: runs over
// files do not pay for it.
import type { Counts, SourceContext } from "@flowlogs/cli";
import type { ReadCounts } from "../readCounts.ts";
import { SourceReader } from "../reader/sourceReader.ts";
import type { ReadValues } from "../options.ts";
import type { Selection } from "../discovery/selection.ts";
import type { BufferReader } from "../threads/bufferReader.ts";
import type { CheckpointStore, OpenedRemote } from "../provider/provider.ts";
import type { RemoteValues } from "./options.ts";
import type { RemoteSources } from "./providers.ts";

type FailureReport = Parameters<SourceContext["failed"]>;

export class RemoteReader {
  readonly #values: ReadValues;
  readonly #remote: RemoteValues;
  readonly #context: SourceContext;
  readonly #selection: Selection;
  readonly #checkpoints: CheckpointStore | undefined;
  readonly #progress = { files: 0, bytes: 0 };
  #bufferReader: BufferReader | undefined;
  #isEnded = false;
  #sources: RemoteSources | undefined;
  #undated: SourceReader | undefined;

  constructor(
    values: ReadValues,
    remote: RemoteValues,
    context: SourceContext,
    selection: Selection,
    checkpoints?: CheckpointStore,
  ) {
    this.#values = values;
    this.#remote = remote;
    this.#context = context;
    this.#selection = selection;
    this.#checkpoints = checkpoints;
  }

  /** The run was told to end. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** What was read so far, except by the reader of the files and by threads. */
  get progress(): { readonly files: number; readonly bytes: number; readonly records: number } {
    return { ...this.#progress, records: this.#undated?.records ?? 0 };
  }

  /** Reads sources with the reader of the files; threads read those that fit in memory. */
  async read(names: readonly string[], reader: SourceReader, bufferReader?: BufferReader): Promise<void> {
    this.#bufferReader = bufferReader;
    const sources = await this.#load();
    for await (const opened of sources.open(names)) {
      if (bufferReader === undefined || !(await readInThread(opened, bufferReader))) {
        // Records without a time cannot be compared with the window; the service applies it, by the time of the event.
        await readOne(opened, opened.isDated ? reader : this.#forUndated());
        this.#progress.files += 1;
      }
      this.#progress.bytes += opened.size ?? 0;
      if (!reader.satisfied) continue;
      sources.end();
      return;
    }
  }

  /** The sizes of what there is to read of a source; undefined where the service does not tell. */
  async *sizes(source: string, selection: Selection): AsyncGenerator<number | undefined> {
    yield* (await this.#load()).sizes(source, selection);
  }

  async explain(source: string): Promise<string> {
    const sources = await this.#load();
    return await sources.explain(source);
  }

  /** No more sources: the counts of what was read apart from the reader of the files. */
  finish(): readonly ReadCounts[] {
    this.#sources?.end();
    return this.#undated === undefined ? [] : [this.#undated.finish()];
  }

  /** The calls to the services. */
  counts(): Pick<Counts, "remote"> {
    return this.#sources === undefined ? {} : { remote: this.#sources.counts() };
  }

  async #load(): Promise<RemoteSources> {
    if (this.#sources === undefined) {
      const { RemoteSources } = await import("./providers.ts");
      const context = {
        ...this.#context,
        failed: (...failure: FailureReport) => (this.#bufferReader ?? this.#context).failed(...failure),
      };
      const sources = new RemoteSources(this.#remote, context, this.#checkpoints, this.#selection);
      this.#sources = sources;
      // What is complete is still written and saved.
      this.#context.onInterrupt(() => {
        this.#isEnded = true;
        sources.end();
      });
    }
    return this.#sources;
  }

  #forUndated(): SourceReader {
    this.#undated ??= new SourceReader({ ...this.#values, start: undefined, end: undefined }, this.#context);
    return this.#undated;
  }
}

/** Has threads read the source, if they should; returns whether they do. */
async function readInThread(
  { name, size, whole, content }: OpenedRemote,
  bufferReader: BufferReader,
): Promise<boolean> {
  if (size === undefined || whole === undefined || !bufferReader.wants(name, size)) {
    await bufferReader.drain();
    return false;
  }
  const buffered = await whole();
  content.close();
  if (buffered !== undefined) await bufferReader.read(buffered);
  return true;
}

async function readOne(opened: OpenedRemote, reader: SourceReader): Promise<void> {
  const { resuming } = opened;
  if (resuming === undefined) {
    await reader.readOpened(opened);
    return;
  }
  const progress = await reader.resumeOpened(opened, { from: resuming.from, isFinal: true }, (position, isWhole) =>
    resuming.step(() => {
      // What a checkpoint covers must be written.
      reader.flush();
      return position();
    }, isWhole),
  );
  if (progress !== undefined) resuming.finished(progress);
}
