// The memory of a kernel: grows on demand up to a limit, is allocated in regions (regions.ts), and has views that are made again
// after it has grown.
import type { Problem } from "@flowlogs/base/problem";
import type { KernelExports } from "./module.ts";
import { NOBODY, Regions } from "./regions.ts";

/** Bytes after every region that loads and stores of 16 bytes may touch. */
export const PADDING = 64;
const PAGE = 65_536;
const GIB = 2 ** 30;
/** The end of a span has 31 bits (assembly/span.ts), so that memory cannot be larger. */
export const MEMORY_LIMIT = 2 * GIB;

/** The memory limit of a command is reached. */
export class MemoryFull extends Error {
  readonly problem: Problem;

  constructor(problem: string, advice: string) {
    super(problem);
    this.problem = { problem, advice };
  }
}

export class KernelMemory {
  protected readonly memory: WebAssembly.Memory;
  readonly #regions: Regions;
  readonly #limit: number;
  #bytes = new Uint8Array(0);
  #words = new Uint32Array(0);
  #doubles = new Float64Array(0);
  /** The advice to the user when memory is full. */
  advice = "read fewer fields, or less at a time";

  constructor(limit: number) {
    this.#limit = limit;
    this.memory = new WebAssembly.Memory({ initial: 64, maximum: Math.floor(limit / PAGE) });
    this.#regions = new Regions((end) => this.reach(end));
  }

  /** Imports of the kernel's module. */
  get imports(): WebAssembly.ModuleImports {
    return { memory: this.memory };
  }

  /** Reserves the module's own memory, at the start. */
  begin({ heapStart }: KernelExports): void {
    this.#regions.begin(Math.ceil(heapStart.value / 16) * 16 + PADDING);
  }

  /** Position of `size` new bytes, aligned to 16, with undefined contents. Throws MemoryFull. */
  allocate(size: number, owner: number = NOBODY): number {
    return this.#regions.take(padded(size), owner);
  }

  /** The same, filled with zeros, which take no memory of the machine until they are written to. */
  allocateZeros(size: number): number {
    return this.#regions.takeNew(padded(size));
  }

  /** Releases the regions of an owner. */
  release(owner: number): void {
    this.#regions.release(owner);
  }

  get used(): number {
    return this.#regions.used;
  }

  bytes(): Uint8Array {
    this.#refresh();
    return this.#bytes;
  }

  words(): Uint32Array {
    this.#refresh();
    return this.#words;
  }

  doubles(): Float64Array {
    this.#refresh();
    return this.#doubles;
  }

  /** A view of the whole memory. */
  protected view<View>(Type: new (buffer: ArrayBuffer) => View): View {
    return new Type(this.memory.buffer);
  }

  #refresh(): void {
    if (this.#bytes.buffer === this.memory.buffer) return;
    this.#bytes = this.view(Uint8Array);
    this.#words = this.view(Uint32Array);
    this.#doubles = this.view(Float64Array);
  }

  /** Grows the memory to at least `end` bytes. Throws MemoryFull. */
  protected reach(end: number): void {
    const missing = end - this.memory.buffer.byteLength;
    if (missing <= 0) return;
    if (end > this.#limit) throw this.#full(`more than ${sizeText(this.#limit)} of memory is needed`);
    try {
      this.memory.grow(Math.min(Math.max(Math.ceil(missing / PAGE), 16), this.#pagesLeft));
    } catch {
      throw this.#full(`the system provides no more than ${sizeText(this.memory.buffer.byteLength)} of memory`);
    }
  }

  get #pagesLeft(): number {
    return Math.floor((this.#limit - this.memory.buffer.byteLength) / PAGE);
  }

  #full(problem: string): MemoryFull {
    return new MemoryFull(problem, this.advice);
  }
}

function padded(size: number): number {
  return Math.ceil((size + PADDING) / 16) * 16;
}

function sizeText(bytes: number): string {
  return bytes >= GIB ? `${Math.floor((bytes / GIB) * 10) / 10} GiB` : `${Math.floor(bytes / 2 ** 20)} MiB`;
}
