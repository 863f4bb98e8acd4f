// Shows progress on a terminal: files, bytes of the total, records per second, time left. The total is found out on the
// side, a little at a time, so that nothing waits for it.
import type { Input, RandomInput, SourceContext } from "@flowlogs/base/contracts";

/** Milliseconds between two updates. */
const REDRAW_INTERVAL = 200;
/** Milliseconds before the first update: most runs are over by then. */
const FIRST_DRAW = 500;
/** Milliseconds per update for finding files. */
const COUNT_BUDGET = 20;

type Screen = Pick<SourceContext, "showStatus" | "now">;

type SourceSizes = AsyncIterable<number | undefined> | readonly (number | undefined)[];

/** What was read so far. */
interface BytesRead {
  readonly files: number;
  readonly bytes: number;
  readonly records: number;
}

export class ProgressLine {
  readonly #context: Screen;
  readonly #sizes: AsyncIterator<number | undefined> | undefined;
  readonly #done: () => BytesRead;
  readonly #started: number;
  readonly #timer: NodeJS.Timeout;
  #next: number;
  #files = 0;
  #bytes = 0;
  #isCounting = false;
  #isComplete = false;

  /** `sizes`: of all that will be read, at once or from a walk of its own; undefined for one that is unknown. */
  constructor(context: Screen, sizes: SourceSizes, done: () => BytesRead) {
    this.#context = context;
    if (Symbol.asyncIterator in sizes) this.#sizes = sizes[Symbol.asyncIterator]();
    else {
      for (const size of sizes) this.#add(size);
      this.#isComplete = true;
    }
    this.#done = done;
    this.#started = context.now();
    this.#next = this.#started + FIRST_DRAW;
    this.#timer = setInterval(() => this.tick(), REDRAW_INTERVAL).unref();
  }

  /** Updates the line if it is time to. */
  tick(): void {
    const now = this.#context.now();
    if (now < this.#next) return;
    this.#next = now + REDRAW_INTERVAL;
    void this.#countFiles(now + COUNT_BUDGET);
    const all = this.#isComplete ? { files: this.#files, bytes: this.#bytes } : undefined;
    this.#context.showStatus(line(this.#done(), all, (now - this.#started) / 1000));
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#sizes?.return?.().catch(() => undefined);
    this.#next = Number.POSITIVE_INFINITY;
    this.#context.showStatus("");
  }

  async #countFiles(until: number): Promise<void> {
    if (this.#isCounting || this.#isComplete) return;
    this.#isCounting = true;
    try {
      while (!this.#isComplete && this.#context.now() < until) await this.#countNext();
    } catch {
      // What is wrong with a source is told by those who read it.
      this.#bytes = Number.NaN;
      this.#isComplete = true;
    }
    this.#isCounting = false;
  }

  async #countNext(): Promise<void> {
    const next = await this.#sizes?.next();
    this.#isComplete = next?.done !== false;
    if (next?.done === false) this.#add(next.value);
  }

  #add(size: number | undefined): void {
    this.#files += 1;
    // The size of what comes through a pipe is unknown: there is no total.
    this.#bytes += size ?? Number.NaN;
  }
}

/** The progress of a command that reads files one after the other. */
export class ReadingProgress {
  readonly #line: ProgressLine;
  #files = 0;
  #bytes = 0;

  constructor(context: Screen, sizes: readonly (number | undefined)[], records: () => number) {
    const done = (): BytesRead => ({ files: this.#files, bytes: this.#bytes, records: records() });
    this.#line = new ProgressLine(context, sizes, done);
  }

  count(input: Input): Input {
    return countingInput(input, (bytes) => {
      this.#bytes += bytes;
      this.#line.tick();
    });
  }

  endFile(): void {
    this.#files += 1;
  }

  stop(): void {
    this.#line.stop();
  }
}

/** The sum of what was read in two places. */
export function sumProgress(one: BytesRead, other: BytesRead = { files: 0, bytes: 0, records: 0 }): BytesRead {
  return {
    files: one.files + other.files,
    bytes: one.bytes + other.bytes,
    records: one.records + other.records,
  };
}

/** An input whose bytes are counted. */
export function countingInput(input: Input, count: (bytes: number) => void): Input {
  const report = (length: number): number => {
    count(length);
    return length;
  };
  const nextChunk = async (): Promise<Uint8Array> => {
    const bytes = (await input.nextChunk?.()) ?? new Uint8Array(0);
    count(bytes.length);
    return bytes;
  };
  return {
    ...input,
    ...(input.nextChunk === undefined ? {} : { nextChunk }),
    read: (into) => report(input.read(into)),
    readNow(into) {
      const length = input.readNow(into);
      return length === undefined ? undefined : report(length);
    },
  };
}

/** The same for a file that is read at any position. */
export function countingRandomInput(
  file: RandomInput | undefined,
  count: (bytes: number) => void,
): RandomInput | undefined {
  if (file === undefined) return undefined;
  const readAt = (into: Uint8Array, position: number): number => {
    const length = file.readAt(into, position);
    count(length);
    return length;
  };
  return { ...file, readAt };
}

/** The line: `3 of 8 files, 34.1 of 116.9 MB, 29 %, 1.9 M records/s, 4 s left`. */
export function line(
  { files, bytes, records }: BytesRead,
  all: Omit<BytesRead, "records"> | undefined,
  seconds: number,
): string {
  const rate = `${short(records / seconds)} records/s`;
  if (all === undefined || !(all.bytes > 0)) return `${plural(files)}, ${megabytes(bytes)} MB, ${rate}`;
  const share = Math.min(1, bytes / all.bytes);
  const left = share > 0 ? (seconds / share) * (1 - share) : Number.POSITIVE_INFINITY;
  const parts = [
    `${files} of ${plural(all.files)}`,
    `${megabytes(bytes)} of ${megabytes(all.bytes)} MB`,
    `${Math.floor(share * 100)} %`,
    rate,
    ...(Number.isFinite(left) ? [`${duration(left)} left`] : []),
  ];
  return parts.join(", ");
}

function plural(files: number): string {
  return `${files} ${files === 1 ? "file" : "files"}`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function short(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)} M`;
  return value >= 1e3 ? `${(value / 1e3).toFixed(0)} k` : value.toFixed(0);
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
