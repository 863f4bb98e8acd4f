// Context for tests: temporary files in memory, and files as the test wants them.
import type { StageContext } from "./stage.ts";
import type { TemporaryFile } from "@flowlogs/base/contracts";

function temporaryInMemory(): TemporaryFile {
  const pieces: Uint8Array[] = [];
  let place = 0;
  let done = 0;
  return {
    write: (bytes) => void pieces.push(bytes.slice()),
    rewind() {
      place = 0;
      done = 0;
    },
    read(into) {
      const piece = pieces[place];
      if (piece === undefined) return 0;
      const part = piece.subarray(done, done + into.length);
      into.set(part);
      done += part.length;
      if (done === piece.length) {
        place++;
        done = 0;
      }
      return part.length;
    },
    close: () => void pieces.splice(0),
  };
}

/** The context that a test gives, and defaults for the rest: no notes, no files. */
export function fakeContext(given: Partial<StageContext>): StageContext {
  return {
    write: () => undefined,
    bad: () => undefined,
    note: () => undefined,
    missing: () => undefined,
    temporary: temporaryInMemory,
    load: (path) => {
      throw new Error(`there is no ${path}`);
    },
    refuse: (where, { problem }) => {
      throw new Error(`${where}: ${problem}`);
    },
    ...given,
  };
}
