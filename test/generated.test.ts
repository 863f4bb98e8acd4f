// What is rendered from the definitions into the READMEs stands there as rendered: the table of commands, and the options
// of each command. With ACCEPT=1 the files are written instead.
import { readFileSync, writeFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import { expect, test } from "vitest";
import type { Command } from "../packages/cli/src/index.ts";
import { aggregateRows } from "../packages/core/src/aggregate/functions/registry.ts";
import { functionNames } from "../packages/core/src/expression/functions/registry.ts";
import { definitions } from "./definitions.ts";

const accept = process.env["ACCEPT"] === "1";
const readme = new URL("../README.md", import.meta.url);
const pageOf = (name: string): URL => new URL(`../packages/${name}/README.md`, import.meta.url);

test("the README's table of commands is that of the definitions", async () => {
  const rows = definitions.map(({ name, brief, memory }) => [`[${name}](packages/${name}/README.md)`, brief, memory]);
  const { is, wanted } = await section(readme, "commands", [["command", "what it does", "memory"], ...rows]);
  expect(is).toBe(wanted);
});

test.each(definitions)("$name: its README has its options", async (command) => {
  const { is, wanted } = await section(pageOf(command.name), "options", [
    ["option", "what it does"],
    ...optionsOf(command),
  ]);
  expect(is).toBe(wanted);
});

test("the README of flow-group has the aggregates", async () => {
  const rows = aggregateRows().map(({ calls, brief }) => [`\`${calls}\``, brief]);
  const { is, wanted } = await section(pageOf("flow-group"), "aggregates", [["aggregate", "of"], ...rows]);
  expect(is).toBe(wanted);
});

test("the README of flow-filter names every function of the expressions", () => {
  const text = readFileSync(pageOf("flow-filter"), "utf8");
  expect(functionNames().filter((name) => !text.includes(`\`${name}\``) && !text.includes(`\`${name}(`))).toEqual([]);
});

function optionsOf({ options }: Command): string[][] {
  return Object.entries(options).map(([name, { kind, short, brief, bare, default: usual }]) => {
    const place = kind === "switch" ? "" : kind.placeholder;
    const value = place === "" ? "" : bare === undefined ? ` ${place}` : `[=${place}]`;
    const choices = kind === "switch" || kind.choices === undefined ? "" : ` (${kind.choices.join(", ")})`;
    const otherwise = usual === undefined ? "" : `; default: ${usual}`;
    return [`\`${short === undefined ? "" : `-${short}, `}--${name}${value}\``, `${brief}${choices}${otherwise}`];
  });
}

/** The text of a file, and what it should be: with this table between two comments. */
async function section(file: URL, title: string, rows: readonly string[][]): Promise<{ is: string; wanted: string }> {
  const text = readFileSync(file, "utf8");
  const [heading = [], ...others] = rows.map((cells) => cells.map((cell) => cell.replaceAll("|", "\\|")));
  const lines = [heading, heading.map(() => "---"), ...others].map((cells) => `| ${cells.join(" | ")} |`);
  const place = new RegExp(`<!-- ${title} -->[^]*<!-- /${title} -->`);
  if (!place.test(text)) throw new Error(`${file.pathname} has no place for ${title}`);
  const filled = text.replace(place, () => `<!-- ${title} -->\n\n${lines.join("\n")}\n\n<!-- /${title} -->`);
  const wanted = await format(filled, { ...(await resolveConfig(file)), parser: "markdown" });
  if (accept) writeFileSync(file, wanted);
  return { is: accept ? wanted : text, wanted };
}
