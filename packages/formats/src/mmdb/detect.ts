// Tells MMDB files, which begin like any other bytes, by their ends.

/** Before the metadata. */
const MARKER = Buffer.from("abcdef4d61784d696e642e636f6d", "hex");
/** The metadata is among the last bytes. */
const METADATA_LIMIT = 128 * 1024;

/** Whether the bytes end as an MMDB file does, or the name is one of such a file. */
export function isMmdb(name: string, bytes: Uint8Array): boolean {
  return /\.mmdb$/i.test(name) || hasMetadata(bytes);
}

export function hasMetadata(bytes: Uint8Array): boolean {
  const end = bytes.subarray(-METADATA_LIMIT);
  return Buffer.from(end.buffer, end.byteOffset, end.length).includes(MARKER);
}
