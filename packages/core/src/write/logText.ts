// RowList as the lines of a flow log, written by the kernel into a region that is handed on piece by piece.
import { STYLE_LOG } from "@flowlogs/kernel/opcodes";
import type { Kernel } from "@flowlogs/kernel/kernel";
import type { RowList } from "./rowList.ts";

const REGION = 65_536;
const SPACE = 32;
/** Bytes that the kernel wants free after a line (assembly/write/write.ts). */
const MARGIN = 64;

/** The names of the fields as AWS writes them. */
export function logHeader(fields: readonly string[]): string {
  return `${fields.map(logName).join(" ")}\n`;
}

function logName(name: string): string {
  return name.replaceAll("_", "-").replaceAll(/[\p{Cc} ]/gu, encodeURIComponent) || "-";
}

export class LogText {
  readonly #kernel: Kernel;
  readonly #width: number;
  #region: number;
  #size = REGION;

  /** `width`: how many columns are written, the first ones. */
  constructor(kernel: Kernel, width: number) {
    this.#kernel = kernel;
    this.#width = width;
    this.#region = kernel.allocate(this.#size);
  }

  /**
   * Writes rows from a place of the list on, as many as have room here and in the `room` bytes of the caller, and hands over
   * their bytes. How many it has written; 0: the next row needs more room than there is.
   */
  write({ list, count }: RowList, from: number, room: number, take: (bytes: Uint8Array) => void): number {
    const kernel = this.#kernel;
    for (;;) {
      const limit = this.#region + Math.min(this.#size, room + MARGIN);
      const end = kernel.writeDelimited(list, from, count, this.#width, STYLE_LOG, SPACE, this.#region, limit) >>> 0;
      const written = (kernel.written.value >>> 0) - from;
      if (written > 0) take(kernel.bytes().subarray(this.#region, end));
      if (written > 0 || this.#size >= room + MARGIN) return written;
      this.#size *= 4;
      this.#region = kernel.allocate(this.#size);
    }
  }

  /** Values of which some bytes were percent-encoded so far. */
  get encoded(): number {
    return this.#kernel.encodedValues.value;
  }
}
