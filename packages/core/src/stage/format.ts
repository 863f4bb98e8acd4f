// Prints records in a format for people or for other programs; each format is a file of print/.
import type { Batch } from "../batch.ts";
import { KEY_LIMIT } from "../decode/everyKeyDecoder.ts";
import type { Output } from "../encode/output.ts";
import { type Look, plainLook } from "../print/look.ts";
import type { Printer, PrinterDefinition } from "../print/printer.ts";
import { utc } from "../time/zone.ts";
import type { PrintColumn } from "../print/columnList.ts";
import { bareWordsInScalars } from "../expression/parse/bareWords.ts";
import { type Demand, demandOfScalar } from "../expression/evaluate/demands.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import type { Need } from "./needs.ts";
import { namedOf, Projection, scalarOf, takesRest } from "./projection.ts";
import type { Stage, StageContext } from "./stage.ts";

export interface FormatStageOptions {
  readonly printer: PrinterDefinition;
  /** The fields to print, in this order; undefined: those of the first record. */
  readonly fields?: readonly string[] | undefined;
  /** One of these fields is enough: others that no record has are null without a word. */
  readonly oneIsEnough?: boolean | undefined;
  /** In their place: columns of which some are computed, have other names, or are all the others. */
  readonly columns?: readonly PrintColumn[] | undefined;
  /** Whether a heading names the columns; undefined: as usual for the format. */
  readonly heading?: boolean | undefined;
  /** How values are shown to people; as they are if not given. */
  readonly look?: Partial<Look>;
}

/** Whether the stage needs the fields of the first record to know its columns. */
export function learnsFields({ printer, fields, columns }: Omit<FormatStageOptions, "look" | "heading">): boolean {
  return columns === undefined ? fields === undefined && printer.hasColumns : takesRest(columns);
}

type FormatContext = Pick<StageContext, "note" | "load" | "refuse">;

const defaultLook: Look = { ...plainLook, zone: utc, visible: (text) => text };

/** Sizes are asked for anew each time: those of a terminal change. */
function overDefault(look: Partial<Look>): Look {
  return {
    ...defaultLook,
    ...look,
    get width() {
      return look.width;
    },
    get chart() {
      return look.chart ?? defaultLook.chart;
    },
  };
}

export class FormatStage implements Stage {
  readonly partials = "noted";
  readonly holds: boolean;
  readonly #kernel: Kernel;
  readonly #printer: Printer;
  readonly #takesEveryKey: boolean;
  readonly #projection: Projection | undefined;
  readonly #note: (text: string) => void;
  readonly needs: readonly Need[];
  readonly words: readonly string[];

  constructor(kernel: Kernel, output: Output, options: FormatStageOptions, context: FormatContext) {
    const { printer, columns, heading } = options;
    const { note } = context;
    const named = columns && namedOf(columns);
    this.#projection = columns && new Projection(kernel, columns, context);
    this.holds = printer.holds === true;
    this.#takesEveryKey = printer.takesEveryKey === true;
    this.#kernel = kernel;
    this.#note = note;
    const { value = [], values = [], pivot = [], renames = [], originals } = options.look ?? {};
    this.words = bareWordsInScalars(named?.map(scalarOf) ?? []);
    // A column of the list is there, whatever it is made of.
    const isAbsent = (name: string): boolean => named?.some((column) => column.name === name) !== true;
    this.needs = [
      { demand: demandOfColumns(options), isVital: false },
      { demand: { all: renames.map(({ from }) => from).filter(isAbsent) }, isVital: false },
      { demand: { all: learnsFields(options) ? [...(originals?.keys() ?? [])].filter(isAbsent) : [] }, isVital: false },
      // Without them there is nothing to draw.
      { demand: { all: [value, values, pivot].flat().filter(isAbsent) }, isVital: true },
    ];
    this.#printer = printer.open({
      kernel,
      output,
      fields: columns === undefined ? options.fields : takesRest(columns) ? undefined : named?.map(({ name }) => name),
      isProjected: columns !== undefined,
      heading,
      look: overDefault(options.look ?? {}),
      note,
    });
  }

  accept(batch: Batch): void {
    if (this.#projection === undefined) return this.#printer.print(batch);
    for (const part of this.#projection.partsOf(batch)) this.#printer.print(part);
    batch.reattach();
  }

  idle(): void {
    this.#printer.idle?.();
  }

  finish(): void {
    this.#printer.end();
    const { otherKeyRecords, firstOtherKeyLine } = this.#kernel;
    if (otherKeyRecords.value > 0) {
      const count = otherKeyRecords.value === 1 ? "1 record has" : `${otherKeyRecords.value} records have`;
      const which = this.#takesEveryKey
        ? `more than the ${KEY_LIMIT.toLocaleString("en-US")} fields that can be told apart`
        : "fields that the first record lacks";
      this.#note(
        `${count} ${which}, left out here (the first on line ${firstOtherKeyLine.value}); name the fields with --fields`,
      );
    }
  }
}

function demandOfColumns({ columns, fields = [], oneIsEnough }: FormatStageOptions): Demand {
  if (columns !== undefined) return { all: columns.map(demandOfColumn) };
  return oneIsEnough === true ? { any: fields } : { all: fields };
}

/** What the records must have for a column; a field that is left out by a misspelt name would stay. */
function demandOfColumn(column: PrintColumn): Demand {
  return column.role === "rest" ? { all: [] } : demandOfScalar(scalarOf(column));
}
