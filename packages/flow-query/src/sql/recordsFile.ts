// A file for the records that flowlogs-read brings, or for an answer. Where the system reads open files by number (/dev/fd), it is
// deleted as soon as it is open, so that nothing is left behind even by kill -9; elsewhere at the end.
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OutputError } from "@flowlogs/base/errors";

export interface RecordsFile {
  /** Where it can be read, by this process. */
  readonly path: string;
  /** Throws OutputError. */
  write(bytes: Uint8Array): void;
  close(): void;
}

/** Throws OutputError. */
export function recordsFile(): RecordsFile {
  const folder = attempt(() => mkdtempSync(join(tmpdir(), "flow-query-")));
  const clear = (): void => rmSync(folder, { recursive: true, force: true });
  const name = join(folder, "records.ndjson");
  const descriptor = attempt(() => openSync(name, "wx+", 0o600));
  const path = readableByNumber(descriptor, name);
  if (path === undefined) process.once("exit", clear);
  else clear();
  return {
    path: path ?? name,
    write: (bytes) =>
      attempt(() => {
        for (let from = 0; from < bytes.length;) from += writeSync(descriptor, bytes, from);
      }),
    close() {
      closeSync(descriptor);
      if (path !== undefined) return;
      clear();
      process.off("exit", clear);
    },
  };
}

/** Only Linux opens such a file anew, with a position of its own. */
function readableByNumber(descriptor: number, name: string): string | undefined {
  const path = `/dev/fd/${descriptor}`;
  if (process.platform !== "linux" || !existsSync(path)) return undefined;
  return statSync(path).ino === statSync(name).ino ? path : undefined;
}

function attempt<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new OutputError(`temporary file: ${error instanceof Error ? error.message : String(error)}`);
  }
}
