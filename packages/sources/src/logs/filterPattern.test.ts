import { expect, test } from "vitest";
import { defaultFormat, type Expression, isProblem, parseExpression } from "@flowlogs/core";
import { filterPattern } from "./filterPattern.ts";

function parsed(text: string): Expression {
  const expression = parseExpression(text);
  if (isProblem(expression)) throw new Error(`${text}: ${expression.problem}`);
  return expression;
}

/** The columns of the pattern that say something. */
function columnsOf(text: string): readonly string[] | undefined {
  const pattern = filterPattern(parsed(text), defaultFormat);
  return pattern
    ?.slice(1, -1)
    .split(", ")
    .filter((column, at) => column !== defaultFormat[at]);
}

test.each([
  ["action = REJECT", ['action="REJECT"']],
  ["bytes >= 1.5k and bytes < 2M", ["bytes>=1500 && bytes<2000000"]],
  ["srcaddr = 10.0.0.1", ["srcaddr=10.0.0.1"]],
  ["srcaddr in 10.0.0.0/12", ["srcaddr=10.*"]],
  ["dstaddr in [10.1.0.0/16, 192.0.2.7]", ["dstaddr=10.1.* || dstaddr=192.0.2.7"]],
  ["dstport in [22, ssh, 80]", ["dstport=22 || dstport=80"]],
  ["dstport in [22, 8000-8999]", ["dstport>=22 && dstport<=8999"]],
  ["dstport != 443 and protocol = tcp", ["dstport!=443", "protocol=6"]],
  ["dstport = 22 or dstport = 23", ["dstport=22 || dstport=23"]],
  ["(dstport = 22 and action = REJECT) or dstport = 23", ["dstport=22 || dstport=23"]],
  ["account_id = 012345678901", ['account_id="012345678901"']],
  ["action = REJECT and port = 22", ['action="REJECT"']],
])("%s is tested by the service as %j", (text, columns) => {
  expect(columnsOf(text)).toEqual(columns);
});

test.each([
  "port = 22",
  "addr in 10.0.0.0/8",
  "not action = REJECT",
  "srcaddr in 2001:db8::/32",
  "srcaddr in 0.0.0.0/0",
  "srcaddr != 10.0.0.0/8",
  "start >= 1700000000",
  "bytes = 1.5",
  "bytes > 99999999999999999999",
  "srcaddr = dstaddr",
  "srcaddr is null",
  'action like "REJ"',
  "action =~ /^R/",
  "dstport = 22 or bytes > 10",
])("%s is left to us", (text) => {
  expect(filterPattern(parsed(text), defaultFormat)).toBeUndefined();
});

test("follows the columns of another format", () => {
  expect(filterPattern(parsed("dstport = 22"), ["action", "dstport", "tcp_flags"])).toBe(
    "[action, dstport=22, tcp_flags]",
  );
});

test("stays within 1024 characters: the longest condition is left to us", () => {
  const ports = Array.from({ length: 200 }, (_, index) => String(1000 + 2 * index)).join(", ");
  expect(columnsOf(`dstport in [${ports}] and action = REJECT`)).toEqual(['action="REJECT"']);
});
