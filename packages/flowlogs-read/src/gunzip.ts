// Reads gzip data (RFC 1952) member by member. Node's own createGunzip is not used: when something is wrong, with the
// checksum or behind the data too, it drops what it has just inflated, and with it lines that are good.
import { crc32 } from "node:zlib";
import { cutOff, damaged, TrailingBytes } from "./damage.ts";
import { Deflate } from "./deflate.ts";
import type { Intake } from "./intake.ts";

const magic = Uint8Array.of(0x1f, 0x8b);
const flag = { headerCrc: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 };

/** What the members hold. Throws DamagedGzip behind the good bytes. */
export async function* gunzip(intake: Intake): AsyncGenerator<Uint8Array, void, undefined> {
  const deflate = new Deflate();
  try {
    while (await startsMember(intake)) {
      await readHeader(intake);
      let crc = 0;
      let size = 0;
      for await (const chunk of deflate.inflate(intake)) {
        crc = crc32(chunk, crc);
        size += chunk.length;
        yield chunk;
      }
      await checkTrailer(intake, crc, size);
      await skipZeros(intake);
    }
  } finally {
    deflate.close();
  }
}

/** Whether a member comes, of which the first two bytes are taken; throws if it is something else. */
async function startsMember(intake: Intake): Promise<boolean> {
  if ((await intake.peek()) === undefined) return false;
  const [first] = await intake.take(1);
  let piece = await intake.peek();
  if (first === magic[0] && piece?.[0] === magic[1]) {
    intake.drop(1);
    return true;
  }
  let count = 1;
  for (; piece !== undefined; piece = await intake.peek()) {
    count += piece.length;
    intake.drop(piece.length);
  }
  throw new TrailingBytes(count);
}

/** The rest of the header; nothing in it is of use here. */
async function readHeader(intake: Intake): Promise<void> {
  const fixed = await intake.take(2);
  const [method, flags = 0] = fixed;
  if (method !== 8) throw damaged("unknown compression method");
  if ((flags & flag.reserved) !== 0) throw damaged("unknown header flags set");
  let crc = crc32(await intake.take(6), crc32(fixed, crc32(magic)));
  if ((flags & flag.extra) !== 0) crc = await skipExtra(intake, crc);
  if ((flags & flag.name) !== 0) crc = await skipText(intake, crc);
  if ((flags & flag.comment) !== 0) crc = await skipText(intake, crc);
  if ((flags & flag.headerCrc) === 0) return;
  if (view(await intake.take(2)).getUint16(0, true) !== (crc & 0xffff)) throw damaged("header crc mismatch");
}

async function skipExtra(intake: Intake, before: number): Promise<number> {
  const length = await intake.take(2);
  const extra = await intake.take(view(length).getUint16(0, true));
  return crc32(extra, crc32(length, before));
}

/** A text ends with a zero byte; how long it is, nobody says. */
async function skipText(intake: Intake, before: number): Promise<number> {
  let crc = before;
  for (;;) {
    const piece = await intake.peek();
    if (piece === undefined) throw cutOff();
    const end = piece.indexOf(0);
    const part = end === -1 ? piece : piece.subarray(0, end + 1);
    crc = crc32(part, crc);
    intake.drop(part.length);
    if (end !== -1) return crc;
  }
}

async function checkTrailer(intake: Intake, crc: number, size: number): Promise<void> {
  const trailer = view(await intake.take(8));
  if (trailer.getUint32(0, true) !== crc) throw damaged("incorrect data check");
  if (trailer.getUint32(4, true) !== size % 2 ** 32) throw damaged("incorrect length check");
}

/** Zeros behind a member fill up a block, as on tapes. */
async function skipZeros(intake: Intake): Promise<void> {
  for (let piece = await intake.peek(); piece !== undefined; piece = await intake.peek()) {
    const zeros = piece.findIndex((byte) => byte !== 0);
    intake.drop(zeros === -1 ? piece.length : zeros);
    if (zeros !== -1) return;
  }
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
