import { expect, test } from "vitest";
import { jsonArray } from "./jsonArray.ts";

test.each([
  [[], "[]\n"],
  [["1\n"], "[\n1\n]\n"],
  [["1\n2\n", "3\n"], "[\n1,\n2,\n3\n]\n"],
  [['{"a":"é😀"}\n', "{}\n"], '[\n{"a":"é😀"},\n{}\n]\n'],
])("%j", (chunks, output) => {
  let written = "";
  const array = jsonArray((bytes) => {
    written += new TextDecoder().decode(bytes);
  });
  for (const chunk of chunks) array.write(new TextEncoder().encode(chunk));
  array.end();
  expect(written).toBe(output);
});
