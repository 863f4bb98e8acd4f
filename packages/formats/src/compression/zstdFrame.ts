// Parses the headers of zstd frames and blocks (RFC 8878). zstd.ts decodes the blocks.
import { damaged } from "./errors.ts";

/** The header of a frame. */
interface FrameHeader {
  readonly length: number;
  /** Four bytes of checksum follow the last block. */
  readonly hasChecksum: boolean;
  /** Bytes of earlier output that a decompressor must keep. */
  readonly window: number;
}

/** The header of a block; `size`: the bytes of the block after it. */
interface BlockHeader {
  readonly size: number;
  readonly isLast: boolean;
}

export const BLOCK_HEADER = 3;
export const CHECKSUM = 4;
/** The largest block that the format allows. */
const MAX_BLOCK = 1 << 17;
/** The largest window that the zstd command accepts by default. */
const MAX_WINDOW = 2 ** 27;

const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;

/** Whether a frame begins with these bytes: one with data, or a skippable one, which may come first. */
export function startsFrame(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && (view(bytes).getUint32(0, true) === MAGIC || isSkippable(bytes));
}

function isSkippable(bytes: Uint8Array): boolean {
  return (view(bytes).getUint32(0, true) & 0xfffffff0) >>> 0 === SKIPPABLE;
}

/** The length of a skippable frame; undefined for a frame with data, NaN when the bytes are too few. */
export function skippableLength(bytes: Uint8Array): number | undefined {
  if (!isSkippable(bytes)) return undefined;
  return bytes.length < 8 ? Number.NaN : 8 + view(bytes).getUint32(4, true);
}

/** Parses the header of a frame; undefined when the bytes are too few. Throws DamagedData. */
export function frameHeader(bytes: Uint8Array): FrameHeader | undefined {
  const descriptor = bytes[4];
  if (descriptor === undefined) return undefined;
  if ((descriptor & 8) !== 0) throw damaged("zstd", "reserved bit set");
  const isSingle = (descriptor & 0x20) !== 0;
  const idLength = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeLength = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  const sizeAt = 5 + (isSingle ? 0 : 1) + idLength;
  const length = sizeAt + sizeLength;
  if (bytes.length < length) return undefined;
  if (bytes.subarray(sizeAt - idLength, sizeAt).some((byte) => byte !== 0)) {
    throw damaged("zstd", "compressed with a dictionary that flowlogs-read does not have");
  }
  const window = isSingle ? contentSize(view(bytes), sizeAt, sizeLength) : windowSize(bytes[5] ?? 0);
  if (window > MAX_WINDOW) {
    const mebibytes = Math.ceil(window / 2 ** 20);
    throw damaged(
      "zstd",
      `it takes ${mebibytes} MiB of memory, more than the usual 128; unpack it with zstd --long=31`,
    );
  }
  return { length, hasChecksum: (descriptor & 4) !== 0, window };
}

function contentSize(header: DataView, at: number, length: number): number {
  if (length === 1) return header.getUint8(at);
  if (length === 2) return 256 + header.getUint16(at, true);
  return length === 4 ? header.getUint32(at, true) : Number(header.getBigUint64(at, true));
}

function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

/** Parses the header of a block; undefined when the bytes are too few. Throws DamagedData. */
export function blockHeader([first, second, third]: Uint8Array): BlockHeader | undefined {
  if (first === undefined || second === undefined || third === undefined) return undefined;
  const header = first | (second << 8) | (third << 16);
  const type = (header >> 1) & 3;
  const size = header >> 3;
  if (type === 3) throw damaged("zstd", "unknown block type");
  if (size > MAX_BLOCK) throw damaged("zstd", "block too large");
  // A block of type 1 (RLE) has one byte, which it repeats.
  return { size: type === 1 ? 1 : size, isLast: (header & 1) === 1 };
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
