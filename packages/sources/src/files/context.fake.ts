// A context for tests of runs over files in which only the output matters.
import { nodeHost, type SourceContext } from "@flowlogs/cli";

/** `syncOutput`: called when all output has to be on disk. */
export function followContext(write: (bytes: Uint8Array) => void, syncOutput: () => void = () => {}): SourceContext {
  const host = nodeHost();
  return {
    write,
    syncOutput,
    showStatus: () => {},
    now: () => 0,
    missing: () => {},
    refuse() {
      throw new Error("nothing is to be refused");
    },
    appendedOutput: () => undefined,
    onInterrupt: () => {},
    bad: () => {},
    note: () => {},
    failed: () => {},
    temporary: () => host.temporary(),
    load: () => new Uint8Array(0),
    machineMemory: 1e9,
    openStdin: () => host.stdin(),
    open: (path) => host.open(path),
    openRandom: () => undefined,
    onBadLine: () => {},
    report: () => {},
    stdinIsTerminal: false,
    stderrIsTerminal: false,
    outputIsTerminal: false,
    columns: 80,
    rows: 24,
    env: {},
  };
}
