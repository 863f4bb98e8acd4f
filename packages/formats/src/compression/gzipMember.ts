// Parses the frame of a gzip member (RFC 1952): the header, which is only skipped, and the trailer after the deflate data.
import { crc32 } from "node:zlib";
import { damaged } from "./errors.ts";

const flag = { headerCrc: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 };
const FIXED = 10;

/** Bytes of the trailer: a checksum and the size. */
export const TRAILER = 8;

/** Whether a member may begin with these bytes. */
export function startsMember([first, second]: Uint8Array): boolean {
  return first === 0x1f && (second === 0x8b || second === undefined);
}

/** The length of the header; undefined when the bytes are too few. Throws DamagedData. */
export function headerLength(bytes: Uint8Array): number | undefined {
  const [, , method, flags = 0] = bytes;
  if (method !== undefined && method !== 8) throw damaged("gzip", "unknown compression method");
  if ((flags & flag.reserved) !== 0) throw damaged("gzip", "unknown header flags set");
  let end: number | undefined = FIXED;
  if ((flags & flag.extra) !== 0) end = bytes.length < end + 2 ? undefined : end + 2 + view(bytes).getUint16(end, true);
  if ((flags & flag.name) !== 0) end = textEnd(bytes, end);
  if ((flags & flag.comment) !== 0) end = textEnd(bytes, end);
  if (end === undefined) return undefined;
  const length = (flags & flag.headerCrc) === 0 ? end : end + 2;
  if (bytes.length < length) return undefined;
  if (length > end && view(bytes).getUint16(end, true) !== (crc32(bytes.subarray(0, end)) & 0xffff)) {
    throw damaged("gzip", "header crc mismatch");
  }
  return length;
}

/** The end of a text, which has a zero byte after it and no length before it. */
function textEnd(bytes: Uint8Array, start: number | undefined): number | undefined {
  const zero = start === undefined ? -1 : bytes.indexOf(0, start);
  return zero === -1 ? undefined : zero + 1;
}

/** Throws DamagedData when the data does not match the trailer. */
export function checkTrailer(trailer: Uint8Array, crc: number, size: number): void {
  if (view(trailer).getUint32(0, true) !== crc) throw damaged("gzip", "incorrect data check");
  if (view(trailer).getUint32(4, true) !== size % 2 ** 32) throw damaged("gzip", "incorrect length check");
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
