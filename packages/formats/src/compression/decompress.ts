// Decides by the first bytes whether a source is compressed, and opens the matching decompressor.
import type { Input } from "@flowlogs/cli";
import { type Archive, ArchiveInput, type OpenDecoder } from "./decoder.ts";
import { startsFrame } from "./zstdFrame.ts";
import { GzipDecoder } from "./gzip.ts";
import { openNodeZstd } from "./nodeZstd.ts";
import { type BlockDecoder, ZstdDecoder } from "./zstd.ts";

/** The number of first bytes that decide. */
export const MAGIC = 4;

/** Whether a source that begins with these, fewer than MAGIC, bytes may be compressed. */
export function mayBeArchive([first = 0, second]: Uint8Array): boolean {
  if (first === 0x1f) return second === undefined;
  if (first === 0x28) return second === undefined || second === 0xb5;
  return first >> 4 === 5 && (second === undefined || second === 0x2a);
}

/** The decompressed bytes; undefined when the source is not compressed. `inBackground`: a thread decompresses them. */
export async function decompressed(archive: Archive, inBackground = false): Promise<Input | undefined> {
  const { head } = archive;
  const open = await decoderFor(head);
  if (open === undefined) return undefined;
  if (!inBackground) return new ArchiveInput(archive, open);
  const { BackgroundDecoder } = await import("./background/backgroundInput.ts");
  return new ArchiveInput(archive, open, (buffer) => new BackgroundDecoder(buffer, head.slice(0, MAGIC)));
}

/** Makes decompressors for data that begins with `head`; undefined when it is not compressed. */
export async function decoderFor(head: Uint8Array): Promise<OpenDecoder | undefined> {
  const [first, second] = head;
  if (first === 0x1f && second === 0x8b) return (buffer, chunkLimit) => new GzipDecoder(buffer, chunkLimit);
  if (!startsFrame(head)) return undefined;
  const blocks = await openZstd();
  return (buffer) => new ZstdDecoder(buffer, blocks);
}

/** Loads the library only where Node has no zstd. */
async function openZstd(): Promise<BlockDecoder> {
  return openNodeZstd() ?? (await (await import("./fzstd.ts")).openFzstd());
}
