// A column of rows that wait to be written to a Parquet file: plain values one after the other, and for each row whether it has one.
// In the host's memory, because thousands of files may be open, and their rows are given back when they are written.
import type { Batch } from "../batch.ts";
import { findField } from "../field.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { PAGE_BYTES, PAGE_INT32, PAGE_INT64 } from "@flowlogs/kernel/opcodes";
import { ReusedRegion } from "@flowlogs/kernel/reusedRegion";
import type { ValueType } from "../decode/columnPage.ts";

/** What a column of a Parquet file has. */
export interface ColumnType {
  readonly name: string;
  readonly type: ValueType;
  /** Epoch seconds, without a fraction. */
  readonly isTime: boolean;
}

/** The numbers of the kernel for the types. */
export const PAGE_TYPES = { bytes: PAGE_BYTES, int32: PAGE_INT32, int64: PAGE_INT64 } as const;

/** The column as AWS delivers the field: counts and times have 64 bits, other numbers 32; all else is text. */
export function columnType(field: string): ColumnType {
  const { name = field, kind, role } = findField(field) ?? {};
  if (kind === "time") return { name, type: "int64", isTime: true };
  if (kind !== "integer") return { name, type: "bytes", isTime: false };
  return { name, type: role === "count" ? "int64" : "int32", isTime: false };
}

/** Bytes that the kernel writes at once; a larger value gets room of its own. */
const PIECE = 65_536;

/** The kernel's regions on the way to the columns. */
export class PlainRoom {
  readonly values: ReusedRegion;
  readonly levels: ReusedRegion;
  size = PIECE;

  constructor(kernel: Kernel) {
    this.values = new ReusedRegion(kernel);
    this.levels = new ReusedRegion(kernel);
  }
}

export class BufferedColumn {
  readonly #type: ColumnType;
  readonly values = new Bytes();
  readonly levels = new Bytes();
  /** Values that the type cannot hold, which became null; times without their fraction. */
  misfits = 0;
  cutFractions = 0;

  constructor(type: ColumnType) {
    this.#type = type;
  }

  /** Adds the column of these rows of the batch; -1: nulls. */
  add(batch: Batch, column: number, list: number, count: number, room: PlainRoom): void {
    const { kernel } = batch;
    const { type, isTime } = this.#type;
    const levels = room.levels.of(count);
    for (let done = 0; done < count;) {
      const at = room.values.of(room.size);
      const end =
        kernel.writePlain(list, done, count, column, PAGE_TYPES[type], isTime, at, at + room.size, levels) >>> 0;
      const now = kernel.written.value >>> 0;
      const bytes = kernel.bytes();
      this.values.append(bytes.subarray(at, end));
      this.levels.append(bytes.subarray(levels, levels + now - done));
      this.misfits += kernel.misfits.value >>> 0;
      this.cutFractions += kernel.cutFractions.value >>> 0;
      if (now === done) room.size *= 4;
      done = now;
    }
  }

  /** Bytes that it has, and bytes of memory that it holds. */
  get size(): number {
    return this.values.length + this.levels.length;
  }

  get held(): number {
    return this.values.held + this.levels.held;
  }

  /** `keeps`: the memory, for as many rows again. */
  clear(keeps: boolean): void {
    this.values.clear(keeps);
    this.levels.clear(keeps);
  }
}

/** The bytes that a buffer begins with: most slots of time stay small. */
const FIRST = 64;
const GROWTH = 1.5;

/** Bytes that grow. */
class Bytes {
  #bytes = new Uint8Array(0);
  length = 0;

  append(bytes: Uint8Array): void {
    const length = this.length + bytes.length;
    if (length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(length, FIRST, Math.ceil(GROWTH * this.#bytes.length)));
      larger.set(this.content());
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.length);
    this.length = length;
  }

  content(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  get held(): number {
    return this.#bytes.length;
  }

  clear(keeps: boolean): void {
    if (!keeps) this.#bytes = new Uint8Array(0);
    this.length = 0;
  }
}
