// How options and operands are written, for all that is rendered from a definition.

import type { Command, Option } from "../define.ts";

/** An option by its long name, with the value that it takes. */
export function written(name: string, { kind, bare }: Option): string {
  if (kind === "switch") return `--${name}`;
  return bare === undefined ? `--${name} ${kind.placeholder}` : `--${name}[=${kind.placeholder}]`;
}

/** What an option is for, the words that it takes and what it is if it is not given. */
export function meaningOf({ kind, brief, default: preset }: Option): string {
  const choices = kind === "switch" || kind.choices === undefined ? [] : [`one of ${kind.choices.join(", ")}`];
  return [brief, ...choices, ...(preset === undefined ? [] : [`default: ${preset}`])].join("; ");
}

/** What is not an option, with the files that a command of records takes. */
export function operandRows({ operands, reads }: Command): readonly (readonly [string, string])[] {
  const own = Object.values(operands).map(({ kind, brief }) => [kind.placeholder, brief] as const);
  return reads === "records" ? [...own, ["FILE", "files to read, in order; standard input if - or none"]] : own;
}
