// What is rendered from the definitions into a file stands there as rendered: the README's table of commands. With
// ACCEPT=1 the file is written instead.
import { readFileSync, writeFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import { expect, test } from "vitest";
import { functionNames } from "../packages/core/src/expression/functions/registry.ts";
import { definitions } from "./definitions.ts";

const readme = new URL("../README.md", import.meta.url);
const section = /<!-- commands -->[^]*<!-- \/commands -->/;

function table(): string {
  const rows = definitions.map(({ name, brief, memory }) => `| \`${name}\` | ${brief} | ${memory} |`);
  return ["| command | what it does | memory |", "| --- | --- | --- |", ...rows].join("\n");
}

test("the README's table of commands is that of the definitions", async () => {
  const text = readFileSync(readme, "utf8");
  const options = await resolveConfig(readme);
  const wanted = await format(text.replace(section, `<!-- commands -->\n\n${table()}\n\n<!-- /commands -->`), {
    ...options,
    parser: "markdown",
  });
  const accept = process.env["ACCEPT"] === "1";
  if (accept) writeFileSync(readme, wanted);
  expect(accept ? wanted : text).toBe(wanted);
});

test("the README names every function of the expressions", () => {
  const text = readFileSync(readme, "utf8");
  expect(functionNames().filter((name) => !text.includes(`\`${name}\``) && !text.includes(`\`${name}(`))).toEqual([]);
});
