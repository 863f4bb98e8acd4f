// Printed pipelines are read back as the same words, by flow-query and by a shell.
import { execFileSync } from "node:child_process";
import { array, assert, constantFrom, property, record, sample } from "fast-check";
import { expect, test } from "vitest";
import { isProblem } from "@flowlogs/base/problem";
import { printPipeline } from "./print.ts";
import { commandsOf } from "./words.ts";

const signs = constantFrom(..."ab09 '\"`$\\|;&<>()#~*?[]{}!=,.:/@%+-_\n\té😀");
const word = array(signs, { minLength: 1, maxLength: 12 }).map((it) => it.join(""));
const name = constantFrom("flowlogs-read", "flow-filter", "flow-top");
const commands = array(record({ name, words: array(word, { maxLength: 4 }) }), { minLength: 1, maxLength: 4 });

test("by flow-query", () => {
  assert(
    property(commands, (pipeline) => {
      const read = commandsOf(printPipeline(pipeline));
      if (isProblem(read)) throw new Error(read.problem);
      const again = read.map(([first, ...words]) => ({ name: first.text, words: words.map(({ text }) => text) }));
      expect(again).toEqual(pipeline);
    }),
  );
});

test("by a shell", () => {
  const lists = sample(array(word, { minLength: 1, maxLength: 6 }), 200);
  const script = lists.map((words) => printPipeline([{ name: "printf", words: ["%s\\0", ...words] }])).join("\n");
  const out = execFileSync("/bin/bash", ["-c", script], { encoding: "utf8" });
  expect(out.split("\0").slice(0, -1)).toEqual(lists.flat());
});
