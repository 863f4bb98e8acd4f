// Gzip data in all its forms, cut into pieces in every way, and damaged in every place.
import { crc32, deflateRawSync, gzipSync } from "node:zlib";
import { type Input, InputError } from "@flowlogs/cli";
import { expect, test } from "vitest";
import { type Archive, ArchiveInput } from "./decoder.ts";
import { DamagedData } from "./errors.ts";
import { damagedAfter, lines } from "./damaged.fake.ts";
import { GzipDecoder } from "./gzip.ts";
import { RewindableInput } from "./rewindableInput.ts";
import type { ByteBuffer } from "./byteBuffer.ts";

const text = "2 123456789010 eni-1235b8ca 172.31.16.139 172.31.16.21 20641 22 6 20 4249 ACCEPT OK\n".repeat(5);
const extra = Buffer.from("\x05\x00ab\x01\x00c", "latin1");
const name = Buffer.from("flows.log\0");
const comment = Buffer.from("from\0");

/** A member with these parts in its header, by their flags. */
function member(content: string, flags: number): Buffer {
  const fixed = Buffer.from([0x1f, 0x8b, 8, flags, 1, 2, 3, 4, 0, 255]);
  const parts: [flag: number, part: Buffer][] = [
    [4, extra],
    [8, name],
    [16, comment],
  ];
  const header = Buffer.concat([fixed, ...parts.filter(([flag]) => (flags & flag) !== 0).map(([, part]) => part)]);
  const headerCrc = Buffer.alloc(2);
  headerCrc.writeUInt16LE(crc32(header) & 0xffff);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(content));
  trailer.writeUInt32LE(content.length, 4);
  return Buffer.concat([header, (flags & 2) === 0 ? Buffer.alloc(0) : headerCrc, deflateRawSync(content), trailer]);
}

/** An input of these pieces, each read by itself, of which `told` hears. Without `isFile` a read may have to wait. */
function inputOf(pieces: readonly Uint8Array[], told: (what: string) => void = () => {}, isFile = true): Input {
  const rest = pieces.filter((piece) => piece.length > 0);
  const next = (into: Uint8Array): number => {
    told("read");
    const piece = rest.shift() ?? new Uint8Array(0);
    const part = piece.subarray(0, into.length);
    into.set(part);
    if (part.length < piece.length) rest.unshift(piece.subarray(part.length));
    return part.length;
  };
  return { read: next, readNow: (into) => (isFile ? next(into) : undefined), close: () => told("close") };
}

/** The output of an input, and the error. */
function drained(input: Input, room: number): { output: string; fault: string } {
  const output: Uint8Array[] = [];
  let fault = "";
  const into = new Uint8Array(room);
  try {
    for (let length = input.read(into); length > 0; length = input.read(into)) output.push(into.slice(0, length));
  } catch (error) {
    if (!(error instanceof DamagedData)) throw error;
    fault = error.message;
  }
  input.close();
  return { output: Buffer.concat(output).toString(), fault };
}

/** What comes out of these pieces, of which no more is seen at once, into so much room; they can be had only once. */
function read(pieces: readonly Uint8Array[], room = 10_000): { output: string; fault: string } {
  const archive: Archive = { input: inputOf(pieces), head: new Uint8Array(0), again: gone };
  return drained(new ArchiveInput(archive, open), room);
}

function open(supply: ByteBuffer, grain: (position: number) => number): GzipDecoder {
  return new GzipDecoder(supply, grain);
}

function gone(): Input {
  throw new InputError("gone");
}

function bytesOf(data: Uint8Array): Uint8Array[] {
  return Array.from(data, (byte) => Uint8Array.of(byte));
}

const good = { output: text, fault: "" };

test.each([0, 1, 2, 4, 8, 16, 6, 12, 24, 30, 31])("a header with the flags %i", (flags) => {
  expect(read([member(text, flags)])).toEqual(good);
});

test("a member may be cut into two pieces anywhere, also into bytes", () => {
  const all = Buffer.concat([member(text, 31), member("more", 0)]);
  const whole = { output: `${text}more`, fault: "" };
  for (let at = 0; at <= all.length; at++) expect(read([all.subarray(0, at), all.subarray(at)])).toEqual(whole);
  expect(read(bytesOf(all), 1)).toEqual(whole);
  expect(read(bytesOf(all))).toEqual(whole);
});

test("members may be many, and empty", () => {
  const all = [member("", 0), member("a", 8), member("", 31), member("b", 0), gzipSync(text), member("", 0)];
  expect(read([Buffer.concat(all)])).toEqual({ output: `ab${text}`, fault: "" });
});

test("what is much larger than a chunk comes out whole", () => {
  const long = text.repeat(20_000);
  expect(read([gzipSync(long)])).toEqual({ output: long, fault: "" });
  expect(read([gzipSync(long, { level: 0 })], 10_000)).toEqual({ output: long, fault: "" });
});

test("zeros behind the last member are silent, and may lie between two", () => {
  const zeros = new Uint8Array(512);
  expect(read([gzipSync(text), zeros, zeros])).toEqual(good);
  expect(read([gzipSync("a"), zeros, gzipSync("b")])).toEqual({ output: "ab", fault: "" });
});

test.each([
  ["trailing\n", "9 bytes after the gzip data are not gzip"],
  ["\0\0x", "1 byte after the gzip data is not gzip"],
  ["\x1fx", "2 bytes after the gzip data are not gzip"],
  ["\x1f", "1 byte after the gzip data is not gzip"],
])("other bytes behind it are a fault: %j", (trailing, fault) => {
  const all = Buffer.concat([gzipSync(text), Buffer.from(trailing, "latin1")]);
  expect(read([all])).toEqual({ output: text, fault });
  expect(read(bytesOf(all), 1)).toEqual({ output: text, fault });
});

test.each<[what: string, from: number, fault: string]>([
  ["the checksum", -8, "incorrect data check"],
  ["the size", -4, "incorrect length check"],
])("%s is wrong: all comes out, and it is a fault", (_, from, fault) => {
  const all = member(text, 0);
  all.writeUInt8(255 - all.readUInt8(all.length + from), all.length + from);
  expect(read([all, member("more", 0)])).toEqual({ output: text, fault: `the gzip data is damaged (${fault})` });
});

test.each<[what: string, at: number, value: number, fault: string]>([
  ["another method", 2, 7, "unknown compression method"],
  ["a flag of the future", 3, 0x20, "unknown header flags set"],
  ["a header that is not what its checksum says", 4, 99, "header crc mismatch"],
])("%s is a fault", (_, at, value, fault) => {
  const all = member(text, 2);
  all[at] = value;
  expect(read([all])).toEqual({ output: "", fault: `the gzip data is damaged (${fault})` });
});

test("cut off anywhere, what comes out is right as far as it goes, and it is a fault", () => {
  const all = Buffer.concat([member("first\n", 31), member(text, 31)]);
  const first = member("first\n", 31).length;
  const expected = `first\n${text}`;
  let before = 0;
  for (let length = 2; length < all.length; length++) {
    const { output, fault } = read([all.subarray(0, length)], 7);
    // One byte of the magic is not gzip data, and an empty input is not an error.
    const said = ["", "1 byte after the gzip data is not gzip"][length - first] ?? "the gzip data is cut short";
    expect(fault).toBe(said);
    expect(expected.startsWith(output)).toBe(true);
    expect(output.length).toBeGreaterThanOrEqual(before);
    before = output.length;
  }
  expect(before).toBe(expected.length);
});

test("damage in the middle: what comes before it comes out, but for the piece that it is in", () => {
  const fault = "the gzip data is damaged (invalid block type)";
  const few = lines.slice(0, 20_000);
  expect(read(bytesOf(damagedAfter(few)))).toEqual({ output: few, fault });
  const coarse = read([damagedAfter(lines)]);
  expect(coarse.fault).toBe(fault);
  expect(lines.startsWith(coarse.output)).toBe(true);
  expect(coarse.output.length).toBeGreaterThan(lines.length * 0.9);
});

const damaged = damagedAfter(lines);
const whole = { output: lines, fault: "the gzip data is damaged (invalid block type)" };
const nothing = new Uint8Array(0);

test("damage in the middle: a file is read again, for every byte before it", () => {
  const closed: string[] = [];
  const again = (): Input => inputOf([damaged], (what) => what === "close" && closed.push(what));
  expect(drained(new ArchiveInput({ input: again(), head: nothing, again }, open), 10_000)).toEqual(whole);
  expect(closed.length).toBe(3);
});

test("what came through a pipe is remembered to the same end", () => {
  const head = damaged.subarray(0, 1000);
  const input = new RewindableInput(inputOf([damaged.subarray(1000)], undefined, false), head);
  expect(drained(new ArchiveInput({ input, head, again: () => input.again() }, open), 10_000)).toEqual(whole);
});

test("where a read may have to wait, what is there comes out first", () => {
  const happened: string[] = [];
  const input = inputOf([gzipSync("second")], (what) => happened.push(what), false);
  const archive = new ArchiveInput({ input, head: gzipSync("first"), again: gone }, open);
  const into = new Uint8Array(100);
  const said = (length: number | undefined): string | undefined =>
    length === undefined ? undefined : Buffer.from(into.subarray(0, length)).toString();
  expect([said(archive.readNow(into)), said(archive.readNow(into)), happened.length]).toEqual(["first", undefined, 0]);
  expect([said(archive.read(into)), said(archive.readNow(into)), happened.length]).toEqual(["second", undefined, 1]);
  expect(said(archive.read(into))).toBe("");
});

test("however much comes of little, no more than asked for is made", () => {
  const bomb = gzipSync(new Uint8Array(64 << 20));
  const archive = new ArchiveInput({ input: inputOf([bomb]), head: nothing, again: gone }, open);
  const before = process.memoryUsage().arrayBuffers;
  expect(archive.read(new Uint8Array(1000))).toBe(1000);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1 << 20);
  archive.close();
});
