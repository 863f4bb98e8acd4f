// Reads remote sources for the command: loads what knows the services when one is named, and reads it like a file. What it
// costs to load that, nobody pays who reads files only.
import type { Counts, SourceContext } from "@flowlogs/cli";
import { Reader, type ReadValues } from "../reader.ts";
import type { RemoteSources, RemoteValues } from "./sources.ts";

export class RemoteReader {
  readonly #values: ReadValues;
  readonly #remote: RemoteValues;
  readonly #context: SourceContext;
  #sources: RemoteSources | undefined;
  #undated: Reader | undefined;

  constructor(values: ReadValues, remote: RemoteValues, context: SourceContext) {
    this.#values = values;
    this.#remote = remote;
    this.#context = context;
  }

  /** Reads a source with the reader of the files. */
  async read(source: string, reader: Reader): Promise<void> {
    const sources = await this.#load();
    const opened = await sources.open([source]);
    if (opened === undefined) return;
    try {
      // Records without a time cannot be held against the window; the service does that by the time of the event.
      if (opened.isDated) await reader.readOpened(opened);
      else await this.#forUndated().readOpened(opened);
    } finally {
      if (reader.satisfied) sources.end();
    }
  }

  async explain(source: string): Promise<string> {
    const sources = await this.#load();
    return await sources.explain(source);
  }

  /** No more sources: what was read beside the reader of the files. */
  finish(): readonly Counts[] {
    this.#sources?.end();
    return this.#undated === undefined ? [] : [this.#undated.finish()];
  }

  /** What was asked of the services. */
  counts(): Pick<Counts, "remote"> {
    return this.#sources === undefined ? {} : { remote: this.#sources.counts() };
  }

  async #load(): Promise<RemoteSources> {
    if (this.#sources === undefined) {
      const { RemoteSources } = await import("./sources.ts");
      this.#sources = new RemoteSources(this.#remote, this.#context);
    }
    return this.#sources;
  }

  #forUndated(): Reader {
    this.#undated ??= new Reader({ ...this.#values, start: undefined, end: undefined }, this.#context);
    return this.#undated;
  }
}
