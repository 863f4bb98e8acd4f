import { describe, expect, test } from "vitest";
import { memoryHost } from "./memoryHost.ts";
import { readArguments } from "./argv.ts";
import { defineCommand, type Command, type Options } from "./define.ts";
import { UsageError } from "@flowlogs/base/errors";
import { choice, list, natural, text, type Kind } from "./kind.ts";
import { message } from "./message.ts";
import { upperCase } from "./upperCase.fake.ts";

const host = memoryHost();

const expression: Kind<string> = {
  placeholder: "EXPR",
  parse: (word) =>
    word.includes("acton")
      ? {
          problem: 'unknown field "acton"',
          advice: 'did you mean "action"?',
          text: word,
          from: word.indexOf("acton"),
          to: word.indexOf("acton") + 5,
        }
      : word,
};

const options = {
  count: { kind: natural, short: "n", default: "10", brief: "how many" },
  by: { kind: choice("bytes", "packets"), brief: "rank by" },
  where: { kind: text, short: "w", brief: "condition", many: true },
  fields: { kind: list(text), brief: "columns" },
  quiet: { kind: "switch", short: "q", brief: "say nothing" },
} as const satisfies Options;

const rest = { brief: "for a test", about: "For a test.", memory: "streams", options, examples: [] };
const load = async () => ({ default: upperCaseStage });
function upperCaseStage(_values: unknown, context: Parameters<typeof upperCase>[0]): ReturnType<typeof upperCase> {
  return upperCase(context);
}
const filter = defineCommand({
  ...rest,
  name: "flow-filter",
  operands: { expression: { kind: expression, required: true, brief: "the condition" } },
  reads: "records",
  load,
});
const group = defineCommand({
  ...rest,
  name: "flow-group",
  operands: {
    limit: { kind: natural, brief: "how many", when: (word) => /^\d+$/.test(word) },
    aggregates: { kind: text, brief: "what to count", many: true, when: (word) => word.includes("(") },
  },
  reads: "records",
  load,
});
const read = defineCommand({
  ...rest,
  name: "flowlogs-read",
  operands: { source: { kind: text, brief: "the source" } },
  reads: "sources",
  load: async () => ({ default: async () => {} }),
});

async function values(words: string[], command: Command = filter): Promise<Record<string, unknown>> {
  return (await readArguments(command, words, host)).values;
}

async function fault(words: string[], command: Command = filter): Promise<string> {
  try {
    await readArguments(command, words, host);
    return "";
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return message(command.name, error.where, error.problem);
  }
}

describe("options", () => {
  test("defaults, and nothing where there is none", async () => {
    const all = { count: 10, by: undefined, where: [], fields: undefined, quiet: false, expression: "e" };
    expect(await values(["e"])).toEqual(all);
  });

  test.each([
    [["-n10", "e"], { count: 10 }],
    [["-n", "7", "e"], { count: 7 }],
    [["-n=7", "e"], { count: 7 }],
    [["--count=8", "e"], { count: 8 }],
    [["e", "--count", "9"], { count: 9, expression: "e" }],
    [["-n", "2", "-n", "2", "e"], { count: 2 }],
    [["--fields", "a,b", "--fields", "c", "e"], { fields: ["a", "b", "c"] }],
    [["--quiet", "--quiet", "e"], { quiet: true }],
    [["-qn3", "e"], { count: 3, quiet: true }],
    [["-wabc", "--where", "x=y", "e"], { where: ["abc", "x=y"] }],
    [["--where", "-30m", "e"], { where: ["-30m"] }],
    [["--fields", "-", "e"], { fields: ["-"] }],
    [["--where", "--quiet", "e"], { where: ["--quiet"], quiet: false }],
    [["--where", "--", "e"], { where: ["--"] }],
    [['--where="a"', "e"], { where: ['"a"'] }],
    [["--where=", "e"], { where: [""] }],
    [["--fields", "a, b", "e"], { fields: ["a", "b"] }],
    [["-q", "true"], { quiet: true, expression: "true" }],
    [["007"], { expression: "007" }],
    [["--", "-1 < bytes"], { expression: "-1 < bytes" }],
  ])("%j", async (words, expected) => {
    expect(await values(words)).toMatchObject(expected);
  });

  test.each([
    [["--byy", "bytes"], "unknown option --byy; did you mean --by?"],
    [["--byy=bytes"], "unknown option --byy; did you mean --by?"],
    [["--max"], "unknown option --max; did you mean --max-bad?"],
    [["--no-where"], "unknown option --no-where; flow-filter --help lists the options"],
    [["--toString"], "unknown option --toString; flow-filter --help lists the options"],
    [["-qx"], "unknown option -x in -qx; flow-filter --help lists the options"],
    [["-1 < bytes"], "unknown option -1 < bytes; put -- before it if it is not an option"],
    [["e", "--by"], "--by: needs a value; write --by WORD"],
    [["e", "-n"], "-n: needs a value; write -n N"],
    [["--quiet=yes", "e"], "--quiet: takes no value; write --quiet alone"],
    [["-n", "1", "--count", "2", "e"], '--count: given twice, as "1" and "2"; give it once'],
    [["--stats", "--stats=json", "e"], '--stats: given twice, as "text" and "json"; give it once'],
    [["-n", "ten", "e"], '--count: "ten" is not a whole number; write digits only, such as 10'],
    [["--by", "byts", "e"], '--by: unknown word "byts"; did you mean "bytes"?'],
    [["--by", "x", "e"], '--by: unknown word "x"; give one of bytes, packets'],
    [
      ["--max-bad", "many", "e"],
      '--max-bad: "many" is not a number of lines; write a number such as 10, or a share such as 1%',
    ],
    [["--stats=xml", "e"], '--stats: unknown word "xml"; give one of text, json'],
    [[], "EXPR: is missing"],
    [[""], "EXPR: is empty"],
    [["e", ""], "FILE: is empty"],
  ])("%j is refused", async (words, said) => {
    expect(await fault(words)).toBe(`flow-filter: ${said}\n`);
  });

  test("a fault in a text is shown under it", async () => {
    expect(await fault(["bytes > 1 and acton = REJECT"])).toBe(
      'flow-filter: EXPR: unknown field "acton"; did you mean "action"?\n' +
        "  bytes > 1 and acton = REJECT\n" +
        "                ^^^^^\n",
    );
    expect(await fault(["--fields", "a,,b", "e"])).toBe(
      "flow-filter: --fields: a name is missing in the list\n  a,,b\n    ^\n",
    );
  });

  test("--stats stands alone or with a word, and takes no file", async () => {
    const bare = await readArguments(filter, ["e", "--stats", "file"], host);
    expect(bare).toMatchObject({ common: { stats: "text" }, files: ["file"] });
    expect((await readArguments(filter, ["e", "--stats=json"], host)).common.stats).toBe("json");
    expect((await readArguments(filter, ["e"], host)).common.stats).toBeUndefined();
  });

  test("help and version need no operands", async () => {
    expect((await readArguments(filter, ["-h"], host)).wants).toBe("help");
    expect((await readArguments(filter, ["--version"], host)).wants).toBe("version");
    expect((await readArguments(filter, ["--", "--version"], host)).wants).toBe("run");
  });
});

describe("operands", () => {
  test("words go to the operands that claim them, the others are files", async () => {
    const request = await readArguments(group, ["count()", "a.txt", "5", "sum(bytes)", "6", "-"], host);
    expect(request.values).toMatchObject({ limit: 5, aggregates: ["count()", "sum(bytes)"] });
    expect(request.files).toEqual(["a.txt", "6", "-"]);
  });

  test("a command that opens its sources takes no more words than it names", async () => {
    expect(await fault(["a", "b"], read)).toBe('flowlogs-read: unexpected operand "b"; see flowlogs-read --help\n');
  });
});
