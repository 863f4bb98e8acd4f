// What the documents for contributors and programs say is so: files that they name are there, programs that they show run,
// scripts that they list exist.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { commandNames } from "../packages/commands.mjs";

const root = join(import.meta.dirname, "..");
const packages = readdirSync(join(root, "packages"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const commands = commandNames();
const documents = ["README.md", ".github/CONTRIBUTING.md", "packages/README.md"].concat(
  packages.map((name) => `packages/${name}/README.md`),
);

test("every package has a README", () => {
  expect(documents.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test.each(documents)("%s links to what is there", (path) => {
  const links = [...read(path).matchAll(/\]\(([^)#:]+)\)/g)].map(([, target]) => target ?? "");
  expect(links.filter((target) => !existsSync(join(root, dirname(path), target)))).toEqual([]);
});

test("the map names files that are there, and every package but those of commands", () => {
  const text = read("packages/README.md");
  const named = [...text.matchAll(/`([\w-]+\/[\w./-]*)`/g)].map(([, path]) => path ?? "");
  const paths = named.filter((path) => packages.includes(path.split("/")[0] ?? ""));
  expect(paths.length).toBeGreaterThan(30);
  expect(paths.filter((path) => !existsSync(join(root, "packages", path)))).toEqual([]);
  expect(packages.filter((name) => !commands.includes(name) && !text.includes(name))).toEqual([]);
});

test("CONTRIBUTING lists the scripts that there are", () => {
  const manifest: { readonly scripts: object } = JSON.parse(read("package.json"));
  const scripts = Object.keys(manifest.scripts);
  const listed = [...read(".github/CONTRIBUTING.md").matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name ?? "");
  expect(listed.filter((name) => !scripts.includes(name))).toEqual([]);
  const expected = "build build:kernel test test:unit test:watch check bench profile release".split(" ");
  expect(expected.filter((name) => !scripts.includes(name))).toEqual([]);
});

const programs = documents.flatMap((path) =>
  [...read(path).matchAll(/```js\n([^]*?)```[^`]*(?:`(\{[^`]*)`[^`]*)?```text\n([^]*?)```/g)].map(
    ([, program = "", input = "", output = ""]) => ({ path, program, input, output }),
  ),
);

describe("programs", () => {
  test("each command shows one", () => {
    expect(programs.map(({ path }) => path)).toEqual(
      expect.arrayContaining(commands.map((it) => `packages/${it}/README.md`)),
    );
  });

  test.each(programs)("$path", ({ program, input, output }) => {
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
      cwd: root,
      input: `${input}\n`,
    });
    expect({ out: stdout.toString(), err: stderr.toString() }).toEqual({ out: output, err: "" });
  });
});

function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}
