// A host for tests: files, standard input and terminals are in memory, and what the command writes is recorded.

import { ClosedOutput, InputError } from "@flowlogs/base/errors";
import type { ConfigFile } from "./config/files.ts";
import type { Host } from "./host.ts";
import type { Input, TemporaryFile } from "@flowlogs/base/contracts";

/** What the command finds. */
export interface MemoryHostOptions {
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly stdin?: string | Uint8Array;
  readonly stdinIsTerminal?: boolean;
  readonly outputIsTerminal?: boolean;
  readonly columns?: number;
  readonly config?: readonly ConfigFile[];
  readonly env?: Readonly<Record<string, string>>;
  /** The most bytes that one read returns. */
  readonly chunk?: number;
  /** The number of writes after which the reader of the output goes away. */
  readonly closesAfter?: number;
}

/** A host that a test can inspect afterwards. */
interface MemoryHost extends Host {
  out(): string;
  err(): string;
  /** How many reads there were, those at the end included. */
  reads(): number;
}

export function memoryHost(memory: MemoryHostOptions = {}): MemoryHost {
  const { files = {}, stdin = "", chunk = Infinity, closesAfter = Infinity } = memory;
  const decoder = new TextDecoder();
  let out = "";
  let err = "";
  let reads = 0;
  let writes = 0;
  const memoryInput = (content: string | Uint8Array): Input => {
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
  const standard = memoryInput(stdin);
  return {
    open(path) {
      const content = files[path];
      if (content === undefined) throw missing();
      return memoryInput(content);
    },
    unreadable: (path) => (files[path] === undefined ? missing() : undefined),
    sizeOf: (path) => files[path]?.length,
    openRandom: () => undefined,
    stdin: () => standard,
    syncOutput: () => {},
    appendedOutput: () => undefined,
    onInterrupt: () => () => {},
    isInterrupted: false,
    stdinIsTerminal: memory.stdinIsTerminal ?? false,
    stderrIsTerminal: false,
    write(bytes) {
      if (writes === closesAfter) throw new ClosedOutput();
      writes += 1;
      out += decoder.decode(bytes, { stream: true });
    },
    writeError: (text) => void (err += text),
    outputIsTerminal: memory.outputIsTerminal ?? false,
    columns: memory.columns ?? 80,
    terminalSize: () => ({ columns: memory.columns ?? 80, rows: 24 }),
    watchTerminal: () => () => undefined,
    temporary: temporaryInMemory,
    machineMemory: 2 ** 30,
    configFiles: async () => ({ files: memory.config ?? [], remarks: [] }),
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
