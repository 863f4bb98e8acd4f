// What the NDJSON decoder finds, written down: the values of every row and the bounds of its line.
import { NdjsonDecoder } from "../../packages/core/src/decode/ndjson.ts";
import { StageWorker } from "../../packages/core/src/stage/worker.ts";
import { type Cut, feedAll, type Outcome } from "./feed.ts";

export interface DecodedRow {
  readonly line: string;
  /** A text in JSON's spelling, a number or another literal as in the source, or `-` for null. */
  readonly values: readonly string[];
}

/** Decodes sources with these fields wanted. */
export function decodeNdjson(
  fields: readonly string[],
  sources: readonly (Uint8Array | string)[],
  cut?: Cut,
): Outcome & { readonly rows: readonly DecodedRow[] } {
  const rows: DecodedRow[] = [];
  const outcome = feedAll(
    (context) =>
      new StageWorker(context, {
        decoder: (kernel, events) => new NdjsonDecoder(kernel, fields, events),
        stage: (kernel) => ({
          accept(batch) {
            for (let row = 0; row < batch.rows; row++) {
              const values = fields.map((_, column) => {
                const span = batch.value(row, column);
                if (span === undefined) return "-";
                const text = kernel.text(span.start, span.end);
                return span.text ? JSON.stringify(text) : text;
              });
              rows.push({ line: Buffer.from(batch.line(row)).toString(), values });
            }
          },
          finish: () => undefined,
        }),
      }),
    sources,
    cut,
  );
  return { ...outcome, rows };
}
