// The short answers to a wrong call: the usage line, and the help of a few lines. The long help is in help.ts.

import type { Command } from "./define.ts";

/** The usage line. */
export function usageLine(command: Command): string {
  return `usage: ${synopsis(command)}\n`;
}

/** Name, options, operands: what a call looks like. */
export function synopsis({ name, operands, reads }: Command): string {
  const words = Object.values(operands).map(({ kind, required, many }) => {
    const word = many ? `${kind.placeholder}...` : kind.placeholder;
    return required ? word : `[${word}]`;
  });
  return [name, "[OPTION...]", ...words, ...(reads === "records" ? ["[FILE...]"] : [])].join(" ");
}

/** A few lines for somebody who called the command without input. */
export function shortHelp(command: Command): string {
  const examples = command.examples.slice(0, 3).map(({ run }) => `  ${run}\n`);
  return `${usageLine(command)}${command.brief}\n${examples.join("")}${command.name} --help tells more\n`;
}
