// Reads sources one after the other into one worker: each is opened (open.ts), decompressed (content.ts), recognised by its
// first bytes (forms/), and poured in. A source that fails is said and counted; the others are read all the same.
import { type Counts, feed, InputError, type SourceContext } from "@flowlogs/cli";
import { defaultFormat, type Expression } from "@flowlogs/core";
import { type Origin, readWorker, type ReadWorker } from "@flowlogs/core/stages";
import type { Content } from "./content.ts";
import { DamagedData, TrailingBytes } from "./decompress/damage.ts";
import { detect, type Finding } from "./forms/detect.ts";
import { openForm, type Sink } from "./forms/form.ts";
import type { FormName } from "./forms/names.ts";
import type { Access } from "./parquet/access.ts";
import { open, type Opened } from "./open.ts";

/** What the command is called with. */
export interface ReadValues {
  readonly sources: readonly string[];
  /** The columns of lines without a header. */
  readonly format: readonly (readonly string[])[];
  readonly form?: FormName | undefined;
  readonly "with-source": boolean;
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  readonly fields?: readonly string[] | undefined;
  readonly where?: Expression | undefined;
  readonly limit?: number | undefined;
  readonly workers?: number | undefined;
}

export class Reader {
  readonly #context: SourceContext;
  readonly #values: ReadValues;
  readonly #worker: ReadWorker;
  #current = "stdin";

  /** `load`: brings the files that an expression names. */
  constructor(values: ReadValues, context: SourceContext, load: SourceContext["load"] = (path) => context.load(path)) {
    this.#context = context;
    this.#values = values;
    const options = { ...values, formats: values.format, withOrigin: values["with-source"] };
    this.#worker = readWorker(options, {
      write: (bytes) => context.write(bytes),
      bad: (line) => context.bad({ ...line, source: this.#current }),
      note: (text) => context.note(text),
      temporary: () => context.temporary(),
      load,
      refuse: (where, problem) => context.refuse(where, problem),
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
    const origin = { source: source.name };
    this.#worker.setOrigin(origin);
    try {
      if (source.parquet === undefined) await this.#read(source.content, origin);
      else await this.#readColumns(source.parquet);
    } finally {
      source.content.close();
    }
  }

  /** No more sources: what was held back is written. */
  finish(): Counts {
    this.#worker.finish();
    return this.#worker.counts();
  }

  /** The library for Parquet is loaded only where it is needed. */
  async #readColumns(file: Access): Promise<void> {
    const { readParquet } = await import("./parquet/read.ts");
    try {
      await readParquet(file, this.#worker, this.#values);
    } catch (error) {
      this.#fail(error);
    }
    this.#worker.endSource();
  }

  /** Says what is wrong with a source; throws what is wrong with us. */
  #fail(error: unknown): void {
    if (!(error instanceof InputError) && !(error instanceof DamagedData)) throw error;
    this.#context.failed(this.#current, error.message, "what came before is used; fetch the file again");
  }

  /** Feeds a source to the worker up to its end or its fault. */
  async #read(content: Content, origin: Origin): Promise<void> {
    const { finding, head, fault } = await this.#recognise(content);
    if ("strange" in finding) {
      const advice =
        "give AWS text, CSV, NDJSON, JSON of CloudWatch, or any of them compressed, or Parquet, or name it with --form";
      this.#context.failed(this.#current, `it is nothing that can be read: ${finding.strange}`, advice);
      return;
    }
    if ("isPacked" in finding) {
      const inside = await content.unpacked?.(head);
      if (inside !== undefined) await this.#read(inside, origin);
      return;
    }
    const sink = await openForm(finding.form, this.#worker, origin);
    feed(head, sink);
    await this.#pour(content, sink, fault);
  }

  async #pour(content: Content, sink: Sink, fault: unknown): Promise<void> {
    try {
      if (fault !== undefined) throw fault;
      await content.pour(sink);
    } catch (error) {
      this.#fail(error);
      sink.endSource(!(error instanceof TrailingBytes));
      return;
    }
    sink.endSource(false);
  }

  /** Reads first bytes until they tell what the source is. `fault`: what went wrong behind them. */
  async #recognise(content: Content): Promise<{ finding: Finding; head: Uint8Array; fault?: unknown }> {
    const widths = this.#values.format.length > 0 ? this.#values.format.map(({ length }) => length) : WIDTHS;
    let head = new Uint8Array(0);
    for (;;) {
      let piece: Uint8Array | undefined;
      let fault: unknown;
      try {
        piece = await content.next(() => this.#worker.flush());
      } catch (error) {
        fault = error;
      }
      if (piece !== undefined) head = joined(head, piece);
      const { form } = this.#values;
      const finding = form === undefined ? detect(head, piece === undefined, widths) : { form };
      if (finding !== undefined) return { finding, head, fault };
    }
  }
}

/** How many columns lines have that nobody says anything of. */
const WIDTHS = [defaultFormat.length];

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
