// What is in a stream: its fields, the kinds of their values, and from what to what these are. For people a table with a
// line for each field, for programs an object for each.
import type { Batch } from "../batch.ts";
import { colored } from "./colors.ts";
import type { Look } from "./look.ts";
import { type Printer, type PrinterContext, type PrinterDefinition, writerOf } from "./printer.ts";
import type { Cell } from "./cells.ts";
import { hasDistinct, kindsOf, missingOf, rangesOf, rowOf } from "./schema/describe.ts";
import { KEY_SETS_LIMIT, type NamedSummary, StreamSummary } from "./schema/streamSummary.ts";
import { TableWriter } from "./tableWriter.ts";
import { shortened } from "./textWidth.ts";

/** Examples in a line of the table, and the columns that each takes at most. */
const EXAMPLES = 3;
const EXAMPLE_WIDTH = 30;

export const schema: PrinterDefinition = {
  brief: "what is in the records: a line for each field",
  hasColumns: true,
  takesEveryKey: true,
  holds: true,
  open: (context) => summaryPrinter(context, writeTable),
};

export const schemaNdjson: PrinterDefinition = {
  brief: "the same for programs: an object for each field",
  hasColumns: true,
  takesEveryKey: true,
  holds: true,
  open: (context) =>
    summaryPrinter(context, (stream, { output }) => {
      const write = writerOf(output);
      for (const field of stream.fields) write(`${rowOf(field, stream)}\n`);
    }),
};

function summaryPrinter(
  context: PrinterContext,
  write: (stream: StreamSummary, context: PrinterContext) => void,
): Printer {
  const stream = new StreamSummary();
  return {
    print: (batch: Batch) => stream.take(batch),
    end() {
      if (stream.records === 0) {
        context.note("there are no records, and so nothing to describe");
        return;
      }
      write(stream, context);
      context.output.records += stream.fields.length;
      noteOmissions(stream, context);
    },
  };
}

function noteOmissions(stream: StreamSummary, { note, look }: PrinterContext): void {
  if (stream.leftOut > 0) {
    note(`${counted(stream.leftOut, "object")} have more fields than can be told apart; name some with --fields`);
  }
  for (const { name, summary } of stream.fields) {
    const { uncompared } = summary.numbers;
    if (uncompared === 0) continue;
    note(`${look.visible(name)}: ${counted(uncompared, "number")} beyond 10^400 left out of the range`);
  }
}

function writeTable(stream: StreamSummary, { output, look, note }: PrinterContext): void {
  const write = writerOf(output);
  const { fields } = stream;
  const columns = columnsOf(stream, look);
  const leftOut = (names: readonly string[]): void => {
    const verb = names.length === 1 ? "does" : "do";
    note(`${names.join(", ")} ${verb} not fit; a wider terminal or --width 200 shows everything`);
  };
  const writer = new TableWriter(Object.keys(columns), write, { ...look, leftOut });
  for (const field of fields) writer.add(Object.values(columns).map((cellOf) => cellOf(field)));
  writer.end();
  write(`${colored(footerOf(stream), "dim", look.color)}\n`);
}

/** What stands in each column of the table, the least important last: a narrow terminal leaves it out first. Where nothing is null, or missing, the last line says so instead. */
function columnsOf(stream: StreamSummary, look: Look): Record<string, (field: NamedSummary) => Cell> {
  const { visible } = look;
  const missing = ({ summary }: NamedSummary): number => missingOf(stream, summary);
  return {
    field: ({ name }) => textCell(visible(name)),
    kind: ({ summary }) => textCell(kindText(summary)),
    range: (field) => textCell(rangeText(field, visible)),
    values: ({ summary }) => countCell(summary.values),
    ...(stream.fields.some(({ summary }) => summary.nulls > 0) && { null: ({ summary }) => countCell(summary.nulls) }),
    ...(stream.fields.some((field) => missing(field) > 0) && { missing: (field) => countCell(missing(field)) }),
    distinct: ({ summary }) =>
      hasDistinct(summary)
        ? countCell(summary.distinct, summary.hasMore ? "+" : "")
        : { ...textCell(""), isNumber: false },
    examples: ({ summary }) => textCell(exampleText(summary, visible)),
  };
}

function textCell(value: string): Cell {
  return { text: value === "" ? "-" : value, isNumber: false, isNull: value === "" };
}

function countCell(value: number, suffix = ""): Cell {
  return { text: grouped(value) + suffix, isNumber: true, isNull: false };
}

/** `number`, or where there are several `number 3, text 1`. */
function kindText(summary: NamedSummary["summary"]): string {
  const found = kindsOf(summary);
  if (found.length === 0) return summary.nulls > 0 ? "null" : "";
  return found.length === 1
    ? (found[0]?.[0] ?? "")
    : found.map(([kind, count]) => `${kind} ${grouped(count)}`).join(", ");
}

function rangeText(field: NamedSummary, visible: Look["visible"]): string {
  const texts = [...rangesOf(field).values()].map((range) => {
    const [least = "", most = ""] = range.map((value) => shownValue(value, visible));
    return least === most ? least : `${least} to ${most}`;
  });
  return texts.join("; ");
}

function exampleText(summary: NamedSummary["summary"], visible: Look["visible"]): string {
  const shown = summary.examples(EXAMPLES).map((value) => shownValue(value, visible));
  const more = summary.hasMore || summary.distinct > shown.length ? ["..."] : [];
  return shown.length === 0 ? "" : [...shown, ...more].join(", ");
}

/** A value as JSON has it, for people: a text without its quotes, unless it is empty. */
function shownValue(json: string, visible: Look["visible"]): string {
  const text = json.startsWith('"') && json !== '""' ? String(JSON.parse(json)) : json;
  return shortened(visible(text), EXAMPLE_WIDTH);
}

function footerOf(stream: StreamSummary): string {
  const { records, keySets, fields } = stream;
  const hasNulls = fields.some(({ summary }) => summary.nulls > 0);
  const hasGaps = fields.some(({ summary }) => missingOf(stream, summary) > 0);
  return [
    counted(records, "record"),
    counted(fields.length, "field"),
    keySets >= KEY_SETS_LIMIT
      ? `${grouped(keySets)} sets of keys or more`
      : counted(keySets, "set of keys", "sets of keys"),
    ...(hasNulls ? [] : ["nothing null"]),
    ...(hasGaps ? [] : ["nothing missing"]),
  ].join(", ");
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

function grouped(count: number): string {
  return count.toLocaleString("en-US");
}
