import { expect, test } from "vitest";
import type { Cell } from "./cells.ts";
import { TableWriter } from "./tableWriter.ts";

const text = (content: string): Cell => ({ text: content, isNumber: false, isNull: false });
const number = (content: string): Cell => ({ text: content, isNumber: true, isNull: false });
const NULL_CELL: Cell = { text: "-", isNumber: false, isNull: true };

function table(fields: readonly string[], rows: readonly (readonly Cell[])[]): string[] {
  const lines: string[] = [];
  const writer = new TableWriter(fields, (line) => lines.push(line));
  for (const row of rows) writer.add(row);
  writer.end();
  return lines;
}

test("numbers stand to the right, texts to the left, and no line ends in spaces", () => {
  const rows = [
    [text("10.0.0.1"), number("5"), text("x")],
    [text("a"), number("1000"), NULL_CELL],
    [NULL_CELL, NULL_CELL, text("long text")],
  ];
  expect(table(["addr", "n", "note"], rows)).toEqual([
    "addr         n  note\n",
    "10.0.0.1     5  x\n",
    "a         1000  -\n",
    "-            -  long text\n",
  ]);
});

test("a column with a text among its numbers is one of texts, a column of nulls too", () => {
  expect(
    table(
      ["aaa", "bbb"],
      [
        [number("1"), NULL_CELL],
        [text("x"), NULL_CELL],
      ],
    ),
  ).toEqual(["aaa  bbb\n", "1    -\n", "x    -\n"]);
});

test("nothing comes of no rows", () => {
  expect(table(["a"], [])).toEqual([]);
});

test("widths count characters, and those of the first thousand rows hold", () => {
  const rows = Array.from({ length: 1002 }, (_, i) => [text(i < 1001 ? "é😀" : "longer"), number("1")]);
  const lines = table(["a", "b"], rows);
  expect(lines.length).toBe(1003);
  expect(lines[1]).toBe("é😀  1\n");
  expect(lines.at(-1)).toBe("longer  1\n");
});
