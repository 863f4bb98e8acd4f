// Prints records for people and for other programs: a table, CSV, TSV, JSON, NDJSON, or the lines of an AWS log.
import type { Batch } from "../batch.ts";
import { jsonArray } from "../encode/jsonArray.ts";
import { outputKeys } from "../encode/keys.ts";
import { NdjsonEncoder } from "../encode/ndjson.ts";
import { Output } from "../encode/output.ts";
import { type Cell, NULL_CELL, TableWriter } from "../encode/table.ts";
import { canonicalName, defaultFormat } from "../field.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import type { OutputFormat } from "../encode/outputFormat.ts";
import { copyLines } from "./filter.ts";
import type { Need } from "./needs.ts";
import type { Stage } from "./worker.ts";
import { STYLE_CSV, STYLE_LOG, STYLE_TSV } from "@flowlogs/kernel/opcodes";

export interface FormatOptions {
  readonly format: OutputFormat;
  /** The fields to print, in this order; undefined: those of the first record. */
  readonly fields?: readonly string[] | undefined;
  /** Whether a heading names the columns; undefined: as usual for the format. */
  readonly heading?: boolean | undefined;
  /** How a table shows texts: in one line, and nothing that a terminal obeys. As they are if not given. */
  readonly visible?: (text: string) => string;
}

/** Whether the stage needs the fields of the first record to know its columns. */
export function learnsFields({ format, fields }: FormatOptions): boolean {
  return fields === undefined && format !== "json" && format !== "ndjson";
}

/** How the kernel writes CSV, TSV and log, and what stands between two values. */
const DELIMITED = {
  csv: { style: STYLE_CSV, separator: "," },
  tsv: { style: STYLE_TSV, separator: "\t" },
  log: { style: STYLE_LOG, separator: " " },
};

/** How a heading writes a field's name, by the same rules as the values. */
const NAMES = {
  csv: (name: string) => (/^[ #]| $|[",\p{Cc}]/u.test(name) ? `"${name.replaceAll('"', '""')}"` : name),
  tsv: (name: string) => name.replaceAll(/[\\\t\n\r]/g, (odd) => JSON.stringify(odd).slice(1, -1)),
  log: (name: string) => name.replaceAll("_", "-").replaceAll(/[\p{Cc} ]/gu, encodeURIComponent) || "-",
};

/** Writes batches in one format. */
interface Printer {
  print(batch: Batch): void;
  end(): void;
}

export class FormatStage implements Stage {
  /** The first rows of a table are held until its columns' widths are known, and an array is to be closed. */
  readonly holds: boolean;
  readonly #kernel: Kernel;
  readonly #printer: Printer;
  readonly #note: (text: string) => void;
  readonly needs: readonly Need[];

  constructor(kernel: Kernel, output: Output, options: FormatOptions, note: (text: string) => void) {
    this.holds = options.format === "table" || options.format === "json";
    this.#kernel = kernel;
    this.#note = note;
    this.needs = [{ demand: { all: options.fields ?? [] }, isVital: false }];
    this.#printer = makePrinter(kernel, output, options);
  }

  accept(batch: Batch): void {
    this.#printer.print(batch);
  }

  finish(): void {
    this.#printer.end();
    const { otherKeyRecords, firstOtherKeyLine } = this.#kernel;
    if (otherKeyRecords.value > 0) {
      const count = otherKeyRecords.value === 1 ? "1 record has" : `${otherKeyRecords.value} records have`;
      this.#note(
        `${count} fields that the first record lacks, left out here (the first on line ${firstOtherKeyLine.value}); name the fields with --fields`,
      );
    }
  }
}

function makePrinter(kernel: Kernel, output: Output, options: FormatOptions): Printer {
  switch (options.format) {
    case "table":
      return tablePrinter(kernel, output, options.visible);
    case "json":
      return jsonPrinter(kernel, output, options);
    case "ndjson":
      return ndjsonPrinter(kernel, output, options);
    default:
      return delimitedPrinter(kernel, output, options.format, options.heading);
  }
}

function ndjsonPrinter(kernel: Kernel, output: Output, { fields }: FormatOptions): Printer {
  const encoder = new NdjsonEncoder(kernel, output);
  return {
    print: (batch) => (fields === undefined ? copyLines(batch, output) : encoder.write(batch, fields)),
    end: () => undefined,
  };
}

function jsonPrinter(kernel: Kernel, output: Output, options: FormatOptions): Printer {
  const array = jsonArray((bytes) => output.append(bytes));
  const lines = new Output(kernel, array.write);
  const printer = ndjsonPrinter(kernel, lines, options);
  return {
    print(batch) {
      printer.print(batch);
      lines.flush();
      output.records = lines.records;
    },
    end: () => array.end(),
  };
}

function delimitedPrinter(
  kernel: Kernel,
  output: Output,
  format: keyof typeof DELIMITED,
  heading: boolean | undefined,
): Printer {
  const { style, separator } = DELIMITED[format];
  let headed: readonly string[] | undefined;
  function head(batch: Batch): void {
    const keys = outputKeys(batch, batch.fields);
    // A log that starts with the default format needs no heading to be read again, any other does.
    const usual = format !== "log" || headed !== undefined || keys.map(canonicalName).join() !== defaultFormat.join();
    headed = batch.fields;
    if (heading ?? usual) output.append(new TextEncoder().encode(`${keys.map(NAMES[format]).join(separator)}\n`));
  }
  return {
    print(batch) {
      if (batch.fields !== headed) head(batch);
      const { list, selected } = batch;
      output.write(
        selected,
        (from, out, limit) => kernel.writeDelimited(list, from, selected, style, separator.charCodeAt(0), out, limit),
        () => kernel.written.value,
      );
    },
    end: () => undefined,
  };
}

function tablePrinter(kernel: Kernel, output: Output, visible = (text: string): string => text): Printer {
  const encoder = new TextEncoder();
  const write = (text: string): void => output.append(encoder.encode(text));
  let table: TableWriter | undefined;
  function cell(batch: Batch, row: number, column: number): Cell {
    const span = batch.value(row, column);
    if (span === undefined) return NULL_CELL;
    return { text: visible(kernel.text(span.start, span.end)), number: !span.text };
  }
  return {
    print(batch) {
      table ??= new TableWriter(outputKeys(batch, batch.fields).map(visible), write);
      for (let place = 0; place < batch.selected; place++) {
        const row = batch.rowAt(place);
        table.add(batch.fields.map((_, column) => cell(batch, row, column)));
      }
      output.records += batch.selected;
    },
    end: () => table?.end(),
  };
}
