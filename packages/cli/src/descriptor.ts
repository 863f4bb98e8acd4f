// Bytes from a descriptor: a file, or a pipe, of which it can be told on Linux whether more is there already.

import { accessSync, closeSync, constants, fstatSync, openSync, readSync, statSync } from "node:fs";
import { Arrivals } from "./arrivals.ts";
import { rawPath } from "./path.ts";
import type { InputError } from "@flowlogs/base/errors";
import { inputError, inputErrorOf, patiently } from "./system.ts";
import type { Input, RandomInput } from "@flowlogs/base/contracts";

/** A read of less is that of a slow writer: to ask for more would cost an exception (4 us) for nothing. */
const BUSY = 16_384;

/** Opens a file, or throws an InputError. */
export function openFile(path: string): number {
  try {
    return openSync(rawPath(path), "r");
  } catch (error) {
    throw inputError(error);
  }
}

/** Why a file cannot be read, as far as that can be told without opening it: a pipe must not be opened twice. */
export function unreadable(path: string): InputError | undefined {
  try {
    if (statSync(rawPath(path)).isDirectory()) return inputErrorOf("EISDIR");
    accessSync(path, constants.R_OK);
    return undefined;
  } catch (error) {
    return inputError(error);
  }
}

/** Reads from a descriptor; closing it leaves standard input open. */
export function descriptorInput(descriptor: number): Input {
  const twin = nonBlockingTwin(descriptor);
  let last = 0;
  let arrivals: Arrivals | undefined;
  /** Where to read; null: where the descriptor is. */
  let position: number | null = null;
  function read(from: number, into: Uint8Array): number {
    try {
      last = patiently(() => readSync(from, into, 0, into.length, position));
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
      if (twin === undefined || last < BUSY || arrivals?.isWatching === true) return undefined;
      try {
        last = readSync(twin, into, 0, into.length, null);
        return last;
      } catch {
        return undefined; // nothing there yet; any other fault comes again with the read that waits
      }
    },
    ...(twin === "file"
      ? { seek: (to: number) => void (position = to) }
      : {
          async arrive() {
            arrivals ??= new Arrivals(descriptor, twin !== undefined);
            const bytes = await arrivals.next();
            last = bytes.length;
            return bytes;
          },
        }),
    close() {
      arrivals?.close();
      if (typeof twin === "number") closeSync(twin);
      if (descriptor !== 0) closeSync(descriptor);
    },
  };
}

/** Reads from anywhere in the file behind a descriptor; undefined, and it is closed, when there is none. */
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
 * A second, non-blocking way into the same pipe: Linux opens one through /proc, and the descriptor that other processes
 * share stays as it is. A file needs none, as it never makes us wait; undefined where there is no such way.
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
