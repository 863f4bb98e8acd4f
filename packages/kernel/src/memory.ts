// The memory of a kernel: grown on demand up to a limit, handed out in regions (regions.ts), and seen through views that
// are made anew once it has grown.
import type { Problem } from "@flowlogs/base/problem";
import type { KernelExports } from "./module.ts";
import { NOBODY, Regions } from "./regions.ts";

/** Bytes behind every region that loads and stores of 16 bytes may touch. */
export const PADDING = 64;
const PAGE = 65_536;
const GIB = 2 ** 30;
/** The end of a value has 31 bits (kernel/assembly/table.ts), so that nothing may lie above. */
export const MEMORY_LIMIT = 2 * GIB;

/** What one command may take of memory is used up; the user can ask for less. */
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
  /** What to do when memory is full. */
  advice = "read fewer fields, or less at a time";

  constructor(limit: number) {
    this.#limit = limit;
    this.memory = new WebAssembly.Memory({ initial: 64, maximum: Math.floor(limit / PAGE) });
    this.#regions = new Regions((end) => this.reach(end));
  }

  /** What the kernel's module is given of it. */
  get imports(): WebAssembly.ModuleImports {
    return { memory: this.memory };
  }

  /** Nothing below is given out: it is the module's own. */
  begin({ heapStart }: KernelExports): void {
    this.#regions.begin(Math.ceil(heapStart.value / 16) * 16 + PADDING);
  }

  /** Position of `size` new bytes, aligned to 16, with anything in them. Throws MemoryFull. */
  allocate(size: number, owner: number = NOBODY): number {
    return this.#regions.take(padded(size), owner);
  }

  /** The same with zeros in them, which take no memory of the machine until something is written there. */
  allocateZeros(size: number): number {
    return this.#regions.takeNew(padded(size));
  }

  /** Takes back what the owner has. */
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

  /** Sees to it that the memory reaches to `end`. Throws MemoryFull. */
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
