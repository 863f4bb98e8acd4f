import { expect, test } from "vitest";
import { defineCommand } from "../define.ts";
import { choice, natural } from "../kind.ts";
import { memoryHost } from "../memoryHost.ts";
import { execute } from "../run.ts";
import { upperCase } from "../upperCase.fake.ts";

const command = defineCommand({
  name: "flow-top",
  brief: "keep the largest records",
  about:
    "Reads every record and keeps the N with the largest values; equal ones stay in the order in which they came.\n\nMore.",
  memory: "keeps N records",
  operands: { count: { kind: natural, brief: "how many records to keep" } },
  options: {
    by: { kind: choice("bytes", "packets"), short: "b", default: "bytes", brief: "the field to rank by" },
    least: { kind: "switch", brief: "keep the smallest instead" },
    seldom: { kind: "switch", brief: "what few need", rare: true },
  },
  examples: [
    { run: "flow-top 2 --by packets < a.ndjson | flow-top 1", says: "the two busiest by packets, and then the busier" },
  ],
  reads: "records",
  reference: async () => ({
    default: {
      topics: [
        {
          name: "colours",
          brief: "what there is",
          sections: [{ title: "Warm", rows: [[["red", "rot"], "as blood"]] }],
          words: [],
        },
      ],
      fields: {},
    },
  }),
  load: async () => ({ default: (_values, context) => upperCase(context) }),
});

async function answer(words: readonly string[], columns = 80): Promise<string> {
  const host = memoryHost({ columns });
  expect({ status: await execute(command, words, host), err: host.err() }).toEqual({ status: 0, err: "" });
  return host.out();
}

test("help says the most useful in its order, without what is rare", async () => {
  expect(await answer(["--help"])).toBe(`flow-top - keep the largest records

Usage: flow-top [OPTION...] [N] [FILE...]

Examples:
  flow-top 2 --by packets < a.ndjson | flow-top 1
      the two busiest by packets, and then the busier

Options:
  N              how many records to keep
  FILE           files to read, in order; standard input if - or none
  -b, --by WORD  the field to rank by; one of bytes, packets; default: bytes
      --least    keep the smallest instead

Common options: --stats[=WORD]; -q, --quiet; --strict; --max-bad N|P%; -h,
  --help[=TOPIC]; -V, --version
Exit codes: 0 success; 2 invalid call; 3 bad input; 4 bad output; 5 AWS failed;
  130, 143 interrupted
All, with 5 more options: flow-top --help=all, or man flow-top. Topics:
  --help=TOPIC with colours.
`);
});

test("all of it has every option, the description and what the exit codes mean", async () => {
  const text = await answer(["--help=all"]);
  expect(text).toMatch(/^ {6}--seldom +what few need$/m);
  expect(text).toContain("\n\nReads every record and keeps the N with the largest values; equal ones stay in\n");
  expect(text).toContain("  5         a request to AWS failed\n");
  expect(text).toContain("Memory: keeps N records\n");
});

test("a topic is shown by --help=TOPIC, and by a word after --help", async () => {
  const text = "colours - what there is\n\nWarm:\n  red, rot  as blood\n";
  expect(await answer(["--help=colours"])).toBe(text);
  expect(await answer(["--help", "colours"])).toBe(text);
  expect(await answer(["--help", "a.ndjson"])).toBe(await answer(["-h"]));
});

test.each([
  ["colous", 'flow-top: --help: unknown topic "colous"; did you mean "colours"?\n'],
  ["Json5", 'flow-top: --help: unknown topic "Json5"; did you mean "json"?\n'],
  ["xyz", 'flow-top: --help: unknown topic "xyz"; give one of all, json, colours\n'],
])("--help=%s is refused with what there is", async (word, said) => {
  const host = memoryHost();
  expect(await execute(command, [`--help=${word}`], host)).toBe(2);
  expect({ out: host.out(), err: host.err() }).toEqual({ out: "", err: said });
});

test.each([20, 30, 40, 60, 80, 100])("no line is longer than a terminal of %i columns", async (columns) => {
  for (const words of [["--help"], ["--help=all"], ["--help=colours"]]) {
    const lines = (await answer(words, columns)).split("\n");
    expect(lines.filter((line) => line.length > columns)).toEqual([]);
  }
});

test("a command line is broken where a shell goes on", async () => {
  expect(await answer(["--help"], 40)).toContain("  flow-top 2 --by packets < a.ndjson |\n    flow-top 1\n");
  expect(await answer(["--help"], 30)).toContain("  flow-top 2 --by packets \\\n    < a.ndjson | flow-top 1\n");
});

test("letters after -h are letters of other options", async () => {
  expect(await answer(["-hV"])).toBe(await answer(["-h"]));
});

test("the version is the package's", async () => {
  expect(await answer(["-V"])).toMatch(/^flow-top \d+\.\d+\.\d+\n$/);
});
