// Expressions that programs write: as long as they like, in linear time, with an answer or a short message that says where.
import { describe, expect, test } from "vitest";
import { file, type Outcome, run } from "./command.ts";

const record = '{"action":"ACCEPT","srcaddr":"10.0.0.1","bytes":4,"start":1700000000}\n';
const many = (count: number, part: (i: number) => unknown, joint: string): string =>
  Array.from({ length: count }, (_, i) => part(i)).join(joint);

async function filter(text: string): Promise<Outcome> {
  return await run(["flow-filter", "-f", file("long.txt", text)], record);
}

describe("a long expression has an answer", () => {
  test.each([
    ["a list of 500,000 numbers", `bytes in [${many(5e5, (i) => 2 * i, ",")}]`],
    [
      "a list of 200,000 addresses",
      `srcaddr in [${many(2e5, (i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, ",")}]`,
    ],
    ["100,000 conditions", many(1e5, (i) => `bytes = ${i}`, " or ")],
    ["100,000 conditions in parentheses", many(1e5, (i) => `(bytes = ${i})`, " or ")],
    [
      "400 parentheses around 20,000 conditions",
      `${"(".repeat(400)}${many(2e4, (i) => `bytes = ${i}`, " or ")}${")".repeat(400)}`,
    ],
    ["a text of 12 MB", `action != "${"z".repeat(12e6)}"`],
    ["comments and blanks of 12 MB", `${"# x\n".repeat(2e6)}${" ".repeat(4e6)}bytes = 4`],
  ])("%s", async (_, text) => {
    expect(await filter(text)).toEqual({ out: record, err: "", status: 0 });
  });
});

describe("what nobody can mean is refused in a few words", () => {
  const fault = " and and";
  test.each([
    ["parentheses", `${"(".repeat(1e5)}bytes = 4${")".repeat(1e5)}`, "nested too deeply"],
    ["not", `${"not ".repeat(1e5)}bytes = 4`, "nested too deeply"],
    ["calls", `bytes = ${"abs(".repeat(1e5)}1${")".repeat(1e5)}`, "nested too deeply"],
    ["operations", `bytes = ${many(1e5, () => 1, " + ")}`, "too many operations"],
    ["a number", `bytes = ${"1".repeat(12e6)}`, "more than 10000 characters"],
    ["divisions", `bytes = ${many(1e6, () => 1, "/")}`, "more than 10000 characters"],
    ["a number in quotes", `bytes = "${"1".repeat(12e6)}"`, "bytes is a number"],
    ["a pattern", `action like "%${"a".repeat(12e6)}"`, "the pattern has more than 10000 characters"],
    ["a word too many", `action = "${"z".repeat(12e6)}"${fault}`, 'unexpected "and"'],
  ])("%s", async (_, text, problem) => {
    const { out, err, status } = await filter(text);
    expect({ out, status }).toEqual({ out: "", status: 2 });
    expect(err).toContain(problem);
    expect(err).toMatch(/\^ character [\d,]+\n$/);
    expect(err.length).toBeLessThan(1200);
  });

  test("the place is counted in the whole line", async () => {
    const { err } = await filter(`action = "${"z".repeat(12e6)}"${fault}`);
    expect(err).toContain(`^^^ character ${(12e6 + 17).toLocaleString("en")}\n`);
    const [, quoted = ""] = err.split("\n");
    expect(quoted.trim().length).toBeLessThan(210);
  });
});

test("the aggregate that a key is called after may be long too", async () => {
  const name = `sum(${"(".repeat(1e5)}bytes${")".repeat(1e5)})`;
  expect(await filter(`${name} is null`)).toMatchObject({ out: record, status: 0 });
});
