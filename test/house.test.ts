// The rules of the house: which package may import which, one version and one form for all, where things lie, and that
// nothing of the machine where it was written is in it.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { packageName } from "../packages/commands.mjs";
import { commandNames, run } from "./command.ts";
import { floorOf as floorInHouse, survey } from "./rooms.mjs";

/** A package.json, or another that says things of a package. */
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  /** What the user installs, if at all. */
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly references?: readonly { readonly path: string }[];
  readonly [key: string]: unknown;
}

const root = join(import.meta.dirname, "..");
const folders = readdirSync(join(root, "packages"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const packages = folders.map((folder) => ({ folder, manifest: json(`packages/${folder}/package.json`) }));
const commands: readonly string[] = commandNames;
const { version } = json("lerna.json");

/** Packages of others that only these may depend on. Of our own, one may depend on those of the floors below it (rooms.mjs). */
const foreign: Readonly<Record<string, readonly (string | RegExp)[]>> = {
  core: ["d3-array", "d3-time", "get-east-asian-width", "re2js"],
  cli: ["smol-toml", "split2", "through2", "yargs"],
  formats: ["fzstd", "hyparquet", "hyparquet-compressors", "hyparquet-writer", "hysnappy", "mmdb-lib", "xxhash-wasm"],
  aws: [/^@aws-sdk\//, /^@smithy\//],
  sources: ["tinyglobby"],
  sql: ["@duckdb/node-api"],
  engines: ["@clickhouse/client"],
  "flow-group": ["@datadog/sketches-js"],
  "flow-query": ["shell-quote"],
};
/** The package that installs all commands is above them. */
const UMBRELLA = "flowlogs";
const floorOf = (folder: string): number => (folder === UMBRELLA ? Infinity : floorInHouse(folder));

/** Its clients of AWS are bundled when it is built, and installed with it. */
const BUNDLED = "aws";

describe.each(packages)("packages/$folder", ({ folder, manifest }) => {
  const mayUse = (name: string): boolean => {
    const own = packages.find((it) => it.manifest.name === name);
    if (own !== undefined) return floorOf(own.folder) < floorOf(folder);
    return (foreign[folder] ?? []).some((it) => (typeof it === "string" ? it === name : it.test(name)));
  };
  const imports = sources(folder).flatMap(importsOf);

  test("depends on what it may depend on", () => {
    const named = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
    expect(named.filter((name) => !mayUse(name))).toEqual([]);
  });

  test("imports what it depends on, and Node's own modules unless it is the core", () => {
    const others = imports.filter((it) => !it.from.startsWith(".") && !/\.(test|fake)\.ts$/.test(it.file));
    const wrong = others.filter(({ from }) =>
      from.startsWith("node:")
        ? folder === "core"
        : !(
            packageOf(from) in
            {
              ...manifest.dependencies,
              ...manifest.peerDependencies,
              ...(folder === BUNDLED ? manifest.devDependencies : {}),
            }
          ),
    );
    expect(wrong).toEqual([]);
  });

  test("imports no file of another package by its path, and not its own barrel", () => {
    const own = join(root, "packages", folder, "src");
    const targets = imports
      .filter(({ from }) => from.startsWith("."))
      .map((it) => ({ ...it, target: relative(own, resolve(root, dirname(it.file), it.from)) }));
    expect(targets.filter(({ target }) => target.startsWith("..") || target === "index.ts")).toEqual([]);
  });

  test("has the version of lerna.json, and pins what it depends on", () => {
    expect(manifest.version).toBe(version);
    const versions = Object.entries({ ...manifest.dependencies, ...manifest.peerDependencies });
    expect(versions.filter(([, it]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(it))).toEqual([]);
    const ours = new Set(packages.map((it) => it.manifest.name));
    expect(versions.filter(([name, it]) => ours.has(name) && it !== version)).toEqual([]);
  });

  test("is known to the compiler", () => {
    const { references = [] } = json("tsconfig.json");
    const isCompiled = existsSync(join(root, "packages", folder, "tsconfig.json"));
    expect(references.some(({ path }) => path === `packages/${folder}`)).toBe(isCompiled);
    expect(isCompiled).toBe(sources(folder).length > 0);
  });
});

test("arrows only point down, and there are no circles", () => {
  const { circles, upward } = survey();
  expect({ circles, upward }).toEqual({ circles: [], upward: [] });
});

test.runIf(folders.includes("flowlogs"))("the package that installs them all depends on every command", () => {
  const { devDependencies = {} } = json("packages/flowlogs/package.json");
  expect(Object.keys(devDependencies).toSorted()).toEqual(commands.map(packageName).toSorted());
});

test("the manifests are alike but for what is each package's own", () => {
  const own = [
    "name",
    "description",
    "sideEffects",
    "bin",
    "man",
    "dependencies",
    "devDependencies",
    "peerDependencies",
    "peerDependenciesMeta",
    "exports",
    "files",
  ];
  expect(new Set(packages.map(({ manifest }) => without(manifest, own))).size).toBe(1);
});

test("the manifests of the commands are alike but for name, description, bin and dependencies", () => {
  const ofCommands = packages.filter(({ folder }) => commands.includes(folder));
  expect(ofCommands.length).toBe(commands.length);
  const own = ["name", "description", "bin", "dependencies"];
  const alike = ofCommands.map(({ folder, manifest }) => without(manifest, own).replaceAll(folder, "COMMAND"));
  expect(new Set(alike).size).toBe(1);
});

test.each(commandNames)(
  "%s: folder and program have one name, of which the package's follows, and it tells the version",
  async (name) => {
    const manifest = json(`packages/${name}/package.json`);
    expect(manifest).toMatchObject({ name: packageName(name), bin: { [name]: `bin/${name}.js` } });
    expect(json("packages/flowlogs/package.json")).toMatchObject({ bin: { [name]: `bin/${name}.js` } });
    expect(await run([name, "--version"])).toEqual({ out: `${name} ${version}\n`, err: "", status: 0 });
  },
);

const isCheckout = existsSync(join(root, ".git"));
describe.skipIf(!isCheckout)("the files of the repository", () => {
  const files = isCheckout ? filesOfRepository() : [];

  test("tell nothing of a machine or of a registry", () => {
    const machine = /"resolved": "https?:|registry ?= ?http|(?<![\w.~$}*-])\/(work|root|home|Users)\/\w/;
    expect(files.filter((file) => machine.test(readFileSync(join(root, file), "latin1")))).toEqual([]);
  });

  test("are short when they are programs", () => {
    const programs = files.filter((file) => /\.([mc]?[jt]s|sh)$/.test(file));
    expect(programs.length).toBeGreaterThan(100);
    expect(programs.filter((file) => linesOf(file) > 300)).toEqual([]);
  });

  test("write to the kernel's memory by methods, which the checked build can check, and not by an index", () => {
    const written = folders
      .flatMap(sources)
      .filter((file) => /(bytes|words|doubles)\(\)\[.*\] = /.test(readFileSync(join(root, file), "utf8")));
    expect(written).toEqual([]);
  });

  test("declare each type once: one name means one thing in all packages", () => {
    const types = folders
      .flatMap(sources)
      .filter((file) => !/\.(test|fake)\.ts$/.test(file))
      .flatMap((file) => typesIn(file));
    expect(types.length).toBeGreaterThan(500);
    expect(types.filter((type, i) => types.indexOf(type) !== i)).toEqual([]);
  });

  test("of the kernel declare no name that they import: AssemblyScript would take their own without a word", () => {
    const shadowed = files.filter((file) => file.startsWith("packages/kernel/assembly/")).flatMap(namesDeclaredTwice);
    expect(shadowed).toEqual([]);
  });

  test("of the kernel export a name once: AssemblyScript would take the last of two without a word", () => {
    const index = readFileSync(join(root, "packages/kernel/assembly/index.ts"), "utf8");
    const names = [...index.matchAll(/^export \{([^}]*)\}/gm)].flatMap(([, list = ""]) => list.match(/\w+/g) ?? []);
    expect(names.length).toBeGreaterThan(100);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  test("lie where they belong", () => {
    const top = new Set(files.map((file) => file.split("/")[0] ?? "").filter((name) => !name.startsWith(".")));
    const house = ["package.json", "package-lock.json", "tsconfig.json", "lerna.json", "README.md", "LICENSE"];
    expect([...top].toSorted()).toEqual([...house, "packages", "test"].toSorted());
  });
});

/** Those that git knows, and those that it would take. */
function filesOfRepository(): readonly string[] {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root });
  const files = listed.toString().split("\0");
  return files.filter((file) => file !== "" && existsSync(join(root, file)));
}

/** The names of types, interfaces and classes at the top of a file. */
function typesIn(file: string): string[] {
  const declarations = /^(?:export )?(?:abstract )?(?:interface|type|class) (\w+)/gm;
  return [...readFileSync(join(root, file), "utf8").matchAll(declarations)].map(([, name = ""]) => name);
}

function namesDeclaredTwice(file: string): readonly string[] {
  const text = readFileSync(join(root, file), "utf8");
  const imported = [...text.matchAll(/^import \{([^}]*)\}/gm)].flatMap(([, names = ""]) =>
    names.match(/\w+(?=,|\s*$)/g),
  );
  const own = [...text.matchAll(/^(?:export )?(?:const|let|function|class) (\w+)/gm)].map(([, name]) => name);
  return own.filter((name) => imported.includes(name ?? "")).map((name) => `${file}: ${name}`);
}

interface Import {
  readonly file: string;
  readonly from: string;
}

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(root, file), "utf8");
  const found = text.matchAll(/^(?:import|export|\})[^"'=\n]*?(?: from)? "([^"]+)";$|\bimport\("([^"]+)"\)/gm);
  return [...found].map(([, plain, dynamic]) => ({ file, from: plain ?? dynamic ?? "" }));
}

function sources(folder: string): readonly string[] {
  const source = join(root, "packages", folder, "src");
  if (!existsSync(source)) return [];
  const entries = readdirSync(source, { recursive: true, encoding: "utf8" });
  return entries.filter((entry) => entry.endsWith(".ts")).map((entry) => join("packages", folder, "src", entry));
}

function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

function linesOf(file: string): number {
  return readFileSync(join(root, file), "utf8").split("\n").length - 1;
}

function without(manifest: Manifest, keys: readonly string[]): string {
  return JSON.stringify(Object.entries(manifest).filter(([key]) => !keys.includes(key)));
}

function json(path: string): Manifest {
  const content: Manifest = JSON.parse(readFileSync(join(root, path), "utf8"));
  return content;
}
