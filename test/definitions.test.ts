// What the definitions of the commands promise: names that do not collide, texts of one style, defaults that their own
// kinds accept, examples that run, options that a transcript shows.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commonOptions } from "../packages/cli/src/commonOptions.ts";
import type { Option } from "../packages/cli/src/define.ts";
import { isProblem } from "../packages/cli/src/index.ts";
import { manualFiles } from "../packages/cli/src/manual.ts";
import { commandNames, shell } from "./command.ts";
import { definitions } from "./definitions.ts";

const transcripts = join(import.meta.dirname, "transcripts");
const packages = join(import.meta.dirname, "../packages");
const documents = [
  ...filesIn(transcripts),
  ...readdirSync(packages).map((it) => join(packages, it, "README.md")),
  join(packages, "../README.md"),
];
/** Each command line of a transcript or README, with what it prints. */
const sessions = documents
  .filter((path) => existsSync(path))
  .flatMap((path) => readFileSync(path, "utf8").split(/\n(?=[$] )/))
  .filter((step) => step.startsWith("$ "));
const completion = [...(await manualFiles(definitions))].filter(([path]) => path.startsWith("completion/"));

test("there is one for each command", () => {
  expect(definitions.map(({ name }) => name)).toEqual(commandNames);
});

describe.each(definitions)("$name", ({ name, brief, about, memory, operands, options, examples }) => {
  const all: readonly [string, Option][] = Object.entries<Option>({ ...options, ...commonOptions });

  test("no two options, operands or letters have the same name", () => {
    const names = [...Object.keys(operands), ...Object.keys(options), ...Object.keys(commonOptions)];
    const letters = all.flatMap(([, { short }]) => short ?? []);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(letters).size).toBe(letters.length);
    expect(letters.filter((letter) => !/^[a-zA-Z]$/.test(letter))).toEqual([]);
    expect(all.map(([it]) => it).filter((it) => !/^[a-z][a-z-]+$/.test(it))).toEqual([]);
  });

  test("what takes a value says what kind of value", () => {
    const kinds = [...Object.values(operands), ...all.map(([, option]) => option)].map(({ kind }) => kind);
    const placeholders = kinds.flatMap((kind) => (kind === "switch" ? [] : kind.placeholder));
    expect(placeholders.filter((placeholder) => !/^[A-Z]+(,\.\.\.|\|[A-Z]%)?$/.test(placeholder))).toEqual([]);
  });

  test("its defaults survive their own kinds", () => {
    const refused = all.filter(([, option]) => presets(option).some((preset) => isRefused(option, preset)));
    expect(refused).toEqual([]);
  });

  test("briefs are short, begin in lower case and end without a full stop", () => {
    const briefs = [brief, ...Object.values(operands).map((it) => it.brief), ...all.map(([, it]) => it.brief)];
    const says = examples.map((example) => example.says);
    const odd = [...briefs, ...says].filter((it) => !/^\p{Ll}/u.test(it) || it.endsWith(".") || it.length > 80);
    // A name is written as it is written.
    expect(odd.filter((it) => !/^[A-Z]{2,}/.test(it))).toEqual([]);
    expect(about).toMatch(/^[A-Z][^]*\.$/);
    expect(memory).toMatch(/^(streams|keeps )/);
  });

  test("it has examples, and they begin with its name", () => {
    expect(examples.length).toBeGreaterThanOrEqual(3);
    const others = examples.filter(({ run }) => !`${run} `.includes(`${name} `));
    expect(others).toEqual([]);
  });

  test("no option lacks help, a placeholder, a session that shows it, or completion", () => {
    expect(all.flatMap(([option, it]) => lacks(name, option, it))).toEqual([]);
  });
});

describe.concurrent("examples", () => {
  test.each(definitions.flatMap((it) => it.examples))("$run", async ({ run }) => {
    const [, target = "/dev/null"] = /> ([\w.]+)$/.exec(run) ?? [];
    const { out, err, status } = await shell(`set -o pipefail; ${run} && cat ${target}`);
    expect({ err, status }).toEqual({ err: "", status: 0 });
    expect(out.split("\n").length).toBeGreaterThan(1);
  });
});

function filesIn(folder: string): readonly string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".md"));
  return names.map((name) => join(folder, name));
}

function presets({ default: preset, bare }: Option): readonly string[] {
  return [preset, bare].filter((text) => text !== undefined);
}

function isRefused({ kind }: Option, preset: string): boolean {
  return kind === "switch" || isProblem(kind.parse(preset));
}

/** What an option still needs, as a list of what to do. */
function lacks(command: string, name: string, { kind, brief, short }: Option): readonly string[] {
  const option = `${command} --${name}`;
  const isShown = (session: string): boolean =>
    session.includes(command) &&
    (new RegExp(`--${name}(?![\\w-])`).test(session) || (short !== undefined && session.includes(` -${short}`)));
  const isCompleted = [...completion].every(([, script]) => knows(script, command, name));
  return [
    ...(brief.length > 3 ? [] : [`${option} needs a brief that says what it is for`]),
    ...(kind === "switch" || kind.placeholder !== "" ? [] : [`${option} needs a placeholder`]),
    ...(sessions.some(isShown) ? [] : [`${option} needs a session in test/transcripts or a README that shows it`]),
    ...(isCompleted ? [] : [`${option} is missing in the completion of a shell (packages/cli/src/completion)`]),
  ];
}

/** Whether a completion script has the option of the command. */
function knows(script: string, command: string, name: string): boolean {
  const parts = script
    .split("\n")
    .filter((line) => line.includes(`${command})`) || line.startsWith(`complete -c ${command} `));
  const [, block = ""] = new RegExp(`^    ${command}\\)\n([^]*?);;$`, "m").exec(script) ?? [];
  return new RegExp(`(--|-l )${name}(?![\\w-])`).test(parts.join("\n") + block);
}
