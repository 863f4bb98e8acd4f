// Workers that print records: in a format, as a cross table, and in place on a terminal.
import type { Decoder, DecoderEvents } from "../decode/decoder.ts";
import { EveryKeyDecoder } from "../decode/everyKeyDecoder.ts";
import { HeaderDecoder, type HeaderFields } from "../decode/headerDecoder.ts";
import { NdjsonDecoder } from "../decode/ndjson.ts";
import { leftOut, silentContext } from "../interim/interimSets.ts";
import { INTERIM_KEY } from "../interim/marks.ts";
import { LiveFormat, type LiveFormatOptions } from "../live/liveFormat.ts";
import type { PrinterDefinition } from "../print/printer.ts";
import { FormatStage, type FormatStageOptions, learnsFields } from "./format.ts";
import { columnsOfProjection } from "./projection.ts";
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
  if (columns !== undefined) {
    const projected = columnsOfProjection(columns);
    return new NdjsonDecoder(kernel, projected.fields, events, { computed: projected.computed, mark: INTERIM_KEY });
  }
  if (!learnsFields(options)) return new NdjsonDecoder(kernel, fields, events, { mark: INTERIM_KEY });
  if (printer.takesEveryKey === true) return new EveryKeyDecoder(kernel, events);
  return new HeaderDecoder(kernel, events, printer.followsKeys === true, markOnly(printer));
}

/** NDJSON records in, a table, CSV and so on out. */
export function formatWorker(options: FormatStageOptions, context: StageContext): StageWorker {
  const { fields, columns, look: { value = [], pivot = [] } = {} } = options;
  const projected = columns && columnsOfProjection(columns);
  return new StageWorker(context, {
    fields: projected?.fields ?? (fields && [fields, value, pivot].flat()),
    narrows: true,
    decoder: (kernel, events) => formatDecoder(options, kernel, events),
    stage: (kernel, output) => new FormatStage(kernel, output, options, context),
    interim: () => leftOut,
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
    const all = new Map([...(options.look?.originals ?? []), ...originals]);
    const look = { ...options.look, pivot: undefined, value: undefined, originals: all };
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
  });
}
