import { describe, expect, test } from "vitest";
import { parseExpression } from "./parse/parse.ts";

/** The problem and what the caret stands under. */
function fault(text: string, options = {}): readonly unknown[] {
  const parsed = parseExpression(text, options);
  if (!("problem" in parsed)) return ["no problem", text];
  const { problem, from, to } = parsed;
  return [problem, text.slice(from, to)];
}

describe("grammar", () => {
  test.each([
    ["", "the expression is empty", ""],
    ["  # only a remark", "the expression is empty", "  # only a remark"],
    ["action", 'expected a comparison after "action"', "action"],
    ["action =", "the expression ends here, but a value is missing", ""],
    ["action = )", 'expected a value after "="', ")"],
    ["action = and b = 1", 'expected a value after "="', "and"],
    ["action in", "the expression ends here, but a value is missing", ""],
    ["action in []", 'expected a value after "["', "]"],
    ["action in [A,]", 'expected a value after ","', "]"],
    ["action in [A B]", 'unexpected "B"', "B"],
    ["action in [A", 'this "[" is never closed', "["],
    ["action in (A]", 'unexpected "]"', "]"],
    ["action not REJECT", 'expected in, like, matches, between or has after "not"', "REJECT"],
    ["action not !~ /x/", 'expected in, like, matches, between or has after "not"', "!~"],
    ["action is REJECT", 'expected "null" after "is"', "REJECT"],
    ["action is not", 'the expression ends here, but "null" is missing', ""],
    ["bytes between 1", 'the expression ends here, but "and" is missing', ""],
    ["(a = 1", 'this "(" is never closed', "("],
    ["(a = 1 b = 2)", 'unexpected "b"', "b"],
    ["a = 1)", 'unexpected ")"', ")"],
    ["a = 1 b = 2", 'unexpected "b"', "b"],
    ["a = 1 and", "the expression ends here, but a comparison is missing", ""],
    ["(", "the expression ends here, but a comparison is missing", ""],
    ["not", "the expression ends here, but a comparison is missing", ""],
    ["and a = 1", 'unexpected "and"', "and"],
    ["1 < bytes < 5", 'unexpected "<"', "<"],
    ["a = b = c", 'unexpected "="', "="],
    ["a === 1", 'expected a value after "=="', "="],
    ["a = 'x", "this quote is never closed", "'"],
    ["`a = 1", "this back-tick is never closed", "`"],
    ["a =~ /x", "this regular expression is never closed", "/"],
    ["sum(bytes > 1", 'this "(" is never closed', "("],
    ["a = 1 & b = 2", 'unexpected "="', "="],
    ["443", '"443" is not a field', "443"],
    ["'a' = 'b'", "'a' is not a field", "'a'"],
    ["10.0.0.0/8 in srcaddr", '"10.0.0.0/8" is not a field', "10.0.0.0/8"],
    ["= 5", 'unexpected "="', "="],
  ])("%s", (text, problem, under) => expect(fault(text)).toEqual([problem, under]));
});

describe("values", () => {
  test.each([
    ["srcport = foo", 'srcport is a number, and "foo" is not', "write a number, or use like for text"],
    ["dstport = htps", 'dstport is a number, and "htps" is not', 'did you mean "https"?'],
    ["protocol in [tcp, upd]", 'protocol is a number, and "upd" is not', 'did you mean "udp"?'],
    ["dstport = 1-1023", 'dstport is a number, and "1-1023" is not', "a range requires in: dstport in 1-1023"],
    ["srcaddr = foo", 'srcaddr is an address, and "foo" is not', "write 10.0.0.1, 10.0.0.0/8 or use like for text"],
    ["addr = 5", 'addr is an address, and "5" is not', "write 10.0.0.1, 10.0.0.0/8 or use like for text"],
    ["srcaddr in ['x']", "srcaddr is an address, and 'x' is not", "write 10.0.0.1, 10.0.0.0/8 or use like for text"],
    [
      "start > 'soon'",
      "start is a time, and 'soon' is not",
      "write epoch seconds, 2016-05-21, '2016-05-21 02:00:00' or -1h",
    ],
    ["srcaddr > 10.0.0.0/8", "> needs a single address", "write srcaddr in 10.0.0.0/8"],
    ["srcaddr between 10.0.0.0/8 and 11.0.0.0", "between needs two single addresses", undefined],
    ["srcaddr between 10.0.0.0 and ::1", "between needs two addresses of one family", undefined],
    ["dstport in 9-1", "the range is empty: 9 is more than 1", undefined],
    ["bytes between 2 and 1", "the range is empty: 2 is more than 1", undefined],
    ["action = null", "nothing is equal to null", "write action is null or action is not null"],
    ["action = REJCT", 'action is never "REJCT" in flow logs', 'did you mean "REJECT"? in quotes any text is compared'],
    ["not type in [IPv4, ipv6]", 'type is never "ipv6" in flow logs', undefined],
    ["log_status != NODAT", 'log_status is never "NODAT" in flow logs', undefined],
    ["srcaddr = -", "nothing is equal to null", "write srcaddr is null or srcaddr is not null"],
    ["action = /REJ/", '"/REJ/" is not a value', "write action =~ /REJ/"],
    ["srcaddr = @nets.txt", 'unexpected "@nets.txt"', "a list file requires in: srcaddr in @nets.txt"],
    ["srcaddr in @", "the file name is missing after @", undefined],
    ["srcaddr in @'my list", "this quote is never closed", undefined],
    ["action in [`a`]", "unexpected `a`", "a list holds values, not fields"],
    ["addr = addr", "addr cannot be compared with addr", "addr means two fields: name one of them"],
    ["a =~ /x/g", 'unknown flag "g"', "the flags are i m s u"],
    ["a =~ /(/", "the regular expression is not valid: Unterminated group", undefined],
  ])("%s", (text, problem, advice) => {
    expect(parseExpression(text)).toMatchObject({ problem, ...(advice === undefined ? {} : { advice }) });
  });
});

test.each(["action = 'reject'", "action = allow", "action in [REJECT, ACCEPT, drop]", "name = reject", "type = IPv6"])(
  "%s is taken as it is: other logs have other values",
  (text) => {
    expect(parseExpression(text)).not.toHaveProperty("problem");
  },
);

describe("fields", () => {
  test.each([
    "acton = REJECT",
    "ports = 22",
    "addrr = 10.0.1.3",
    "bytes-40 > 1",
    "latency = 1",
    "share > 5",
    "host = a",
    "acton.x = 1",
    "addr. = 1",
    "export = 1",
    "ipaddr = 1",
    "prt = 1",
  ])("%s is accepted", (text) => {
    expect(parseExpression(text)).toMatchObject({ kind: "compare" });
  });
  test("known names are accepted, and fields on the right", () => {
    const known = ["latency", "acton"];
    expect(parseExpression("acton = 1", { known })).toMatchObject({ kind: "compare" });
    expect(parseExpression("bytes > latency", { known })).toMatchObject({ kind: "compareFields" });
    expect(parseExpression("bytes > 5 and latency = other", { known })).toMatchObject({ kind: "and" });
  });
});
