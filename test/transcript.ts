// The form of a transcript: a Markdown file whose ```console blocks are shell sessions. `$ ` starts a command (a line that
// ends in `\` goes on), the lines after it are its stdout, `! ` marks stderr, `[2]` alone a status other than 0, and
// ` (no-eol)` a last line without a newline. `...` alone stands for any lines. Reading, comparing, writing; no running.
import type { Outcome } from "./shell.ts";

interface Step {
  readonly command: string;
  /** What the file says that comes out, line by line, in the marks above. */
  readonly expected: readonly string[];
}

export interface Block {
  readonly heading: string;
  /** The first line inside the fence and the closing fence, counted from 0. */
  readonly from: number;
  readonly to: number;
  readonly steps: readonly Step[];
}

export function parseTranscript(text: string): readonly Block[] {
  const lines = text.split("\n");
  const blocks: Block[] = [];
  let heading = "";
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    heading = /^#+ (.*)$/.exec(line)?.[1] ?? heading;
    if (!line.startsWith("```")) continue;
    const to = closingFence(lines, at);
    if (line === "```console") blocks.push({ heading, from: at + 1, to, steps: stepsOf(lines.slice(at + 1, to)) });
    at = to;
  }
  return blocks;
}

function closingFence(lines: readonly string[], open: number): number {
  const fence = /^`+/.exec(lines[open] ?? "")?.[0] ?? "";
  const found = lines.indexOf(fence, open + 1);
  if (found < 0) throw new Error(`line ${open + 1}: the block is not closed`);
  return found;
}

function stepsOf(lines: readonly string[]): readonly Step[] {
  const steps: { command: string; expected: string[] }[] = [];
  for (let at = 0; at < lines.length; at++) {
    let line = lines[at] ?? "";
    if (!line.startsWith("$ ")) {
      const step = steps.at(-1);
      if (step === undefined) throw new Error(`"${line}" stands before the first command of its block`);
      step.expected.push(line);
      continue;
    }
    line = line.slice(2);
    while (line.endsWith("\\") && at + 1 < lines.length) line += `\n${lines[++at]}`;
    steps.push({ command: line, expected: [] });
  }
  return steps;
}

/** What came out, in the marks of a transcript. */
export function transcribe({ out, err, status }: Outcome): readonly string[] {
  const told = linesOf(err).map((line) => (line === "" ? "!" : `! ${line}`));
  const printed = linesOf(out);
  const mark = printed.find((line) => /^(\$ |! ?|```|\.\.\.$|\[\w+\]$)/.test(line));
  if (mark !== undefined) throw new Error(`"${mark}" would be read as a mark of the transcript: pipe it through sed`);
  return [...printed, ...told, ...(status === 0 ? [] : [`[${status}]`])];
}

function linesOf(text: string): readonly string[] {
  if (text === "") return [];
  return text.endsWith("\n") ? text.slice(0, -1).split("\n") : `${text} (no-eol)`.split("\n");
}

/** Whether `got` is as expected, `...` standing for any number of lines. */
export function agrees(expected: readonly string[], got: readonly string[]): boolean {
  const [first, ...rest] = expected;
  if (first === undefined) return got.length === 0;
  if (first !== "...") return got[0] === first && agrees(rest, got.slice(1));
  return got.some((_, skipped) => agrees(rest, got.slice(skipped))) || agrees(rest, []);
}

/** A command and its lines as they stand in a block. */
export function printStep(command: string, lines: readonly string[]): string {
  return [`$ ${command}`, ...lines].join("\n");
}

/** The file with the inside of each block replaced by what `printed` has for it. */
export function rewrite(text: string, printed: ReadonlyMap<Block, string>): string {
  const lines = text.split("\n");
  const lastFirst = [...printed].toSorted(([a], [b]) => b.from - a.from);
  for (const [{ from, to }, inside] of lastFirst) lines.splice(from, to - from, inside);
  return lines.join("\n");
}
