// What the system knows of the terminal, and what happens to a process that draws on it: signals, stops, new sizes.
import { openSync } from "node:fs";
import type * as Tty from "node:tty";

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

export interface TerminalEvents {
  /** The process is about to end or to be stopped. */
  readonly restore: () => void;
  /** The process goes on after a stop. */
  readonly resume: () => void;
  readonly resized: () => void;
}

/** The size of the terminal now; what the environment says, or 80 x 24, where it does not tell. */
export function terminalSize(): TerminalSize {
  const { columns, rows } = deviceSize();
  return {
    columns: columns || numberIn("COLUMNS") || 80,
    rows: rows || numberIn("LINES") || 24,
  };
}

function deviceSize(): TerminalSize {
  const { WriteStream }: typeof Tty = process.getBuiltinModule("node:tty");
  try {
    // A new descriptor, because libuv makes the one that it is given non-blocking.
    const stream = new WriteStream(openSync("/dev/tty", "r+"));
    const { columns, rows } = stream;
    stream.destroy();
    return { columns, rows };
  } catch {
    return { columns: 0, rows: 0 };
  }
}

function numberIn(variable: string): number {
  const value = Number(process.env[variable]);
  return Number.isInteger(value) && value > 0 ? value : 0;
}

const ends = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Watches over a terminal that is drawn on; the result ends that. The first signal to end is left to those who write the
 * results then; the second one ends the process at once.
 */
export function watchTerminal({ restore, resume, resized }: TerminalEvents): () => void {
  let signals = 0;
  const end = (signal: NodeJS.Signals): void => {
    signals++;
    if (signals === 1) return;
    stop();
    restore();
    process.kill(process.pid, signal);
  };
  const pause = (): void => {
    restore();
    process.kill(process.pid, "SIGSTOP");
  };
  const stop = (): void => {
    for (const signal of ends) process.off(signal, end);
    process.off("SIGTSTP", pause);
    process.off("SIGCONT", resume);
    process.off("SIGWINCH", resized);
    process.off("exit", restore);
  };
  for (const signal of ends) process.on(signal, end);
  process.on("SIGTSTP", pause);
  process.on("SIGCONT", resume);
  process.on("SIGWINCH", resized);
  process.on("exit", restore);
  return stop;
}
