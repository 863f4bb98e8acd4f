// Whether a source is compressed, by its first bytes, and what is in it then.
import type { Input } from "@flowlogs/cli";
import { type Archive, ArchiveInput, type Open } from "./decoder.ts";
import { startsFrame } from "./zstdFrame.ts";
import { GzipDecoder } from "./gzip.ts";
import { openNodeZstd } from "./nodeZstd.ts";
import { type Blocks, ZstdDecoder } from "./zstd.ts";

/** Bytes that are enough to tell. */
export const MAGIC = 4;

/** Whether a source that begins so, with fewer bytes, may turn out to be compressed. */
export function mayBeArchive([first = 0, second]: Uint8Array): boolean {
  if (first === 0x1f) return second === undefined;
  if (first === 0x28) return second === undefined || second === 0xb5;
  return first >> 4 === 5 && (second === undefined || second === 0x2a);
}

/** The bytes that are in the archive; undefined when it is none. `ahead`: a thread decompresses them. */
export async function decompressed(archive: Archive, ahead = false): Promise<Input | undefined> {
  const { head } = archive;
  const open = await decoderFor(head);
  if (open === undefined) return undefined;
  if (!ahead) return new ArchiveInput(archive, open);
  const { AheadDecoder } = await import("./background/backgroundInput.ts");
  return new ArchiveInput(archive, open, (supply) => new AheadDecoder(supply, head.slice(0, MAGIC)));
}

/** Makes decoders for compressed data that begins so; undefined when it is none. */
export async function decoderFor(head: Uint8Array): Promise<Open | undefined> {
  const [first, second] = head;
  if (first === 0x1f && second === 0x8b) return (supply, grain) => new GzipDecoder(supply, grain);
  if (!startsFrame(head)) return undefined;
  const blocks = await openZstd();
  return (supply) => new ZstdDecoder(supply, blocks);
}

/** The library is loaded only where it is needed. */
async function openZstd(): Promise<Blocks> {
  return openNodeZstd() ?? (await (await import("./fzstd.ts")).openFzstd());
}
