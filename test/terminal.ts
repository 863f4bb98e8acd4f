// A real terminal of any size: tmux keeps the screen, the test types and looks. Without tmux its tests are skipped, and say so.
import { spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll } from "vitest";
import { environment, scratch } from "./command.ts";

export const hasTmux = spawnSync("tmux", ["-V"]).status === 0;
if (!hasTmux) console.warn("tmux is not there: tests of the screen do not run");

/** Milliseconds after which what is waited for does not come. */
const PATIENCE = 20_000;
const PAUSE = 50;
/** Lines that the terminal keeps above the screen. */
const HISTORY = 5000;

/** The terminals of a test file share a server, which ends with them. */
const server = ["-L", `flowlogs-${process.pid}`, "-f", "/dev/null"];
afterAll(() => {
  if (hasTmux) tmux("kill-server");
});

function tmux(...words: string[]): string {
  const { stdout, status, stderr } = spawnSync("tmux", [...server, ...words], {
    env: terminalEnvironment(),
    encoding: "utf8",
  });
  if (status !== 0 && words[0] !== "kill-server") throw new Error(`tmux ${words.join(" ")}: ${stderr}`);
  return stdout;
}

/** The pinned world, with the width that the terminal has. */
function terminalEnvironment(): Record<string, string> {
  const { COLUMNS: _, ...rest } = environment;
  return { ...rest, LC_ALL: "C.UTF-8", TERM: "xterm-256color" };
}

// It lasts between two terminals.
if (hasTmux) tmux("start-server", ";", "set-option", "-s", "exit-empty", "off");
let terminals = 0;

export class Terminal {
  readonly #name = `t${++terminals}`;

  constructor(columns: number, rows: number) {
    const size = ["-x", String(columns), "-y", String(rows)];
    const shell = "PS1='$ ' exec bash --noprofile --norc";
    tmux("new-session", "-d", "-s", this.#name, ...size, "-c", scratch, shell);
    tmux("set-option", "-t", this.#name, "history-limit", String(HISTORY));
  }

  /** Types a line and Enter. */
  run(line: string): void {
    tmux("send-keys", "-t", this.#name, "-l", line);
    this.press("Enter");
  }

  /** Presses a key, by tmux's name for it: C-c, say. */
  press(key: string): void {
    tmux("send-keys", "-t", this.#name, key);
  }

  resize(columns: number, rows: number): void {
    tmux("resize-window", "-t", this.#name, "-x", String(columns), "-y", String(rows));
  }

  /** What is seen, without blank lines at the end. */
  screen(): string {
    return tmux("capture-pane", "-p", "-t", this.#name).trimEnd();
  }

  /** A format of tmux: alternate_on, cursor_flag. */
  state(variable: string): string {
    return tmux("display-message", "-p", "-t", this.#name, `#{${variable}}`).trim();
  }

  /** Waits until the screen is as it should be; what is seen then. */
  async until(isThere: (screen: string) => boolean): Promise<string> {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const seen = this.screen();
      if (isThere(seen)) return seen;
      if (Date.now() > end) throw new Error(`this is what is seen after ${PATIENCE} ms:\n${seen}`);
      await sleep(PAUSE);
    }
  }

  close(): void {
    tmux("kill-session", "-t", this.#name);
  }
}
