// One run of a command: the context that its stage gets, the messages it prints, and the account (bad lines, failures,
// counts) from which its summary and exit code are made at the end. How input is read is in pump.ts.

import { badLines, type BadLines } from "./badLines.ts";
import type { commonOptions } from "./commonOptions.ts";
import type { Values } from "./define.ts";
import { exit } from "./exit.ts";
import type { Host } from "./host.ts";
import { type MessageReport, type Reporter, reporter } from "./reporter.ts";
import { TerminalScreen } from "./screen.ts";
import { stats, totalsInWords } from "./stats.ts";
import { type ReportingContext, systemContext } from "./systemContext.ts";
import { visible } from "./visible.ts";
import type { Counts, SourceContext } from "@flowlogs/base/contracts";
import type { NamedText } from "@flowlogs/base/named";

const noCounts: Counts = { lines: 0, records: 0, bytes: 0, outRecords: 0, dropped: {} };

export interface SessionOptions {
  /** Lists that configuration files name. */
  readonly lists?: ReadonlyMap<string, NamedText>;
  /** A signal is to end the reading, not the process. */
  readonly isWatched?: boolean;
  /** What goes on beside the reading, which waits for it between two pieces of input. */
  readonly pending?: (() => Promise<void> | undefined) | undefined;
  /** It reads from standard input, where a run that waits for a signal is slower. */
  readonly readsStdin?: boolean;
}

/** A run in progress. */
export class Session {
  readonly context: SourceContext;
  /** The name of the source that is being read, for messages about bad lines. */
  source = "stdin";
  readonly #command: string;
  readonly #reporter: Reporter;
  readonly #common: Values<typeof commonOptions>;
  readonly #host: Host;
  readonly #started: number;
  readonly #bad: BadLines;
  #onBadLine: ((line: Uint8Array) => void) | undefined;
  #code: number = exit.ok;
  #counts = noCounts;
  #outBytes = 0;
  #hasStatusLine = false;
  #screen: TerminalScreen | undefined;
  /** Messages that are printed once the terminal is no longer drawn on. */
  #held = "";

  constructor(
    command: string,
    common: Values<typeof commonOptions>,
    host: Host,
    { lists, isWatched = false, pending, readsStdin = true }: SessionOptions = {},
  ) {
    this.#command = command;
    this.#reporter = reporter(command, common.errors);
    this.#common = common;
    this.#host = host;
    this.#started = host.now();
    const report = (it: MessageReport): void => this.#print(it);
    this.#bad = badLines({ strict: common.strict, limit: common["max-bad"], report });
    // In this order: Object.assign would evaluate the getters of systemContext if it copied them.
    this.context = Object.assign(
      systemContext(host, { isWatched: isWatched || this.#hasSummary(readsStdin), lists, pending }),
      this.#reporting(),
    );
  }

  /** Bad lines so far. */
  /** Something could not be read. */
  get hasFailed(): boolean {
    return this.#code !== exit.ok;
  }

  get badLines(): number {
    return this.#bad.total();
  }

  /** Whether to show progress: not where nobody would see it, nor where it would appear between records. */
  wantsProgress(isBetweenRecords: () => boolean): boolean {
    const { progress, quiet, errors } = this.#common;
    if (progress === "never" || quiet || errors === "json") return false;
    if (progress === "always") return true;
    return this.#host.stderrIsTerminal && !isBetweenRecords() && this.#host.env["TERM"] !== "dumb";
  }

  get insistsOnProgress(): boolean {
    return this.#common.progress === "always";
  }

  /** The terminal is as it was, whatever ended the run. */
  closeScreen(): void {
    this.#screen?.close();
  }

  /** Prints what is still to be reported and returns the exit code: `status` when nothing went wrong. */
  finish(status: number = exit.ok): number {
    this.#showStatus("");
    if (this.#bad.areTooMany(this.#counts.lines)) this.#fail(exit.input);
    if (this.#code === exit.ok && this.badLines > 0 && this.#counts.records === 0) {
      const problem = { problem: "none of the lines is a record" };
      this.#printError("no-records", problem, exit.input);
    }
    this.#printSummary();
    return this.#code === exit.ok ? status : this.#code;
  }

  /** Functions, not methods: stages take them out of the context. */
  #reporting(): ReportingContext {
    return {
      write: (bytes) => {
        if (this.#hasStatusLine && this.#host.outputIsTerminal) this.#showStatus("");
        this.#host.write(bytes);
        this.#outBytes += bytes.length;
      },
      bad: ({ source, ...line }) => {
        if (line.bytes !== undefined) this.#onBadLine?.(line.bytes);
        this.#bad.add(source ?? this.source, line);
      },
      onBadLine: (take) => void (this.#onBadLine = take),
      note: (text) => this.#print({ level: "note", code: "note", problem: { problem: text } }),
      missing: (problem, isVital) => {
        if (isVital || this.#common.strict) this.#printError("no-such-field", problem, exit.input);
        else this.#print({ level: "warning", code: "no-such-field", problem });
      },
      failed: (source, what, advice, code = exit.input, word) => {
        const usual = code === exit.remote ? "remote-failed" : "unreadable-source";
        this.#printError(word ?? usual, { problem: what, advice }, code, source);
      },
      openScreen: (redraw) => (this.#screen = new TerminalScreen(this.#host, redraw, () => this.#tellHeld())),
      wantsProgress: () => this.wantsProgress(() => this.#host.outputIsTerminal),
      showStatus: (text) => this.#showStatus(text),
      report: (counts) => void (this.#counts = counts),
    };
  }

  /** Of several failures the one with the highest code decides. */
  #fail(code: number): void {
    this.#code = Math.max(this.#code, code);
  }

  #print(report: MessageReport): void {
    if (this.#common.quiet && report.level !== "error") return;
    this.#writeError(this.#reporter(report));
  }

  /** Prints an error with which the run will end. */
  #printError(code: string, problem: MessageReport["problem"], status: number, where?: string): void {
    this.#print({ level: "error", code, problem, where, exit: status });
    this.#fail(status);
  }

  #writeError(text: string): void {
    if (this.#screen?.isOpen === true) {
      this.#held += text;
      return;
    }
    this.#showStatus("");
    this.#host.writeError(text);
  }

  #tellHeld(): void {
    this.#host.writeError(this.#held);
    this.#held = "";
  }

  /** Replaces the status line; an empty text removes it. */
  #showStatus(text: string): void {
    // A program that reads messages gets nothing else.
    if (this.#common.errors === "json" || this.#common.quiet || this.#screen?.isOpen === true) return;
    if (this.#hasStatusLine || text !== "") this.#host.writeError(`\r\x1b[K${visible(text)}`);
    this.#hasStatusLine = text !== "";
  }

  /** Whether a run that a signal ends has something to tell then: with --stats, or to a person at a terminal. */
  #hasSummary(readsStdin: boolean): boolean {
    const { stats: format, quiet } = this.#common;
    return !quiet && (format !== undefined || (!readsStdin && this.#host.stderrIsTerminal));
  }

  #printSummary(): void {
    const { stats: format, errors, quiet } = this.#common;
    if (quiet) return;
    const seconds = (this.#host.now() - this.#started) / 1000;
    const bad = this.#bad.counts();
    const totals = { command: this.#command, counts: this.#counts, bad, seconds, outBytes: this.#outBytes };
    if (format !== undefined) this.#writeError(stats(errors === "json" ? "json" : format, totals));
    // Who ends a live view has seen what came.
    else if (this.#host.isInterrupted && this.#screen === undefined && this.#host.stderrIsTerminal) {
      const problem = `interrupted: ${totalsInWords(totals)}`;
      this.#print({ level: "note", code: "interrupted", problem: { problem } });
    }
  }
}
