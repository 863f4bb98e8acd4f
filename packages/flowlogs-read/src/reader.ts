// Reads sources one after the other into one worker: each is opened (open.ts), decompressed (content.ts), recognised by its
// first bytes (forms/), and poured in. A source that fails is said and counted; the others are read all the same.
import { type Counts, feed, InputError, type SourceContext } from "@flowlogs/cli";
import type { Expression } from "@flowlogs/core";
import { readWorker, type Worker } from "@flowlogs/core/stages";
import type { Content } from "./content.ts";
import { DamagedData, TrailingBytes } from "./decompress/damage.ts";
import { chooseForm } from "./forms/detect.ts";
import type { Sink } from "./forms/form.ts";
import { open, type Opened } from "./open.ts";

/** What the command is called with. */
export interface ReadValues {
  readonly sources: readonly string[];
  readonly format?: readonly string[] | undefined;
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  readonly fields?: readonly string[] | undefined;
  readonly where?: Expression | undefined;
  readonly limit?: number | undefined;
  readonly workers?: number | undefined;
}

export class Reader {
  readonly #context: SourceContext;
  readonly #worker: Worker;
  #current = "stdin";

  /** `load`: brings the files that an expression names. */
  constructor(values: ReadValues, context: SourceContext, load: SourceContext["load"] = (path) => context.load(path)) {
    this.#context = context;
    this.#worker = readWorker(values, {
      write: (bytes) => context.write(bytes),
      bad: (line) => context.bad({ ...line, source: this.#current }),
      note: (text) => context.note(text),
      temporary: () => context.temporary(),
      load,
    });
  }

  /** No further source can change the output. */
  get satisfied(): boolean {
    return this.#worker.satisfied;
  }

  async read(path: string): Promise<void> {
    const source = await open(path, this.#context);
    if (source !== undefined) await this.readOpened(source);
  }

  /** Reads a source that is open, and closes it. */
  async readOpened(source: Opened): Promise<void> {
    this.#current = source.name;
    try {
      await readSource(source, this.#worker, this.#context);
    } finally {
      source.content.close();
    }
  }

  /** No more sources: what was held back is written. */
  finish(): Counts {
    this.#worker.finish();
    return this.#worker.counts();
  }
}

/** Feeds a source to the worker up to its end or its fault. */
async function readSource({ name, content }: Opened, worker: Worker, context: SourceContext): Promise<void> {
  const { sink, fault } = await recognise(content, worker);
  try {
    if (fault !== undefined) throw fault;
    await content.pour(sink);
  } catch (error) {
    if (!(error instanceof InputError) && !(error instanceof DamagedData)) throw error;
    context.failed(name, error.message, "what came before is used; fetch the file again");
    sink.endSource(!(error instanceof TrailingBytes));
    return;
  }
  sink.endSource(false);
}

/** Reads first bytes until they tell the form, and gives them to its sink. `fault`: what went wrong behind them. */
async function recognise(content: Content, worker: Worker): Promise<{ sink: Sink; fault?: unknown }> {
  let head = new Uint8Array(0);
  for (;;) {
    let piece: Uint8Array | undefined;
    let fault: unknown;
    try {
      piece = await content.next(() => worker.flush());
    } catch (error) {
      fault = error;
    }
    if (piece !== undefined) head = joined(head, piece);
    const sink = await chooseForm(head, piece === undefined, worker);
    if (sink === undefined) continue;
    feed(head, sink);
    return { sink, fault };
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
