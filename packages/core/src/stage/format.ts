// Prints records in a format for people or for other programs; each format is a file of print/.
import type { Batch } from "../batch.ts";
import { KEY_LIMIT } from "../decode/everyKeyDecoder.ts";
import type { Output } from "../encode/output.ts";
import { type Look, plainLook } from "../print/look.ts";
import type { Printer, PrinterDefinition } from "../print/printer.ts";
import { utc } from "../time/zone.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import type { Need } from "./needs.ts";
import type { Stage } from "./stage.ts";

export interface FormatStageOptions {
  readonly printer: PrinterDefinition;
  /** The fields to print, in this order; undefined: those of the first record. */
  readonly fields?: readonly string[] | undefined;
  /** Whether a heading names the columns; undefined: as usual for the format. */
  readonly heading?: boolean | undefined;
  /** How values are shown to people; as they are if not given. */
  readonly look?: Partial<Look>;
}

/** Whether the stage needs the fields of the first record to know its columns. */
export function learnsFields({ printer, fields }: Pick<FormatStageOptions, "printer" | "fields">): boolean {
  return fields === undefined && printer.hasColumns;
}

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
  readonly holds: boolean;
  readonly #kernel: Kernel;
  readonly #printer: Printer;
  readonly #takesEveryKey: boolean;
  readonly #note: (text: string) => void;
  readonly needs: readonly Need[];

  constructor(kernel: Kernel, output: Output, options: FormatStageOptions, note: (text: string) => void) {
    const { printer, fields, heading } = options;
    this.holds = printer.holds === true;
    this.#takesEveryKey = printer.takesEveryKey === true;
    this.#kernel = kernel;
    this.#note = note;
    const { value = [], pivot = [], renames = [], originals } = options.look ?? {};
    this.needs = [
      { demand: { all: fields ?? [] }, isVital: false },
      { demand: { all: renames.map(({ from }) => from) }, isVital: false },
      { demand: { all: learnsFields(options) ? [...(originals?.keys() ?? [])] : [] }, isVital: false },
      // Without them there is nothing to draw.
      { demand: { all: [value, pivot].flat() }, isVital: true },
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
    this.#printer.print(batch);
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
