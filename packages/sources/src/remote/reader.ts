// Reads remote sources for the command: loads what knows the services when one is named, and reads it like a file. What it
// costs to load that, nobody pays who reads files only.
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
  readonly #done = { files: 0, bytes: 0 };
  #crew: BufferReader | undefined;
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

  /** What was read so far, but for what others know of: the records of a reader, what threads have read. */
  get progress(): { readonly files: number; readonly bytes: number; readonly records: number } {
    return { ...this.#done, records: this.#undated?.records ?? 0 };
  }

  /** Reads sources with the reader of the files, or what is had whole by threads. */
  async read(names: readonly string[], reader: SourceReader, crew?: BufferReader): Promise<void> {
    this.#crew = crew;
    const sources = await this.#load();
    for await (const opened of sources.open(names)) {
      if (crew === undefined || !(await handOver(opened, crew))) {
        // Records without a time cannot be held against the window; the service does that by the time of the event.
        await readOne(opened, opened.isDated ? reader : this.#forUndated());
        this.#done.files += 1;
      }
      this.#done.bytes += opened.size ?? 0;
      if (!reader.satisfied) continue;
      sources.end();
      return;
    }
  }

  async explain(source: string): Promise<string> {
    const sources = await this.#load();
    return await sources.explain(source);
  }

  /** No more sources: what was read beside the reader of the files. */
  finish(): readonly ReadCounts[] {
    this.#sources?.end();
    return this.#undated === undefined ? [] : [this.#undated.finish()];
  }

  /** What was asked of the services. */
  counts(): Pick<Counts, "remote"> {
    return this.#sources === undefined ? {} : { remote: this.#sources.counts() };
  }

  async #load(): Promise<RemoteSources> {
    if (this.#sources === undefined) {
      const { RemoteSources } = await import("./providers.ts");
      const context = {
        ...this.#context,
        failed: (...said: FailureReport) => (this.#crew ?? this.#context).failed(...said),
      };
      const sources = new RemoteSources(this.#remote, context, this.#checkpoints, this.#selection);
      this.#sources = sources;
      // What is complete is written, and kept.
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

/** Whether threads read the source. */
async function handOver({ name, size, whole, content }: OpenedRemote, crew: BufferReader): Promise<boolean> {
  if (size === undefined || whole === undefined || !crew.wants(name, size)) {
    await crew.drain();
    return false;
  }
  const given = await whole();
  content.close();
  if (given !== undefined) await crew.read(given);
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
      // What is kept as read must be written.
      reader.flush();
      return position();
    }, isWhole),
  );
  if (progress !== undefined) resuming.finished(progress);
}
