// Reads an open source to its end: bytes by the sink that its first bytes call for, Parquet by its own reader, payloads of
// a stream one by one.
import { feed } from "@flowlogs/cli";
import { isAbort } from "@flowlogs/base/errors";
import { TrailingBytes } from "@flowlogs/formats/compression/errors";
import type { Content } from "@flowlogs/formats/content";
import type { RandomAccess, RowGroupRange } from "@flowlogs/formats/parquet/randomAccess";
import type { PayloadSource } from "@flowlogs/formats/payloads";
import type { ReadValues } from "../options.ts";
import { PatternWorker } from "../pattern/patternWorker.ts";
import { detect, type DetectedSource, type SourceTarget } from "./detect.ts";
import type { SourceFailure } from "./failures.ts";
import type { Opened } from "./open.ts";

/** Reads all of a source; what is wrong with it is reported. */
export async function read(source: Opened, target: SourceTarget, values: ReadValues): Promise<void> {
  if (source.parcels !== undefined) await readPayloads(source.parcels, target, values);
  else if (source.parquet !== undefined) await readParquetFile(source.parquet, target, values);
  else await readContent(source.content, target);
}

/** The same for bytes in order. */
export async function readContent(content: Content, target: SourceTarget): Promise<SourceFailure | undefined> {
  const detected = await detect(content, target);
  return "what" in detected ? detected : await readDetected(detected, target);
}

/** Feeds the source to its sink, up to the end or an error, which is reported. */
export async function readDetected(
  { sink, head, error, content }: DetectedSource,
  { worker, failures }: SourceTarget,
): Promise<SourceFailure | undefined> {
  feed(head, sink);
  try {
    if (error !== undefined) throw error;
    await content.pour(sink);
  } catch (thrown) {
    const failure = failures.reportError(thrown);
    // A source that we left ourselves is not cut short.
    if (isAbort(thrown)) worker.leaveSource();
    else sink.endSource(!(thrown instanceof TrailingBytes));
    return failure;
  }
  sink.endSource(false);
  return failures.reportDamage(sink);
}

/** Reads the row groups that begin in a part of a Parquet file. */
export async function readRowGroups(
  { parquet }: Opened,
  target: SourceTarget,
  values: ReadValues,
  part: RowGroupRange,
): Promise<SourceFailure | undefined> {
  if (parquet !== undefined) return await readParquetFile(parquet, target, values, part);
  return target.failures.report("it is not a Parquet file any more", "run the command again", false);
}

/** The library for Parquet is loaded only where it is needed. */
export async function readParquetFile(
  file: RandomAccess,
  { worker, failures }: SourceTarget,
  values: ReadValues,
  part?: RowGroupRange,
): Promise<SourceFailure | undefined> {
  if (worker instanceof PatternWorker) return failures.reportUntestable("Parquet");
  const { readParquet } = await import("@flowlogs/formats/parquet/read");
  let failure: SourceFailure | undefined;
  try {
    const onUnreadable = (what: string, advice: string): void => void failures.report(what, advice, true);
    await readParquet(file, worker, { ...values, part, onUnreadable });
  } catch (error) {
    failure = failures.reportError(error);
  }
  worker.endSource();
  return failure;
}

async function readPayloads(
  { all, wants }: PayloadSource,
  { worker, failures, form, widths }: SourceTarget,
  values: ReadValues,
): Promise<void> {
  const { PayloadSink } = await import("@flowlogs/formats/payloads");
  const { source } = failures;
  const sink = new PayloadSink(worker, { form, widths, wants, withOrigin: values["with-source"] });
  for await (const payloads of all) {
    if (payloads === undefined) worker.flush();
    for (const payload of payloads ?? []) {
      failures.source = payload.name;
      await sink.take(payload);
      if (worker.satisfied) break;
    }
    if (worker.satisfied) break;
  }
  worker.endSource();
  failures.source = source;
  failures.reportDamage(sink);
}
