// Records whose values take more room than their lines: what is written is whole.
import { expect, test } from "vitest";
import { run } from "../stage/run.fake.ts";
import { loadPrinter } from "../print/formats.ts";
import { binWorker, formatWorker, readWorker } from "../stages.ts";

const row = "2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 3 4 1795255500 1795255560 ACCEPT OK\n";
const fields = ["bytes"];

test.each([
  ["controls, of which each takes six bytes", "\u0001".repeat(20_000)],
  ["a long name", "x".repeat(70_000)],
])("where records come from: %s", (_, stream) => {
  const { output } = run(
    (context) => {
      const worker = readWorker({ fields, withOrigin: true }, context);
      worker.setOrigin({ log_stream: stream });
      return worker;
    },
    [row.repeat(50)],
  );
  const line = `${JSON.stringify({ bytes: 4, log_stream: stream })}\n`;
  expect(output === line.repeat(50)).toBe(true);
});

// Of 64 columns that lie in each other, 6 * 64 * 11,184,811 bytes is just above 2^32, and 3 * 128 * 11,184,811 as well.
test.each([
  ["ndjson", 64],
  ["csv", 128],
] as const)("%s: values in values", async (format, levels) => {
  const names = Array.from({ length: levels }, (_, i) =>
    Array(i + 1)
      .fill("a")
      .join("."),
  );
  const text = "t".repeat(1100);
  const inner = `${'{"a":'.repeat(levels)}"${text}"${"}".repeat(levels - 1)}`;
  const line = `${inner},"pad":"${"p".repeat(11_184_811 - inner.length - 9)}"}\n`;
  const plain = '{"a":"before"}\n';
  const options = { printer: await loadPrinter(format), fields: names, heading: false };
  const { output } = run((context) => formatWorker(options, context), [plain.repeat(3), line, plain]);
  const values = names.map((_, i) => `${'{"a":'.repeat(levels - 1 - i)}"${text}"${"}".repeat(levels - 1 - i)}`);
  const lines = output.split("\n");
  expect(lines.length).toBe(6);
  const members = names.map((name, i) => `"${name}":${values[i]}`);
  const cells = values.map((value, i) => (i === levels - 1 ? text : `"${value.replaceAll('"', '""')}"`));
  expect(lines[3] === (format === "ndjson" ? `{${members.join(",")}}` : cells.join(","))).toBe(true);
});

test("a bin of its own in a record of bytes that are no UTF-8, which are three each when the line is written anew", () => {
  const size = 440_000;
  const flow = '{"start":1795168753,"end":1795168813,"bytes":10}\n';
  const odd = '{"bin":1,"start":"\\u0031';
  let output = Buffer.alloc(0);
  const worker = binWorker(
    { size: { seconds: 300 } },
    {
      write: (bytes) => (output = Buffer.concat([output, bytes])),
      bad: () => undefined,
      note: () => undefined,
      missing: () => {},
      temporary: () => {
        throw new Error("nothing is to be spilled");
      },
      load: () => new Uint8Array(),
      refuse: (_, { problem }) => {
        throw new Error(problem);
      },
    },
  );
  const source = Buffer.concat([Buffer.from(flow + odd), Buffer.alloc(size, 0xff), Buffer.from(`"}\n${flow}`)]);
  for (let done = 0; done < source.length;) {
    const room = worker.room();
    const part = source.subarray(done, done + room.length);
    room.set(part);
    worker.advance(part.length);
    done += part.length;
  }
  worker.endSource();
  const binned = flow.replace("}", ',"bin":"2026-11-20T09:55:00Z"}');
  expect(output.toString() === `${binned}{"start":"\\u0031${"\ufffd".repeat(size)}","bin":null}\n${binned}`).toBe(true);
});
