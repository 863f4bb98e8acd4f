// A table or chart that is drawn again in place as input arrives, and stays as it was last. Interim results take each other's
// place; the final ones are printed as always. Records that come one by one are added to a chart; of a table the last ones are
// seen.
import type { Batch } from "../batch.ts";
import { Output } from "../encode/output.ts";
import { type InterimTaker, runOn, type SetWorker, unmarkedLine } from "../interim/interimSets.ts";
import { END, FINAL, type Mark } from "../interim/marks.ts";
import { type Look, plainLook } from "../print/look.ts";
import { type FormatStageOptions, FormatStage } from "../stage/format.ts";
import type { Need } from "../stage/needs.ts";
import { LineStore } from "../stage/lineStore.ts";
import type { Stage, StageContext } from "../stage/stage.ts";
import type { LiveScreen } from "@flowlogs/base/contracts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { LastLines } from "./lastLines.ts";
import { type LiveFrame, LiveView, NOTES } from "./liveView.ts";

export interface LiveFormatOptions extends Omit<FormatStageOptions, "look"> {
  /** How values are shown on a terminal of this size. */
  readonly look: (size: { readonly columns: number; readonly rows: number }) => Partial<Look>;
  readonly open: (redraw: () => void) => LiveScreen;
}

const decoder = new TextDecoder();

/** Prints a whole input in the ordinary way. */
type MakeWorker = (options: FormatStageOptions, context: Pick<StageContext, "write" | "note">) => SetWorker;

export class LiveFormat implements Stage, InterimTaker {
  readonly holds = true;
  readonly #options: LiveFormatOptions;
  readonly #context: StageContext;
  readonly #make: MakeWorker;
  readonly #view: LiveView;
  readonly #printer: FormatStage;
  readonly #printed: Output;
  readonly #output: Output;
  /** Takes what the printer writes while it is only drawn. */
  #capture: { text: string; notes: string[] } | undefined;
  #look: Partial<Look>;
  /** Records come out one by one: the other formats gather them. */
  readonly #isRowByRow: boolean;
  /** The set that is shown, and the one that is coming. */
  #shown: LineStore | undefined;
  #coming: LineStore | undefined;
  #set: Mark | undefined;
  #isFinal = false;
  readonly #rows = new LastLines();

  constructor(kernel: Kernel, output: Output, options: LiveFormatOptions, context: StageContext, make: MakeWorker) {
    this.#options = options;
    this.#isRowByRow = options.printer.isRowByRow === true;
    this.#context = context;
    this.#make = make;
    this.#output = output;
    this.#view = new LiveView(
      (redraw) => options.open(redraw),
      () => this.#frame(),
    );
    this.#look = options.look(this.#view.size);
    this.#printed = new Output(kernel, (bytes) => this.#take(bytes));
    const current = (): Partial<Look> => this.#look;
    const look: Partial<Look> = {
      ...this.#look,
      get width() {
        return current().width;
      },
      get chart() {
        return current().chart ?? plainLook.chart;
      },
    };
    const ofPrinter = { ...context, note: (text: string) => this.#note(text) };
    this.#printer = new FormatStage(kernel, this.#printed, { ...options, look }, ofPrinter);
  }

  get needs(): readonly Need[] {
    return this.#printer.needs;
  }

  accept(batch: Batch): void {
    if (!this.#isFinal && this.#set !== undefined) this.#end();
    if (this.#isFinal || !this.#isRowByRow) this.#printer.accept(batch);
    else for (let place = 0; place < batch.selected; place++) this.#rows.add(batch.line(batch.rowAt(place)));
    if (!this.#isFinal) this.#view.change();
  }

  take(mark: Mark, line: Uint8Array): void {
    if (mark === FINAL) {
      this.#end();
    } else if (mark === END) {
      this.#shown = this.#coming ?? new LineStore();
      this.#coming = undefined;
      this.#view.change();
    } else {
      if (mark !== this.#set) this.#coming = undefined;
      (this.#coming ??= new LineStore()).add(unmarkedLine(line));
    }
    this.#set = mark;
  }

  idle(): void {
    if (this.#coming === undefined) return;
    // Its end was lost on the way.
    this.#shown = this.#coming;
    this.#view.change();
  }

  tick(): number | undefined {
    return this.#view.tick();
  }

  finish(): void {
    this.#view.close();
    this.#look = this.#options.look(this.#view.size);
    if (!this.#isFinal && this.#isRowByRow) return this.#printRows();
    this.#printer.finish();
    this.#printed.flush();
  }

  /** The final results are missing: the last interim ones stay. */
  cut(): void {
    this.#view.close();
    if (this.#shown !== undefined) this.#print(this.#shown);
  }

  /** Interim results are over. */
  #end(): void {
    this.#isFinal = true;
    this.#view.close();
  }

  #printRows(): void {
    this.#print(this.#rows.last(Number.POSITIVE_INFINITY));
    const { forgotten, length } = this.#rows;
    if (forgotten > 0) this.#context.note(`the last ${length} of ${forgotten + length} records are shown`);
  }

  #print(lines: LineStore): void {
    const { write, note } = this.#context;
    this.#output.flush();
    runOn(lines, this.#make({ ...this.#options, look: this.#options.look(this.#view.size) }, { write, note }));
  }

  #take(bytes: Uint8Array): void {
    if (this.#capture === undefined) this.#output.append(bytes);
    else this.#capture.text += decoder.decode(bytes, { stream: true });
  }

  #note(text: string): void {
    if (this.#capture === undefined) this.#context.note(text);
    else this.#capture.notes.push(text);
  }

  #frame(): LiveFrame | undefined {
    this.#look = this.#options.look(this.#view.size);
    if (this.#shown !== undefined) return this.#frameOf(this.#shown, this.#look);
    if (!this.#isRowByRow) return this.#chartFrame();
    const frame = this.#lastRows(0);
    // Notes must not hide the newest rows.
    return frame.notes.length === 0 ? frame : this.#lastRows(Math.min(frame.notes.length, NOTES));
  }

  /** The last rows that fit above `below` lines. */
  #lastRows(below: number): LiveFrame {
    // Heading, the number of rows before, and the line for messages.
    const room = Math.max(1, this.#view.size.rows - 3 - below);
    const before = this.#rows.length + this.#rows.forgotten - room;
    const said = before > 0 ? `${before === 1 ? "1 row" : `${before.toLocaleString("en-US")} rows`} before these` : "";
    return { ...this.#frameOf(this.#rows.last(room), { ...this.#look, footer: false }), before: said };
  }

  #frameOf(lines: LineStore, look: Partial<Look>): LiveFrame {
    const notes: string[] = [];
    let text = "";
    const write = (bytes: Uint8Array): void => void (text += decoder.decode(bytes, { stream: true }));
    runOn(lines, this.#make({ ...this.#options, look }, { write, note: (note) => notes.push(note) }));
    return { text, notes, before: "" };
  }

  /** The chart of all records so far: it draws them again from what it gathered. */
  #chartFrame(): LiveFrame {
    this.#capture = { text: "", notes: [] };
    this.#printer.finish();
    this.#printed.flush();
    const { text, notes } = this.#capture;
    this.#capture = undefined;
    return { text, notes, before: "" };
  }
}
