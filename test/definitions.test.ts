// What the definitions of the commands promise: names that do not collide, texts of one style, defaults that their own
// kinds accept, examples that run, options that a transcript shows.
import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { commonOptions } from "../packages/cli/src/commonOptions.ts";
import type { Option, Options } from "../packages/cli/src/define.ts";
import { isProblem } from "../packages/cli/src/index.ts";
import { commandNames, scratch, shell } from "./command.ts";
import { definitions } from "./definitions.ts";

const transcripts = join(import.meta.dirname, "transcripts");
const packages = join(import.meta.dirname, "../packages");

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
    expect(examples.length).toBeGreaterThanOrEqual(2);
    const others = examples.filter(({ run }) => !run.includes(`${name} `));
    expect(others).toEqual([]);
  });

  test("a transcript or the README of its package shows each of its options", () => {
    const files = [...readdirSync(transcripts).map((it) => join(transcripts, it)), join(packages, name, "README.md")];
    const texts = files.map((it) => readFileSync(it, "utf8"));
    const own = texts.filter((text) => text.includes(`${name} `));
    expect(unshown(options, own)).toEqual([]);
    expect(unshown(commonOptions, own)).toEqual([]);
  });
});

describe.concurrent("examples", () => {
  beforeAll(async () => {
    cpSync(join(import.meta.dirname, "fixtures/sample/AWSLogs"), join(scratch, "AWSLogs"), { recursive: true });
    await shell("flowlogs-read AWSLogs > flows.ndjson");
  });

  test.each(definitions.flatMap((it) => it.examples))("$run", async ({ run }) => {
    const [, target = "/dev/null"] = /> (\S+)$/.exec(run) ?? [];
    const { out, err, status } = await shell(`set -o pipefail; ${run} && cat ${target}`);
    expect({ err, status }).toEqual({ err: "", status: 0 });
    expect(out.split("\n").length).toBeGreaterThan(1);
  });
});

function presets({ default: preset, bare }: Option): readonly string[] {
  return [preset, bare].filter((text) => text !== undefined);
}

function isRefused({ kind }: Option, preset: string): boolean {
  return kind === "switch" || isProblem(kind.parse(preset));
}

function unshown(options: Options, texts: readonly string[]): readonly string[] {
  const isShown = ([name, { short }]: [string, Option]): boolean =>
    texts.some((text) => text.includes(`--${name}`) || (short !== undefined && text.includes(` -${short}`)));
  return Object.entries(options)
    .filter((option) => !isShown(option))
    .map(([name]) => name);
}
