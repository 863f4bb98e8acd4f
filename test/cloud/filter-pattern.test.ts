// Filter patterns by the examples of AWS's guide, and by another reading of it (test/doubles/pattern.ts) on random ones.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isProblem } from "@flowlogs/cli";
import { compilePattern } from "../doubles/pattern.ts";
import { compileFilterPattern } from "../../packages/sources/src/pattern/filterPattern.ts";

function matches(pattern: string, message: string): boolean {
  const compiled = compileFilterPattern(pattern);
  if (isProblem(compiled)) throw new Error(`${pattern}: ${compiled.problem}`);
  return compiled(message);
}

const errors = [
  "[ERROR 400] BAD REQUEST",
  "[ERROR 401] UNAUTHORIZED REQUEST",
  "[ERROR 419] MISSING ARGUMENTS",
  "[ERROR 420] INVALID ARGUMENTS",
];
const apache = '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534';
const json = JSON.stringify({
  eventType: "UpdateTrail",
  sourceIPAddress: "111.111.111.111",
  arrayKey: ["value", "another value"],
  objectList: [
    { name: "a", id: 1 },
    { name: "b", id: 2 },
  ],
  SomeObject: null,
  cluster: { name: "c", ok: true },
});

// Which of the messages each pattern matches, as the guide says.
test.each<[pattern: string, messages: string[], found: number[]]>([
  ["ERROR", errors, [0, 1, 2, 3]],
  ["ERROR ARGUMENTS", errors, [2, 3]],
  ['"INTERNAL SERVER ERROR"', ["INTERNAL SERVER ERROR", "ERROR INTERNAL SERVER"], [0]],
  ["?ERROR ?WARN", ["ERROR x", "WARN x", "INFO x"], [0, 1]],
  ["?ERROR ?WARN INFO", ["ERROR x", "WARN x", "INFO x"], [2]],
  ["ERROR -ARGUMENTS", errors, [0, 1]],
  ["%AUTHORIZED%", ["UNAUTHORIZED", "authorized"], [0]],
  ["%^[45]\\d\\d%", ["404 x", "x 404", "500"], [0, 2]],
  ["", errors, [0, 1, 2, 3]],
  ['" "', errors, [0, 1, 2, 3]],
  ["[ip, user, username, timestamp, request, status_code, bytes]", [apache], [0]],
  ["[ip, user, username, timestamp, request, status_code = 4*, bytes > 1000]", [apache], [0]],
  ["[ip, user, username, timestamp, request = *html*, status_code = 4*, bytes]", [apache], [0]],
  ["[..., status_code != 4*, bytes]", [apache], []],
  ["[ip=%127\\.0\\.0\\.[1-9]%, ...]", [apache], [0]],
  ["[..., code = 404 || code = 410, bytes >= 1000 && bytes < 2000]", [apache], [0]],
  ["[w1=ERROR, w2]", ["ERROR a b c d", "WARN a"], [0]],
  ['{ $.eventType = "UpdateTrail" }', [json], [0]],
  ['{ $.eventType = "Update*" && $.sourceIPAddress != 123.123.* }', [json], [0]],
  ["{ $.sourceIPAddress = %^111\\.111% }", [json], [0]],
  ['{ $.arrayKey[0] = "value" }', [json], [0]],
  ["{ $.objectList[1].id = 2 }", [json], [0]],
  ["{ $.objectList[*].id > 2 }", [json], []],
  ["{ $.SomeObject IS NULL }", [json], [0]],
  ["{ $.SomeOtherObject NOT EXISTS }", [json], [0]],
  ["{ $.cluster.ok IS TRUE }", [json], [0]],
  ["{ $.cluster.ok IS FALSE }", [json], []],
  ["{ $.['cluster'].name = c }", [json], [0]],
  ["{ ($.a = 1 || $.cluster.name = c) && $.eventType = x }", [json], []],
  ["{ $.a = 1 || $.cluster.name = c && $.eventType = UpdateTrail }", [json], [0]],
  ["{ $.a = 1 }", ["no JSON", "{broken"], []],
])("%s", (pattern, messages, found) => {
  expect(messages.flatMap((message, at) => (matches(pattern, message) ? [at] : []))).toEqual(found);
});

test.each([
  ["10.0.0.1", /double quotes: "10.0.0.1"/],
  ['a "b', /not a term/],
  ["[a, b", /] is missing/],
  ["[..., a, ...]", /is in the pattern twice/],
  ["[a > x]", /not a number/],
  ["%(a)%", /parentheses/],
  ["[a=%1%, b=%2%, c=%3%]", /more than 2/],
  ["{ $.a IS NOT NULL }", /is not a property test/],
  ["{ a = 1 }", /not a property/],
  ["{ $.a = 1", /} is missing/],
  ["{ ($.a = 1 }", /\) is missing/],
  ["x".repeat(1025), /1024 characters/],
])("%s is refused", (pattern, says) => {
  const compiled = compileFilterPattern(pattern);
  expect(isProblem(compiled) && `${compiled.problem} ${compiled.advice}`).toMatch(says);
});

test("random patterns match what another reading of the guide says", () => {
  const word = fc.constantFrom("10", "22", "443", "ACCEPT", "REJECT", "-", "OK", "10.0.0.1", "10.0.1.7", "a");
  const name = fc.constantFrom("a", "b1", "srcaddr");
  const operand = fc.constantFrom("10", "22", "10.0.*", "*T", "REJECT", "10.0.0.1");
  const equality = fc.tuple(name, fc.constantFrom("=", "!=", " = "), operand).map((it) => it.join(""));
  const order = fc
    .tuple(name, fc.constantFrom("<", "<=", ">", " >= "), fc.constantFrom("10", "22", "100"))
    .map((it) => it.join(""));
  const condition = fc.oneof(name, equality, order);
  const column = fc
    .tuple(condition, fc.constantFrom(" || ", " && "), condition)
    .chain(([a, by, b]) => fc.constantFrom(a, `${a}${by}${b}`));
  const columns = fc
    .tuple(fc.array(column, { maxLength: 3 }), fc.boolean(), fc.array(column, { minLength: 1, maxLength: 3 }))
    .map(([before, hasRest, after]) => `[${[...before, ...(hasRest ? ["..."] : []), ...after].join(", ")}]`);
  const terms = fc
    .array(
      fc
        .tuple(fc.constantFrom("", "?", "-"), fc.constantFrom("10", "ACCEPT", '"10.0"', '"OK a"'))
        .map((it) => it.join("")),
      { minLength: 1, maxLength: 4 },
    )
    .map((it) => it.join(" "));
  fc.assert(
    fc.property(fc.oneof(columns, terms), fc.array(word, { minLength: 1, maxLength: 8 }), (pattern, words) => {
      const message = words.join(" ");
      expect([pattern, message, matches(pattern, message)]).toEqual([
        pattern,
        message,
        compilePattern(pattern)(message),
      ]);
    }),
    { numRuns: 2000 },
  );
});
