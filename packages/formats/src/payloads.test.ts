// Parcels of every form, one after the other, in one source.
import { gzipSync } from "node:zlib";
import { readWorker } from "@flowlogs/core/stages";
import { expect, test } from "vitest";
import { envelopeMessages } from "./json/subscription.ts";
import { PayloadSink } from "./payloads.ts";

interface PayloadCase {
  readonly wants?: (name: string | undefined) => boolean;
  readonly withOrigin?: boolean;
}

function impossible(): never {
  throw new Error("not here");
}

/** The `bytes` of the records that come out, and the lines that do not. */
async function read(
  parcels: readonly (string | Uint8Array)[],
  { wants, withOrigin = false }: PayloadCase = {},
): Promise<{ numbers: readonly unknown[]; bad: readonly string[]; records: readonly object[]; skipped: unknown }> {
  let out = "";
  const bad: string[] = [];
  const worker = readWorker(
    { withOrigin },
    {
      write: (bytes) => void (out += Buffer.from(bytes).toString()),
      bad: ({ line, reason }) => void bad.push(`${line}: ${reason}`),
      note: impossible,
      missing: () => {},
      temporary: impossible,
      load: impossible,
      refuse: impossible,
    },
  );
  const sink = new PayloadSink(worker, { form: undefined, widths: [14], wants, withOrigin });
  for (const [at, data] of parcels.entries()) {
    await sink.take({ name: "a", origin: withOrigin ? { source: `parcel ${at}` } : {}, data: Buffer.from(data) });
  }
  worker.endSource();
  worker.finish();
  const records = out
    .split("\n")
    .slice(0, -1)
    .map((line): Record<string, unknown> => JSON.parse(line));
  const counts = worker.counts();
  const skipped = "skipped" in counts ? counts.skipped : {};
  const dropped = Object.values({ ...counts.dropped }).reduce((sum, it) => sum + it, 0);
  expect(counts.outRecords + dropped).toBe(counts.records);
  return { numbers: records.map((record) => record["bytes"]), bad, records, skipped };
}

const line = (bytes: number): string => `2 123456789010 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 ${bytes} 1 2 ACCEPT OK`;

function envelope(messages: readonly string[], logStream = "eni-1-all", more: object = {}): string {
  const events = messages.map((message, at) => ({ id: `${at}`, timestamp: 1000, message, ...more }));
  const head = { messageType: "DATA_MESSAGE", owner: "1", logGroup: "flows", logStream, subscriptionFilters: ["f"] };
  return JSON.stringify({ ...head, logEvents: events });
}

const control = JSON.stringify({
  messageType: "CONTROL_MESSAGE",
  owner: "CloudwatchLogs",
  logEvents: [{ message: "x" }],
});

test("every form by what is in it, in whatever order", async () => {
  const forms: readonly (string | Uint8Array)[] = [
    gzipSync(envelope([line(0), line(1)])),
    line(2),
    `${line(3)}\n${line(4)}\n`,
    envelope([line(5)]),
    gzipSync(gzipSync(envelope([line(6)]))),
    JSON.stringify({ message: line(7) }),
    `{"message":"${line(8)}"}{"message":"${line(9)}"}`,
    '{"srcaddr":"10.0.0.1","bytes":10}',
    '{"bytes":11}\n{"bytes":12}\n',
    gzipSync(envelope([line(13)])).toString("base64"),
    JSON.stringify(line(14)),
    `srcaddr bytes\n10.0.0.1 15\n10.0.0.2 16\n`,
    line(17),
    `srcaddr,bytes\n10.0.0.1,18\n`,
    gzipSync(control),
    envelope(['2 1 "eni-1" 10.0.0.1 10.0.0.2 1 2 6 1 19 1 2 ACCEPT OK']),
    envelope([line(20)], "eni-1-all", { extractedFields: { bytes: "20" } }),
    "",
    line(21),
  ];
  const { numbers, bad, skipped } = await read(forms);
  expect(bad).toEqual([]);
  expect(numbers).toEqual(Array.from({ length: 22 }, (_, at) => at));
  expect(skipped).toEqual({ "control messages": 1 });
});

test("what is broken is one bad line, and what is around it comes out", async () => {
  const damaged = gzipSync(envelope([line(9)]));
  damaged[damaged.length >> 1] = (damaged[damaged.length >> 1] ?? 0) ^ 255;
  const { numbers, bad } = await read([
    line(0),
    damaged,
    line(1),
    Uint8Array.of(0, 1, 2, 3, 250),
    `${line(2)}\nnot a record\n${line(3)}`,
    '{"message":',
    envelope([line(4), "neither", line(5)]),
  ]);
  expect(numbers).toEqual([0, 1, 2, 3, 4, 5]);
  expect(bad.map((it) => it.replace(/:.*/, ""))).toEqual(["1", "1", "2", "1", "2"]);
  expect(bad[0]).toBe("1: damaged data");
  expect(bad[1]).toBe("1: nothing that can be read");
});

test("only what some log streams hold", async () => {
  const { numbers, skipped } = await read(
    [
      gzipSync(envelope([line(0), line(0)])),
      envelope([line(1), line(2)], "eni-2-all"),
      envelope([line(3).replace("eni-1", '\\"')], "eni-2-all"),
      envelope([line(0).replace("eni-1", '\\"')]),
      `${line(0)}\n${line(0)}`,
      "srcaddr bytes\n10.0.0.1 0\n",
    ],
    { wants: (name) => name === "eni-2-all" },
  );
  expect(numbers).toEqual([1, 2, 3]);
  expect(skipped).toEqual({ "other streams": 2 + 1 + 2 + 2 });
});

test("records say where they come from", async () => {
  const { records } = await read([gzipSync(envelope([line(0)])), line(1), "srcaddr bytes\n10.0.0.1 2\n"], {
    withOrigin: true,
  });
  expect(records).toMatchObject([
    { bytes: 0, source: "parcel 0", log_group: "flows", log_stream: "eni-1-all", event_id: "0", event_time: 1 },
    { bytes: 1, source: "parcel 1" },
    { bytes: 2, source: "parcel 2" },
  ]);
});

function quick(text: string): string | undefined {
  const lines = envelopeMessages(Buffer.from(text));
  return lines && Buffer.from(lines).toString();
}

test("the quick way says nothing to what is not plain", () => {
  const plain = envelope([line(1)]);
  expect(quick(plain)).toBe(`${line(1)}\n`);
  const others = [
    plain.slice(0, -2),
    plain.replace("DATA", "CONTROL"),
    plain.replace("eni-1", '\\"'),
    plain.replace('"timestamp":1000,', '"timestamp":1000,"x":1,"y":"................................",'),
    plain.replace("}]", ',"extractedFields":{"message":"1"}}]'),
    plain.replace('[{"id"', '[{"message":"","id"'),
    envelope([]),
    envelope([""]),
    `${plain.slice(0, -2)},7]}`,
  ];
  expect(others.map(quick)).toEqual(others.map(() => undefined));
});
