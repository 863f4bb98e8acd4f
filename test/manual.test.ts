// The manual pages that the build makes: as the definitions say now, complete, and without a warning of man, groff or mandoc.
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commonOptions } from "../packages/cli/src/commonOptions.ts";
import { manualFiles } from "../packages/cli/src/manual.ts";
import { definitions } from "./definitions.ts";

const umbrella = join(import.meta.dirname, "../packages/flowlogs");
const rendered = await manualFiles(definitions);
const pages = [...rendered.keys()].filter((path) => path.startsWith("man/"));

test("the files of the build are those of the definitions: npm run build makes them", () => {
  const made = ["man", "completion"].flatMap((folder) =>
    readdirSync(join(umbrella, folder)).map((it) => `${folder}/${it}`),
  );
  expect(made.toSorted()).toEqual([...rendered.keys()].toSorted());
  expect(made.filter((path) => readFileSync(join(umbrella, path), "utf8") !== rendered.get(path))).toEqual([]);
});

test("there is a page of every command, of all of them, and of every topic", () => {
  const commands = definitions.map(({ name }) => `man/${name}.1`);
  expect(pages).toEqual(expect.arrayContaining([...commands, "man/flowlogs.1", "man/flowlogs-fields.7"]));
});

test("the package that installs all commands names every page, so that npm puts them in place", () => {
  const { man, files }: { man: string[]; files: string[] } = JSON.parse(
    readFileSync(join(umbrella, "package.json"), "utf8"),
  );
  expect(man.toSorted()).toEqual(pages.toSorted());
  expect(files).toEqual(expect.arrayContaining(["man", "completion"]));
});

const checkers: readonly (readonly [string, ...string[]])[] = [
  ["man", "--warnings=w", "-l"],
  ["groff", "-man", "-ww", "-z", "-Tutf8"],
  ["mandoc", "-T", "lint", "-W", "warning"],
];

describe.each(checkers)("%s", (program, ...words) => {
  const isThere = has(program);
  test.skipIf(!isThere)(`${isThere ? "" : "is not installed; "}has no warning about a page`, () => {
    const said = pages.map((page) => {
      const { stdout, stderr } = spawnSync(program, [...words, join(umbrella, page)], { encoding: "utf8" });
      return program === "mandoc" ? stdout : stderr;
    });
    // A page of a build has no date.
    expect(
      said.flatMap((text) => text.split("\n")).filter((line) => line !== "" && !line.includes("missing date")),
    ).toEqual([]);
  });
});

describe.skipIf(!has("man")).each(definitions)("man $name", ({ name, options, examples }) => {
  const text = execFileSyncOf(name);

  test("has the sections of a manual page, in order", () => {
    const titles: readonly string[] = text.match(/^[A-Z][A-Z ]+$/gm) ?? [];
    const usual = ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXAMPLES", "EXIT STATUS", "ENVIRONMENT", "SEE ALSO"];
    expect(titles.filter((title) => usual.includes(title))).toEqual(usual);
    const takesExpression = Object.values(options).some(({ kind }) => kind !== "switch" && kind.placeholder === "EXPR");
    expect(titles.includes("EXPRESSIONS")).toBe(takesExpression || name === "flow-filter");
  });

  test("has every option, and examples that can be copied", () => {
    const names = Object.keys({ ...options, ...commonOptions }).map((it) => `--${it}`);
    expect(names.filter((it) => !new RegExp(`^ +(-\\w, )?${it}\\b`, "m").test(text))).toEqual([]);
    const flat = text.replaceAll(/\s*\\?\n\s*/g, " ");
    expect(examples.filter(({ run }) => !flat.includes(run)).map(({ run }) => run)).toEqual([]);
  });
});

function execFileSyncOf(name: string): string {
  if (!has("man")) return "";
  const env = { ...process.env, MANWIDTH: "100", LC_ALL: "C.UTF-8", MAN_KEEP_FORMATTING: undefined };
  return execFileSync("man", ["-l", join(umbrella, `man/${name}.1`)], { encoding: "utf8", env });
}

function has(program: string): boolean {
  return spawnSync("sh", ["-c", 'command -v "$1"', "sh", program]).status === 0;
}
