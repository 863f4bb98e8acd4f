import { expect, test } from "vitest";
import { defineCommand } from "./define.ts";
import { choice, natural } from "./kind.ts";
import { memoryHost } from "./memoryHost.ts";
import { execute } from "./run.ts";
import { upperCase } from "./upperCase.fake.ts";

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
  },
  examples: [{ run: "flow-top 2 --by packets < a.ndjson", says: "the two busiest by packets" }],
  reads: "records",
  load: async () => ({ default: (_values, context) => upperCase(context) }),
});

async function answer(word: string): Promise<string> {
  const host = memoryHost();
  expect(await execute(command, [word], host)).toBe(0);
  expect(host.err()).toBe("");
  return host.out();
}

test("help says everything in its order", async () => {
  expect(await answer("--help")).toBe(`flow-top - keep the largest records

Usage: flow-top [OPTION...] [N] [FILE...]

Examples:
  flow-top 2 --by packets < a.ndjson
      the two busiest by packets

Reads every record and keeps the N with the largest values; equal ones stay in
the order in which they came.

More.

Operands:
  N     how many records to keep
  FILE  files to read, in order; standard input if - or none

Options:
  -b, --by WORD  the field to rank by
                                  [choices: "bytes", "packets"] [default: bytes]
      --least    keep the smallest instead

Common options:
      --stats[=WORD]  print statistics on stderr at the end
                                                       [choices: "text", "json"]
      --strict        exit with 3 on any bad line, or a field that no record has
      --max-bad N|P%  exit with 3 when more lines than this are bad
  -h, --help          show this help
  -V, --version       show the version

Memory: keeps N records

Exit codes:
  0         success, even if nothing matched or the reader closed the pipe
  2         invalid option, operand or expression; nothing was read
  3         a source could not be read, too many lines were bad, or no record
            had a field; the rest was written
  4         the output could not be written
  5         a request to AWS failed
  130, 143  interrupted
`);
});

test("no line of help is longer than 80 columns", async () => {
  const lines = (await answer("-h")).split("\n");
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
});

test("the version is the package's", async () => {
  expect(await answer("-V")).toMatch(/^flow-top \d+\.\d+\.\d+\n$/);
});
