import { expect, test } from "vitest";
import { unmarkedLine } from "./interimSets.ts";
import { controlLine, markedLines } from "./marks.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (content: Uint8Array): string => new TextDecoder().decode(content);

test("every line gets the mark as its last member", () => {
  expect(text(markedLines(bytes('{"a":1}\n{"b":"}\\n"}\n{}\n'), 12))).toBe(
    '{"a":1,"interim()":12}\n{"b":"}\\n","interim()":12}\n{"interim()":12}\n',
  );
  expect(text(markedLines(bytes(""), 1))).toBe("");
  expect(text(controlLine("end"))).toBe('{"interim()":"end"}\n');
});

test.each([
  ['{"a":1,"interim()":12}', '{"a":1}'],
  ['{"a":1,"interim()":3,"bin":null}', '{"a":1,"bin":null}'],
  ['{"a":1, "interim()" : 3 }', '{"a":1}'],
  ['{"interim()":3,"a":",\\"interim()\\":4"}', '{"a":",\\"interim()\\":4"}'],
])("%s without its mark", (line, record) => {
  expect(text(unmarkedLine(bytes(line)))).toBe(record);
});
