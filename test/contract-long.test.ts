// What every command does with a line that is nearly as long as a line may be (16 MiB): it is a record like any other.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { cases, lines } from "./cases.ts";
import { file, quoted, run, shell } from "./command.ts";

const nested = `${"[".repeat(500)}"${"]}".repeat(5000)}"${"]".repeat(500)}`;
const members = Array.from({ length: 2000 }, (_, i) => `"m${i}":"${"v".repeat(300)}"`);
const long = [
  `"text":"${"y".repeat(12.5e6)}"`,
  `"escapes":"${String.raw`\"\\\u0041`.repeat(1e5)}"`,
  `"values":[${"12345,".repeat(1e5)}1]`,
  `"nested":[${`${nested},`.repeat(50)}1]`,
  ...members,
].join(",");

const [first = "", second = ""] = lines({ command: ["flow-filter"] }, 2)
  .replaceAll("}", ',"bin":"2023-11-14T22:13:00Z","count()":1}')
  .split("\n");
const input = `${first.slice(0, -1)},${long}}\n${second}\n`;
const path = file("long.ndjson", input);

test.each([
  ...cases.filter(({ command: [name] }) => name !== "flowlogs-read"),
  { title: "flowlogs-read", command: ["flowlogs-read"] },
  { title: "flowlogs-read --form ndjson", command: ["flowlogs-read", "--form", "ndjson"] },
  { title: "flow-bin --fill", command: ["flow-bin", "1m", "--fill"] },
  { title: "flow-top --share --other", command: ["flow-top", "1", "--by", "bytes", "--share", "--other"] },
] as const)("$title takes a long line as it takes a short one", async ({ command }) => {
  expect(input.length).toBeGreaterThan(15e6);
  const short = await run(command, `${first.slice(0, -1)},"text":"y"}\n${second}\n`);
  const whole = await shell(`set -o pipefail; ${quoted(command)} < ${quoted([path])} | tr -d ' ' | cut -c 1-20`);
  // A table's columns are wider.
  expect(whole).toEqual({ ...short, out: short.out.replaceAll(" ", "").replaceAll(/^(.{1,20}).*$/gm, "$1") });
});

test("a long line comes out whole", async () => {
  const { out } = await shell(`flowlogs-read ${quoted([path])} | flow-top --by 'bytes asc' | flow-fmt -o json`);
  const given = readFileSync(path, "utf8").trimEnd().split("\n");
  expect(JSON.parse(out)).toEqual(given.map((line): unknown => JSON.parse(line)));
});
