// Gzip data in all its forms, cut into pieces in every way, and damaged in every place.
import { crc32, deflateRawSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { DamagedGzip } from "./damage.ts";
import { damagedAfter, lines } from "./damaged.fake.ts";
import { gunzip } from "./gunzip.ts";
import { Intake } from "./intake.ts";

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

/** What comes out of these pieces, of which so many bytes are seen at once, and the fault. */
async function read(pieces: readonly Uint8Array[], grain = 1 << 20): Promise<{ output: string; fault: string }> {
  const rest = [...pieces];
  const output: Uint8Array[] = [];
  let fault = "";
  try {
    const intake = new Intake(
      async () => rest.shift(),
      () => grain,
    );
    for await (const chunk of gunzip(intake)) output.push(chunk.slice());
  } catch (error) {
    if (!(error instanceof DamagedGzip)) throw error;
    fault = error.message;
  }
  return { output: Buffer.concat(output).toString(), fault };
}

const good = { output: text, fault: "" };

test.each([0, 1, 2, 4, 8, 16, 6, 12, 24, 30, 31])("a header with the flags %i", async (flags) => {
  expect(await read([member(text, flags)])).toEqual(good);
});

test("a member may be cut into two pieces anywhere, also into bytes", async () => {
  const all = Buffer.concat([member(text, 31), member("more", 0)]);
  const whole = { output: `${text}more`, fault: "" };
  for (let at = 0; at <= all.length; at++) expect(await read([all.subarray(0, at), all.subarray(at)])).toEqual(whole);
  expect(await read([all], 1)).toEqual(whole);
  expect(await read(Array.from(all, (byte) => Uint8Array.of(byte)))).toEqual(whole);
});

test("members may be many, and empty", async () => {
  const all = [member("", 0), member("a", 8), member("", 31), member("b", 0), gzipSync(text), member("", 0)];
  expect(await read([Buffer.concat(all)])).toEqual({ output: `ab${text}`, fault: "" });
});

test("what is much larger than a chunk comes out whole", async () => {
  const long = text.repeat(20_000);
  expect(await read([gzipSync(long)])).toEqual({ output: long, fault: "" });
  expect(await read([gzipSync(long, { level: 0 })], 10_000)).toEqual({ output: long, fault: "" });
});

test("zeros behind the last member are silent, and may lie between two", async () => {
  const zeros = new Uint8Array(512);
  expect(await read([gzipSync(text), zeros, zeros])).toEqual(good);
  expect(await read([gzipSync("a"), zeros, gzipSync("b")])).toEqual({ output: "ab", fault: "" });
});

test.each([
  ["trailing\n", "9 bytes behind the gzip data are no gzip"],
  ["\0\0x", "1 byte behind the gzip data is no gzip"],
  ["\x1fx", "2 bytes behind the gzip data are no gzip"],
  ["\x1f", "1 byte behind the gzip data is no gzip"],
])("other bytes behind it are a fault: %j", async (trailing, fault) => {
  const all = Buffer.concat([gzipSync(text), Buffer.from(trailing, "latin1")]);
  expect(await read([all])).toEqual({ output: text, fault });
  expect(await read([all], 1)).toEqual({ output: text, fault });
});

test.each<[what: string, from: number, fault: string]>([
  ["the checksum", -8, "incorrect data check"],
  ["the size", -4, "incorrect length check"],
])("%s is wrong: all comes out, and it is a fault", async (_, from, fault) => {
  const all = member(text, 0);
  all.writeUInt8(255 - all.readUInt8(all.length + from), all.length + from);
  expect(await read([all, member("more", 0)])).toEqual({ output: text, fault: `the gzip data is damaged (${fault})` });
});

test.each<[what: string, at: number, value: number, fault: string]>([
  ["another method", 2, 7, "unknown compression method"],
  ["a flag of the future", 3, 0x20, "unknown header flags set"],
  ["a header that is not what its checksum says", 4, 99, "header crc mismatch"],
])("%s is a fault", async (_, at, value, fault) => {
  const all = member(text, 2);
  all[at] = value;
  expect(await read([all])).toEqual({ output: "", fault: `the gzip data is damaged (${fault})` });
});

test("cut off anywhere, what comes out is right as far as it goes, and it is a fault", async () => {
  const all = Buffer.concat([member("first\n", 31), member(text, 31)]);
  const first = member("first\n", 31).length;
  const expected = `first\n${text}`;
  let before = 0;
  for (let length = 2; length < all.length; length++) {
    const { output, fault } = await read([all.subarray(0, length)], 7);
    // One byte of the magic is no gzip, and no byte of it is no fault.
    const said = ["", "1 byte behind the gzip data is no gzip"][length - first] ?? "the gzip data ends in the middle";
    expect(fault).toBe(said);
    expect(expected.startsWith(output)).toBe(true);
    expect(output.length).toBeGreaterThanOrEqual(before);
    before = output.length;
  }
  expect(before).toBe(expected.length);
});

test("damage in the middle: what comes before it comes out, but for the piece that it is in", async () => {
  const fault = "the gzip data is damaged (invalid block type)";
  const few = lines.slice(0, 20_000);
  expect(await read([damagedAfter(few)], 1)).toEqual({ output: few, fault });
  const coarse = await read([damagedAfter(lines)], 10_000);
  expect(coarse.fault).toBe(fault);
  expect(lines.startsWith(coarse.output)).toBe(true);
  expect(coarse.output.length).toBeGreaterThan(lines.length * 0.9);
});
