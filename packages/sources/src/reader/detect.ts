// Detects by its first bytes what a source is: decompresses it if need be, and chooses the sink that takes its bytes.
import type { Sink } from "@flowlogs/base/sink";
import type { Origin, ReadWorker } from "@flowlogs/core/stages";
import type { Content } from "@flowlogs/formats/content";
import type { InputFormat } from "@flowlogs/formats/formatNames";
import { openFormat } from "@flowlogs/formats/openFormat";
import { recognise } from "@flowlogs/formats/recognise";
import { PatternWorker } from "../pattern/patternWorker.ts";
import type { FailureReporter, SourceFailure } from "./failures.ts";

/** What reads a source, and what is known of the source without looking. */
export interface SourceTarget {
  readonly worker: ReadWorker;
  readonly failures: FailureReporter;
  readonly origin: Origin;
  readonly form: InputFormat | undefined;
  /** How many columns lines without a header may have. */
  readonly widths: readonly number[];
}

/** A source whose format is known. */
export interface DetectedSource {
  readonly sink: Sink;
  /** The first bytes, which were read to detect the format. */
  readonly head: Uint8Array;
  /** The error that follows them. */
  readonly error?: unknown;
  /** The bytes after them, decompressed. */
  readonly content: Content;
}

/** The source with its sink; or what is wrong with it, which is reported. */
export async function detect(content: Content, target: SourceTarget): Promise<DetectedSource | SourceFailure> {
  const { worker, failures, origin, form, widths } = target;
  const { finding, head, fault } = await recognise(content, { form, widths, idle: () => worker.flush() });
  if ("strange" in finding) {
    const advice =
      finding.advice ??
      "give AWS text, CSV, NDJSON, JSON of CloudWatch, or any of them compressed, or Parquet, or name it with --form";
    return failures.report(`unrecognised format: ${finding.strange}`, advice, true);
  }
  if (!("isPacked" in finding)) {
    if (worker instanceof PatternWorker && isTable(finding.form))
      return failures.reportUntestable(finding.form.toUpperCase());
    return { sink: await openFormat(finding.form, worker, origin), head, error: fault, content };
  }
  const unpacked = await content.unpacked?.(head);
  if (unpacked === undefined)
    return failures.report("it is compressed with an unknown method", "unpack it first", true);
  return await detect(unpacked, target);
}

function isTable(form: InputFormat): boolean {
  return form === "csv" || form === "tsv";
}
