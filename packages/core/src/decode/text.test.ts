import { expect, test } from "vitest";
import { parseExpression } from "../expression/parse/parse.ts";
import { unwrap } from "../problem.fake.ts";
import { type Outcome, run } from "../stage/run.fake.ts";
import { readWorker, type ReadTextOptions } from "../stages.ts";

function read(text: string, options: ReadTextOptions = {}): Outcome {
  return run((context) => readWorker(options, context), [text]);
}

const row = "2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 3 4 1795255500 1795255560 ACCEPT OK";

test("without a header and without a format the default one is assumed", () => {
  const { output, bad } = read(`${row}\n1 2 3\n`);
  expect(output).toBe(
    '{"version":2,"account_id":"1","interface_id":"eni-1","srcaddr":"10.0.0.1","dstaddr":"10.0.0.2","srcport":1,' +
      '"dstport":2,"protocol":6,"packets":3,"bytes":4,"start":1795255500,"end":1795255560,"action":"ACCEPT",' +
      '"log_status":"OK"}\n',
  );
  expect(bad).toEqual(["2: wrong number of columns"]);
});

test.each([
  ["a header", "bytes action\n1 OK\n", '{"bytes":1,"action":"OK"}\n'],
  ["a header in another spelling", "Bytes logStatus\n1 OK\n", '{"bytes":1,"log_status":"OK"}\n'],
  ["a header with CRLF", "bytes action\r\n1 OK\r\n", '{"bytes":1,"action":"OK"}\n'],
  ["a header with runs of spaces", "  bytes \t action \n1 OK\n", '{"bytes":1,"action":"OK"}\n'],
  ["a header behind a byte order mark", "\ufeffbytes action\n1 OK\n", '{"bytes":1,"action":"OK"}\n'],
  ["an unknown field", "bytes new-thing\n1 a-b\n", '{"bytes":1,"new_thing":"a-b"}\n'],
  ["the same header again", "bytes\n1\nbytes\n2\n", '{"bytes":1}\n{"bytes":2}\n'],
  [
    "another header of the same length",
    "bytes action\n1 a\naction bytes\nb 2\n",
    '{"bytes":1,"action":"a"}\n{"action":"b","bytes":2}\n',
  ],
  ["another header, longer", "bytes\n1\naction bytes\nb 2\n", '{"bytes":1}\n{"action":"b","bytes":2}\n'],
  [
    "a header among texts alone",
    "action type\na b\ntype action\nc d\n",
    '{"action":"a","type":"b"}\n{"type":"c","action":"d"}\n',
  ],
  [
    "a header in capitals among texts",
    "action type\na b\nType Action\nc d\n",
    '{"action":"a","type":"b"}\n{"type":"c","action":"d"}\n',
  ],
  [
    "a header after a space among texts",
    "action type\na b\n type action\nc d\n",
    '{"action":"a","type":"b"}\n{"type":"c","action":"d"}\n',
  ],
  ["texts that are no header", "action type\nsome words\n", '{"action":"some","type":"words"}\n'],
  ["a header with nothing behind it", "bytes action\n", ""],
])("%s", (_, text, output) => {
  expect(read(text)).toEqual({ output, bad: [], notes: [] });
});

test("a format that is named holds until a header comes", () => {
  const { output } = read("1 a\naction bytes\nb 2\n", { formats: [["bytes", "action"]] });
  expect(output).toBe('{"bytes":1,"action":"a"}\n{"action":"b","bytes":2}\n');
});

test.each([
  ["bytes action\n1 a b\n1\n2 c\n", ["2: wrong number of columns", "3: wrong number of columns"]],
  ["bytes action\nx a\n2 c\n", ["2: text in place of a number"]],
  ["bytes action\nsome words\n2 c\n", ["2: text in place of a number"]],
  ["bytes action\nword\n2 c\n", ["2: wrong number of columns"]],
])("%j has bad lines", (text, faults) => {
  const { output, bad } = read(text);
  expect(bad).toEqual(faults);
  expect(output).toBe('{"bytes":2,"action":"c"}\n');
});

test.each([
  ["007", "7"],
  ["0", "0"],
  ["-", "null"],
  ["1.50", "1.50"],
  ["18446744073709551616", "18446744073709551616"],
])("a number %s is written as %s", (value, written) => {
  expect(read(`bytes\n${value}\n`).output).toBe(`{"bytes":${written}}\n`);
});

test.each([
  ["1795255500", "1795255500"],
  ["1795255500000", "1795255500"],
  ["1795255500120", "1795255500.12"],
  ["99999999999", "99999999999"],
])("a time %s is written as %s", (value, written) => {
  expect(read(`start\n${value}\n`).output).toBe(`{"start":${written}}\n`);
});

test("times in milliseconds side by side are times for the window and for expressions", () => {
  const text = "start end bytes\n1795255500123 1795255560456 1\n1795255501250 1795255561789 2\n";
  const records = '{"bytes":1}\n{"bytes":2}\n';
  expect(read(text, { fields: ["bytes"], start: 1_795_255_500, end: 1_795_255_502 }).output).toBe(records);
  expect(read(text, { fields: ["bytes"], where: unwrap(parseExpression("end > 1795255560.4")) }).output).toBe(records);
  expect(read(text, { fields: ["bytes"], where: unwrap(parseExpression("start < end")) }).output).toBe(records);
});

// The kernel takes eight bytes of a number, and sixteen of an address, at once: at each length each byte counts.
const digits = "9870123456789012345".slice(0, 18);

test.each(Array.from(digits, (_, i) => i + 1))(
  "a number of %i digits, and what differs from it in one byte",
  (length) => {
    const number = digits.slice(0, length);
    const others = (i: number): string[] => ["/", ":", "\u007f", "-", String((Number(number[i]) + 1) % 10)];
    const wrong = Array.from(number, (_, i) =>
      others(i).map((it) => number.slice(0, i) + it + number.slice(i + 1)),
    ).flat();
    const lines = [...wrong, number].map((it) => `${it} a\n`).join("");
    const where = unwrap(parseExpression(`dstport = ${number}`));
    expect(read(`dstport action\n${lines}`, { where }).output).toBe(`{"dstport":${number},"action":"a"}\n`);
  },
);

test.each([
  "1.2.3.4",
  "100.200.100.20",
  "100.200.100.200",
  "2001:db8::1:2:33",
  "2001:db8::1:22:33",
  "2001:db8:1111:2222:3333:4444:5555:6666",
])("%s, and texts that differ from it in one byte, are written as they are", (address) => {
  const bytes = ["g", "/", ";", "@", "`", '"', "\\", "\u0001", "\u00e9"];
  const others = Array.from(address, (_, i) =>
    bytes.map((it) => address.slice(0, i) + it + address.slice(i + 1)),
  ).flat();
  const expected = [address, ...others].map((it) => `${JSON.stringify({ srcaddr: it })}\n`).join("");
  expect(read(`srcaddr\n${[address, ...others].join("\n")}\n`).output).toBe(expected);
  const where = unwrap(parseExpression("srcaddr in [0.0.0.0/0, ::/0]"));
  expect(read(`srcaddr\n${[...others, address].join("\n")}\n`, { where }).output).toBe(`{"srcaddr":"${address}"}\n`);
});

const numbers = ["srcport", "dstport", "protocol", "packets", "bytes", "start", "end"];
const usual = ["40000", "443", "6", "10", "840", "1795255500", "1795255560"];

test.each([
  "0",
  "01",
  "-",
  "None",
  "1.5",
  "x",
  "7x",
  "-7",
  "65536",
  "99999999999999999999",
  "123456789012345678",
  "9\t",
])("a line of numbers, one of which is %j, is read as one with texts between them", (odd) => {
  for (const place of numbers.keys()) {
    const values = usual.with(place, odd);
    const lines = [usual, values, usual].map((line) => `${line.join(" ")} OK\n`).join("");
    const between = [usual, values, usual].map((line) => `${line.join(" a ")} OK\n`).join("");
    const together = read(lines, { formats: [[...numbers, "log_status"]] });
    const apart = read(between, {
      formats: [[...numbers.flatMap((name, i) => (i === 0 ? [name] : [`text_${i}`, name])), "log_status"]],
    });
    expect(together.output).toBe(apart.output.replaceAll(/"text_\d":"a",/g, ""));
    expect(together.bad.length).toBe(apart.bad.length);
    expect(together.bad.length + together.output.split("\n").length - 1).toBe(3);
  }
});

test("numbers of one to all their digits, so that their bits lie in one word or in two", () => {
  for (let width = 1; width <= 18; width++) {
    const values = usual.map((value, i) => (i === 3 || i === 4 ? "9".repeat(width) : value));
    const { output } = read(`${values.join(" ")} OK\n`, { formats: [[...numbers, "log_status"]] });
    const members = numbers.map((name, i) => `"${name}":${values[i]}`);
    expect(output).toBe(`{${members.join(",")},"log_status":"OK"}\n`);
  }
});

test("a line that ends in the middle of the numbers takes nothing of the next one, nor of what was there before", () => {
  const { output, bad } = read(`${"1 2 3 4 5 6 7 OK\n".repeat(100)}1 2 3\n1 2 3 4 5 6 7 OK\n1 2`, {
    formats: [[...numbers, "log_status"]],
  });
  expect(output.split("\n").length - 1).toBe(101);
  expect(bad).toHaveLength(2);
});
