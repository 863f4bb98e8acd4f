// Opens instances of the kernel, each with its own memory. Regions without an owner are never released; those of one, such as a
// table of groups, are released all together.
import { MEMORY_LIMIT } from "./memory.ts";
import { kernelBase64, type KernelExports } from "./module.ts";
import { KernelMemory } from "./provider.ts";

/** Bytes that the text of a double may take (assembly/columns/vector.ts). */
const NUMBER_ROOM = 31;

/** Functions of the host that the kernel calls; a stage sets those that it needs. */
interface KernelHost {
  /** Takes a number that is not an integer, for an accumulator and a group. */
  takeFloat(accumulator: number, group: number, value: number): void;
  /** Takes the text of an integer beyond 63 bits, for an accumulator and a group. */
  takeInteger(accumulator: number, group: number, text: string): void;
  /** Counts the carry of a sum that overflowed: 2^63 is added (up) or subtracted when the sum is read. */
  takeCarry(accumulator: number, group: number, up: number): void;
  /** Takes the numbers of a list that has grown too long. */
  takeList(accumulator: number, group: number): void;
  /** Takes a further number of such a list. */
  takeValue(accumulator: number, group: number, value: number): void;
  /** Writes the text of a result to `out` (RESULT_LIMIT bytes at most, unless it is a text of any length). Returns its length. */
  writeResult(result: number, group: number, out: number): number;
  /** Number of bytes that writeResult will write of a text. */
  lengthOfResult(result: number, group: number): number;
  /** Writes the bounds of a time's bin to `slot`, two doubles, and at offset 20 its label as JSON. Returns the label's length. */
  boundBin(time: number, slot: number): number;
  /** Writes to `out` the share that [from, to) has of a number over `of`. Returns the length, up to 512, or 0 when it is longer. */
  writeShare(text: number, length: number, from: number, to: number, of: number, out: number): number;
  /** Epoch seconds of a text that is no whole number; NaN where it is no time. */
  readTime(text: string): number;
  /** An amount whose text is no integer of 63 bits: -1 for a larger one, NaN where it is none. */
  readAmount(text: string): number;
}

export interface Kernel extends KernelExports {
  readonly host: KernelHost;
  /** A view of the whole memory; not to be stored, because growth detaches it. */
  bytes(): Uint8Array;
  words(): Uint32Array;
  doubles(): Float64Array;
  /** Position of `size` new bytes, aligned to 16, with anything in them; of an owner until it is released. Throws MemoryFull. */
  allocate(size: number, owner?: number): number;
  /** The same, filled with zeros. */
  allocateZeros(size: number): number;
  /** Releases all that was allocated for an owner, such as a table of groups. */
  release(owner: number): void;
  /** Bytes that are allocated. */
  used(): number;
  /** Sets the advice to the user for the case that memory is full. */
  advise(advice: string): void;
  /** Copies a text into memory as UTF-8. Returns its position and length. */
  place(text: string | Uint8Array): { at: number; length: number };
  /** The UTF-8 text at [start, end). */
  text(start: number, end: number): string;
}

export { MemoryFull } from "./memory.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

let compiled: WebAssembly.Module | undefined;

/**
 * The kernel's code, opaque to callers. A thread that adopts it neither compiles the code again nor optimises it again: 17 ms less
 * for two threads on small files.
 */
export function kernelCode(): object {
  return compile();
}

function compile(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Buffer.from(kernelBase64, "base64"));
  return compiled;
}

/** Makes the kernels of this thread from code that another thread compiled. */
export function adoptKernelCode(code: object): void {
  if (code instanceof WebAssembly.Module) compiled = code;
}

/** The only function of Node that this package uses. */
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
    lengthOfResult: unset,
    boundBin: unset,
    writeShare: unset,
    readTime: unset,
    readAmount: unset,
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
      lengthOfResult: (result: number, group: number) => host.lengthOfResult(result, group),
      boundBin: (time: number, slot: number) => host.boundBin(time, slot >>> 0),
      writeShare: (start: number, length: number, from: number, to: number, of: number, out: number) =>
        host.writeShare(start >>> 0, length, from, to, of, out >>> 0),
      readTime: (start: number, length: number) => host.readTime(text(start >>> 0, (start >>> 0) + length)),
      readAmount: (start: number, length: number) => host.readAmount(text(start >>> 0, (start >>> 0) + length)),
    },
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the build writes this type from the module itself
  const calls = exports as unknown as KernelExports;
  memory.begin(calls);

  return {
    ...calls,
    host,
    allocate: (size, owner) => memory.allocate(size, owner),
    allocateZeros: (size) => memory.allocateZeros(size),
    release: (owner) => memory.release(owner >>> 0),
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
