// Every pipeline that the manual and the transcripts show is also a pipeline of flow-query: in one process it prints what it
// prints in a shell, and says and returns the same.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { commandNames } from "../packages/commands.mjs";
import { sampleCloud } from "./doubles/sample.ts";
import { openWorld } from "./shell.ts";
import { agrees, parseTranscript, transcribe } from "./transcript.ts";

const root = join(import.meta.dirname, "..");
const packages = join(root, "packages");
const names = commandNames().filter((name) => name !== "flow-query");
const takers = names.filter((name) => name !== "flowlogs-read");
/** Mistakes: flow-query shows where in the pipeline they are. */
const MISTAKES = "command-lines.md";
const world = openWorld(packages);
const cloud = await sampleCloud();
afterAll(async () => {
  world.close();
  await cloud.close();
});

interface Session {
  readonly command: string;
  readonly expected: readonly string[];
}

/** Whether a command is nothing but a pipeline of ours: nothing that only a shell can do. */
function isPipeline({ command }: Session): boolean {
  const text = command.replaceAll(/'[^']*'/g, "");
  const plain = text.replaceAll(/"[^"]*"/g, "").replaceAll(/(^|\s)#.*/gm, "");
  if (/[<>&;`()*?~{}]|\|\|/.test(plain) || /\$/.test(text)) return false;
  const [first = "", ...others] = plain.split("|").map((part) => part.trim().split(/\s+/)[0] ?? "");
  return names.includes(first) && others.length > 0 && others.every((name) => takers.includes(name));
}

function sessionsOf(file: string): Session[] {
  return parseTranscript(readFileSync(file, "utf8")).flatMap(({ steps }) => steps.filter(isPipeline));
}

const folders = [root, ...readdirSync(packages).map((name) => join(packages, name))];
const manual = folders.map((folder) => join(folder, "README.md")).filter((file) => existsSync(file));
const transcripts = join(import.meta.dirname, "transcripts");
const files = [
  ...manual.map((file) => ({ file, cwd: root })),
  ...readdirSync(transcripts)
    .filter((name) => name.endsWith(".md") && name !== MISTAKES)
    .map((name) => ({ file: join(transcripts, name), cwd: join(import.meta.dirname, "fixtures") })),
]
  .map(({ file, cwd }) => ({ title: relative(root, file), cwd, sessions: sessionsOf(file) }))
  .filter(({ sessions }) => sessions.length > 0);

const isMessage = (line: string): boolean => line.startsWith("!");

/** Messages of several commands come in any order. */
function inOrder(lines: readonly string[]): readonly string[] {
  return [...lines.filter((line) => !isMessage(line)), ...lines.filter(isMessage).toSorted()];
}

/** Without the place of a wrong call in the pipeline, which a shell's commands do not know. */
function withoutPlace(lines: readonly string[], command: string): readonly string[] {
  const place = lines.findIndex((line, i) => line === `!   ${command}` && /^! +\^+$/.test(lines[i + 1] ?? ""));
  return place < 0 ? lines : lines.toSpliced(place, 2);
}

test("there are many", () => {
  expect(files.flatMap(({ sessions }) => sessions).length).toBeGreaterThan(100);
});

describe.concurrent.each(files)("$title", ({ cwd, sessions }) => {
  test.each(sessions)("$command", async ({ command, expected }) => {
    const more = /\b(?:cwl|kinesis|s3|arn:aws):/.test(command) ? cloud.env : {};
    const got = await world.run('flow-query "$PIPELINE"', cwd, "query", { ...more, PIPELINE: command });
    const lines = inOrder(withoutPlace(transcribe(got), command));
    expect(agrees(inOrder(expected), lines) ? inOrder(expected) : lines).toEqual(inOrder(expected));
  });
});
