// flow-query in this process, with what it writes in memory.
import { memoryHost } from "../../packages/cli/src/memoryHost.ts";
import { execute } from "../../packages/cli/src/run.ts";
import { command } from "../../packages/flow-query/src/command.ts";

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export async function ranInMemory(words: readonly string[], env: Readonly<Record<string, string>>): Promise<Ran> {
  const host = memoryHost({ env });
  const code = await execute(command, words, host);
  return { code, out: host.out(), err: host.err() };
}
