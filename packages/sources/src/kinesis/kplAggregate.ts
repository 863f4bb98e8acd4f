// What the Kinesis Producer Library puts into one record: many of the user's, in protocol buffers, between a mark and a
// checksum. Records without the mark are what they are.
import { createHash } from "node:crypto";

const MARK = Buffer.from([0xf3, 0x89, 0x9a, 0xc2]);
/** Bytes of the checksum, MD5. */
const SUM = 16;
/** The fields that matter, as they stand in the message: records, and the data of one of them. */
const [RECORDS, DATA] = [3, 3];

/** The user's records in a record, in their order. */
export function payloadsIn(record: Uint8Array): readonly Uint8Array[] {
  const bytes = Buffer.from(record.buffer, record.byteOffset, record.length);
  if (bytes.length < MARK.length + SUM || !bytes.subarray(0, MARK.length).equals(MARK)) return [record];
  const message = bytes.subarray(MARK.length, -SUM);
  // What only begins so is no message.
  if (!createHash("md5").update(message).digest().equals(bytes.subarray(-SUM))) return [record];
  return fieldsOf(message, RECORDS).flatMap((it) => fieldsOf(it, DATA).slice(0, 1));
}

/** The values of a field of bytes; what cannot be followed ends the message. */
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
