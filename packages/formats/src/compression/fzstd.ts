// Decodes zstd blocks with the library fzstd, for versions of Node without zstd. The library ignores checksums; they are checked
// here.
import { Decompress } from "fzstd";
import xxhash from "xxhash-wasm";
import type { BlockDecoder } from "./zstd.ts";

/** The bit of a frame's descriptor that says that a checksum follows. */
const HAS_CHECKSUM = 4;

/** Loads the WebAssembly of the checksum. */
export async function openFzstd(): Promise<BlockDecoder> {
  const hashes = await xxhash();
  let hash = hashes.create64();
  let pieces: Uint8Array[] = [];
  let stream = new Decompress();
  return {
    start(header) {
      hash = hashes.create64();
      stream = new Decompress((piece) => pieces.push(piece));
      // Without this bit the library does not wait for a checksum.
      header[4] = (header[4] ?? 0) & ~HAS_CHECKSUM;
      stream.push(header);
    },
    take(block) {
      pieces = [];
      const isLast = ((block[0] ?? 0) & 1) === 1;
      // A copy, because the library keeps the bytes until it has enough.
      stream.push(block.slice(), isLast);
      const bytes = pieces.length === 1 ? (pieces[0] ?? block) : Buffer.concat(pieces);
      hash.update(bytes);
      return bytes;
    },
    hasChecksum(checksum) {
      const low = Number(BigInt.asUintN(32, hash.digest()));
      return new DataView(checksum.buffer, checksum.byteOffset).getUint32(0, true) === low;
    },
  };
}
