// The definitions of all commands, found by their packages.
import { join } from "node:path";
import type { Command } from "../packages/cli/src/index.ts";
import { commandNames } from "../packages/commands.mjs";

async function definitionOf(name: string): Promise<Command> {
  const path = join(import.meta.dirname, "../packages", name, "src/command.ts");
  const { command }: { readonly command: Command } = await import(path);
  return command;
}

export const definitions: readonly Command[] = await Promise.all(commandNames().map(definitionOf));
