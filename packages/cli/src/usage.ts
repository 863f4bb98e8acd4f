// What a wrong call prints: the usage line, or a help of a few lines. The long help is in help.ts.

import type { Command } from "./define.ts";

/** The usage line. */
export function usageLine(command: Command): string {
  return `usage: ${synopsis(command)}\n`;
}

/** The form of a call: name, options, operands. */
export function synopsis({ name, operands, reads }: Command): string {
  const words = Object.values(operands).map(({ kind, required, many }) => {
    const word = many ? `${kind.placeholder}...` : kind.placeholder;
    return required ? word : `[${word}]`;
  });
  return [name, "[OPTION...]", ...words, ...(reads === "records" ? ["[FILE...]"] : [])].join(" ");
}

/** A few lines for a user who called the command without input. */
export function shortHelp(command: Command): string {
  const examples = command.examples.slice(0, 3).map(({ run }) => `  ${run}\n`);
  return `${usageLine(command)}${command.brief}\n${examples.join("")}see ${command.name} --help\n`;
}
