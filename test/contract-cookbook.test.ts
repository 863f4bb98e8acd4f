// Each recipe of the cookbooks as one flow-query: what the shell does around its commands stays (files, other programs, what follows a
// failure), and the commands between are one argument. It prints what the recipe prints in the README, where transcripts run it.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { commandNames } from "../packages/commands.mjs";
import { openWorld } from "./shell.ts";
import { agrees, parseTranscript, transcribe } from "./transcript.ts";

const root = join(import.meta.dirname, "..");
const packages = join(root, "packages");
const names = commandNames();
const world = openWorld(packages);
afterAll(() => world.close());

/** Cuts a command at `|` between its words; what comes from the first `>` or `||` on is the shell's. */
function partsOf(command: string): { readonly parts: readonly string[]; readonly rest: string } {
  const parts = [""];
  for (const [text] of command.matchAll(/'[^']*'|"(?:[^"\\]|\\.)*"|\|\||[^]/g)) {
    if (text === ">" || text === "||") return { parts, rest: command.slice(parts.join("|").length) };
    if (text === "|") parts.push("");
    else parts.push(`${parts.pop() ?? ""}${text}`);
  }
  return { parts, rest: "" };
}

/** In double quotes, in which the shell still puts its variables in, but for those that are in single quotes. */
function quoted(pipeline: string): string {
  const text = [...pipeline.matchAll(/'[^']*'|[^']+/g)].map(([part]) =>
    part.startsWith("'") ? part.replace(/["\\$`]/g, String.raw`\$&`) : part.replace(/["\\`]/g, String.raw`\$&`),
  );
  return `"${text.join("").trim()}"`;
}

const isOurs = (part: string): boolean => names.includes(part.trim().split(/\s+/)[0] ?? "");

/** The commands of ours that follow each other, as one. */
function asQuery(command: string): string {
  if (command.startsWith("flow-query ")) return command;
  const { parts, rest } = partsOf(command);
  const printed: string[] = [];
  for (let from = 0; from < parts.length;) {
    const end = parts.findIndex((part, i) => i >= from && !isOurs(part));
    const to = end < 0 ? parts.length : end;
    if (to > from) printed.push(`flow-query ${quoted(parts.slice(from, to).join("|"))} `);
    if (to < parts.length) printed.push(parts[to] ?? "");
    from = to + 1;
  }
  return `${printed.join("|")}${rest}`;
}

const documents = ["README.md", ...readdirSync(packages).map((name) => `packages/${name}/README.md`)];
const files = documents.filter((file) => existsSync(join(root, file)));
const cookbooks = files.flatMap((file) => {
  const [, text] = /^## Cookbook\n([^]*?)^## /m.exec(readFileSync(join(root, file), "utf8")) ?? [];
  return text === undefined ? [] : parseTranscript(text).map((block) => ({ file, ...block }));
});

test("what stays the shell's, and what becomes one argument", () => {
  expect(asQuery("flowlogs-read x | flow-filter 'a = \"$b\"' | jq . | flow-fmt > $TMP/y")).toBe(
    String.raw`flow-query "flowlogs-read x | flow-filter 'a = \"\$b\"'" | jq . |flow-query "flow-fmt" > $TMP/y`,
  );
  expect(asQuery("flowlogs-read --where 'x in @'$TMP/z || echo no")).toBe(
    `flow-query "flowlogs-read --where 'x in @'$TMP/z" || echo no`,
  );
});

test("there are some", () => {
  const commands = cookbooks
    .flatMap(({ steps }) => steps)
    .filter(({ command }) => asQuery(command).includes("flow-query"));
  expect(commands.length).toBeGreaterThan(25);
});

describe.concurrent.each(cookbooks)("$file: $heading", ({ file, heading, steps }) => {
  test("prints the same", async () => {
    for (const { command, expected } of steps) {
      const query = asQuery(command);
      const got = transcribe(await world.run(query, root, `${file}-${heading}`.replaceAll(/\W/g, "-")));
      expect({ query, lines: agrees(expected, got) ? expected : got }).toEqual({ query, lines: expected });
    }
  });
});
