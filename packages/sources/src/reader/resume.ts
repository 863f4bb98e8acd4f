// Reads a source from the position where an earlier reading left it, and reports the position where this one leaves it.
import { TrailingBytes } from "@flowlogs/formats/compression/errors";
import { MAX_HEAD } from "@flowlogs/formats/detect";
import type { ReadValues } from "../options.ts";
import { detect, type DetectedSource, type SourceTarget } from "./detect.ts";
import type { SourceFailure } from "./failures.ts";
import { type LinePosition, LineTracker } from "./lineTracker.ts";
import type { Opened } from "./open.ts";
import { readDetected, readParquetFile } from "./read.ts";

/** Where to begin in a source. */
export interface ResumeOptions {
  readonly from?: LinePosition | undefined;
  /** Nothing more will be added: an unfinished last line counts as a line. */
  readonly isFinal?: boolean;
  /** It may still be written: what can only be read as a whole is left for later. */
  readonly mayGrow?: boolean;
}

/** Called between pieces, with the position that was reached; false ends the reading. */
export type ResumeStep = (position: () => LinePosition | undefined, isWhole: boolean) => Promise<boolean>;

/** How far a reading came. */
export interface ResumeProgress {
  readonly position?: LinePosition | undefined;
  /** It is an archive or a document: it ends, and lines are not just appended to it. */
  readonly isWhole: boolean;
  /** It was read to its end, but for a line that is not complete. */
  readonly isDone: boolean;
  /** The step ended the reading before. */
  readonly isStopped?: boolean;
  readonly failure?: SourceFailure | undefined;
  /** An unfinished last line was read as a line: where it begins, and whether a record came of it. */
  readonly unfinished?: { readonly from: LinePosition; readonly isRecord: boolean } | undefined;
}

/** Lines that are open, and how they are read. */
interface LineReading extends ResumeOptions, Omit<DetectedSource, "sink">, Pick<SourceTarget, "worker" | "failures"> {
  readonly isWhole: boolean;
  readonly step: ResumeStep;
}

const NEWLINE = 10;

/** Undefined: the source can only be read as a whole, and may not be complete. */
export async function resume(
  source: Opened,
  target: SourceTarget,
  values: ReadValues,
  options: ResumeOptions,
  step: ResumeStep,
): Promise<ResumeProgress | undefined> {
  const { mayGrow = false } = options;
  if (source.parquet === undefined) return await resumeContent(source, target, options, step);
  return mayGrow ? undefined : readWhole(await readParquetFile(source.parquet, target, values));
}

async function resumeContent(
  { content, isPacked }: Opened,
  target: SourceTarget,
  options: ResumeOptions,
  step: ResumeStep,
): Promise<ResumeProgress | undefined> {
  const { mayGrow = false } = options;
  const { worker, failures } = target;
  const detected = await detect(content, target);
  if ("what" in detected) return mayGrow ? undefined : readWhole(detected);
  const isWhole = isPacked === true || detected.content !== content;
  const areLines = detected.sink === worker;
  if ((isWhole || !areLines) && mayGrow) return undefined;
  if (!areLines) return readWhole(await readDetected(detected, target));
  return await resumeLines({ ...detected, ...options, isWhole, step, worker, failures });
}

/** The progress of a source that can only be read as a whole. */
function readWhole(failure: SourceFailure | undefined): ResumeProgress {
  return { isWhole: true, isDone: failure === undefined, failure };
}

async function resumeLines(reading: LineReading): Promise<ResumeProgress> {
  const { worker, isWhole, isFinal = false, head, from } = reading;
  const tracker = new LineTracker(worker, from);
  let isStopped = false;
  let failure: SourceFailure | undefined;
  let isCut = false;
  // The kind of a first line that is not complete is not certain yet, unless the line is very long.
  const isDetected = isWhole || isFinal || head.includes(NEWLINE) || head.length >= MAX_HEAD;
  try {
    if (isDetected) tracker.take(head);
    if (reading.error !== undefined) throw reading.error;
    if (isDetected) isStopped = !(await resumeRest(reading, tracker));
  } catch (error) {
    failure = reading.failures.reportError(error);
    isCut = !(error instanceof TrailingBytes);
  }
  const isDone = !isStopped && !isCut && !worker.satisfied;
  const isOver = isDone && (isWhole || isFinal);
  const lineStart = tracker.position();
  const position = isOver ? tracker.end() : lineStart;
  const { records } = worker.counts();
  if (isOver) worker.endSource();
  else worker.leaveSource();
  if (isWhole || position.offset === lineStart.offset) return { position, isWhole, isDone, isStopped, failure };
  const unfinished = { from: lineStart, isRecord: worker.counts().records > records };
  return { position, isWhole, isDone, isStopped, failure, unfinished };
}

/** Gives the tracker all that is left; false when the step ended it. */
async function resumeRest({ content, isWhole, worker, step }: LineReading, tracker: LineTracker): Promise<boolean> {
  while (!worker.satisfied) {
    if (content.jump !== undefined && tracker.next > tracker.offset) {
      content.jump(tracker.next);
      tracker.jump(tracker.next);
    }
    const piece = await content.next(() => worker.flush());
    if (piece === undefined) return true;
    tracker.take(piece);
    if (!(await step(() => tracker.position(), isWhole))) return false;
  }
  return true;
}
