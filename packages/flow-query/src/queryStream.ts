// A pipeline as a readable stream for programs. It runs in a process of its own: its commands work until they are done, and
// would hold up the program. While the program takes nothing, the process waits.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { addAbortSignal, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { exit } from "@flowlogs/cli";
import {
  checkedOptions,
  type ErrorCode,
  FlowlogsError,
  isOurs,
  OptionError,
  programError,
  type ProgramOptions,
  type RecordReadable,
  recordsOf,
} from "@flowlogs/cli/streams";
import { command } from "./command.ts";

/** The options of flow-query, by their names in camelCase; `sources` for a query of another language. */
export type QueryOptions = Omit<ProgramOptions<typeof command>, "pipeline" | "onBadLine">;

/** A line that flow-query writes with --errors=json. */
interface Message {
  readonly command: string;
  readonly level: "error" | "warning" | "note";
  readonly message: string;
  readonly suggestion?: string;
  readonly where?: { readonly name?: string; readonly text?: string; readonly from?: number; readonly to?: number };
  readonly exit?: number;
}

const program = fileURLToPath(new URL("../bin/flow-query.js", import.meta.url));
const codes: ReadonlyMap<number, ErrorCode> = new Map([
  [exit.input, "input"],
  [exit.output, "output"],
  [exit.remote, "remote"],
]);

/**
 * What a pipeline, or a query of `lang`, gives, as `flow-query PIPELINE`. Throws OptionError for an option; what is wrong with
 * the pipeline or its sources is an error of the stream, after the results before it.
 */
export function query(pipeline: string, options: QueryOptions = {}): QueryStream {
  const { signal, ...given } = options;
  checkedOptions(command, { ...given, pipeline });
  const stream = new QueryStream(wordsOf(pipeline, given));
  return signal === undefined ? stream : addAbortSignal(signal, stream);
}

/** The output of a pipeline, as bytes. What is to be said of it is a "note" event, or a warning of the process. */
export class QueryStream extends Readable {
  readonly [isOurs] = true;
  readonly #words: readonly string[];
  #child: ChildProcessByStdio<null, Readable, Readable> | undefined;
  #error: Error | undefined;

  /** The words of flow-query's command line. */
  constructor(words: readonly string[]) {
    super();
    this.#words = words;
  }

  /** The records as objects: an object-mode stream that can also be iterated over. */
  records(): RecordReadable {
    return recordsOf(this);
  }

  override _read(): void {
    this.#child ??= this.#start();
    this.#child.stdout.resume();
  }

  /** An error at the end waits until all good results are read. */
  override read(size?: number): ReturnType<Readable["read"]> {
    const chunk: unknown = super.read(size);
    if (this.#error !== undefined && this.readableLength === 0) process.nextTick(() => this.destroy(this.#error));
    return chunk;
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return done(error);
    child.once("exit", () => done(error));
    child.kill();
  }

  #start(): ChildProcessByStdio<null, Readable, Readable> {
    const child = spawn(process.execPath, [program, ...this.#words], { stdio: ["inherit", "pipe", "pipe"] });
    child.stdout.on("data", (chunk: Uint8Array) => {
      if (!this.push(chunk)) child.stdout.pause();
    });
    const told = text(child.stderr);
    child.once("error", (error) => this.destroy(programError(command.name, error)));
    child.once("close", (status) => void told.then((lines) => this.#end(status, lines.split("\n").flatMap(messageOf))));
    return child;
  }

  #end(status: number | null, messages: readonly Message[]): void {
    if (this.destroyed) return;
    const fault = status === exit.ok ? undefined : messages.findLast(({ level }) => level === "error");
    for (const message of messages) if (message !== fault) this.#note(sentence(message));
    if (status === exit.ok) this.push(null);
    else this.#error = errorOf(status, fault);
    if (this.#error !== undefined && this.readableLength === 0) this.destroy(this.#error);
  }

  #note(told: string): void {
    if (!this.emit("note", told)) process.emitWarning(told);
  }
}

function wordsOf(pipeline: string, { sources = [], ...options }: QueryOptions): string[] {
  const words = Object.entries(options).flatMap(([name, value]) => {
    const option = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (value === undefined || value === false) return [];
    return value === true
      ? [option]
      : [value].flat().map((one) => `${option}=${one instanceof Date ? one.toISOString() : String(one)}`);
  });
  return ["--errors=json", ...words, "--", pipeline, ...[sources].flat()];
}

function messageOf(line: string): Message[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what flow-query promises of its messages
  return line.startsWith("{") ? [JSON.parse(line) as Message] : [];
}

function sentence({ command: by, where, message, suggestion }: Message): string {
  const told = suggestion === undefined ? message : `${message}; ${suggestion}`;
  return [by, ...(where?.name === undefined ? [] : [where.name]), told].join(": ");
}

function errorOf(status: number | null, fault: Message | undefined): Error {
  if (fault === undefined) return new FlowlogsError("internal", `${command.name}: its process ended with ${status}`);
  const { where, message, suggestion } = fault;
  if (status === exit.usage) {
    const { name, ...place } = where ?? {};
    return new OptionError("invalid-option", fault.command, name, { problem: message, advice: suggestion, ...place });
  }
  return new FlowlogsError(codes.get(status ?? exit.internal) ?? "internal", sentence(fault));
}
