// Unpacks records of the Kinesis Producer Library: many of the user's records in one, as protocol buffers between a magic
// number and a checksum. Records without the magic number are not changed.
import { createHash } from "node:crypto";

const MAGIC = Buffer.from([0xf3, 0x89, 0x9a, 0xc2]);
/** Bytes of the checksum, MD5. */
const CHECKSUM_SIZE = 16;
/** The numbers of the fields that matter: the records of a message, and the data of a record. */
const [RECORDS, DATA] = [3, 3];

/** The user's records in a record, in order. */
export function payloadsIn(record: Uint8Array): readonly Uint8Array[] {
  const bytes = Buffer.from(record.buffer, record.byteOffset, record.length);
  if (bytes.length < MAGIC.length + CHECKSUM_SIZE || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return [record];
  const message = bytes.subarray(MAGIC.length, -CHECKSUM_SIZE);
  // A record may begin with the magic number by chance.
  if (!createHash("md5").update(message).digest().equals(bytes.subarray(-CHECKSUM_SIZE))) return [record];
  return fieldsOf(message, RECORDS).flatMap((it) => fieldsOf(it, DATA).slice(0, 1));
}

/** The values of a field of bytes; a damaged field ends the message. */
function fieldsOf(message: Uint8Array, field: number): readonly Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let at = 0; at < message.length;) {
    const tag = varint(message, at);
    const value = varint(message, tag.end);
    const isBytes = (tag.value & 7) === 2;
    const end = isBytes ? value.end + value.value : value.end;
    if (isBytes && tag.value >> 3 === field) found.push(message.subarray(value.end, end));
    at = end;
  }
  return found;
}

function varint(bytes: Uint8Array, from: number): { readonly value: number; readonly end: number } {
  let [value, scale, at] = [0, 1, from];
  for (let isMore = true; isMore; at++, scale *= 128) {
    const byte = bytes[at] ?? 0;
    value += (byte & 127) * scale;
    isMore = byte >= 128;
  }
  return { value, end: at };
}
