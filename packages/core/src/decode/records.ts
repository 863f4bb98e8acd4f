// NDJSON records of any fields to batches, with the names and the kinds of values that our own records have. The fields are
// those of the record at hand; one with others, or in another order, brings a new shape.
import { assertColumns } from "../batch.ts";
import { canonicalName } from "../field.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { ReusedRegion } from "@flowlogs/kernel/reusedRegion";
import { keysOf } from "../text/member.ts";
import { drainBadLines } from "./badLine.ts";
import type { DecoderEvents, SourceDecoder } from "./decoder.ts";
import type { Shape, OutputColumns } from "./outputColumns.ts";
import { looseKind } from "./valueKind.ts";
import { WantedIndex } from "./wantedIndex.ts";

/** The keys of a record as they are in it, and how the kernel is to read them. */
interface RecordHeading {
  readonly keys: readonly string[];
  readonly names: readonly string[];
  /** What the target and the kernel have for it, while they have it. */
  shape: Shape | undefined;
  readonly regions: HeadingRegions;
  count: number;
  slotCount: number;
}

/** In the kernel's memory: where each key is, the keys, and the kinds of their values. */
type HeadingRegions = Readonly<Record<"keys" | "texts" | "kinds", ReusedRegion>>;

/** Limit of the headings that are cached, with the kernel's layouts of their records; as many shapes are cached. */
const CACHE_LIMIT = 8;

export class RecordDecoder implements SourceDecoder {
  readonly #kernel: Kernel;
  readonly #target: OutputColumns;
  readonly #events: DecoderEvents;
  readonly #index: WantedIndex;
  /** By their numbers, the oldest being replaced. */
  readonly #headings: RecordHeading[] = [];
  #current = 0;
  #oldest = 0;

  constructor(kernel: Kernel, target: OutputColumns, events: DecoderEvents) {
    this.#kernel = kernel;
    this.#target = target;
    this.#events = events;
    this.#index = new WantedIndex(kernel);
    this.#current = this.#add([]);
  }

  startSource(): void {
    this.resume();
  }

  resume(): void {
    this.#kernel.requireExactKeys(true);
    // Others may have had the layouts, and the target's shapes may be others.
    this.#kernel.forgetLayouts();
    for (const heading of this.#headings) heading.shape = undefined;
    this.#use(this.#current);
  }

  readLines(start: number, end: number, scratch: number): number {
    const kernel = this.#kernel;
    let position = start;
    while (position < end) {
      this.#target.attach(scratch);
      const stopped = kernel.scanNdjson(position, end);
      position = kernel.position.value >>> 0;
      kernel.acceptRecord(0);
      if (kernel.badLines.value > 0) drainBadLines(kernel, this.#names, (line) => this.#events.bad(line));
      this.#target.take(true);
      if (stopped) this.#turn(position, end);
    }
    return position;
  }

  get #names(): readonly string[] {
    return this.#headings[this.#current]?.names ?? [];
  }

  /** The record at `position` has another heading. */
  #turn(position: number, end: number): void {
    const known = this.#kernel.otherHeading.value >>> 0;
    if (known < this.#headings.length) {
      this.#use(known);
      return;
    }
    const line = this.#kernel.text(position, this.#kernel.afterFirstNewline(position, end) >>> 0);
    const keys = keysOf(line) ?? [];
    const all = keys.join("\0");
    const same = this.#headings.findIndex((heading) => heading.keys.join("\0") === all);
    this.#use(same === -1 ? this.#add(keys) : same);
    this.#kernel.acceptRecord(position);
  }

  /** Makes a heading of the keys, in the place of the oldest one when there are enough; its number. */
  #add(keys: readonly string[]): number {
    const isNew = this.#headings.length < CACHE_LIMIT;
    const number = isNew ? this.#headings.length : this.#oldest;
    if (!isNew) {
      this.#oldest = (this.#oldest + 1) % CACHE_LIMIT;
      // The layouts of the replaced heading have its number.
      this.#kernel.forgetLayouts();
    }
    const regions = this.#headings[number]?.regions ?? regionsOf(this.#kernel);
    this.#headings[number] = { keys, names: namesOf(keys), shape: undefined, regions, count: 0, slotCount: 0 };
    return number;
  }

  /** Has the kernel look for the keys, in their order, each in the column of its name. */
  #use(number: number): void {
    const kernel = this.#kernel;
    const heading = this.#headings[number];
    if (heading === undefined) return;
    this.#current = number;
    if (heading.shape === undefined || !this.#target.useAgain(heading.shape)) this.#prepare(heading);
    const { regions, count, slotCount } = heading;
    kernel.setTypes(regions.kinds.of(count * 4), count);
    kernel.setWanted(regions.keys.of(count * 8), count, 0, 0, 0, this.#index.at, slotCount);
    kernel.useHeading(number);
  }

  #prepare(heading: RecordHeading): void {
    const kernel = this.#kernel;
    const { keys, names } = heading;
    const beside = this.#target.nested.filter((name) => !names.includes(name));
    heading.shape = this.#target.use({ names, beside });
    const texts = [...keys, ...beside].map((key) => new TextEncoder().encode(key));
    heading.count = texts.length;
    heading.slotCount = this.#index.slotsFor(texts);
    const { regions } = heading;
    const [table, kinds] = [regions.keys.of(texts.length * 8), regions.kinds.of(texts.length * 4)];
    let at = regions.texts.of(texts.reduce((sum, text) => sum + text.length, 0));
    texts.forEach((text, i) => {
      kernel.words().set([at, text.length], table / 4 + i * 2);
      kernel.bytes().set(text, at);
      at += text.length;
    });
    kernel.words().set([...names, ...beside].map(looseKind), kinds / 4);
  }
}

function regionsOf(kernel: Kernel): HeadingRegions {
  return { keys: new ReusedRegion(kernel), texts: new ReusedRegion(kernel), kinds: new ReusedRegion(kernel) };
}

/** The names of these keys: a known field in any spelling has its own, as long as no two get the same. */
function namesOf(keys: readonly string[]): string[] {
  assertColumns(keys);
  const names = new Set<string>();
  const keySet = new Set(keys);
  for (const key of keys) {
    const name = canonicalName(key);
    names.add(name === key || (!keySet.has(name) && !names.has(name)) ? name : key);
  }
  return [...names];
}
