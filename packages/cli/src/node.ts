// The real world: blocking reads and writes on descriptors 0, 1 and 2. It never touches process.stdin, stdout and
// stderr, whose getters make pipes non-blocking and cost start-up time.

import { closeSync, openSync, readSync, writeSync } from "node:fs";
import type * as Tty from "node:tty";
import { ClosedOutput, InputError, OutputError } from "./fault.ts";
import type { Host } from "./host.ts";
import type { Input } from "./worker.ts";

/** The world of this process. */
export function nodeHost(): Host {
  return {
    open: (path) => inputFrom(openFile(path)),
    stdin: () => inputFrom(0),
    get stdinIsTerminal() {
      return tty().isatty(0);
    },
    write: writeOutput,
    complain,
    get outputIsTerminal() {
      return tty().isatty(1);
    },
    get columns() {
      return terminalColumns();
    },
    env: process.env,
    now: () => performance.now(),
  };
}

/** Loaded on demand: node:tty brings node:net along, and most runs ask nothing of it. */
function tty(): typeof Tty {
  return process.getBuiltinModule("node:tty");
}

function openFile(path: string): number {
  try {
    return openSync(path, "r");
  } catch (error) {
    throw inputError(error);
  }
}

function inputFrom(descriptor: number): Input {
  return {
    read(into) {
      try {
        return patiently(() => readSync(descriptor, into, 0, into.length, null));
      } catch (error) {
        throw inputError(error);
      }
    },
    close() {
      if (descriptor !== 0) closeSync(descriptor);
    },
  };
}

function writeOutput(bytes: Uint8Array): void {
  try {
    writeAll(1, bytes);
  } catch (error) {
    if (codeOf(error) === "EPIPE") throw new ClosedOutput();
    throw new OutputError(reasonOf(error), codeOf(error) === "ENOSPC" ? "free some space and run it again" : undefined);
  }
}

function complain(text: string): void {
  try {
    writeAll(2, new TextEncoder().encode(text));
  } catch {
    // Nobody is left who could be told.
  }
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.length) {
    const from = done;
    done += patiently(() => writeSync(descriptor, bytes, from, bytes.length - from));
  }
}

/** Calls again, after a pause, while a descriptor that somebody made non-blocking has nothing for us. */
function patiently(call: () => number): number {
  for (let pause = 1; ; pause = Math.min(pause * 2, 10)) {
    try {
      return call();
    } catch (error) {
      if (codeOf(error) !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
    }
  }
}

const inputFaults: Readonly<Record<string, readonly [what: string, advice: string]>> = {
  ENOENT: ["no such file", "check the path"],
  EACCES: ["permission denied", "check who may read it"],
  EISDIR: ["is a directory", "name the files in it"],
};

function inputError(error: unknown): InputError {
  const [what, advice] = inputFaults[codeOf(error)] ?? [reasonOf(error)];
  return new InputError(what, advice);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** "no space left on device" from "ENOSPC: no space left on device, write". */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /^[A-Z0-9]+: (.+?),/.exec(text)?.[1] ?? text;
}

function terminalColumns(): number {
  const told = Number(process.env["COLUMNS"]);
  if (Number.isInteger(told) && told > 0) return told;
  const { isatty, WriteStream } = tty();
  if (!isatty(1)) return 80;
  try {
    // A descriptor of its own, because libuv makes the one that it is given non-blocking.
    const stream = new WriteStream(openSync("/dev/tty", "r+"));
    const { columns } = stream;
    stream.destroy();
    return columns > 0 ? columns : 80;
  } catch {
    return 80;
  }
}
