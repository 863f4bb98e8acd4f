// The outside world as a command may see it, so that tests can give another one. The real one is in node.ts.

import type { AppendedFile } from "@flowlogs/base/contracts";
import type { InputError } from "@flowlogs/base/errors";
import type { Input, RandomInput, TemporaryFile } from "@flowlogs/base/contracts";

/** The outside world. */
export interface Host {
  /** Opens a file, or throws an InputError. */
  open(path: string): Input;
  /** Why a file cannot be read, without opening it. */
  unreadable(path: string): InputError | undefined;
  /** Opens a file, or what standard input comes from (-), for reading anywhere; undefined when it is no file. */
  openRandom(path: string): RandomInput | undefined;
  stdin(): Input;
  readonly stdinIsTerminal: boolean;
  readonly talkIsTerminal: boolean;
  /** To the standard output, all of it; throws ClosedOutput or OutputError. */
  write(bytes: Uint8Array): void;
  /** All output is where it will survive a power cut, if it goes to a file. */
  syncOutput(): void;
  /** The file that the standard output is appended to (>> FILE); undefined when it goes anywhere else. */
  appendedOutput(): AppendedFile | undefined;
  /** Calls back once when the process is told to end, which then ends by itself; what is returned calls that off. */
  onInterrupt(listener: () => void): () => void;
  /** To the standard error. */
  complain(text: string): void;
  readonly outputIsTerminal: boolean;
  readonly columns: number;
  /** A new file that goes away with the process, whatever ends it. */
  temporary(): TemporaryFile;
  /** Bytes of memory that this machine, or the container we run in, has. */
  readonly machineMemory: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since some moment. */
  now(): number;
}
