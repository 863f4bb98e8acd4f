// The errors of damaged data. Whoever throws one has handed on all good data before the damage.

/** The compression formats, by their names in messages. */
type Compression = "gzip" | "zstd";

/** The data ends too early or is damaged. */
export class DamagedData extends Error {
  readonly advice: string | undefined;
  constructor(message: string, advice?: string) {
    super(message);
    this.advice = advice;
  }
}

/** The compressed data is damaged inside of a chunk, and how much of the chunk was decompressed is unknown. */
export class DamagedPiece extends DamagedData {
  /** The start of that chunk in the compressed data; all data before it has been handed on. */
  readonly position: number;
  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

/** The data is complete, but other bytes follow it. */
export class TrailingBytes extends DamagedData {}

/** The data ends too early; what there is of it is good. */
export class CutOff extends DamagedData {}

/** The class of an error as a word, for messages between threads, which lose the class. */
export type DamageKind = "data" | "piece" | "trailing";

export function damageKind(damage: DamagedData): DamageKind {
  if (damage instanceof DamagedPiece) return "piece";
  return damage instanceof TrailingBytes ? "trailing" : "data";
}

export function damagePosition(damage: DamagedData): number {
  return damage instanceof DamagedPiece ? damage.position : 0;
}

/** The error of a message from another thread. */
export function restoreDamage(kind: DamageKind, message: string, position: number): DamagedData {
  if (kind === "piece") return new DamagedPiece(message, position);
  return kind === "trailing" ? new TrailingBytes(message) : new DamagedData(message);
}

/** The data ends too early. */
export function cutOff(format: Compression): CutOff {
  return new CutOff(`the ${format} data is cut short`);
}

/** The data is damaged; `reason` in the words of the decompressor. */
export function damaged(format: Compression, reason: string): DamagedData {
  return new DamagedData(damageIn(format, reason));
}

/** The data is damaged in the chunk that begins at `position`. */
export function damagedPiece(format: Compression, reason: string, position: number): DamagedPiece {
  return new DamagedPiece(damageIn(format, reason), position);
}

function damageIn(format: Compression, reason: string): string {
  return `the ${format} data is damaged (${reason})`;
}

/** `count` bytes follow the data. */
export function trailing(format: Compression, count: number): TrailingBytes {
  const bytes = count === 1 ? "1 byte" : `${count} bytes`;
  return new TrailingBytes(`${bytes} after the ${format} data ${count === 1 ? "is" : "are"} not ${format}`);
}
