// Reads sources one after the other into one worker: each is opened (open.ts), decompressed (content.ts), recognised by its
// first bytes (forms/), and poured in. A source that fails is said and counted; the others are read all the same.
import { exit, feed, InputError, shownPath, type SourceContext } from "@flowlogs/cli";
import { defaultFormat } from "@flowlogs/core";
import { type Origin, readWorker, type ReadWorker, type StageContext } from "@flowlogs/core/stages";
import type { Content } from "@flowlogs/formats/content";
import { DamagedData, TrailingBytes } from "@flowlogs/formats/compression/errors";
import { loadPattern } from "./pattern/load.ts";
import { PatternWorker } from "./pattern/patternWorker.ts";
import { openForm } from "@flowlogs/formats/openFormat";
import type { Sink } from "@flowlogs/base/sink";
import type { Form } from "@flowlogs/formats/formatNames";
import type { Parcels } from "@flowlogs/formats/payloads";
import { recognise } from "@flowlogs/formats/recognise";
import type { Access } from "@flowlogs/formats/parquet/randomAccess";
import { isAbort, RemoteFault } from "@flowlogs/base/errors";
import {
  type Beginning,
  type SourceFailure,
  type Named,
  pourOn,
  type ResumeProgress,
  type ResumeStep,
} from "./resume/resume.ts";
import { untoldBy } from "./heldFields.ts";
import { open, type Opened } from "./open.ts";
import type { ReadCounts } from "./readCounts.ts";
import type { ReadValues } from "./options.ts";

/** Who takes the bytes of a source. */
interface Chosen {
  readonly sink: Sink;
  /** The first bytes, which were read to tell. */
  readonly head: Uint8Array;
  /** What went wrong behind them. */
  readonly fault?: unknown;
  /** Where the others come from. */
  readonly inside: Content;
}

export class SourceReader {
  readonly #context: SourceContext;
  readonly #values: ReadValues;
  readonly #worker: ReadWorker;
  #current = "stdin";
  /** What the source is, if that is known without a look. */
  #form: Form | undefined;

  /** `load`: brings the files that an expression names. */
  constructor(values: ReadValues, context: SourceContext, load: SourceContext["load"] = (path) => context.load(path)) {
    this.#context = context;
    this.#values = values;
    const options = { ...values, formats: values.format, withOrigin: values["with-source"] };
    const surroundings: StageContext = {
      write: (bytes) => context.write(bytes),
      bad: (line) => context.bad({ ...line, source: this.#current }),
      note: (text) => context.note(text),
      missing: (problem, isVital) => context.missing(problem, isVital), // before the end: others may read records too
      temporary: () => context.temporary(),
      load,
      refuse: (where, problem) => context.refuse(where, problem),
    };
    const isTested = values["filter-pattern"] !== undefined;
    this.#worker = isTested ? new PatternWorker(options, surroundings) : readWorker(options, surroundings);
  }

  /** No further source can change the output. */
  get satisfied(): boolean {
    return this.#worker.satisfied;
  }

  /** Records that were read so far. */
  get records(): number {
    return this.#worker.counts().records;
  }

  /** Whether it could be opened. `ahead`: another thread may decompress what is read here. */
  async read(path: string, ahead = false): Promise<boolean> {
    const isFound = path !== "-" && !this.#values.sources.includes(path);
    const source = await open(path, this.#context, { ahead, isFound });
    if (source === undefined) return false;
    await this.readOpened(source);
    return true;
  }

  /** Reads a source that is open, and closes it. */
  async readOpened(source: Opened): Promise<void> {
    try {
      const origin = await this.#begin(source);
      if (source.parcels !== undefined) await this.#readParcels(source.name, source.parcels);
      else if (source.parquet === undefined) await this.#read(source.content, origin);
      else await this.#readColumns(source.parquet);
    } finally {
      source.content.close();
    }
  }

  /**
   * Reads a file on from a position, and leaves it so that it can be read on later. `step` is called between pieces; when
   * it says false, that is the end. Undefined: the file cannot be opened, or is not complete.
   */
  async readOn(beginning: Beginning & Named, step: ResumeStep): Promise<ResumeProgress | undefined> {
    const source = await open(beginning.path, this.#context, beginning);
    return source === undefined ? undefined : await this.readOpenedOn(source, beginning, step);
  }

  /** The same for a source that is open, which is closed. */
  async readOpenedOn(source: Opened, beginning: Beginning, step: ResumeStep): Promise<ResumeProgress | undefined> {
    try {
      const origin = await this.#begin(source);
      if (source.parquet === undefined) return await this.#readOn(source, origin, beginning, step);
      if (beginning.isFresh === true) return undefined;
      return wholly(await this.#readColumns(source.parquet));
    } finally {
      source.content.close();
    }
  }

  /** What was worked off is written. */
  flush(): void {
    this.#worker.flush();
  }

  /** No more sources: what was held back is written. */
  finish(): ReadCounts {
    this.#worker.finish();
    return this.#worker.counts();
  }

  /** How many columns lines without a header may have. */
  get #widths(): readonly number[] {
    return this.#values.format.length > 0 ? this.#values.format.map(({ length }) => length) : WIDTHS;
  }

  async #begin(source: Opened): Promise<Origin> {
    const { name, form, formats, isWindowed } = source;
    this.#current = name;
    this.#form = form ?? this.#values.form;
    this.#worker.keepUndated(isWindowed === true);
    const pattern = this.#values["filter-pattern"];
    if (this.#worker instanceof PatternWorker && pattern !== undefined) {
      // What the service has tested is not tested again.
      this.#worker.matches = isWindowed === true ? undefined : await loadPattern(pattern);
    }
    this.#worker.setFormats(formats ?? this.#values.format);
    this.#worker.holdAgainst(untoldBy(source, this.#values.held));
    const origin = { source: shownPath(name) };
    this.#worker.setOrigin(origin);
    return origin;
  }

  async #readParcels(name: string, { all, wants }: Parcels): Promise<void> {
    const { ParcelSink } = await import("@flowlogs/formats/payloads");
    const withOrigin = this.#values["with-source"];
    const sink = new ParcelSink(this.#worker, { form: this.#form, widths: this.#widths, wants, withOrigin });
    for await (const parcels of all) {
      if (parcels === undefined) this.#worker.flush();
      for (const parcel of parcels ?? []) {
        this.#current = parcel.name;
        await sink.take(parcel);
        if (this.#worker.satisfied) break;
      }
      if (this.#worker.satisfied) break;
    }
    this.#worker.endSource();
    this.#current = name;
    this.#sayDamage(sink);
  }

  /** The library for Parquet is loaded only where it is needed. */
  async #readColumns(file: Access): Promise<SourceFailure | undefined> {
    if (this.#worker instanceof PatternWorker) return this.#sayUntestable("Parquet");
    const { readParquet } = await import("@flowlogs/formats/parquet/read");
    let fault: SourceFailure | undefined;
    try {
      await readParquet(file, this.#worker, this.#values, (what, advice) =>
        this.#context.failed(this.#current, what, advice),
      );
    } catch (error) {
      fault = this.#fail(error);
    }
    this.#worker.endSource();
    return fault;
  }

  /** Says what is wrong with a source; throws what is wrong with us. */
  #fail(error: unknown): SourceFailure {
    // We ended it ourselves.
    if (isAbort(error)) return { what: "ended", advice: "", isLasting: false };
    if (error instanceof RemoteFault) return this.#say(error.message, error.advice ?? "", false, exit.remote);
    if (!(error instanceof InputError) && !(error instanceof DamagedData)) throw error;
    // What the disk refused now, it may give the next time.
    const advice = error.advice ?? "what came before is used; fetch the file again";
    return this.#say(error.message, advice, error instanceof DamagedData);
  }

  #say(what: string, advice: string, isLasting: boolean, code?: number): SourceFailure {
    this.#context.failed(this.#current, what, advice === "" ? undefined : advice, code);
    return { what, advice, isLasting };
  }

  /** Feeds a source to the worker up to its end or its fault. */
  async #read(content: Content, origin: Origin): Promise<SourceFailure | undefined> {
    const chosen = await this.#choose(content, origin);
    if ("what" in chosen) return chosen;
    const { sink, head, fault, inside } = chosen;
    feed(head, sink);
    return await this.#pour(inside, sink, fault);
  }

  async #readOn(
    { content, isPacked }: Opened,
    origin: Origin,
    beginning: Beginning,
    step: ResumeStep,
  ): Promise<ResumeProgress | undefined> {
    const chosen = await this.#choose(content, origin);
    if ("what" in chosen) return beginning.isFresh === true ? undefined : wholly(chosen);
    const { sink, head, fault, inside } = chosen;
    const isWhole = isPacked === true || inside !== content;
    if ((isWhole || sink !== this.#worker) && beginning.isFresh === true) return undefined;
    if (sink !== this.#worker) {
      feed(head, sink);
      return wholly(await this.#pour(inside, sink, fault));
    }
    const fail = (error: unknown): SourceFailure => this.#fail(error);
    return await pourOn({ content: inside, head, fault, isWhole, ...beginning, step, worker: this.#worker, fail });
  }

  async #pour(content: Content, sink: Sink, fault: unknown): Promise<SourceFailure | undefined> {
    try {
      if (fault !== undefined) throw fault;
      await content.pour(sink);
    } catch (error) {
      const said = this.#fail(error);
      // What we ended ourselves in its middle is not held against it.
      if (isAbort(error)) this.#worker.leaveSource();
      else sink.endSource(!(error instanceof TrailingBytes));
      return said;
    }
    sink.endSource(false);
    return this.#sayDamage(sink);
  }

  /** What the sink found missing in the middle is a fault of the source. */
  #sayDamage({ damage }: Pick<Sink, "damage">): SourceFailure | undefined {
    return damage === undefined ? undefined : this.#say(damage, "what is whole in it is used", true);
  }

  /** Rows of a table are not messages that a filter pattern could be held against. */
  #sayUntestable(what: string): SourceFailure {
    return this.#say(`a filter pattern tests messages, and this is ${what}`, "use --where", true);
  }

  /** Who takes the source, and what of it was read to tell; or what is wrong with it. */
  async #choose(content: Content, origin: Origin): Promise<Chosen | SourceFailure> {
    const { finding, head, fault } = await recognise(content, {
      form: this.#form,
      widths: this.#widths,
      idle: () => this.#worker.flush(),
    });
    if ("strange" in finding) {
      const advice =
        finding.advice ??
        "give AWS text, CSV, NDJSON, JSON of CloudWatch, or any of them compressed, or Parquet, or name it with --form";
      return this.#say(`it is nothing that can be read: ${finding.strange}`, advice, true);
    }
    if (!("isPacked" in finding)) {
      if (this.#worker instanceof PatternWorker && isTable(finding.form))
        return this.#sayUntestable(finding.form.toUpperCase());
      const sink = await openForm(finding.form, this.#worker, origin);
      return { sink, head, fault, inside: content };
    }
    const inside = await content.unpacked?.(head);
    if (inside === undefined) return this.#say("it is compressed in a way that is not known", "unpack it first", true);
    return await this.#choose(inside, origin);
  }
}

/** A source that can only be read as a whole was. */
function wholly(fault: SourceFailure | undefined): ResumeProgress {
  return { isWhole: true, isDone: fault === undefined, fault };
}

/** How many columns lines have that nobody says anything of. */
const WIDTHS = [defaultFormat.length];

function isTable(form: Form): boolean {
  return form === "csv" || form === "tsv";
}
