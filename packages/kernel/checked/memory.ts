// The memory of the checked build. Regions have gaps between them, and the shadow (assembly/checked/shadow.ts) knows which bytes
// belong to one. Released regions are forbidden, and are not reused as long as possible. New regions are full of junk, so that no
// code depends on zeros. Views check the shadow too. A forbidden access is an error, which ends the command.
import { KernelMemory as PlainMemory, MEMORY_LIMIT, PADDING } from "../src/memory.ts";
import type { KernelExports } from "../src/module.ts";
import { NOBODY } from "../src/regions.ts";

/** Bytes after each region that belong to none. */
const GAP = 4096;
/** Released regions are not reused while less memory than this is in use. */
const FRESH = 2 ** 29;
/** Limit of the bytes of a region that are filled with junk. */
const JUNK = 2 ** 16;
const [NEW, OLD] = [0xa5, 0xdb];
const [PADDED, WHOLE] = [0x40, 16];
const actions = ["load", "store", "copy from", "copy to", "fill", "use by the host"];
const HOST = 5;

/** The additional exports of the checked module. */
interface CheckedExports extends KernelExports {
  setShadow(at: number): void;
  checkRange(at: number, size: number, site: number, kind: number): void;
  clearBounds(): void;
  readonly statics: { readonly value: number };
  readonly staticCount: { readonly value: number };
}

interface Region {
  readonly at: number;
  readonly size: number;
  /** Size with the padding and the gap. */
  readonly span: number;
}

export class KernelMemory extends PlainMemory {
  readonly #owned = new Map<number, Region[]>();
  #free: Region[] = [];
  #calls: CheckedExports | undefined;
  #shadow = 0;
  #top = 0;
  #used = 0;
  #files: readonly string[] = [];

  override get imports(): PlainMemory["imports"] {
    return {
      ...super.imports,
      violation: (site: number, address: number, size: number, kind: number) => {
        const place = kind === HOST ? "" : ` at ${this.#files[site >>> 16]}.ts:${site & 0xffff}`;
        throw new Error(`the kernel's memory: ${actions[kind]}${place} of ${size >>> 0} bytes at ${address >>> 0}`);
      },
    };
  }

  /** Allocates the shadow after the module's own memory. */
  override begin(calls: CheckedExports): void {
    this.#shadow = alignedUp(calls.heapStart.value, GAP);
    this.#top = this.#shadow + MEMORY_LIMIT / 16 + GAP;
    this.reach(this.#top);
    const statics = new Uint32Array(this.memory.buffer, calls.statics.value, calls.staticCount.value * 2);
    for (let i = 0; i < statics.length; i += 2) this.#mark(statics[i] ?? 0, statics[i + 1] ?? 0, 16);
    const names = Object.keys(calls).flatMap((key) => /^file_(\d+)_(\w+)$/.exec(key) ?? []);
    this.#files = names.filter((_, i) => i % 3 === 2);
    calls.setShadow(this.#shadow);
    this.#calls = calls;
  }

  override allocate(size: number, owner: number = NOBODY): number {
    const region = this.#take(size);
    if (owner !== NOBODY) this.#ownedBy(owner).push(region);
    new Uint8Array(this.memory.buffer, region.at, Math.min(size, JUNK)).fill(NEW);
    return region.at;
  }

  override allocateZeros(size: number): number {
    return this.#takeNew(size).at;
  }

  override release(owner: number): void {
    this.#calls?.clearBounds();
    for (const region of this.#owned.get(owner) ?? []) {
      const { at, size, span } = region;
      new Uint8Array(this.memory.buffer, this.#shadow + at / 16, span / 16).fill(0);
      new Uint8Array(this.memory.buffer, at, Math.min(size, JUNK)).fill(OLD);
      this.#used -= size;
      this.#free.push(region);
    }
    this.#owned.delete(owner);
  }

  #ownedBy(owner: number): Region[] {
    const regions = this.#owned.get(owner) ?? [];
    this.#owned.set(owner, regions);
    return regions;
  }

  override get used(): number {
    return this.#used;
  }

  #take(size: number): Region {
    if (this.#top < FRESH) return this.#takeNew(size);
    const place = this.#free.findIndex((region) => region.span >= spanOf(size));
    const region = this.#free[place];
    if (region === undefined) return this.#takeNew(size);
    this.#free.splice(place, 1);
    return this.#enter({ ...region, size });
  }

  #takeNew(size: number): Region {
    const region = { at: this.#top, size, span: spanOf(size) };
    this.reach(this.#top + region.span);
    this.#top += region.span;
    return this.#enter(region);
  }

  #enter(region: Region): Region {
    this.#calls?.clearBounds();
    this.#used += region.size;
    this.#mark(region.at, region.size, PADDING);
    return region;
  }

  /** Marks these bytes in the shadow as accessible, and those after them as padding. */
  #mark(at: number, size: number, padding: number): void {
    const shadow = new Uint8Array(this.memory.buffer, this.#shadow + at / 16, Math.ceil((size + padding) / 16));
    const whole = Math.floor(size / 16);
    shadow.fill(WHOLE, 0, whole);
    shadow.fill(PADDED, whole);
    if (size % 16 > 0) shadow[whole] = PADDED | (size % 16);
  }

  /** A view whose methods for many bytes check the shadow first. */
  protected override view<View>(Type: new (buffer: ArrayBuffer) => View): View {
    const view = super.view(Type);
    if (!(view instanceof Uint8Array || view instanceof Uint32Array || view instanceof Float64Array)) return view;
    const { BYTES_PER_ELEMENT: unit, length } = view;
    const check = (from: number, to: number): void => {
      const isNothing = from >= to || to === length;
      if (!isNothing) this.#calls?.checkRange(from * unit, (to - from) * unit, 0, HOST);
    };
    const { prototype } = view.constructor;
    return Object.assign(view, {
      set(source: ArrayLike<number>, offset = 0) {
        check(offset, offset + source.length);
        prototype.set.call(view, source, offset);
      },
      fill(value: number, from = 0, to = length) {
        check(from, to);
        return prototype.fill.call(view, value, from, to);
      },
      copyWithin(to: number, from: number, end: number) {
        check(to, to + end - from);
        check(from, end);
        return prototype.copyWithin.call(view, to, from, end);
      },
      subarray(from = 0, to = length) {
        check(from, to);
        return prototype.subarray.call(view, from, to);
      },
      slice(from = 0, to = length) {
        check(from, to);
        return prototype.slice.call(view, from, to);
      },
    });
  }
}

function spanOf(size: number): number {
  return alignedUp(size + PADDING, 16) + GAP;
}

function alignedUp(size: number, unit: number): number {
  return Math.ceil(size / unit) * unit;
}
