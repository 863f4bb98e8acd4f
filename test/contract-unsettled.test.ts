// What every command does when it waits for something that never comes: it says so, and fails. Node alone would end it
// with status 13 and not a word, and the next command of a pipe would take what it got for all there is.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commands } from "./cases.ts";
import { commandNames, outcome } from "./command.ts";

const packages = join(import.meta.dirname, "..", "packages");

/** The command as built, its stage being one that never comes, or that never ends. */
const script = (name: string, load: string): string => `
  import { run } from "${packages}/cli/dist/index.js";
  import { command } from "${packages}/${name}/dist/command.js";
  process.argv.splice(1, Infinity, "command", ...${JSON.stringify(wordsOf(name))});
  await run({ ...command, load: ${load} });
`;

const never = "new Promise(() => {})";

test.concurrent.each([
  ...commandNames.map((name) => [name, "whose stage never comes", `() => ${never}`] as const),
  ["flowlogs-read", "whose stage never ends", `async () => ({ default: () => ${never} })`] as const,
])("%s, %s, ends with a message and a status of failure", async (name, _, load) => {
  const child = spawn(process.execPath, ["--input-type=module", "-e", script(name, load)]);
  child.stdin.end();
  expect(await outcome(child)).toEqual({
    out: "",
    err: `${name}: internal error: the command waits for something that never happens; its output is incomplete; please report it\n`,
    status: 70,
  });
});

/** What a command cannot do without. */
function wordsOf(name: string): readonly string[] {
  if (name === "flow-query") return ["flow-top"];
  if (name === "flow-write") return ["flows"];
  return commands.find(({ command }) => command[0] === name)?.command.slice(1) ?? [];
}
