// What a source may ask of the world, for tests: it remembers what is said and has nothing to give.
import type { SourceContext } from "@flowlogs/cli";

export function surroundings(): { context: SourceContext; said: string[] } {
  const said: string[] = [];
  const context: SourceContext = {
    write: impossible,
    bad: impossible,
    note: (text) => void said.push(`note ${text}`),
    missing: () => {},
    temporary: impossible,
    load: impossible,
    refuse: impossible,
    machineMemory: 1 << 30,
    outputIsTerminal: false,
    columns: 80,
    rows: 24,
    env: {},
    onBadLine: impossible,
    openStdin: impossible,
    open: impossible,
    openRandom: () => undefined,
    syncOutput: impossible,
    appendedOutput: impossible,
    onInterrupt: impossible,
    stdinIsTerminal: false,
    stderrIsTerminal: false,
    failed: (source, what, advice, code = 3) => void said.push(`${code} ${source}: ${what}; ${advice}`),
    showStatus: impossible,
    now: impossible,
    report: impossible,
  };
  return { context, said };
}

function impossible(): never {
  throw new Error("not here");
}
