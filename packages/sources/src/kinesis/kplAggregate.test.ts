// Records of the Kinesis Producer Library, put together here byte by byte as its format description says: a mark, a message
// of protocol buffers, its MD5.
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { payloadsIn } from "./kplAggregate.ts";

const MARK = [0xf3, 0x89, 0x9a, 0xc2];

/** A field of bytes; lengths of more than seven bits take two bytes here. */
function field(number: number, bytes: Uint8Array): Buffer {
  const length = bytes.length < 128 ? [bytes.length] : [(bytes.length & 127) | 128, bytes.length >> 7];
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...length]), bytes]);
}

/** A record: the index of its key, which is left aside, and its data. */
function record(data: string): Buffer {
  return field(3, Buffer.concat([Buffer.from([0x08, 0x80, 0x01]), field(3, Buffer.from(data))]));
}

function aggregate(message: Uint8Array): Buffer {
  const sum = createHash("md5").update(message).digest();
  return Buffer.concat([Buffer.from(MARK), message, sum]);
}

const texts = (bytes: Uint8Array): readonly string[] => payloadsIn(bytes).map((it) => Buffer.from(it).toString());

test("the user's records come out, in order", () => {
  const data = ["2 1 eni-1", "", "x".repeat(1000), "last"];
  const message = Buffer.concat([field(1, Buffer.from("a key")), ...data.map(record)]);
  expect(texts(aggregate(message))).toEqual(data);
});

test("what is no such record stays what it is", () => {
  for (const text of ["", "2 1 eni-1", "{}"]) expect(texts(Buffer.from(text))).toEqual([text]);
  const whole = aggregate(record("data"));
  whole[whole.length - 1] = (whole.at(-1) ?? 0) ^ 1;
  expect(payloadsIn(whole)).toEqual([whole]);
  expect(payloadsIn(Buffer.from(MARK)).length).toBe(1);
});

test("a message that makes no sense ends, whatever is in it", () => {
  for (let seed = 0; seed < 300; seed++) {
    const bytes = Buffer.from(Array.from({ length: seed % 40 }, (_, at) => (seed * 7919 + at * 104729) % 256));
    expect(payloadsIn(aggregate(bytes)).length).toBeLessThanOrEqual(bytes.length);
  }
});
