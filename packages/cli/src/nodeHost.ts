// The real host: blocking reads and writes on descriptors 0, 1 and 2. It never uses process.stdin, stdout and stderr, whose
// getters make pipes non-blocking and cost start-up time.

import { closeSync, fstatSync, fsyncSync, openSync, writeSync } from "node:fs";
import type * as Tty from "node:tty";
import { appendedOutput } from "./appendedOutput.ts";
import { descriptorInput, openFile, randomInput, sizeOf, unreadable } from "./descriptor.ts";
import { ClosedOutput, InputError, OutputError } from "@flowlogs/base/errors";
import type { Host } from "./host.ts";
import { onInterrupt, wasInterrupted } from "./signals.ts";
import { isWrittenTo } from "./writtenFiles.ts";
import { codeOf, machineMemory, retryWhileBusy, reasonOf } from "./system.ts";
import { terminalSize, watchTerminal } from "./terminal.ts";
import { temporaryFile } from "./temporaryFile.ts";

/** The host of this process. */
export function nodeHost(): Host {
  /** A file that was opened, and is the pipe on standard input. */
  let named: string | undefined;
  return {
    open(path) {
      const descriptor = notWritten(openFile(path));
      if (isPipedInput(path, descriptor)) named = path;
      return descriptorInput(descriptor);
    },
    unreadable,
    sizeOf,
    openRandom: (path) => randomInput(path === "-" ? 0 : notWritten(openFile(path))),
    stdin() {
      if (named === undefined) return descriptorInput(notWritten(0));
      throw new InputError(`${named} was read before, and is the same pipe`, "give one of the two as a file");
    },
    get stdinIsTerminal() {
      return isTerminal(0);
    },
    get stderrIsTerminal() {
      return isTerminal(2);
    },
    write: writeOutput,
    syncOutput,
    appendedOutput: () => appendedOutput(),
    onInterrupt,
    get isInterrupted() {
      return wasInterrupted();
    },
    writeError,
    get outputIsTerminal() {
      return isTerminal(1);
    },
    get columns() {
      return terminalColumns();
    },
    terminalSize,
    watchTerminal,
    temporary: temporaryFile,
    get machineMemory() {
      return machineMemory();
    },
    async configFiles() {
      const { configFiles } = await import("./config/files.ts");
      return await configFiles(process.cwd(), process.env);
    },
    env: process.env,
    now,
  };
}

/** Milliseconds of a clock that only goes forward; not by `performance`, of which Node loads eight modules. */
function now(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

/** What is no device is no terminal, nor is /dev/null, which is cheaper to know. */
function isTerminal(descriptor: number): boolean {
  const found = fstatSync(descriptor);
  const isMemoryDevice = process.platform === "linux" && found.rdev >> 8 === 1;
  return found.isCharacterDevice() && !isMemoryDevice && tty().isatty(descriptor);
}

/** Loaded on demand: node:tty also loads node:net, and most runs need neither. */
function tty(): typeof Tty {
  return process.getBuiltinModule("node:tty");
}

/** The descriptor; if this process writes to its file, closes it and throws InputError. */
function notWritten(descriptor: number): number {
  if (!isWrittenTo(descriptor)) return descriptor;
  if (descriptor !== 0) closeSync(descriptor);
  throw new InputError("this command writes to that file and cannot read it", "write to another file");
}

/** Whether the path is another name of the pipe on standard input, of which each byte comes once. */
function isPipedInput(path: string, descriptor: number): boolean {
  if (!/^\/(?:dev|proc)\//.test(path)) return false;
  const [found, input] = [fstatSync(descriptor), fstatSync(0)];
  return found.isFIFO() && found.ino === input.ino && found.dev === input.dev;
}

function writeOutput(bytes: Uint8Array): void {
  try {
    writeAll(1, bytes);
  } catch (error) {
    if (codeOf(error) === "EPIPE") throw new ClosedOutput();
    throw new OutputError(reasonOf(error), codeOf(error) === "ENOSPC" ? "free some space and run it again" : undefined);
  }
}

function syncOutput(): void {
  try {
    fsyncSync(1);
  } catch (error) {
    // Other codes mean that it is a pipe or a terminal, which cannot be synced.
    if (codeOf(error) === "EIO" || codeOf(error) === "ENOSPC") throw new OutputError(reasonOf(error));
  }
}

function writeError(text: string): void {
  try {
    writeAll(2, new TextEncoder().encode(text));
  } catch {
    // There is nowhere left to report this.
  }
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.length) {
    const from = done;
    done += retryWhileBusy(() => writeSync(descriptor, bytes, from, bytes.length - from));
  }
}

function terminalColumns(): number {
  const preset = Number(process.env["COLUMNS"]);
  if (Number.isInteger(preset) && preset > 0) return preset;
  if (!isTerminal(1)) return 80;
  const { WriteStream } = tty();
  try {
    // A new descriptor, because libuv makes the one that it is given non-blocking.
    const stream = new WriteStream(openSync("/dev/tty", "r+"));
    const { columns } = stream;
    stream.destroy();
    return columns > 0 ? columns : 80;
  } catch {
    return 80;
  }
}
