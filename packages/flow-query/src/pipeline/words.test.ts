// Words are cut and unquoted as a shell does it.
import { execFileSync } from "node:child_process";
import { array, constantFrom, oneof, sample } from "fast-check";
import { expect, test } from "vitest";
import { isProblem } from "@flowlogs/base/problem";
import { commandsOf } from "./words.ts";

const joined = (...signs: readonly string[]) =>
  array(constantFrom(...signs), { maxLength: 8 }).map((texts) => texts.join(""));
const single = joined("a", " ", '"', "`", "$", "\\", "|", "\n").map((inside) => `'${inside}'`);
const double = joined("a", " ", "'", "|", "\n", "\\`", "\\$", "\\\\", '\\"', "\\n", "\\\n", "é").map(
  (inside) => `"${inside}"`,
);
const plain = constantFrom("a", "-b", "=", "\\ ", "\\|", "\\'", '\\"', "\\`", "\\$", "1,2", "x:y");
const word = array(oneof(single, double, plain), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(""));

test("by flow-query and by a shell", () => {
  for (const words of sample(array(word, { minLength: 1, maxLength: 8 }), 100)) {
    const text = words.join(" ");
    const read = commandsOf(`read ${text}`);
    if (isProblem(read)) throw new Error(`${text}: ${read.problem}`);
    const out = execFileSync("/bin/bash", ["-c", `printf '%s\\0' ${text}`], { encoding: "utf8" });
    const texts = read[0]?.slice(1).map((it) => it.text);
    expect({ text, words: texts }).toEqual({ text, words: out.split("\0").slice(0, -1) });
  }
});
