// Prints records in a format for people or for other programs; each format is a file of print/.
import type { Batch } from "../batch.ts";
import { KEY_LIMIT } from "../decode/everyKeyDecoder.ts";
import type { Output } from "../encode/output.ts";
import { type Look, plainLook } from "../print/look.ts";
import type { Printer, PrinterDefinition } from "../print/printer.ts";
import { utc } from "../time/zone.ts";
import type { PrintColumn } from "../print/columnList.ts";
import { bareWordsInScalars } from "../expression/parse/bareWords.ts";
import { demandOfScalar } from "../expression/evaluate/demands.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import type { Need } from "./needs.ts";
import { Projection, scalarOf } from "./projection.ts";
import type { Stage, StageContext } from "./stage.ts";

export interface FormatStageOptions {
  readonly printer: PrinterDefinition;
  /** The fields to print, in this order; undefined: those of the first record. */
  readonly fields?: readonly string[] | undefined;
  /** In their place: columns of which some are computed, or have other names. */
  readonly columns?: readonly PrintColumn[] | undefined;
  /** Whether a heading names the columns; undefined: as usual for the format. */
  readonly heading?: boolean | undefined;
  /** How values are shown to people; as they are if not given. */
  readonly look?: Partial<Look>;
}

/** Whether the stage needs the fields of the first record to know its columns. */
export function learnsFields({
  printer,
  fields,
  columns,
}: Pick<FormatStageOptions, "printer" | "fields" | "columns">): boolean {
  return fields === undefined && columns === undefined && printer.hasColumns;
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
    const fields = columns?.map(({ name }) => name) ?? options.fields;
    this.#projection = columns && new Projection(kernel, columns, context);
    this.holds = printer.holds === true;
    this.#takesEveryKey = printer.takesEveryKey === true;
    this.#kernel = kernel;
    this.#note = note;
    const { value = [], pivot = [], renames = [], originals } = options.look ?? {};
    this.words = bareWordsInScalars(columns?.map(scalarOf) ?? []);
    const made = new Set(columns === undefined ? [] : fields);
    this.needs = [
      { demand: { all: columns?.map((column) => demandOfScalar(scalarOf(column))) ?? fields ?? [] }, isVital: false },
      { demand: { all: renames.map(({ from }) => from).filter((name) => !made.has(name)) }, isVital: false },
      { demand: { all: learnsFields(options) ? [...(originals?.keys() ?? [])] : [] }, isVital: false },
      // Without them there is nothing to draw.
      { demand: { all: [value, pivot].flat().filter((name) => !made.has(name)) }, isVital: true },
    ];
    this.#printer = printer.open({
      kernel,
      output,
      fields,
      heading,
      look: overDefault(options.look ?? {}),
      note,
    });
  }

  accept(batch: Batch): void {
    const projection = this.#projection;
    if (projection === undefined) return this.#printer.print(batch);
    this.#printer.print(projection.of(batch));
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
