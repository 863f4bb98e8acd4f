// Adding a source service takes its folder and a line in registry.ts: a toy service is added to a copy of the sources, and
// flowlogs-read, built from that copy, finds it by name, has its options, lists it in its help and reads it.
import { spawnSync } from "node:child_process";
import { readFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const copy = mkdtempSync(join(tmpdir(), "flowlogs-toy-"));
const program = join(copy, "bin", "main.js");

const definition = `// A service of a toy, which counts.
import { natural } from "@flowlogs/cli";

export const toy = {
  placeholder: "toy:NUMBER",
  about: "toys (toy:NUMBER)",
  noun: "toys",
  matches: (source: string) => source.startsWith("toy:"),
  parse: (source: string) => (/^toy:\\d+$/.test(source) ? { source } : { problem: source + " has no number" }),
  options: { "toy-step": { kind: natural, brief: "count in steps of this size" } },
  load: async (deps: any) => new (await import("./provider.ts")).ToyProvider(deps),
} as const;
`;

const provider = `import { PlainContent } from "@flowlogs/formats/content";

export class ToyProvider {
  readonly deps: any;
  constructor(deps: any) {
    this.deps = deps;
  }
  async *open(sources: readonly string[]) {
    const step = this.deps.values["toy-step"] ?? 1;
    for (const name of sources) {
      const count = Number(name.slice(4));
      const text = Array.from({ length: count }, (_, at) => JSON.stringify({ bytes: at * step }) + "\\n").join("");
      const input = { read: () => 0, readNow: () => 0, close() {} };
      yield { name, content: new PlainContent(input, Buffer.from(text)), isDated: true };
    }
  }
  async explain(source: string) {
    return source + ": counts\\n";
  }
}
`;

beforeAll(async () => {
  for (const name of ["sources", "flowlogs-read"]) {
    const from = join(root, "packages", name);
    const to = join(copy, "packages", name);
    for (const part of ["package.json", "src"]) cpSync(join(from, part), join(to, part), { recursive: true });
  }
  const modules = join(copy, "node_modules");
  mkdirSync(join(modules, "@flowlogs"), { recursive: true });
  for (const name of readdirSync(join(root, "packages"))) {
    const home = name === "sources" ? copy : root;
    symlinkSync(join(home, "packages", name), join(modules, "@flowlogs", name));
  }
  for (const name of ["tinyglobby", "@aws-sdk", "@smithy"]) {
    symlinkSync(join(root, "node_modules", name), join(modules, name));
  }

  const sources = join(copy, "packages", "sources", "src");
  mkdirSync(join(sources, "toy"));
  writeFileSync(join(sources, "toy", "definition.ts"), definition);
  writeFileSync(join(sources, "toy", "provider.ts"), provider);
  const registry = readFileSync(join(sources, "registry.ts"), "utf8").replace("  s3,\n", "  s3,\n  toy,\n");
  writeFileSync(join(sources, "registry.ts"), `import { toy } from "./toy/definition.ts";\n${registry}`);

  const build = await rolldown({
    input: join(copy, "packages", "flowlogs-read", "src", "main.ts"),
    external: [/^@(aws-sdk|smithy)\//],
    platform: "node",
    resolve: { conditionNames: ["@flowlogs/source", "node", "import", "default"] },
    logLevel: "silent",
  });
  await build.write({ dir: join(copy, "bin"), format: "esm" });
  await build.close();
  writeFileSync(join(copy, "package.json"), '{ "type": "module" }');
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

test("is read, by its own option too", () => {
  expect(run("toy:3", "--toy-step", "5")).toEqual({
    status: 0,
    out: '{"bytes":0}\n{"bytes":5}\n{"bytes":10}\n',
    err: "",
  });
});

test("is explained", () => {
  expect(run("toy:3", "--explain").out).toBe("toy:3: counts\n");
});

test("is in the help, with its option", () => {
  const { out } = run("--help=all");
  expect(out.replaceAll(/\s+/g, " ")).toContain("and toys (toy:NUMBER), and writes");
  expect(out).toMatch(/--toy-step N +count in steps of this size/);
});

test("has a name that is checked, and an option that is only for it", () => {
  expect(run("toy:x")).toMatchObject({ status: 2, err: expect.stringContaining("toy:x has no number") });
  const { status, err } = run("cwl:group", "--toy-step", "5");
  expect({ status, err }).toMatchObject({ status: 2, err: expect.stringContaining("is only for toys") });
});

function run(...args: string[]): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: "utf8" });
  return { status, out: stdout, err: stderr };
}
