// Workers that print records: in a format, as a cross table, and in place on a terminal.
import type { Decoder, DecoderEvents } from "../decode/decoder.ts";
import { EveryKeyDecoder } from "../decode/everyKeyDecoder.ts";
import { HeaderDecoder, type HeaderFields } from "../decode/headerDecoder.ts";
import { NdjsonDecoder } from "../decode/ndjson.ts";
import { identityOf } from "../field.ts";
import { leftOut, silentContext } from "../interim/interimSets.ts";
import { INTERIM_KEY } from "../interim/marks.ts";
import { LiveFormat, type LiveFormatOptions } from "../live/liveFormat.ts";
import type { PrintColumn } from "../print/columnList.ts";
import type { PrinterDefinition } from "../print/printer.ts";
import { FormatStage, type FormatStageOptions, learnsFields } from "./format.ts";
import { columnsOfProjection, takesRest } from "./projection.ts";
import type { StageContext } from "./stage.ts";
import { StageWorker } from "./worker.ts";
import { feed } from "@flowlogs/base/feed";
import type { Kernel } from "@flowlogs/kernel/kernel";

/** No field but those of the records, and the mark of interim results; in log lines each kind of record has its own heading. */
function markOnly({ followsKeys }: PrinterDefinition): HeaderFields {
  const none = { fields: [], exact: [], computed: [] };
  return followsKeys === true ? none : { ...none, mark: INTERIM_KEY };
}

function formatDecoder(options: Omit<FormatStageOptions, "look">, kernel: Kernel, events: DecoderEvents): Decoder {
  const { fields = [], columns, printer } = options;
  const isLearning = learnsFields(options);
  if (columns === undefined && !isLearning) return new NdjsonDecoder(kernel, fields, events, { mark: INTERIM_KEY });
  const always = columns === undefined ? markOnly(printer) : besidesKeys(printer, columns);
  if (!isLearning) return new NdjsonDecoder(kernel, always.fields, events, always);
  if (printer.takesEveryKey === true) return new EveryKeyDecoder(kernel, events, always);
  return new HeaderDecoder(kernel, events, hasOwnKeys(printer), always);
}

/** Each record is printed with its own keys, be it under a heading of its own. */
function hasOwnKeys({ hasColumns, followsKeys }: PrinterDefinition): boolean {
  return !hasColumns || followsKeys === true;
}

/** What the columns of a list need; the mark of interim results is a key, as it cannot be beside computed values. */
function besidesKeys(printer: PrinterDefinition, columns: readonly PrintColumn[]): HeaderFields {
  const { fields, computed } = columnsOfProjection(columns);
  if (!takesRest(columns) || !hasOwnKeys(printer)) {
    return { fields: [...fields, INTERIM_KEY], exact: [INTERIM_KEY], computed };
  }
  return { fields: fields.filter((name) => name.includes(".")), exact: [], computed };
}

/** NDJSON records in, a table, CSV and so on out. */
export function formatWorker(options: FormatStageOptions, context: StageContext): StageWorker {
  const { fields, columns, look: { value = [], values = [], pivot = [] } = {} } = options;
  const looked =
    columns === undefined ? fields && [fields, value, values, pivot].flat() : columnsOfProjection(columns).fields;
  return new StageWorker(context, {
    fields: columns !== undefined && takesRest(columns) ? undefined : looked,
    narrows: true,
    decoder: (kernel, events) => formatDecoder(options, kernel, events),
    stage: (kernel, output) => new FormatStage(kernel, output, options, context),
    interim: () => leftOut,
    isPrinted: options.printer.isForCommands !== true,
  });
}

/** Characters that are handed on at once. */
const PIECE = 1 << 16;

/** Lines as bytes, many at once. */
function* pieces(lines: Iterable<string>): Iterable<Uint8Array> {
  const encoder = new TextEncoder();
  let text = "";
  for (const line of lines) {
    text += line;
    if (text.length < PIECE) continue;
    yield encoder.encode(text);
    text = "";
  }
  yield encoder.encode(text);
}

/** NDJSON records in, their cross table out as the records of a format. */
export async function crossWorker(options: FormatStageOptions, context: StageContext): Promise<StageWorker> {
  const { crossed } = await import("../print/crossRecords.ts");
  const printer = crossed(options.printer, (lines, originals, { output, note }) => {
    // The column of --pivot is none of the cross table's.
    const pivot = identityOf(options.look?.pivot ?? "");
    const given = [...(options.look?.originals ?? [])].filter(([name]) => identityOf(name) !== pivot);
    const all = new Map([...given, ...originals]);
    const look = { ...options.look, pivot: undefined, value: undefined, values: undefined, originals: all };
    const to = { ...silentContext(context, (bytes) => output.append(bytes)), note, missing: context.missing };
    const inner = formatWorker({ ...options, fields: undefined, columns: undefined, look }, to);
    for (const piece of pieces(lines)) feed(piece, inner);
    inner.endSource();
    inner.finish();
    output.records += inner.counts().outRecords;
  });
  // What columns are called is for those of the cross table.
  return formatWorker({ ...options, printer, look: { ...options.look, renames: undefined } }, context);
}

/** The same on a terminal, drawn in place as records arrive. */
export function liveWorker(options: LiveFormatOptions, context: StageContext): StageWorker {
  const make = (of: FormatStageOptions, to: Pick<StageContext, "write" | "note">): StageWorker =>
    formatWorker(of, { ...silentContext(context, to.write), note: to.note });
  let stage: LiveFormat | undefined;
  return new StageWorker(context, {
    decoder: (kernel, events) => formatDecoder(options, kernel, events),
    stage: (kernel, output) => (stage = new LiveFormat(kernel, output, options, context, make)),
    interim: () => ({
      take: (mark, line) => stage?.take(mark, line),
      cut: () => stage?.cut(),
    }),
    isPrinted: true,
  });
}
