// Decodes lines of AWS text into batches. The format of a line comes from a header, the user, the default, or what is in
// it; the scan is the kernel's.
import { readHeader } from "../field.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { ReusedRegion } from "@flowlogs/kernel/reusedRegion";
import { drainBadLines } from "./badLine.ts";
import type { DecoderEvents, SourceDecoder } from "./decoder.ts";
import type { FormatFit } from "./formatFit.ts";
import { KnownFormats, type KnownFormat } from "./knownFormats.ts";
import type { OutputColumns } from "./outputColumns.ts";
import { leadKind, textKind } from "./valueKind.ts";
import { SCAN_ASKS } from "@flowlogs/kernel/opcodes";

const COUNTS_SIZE = 32;
const ASSUMED = "; assuming the default format, use --format for another";
/** What CloudWatch writes to see whether it may export to a bucket. */
const WRITE_TEST = "Permission Check Successful";

export class TextLineDecoder implements SourceDecoder {
  readonly #kernel: Kernel;
  readonly #target: OutputColumns;
  readonly #events: DecoderEvents;
  readonly #fit: FormatFit;
  readonly #known: KnownFormats;
  readonly #isNamed: boolean;
  readonly #counts: number;
  #current: KnownFormat;
  /** A line may say what the columns of the next ones are; messages of CloudWatch do not. */
  takesHeaders = true;
  /** How often a header had other columns than the lines before it. */
  headings = 0;
  /** The format was neither named by the user nor read from a header. */
  #assumed = true;
  readonly #columns: ReusedRegion;
  readonly #bits: ReusedRegion;
  readonly #separators: ReusedRegion;

  /** `formats`: canonical names of the columns until a header says otherwise; none: the default format is assumed. */
  constructor(
    kernel: Kernel,
    target: OutputColumns,
    formats: readonly (readonly string[])[],
    events: DecoderEvents,
    fit: FormatFit,
  ) {
    this.#kernel = kernel;
    this.#target = target;
    this.#events = events;
    this.#fit = fit;
    this.#known = new KnownFormats(formats, fit.fit !== undefined);
    this.#isNamed = formats.length > 0;
    this.#columns = new ReusedRegion(kernel);
    this.#bits = new ReusedRegion(kernel);
    this.#separators = new ReusedRegion(kernel);
    this.#counts = kernel.allocate(COUNTS_SIZE);
    this.#current = this.#known.primary;
  }

  startSource(): void {
    this.#known.forgetHeaders();
    this.#assumed = !this.#isNamed;
    this.resume();
  }

  resume(): void {
    this.#use(this.#known.primary);
  }

  readLines(start: number, end: number, scratch: number): number {
    const kernel = this.#kernel;
    this.#index(start, end);
    let position = start;
    let until = end;
    while (position < end) {
      this.#target.attach(scratch);
      const outcome = kernel.scanText(position, until);
      position = kernel.position.value >>> 0;
      kernel.acceptLine(0);
      if (kernel.badLines.value > 0) this.#drainBad();
      this.#take();
      if (outcome === SCAN_ASKS) [position, until] = this.#decide(position, end);
      else if (position === until && until < end) {
        // One line of a format that it shares its number of columns with: the next one is judged anew.
        until = end;
        this.#use(this.#known.primary);
      }
    }
    return position;
  }

  #take(): void {
    const { names, lead, isGiven } = this.#current;
    if (isGiven && this.#kernel.rows.value > 0) this.#fit.isMet = true;
    for (let i = 0; i < lead && this.#kernel.rows.value > 0; i++) {
      const place = this.#target.columnOf(names[i] ?? "");
      if (place >= 0 && leadKind(names[i] ?? "") !== 0) this.#kernel.instantsToSeconds(place);
    }
    this.#target.take(this.#kernel.needsEscapes.value !== 0);
  }

  /** Has the kernel index the region before it is scanned. */
  #index(start: number, end: number): void {
    const kernel = this.#kernel;
    const size = end - start + 64;
    const bits = this.#bits.of(kernel.indexBitsSize(size));
    kernel.indexText(start, end, bits, this.#separators.of(kernel.separatorsSize(size)));
  }

  /** Decides what the line at `position` is: where the next scan starts, and where it ends. */
  #decide(position: number, end: number): [from: number, until: number] {
    const kernel = this.#kernel;
    const next = kernel.afterFirstNewline(position, end) >>> 0;
    const line = kernel.text(position, next).trim();
    const words = line.split(/[ \t]+/);
    const names = this.takesHeaders ? (readHeader(words) ?? this.#known.headingOf(words)) : undefined;
    if (names !== undefined) {
      kernel.lineNumber.value++;
      this.#events.header?.();
      this.#assumed = false;
      if (!this.#known.follows(names)) this.headings++;
      this.#known.meetHeader(names);
      this.#use(this.#known.primary);
      return [next, end];
    }
    if (line === WRITE_TEST) {
      kernel.lineNumber.value++;
      this.#events.skip?.("write tests");
      return [next, end];
    }
    const chosen = this.#known.choose(words) ?? this.#known.primary;
    if (chosen !== this.#current) this.#use(chosen);
    kernel.acceptLine(position);
    return [position, chosen !== this.#known.primary && this.#known.isShared(chosen) ? next : end];
  }

  #use(format: KnownFormat): void {
    const kernel = this.#kernel;
    const { names, lead } = format;
    this.#current = format;
    const { places } = this.#target.use({ names, lead, areMessages: true });
    const isStrict = this.#known.isStrict(format);
    const kinds = names.map((name, i) => (i < lead ? leadKind(name) : textKind(name, isStrict)));
    const entries = places.flatMap((place, i) => [kinds[i] ?? 0, place]);
    const columns = this.#columns.of(entries.length * 4);
    kernel.words().set(entries, columns / 4);
    kernel.bytes().set(this.#known.countsBeside(format), this.#counts);
    const headersHide = kinds.every((kind) => kind === 0);
    kernel.setTextFormat(columns, names.length, headersHide, this.#counts);
  }

  #drainBad(): void {
    const { names, isGiven } = this.#current;
    drainBadLines(this.#kernel, names, (line) => {
      const isAssumed = this.#assumed && line.columns !== undefined;
      if (isGiven) this.#events.bad(this.#fit.miss(line));
      else this.#events.bad(isAssumed ? { ...line, detail: line.detail + ASSUMED } : line);
    });
  }
}
