// Documents and envelopes that are cut short, or fail their checksum: what is whole in them comes out, and it is an error.
import { constants, gzipSync, inflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { run } from "./command.ts";
import { numbers, upTo } from "./growing.ts";

const COUNT = 40;
const messages = upTo(0, COUNT).map(
  (number) => `2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 ${number * 7919} ${number} 1 2 ACCEPT OK`,
);
const events = messages.map((message, id) => ({ id: String(id), timestamp: 1000, message }));
const envelope = {
  messageType: "DATA_MESSAGE",
  owner: "1",
  logGroup: "g",
  logStream: "s",
  subscriptionFilters: ["f"],
  logEvents: events,
};
const packed = gzipSync(JSON.stringify(envelope));
const base64 = packed.toString("base64");

function damaged(at: number): Buffer {
  const bytes = Buffer.from(packed);
  bytes[at] = (bytes[at] ?? 0) ^ 0x55;
  return bytes;
}

/** Of compressed data that ends there, the events that can be had: by zlib itself, which gives what it can when it is told to. */
function eventsIn(bytes: Buffer): number {
  const plain = inflateRawSync(bytes.subarray(10), { finishFlush: constants.Z_SYNC_FLUSH }).toString();
  return plain.split('OK"}').length - 1;
}

/** The text up to the middle of the event of this number. */
const upToEvent = (text: string, number: number): string => text.slice(0, text.indexOf(` ${number} 1 2 ACCEPT`) - 5);
const cutAt = Math.floor((base64.length * 0.7) / 4) * 4;
const cutCount = eventsIn(packed.subarray(0, (cutAt / 4) * 3));

test.each<[what: string, input: string | Uint8Array, whole: number]>([
  ["events", upToEvent(JSON.stringify({ events }), 17), 17],
  ["events, laid out", upToEvent(JSON.stringify({ events }, undefined, 4), 17), 17],
  ["events, behind the last one", JSON.stringify({ events }).slice(0, -1), COUNT],
  ["an envelope", upToEvent(JSON.stringify(envelope), 17), 17],
  ["an envelope, laid out", upToEvent(JSON.stringify(envelope, undefined, 4), 17), 17],
  ["an envelope, behind its events", JSON.stringify(envelope).slice(0, -1), COUNT],
  [
    "the second envelope",
    `${JSON.stringify({ ...envelope, logEvents: events.slice(0, 9) })}${upToEvent(JSON.stringify({ ...envelope, logEvents: events.slice(9) }), 17)}`,
    17,
  ],
  ["an envelope in sound gzip", gzipSync(upToEvent(JSON.stringify(envelope), 17)), 17],
  ["an envelope in sound base64", gzipSync(upToEvent(JSON.stringify(envelope), 17)).toString("base64"), 17],
  ["gzip in base64", base64.slice(0, cutAt), cutCount],
  ["what Lambda is given, in its data", JSON.stringify({ awslogs: { data: base64 } }).slice(0, cutAt + 20), cutCount],
  ["what Lambda is given, the data cut", JSON.stringify({ awslogs: { data: base64.slice(0, cutAt) } }), cutCount],
  [
    "what Lambda is given, with another checksum",
    JSON.stringify({ awslogs: { data: damaged(packed.length - 5).toString("base64") } }),
    COUNT,
  ],
  [
    "what Kinesis brings",
    JSON.stringify({ Records: [{ kinesis: { data: base64 } }, { kinesis: { data: base64 } }] }).slice(0, -20),
    COUNT,
  ],
  ["objects of Firehose", upToEvent(messages.map((message) => JSON.stringify({ message })).join(""), 17), 17],
  ["a list", upToEvent(JSON.stringify(messages), 17), 17],
  ["a list, behind the last one", JSON.stringify(messages).slice(0, -1), COUNT],
  [
    "a list of objects, behind the last one",
    JSON.stringify(messages.map((message) => ({ message }))).slice(0, -1),
    COUNT,
  ],
])("%s", async (_, input, whole) => {
  const { out, err, status } = await run(["flowlogs-read", "--fields", "bytes"], input);
  const had = numbers(out);
  expect(had.slice(0, whole)).toEqual(upTo(0, whole));
  expect(had.slice(whole)).toEqual(upTo(0, had.length - whole));
  expect(err).toContain("flowlogs-read: stdin: a document is cut short or damaged; its complete parts are read\n");
  expect(status).toBe(3);
});

test("what is whole is no error, whatever is in it", async () => {
  const inputs = [
    events.slice(0, 2),
    { events },
    envelope,
    { ...envelope, logEvents: [] },
    { awslogs: { data: base64 } },
  ];
  for (const input of inputs) {
    const { err, status } = await run(["flowlogs-read"], JSON.stringify(input, undefined, 1));
    expect({ err, status }).toEqual({ err: "", status: 0 });
  }
});
