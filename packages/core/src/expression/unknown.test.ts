// Each kind of test, as the SQL standard has it: true of the first record, false of the second, unknown of the third,
// which is all null; so that its opposite is false, true and unknown. What asks for null itself is always known.
import { expect, test } from "vitest";
import { computedValues } from "./evaluate/computedColumns.fake.ts";

const records = [
  '{"n":1,"s":"x","srcaddr":"10.0.0.1","dstaddr":"10.0.0.2","srcport":443,"dstport":1,"tcp_flags":18}',
  '{"n":2,"s":"y","srcaddr":"192.0.2.1","dstaddr":"192.0.2.2","srcport":80,"dstport":2,"tcp_flags":1}',
  '{"n":null,"s":null,"srcaddr":null}',
];

/** What the test is of each record. */
function truthsOf(text: string): string[] {
  return computedValues(`case(${text}, 'true', not (${text}), 'false')`, records).map(
    (it) => JSON.parse(it) ?? "unknown",
  );
}

test.each([
  "n = 1",
  "n != 2",
  "n < 2",
  "n <= 1",
  "2 > n",
  "n in [1, 7]",
  "n in [1]",
  "n not in [2]",
  "n between 0 and 1",
  "n not between 2 and 3",
  "n between `n` and 1",
  "n + 0 in [1]",
  "n + 0 not in [2]",
  "n * 2 = 2",
  "n < n * 0 + 2",
  "-(n) > -2",
  "greatest(n, n) = 1",
  "s like x",
  "s not like y",
  "s like 'x%'",
  "s =~ /x/",
  "s !~ /y/",
  "s in ['x', 'z']",
  "s < 'y'",
  "concat(s, 'z') = 'xz'",
  "strlen(s) = 1 and n = 1",
  "srcaddr = 10.0.0.1",
  "srcaddr < 192.0.2.1",
  "srcaddr in 10.0.0.0/8",
  "srcaddr = 10.0.0.0/8",
  "srcaddr != 192.0.2.0/24",
  "srcaddr not in [192.0.2.0/24, ::/0]",
  "addr in 10.0.0.0/8",
  "addr not in 192.0.2.0/24",
  "addr != 192.0.2.1",
  "srcport = https",
  "port = 443",
  "tcp_flags has [syn, ack]",
  "not tcp_flags has fin",
  "tcp_flags & 2",
  "isPrivateIP(srcaddr)",
  "isPrivateIP(srcaddr) = 1",
  "isPrivateIP(srcaddr) + 0 = 1",
  "not isReservedIP(srcaddr) = true",
  "isIpInSubnet(srcaddr, '10.0.0.0/8')",
  "isValidIp(srcaddr) and n = 1",
  "startsWith(s, 'x')",
  "endsWith(s, 'x')",
  "strcontains(s, 'x')",
  "strcontains(s, 'X', 1)",
  "if(n = 1, n, n * 3) = 1",
])("%s", (text) => expect(truthsOf(text)).toEqual(["true", "false", "unknown"]));

test.each([
  ["n is null", ["false", "false", "true"]],
  ["n is not null", ["true", "true", "false"]],
  ["n + 0 is null", ["false", "false", "true"]],
  ["ispresent(s)", ["true", "true", "false"]],
  ["isempty(s)", ["false", "false", "true"]],
  ["isNumeric(n)", ["true", "true", "false"]],
  ["coalesce(n, 1) = 1", ["true", "false", "true"]],
  ["if(n = 1, 1, 2) = 1", ["true", "false", "false"]],
  // One side decides, whatever the other one is.
  ["n = 1 or n is null", ["true", "false", "true"]],
  ["n = 1 and n is not null", ["true", "false", "false"]],
  // Nothing has an order with a text that is not of its kind, but it differs.
  ["s < 5", ["unknown", "unknown", "unknown"]],
  ["s = 5", ["false", "false", "unknown"]],
  ["s not in [5]", ["true", "true", "unknown"]],
])("%s is %j", (text, truths) => expect(truthsOf(text)).toEqual(truths));
