// What a stage and the kit promise each other: bytes in, bytes out, and the talk beside them. Contracts only.

import type { Problem } from "./problem.ts";

/** A stage at work: bytes in, bytes out. */
export interface Worker {
  /** Where the next input bytes go; never empty; a view into the worker's own memory, valid until the next call. */
  room(): Uint8Array;
  /** Why a source with these first bytes is not to be read at all: asked before the first bytes of each. */
  objection?(head: Uint8Array): Problem | undefined;
  /** That many bytes now stand at the start of `room()`; complete lines are worked off. */
  advance(length: number): void;
  /** Writes the results of all that was worked off: no more input is there just now. */
  flush(): void;
  /** The source ended (an unfinished last line counts); line numbers start again. */
  endSource(): void;
  /** No more sources: what was held back is written. */
  finish(): void;
  /** No further input can change the output: stop reading. */
  readonly satisfied: boolean;
  /** Results come at the end: when the run is told to end, those so far are to be written. */
  readonly holds?: boolean;
  /** The source is left in its middle: an unfinished line is forgotten. */
  leaveSource(): void;
  counts(): Counts;
  /** The exit code of a run in which all went well, when it says more than that; asked at the end. */
  status?(): number;
}

/** What went in and out, for `--stats`. */
export interface Counts {
  /** Lines read. */
  readonly lines: number;
  /** Records among them. */
  readonly records: number;
  /** Lines that say what the columns are. */
  readonly headers?: number;
  readonly blank?: number;
  /** Lines that are neither records nor bad, by reason. */
  readonly skipped?: Readonly<Record<string, number>>;
  /** Records that tell of no traffic, by their status. */
  readonly statuses?: Readonly<Record<string, number>>;
  /** Bytes read. */
  readonly bytes: number;
  readonly outRecords: number;
  /** Records that did not come out, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Files, and folders that were not looked into, by what became of them. */
  readonly files?: Readonly<Record<string, number>>;
  readonly folders?: Readonly<Record<string, number>>;
  /** What was asked of remote services, and how that went. */
  readonly remote?: Readonly<Record<string, number>>;
  /** Bytes that went through temporary files. */
  readonly spilled?: number | undefined;
  /** Keys that the records have. */
  readonly keys?: readonly string[];
}

/** A line that is no record. */
export interface BadLine {
  /** Counted from 1 in its source. */
  readonly line: number;
  /** Its class in a few words, such as "wrong number of columns". */
  readonly reason: string;
  /** The case at hand, such as "expected 14 columns, found 12". */
  readonly detail: string;
  readonly bytes?: Uint8Array;
}

/** What a stage may ask of the world. */
export interface Context {
  /** To the output; the bytes are used before it returns. */
  write(bytes: Uint8Array): void;
  /** Reports a bad line; the kit adds command and source, limits the talk, and counts. */
  bad(line: BadLine): void;
  /** A remark on stderr. */
  note(text: string): void;
  /** Names that no record had: an error where the answer hangs on them, or with --strict. */
  missing(problem: Problem, isVital: boolean): void;
  /** A new file that goes away with the process, whatever ends it. */
  temporary(): TemporaryFile;
  /** All bytes of a file that the user named. Throws UsageError when it cannot be read. */
  load(path: string): Uint8Array;
  /** Throws UsageError: something that the user wrote is wrong. `where` is a file and a line, say. */
  refuse(where: string, problem: Problem): never;
  /** Bytes of memory that this machine, or the container we run in, has. */
  readonly machineMemory: number;
  readonly outputIsTerminal: boolean;
  readonly columns: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Bytes that do not fit into memory: written from the start to the end, then read, as often as one likes. */
export interface TemporaryFile {
  /** Throws OutputError when the disk is full. */
  write(bytes: Uint8Array): void;
  /** Reading starts again at the first byte. */
  rewind(): void;
  /** How many bytes were read; 0 is the end. */
  read(into: Uint8Array): number;
  close(): void;
}

/** What waiting for an input has brought: more bytes, none as there were some or the end, or word that the run is to end. */
export type Arrival = "more" | "there" | "told to end";

/** Bytes to be had by blocking reads. */
export interface Input {
  /** How many bytes were read; 0 is the end. Waits until there are some. */
  read(into: Uint8Array): number;
  /** The same without waiting: undefined when nothing is there yet, or when it cannot be told. */
  readNow(into: Uint8Array): number | undefined;
  /** The next read begins so many bytes behind the first one; only a file can do that. */
  seek?(position: number): void;
  /** The next bytes, none at the end; they are good until the next call. Signals are noticed while it waits. */
  arrive?(): Promise<Uint8Array>;
  /** There where the run may be told to end meanwhile: waits until something can be read without waiting. */
  wait?(): Promise<Arrival>;
  /** The same for who reads without waiting, from time to time; false: the run is to end. */
  look?(): Promise<boolean>;
  close(): void;
}

/** The file that the output is appended to: what was written there can be taken back. */
export interface AppendedFile {
  /** Device and number: the same under another name. */
  readonly identity: string;
  /** Bytes in it now. */
  length(): number;
  /** Cuts the file to this many bytes. */
  cut(length: number): void;
}

/** Whether a run was told to end (Ctrl-C, kill). */
export interface Interruption {
  readonly isRaised: boolean;
  /** Calls back when the run is told to end. */
  onRaise(listener: () => void): void;
  /** The input, but for who waits for it: the run may be told to end meanwhile. */
  over(input: Input): Input;
  /** Lets signals in, now and then; false once the run was told to end, `grace` milliseconds ago or more. */
  look(grace?: number): Promise<boolean>;
  /** No more is read: what there is to write is written, and a signal ends that at once. */
  end(): Promise<void>;
  /** From here on signals end the process at once. */
  stop(): void;
}

/** A file of which any part can be read. */
export interface RandomInput extends Pick<Input, "look"> {
  /** Bytes that it had when it was opened. */
  readonly size: number;
  /** How many bytes were read from a position on; 0 is the end. */
  readAt(into: Uint8Array, position: number): number;
  close(): void;
}

/** What a command that opens its sources by itself may ask. */
export interface SourceContext extends Context {
  bad(line: BadLine & { readonly source?: string }): void;
  /** From now on every bad line is handed over as it stands too. */
  keepBadLines(take: (line: Uint8Array) => void): void;
  openStdin(): Input;
  /** Opens a file. Throws InputError when it cannot be read. */
  open(path: string): Input;
  /** Opens a file, or what standard input comes from (-), for reading anywhere; undefined when it is no file. */
  openRandom(path: string): RandomInput | undefined;
  readonly stdinIsTerminal: boolean;
  /** Whether a person sees what is said on stderr. */
  readonly talkIsTerminal: boolean;
  /** All output is where it will survive a power cut, if it goes to a file. */
  syncOutput(): void;
  /** The file that the output is appended to (>> FILE); undefined when it goes anywhere else. */
  appendedOutput(): AppendedFile | undefined;
  /** Calls back once when the run is told to end (Ctrl-C, kill), which then ends by itself instead of at once. */
  onInterrupt(listener: () => void): void;
  /** Whether the run was told to end, where that is to be known because a summary was asked for. */
  readonly interruption?: Interruption | undefined;
  /** A source could not be read (wholly): said at once; the code (`exit.input` if not given) ends the run. */
  failed(source: string, what: string, advice?: string, code?: number): void;
  /** Shows a text in the last line of the terminal, in place of the one before; an empty one takes it away. */
  show(text: string): void;
  /** Milliseconds since some moment. */
  now(): number;
  /** What went in and out, once, at the end. */
  report(counts: Counts): void;
}
