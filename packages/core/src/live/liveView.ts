// What is on the screen while input arrives: text that is drawn again when it has changed, at most ten times a second.
import type { LiveScreen } from "@flowlogs/base/contracts";
import { widthOf } from "../print/textWidth.ts";

/** What is to be seen. */
export interface LiveFrame {
  /** Lines for a terminal, each with a newline. */
  readonly text: string;
  readonly notes: readonly string[];
  /** What is to be said of rows before those of the text; empty: there are none. */
  readonly before: string;
}

/** Milliseconds between two frames at least. */
const PAUSE = 100;
/** Drawing takes at most a fourth of the time. */
const SHARE = 4;
/** Notes of a frame that are shown. */
export const NOTES = 2;

export class LiveView {
  readonly #screen: LiveScreen;
  readonly #frame: () => LiveFrame | undefined;
  #isNew = false;
  #next = 0;

  /** `frame`: what is to be seen now; undefined: what is there already. */
  constructor(open: (redraw: () => void) => LiveScreen, frame: () => LiveFrame | undefined) {
    this.#screen = open(() => this.#draw());
    this.#frame = frame;
  }

  /** There is something new to be seen. */
  change(): void {
    this.#isNew = true;
  }

  /** Draws if it is time; after how many milliseconds it is, if there is something new. */
  tick(): number | undefined {
    if (!this.#isNew) return undefined;
    const left = this.#next - performance.now();
    if (left > 0) return left;
    this.#draw();
    return undefined;
  }

  get size(): { readonly columns: number; readonly rows: number } {
    return this.#screen;
  }

  /** Gives the terminal back as it was. */
  close(): void {
    this.#isNew = false;
    this.#screen.close();
  }

  #draw(): void {
    const begin = performance.now();
    this.#isNew = false;
    const frame = this.#frame();
    if (frame !== undefined) this.#screen.draw(fitted(frame, this.#screen));
    const end = performance.now();
    this.#next = end + Math.max(PAUSE, SHARE * (end - begin));
  }
}

/** The lines that fit, and what is to be said of the others. The last line of the terminal is left to messages. */
function fitted({ text, notes, before }: LiveFrame, { columns, rows }: Pick<LiveScreen, "columns" | "rows">): string[] {
  const lines = text.split("\n").slice(0, -1);
  const said = [...(before === "" ? [] : [before]), ...notes.slice(0, NOTES)];
  if (lines.some((line) => widthOf(withoutColors(line)) > columns)) said.push(`lines are cut at ${columns} columns`);
  const room = Math.max(1, rows - 1 - said.length);
  if (lines.length <= room) return [...lines, ...said];
  const shown = Math.max(1, room - 1);
  const left = lines.length - shown;
  return [...lines.slice(0, shown), `... ${left.toLocaleString("en-US")} more lines`, ...said];
}

function withoutColors(line: string): string {
  // oxlint-disable-next-line no-control-regex -- these are the sequences that we wrote
  return line.replaceAll(/\u001b\[[\d;]*m/g, "");
}
