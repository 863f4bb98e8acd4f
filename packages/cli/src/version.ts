// The version of all packages, and how a command tells it.
import type { Command } from "./define.ts";

/** That of lerna.json; a test compares them. */
const packagesVersion = "0.1.0";

export function version(command: Command): string {
  return `${command.name} ${packagesVersion}\n`;
}
