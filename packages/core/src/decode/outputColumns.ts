// Where the decoders of flowlogs-read put what they find: batches with the columns of one format after another, those that
// came lately kept, because lines of several formats may take turns. Adds the columns that say where records come from.
import { Batch, ROW_LIMIT } from "../batch.ts";
import { identityOf, keyFor } from "../field.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { ReusedRegion } from "@flowlogs/kernel/reusedRegion";
import { originFields } from "./valueKind.ts";

/** A format as it is written: the fields of its records. */
export interface Shape {
  /** Another one for each input and origin. */
  readonly key: string;
  /** The fields to write. */
  readonly written: readonly string[];
  /** All fields that the records have, each once. */
  readonly whole: readonly string[];
  readonly batch: Batch;
  /** Where the value of each column of the input goes, in bytes from the start of a row. */
  readonly places: readonly number[];
  /** The column for the line of the record, or -1, and how many words at the start of the line are not the record's. */
  readonly message: number;
  readonly lead: number;
}

/** The columns that the kernel finds. */
interface FoundColumns {
  readonly names: readonly string[];
  /** How many of them, the first ones, are not fields of the record but of its origin. */
  readonly lead?: number;
  /** The kernel puts the columns to the front as they come, and these after them. */
  readonly beside?: readonly string[];
  /** The lines are messages: what is in them after the lead is the record as AWS wrote it. */
  readonly areMessages?: boolean;
}

/** The column of these. */
const MESSAGE = "message";

export interface TargetOptions {
  /** The fields to write, undefined for all that the format has. */
  readonly fields?: readonly string[] | undefined;
  /** Without `fields`: only these are written, where they are there. */
  readonly kept?: readonly string[] | undefined;
  /** Fields that the batch must have too (for a filter, say). */
  readonly needed: readonly string[];
  /** The batch must have all fields of the records. */
  readonly wholly?: boolean | undefined;
  /** Columns after all others, left null here, for computed values. */
  readonly computed?: readonly string[];
  /** Whether records say where they come from. */
  readonly withOrigin?: boolean | undefined;
  /** Whether records have the line as AWS wrote it. */
  readonly withMessage?: boolean | undefined;
}

/** What is known of where records come from, by the names of the origin's fields; numbers are epoch seconds. */
export type Origin = Readonly<Record<string, string | number>>;

/** Limit of the shapes that are cached: each takes half a megabyte. */
const CACHE_LIMIT = 8;

export class OutputColumns {
  readonly #kernel: Kernel;
  readonly #options: TargetOptions;
  readonly #accept: (batch: Batch) => void;
  readonly #cache = new Map<string, Shape>();
  #shape: Shape | undefined;
  /** The keys of the records so far, and the shapes of which they are known. */
  readonly #keys = new Set<string>();
  readonly #entered = new WeakSet<Shape>();
  #origin: Origin = {};
  #spans = new Map<string, readonly [start: number, end: number]>();
  /** Positions of the origin's values, by their names. */
  readonly #texts = new Map<string, ReusedRegion>();

  constructor(kernel: Kernel, options: TargetOptions, accept: (batch: Batch) => void) {
    this.#kernel = kernel;
    this.#options = options;
    this.#accept = accept;
  }

  /** The fields of the records that come now, in their order. */
  get written(): readonly string[] {
    return this.#shape?.written ?? [];
  }

  /** All fields of the records that come now. */
  get whole(): readonly string[] {
    return this.#shape?.whole ?? [];
  }

  /** The records that come now have these columns. */
  use(input: FoundColumns): Shape {
    const origin = this.#options.withOrigin === true ? originFields.filter((name) => name in this.#origin) : [];
    const { names, lead = 0, beside, areMessages = false } = input;
    const key = JSON.stringify([lead, names, beside, origin, areMessages]);
    const shape = this.#cache.get(key) ?? this.#make(key, input, origin);
    this.#cache.delete(key);
    this.#cache.set(key, shape);
    this.#shape = shape;
    return shape;
  }

  /** Switches to a shape that was used before; false when it is no longer cached. */
  useAgain(shape: Shape): boolean {
    if (shape !== this.#shape) {
      if (this.#cache.get(shape.key) !== shape) return false;
      this.#cache.delete(shape.key);
      this.#cache.set(shape.key, shape);
      this.#shape = shape;
    }
    return true;
  }

  /** Wanted fields inside objects, by their dotted names. */
  get nested(): readonly string[] {
    const { fields = [], needed } = this.#options;
    return [...new Set([...fields, ...needed])].filter((name) => name.includes("."));
  }

  /** Keys that the records have, those that say where they come from included. */
  get keys(): ReadonlySet<string> {
    return this.#keys;
  }

  /** The place of a field among the columns that come now, or -1. */
  columnOf(name: string): number {
    return this.#shape?.batch.fields.indexOf(name) ?? -1;
  }

  /** Where the records come from that come now; true when the shapes are others for it. */
  setOrigin(origin: Origin): boolean {
    if (this.#options.withOrigin !== true) return false;
    const isOther = Object.keys(origin).join() !== Object.keys(this.#origin).join();
    this.#origin = origin;
    this.#place(origin);
    return isOther;
  }

  /** Records that the batch for the last shape takes. */
  get rowLimit(): number {
    return this.#shape?.batch.rowLimit ?? ROW_LIMIT;
  }

  /** The last scan's values go to this memory. */
  attach(scratch: number): void {
    this.#shape?.batch.attach(scratch);
  }

  /** Hands on what the last scan found. */
  take(escapes: boolean): void {
    const batch = this.#shape?.batch;
    if (batch === undefined || this.#kernel.rows.value === 0) return;
    for (const [name, span] of this.#spans) batch.fillColumn(batch.fields.indexOf(name), this.#kernel.rows.value, span);
    const { message = -1, lead = 0 } = this.#shape ?? {};
    if (message >= 0) batch.fillLines(message, this.#kernel.rows.value, lead);
    batch.take(escapes || this.#spans.size > 0 || message >= 0);
    this.meet();
    this.#lookInside(batch);
    this.#accept(batch);
  }

  /** Notes which keys the records have that come now. */
  meet(): void {
    const shape = this.#shape;
    if (shape === undefined || this.#entered.has(shape)) return;
    this.#entered.add(shape);
    for (const name of [...shape.whole, ...this.#spans.keys()]) this.#keys.add(name);
  }

  /** The keys inside objects are not known before they are read. */
  #lookInside(batch: Batch): void {
    for (const name of this.nested) {
      const column = batch.columnOf(name);
      if (this.#keys.has(name) || column < 0) continue;
      const { kernel, list, selected } = batch;
      if (kernel.findPresent(list, 0, selected, column, column + 1) < selected) this.#keys.add(name);
    }
  }

  #make(key: string, found: FoundColumns, origin: readonly string[]): Shape {
    const { names, lead = 0, beside } = found;
    const { fields, kept, needed, wholly, computed = [], withOrigin, withMessage } = this.#options;
    const message = withMessage === true && found.areMessages === true ? [MESSAGE] : [];
    const whole = [...new Set([...names.slice(lead), ...message])];
    const led = withOrigin === true ? names.slice(0, lead) : [];
    const keys = [...names, ...(beside ?? []), ...origin, ...message];
    const meant = (wanted: readonly string[]): string[] => wanted.map((name) => keyFor(name, keys) ?? name);
    const ownNames = fields === undefined ? keptOf(names.slice(lead), kept) : meant(fields);
    const added = originFields.filter((name) => origin.includes(name) || led.includes(name));
    const written = [...new Set([...ownNames, ...added, ...keptOf(message, kept)])];
    const before = beside === undefined ? [] : [...names, ...beside];
    const compared = wholly === true ? whole : [];
    const columns = [...new Set([...before, ...written, ...meant(needed), ...compared]), ...computed];
    // Unwanted values go to the place after the columns.
    const placeOf = new Map(columns.map((name, i) => [name, i] as const).toReversed());
    const places = names.map((name) => (placeOf.get(name) ?? columns.length) * 8);
    const batch = this.#batchOf(columns);
    batch.given = beside === undefined ? new Set([...names, ...origin, ...message]) : undefined;
    const line = message.length > 0 ? columns.indexOf(MESSAGE) : -1;
    return { key, written, whole, batch, places, message: line, lead };
  }

  /** A batch with these columns: a new one, or that of the shape that was not used for longest. */
  #batchOf(columns: readonly string[]): Batch {
    const [oldest] = this.#cache;
    if (oldest === undefined || this.#cache.size < CACHE_LIMIT) return new Batch(this.#kernel, columns);
    const [key, { batch }] = oldest;
    this.#cache.delete(key);
    batch.reshape(columns);
    return batch;
  }

  /** Lays out the values of the origin. */
  #place(origin: Origin): void {
    this.#spans = new Map();
    for (const [name, value] of Object.entries(origin)) {
      const bytes = new TextEncoder().encode(String(value));
      const region = this.#texts.get(name) ?? new ReusedRegion(this.#kernel);
      this.#texts.set(name, region);
      const at = region.of(bytes.length);
      this.#kernel.bytes().set(bytes, at);
      this.#spans.set(name, [at, ((at + bytes.length) | (typeof value === "string" ? 0x8000_0000 : 0)) >>> 0]);
    }
  }
}

/** The names that one of the kept fields may mean; a part of an object is in the object. */
function keptOf(names: readonly string[], kept: readonly string[] | undefined): readonly string[] {
  if (kept === undefined) return names;
  const meant = new Set(kept.map(identityOf));
  return names.filter((name) => meant.has(identityOf(name)) || kept.some((it) => it.startsWith(`${name}.`)));
}
