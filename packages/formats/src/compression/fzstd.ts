// What the blocks of zstd data hold, by the library fzstd, for a Node that has no zstd of its own. It does not look at
// checksums; that is done here.
import { Decompress } from "fzstd";
import xxhash from "xxhash-wasm";
import type { Blocks } from "./zstd.ts";

/** The bit of a frame's descriptor that says that a checksum follows. */
const HAS_CHECKSUM = 4;

export async function openFzstd(): Promise<Blocks> {
  const hashes = await xxhash();
  let hash = hashes.create64();
  let pieces: Uint8Array[] = [];
  let stream = new Decompress();
  return {
    start(header) {
      hash = hashes.create64();
      stream = new Decompress((piece) => pieces.push(piece));
      // The library is not to wait for a checksum.
      header[4] = (header[4] ?? 0) & ~HAS_CHECKSUM;
      stream.push(header);
    },
    take(block) {
      pieces = [];
      const isLast = ((block[0] ?? 0) & 1) === 1;
      // A copy: it keeps what it is given until it has enough of it.
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
