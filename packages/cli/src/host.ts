// What a command uses of the process and the system, as an interface, so that tests can replace it (memoryHost.ts). The
// real one is in nodeHost.ts.

import type { AppendedFile } from "@flowlogs/base/contracts";
import type { FoundFiles } from "./config/files.ts";
import type { InputError } from "@flowlogs/base/errors";
import type { TerminalEvents, TerminalSize } from "./terminal.ts";
import type { Input, RandomInput, TemporaryFile } from "@flowlogs/base/contracts";

/** The process and the system around a command. */
export interface Host {
  /** Opens a file, or throws an InputError. */
  open(path: string): Input;
  /** Why a file cannot be read, without opening it. */
  unreadable(path: string): InputError | undefined;
  /** The bytes of a file, or of the file on standard input ("-"); undefined when it is not a file. */
  sizeOf(path: string): number | undefined;
  /** Opens a file, or the file on standard input ("-"), for reading at any position; undefined when it is not a file. */
  openRandom(path: string): RandomInput | undefined;
  stdin(): Input;
  readonly stdinIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  /** Writes all bytes to standard output; throws ClosedOutput or OutputError. */
  write(bytes: Uint8Array): void;
  /** Makes all output survive a power cut, if it goes to a file. */
  syncOutput(): void;
  /** The file that standard output is appended to (>> FILE); undefined when it goes anywhere else. */
  appendedOutput(): AppendedFile | undefined;
  /** Calls back once at a signal (Ctrl-C, kill), which then does not end the process; the result undoes that. */
  onInterrupt(listener: () => void): () => void;
  /** A signal asked the run to end. */
  readonly isInterrupted: boolean;
  /** Writes to standard error; never throws. */
  writeError(text: string): void;
  readonly outputIsTerminal: boolean;
  readonly columns: number;
  /** The size of the terminal, which may have changed. */
  terminalSize(): TerminalSize;
  /** Tells what happens to a process that draws on the terminal, until the result is called. */
  watchTerminal(events: TerminalEvents): () => void;
  /** Creates a file that the system deletes with the process, however that ends. */
  temporary(): TemporaryFile;
  /** Bytes of memory of this machine, or of the container that the process runs in. */
  readonly machineMemory: number;
  /** The configuration files that count here. Throws UsageError. */
  configFiles(): Promise<FoundFiles>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since an arbitrary moment. */
  now(): number;
}
