// What can be wrong with compressed data. Everything that is good before the fault has been handed on by then.

/** Names the format in messages. */
export type Compression = "gzip" | "zstd";

/** The data ends too early, or is not what it should be. */
export class DamagedData extends Error {
  readonly advice: string | undefined;
  constructor(message: string, advice?: string) {
    super(message);
    this.advice = advice;
  }
}

/** The compressed data itself makes no sense. What was decompressed of the piece in which that showed is not known. */
export class DamagedPiece extends DamagedData {
  /** Where that piece begins in the compressed data: all before it has been handed on. */
  readonly position: number;
  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

/** The data is whole, but something else stands behind it. */
export class TrailingBytes extends DamagedData {}

/** What kind of damage it is, as it crosses from one thread to another, where its class would be lost. */
export type DamageKind = "data" | "piece" | "trailing";

export function kindOf(damage: DamagedData): DamageKind {
  if (damage instanceof DamagedPiece) return "piece";
  return damage instanceof TrailingBytes ? "trailing" : "data";
}

export function positionOf(damage: DamagedData): number {
  return damage instanceof DamagedPiece ? damage.position : 0;
}

/** The damage again on the other side. */
export function damageOf(kind: DamageKind, message: string, position: number): DamagedData {
  if (kind === "piece") return new DamagedPiece(message, position);
  return kind === "trailing" ? new TrailingBytes(message) : new DamagedData(message);
}

/** The data ends before its time. */
export function cutOff(format: Compression): DamagedData {
  return new DamagedData(`the ${format} data is cut short`);
}

/** The data is not what it should be, in the words of who found it. */
export function damaged(format: Compression, reason: string): DamagedData {
  return new DamagedData(damageIn(format, reason));
}

/** The same of a piece that begins at a position. */
export function damagedPiece(format: Compression, reason: string, position: number): DamagedPiece {
  return new DamagedPiece(damageIn(format, reason), position);
}

function damageIn(format: Compression, reason: string): string {
  return `the ${format} data is damaged (${reason})`;
}

/** So many bytes stand behind the data. */
export function trailing(format: Compression, count: number): TrailingBytes {
  const bytes = count === 1 ? "1 byte" : `${count} bytes`;
  return new TrailingBytes(`${bytes} after the ${format} data ${count === 1 ? "is" : "are"} not ${format}`);
}
