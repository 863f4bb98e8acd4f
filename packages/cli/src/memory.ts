// A world in memory: files, standard input and terminals as a test wants them, and a record of what was written.

import { ClosedOutput, InputError } from "@flowlogs/base/errors";
import type { Host } from "./host.ts";
import type { Input, TemporaryFile } from "@flowlogs/base/contracts";

/** What the world is like. */
export interface Memory {
  readonly files?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array;
  readonly stdinIsTerminal?: boolean;
  readonly outputIsTerminal?: boolean;
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** A read gives at most so many bytes. */
  readonly chunk?: number;
  /** The reader of the output goes away after so many writes. */
  readonly closesAfter?: number;
}

/** A world that can be looked at afterwards. */
export interface MemoryHost extends Host {
  out(): string;
  err(): string;
  /** How often something was read, end marks included. */
  reads(): number;
}

/** Makes such a world. */
export function memoryHost(memory: Memory = {}): MemoryHost {
  const { files = {}, stdin = "", chunk = Infinity, closesAfter = Infinity } = memory;
  const decoder = new TextDecoder();
  let out = "";
  let err = "";
  let reads = 0;
  let writes = 0;
  const inputOf = (content: string | Uint8Array): Input => {
    let rest = typeof content === "string" ? new TextEncoder().encode(content) : content;
    return {
      read(into) {
        reads += 1;
        const piece = rest.subarray(0, Math.min(into.length, chunk));
        into.set(piece);
        rest = rest.subarray(piece.length);
        return piece.length;
      },
      readNow: () => undefined,
      close: () => {},
    };
  };
  const standard = inputOf(stdin);
  return {
    open(path) {
      const content = files[path];
      if (content === undefined) throw missing();
      return inputOf(content);
    },
    unreadable: (path) => (files[path] === undefined ? missing() : undefined),
    openRandom: () => undefined,
    stdin: () => standard,
    syncOutput: () => {},
    appendedOutput: () => undefined,
    onInterrupt: () => () => {},
    stdinIsTerminal: memory.stdinIsTerminal ?? false,
    talkIsTerminal: false,
    write(bytes) {
      if (writes === closesAfter) throw new ClosedOutput();
      writes += 1;
      out += decoder.decode(bytes, { stream: true });
    },
    complain: (text) => void (err += text),
    outputIsTerminal: memory.outputIsTerminal ?? false,
    columns: memory.columns ?? 80,
    temporary: temporaryInMemory,
    machineMemory: 2 ** 30,
    env: memory.env ?? {},
    now: () => 0,
    out: () => out,
    err: () => err,
    reads: () => reads,
  };
}

function temporaryInMemory(): TemporaryFile {
  let bytes = new Uint8Array(0);
  let position = 0;
  return {
    write(more) {
      const longer = new Uint8Array(bytes.length + more.length);
      longer.set(bytes);
      longer.set(more, bytes.length);
      bytes = longer;
    },
    rewind: () => void (position = 0),
    read(into) {
      const part = bytes.subarray(position, position + into.length);
      into.set(part);
      position += part.length;
      return part.length;
    },
    close: () => {},
  };
}

function missing(): InputError {
  return new InputError("no such file", "check the path", true);
}
