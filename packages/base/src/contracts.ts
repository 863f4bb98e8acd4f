// The contracts between a stage and the command kit: bytes in, bytes out, and the messages and counts beside them. Types
// only, so that both sides, their tests and their fakes can import them for nothing.

import type { Problem } from "./problem.ts";

/** A stage at work: it takes input bytes and writes output bytes to its `Context`. */
export interface Worker {
  /** Where the caller puts the next input bytes: never empty, a view into the worker's memory, valid until the next call. */
  room(): Uint8Array;
  /** Why the worker refuses a source that begins with these bytes; the caller asks before the first bytes of each source. */
  objection?(head: Uint8Array): Problem | undefined;
  /** The caller has put `length` bytes at the start of `room()`; the worker processes the lines that are complete. */
  advance(length: number): void;
  /** Writes all results so far, because no more input is there at the moment. */
  flush(): void;
  /**
   * No input for a while: writes what it holds back only to see more of it. After how many milliseconds it wants to be called
   * again if still none has come; undefined: not at all.
   */
  idle?(): number | undefined;
  /** Work that goes on beside, for which the caller waits before it brings more input; undefined: there is not much. */
  pending?(): Promise<void> | undefined;
  /** The source has ended: an unfinished last line counts as a line, and line numbers start again. */
  endSource(): void;
  /** There are no more sources: writes what was held back. `isWhole` is false where one was not read to its end. */
  finish(isWhole?: boolean): void;
  /** Waits, after `finish`, for all that goes on beside. */
  settle?(): Promise<void>;
  /** No further input can change the output: the caller stops reading. */
  readonly satisfied: boolean;
  /** The worker writes results only at the end: an interrupted run then writes those it has so far. */
  readonly holds?: boolean;
  /** What came is not final: an interrupted run waits for what is, which its writer sends at the end. */
  readonly awaitsFinal?: boolean;
  /** `advance` may wait for others, so that no handler of a signal runs: signals are to end the process at once. */
  readonly waits?: boolean;
  /** The worker also writes at certain times, with input or without. */
  readonly isTimely?: boolean;
  /** The caller stops in the middle of a source: the worker forgets an unfinished line. */
  leaveSource(): void;
  counts(): Counts;
  /** The fields of its records that it looks at; undefined: it may look at all. */
  readonly fields?: readonly string[] | undefined;
  /** Its output has nothing of the fields that it does not look at. */
  readonly narrows?: boolean;
  /** The id of a run that was read to its end, as the last line says: whoever ends without an error hands that line on. */
  readonly completed?: string | undefined;
  /**
   * Called last, when all else was reported, by a worker that takes that line itself. `isGood`: the input was read to its end, and
   * nothing went wrong.
   */
  conclude?(isGood: boolean): Promise<void>;
  /** The exit code when nothing went wrong, for a command whose code is an answer; asked at the end. */
  status?(): number;
}

/** What went in and came out, for `--stats`. */
export interface Counts {
  /** Lines read. */
  readonly lines: number;
  /** Records among them. */
  readonly records: number;
  /** Header lines among them: they name the columns. */
  readonly headers?: number;
  readonly blank?: number;
  /** Lines that are neither records nor bad, by reason. */
  readonly skipped?: Readonly<Record<string, number>>;
  /** Records without traffic (NODATA, SKIPDATA), by status. */
  readonly statuses?: Readonly<Record<string, number>>;
  /** Bytes read. */
  readonly bytes: number;
  readonly outRecords: number;
  /** Records that were not written, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Files by what became of them. */
  readonly files?: Readonly<Record<string, number>>;
  /** Folders that were not read, by reason. */
  readonly folders?: Readonly<Record<string, number>>;
  /** Records with a label, by the field that has it. */
  readonly labeled?: Readonly<Record<string, number>>;
  /** Amounts of records that do not count, because other records are of the same. */
  readonly leftOut?: Readonly<Record<string, number>>;
  /** Row groups of Parquet files, by whether they had to be read. */
  readonly rowGroups?: Readonly<Record<string, number>>;
  /** Calls to remote services, refusals and waits, by name. */
  readonly remote?: Readonly<Record<string, number>>;
  /** Bytes written to temporary files. */
  readonly spilled?: number | undefined;
  /** Numbers with a fraction that were added up: the last digits of their sum depend on the order. */
  readonly fractions?: number | undefined;
  /** Results that are held back so far. */
  readonly pending?: number | undefined;
  /** Keys that the records have. */
  readonly keys?: readonly string[];
  /** Keys of the records that came out, those that were not written included. */
  readonly outKeys?: readonly string[];
}

/** A line that is not a record. */
export interface BadLine {
  /** Its number in its source, from 1. */
  readonly line: number;
  /** The kind of error in a few words, the same for every such line: "wrong number of columns". */
  readonly reason: string;
  /** What was expected and found on this line: "expected 14 columns, found 12". */
  readonly detail: string;
  /** The line itself. */
  readonly bytes?: Uint8Array;
  /** How many columns it has, if that number is wrong. */
  readonly columns?: number;
  /** Where it begins: bytes of its source before it, decompressed. */
  readonly byte?: number;
  /** Where in the line the error is, in bytes from 1, if that is known. */
  readonly column?: number;
}

/** A terminal that is drawn on, apart from what was printed before. */
export interface LiveScreen {
  /** Its size in characters. */
  readonly columns: number;
  readonly rows: number;
  /** Replaces all that is seen by these lines, which have no newlines; those that are too long are cut. */
  draw(lines: readonly string[]): void;
  /** Gives the terminal back as it was. */
  close(): void;
}

/** What a stage may use of the process and the system. */
export interface Context {
  /** Writes to the output; the bytes are used before the call returns. */
  write(bytes: Uint8Array): void;
  /** Reports a bad line. The kit adds command and source, prints only the first few, and counts all. */
  bad(line: BadLine): void;
  /** Prints a remark on stderr. */
  note(text: string): void;
  /** Reports names that no record had: an error where the answer depends on them (`isVital`), or with --strict. */
  missing(problem: Problem, isVital: boolean): void;
  /** Creates a file that the system deletes with the process, however that ends. */
  temporary(): TemporaryFile;
  /** Keys that the records had before those that nobody looks at were left out, for messages about names. */
  readonly knownKeys?: (() => readonly string[]) | undefined;
  /** All bytes of a file that the user named. Throws UsageError when it cannot be read. */
  load(path: string): Uint8Array;
  /** Throws UsageError: the user wrote something wrong. `where`: the option, or a file and a line. */
  refuse(where: string, problem: Problem): never;
  /** Bytes of memory of this machine, or of the container that the process runs in. */
  readonly machineMemory: number;
  readonly outputIsTerminal: boolean;
  /**
   * Opens the terminal that the output goes to for drawing, until the screen is closed or the run ends. `redraw` is called
   * when its size has changed. Present in commands.
   */
  openScreen?(redraw: () => void): LiveScreen;
  /** Width of the terminal in characters. */
  readonly columns: number;
  /** Height of the terminal in lines. */
  readonly rows: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A file for bytes that do not fit into memory: written from start to end, then read, any number of times. */
export interface TemporaryFile {
  /** Throws OutputError when the disk is full. */
  write(bytes: Uint8Array): void;
  /** The next read starts at the first byte. */
  rewind(): void;
  /** Returns how many bytes it read; 0 at the end. */
  read(into: Uint8Array): number;
  close(): void;
}

/**
 * How a wait for input ended: "more": new bytes came; "readable": a read will not block, because bytes, or the end, are
 * there; "interrupted": the run is to end.
 */
export type Arrival = "more" | "readable" | "interrupted";

/** A source of bytes that is read synchronously. */
export interface Input {
  /** Waits for bytes and returns how many it read; 0 at the end. */
  read(into: Uint8Array): number;
  /** Reads without waiting: undefined when nothing is there yet, or when the system cannot say. */
  readNow(into: Uint8Array): number | undefined;
  /** The next read begins at this byte of the input. Only a file can do that. */
  seek?(position: number): void;
  /** Bytes of a file, which may grow meanwhile. */
  size?(): number;
  /** Waits for the next bytes; an empty array at the end. They are valid until the next call. Signals are handled meanwhile. */
  nextChunk?(): Promise<Uint8Array>;
  /** From now on no thread waits in a read, which would keep a process that is to end; for those who act between reads. */
  watch?(): void;
  /** Waits until `readNow` has something to say. Present where a signal may interrupt the wait. */
  wait?(): Promise<Arrival>;
  /** Lets signals in, for callers that never wait; false when the run is to end. */
  mayContinue?(): Promise<boolean>;
  close(): void;
}

/** The file that the output is appended to (>> FILE): what this run wrote can be removed again. */
export interface AppendedFile {
  /** "DEVICE:INODE", the same for every name of the file. */
  readonly identity: string;
  /** Its size in bytes. */
  length(): number;
  /** Truncates the file to `length` bytes. */
  cut(length: number): void;
}

/** Whether a signal (Ctrl-C, kill) asked the run to end. */
export interface Interruption {
  readonly isRaised: boolean;
  /** Calls back when the signal comes. */
  onRaise(listener: () => void): void;
  /** The same input, whose waits also end when the signal comes. */
  wrap(input: Input): Input;
  /** Lets signals in, now and then; false once the signal came at least `grace` milliseconds ago. */
  mayContinue(grace?: number): Promise<boolean>;
  /** Reading is over and the results are being written: the next signal ends the process at once. */
  end(): Promise<void>;
  /** From now on signals end the process at once. */
  stop(): void;
}

/** A file that can be read at any position. */
export interface RandomInput extends Pick<Input, "mayContinue"> {
  /** Its size in bytes when it was opened. */
  readonly size: number;
  /** Reads from `position` on and returns how many bytes it read; 0 at the end. */
  readAt(into: Uint8Array, position: number): number;
  close(): void;
}

/** What a command that opens its sources itself may use. */
export interface SourceContext extends Context {
  bad(line: BadLine & { readonly source?: string }): void;
  /** From now on `take` also gets the bytes of every bad line. */
  onBadLine(take: (line: Uint8Array) => void): void;
  /** Who reports what is to be said of --where: the command itself, unless the condition is another command's. */
  readonly where?: Pick<Context, "missing" | "note"> | undefined;
  /**
   * From now on partial states are written, which threads make of what they read. Called before anything is written, or not
   * at all; present where the values of the reader have commands for its threads.
   */
  beginStates?(): Promise<void>;
  openStdin(): Input;
  /** Opens a file. Throws InputError when it cannot be read. */
  open(path: string): Input;
  /** Opens a file, or the file on standard input ("-"), for reading at any position; undefined when it is not a file. */
  openRandom(path: string): RandomInput | undefined;
  readonly stdinIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  /** Makes all output survive a power cut, if it goes to a file. */
  syncOutput(): void;
  /** The file that the output is appended to (>> FILE); undefined when it goes anywhere else. */
  appendedOutput(): AppendedFile | undefined;
  /** Calls back once at the first signal (Ctrl-C, kill). The command then ends by itself; the system does not end it. */
  onInterrupt(listener: () => void): void;
  /** Whether the run was interrupted. Present only with --stats, because then the summary is still to be printed. */
  readonly interruption?: Interruption | undefined;
  /** Reports at once that a source could not be read, or not all of it; the run ends with `code` (default `exit.input`). `word`: for programs, in place of that of the code. */
  failed(source: string, what: string, advice?: string, code?: number, word?: string): void;
  /** Whether to show progress. Present in commands. */
  wantsProgress?(): boolean;
  /** Replaces the last line of the terminal with this text; an empty text removes the line. */
  showStatus(text: string): void;
  /** Milliseconds since an arbitrary moment. */
  now(): number;
  /** Hands over the counts of the whole run, once, at its end. */
  report(counts: Counts): void;
}
