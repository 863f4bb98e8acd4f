// Whether a source is compressed, by its first bytes, and what is in it then.
import type { Input } from "@flowlogs/cli";
import { type Archive, ArchiveInput } from "./archive.ts";
import { GzipDecoder } from "./gzip.ts";

/** The bytes that are in the archive; undefined when it is none. */
export function decompressed(archive: Archive): Input | undefined {
  const [first, second] = archive.head;
  if (first === 0x1f && second === 0x8b) {
    return new ArchiveInput(archive, (supply, grain) => new GzipDecoder(supply, grain));
  }
  return undefined;
}
