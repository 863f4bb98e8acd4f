// Reads bytes from a descriptor: a file, or a pipe, of which Linux can say whether more is there already.

import { accessSync, closeSync, constants, fstatSync, openSync, readSync, statSync } from "node:fs";
import { PipeReader } from "./pipeReader.ts";
import { rawPath } from "./path.ts";
import type { InputError } from "@flowlogs/base/errors";
import { inputErrorOf, inputErrorAt, inputError, retryWhileBusy } from "./system.ts";
import type { Input, RandomInput } from "@flowlogs/base/contracts";

/** A read of fewer bytes shows a slow writer: asking for more at once would only cost an exception (4 us). */
const FAST_READ = 16_384;

/** Opens a file. Throws InputError. */
export function openFile(path: string): number {
  try {
    return openSync(rawPath(path), "r");
  } catch (error) {
    throw inputErrorAt(path, error);
  }
}

/** Why a file cannot be read, as far as the system says without opening it: a pipe must not be opened twice. */
export function unreadable(path: string): InputError | undefined {
  try {
    if (statSync(rawPath(path)).isDirectory()) return inputErrorOf("EISDIR");
    accessSync(path, constants.R_OK);
    return undefined;
  } catch (error) {
    return inputErrorAt(path, error);
  }
}

/** The bytes of a file, or of the file on standard input ("-"); undefined when it is not a file. */
export function sizeOf(path: string): number | undefined {
  try {
    const found = path === "-" ? fstatSync(0) : statSync(rawPath(path));
    return found.isFile() ? found.size : undefined;
  } catch {
    return undefined;
  }
}

/** An input that reads from a descriptor; closing it leaves standard input open. */
export function descriptorInput(descriptor: number): Input {
  const twin = nonBlockingTwin(descriptor);
  let last = 0;
  let pipe: PipeReader | undefined;
  /** Where to read; null: at the descriptor's own position. */
  let position: number | null = null;
  function read(from: number, into: Uint8Array): number {
    try {
      last = retryWhileBusy(() => readSync(from, into, 0, into.length, position));
      if (position !== null) position += last;
      return last;
    } catch (error) {
      throw inputError(error);
    }
  }
  return {
    read: (into) => read(descriptor, into),
    readNow(into) {
      if (twin === "file") return read(descriptor, into);
      if (twin === undefined || last < FAST_READ || pipe?.isWatching === true) return undefined;
      try {
        last = readSync(twin, into, 0, into.length, null);
        return last;
      } catch {
        return undefined; // nothing there yet; any other error comes again with the read that waits
      }
    },
    ...(twin === "file"
      ? { seek: (to: number) => void (position = to), size: () => fstatSync(descriptor).size }
      : {
          watch() {
            pipe ??= new PipeReader(descriptor, twin !== undefined);
            pipe.watch();
          },
          async nextChunk() {
            pipe ??= new PipeReader(descriptor, twin !== undefined);
            const bytes = await pipe.next();
            last = bytes.length;
            return bytes;
          },
        }),
    close() {
      pipe?.close();
      if (typeof twin === "number") closeSync(twin);
      if (descriptor !== 0) closeSync(descriptor);
    },
  };
}

/** Reads at any position of the file of a descriptor. Undefined, with the descriptor closed, when it is not a file. */
export function randomInput(descriptor: number): RandomInput | undefined {
  const close = (): void => {
    if (descriptor !== 0) closeSync(descriptor);
  };
  const found = fstatSync(descriptor);
  if (!found.isFile()) {
    close();
    return undefined;
  }
  return {
    size: found.size,
    readAt(into, position) {
      try {
        return readSync(descriptor, into, 0, into.length, position);
      } catch (error) {
        throw inputError(error);
      }
    },
    close,
  };
}

/**
 * A second, non-blocking descriptor for the same pipe: Linux opens one through /proc, and the first one, which other
 * processes share, stays as it is. "file": a read never waits, so none is needed. Undefined where the system offers none.
 */
function nonBlockingTwin(descriptor: number): number | "file" | undefined {
  try {
    const kind = fstatSync(descriptor);
    if (kind.isFile()) return "file";
    if (!kind.isFIFO()) return undefined;
    return openSync(`/proc/self/fd/${descriptor}`, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
}
