// What small pieces of data hold, as streams and envelopes bring them: compressed by gzip, once or more often, or not at all.
// Of what is cut short, or fails its checksum, all that can be had.
import { gunzipSync } from "node:zlib";
import type { Input } from "@flowlogs/cli";
import { ArchiveInput } from "./compression/decoder.ts";
import { DamagedData } from "./compression/errors.ts";
import { GzipDecoder } from "./compression/gzip.ts";

export interface UnpackedPayload {
  readonly bytes: Buffer;
  /** Why that is not all, or not sure to be right. */
  readonly damage?: string | undefined;
}

/** Bytes that a piece may have when it is unpacked. */
const LIMIT = 64 * 1024 * 1024;
const PIECE = 65_536;

/** What is in it. */
export function unpack(packed: Buffer): UnpackedPayload {
  let bytes = packed;
  try {
    while (isGzip(bytes)) bytes = gunzipSync(bytes, { maxOutputLength: LIMIT });
    return { bytes };
  } catch {
    return unpackDamaged(bytes);
  }
}

/** All that an input gives, up to the limit or its damage. */
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

/** Bytes as an input, from a place on. */
export function inputOf(bytes: Uint8Array, from = 0): Input {
  let at = from;
  const read = (into: Uint8Array): number => {
    const part = bytes.subarray(at, at + into.length);
    into.set(part);
    at += part.length;
    return part.length;
  };
  return { read, readNow: read, close: () => {} };
}

/** zlib gives nothing of what is damaged: it is read as a file would be. */
function unpackDamaged(packed: Buffer): UnpackedPayload {
  const archive = { input: inputOf(packed), head: new Uint8Array(0), again: () => inputOf(packed) };
  const input = new ArchiveInput(archive, (supply, grain) => new GzipDecoder(supply, grain));
  const { bytes, damage } = readAll(input);
  input.close();
  return { bytes: isGzip(bytes) ? unpack(bytes).bytes : bytes, damage };
}

function isGzip([first, second]: Uint8Array): boolean {
  return first === 0x1f && second === 0x8b;
}
