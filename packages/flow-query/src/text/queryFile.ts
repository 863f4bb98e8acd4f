// A file with a query, or with several that have names: a line `-- name: NAME` before each, as yesql and aiosql have it, or
// `# name: NAME`. Other lines that begin with # are comments.
import { type Host, isProblem, UsageError } from "@flowlogs/cli/chain";
import { InputError } from "@flowlogs/base/errors";
import { readWhole } from "@flowlogs/base/feed";
import { nearestName } from "@flowlogs/base/nearest";
import type { Problem } from "@flowlogs/base/problem";

/** The text of a query, and how messages call a place in it. */
export interface QueryText {
  readonly text: string;
  readonly whereOf: (problem: Problem) => string;
}

interface Section {
  readonly name: string;
  /** The line of its heading, from 1. */
  readonly line: number;
  readonly text: string;
}

const heading = /^[ \t]*(?:--|#)[ \t]*name:[ \t]*(.*?)[ \t]*\r?$/gim;

/** Reads the query of this name, or the only one. Throws UsageError. */
export function readQuery(path: string, name: string | undefined, host: Pick<Host, "open" | "stdin">): QueryText {
  const found = sectionOf(textOf(path, host), name);
  if (isProblem(found)) throw new UsageError(found, name === undefined ? path : "--query");
  // The text of a problem has the values of parameters.
  const lineOf = ({ text = found.text, from = 0 }: Problem): number =>
    found.line + text.slice(0, from).split("\n").length;
  return { text: found.text, whereOf: (problem) => `${path}:${lineOf(problem)}` };
}

function textOf(path: string, host: Pick<Host, "open" | "stdin">): string {
  try {
    const bytes = readWhole(path === "-" ? host.stdin() : host.open(path));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof InputError) throw new UsageError({ problem: error.message, advice: error.advice }, path);
    if (error instanceof TypeError) throw new UsageError({ problem: "is not text in UTF-8" }, path);
    throw error;
  }
}

function sectionOf(text: string, name: string | undefined): Section | Problem {
  const sections = sectionsOf(text);
  if (isProblem(sections)) return sections;
  const names = sections.map((section) => section.name);
  const [only] = sections;
  if (only === undefined) {
    if (name === undefined) return { name: "", line: 0, text };
    return { problem: `no query of the file is called "${name}"`, advice: "write -- name: NAME above each query" };
  }
  if (name === undefined) {
    if (sections.length === 1) return only;
    return { problem: `has ${sections.length} queries`, advice: `choose one with --query: ${names.join(", ")}` };
  }
  const near = nearestName(name, names);
  const advice = near === undefined ? `it has ${names.join(", ")}` : `did you mean "${near}"?`;
  return sections.find((it) => it.name === name) ?? { problem: `no query of the file is called "${name}"`, advice };
}

/** None where there is no heading. */
function sectionsOf(text: string): readonly Section[] | Problem {
  const headings = [...text.matchAll(heading)];
  const [first] = headings;
  const sections: Section[] = [];
  const before = text.slice(0, first?.index ?? 0).replaceAll(/^\s*(?:#|--).*$/gm, "");
  if (before.trim() !== "") {
    return { problem: "has a query before the first name", advice: "write -- name: NAME above it too" };
  }
  for (const [i, match] of headings.entries()) {
    const [line, name = ""] = match;
    const number = text.slice(0, match.index).split("\n").length;
    if (!/^[A-Za-z][\w.-]*$/.test(name)) {
      return { problem: `"${name}" in line ${number} is not a name`, advice: "write letters, digits, - and _" };
    }
    if (sections.some((section) => section.name === name)) return { problem: `has two queries called "${name}"` };
    const from = match.index + line.length;
    sections.push({ name, line: number - 1, text: text.slice(from, headings[i + 1]?.index) });
  }
  return sections;
}
