// Decompresses small pieces of data in memory, such as records of streams and the data of envelopes: compressed by gzip once,
// several times or not at all. Of damaged data it returns what can be decompressed.
import { gunzipSync } from "node:zlib";
import type { Input } from "@flowlogs/cli";
import { ArchiveInput } from "./compression/decoder.ts";
import { DamagedData } from "./compression/errors.ts";
import { GzipDecoder } from "./compression/gzip.ts";

export interface UnpackedPayload {
  readonly bytes: Buffer;
  /** Why the bytes are incomplete or may be wrong. */
  readonly damage?: string | undefined;
}

/** The most decompressed bytes of a piece. */
const LIMIT = 64 * 1024 * 1024;
const PIECE = 65_536;

/** Decompresses a piece; one that is not gzip data is returned as it is. */
export function unpackPayload(packed: Buffer): UnpackedPayload {
  let bytes = packed;
  try {
    while (isGzip(bytes)) bytes = gunzipSync(bytes, { maxOutputLength: LIMIT });
    return { bytes };
  } catch {
    return unpackDamaged(bytes);
  }
}

/** Reads an input to its end, the limit, or its damage. */
export function readAll(input: Input): UnpackedPayload {
  const pieces: Uint8Array[] = [];
  let damage: string | undefined;
  try {
    for (let size = 0; ;) {
      const piece = new Uint8Array(PIECE);
      const length = input.read(piece);
      if (length === 0) break;
      pieces.push(piece.subarray(0, length));
      size += length;
      if (size > LIMIT) throw new DamagedData(`it is larger than ${LIMIT >> 20} MiB when unpacked`);
    }
  } catch (error) {
    if (!(error instanceof DamagedData)) throw error;
    damage = error.message;
  }
  return { bytes: Buffer.concat(pieces), damage };
}

/** An input that reads these bytes, from position `from` on. */
export function bytesInput(bytes: Uint8Array, from = 0): Input {
  let at = from;
  const read = (into: Uint8Array): number => {
    const part = bytes.subarray(at, at + into.length);
    into.set(part);
    at += part.length;
    return part.length;
  };
  return { read, readNow: read, close: () => {} };
}

/** zlib's functions return nothing of damaged data, so it is read as a file would be. */
function unpackDamaged(packed: Buffer): UnpackedPayload {
  const archive = { input: bytesInput(packed), head: new Uint8Array(0), again: () => bytesInput(packed) };
  const input = new ArchiveInput(archive, (buffer, chunkLimit) => new GzipDecoder(buffer, chunkLimit));
  const { bytes, damage } = readAll(input);
  input.close();
  return { bytes: isGzip(bytes) ? unpackPayload(bytes).bytes : bytes, damage };
}

function isGzip([first, second]: Uint8Array): boolean {
  return first === 0x1f && second === 0x8b;
}
