// One instance of the kernel with a memory of its own. What a stage lays out there is never given back; what a table of
// groups has taken is, all together.
import { MEMORY_LIMIT } from "./memory.ts";
import { kernelBase64, type KernelExports } from "./module.ts";
import { KernelMemory } from "./provider.ts";

/** Bytes that the text of a double may take (kernel/assembly/columns/vector.ts). */
const NUMBER_ROOM = 31;

/** What the kernel asks of its host while it runs; a stage sets those that it needs. */
interface KernelHost {
  /** Takes a number that is no integer, for accumulator and group. */
  takeFloat(accumulator: number, group: number, value: number): void;
  /** Takes an integer beyond 63 bits, its text, for accumulator and group. */
  takeInteger(accumulator: number, group: number, text: string): void;
  /** A sum went past 63 bits: 2^63 is to be added (up) or taken away when it is read. */
  takeCarry(accumulator: number, group: number, up: number): void;
  /** Takes over the numbers of a list that has grown too long. */
  takeList(accumulator: number, group: number): void;
  /** Takes a number that belongs to such a list. */
  takeValue(accumulator: number, group: number, value: number): void;
  /** Writes the text of a result at `out` (64 bytes at most) and returns its length. */
  writeResult(result: number, group: number, out: number): number;
  /** Writes the bounds of a time's bin at `slot`, two doubles, and 20 bytes on its JSON text, of which the length is returned. */
  boundBin(time: number, slot: number): number;
  /** Writes at `out` what [from, to) has of a number that lasts `of`; the length, 512 at most, 0 when it is too long. */
  writeShare(text: number, length: number, from: number, to: number, of: number, out: number): number;
}

export interface Kernel extends KernelExports {
  readonly host: KernelHost;
  /** The whole memory; a fresh view, as growth makes old ones useless. */
  bytes(): Uint8Array;
  words(): Uint32Array;
  doubles(): Float64Array;
  /** Position of `size` new bytes, aligned to 16, with anything in them. Throws MemoryFull. */
  allocate(size: number): number;
  /** The same with zeros in them. */
  allocateZeros(size: number): number;
  /** Takes back what the kernel has allocated for a table of groups. */
  release(table: number): void;
  /** Bytes that are taken. */
  used(): number;
  /** What the user is to do when memory is full. */
  advise(advice: string): void;
  /** Puts a text into memory as UTF-8 and returns its position and length. */
  place(text: string | Uint8Array): { at: number; length: number };
  /** The UTF-8 text at [start, end). */
  text(start: number, end: number): string;
}

export { MemoryFull } from "./memory.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

let compiled: WebAssembly.Module | undefined;

/** The kernel's code, a WebAssembly.Module; what it is matters to nobody else. A thread that is given it need not compile it again, nor optimise what the first one has. */
export function kernelCode(): object {
  return compile();
}

function compile(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Buffer.from(kernelBase64, "base64"));
  return compiled;
}

/** Has kernels of this thread made of code that another one compiled. */
export function adoptKernelCode(code: object): void {
  if (code instanceof WebAssembly.Module) compiled = code;
}

/** What Node has besides what all have; this package asks for nothing else of it. */
declare const Buffer: { from(text: string, encoding: "base64"): Uint8Array<ArrayBuffer> };

function unset(): never {
  throw new Error("the kernel called a function that this stage does not provide");
}

export function openKernel(limit: number = MEMORY_LIMIT): Kernel {
  const memory = new KernelMemory(limit);

  function text(start: number, end: number): string {
    return decoder.decode(memory.bytes().subarray(start, end));
  }

  const host: KernelHost = {
    takeFloat: unset,
    takeInteger: unset,
    takeCarry: unset,
    takeList: unset,
    takeValue: unset,
    writeResult: unset,
    boundBin: unset,
    writeShare: unset,
  };

  const { exports } = new WebAssembly.Instance(compile(), {
    env: {
      ...memory.imports,
      allocate: (size: number, owner: number) => memory.allocate(size >>> 0, owner >>> 0),
      allocateZeros: (size: number) => memory.allocateZeros(size >>> 0),
      parseNumber: (start: number, length: number) => Number(text(start >>> 0, (start >>> 0) + length)),
      writeNumber: (value: number, out: number) =>
        encoder.encodeInto(String(value), memory.bytes().subarray(out >>> 0, (out >>> 0) + NUMBER_ROOM)).written,
      takeFloat: (accumulator: number, group: number, value: number) => host.takeFloat(accumulator, group, value),
      takeInteger: (accumulator: number, group: number, start: number, length: number) =>
        host.takeInteger(accumulator, group, text(start >>> 0, (start >>> 0) + length)),
      takeCarry: (accumulator: number, group: number, up: number) => host.takeCarry(accumulator, group, up),
      takeList: (accumulator: number, group: number) => host.takeList(accumulator, group),
      takeValue: (accumulator: number, group: number, value: number) => host.takeValue(accumulator, group, value),
      writeResult: (result: number, group: number, out: number) => host.writeResult(result, group, out >>> 0),
      boundBin: (time: number, slot: number) => host.boundBin(time, slot >>> 0),
      writeShare: (start: number, length: number, from: number, to: number, of: number, out: number) =>
        host.writeShare(start >>> 0, length, from, to, of, out >>> 0),
    },
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the build writes this type from the module itself
  const calls = exports as unknown as KernelExports;
  memory.begin(calls);

  return {
    ...calls,
    host,
    allocate: (size) => memory.allocate(size),
    allocateZeros: (size) => memory.allocateZeros(size),
    release: (table) => memory.release(table >>> 0),
    used: () => memory.used,
    advise: (advice) => void (memory.advice = advice),
    text,
    bytes: () => memory.bytes(),
    words: () => memory.words(),
    doubles: () => memory.doubles(),
    place(content) {
      const source = typeof content === "string" ? encoder.encode(content) : content;
      const at = memory.allocate(source.length);
      memory.bytes().set(source, at);
      return { at, length: source.length };
    },
  };
}
