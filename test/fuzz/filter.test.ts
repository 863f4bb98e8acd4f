// flow-filter's columns against the evaluation of the expression record by record.
import { expect, test } from "vitest";
import { printExpression } from "../../packages/core/src/expression/print.ts";
import type { Expression } from "../../packages/core/src/expression/syntax.ts";
import { formatAddress, parseAddress } from "../../packages/core/src/address.ts";
import { filterWorker } from "../../packages/core/src/stages.ts";
import { holds, readAddress } from "./evaluate.ts";
import { expressionOf, feed, linesOf } from "./feed.ts";
import { addresses, randomFlows } from "./flows.ts";
import { type Random, repeat } from "./random.ts";
import { readLine } from "./reference.ts";

const comparisons = ["=", "!=", "<", "<=", ">", ">="];
const numberFields = ["bytes", "packets", "dstport", "key", "n.x"];
const textFields = ["action", "account_id", "key", "n.x", "nowhere"];
const numbers = [
  "0",
  "1",
  "7",
  "443",
  "1.5",
  "-1",
  "1k",
  "9007199254740992",
  "9007199254740993",
  "'443'",
  "1e3",
  "-0.75",
];
const texts = ["ACCEPT", "'REJECT'", "'a'", "'é'", "''", "'x y'", "'007'", "000000000007", `'a"b'`, "'😀'"];
const patterns = ["/^a/", "/a/i", "/^$/", "/REJ.*D/", "/^.$/u", "/[0-9]/", "/é|😀/u", "/^\\{/"];
const singles = ["10.0.0.1", "10.0.0.255", "::1", "2001:db8::1", "::ffff:10.0.0.2", "192.168.0.1"];
const blocks = [
  "10.0.0.0/8",
  "10.0.0.0/31",
  "0.0.0.0/0",
  "::/0",
  "2001:db8::/32",
  "fd00::/8",
  "10.0.0.1-10.0.0.2",
  "1::/16",
];

/** A number that is worked out. */
function randomNumeric(random: Random, depth: number): string {
  const field = () => random.pick(["bytes", "packets", "dstport", "start", "key", "n.x", "nowhere"]);
  if (depth === 0 || random.once(4)) return random.pick([field(), field(), random.pick(["0", "1", "2.5", "-3", "1k"])]);
  const part = () => randomNumeric(random, depth - 1);
  return random.pick([
    () => `(${part()} ${random.pick(["+", "-", "*", "/", "%"])} ${part()})`,
    () => `(${part()}) & ${random.pick(["1", "6", field()])}`,
    () => `(${part()}) ^ ${random.pick(["0", "1", "2"])}`,
    () => `-(${part()})`,
    () => `${random.pick(["floor", "ceil", "abs"])}(${part()})`,
    () => `${random.pick(["greatest", "least"])}(${part()}, ${part()})`,
    () => `coalesce(${part()} + 0, ${part()})`,
    () => `if(${randomTest(random)}, ${part()}, ${part()})`,
    () => `case(${randomTest(random)}, ${part()}, ${randomTest(random)}, ${part()})`,
    () => `strlen(${randomWritten(random)})`,
    () => "bpp",
  ])();
}

/** A text that is worked out. */
function randomWritten(random: Random): string {
  const field = () => random.pick(["action", "key", "srcaddr", "`n.x`", "bytes", "nowhere"]);
  return random.pick([
    () => `concat(${field()}, '-', ${field()})`,
    () => `tolower(${field()})`,
    () => `substr(tolower(${field()}), ${random.below(3)}, ${random.below(5)})`,
    () => `replace(${field()}, 'E', 'x')`,
    () => `coalesce(${field()}, ${field()})`,
    () => `if(${randomTest(random)}, ${field()}, 'a')`,
  ])();
}

function randomComputed(random: Random): string {
  const numeric = () => `(${randomNumeric(random, 2)}) + 0`;
  const not = random.pick(["", "not "]);
  return random.pick([
    () => `${numeric()} ${random.pick(comparisons)} ${random.pick(numbers)}`,
    () => `${numeric()} ${random.pick(comparisons)} ${numeric()}`,
    () => `${numeric()} ${random.pick(comparisons)} ${random.pick(["bytes", "`key`"])}`,
    () => `${numeric()} ${not}in [0-1, 5, ${random.pick(numbers)}]`,
    () => `${numeric()} is ${not}null`,
    () => `${numeric()} ${not}like 1`,
    () => `${randomWritten(random)} ${random.pick(comparisons)} ${random.pick(texts)}`,
    () => `${randomWritten(random)} ${not}like ${random.pick(["a", "'%e%'", "x"])}`,
    () => `${randomWritten(random)} is ${not}null`,
    () => `${randomWritten(random)} ${random.pick(comparisons)} ${randomWritten(random)}`,
  ])();
}

function randomTest(random: Random): string {
  const number = () => random.pick(numbers);
  const text = () => random.pick(texts);
  const single = () => random.pick(singles);
  const address = () => random.pick(["srcaddr", "dstaddr", "addr"]);
  const not = random.pick(["", "not "]);
  switch (random.below(13)) {
    case 0:
      return `${random.pick(numberFields)} ${random.pick(comparisons)} ${number()}`;
    case 1:
      return `${random.pick(textFields)} ${random.pick(comparisons)} ${text()}`;
    case 2:
      return `${address()} ${random.pick(comparisons)} ${single()}`;
    case 3:
      return `${address()} ${random.pick(["=", "!="])} ${random.pick(blocks)}`;
    case 4:
      return `${address()} ${not}in [${random.times(random.between(1, 4), () => random.pick([...singles, ...blocks])).join(", ")}]`;
    case 5:
      return `${random.pick(numberFields)} ${not}in [${random.pick(["0-1", "1-443", "5"])}, ${number()}, ${number()}]`;
    case 6:
      return `${random.pick(textFields)} ${not}in [${text()}, ${text()}, ${random.pick(["7", "'007'"])}]`;
    case 7:
      return `${random.pick([...textFields, "srcaddr"])} ${random.pick(["=~", "!~", "like", "not like"])} ${random.pick(patterns)}`;
    case 8:
      return `${random.pick([...textFields, "srcaddr"])} ${not}like ${random.pick(["a", "'10.%'", "'%E_T'", "'x'", "'%'", "''"])}`;
    case 9:
      return `${random.pick([...textFields, ...numberFields, "srcaddr"])} is ${not}null`;
    case 10:
      return `${random.pick(["bytes", "srcaddr", "key", "action"])} ${random.pick(comparisons)} ${random.pick(["packets", "dstaddr", "`key`", "`n.x`"])}`;
    case 11:
      return `${random.pick(numberFields)} ${not}between -1 and 443`;
    default:
      return `key ${random.pick(comparisons)} ${random.pick([number(), text(), single()])}`;
  }
}

function randomExpression(random: Random, depth: number): string {
  if (depth === 0 || random.once(3)) return randomTest(random);
  const operand = () => randomExpression(random, depth - 1);
  return random.pick([
    () => `not (${operand()})`,
    () => `(${operand()} and ${operand()})`,
    () => `(${operand()} or ${operand()} or ${operand()})`,
    () => `${operand()} and not ${operand()}`,
  ])();
}

function filtered(expression: Expression, lines: readonly string[]): string[] {
  return linesOf(feed((context) => filterWorker(expression, context), lines.map((line) => `${line}\n`).join("")));
}

function plainly(expression: Expression, lines: readonly string[]): string[] {
  return lines.filter((line) => {
    const members = readLine(line);
    return members !== undefined && holds(expression, members);
  });
}

test("random expressions over random records", () => {
  repeat(400, (random) => {
    const expression = expressionOf(randomExpression(random, 3));
    const lines = randomFlows(random, 80);
    expect([printExpression(expression), ...filtered(expression, lines)]).toEqual([
      printExpression(expression),
      ...plainly(expression, lines),
    ]);
  });
});

const withBytes = (...values: readonly string[]) => values.map((value) => `{"bytes":${value}}`);

test("values that are worked out over random records", () => {
  repeat(400, (random) => {
    const text = random.once(3)
      ? `not (${randomComputed(random)}) or ${randomComputed(random)}`
      : randomComputed(random);
    const expression = expressionOf(text);
    const lines = randomFlows(random, 60);
    expect([text, ...filtered(expression, lines)]).toEqual([text, ...plainly(expression, lines)]);
  });
});

test.each([
  ["bytes = 9223372036854775807", withBytes("9223372036854775806", "9223372036854775807"), [1]],
  ["bytes < -9223372036854775806", withBytes("-9223372036854775807", "-9223372036854775806"), [0]],
  ["bytes between 9007199254740993 and 9007199254740995", withBytes("9007199254740992", "9007199254740993"), [1]],
  ["bytes in 9007199254740993-9007199254740995", withBytes("9007199254740996", "9007199254740995"), [1]],
  ["bytes in [9007199254740993]", withBytes("9007199254740992", "9007199254740993"), [1]],
])("digits beyond 2^53 count: %s", (text, lines, kept) => {
  expect(filtered(expressionOf(text), lines)).toEqual(kept.map((place) => lines[place]));
});

test("the plain reader of addresses agrees with the parser", () => {
  for (const text of addresses) {
    const parsed = parseAddress(text);
    const again = readAddress(parsed === undefined ? "" : formatAddress(parsed));
    expect([text, readAddress(text)]).toEqual([text, again]);
  }
});

/** A spelling that is an address, or nearly. */
function oddSpelling(random: Random): string {
  const group = () => random.pick(["0", "1", "db8", "ffff", "FFFF", "00a0", "12345", "g", "a00", ""]);
  const octet = () => random.pick(["0", "1", "10", "255", "256", "01", "", "x", "1000"]);
  const four = () => random.times(random.pick([4, 4, 4, 3, 5]), octet).join(".");
  const six = () => random.times(random.between(1, 9), group).join(":");
  const tail = random.pick(["", "", ":", "::", "::1", ":10.0.0.1", "::ffff:10.0.0.1", "%eth0", "/8", " "]);
  return random.pick([four, six, () => `::${six()}`, () => `${six()}::${six()}`, () => `${six()}:${four()}`])() + tail;
}

test("the kernel reads addresses as parseAddress does", () => {
  repeat(20, (random) => {
    const records = random.times(300, () => {
      const text = random.once(4) ? random.pick(addresses) : oddSpelling(random);
      const parsed = parseAddress(text);
      const same = parsed === undefined ? "none" : formatAddress(parsed);
      return { line: JSON.stringify({ key: text, same }), isAddress: parsed !== undefined };
    });
    const isAddress = expressionOf("key in [0.0.0.0/0, ::/0] and key = `same`");
    const lines = records.map(({ line }) => line);
    expect(filtered(isAddress, lines)).toEqual(records.filter((record) => record.isAddress).map(({ line }) => line));
    const isNone = expressionOf("key not in [0.0.0.0/0, ::/0]");
    expect(filtered(isNone, lines)).toEqual(records.filter((record) => !record.isAddress).map(({ line }) => line));
  });
});
