// The terminal as a screen: lines are drawn in place on the alternate screen, and what was printed before comes back at the end,
// however the run ends.
import type { Host } from "./host.ts";
import type { LiveScreen } from "@flowlogs/base/contracts";

/** The alternate screen, the cursor hidden, lines cut at the edge; and back. */
const OPEN = "\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J";
const CLOSE = "\u001b[?7h\u001b[?25h\u001b[?1049l";
const HOME = "\u001b[H";
const END_OF_LINE = "\u001b[K\r\n";
const REST = "\u001b[J";

const encoder = new TextEncoder();

export class TerminalScreen implements LiveScreen {
  readonly #host: Pick<Host, "write" | "terminalSize" | "watchTerminal">;
  readonly #redraw: () => void;
  #unwatch: (() => void) | undefined;
  readonly #onClose: () => void;
  #size: { readonly columns: number; readonly rows: number };
  /** It is drawn on: since the first time. */
  isOpen = false;
  #isClosed = false;

  /** `redraw` is called when what is seen is to be drawn anew; `onClose` once the terminal is as it was. */
  constructor(host: Pick<Host, "write" | "terminalSize" | "watchTerminal">, redraw: () => void, onClose: () => void) {
    this.#host = host;
    this.#onClose = onClose;
    this.#redraw = redraw;
    this.#size = host.terminalSize();
  }

  #open(): void {
    this.isOpen = true;
    this.#size = this.#host.terminalSize();
    this.#unwatch = this.#host.watchTerminal({
      restore: () => this.#restore(),
      resume: () => {
        this.#write(OPEN);
        this.#redraw();
      },
      resized: () => {
        this.#size = this.#host.terminalSize();
        this.#redraw();
      },
    });
    this.#write(OPEN);
  }

  get columns(): number {
    return this.#size.columns;
  }

  get rows(): number {
    return this.#size.rows;
  }

  draw(lines: readonly string[]): void {
    if (this.#isClosed) return;
    if (!this.isOpen) this.#open();
    const shown = lines.map((line) => line + END_OF_LINE).join("");
    // The cursor waits on the last line, where other commands of the pipe may print.
    this.#write(`${HOME}${shown}${REST}\u001b[${this.rows};1H`);
  }

  close(): void {
    this.#isClosed = true;
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#unwatch?.();
    this.#restore();
    this.#onClose();
  }

  #restore(): void {
    try {
      this.#write(CLOSE);
    } catch {
      // The terminal is gone.
    }
  }

  #write(text: string): void {
    this.#host.write(encoder.encode(text));
  }
}
