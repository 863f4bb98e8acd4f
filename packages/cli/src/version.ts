// The version of all packages, as --version prints it.
import type { Command } from "./define.ts";

/** The version in lerna.json; a test compares the two. */
export const packagesVersion = "0.1.0";

export function version(command: Command): string {
  return `${command.name} ${packagesVersion}\n`;
}
