import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { defineCommand } from "./define.ts";
import { memoryHost } from "./memoryHost.ts";
import { execute } from "./run.ts";
import { upperCase } from "./upperCase.fake.ts";
import type { Worker, Context } from "@flowlogs/base/contracts";
import { type RecordStream, recordsOf, stageStream } from "./streams.ts";

const command = defineCommand({
  name: "shout",
  brief: "write lines in capitals",
  about: "Writes lines in capitals.",
  memory: "streams",
  operands: {},
  options: {},
  examples: [],
  reads: "records",
  load: async () => ({ default: (_values, context) => upperCase(context) }),
});

function shout(last?: number): RecordStream {
  const stage = (_: object, context: Context): Worker => upperCase(context, last);
  return stageStream(command, stage, {});
}

const text = "first line\n\nzwölf größer\nbad 3\nno\n" + "long ".repeat(40) + "\nthe last has no end";
const loud = "FIRST LINE\nZWÖLF GRÖSSER\n" + "LONG ".repeat(40) + "\nTHE LAST HAS NO END\n";

function pieces(size: number): Readable {
  const bytes = Buffer.from(text);
  return Readable.from(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size),
    ),
  );
}

describe("a stage", () => {
  test.each([1, 2, 3, 7, 64, 65_536])(
    "gives the same bytes as command and as stream, in pieces of %i",
    async (size) => {
      const host = memoryHost({ stdin: text, chunk: size });
      expect(await execute(command, [], host)).toBe(0);
      expect(host.out()).toBe(loud);

      const bad: unknown[] = [];
      const stream = shout().on("badLine", (line) => bad.push(line));
      expect((await buffer(pieces(size).pipe(stream))).toString()).toBe(loud);
      expect(bad).toEqual([{ line: 4, reason: "bad letter", detail: "found 3" }]);
    },
  );

  test("ends its stream when it has seen enough", async () => {
    const stream = shout(1);
    expect((await buffer(pieces(3).pipe(stream))).toString()).toBe("FIRST LINE\n");
  });

  test("fails its stream when it fails", async () => {
    const stream = shout();
    await expect(buffer(Readable.from([Buffer.from("boom\n")]).pipe(stream))).rejects.toThrow("it went off");
  });
});

describe("records", () => {
  test("are the objects of the lines, with every digit of their integers", async () => {
    const values = await all([
      '\uFEFF{"a":1}\r\n\n',
      '  \n{"big":18446744073709551615,"text":"12345678901234567890 \\" 1',
      '"}\n{"x":',
      "1.2345678901234567}",
    ]);
    expect(values).toEqual([
      { a: 1 },
      { big: 18446744073709551615n, text: '12345678901234567890 " 1' },
      { x: 1.2345678901234567 },
    ]);
  });

  test.each([
    ['{"a":1}\n\n{oops\n', /^line 3: not JSON: /],
    ['{"a":1}\n\n[1]\n', /^line 3: not a JSON object$/],
  ])("a line that is no record is an error that names it", async (lines, message) => {
    await expect(all([lines])).rejects.toMatchObject({ code: "bad-lines", position: { line: 3 } });
    await expect(all([lines])).rejects.toThrow(message);
  });

  test("may be left early", async () => {
    const source = Readable.from(Array.from({ length: 1000 }, (_, index) => `{"n":${index}}\n`));
    for await (const { n } of recordsOf(source)) if (n === 2) break;
    expect(source.destroyed).toBe(true);
  });
});

async function all(chunks: string[]): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const value of recordsOf(Readable.from(chunks))) values.push(value);
  return values;
}
