// Completion in the shells themselves: bash and zsh on a terminal, where Tab is pressed and the commands print their
// arguments; fish by its own command for that. A shell that is not installed is named, and its tests are skipped.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commonOptions } from "../packages/cli/src/commonOptions.ts";
import { file, scratch } from "./command.ts";
import { definitions } from "./definitions.ts";

const scripts = join(import.meta.dirname, "../packages/flowlogs/completion");
const names = definitions.map(({ name }) => name);

/** What is typed up to Tab, what it becomes, what is typed after it, and the arguments that the command gets. */
const typed: readonly (readonly [before: string, word: string, after: string, ...words: string[]])[] = [
  ["flow-fmt -o ma", "markdown", "", "-o", "markdown"],
  ["flow-fmt --output=ma", "--output=markdown", "", "--output=markdown"],
  ["flow-top --lea", "--least", "", "--least"],
  ["flow-top --by srca", "srcaddr", "", "--by", "srcaddr"],
  ["flow-top --by srcaddr,dstp", "srcaddr,dstport", "", "--by", "srcaddr,dstport"],
  ["flow-top --stats=j", "--stats=json", "", "--stats=json"],
  ["flow-top --stats fl", "flows.ndjson", "", "--stats", "flows.ndjson"],
  ["flow-top fl", "flows.ndjson", "", "flows.ndjson"],
  ["flow-filter -f fl", "flows.ndjson", "", "-f", "flows.ndjson"],
  ["flow-filter 'bytes > 1 and srca", "bytes > 1 and srcaddr", "'", "bytes > 1 and srcaddr"],
  ["flow-filter 'isPriv", "isPrivateIP(", ")'", "isPrivateIP()"],
  ["flow-filter isPriv", "isPrivateIP(", "", "isPrivateIP("],
  ["flow-group medi", "median(", "", "median("],
  ["flow-group 'count_", "count_distinct(", "'", "count_distinct("],
  ["flow-bin 15", "15m", "", "15m"],
  ["flowlogs-read sam", "sample:", "", "sample:"],
  ["flowlogs-read kin", "kinesis:", "", "kinesis:"],
  ["flowlogs-read --start tod", "today", "", "--start", "today"],
  ["flowlogs-read --where 'dstp", "dstport", "'", "--where", "dstport"],
  ["flowlogs to", "top", "", "top"],
  ["flowlogs top --by dsta", "dstaddr", "", "top", "--by", "dstaddr"],
  ["flowlogs help fie", "fields", "", "help", "fields"],
  ["flowlogs completion z", "zsh", "", "completion", "zsh"],
  ["flow-top --help=js", "--help=json", "", "--help=json"],
];

const bin = join(scratch, "printers");
mkdirSync(bin);
for (const name of [...names, "flowlogs"])
  chmodSync(file(`printers/${name}`, '#!/bin/sh\nprintf "<%s>" "$@"; echo\n'), 0o755);
file("work/flows.ndjson", "{}\n");
const options = {
  cwd: join(scratch, "work"),
  encoding: "utf8",
  env: { PATH: `${bin}:/usr/bin:/bin`, HOME: scratch, TERM: "dumb", LC_ALL: "C", scripts },
} as const;

const terminals: readonly (readonly [shell: string, start: string, load: string])[] = [
  ["bash", "bash --norc --noprofile -i", 'source "$scripts/flowlogs.bash"; bind "set enable-bracketed-paste off"'],
  ["zsh", "zsh -f -i", 'autoload -U compinit; compinit -u -D; source "$scripts/_flowlogs"; unset zle_bracketed_paste'],
];

describe.each(terminals)("%s", (shell, start, load) => {
  const missing = ["script", shell].filter((program) => !has(program));
  test.skipIf(missing.length > 0)(
    `completes on a terminal${missing.map((it) => `: ${it} is not installed`).join("")}`,
    async () => {
      const got = await pressTab(start, load);
      expect(got).toEqual(typed.map(([before, , , ...words]) => `${before}: ${printed(words)}`));
    },
  );

  test.skipIf(missing.includes(shell))("loads without a word", () => {
    const text = shell === "zsh" ? load.replace("; unset zle_bracketed_paste", "") : load.split(";")[0];
    const { stdout, stderr, status } = spawnSync(shell, [shell === "zsh" ? "-f" : "--norc", "-c", text ?? ""], options);
    expect({ stdout, stderr, status }).toEqual({ stdout: "", stderr: "", status: 0 });
  });
});

test.skipIf(!has("zsh"))("zsh finds the script in its folders of functions", () => {
  const line = `fpath=("$scripts" $fpath); autoload -U compinit; compinit -u -D; print $_comps[flow-top] $_comps[flowlogs]`;
  expect(spawnSync("zsh", ["-f", "-c", line], options)).toMatchObject({ stdout: "_flowlogs _flowlogs\n", stderr: "" });
});

test("bash has all options of every command", () => {
  const line = `source "$scripts/flowlogs.bash"; COMP_CWORD=1
    for name in ${names.join(" ")}; do COMP_WORDS=($name --); _flowlogs $name; echo $name "\${COMPREPLY[@]}"; done`;
  expect(missingOptions(spawnSync("bash", ["--norc", "-c", line], options))).toEqual({ missing: [], stderr: "" });
});

describe.skipIf(!has("fish"))(`fish${has("fish") ? "" : " (not installed)"}`, () => {
  test("has all options of every command", () => {
    const line = `source "$scripts/flowlogs.fish"; for name in ${names.join(" ")}
      echo $name (complete -C "$name --" | string replace -r '\\t.*' '')
    end`;
    expect(missingOptions(spawnSync("fish", ["-N", "-c", line], options))).toEqual({ missing: [], stderr: "" });
  });

  test("completes", () => {
    const lines = typed.map(
      ([before]) => `echo (complete -C ${quoted(before)} | string replace -r '\\t.*' '' | string join '|')`,
    );
    const line = `source "$scripts/flowlogs.fish"; ${lines.join("; ")}`;
    const { stdout, stderr } = spawnSync("fish", ["-N", "-c", line], options);
    expect(stderr).toBe("");
    const got = stdout.split("\n").map((candidates) => candidates.split("|"));
    const wrong = typed.flatMap(([before, word], at) =>
      got[at]?.includes(word) ? [] : { before, word, got: got[at] },
    );
    expect(wrong).toEqual([]);
  });
});

/** Types each line with a Tab in it, and gives back what the commands printed. */
async function pressTab(start: string, load: string): Promise<readonly string[]> {
  const child = spawn("script", ["-qfec", start, "/dev/null"], options);
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => void (out += text));
  const until = async (wanted: RegExp): Promise<string> => {
    for (let waited = 0; waited < 10_000; waited += 5) {
      const found = wanted.exec(out);
      if (found !== null) return found[0];
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error(`waited for ${wanted}; the terminal shows ${JSON.stringify(out)}`);
  };
  try {
    child.stdin.write(`PS1='rea''dy> '; ${load}\n`);
    await until(/ready> $/);
    const got: string[] = [];
    for (const [before, , after] of typed) {
      out = "";
      child.stdin.write(`${before}\t${after}\n`);
      const line = await until(/(?<=\n)<.*>(?=\r\n[^]*ready> $)/);
      // In an open quote bash goes on to what an operator begins with.
      got.push(`${before}: ${line.replace(/ >$/, ">")}`);
    }
    return got;
  } finally {
    child.stdin.end("exit\n");
    child.kill();
  }
}

/** What is not among what a shell completes: a line for each command, with its options. */
function missingOptions({ stdout, stderr }: { stdout: string; stderr: string }): object {
  const lines = stdout.split("\n").map((line) => line.split(/\s+/));
  const missing = definitions.flatMap(({ name, options: own }) => {
    const known = lines.find(([first]) => first === name) ?? [];
    const all = Object.keys({ ...own, ...commonOptions }).map((it) => `--${it}`);
    return all.filter((it) => !known.includes(it)).map((it) => `${name} ${it}`);
  });
  return { missing, stderr };
}

function printed(words: readonly string[]): string {
  return words.map((word) => `<${word}>`).join("");
}

/** A word of fish. */
function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
}

function has(program: string): boolean {
  try {
    execFileSync("sh", ["-c", 'command -v "$1"', "sh", program]);
    return true;
  } catch {
    return false;
  }
}
