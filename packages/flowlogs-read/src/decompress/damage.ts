// What can be wrong with compressed data. Everything that is good before the fault has been handed on by then.

/** Names the format in messages. */
export type Format = "gzip" | "zstd";

/** The data ends too early, or is not what it should be. */
export class DamagedData extends Error {}

/** The compressed data itself makes no sense. What was decompressed of the piece in which that showed is not known. */
export class DamagedPiece extends DamagedData {
  /** Where that piece begins in the compressed data: all before it has been handed on. */
  readonly position: number;
  constructor(format: Format, reason: string, position: number) {
    super(damaged(format, reason).message);
    this.position = position;
  }
}

/** The data is whole, but something else stands behind it. */
export class TrailingBytes extends DamagedData {
  constructor(format: Format, count: number) {
    super(
      `${count === 1 ? "1 byte" : `${count} bytes`} behind the ${format} data ${count === 1 ? "is" : "are"} no ${format}`,
    );
  }
}

/** The data ends before its time. */
export function cutOff(format: Format): DamagedData {
  return new DamagedData(`the ${format} data ends in the middle`);
}

/** The data is not what it should be, in the words of who found it. */
export function damaged(format: Format, reason: string): DamagedData {
  return new DamagedData(`the ${format} data is damaged (${reason})`);
}
