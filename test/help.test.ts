// What every command's help promises: one screen, no line wider than the terminal, and the same as data.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { commonOptions } from "../packages/cli/src/commonOptions.ts";
import { environmentOf } from "../packages/cli/src/environment.ts";
import { memoryHost } from "../packages/cli/src/memoryHost.ts";
import { execute } from "../packages/cli/src/run.ts";
import { definitions } from "./definitions.ts";

const packages = join(import.meta.dirname, "../packages");
const schema: object = JSON.parse(readFileSync(join(packages, "cli/help.schema.json"), "utf8"));
const isHelp = new Ajv2020({ strict: false, allErrors: true }).compile(schema);
/** As many lines as fit a terminal that is not small. */
const SCREEN = 40;

interface Described {
  readonly options: readonly { readonly name: string }[];
  readonly output: { readonly schema?: { readonly properties: object } };
}

describe.each(definitions)("$name", (command) => {
  const answer = async (word: string, columns = 80): Promise<string> => {
    const host = memoryHost({ columns });
    expect({ status: await execute(command, [word], host), err: host.err() }).toEqual({ status: 0, err: "" });
    return host.out();
  };
  const described = async (): Promise<Described> => JSON.parse(await answer("--help=json"));

  test(`--help fits a screen of ${SCREEN} lines: options that few need are marked with \`rare: true\``, async () => {
    expect((await answer("--help")).split("\n").length - 1).toBeLessThanOrEqual(SCREEN);
  });

  test.each(["screen", "all", "fields", "expressions", "functions", "aggregates", "times"])(
    "--help=%s has no line that is wider than the terminal",
    async (view) => {
      for (const columns of [60, 80, 132]) {
        const lines = (await answer(`--help=${view}`, columns)).split("\n");
        expect(lines.filter((line) => line.length > columns || /\s$/.test(line))).toEqual([]);
      }
      // The shell has no way to break what is in quotes.
      const narrow = (await answer(`--help=${view}`, 20)).split("\n").filter((line) => !/['"\\]/.test(line));
      expect(narrow.filter((line) => line.length > 20 && !/^ {2,4}\S+$/.test(line))).toEqual([]);
    },
  );

  test("--help=all has every option and every example", async () => {
    const text = await answer("--help=all", 100);
    const names = Object.keys({ ...command.options, ...commonOptions });
    expect(names.filter((name) => !new RegExp(`--${name}\\b`).test(text))).toEqual([]);
    expect(command.examples.filter(({ says }) => !text.includes(says))).toEqual([]);
  });

  test("--help=json is what packages/cli/help.schema.json says, with every option", async () => {
    const data = await described();
    isHelp(data);
    expect(isHelp.errors ?? []).toEqual([]);
    const names = Object.keys({ ...command.options, ...commonOptions }).map((name) => `--${name}`);
    expect(data.options.map(({ name }) => name)).toEqual(names);
  });

  test("its definition says what it writes and which topics its help has", () => {
    expect(command.writes?.brief).toMatch(/^\p{Ll}.{5,}[^.]$/u);
    expect(command.reference).toBeDefined();
  });
});

test("the environment variables that commands read are in their help", () => {
  const sources = readdirSync(packages, { recursive: true, encoding: "utf8" })
    .filter((path) => /^[\w-]+\/src\/.*(?<!\.(?:test|fake))\.ts$/.test(path))
    .map((path) => readFileSync(join(packages, path), "utf8"));
  const read = sources.flatMap((text) => [...text.matchAll(/env\["(\w+)"\]/g)].map(([, name = ""]) => name));
  expect(read.length).toBeGreaterThan(10);
  const listed = definitions.flatMap((command) => environmentOf(command).flatMap(([names]) => names.split(", ")));
  // Set by flowlogs-read itself, or the endpoint of one service.
  const others = /^AWS_(SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED|ENDPOINT_URL_\w+)$/;
  expect(read.filter((name) => !listed.includes(name) && !others.test(name))).toEqual([]);
});
