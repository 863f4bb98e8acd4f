// What a format is: how flow-fmt prints batches in it. Each format is a file of this folder and a line of formats.ts.
import type { Batch } from "../batch.ts";
import type { Output } from "../encode/output.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import type { Look } from "./look.ts";

/** Writes batches in one format. */
export interface Printer {
  print(batch: Batch): void;
  /** No input for a while: rows that are held back only to look at more of them are written. */
  idle?(): void;
  end(): void;
}

export interface PrinterContext {
  readonly kernel: Kernel;
  readonly output: Output;
  /** The fields to print, in this order; undefined: those of the first record. */
  readonly fields?: readonly string[] | undefined;
  /** The columns are not those of the lines that the records came in. */
  readonly isProjected?: boolean;
  /** Whether a heading names the columns; undefined: as usual for the format. */
  readonly heading?: boolean | undefined;
  /** How values are shown to people. */
  readonly look: Look;
  readonly note: (text: string) => void;
}

export interface PrinterDefinition {
  /** What it is, for the help. */
  readonly brief: string;
  /** Without --fields it prints those of the first record; otherwise each record is printed with its own. */
  readonly hasColumns: boolean;
  /** Records with other fields than those before get columns of their own. */
  readonly followsKeys?: boolean;
  /** All records have columns for every key that any record had so far. */
  readonly takesEveryKey?: boolean;
  /** The end is not reached record by record: what is held back is written when the run is told to end. */
  readonly holds?: boolean;
  /** It writes records that other commands read. */
  readonly isForCommands?: boolean;
  /** A live view shows its last rows; the others are drawn again as a whole. */
  readonly isRowByRow?: boolean;
  open(context: PrinterContext): Printer;
}

const encoder = new TextEncoder();

/** Writes text to the output. */
export function writerOf(output: Output): (text: string) => void {
  return (text) => output.append(encoder.encode(text));
}
