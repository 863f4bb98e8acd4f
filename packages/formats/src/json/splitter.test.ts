// Which values are found in JSON text of any layout, and what is said where it is broken.
import { expect, test } from "vitest";
import { JsonSplitter } from "./splitter.ts";

/** The values of a text that comes in pieces of this size, and in brackets the reasons of broken values. */
function found(text: string, grain = text.length): string[] {
  const all: string[] = [];
  const pieces = new JsonSplitter({
    value: (bytes) => all.push(Buffer.from(bytes).toString()),
    broken: (reason) => all.push(`(${reason})`),
  });
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += grain) {
    const part = bytes.subarray(at, at + grain);
    pieces.room().set(part);
    pieces.advance(part.length);
  }
  pieces.finish();
  return all;
}

test.each<[what: string, text: string, values: string[]]>([
  ["objects side by side", '{"a":1}{"b":2}', ['{"a":1}', '{"b":2}']],
  ["objects in a list", '[{"a":1},\n{"b":[{}]}]', ['{"a":1}', '{"b":[{}]}']],
  ["texts", '"a\\"b"\n"c\\\\"', ['"a\\"b"', '"c\\\\"']],
  ["brackets in texts", '{"a":"}{"}{"b":"\\"}"}', ['{"a":"}{"}', '{"b":"\\"}"}']],
  [
    "the events of a document",
    '{"x":1,"events":[{"a":1},{"b":2}],"y":{"events":[3]}}{"c":3}',
    ['{"a":1}', '{"b":2}', '{"c":3}'],
  ],
  ["events that are no list", '{"events":{"a":[1]}}', ['{"events":{"a":[1]}}']],
  ["events deeper inside", '{"a":{"events":[{}]}}', ['{"a":{"events":[{}]}}']],
  ["events as a value", '{"a":"events","b":[{}]}', ['{"a":"events","b":[{}]}']],
  ["a byte order mark", '\ufeff{"a":1}', ['{"a":1}']],
  ["an object that is not closed on its line", '{"a":1\n{"b":2}', ["(JSON cut short)", '{"b":2}']],
  ["a text that is not closed on its line", '{"a":"x\n{"b":2}', ["(not JSON)", '{"b":2}']],
  [
    "an object that is not closed, others of its kind behind it",
    '{"message":[1}{"message":2}',
    ["(JSON cut short)", '{"message":2}'],
  ],
  ["what is no JSON between", '{"a":1} oops {"b":2}', ['{"a":1}', "(not JSON)", '{"b":2}']],
  ["keys without their object", '"a": 1, "b": 2}\n{"c":3}', ["(not JSON)", '{"c":3}']],
  ["the end in an object", '{"a":1}{"b"', ['{"a":1}', "(JSON cut short)"]],
  ["the end in a document", '{"events":[{"a":1}', ['{"a":1}', "(JSON cut short)"]],
  ["the end in an event", '{"events":[{"a":1},{"b', ['{"a":1}', "(JSON cut short)"]],
  ["the end behind the events", '{"events":[{"a":1}],"x":"events"', ['{"a":1}', "(JSON cut short)"]],
  ["the end in a list", '[{"a":1},{"b":2}', ['{"a":1}', '{"b":2}', "(JSON cut short)"]],
  ["the end in a list of texts", '["a","b"', ['"a"', '"b"', "(JSON cut short)"]],
  ["the rows of a query", '{"results":[[{"a":1},{"b":[2]}],\n[]],"status":"Complete"}', ['[{"a":1},{"b":[2]}]', "[]"]],
  ["results that are no rows", '{"results":[{"a":[[1]]}]}', ['{"results":[{"a":[[1]]}]}']],
  ["a query without rows", '{"results":[],"a":[[1]]}', ['{"results":[],"a":[[1]]}']],
  ["the end in a row", '{"results":[[{"a":1}],[{"b"', ['[{"a":1}]', "(JSON cut short)"]],
  ["nothing", " \n", []],
])("%s", (_, text, values) => {
  for (const grain of [text.length, 1, 2, 5]) expect(found(text, grain)).toEqual(values);
});

test("a value that is too long is left out, and what follows it is read", () => {
  const text = `{"a":1}{"long":"${"x".repeat(17 << 20)}"}{"b":2}`;
  expect(found(text, 200_000)).toEqual(['{"a":1}', "(value too long)", '{"b":2}']);
});

/** Feeds so much of what goes on for ever inside a value; the most memory that it took. */
function memoryOf(start: string, inside: string, end: string, megabytes: number): [most: number, found: string[]] {
  const all: string[] = [];
  const pieces = new JsonSplitter({
    value: (bytes) => all.push(Buffer.from(bytes).toString()),
    broken: (reason) => all.push(`(${reason})`),
  });
  let most = 0;
  const take = (text: Buffer): void => {
    for (let at = 0; at < text.length;) {
      const room = pieces.room();
      most = Math.max(most, room.buffer.byteLength);
      const part = text.subarray(at, at + room.length);
      room.set(part);
      pieces.advance(part.length);
      at += part.length;
    }
  };
  const chunk = Buffer.from(inside.repeat(Math.ceil((1 << 20) / inside.length)));
  take(Buffer.from(start));
  for (let done = 0; done < megabytes; done++) take(chunk);
  take(Buffer.from(end));
  pieces.finish();
  return [most, all];
}

test.each<[what: string, start: string, inside: string, end: string, megabytes?: number]>([
  ["one text", '{"a":"', "x", '"}'],
  ["one text of backslashes", '{"a":"', "\\\\", '"}'],
  ["one text of quotes", '{"a":"', '\\"events', '"}'],
  ["one number", '{"a":', "1", "}", 20],
  ["many members", '{"a":0', ',"b":{"c":[1,"d"]}', "}", 20],
  ["a member of an event", '{"events":[{"a":"', "x", '"}]}'],
  ["a field of a row", '{"results":[[{"a":"', "x", '"}]]}'],
])("a value over the limit takes no more memory than one of the limit: %s", (_, start, inside, end, megabytes = 40) => {
  const [most, all] = memoryOf(start, inside, `${end}{"z":1}`, megabytes);
  expect(all).toEqual(["(value too long)", '{"z":1}']);
  expect(most).toBeLessThanOrEqual(32 << 20);
});

test("how a query stands is told, and not what is called so inside of it", () => {
  const told: string[] = [];
  const pieces = new JsonSplitter({ value: () => {}, broken: () => {}, status: (status) => told.push(status) });
  const text = Buffer.from('{"results":[[{"status":"x"}]],"statistics":{"status":"y"},"status":"Running"}');
  pieces.room().set(text);
  pieces.advance(text.length);
  pieces.finish();
  expect(told).toEqual(["Running"]);
});

test("objects that are nested too deeply", () => {
  expect(found(`${'{"a":'.repeat(600)}1${"}".repeat(600)}`)[0]).toBe("(nested too deeply)");
});
