// Reads sources one after the other with one worker: each is opened (open.ts), its format is detected by its first bytes
// (detect.ts), and it is read to its end (read.ts) or from where it was left (resume.ts). A source that fails is reported
// and counted; the others are read all the same.
import { shownPath, type SourceContext } from "@flowlogs/cli";
import { defaultFormat } from "@flowlogs/core";
import { readWorker, type ReadWorker, type StageContext } from "@flowlogs/core/stages";
import { fieldsToCompare } from "../originFilters.ts";
import type { ReadValues } from "../options.ts";
import { loadPattern } from "../pattern/load.ts";
import { PatternWorker } from "../pattern/patternWorker.ts";
import type { ReadCounts } from "../readCounts.ts";
import type { SourceTarget } from "./detect.ts";
import { FailureReporter } from "./failures.ts";
import type { FilePart } from "../threads/fileParts.ts";
import { open, type Opened } from "./open.ts";
import { type LinesPart, openPart } from "./openPart.ts";
import { read, readContent, readRowGroups } from "./read.ts";
import { resume, type ResumeOptions, type ResumeProgress, type ResumeStep } from "./resume.ts";

/** A file to resume. */
export interface ResumedFile extends ResumeOptions {
  readonly path: string;
  /** A path that leads to the file even when its name goes to another one. */
  readonly stablePath?: string;
}

/** What is known of a part of a file that was read. */
interface ReadPart {
  readonly isOpened: boolean;
  readonly lines: number;
  /** How often its lines said that the next ones have other columns. */
  readonly headings: number;
  /** Nothing of the file counts that comes after it: it could not be read further, or this part was all of the rest. */
  readonly endsFile: boolean;
}

export class SourceReader {
  readonly #context: SourceContext;
  readonly #values: ReadValues;
  readonly #worker: ReadWorker;
  readonly #failures: FailureReporter;

  /** `load`: loads the files that an expression names. */
  constructor(values: ReadValues, context: SourceContext, load: SourceContext["load"] = (path) => context.load(path)) {
    this.#context = context;
    this.#values = values;
    const failures = new FailureReporter(context);
    this.#failures = failures;
    const options = {
      ...values,
      formats: values.format,
      withOrigin: values["with-source"],
      withMessage: values["with-message"],
    };
    const stageContext: StageContext = {
      write: (bytes) => context.write(bytes),
      bad: (line) => context.bad({ ...line, source: failures.source }),
      note: (text) => (context.where ?? context).note(text),
      missing: (problem, isVital) => context.missing(problem, isVital), // before the end: others may read records too
      temporary: () => context.temporary(),
      load,
      refuse: (where, problem) => context.refuse(where, problem),
    };
    const isTested = values["filter-pattern"] !== undefined;
    this.#worker = isTested ? new PatternWorker(options, stageContext) : readWorker(options, stageContext);
  }

  /** No further source can change the output. */
  get satisfied(): boolean {
    return this.#worker.satisfied;
  }

  /** Records that were read so far. */
  get records(): number {
    return this.#worker.counts().records;
  }

  /** Whether it could be opened. `inBackground`: another thread may decompress it. */
  async read(path: string, inBackground = false): Promise<boolean> {
    const source = await open(path, this.#context, { inBackground, isFound: this.#isFound(path) });
    if (source === undefined) return false;
    await this.readOpened(source);
    return true;
  }

  /** Reads a source that is open, and closes it. */
  async readOpened(source: Opened): Promise<void> {
    try {
      await read(source, await this.#begin(source), this.#values);
    } finally {
      source.content.close();
    }
  }

  /** Reads a part of a large file. */
  async readPart({ form, ...part }: FilePart): Promise<ReadPart> {
    if (form !== "parquet") return await this.#readLines({ ...part, form });
    const source = await open(part.path, this.#context, { isFound: this.#isFound(part.path) });
    if (source === undefined) return UNOPENED;
    try {
      const target = await this.#begin(source);
      const { lines } = target.worker;
      const endsFile = (await readRowGroups(source, target, this.#values, part)) !== undefined;
      return { isOpened: true, lines: target.worker.lines - lines, headings: 0, endsFile };
    } finally {
      source.content.close();
    }
  }

  async #readLines(part: LinesPart): Promise<ReadPart> {
    const worker = this.#worker;
    const opened = openPart(part, this.#context, this.#isFound(part.path));
    if (opened === undefined) return UNOPENED;
    const { source, head, isUncut } = opened;
    try {
      const target = await this.#begin(source);
      worker.use(part.form);
      for (const lines of head) worker.prime(lines);
      const { headings, lines } = worker;
      const failure = await readContent(source.content, target);
      const endsFile = failure !== undefined || isUncut();
      return { isOpened: true, lines: worker.lines - lines, headings: worker.headings - headings, endsFile };
    } finally {
      source.content.close();
    }
  }

  /** It was found in a folder; the user did not name it. */
  #isFound(path: string): boolean {
    return path !== "-" && !this.#values.sources.includes(path);
  }

  /**
   * Reads a file from a position, and leaves it so that it can be resumed later. `step` is called between pieces; the
   * reading ends when it returns false. Undefined: the file cannot be opened, or is not complete.
   */
  async resume(file: ResumedFile, step: ResumeStep): Promise<ResumeProgress | undefined> {
    const source = await open(file.path, this.#context, file);
    return source === undefined ? undefined : await this.resumeOpened(source, file, step);
  }

  /** The same for a source that is open, which is closed. */
  async resumeOpened(source: Opened, options: ResumeOptions, step: ResumeStep): Promise<ResumeProgress | undefined> {
    try {
      return await resume(source, await this.#begin(source), this.#values, options, step);
    } finally {
      source.content.close();
    }
  }

  /** Writes the results of all that was read. */
  flush(): void {
    this.#worker.flush();
  }

  /** What was counted so far. */
  counts(): ReadCounts {
    return this.#worker.counts();
  }

  /** No more sources: writes what was held back. */
  finish(): ReadCounts {
    this.#worker.finish();
    return this.counts();
  }

  /** Prepares the worker for a source. */
  async #begin(source: Opened): Promise<SourceTarget> {
    const { name, form, formats, isWindowed = false } = source;
    const worker = this.#worker;
    const values = this.#values;
    this.#failures.source = name;
    worker.keepUndated(isWindowed);
    const pattern = values["filter-pattern"];
    if (worker instanceof PatternWorker && pattern !== undefined) {
      // The service has tested its messages already.
      worker.matches = isWindowed ? undefined : await loadPattern(pattern);
    }
    worker.setFormats(formats ?? values.format);
    worker.holdAgainst(fieldsToCompare(source, values.held));
    const origin = { source: shownPath(name) };
    worker.setOrigin(origin);
    const widths = values.format.length > 0 ? values.format.map(({ length }) => length) : DEFAULT_WIDTHS;
    return { worker, failures: this.#failures, origin, form: form ?? values.form, widths };
  }
}

/** What is known of a part that cannot be opened, which is reported. */
const UNOPENED: ReadPart = { isOpened: false, lines: 0, headings: 0, endsFile: true };

/** How many columns lines have when nothing says so. */
const DEFAULT_WIDTHS = [defaultFormat.length];
