// NDJSON records of any fields to batches, with the names and the kinds of values that our own records have. The fields are
// those of the record at hand; one with others, or in another order, brings a new shape.
import { canonicalName } from "../field.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { keysOf } from "../text/member.ts";
import { drainBadLines } from "./bad.ts";
import type { DecoderEvents, SourceDecoder } from "./decoder.ts";
import type { Target } from "./target.ts";
import { looseKind } from "./valueKind.ts";

/** The keys of a record as they stand in it, and the names that they get. */
interface Heading {
  readonly keys: readonly string[];
  readonly names: readonly string[];
}

const nothing: Heading = { keys: [], names: [] };

export class RecordDecoder implements SourceDecoder {
  readonly #kernel: Kernel;
  readonly #target: Target;
  readonly #events: DecoderEvents;
  #heading = nothing;
  #region = 0;
  #regionSize = 0;

  constructor(kernel: Kernel, target: Target, events: DecoderEvents) {
    this.#kernel = kernel;
    this.#target = target;
    this.#events = events;
  }

  startSource(): void {
    this.resume();
  }

  resume(): void {
    this.#kernel.takeExact(true);
    this.#use(this.#heading);
  }

  readLines(start: number, end: number, scratch: number): number {
    const kernel = this.#kernel;
    let position = start;
    while (position < end) {
      this.#target.attach(scratch);
      const stopped = kernel.scanNdjson(position, end);
      position = kernel.position.value >>> 0;
      kernel.passRecord(0);
      if (kernel.badLines.value > 0) drainBadLines(kernel, this.#heading.names, (line) => this.#events.bad(line));
      this.#target.take(true);
      if (stopped) this.#head(position, end);
    }
    return position;
  }

  /** Takes the fields of the record at `position`. */
  #head(position: number, end: number): void {
    const line = this.#kernel.text(position, this.#kernel.afterFirstNewline(position, end) >>> 0);
    const keys = keysOf(line) ?? [];
    if (keys.join("\0") !== this.#heading.keys.join("\0")) this.#use({ keys, names: namesOf(keys) });
    this.#kernel.passRecord(position);
  }

  /** Has the kernel look for the keys, in their order, each in the column of its name. */
  #use(heading: Heading): void {
    const kernel = this.#kernel;
    const { keys, names } = heading;
    this.#heading = heading;
    const beside = this.#target.nested.filter((name) => !names.includes(name));
    this.#target.use({ names, beside });
    const texts = [...keys, ...beside].map((key) => new TextEncoder().encode(key));
    const size = texts.reduce((sum, text) => sum + text.length, texts.length * 12);
    if (size > this.#regionSize) {
      this.#regionSize = 2 * size;
      this.#region = kernel.allocate(this.#regionSize);
    }
    const types = this.#region + texts.length * 8;
    let at = types + texts.length * 4;
    texts.forEach((text, i) => {
      kernel.words().set([at, text.length], this.#region / 4 + i * 2);
      kernel.bytes().set(text, at);
      at += text.length;
    });
    kernel.words().set([...names, ...beside].map(looseKind), types / 4);
    kernel.setTypes(types, texts.length);
    kernel.setWanted(this.#region, texts.length);
    kernel.forgetLayouts();
  }
}

/** The names of these keys: a known field in any spelling has its own, as long as no two get the same. */
function namesOf(keys: readonly string[]): string[] {
  const names = new Set<string>();
  for (const key of keys) {
    const name = canonicalName(key);
    names.add(name === key || (!keys.includes(name) && !names.has(name)) ? name : key);
  }
  return [...names];
}
