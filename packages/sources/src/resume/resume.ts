// Reads lines from where they were left before, and tells where they are left now.
import type { StageWorker } from "@flowlogs/core/stages";
import type { Content } from "@flowlogs/formats/content";
import { TrailingBytes } from "@flowlogs/formats/compression/errors";
import { ENOUGH } from "@flowlogs/formats/detect";
import { type LinePosition, Tracker } from "./lineTracker.ts";

/** Which file is read. */
export interface Named {
  readonly path: string;
  /** A path to it that is surer than its name. */
  readonly through?: string;
}

/** Where to begin in it. */
export interface Beginning {
  readonly from?: LinePosition | undefined;
  /** Nothing more will come to it: an unfinished last line counts as a line. */
  readonly isFinal?: boolean;
  /** It may still be under way: what can only be read as a whole is left for later. */
  readonly isFresh?: boolean;
}

/** Called between pieces, with the place that was reached; false ends the reading. */
export type ResumeStep = (position: () => LinePosition | undefined, isWhole: boolean) => Promise<boolean>;

/** What is wrong with a source, as it was said. */
export interface SourceFailure {
  readonly what: string;
  readonly advice: string;
  /** It will be so as long as the source is as it is. */
  readonly isLasting: boolean;
}

/** How far a reading came. */
export interface ResumeProgress {
  readonly position?: LinePosition | undefined;
  /** It is an archive or a document: it ends, and lines do not just come to it. */
  readonly isWhole: boolean;
  /** It was read to its end, but for a line that is not complete. */
  readonly isDone: boolean;
  /** It was told to stop before. */
  readonly isStopped?: boolean;
  readonly fault?: SourceFailure | undefined;
  /** An unfinished last line was read as a line: where it begins, and whether a record came of it. */
  readonly unfinished?: { readonly from: LinePosition; readonly isRecord: boolean } | undefined;
}

/** Lines that are open. */
interface Reading extends Beginning {
  readonly content: Content;
  /** The first bytes, and what went wrong behind them. */
  readonly head: Uint8Array;
  readonly fault: unknown;
  readonly isWhole: boolean;
  readonly step: ResumeStep;
  readonly worker: StageWorker;
  /** Says what is wrong with the source, or throws what is wrong with us. */
  readonly fail: (error: unknown) => SourceFailure;
}

const NEWLINE = 10;

export async function pourOn(reading: Reading): Promise<ResumeProgress> {
  const { worker, isWhole, isFinal = false, head, from } = reading;
  const tracker = new Tracker(worker, from);
  let isStopped = false;
  let fault: SourceFailure | undefined;
  let isCut = false;
  // What a first line is that is not complete cannot be told yet, unless it is very long.
  const isTold = isWhole || isFinal || head.includes(NEWLINE) || head.length >= ENOUGH;
  try {
    if (isTold) tracker.take(head);
    if (reading.fault !== undefined) throw reading.fault;
    if (isTold) isStopped = !(await pourRest(reading, tracker));
  } catch (error) {
    fault = reading.fail(error);
    isCut = !(error instanceof TrailingBytes);
  }
  const isDone = !isStopped && !isCut && !worker.satisfied;
  const isOver = isDone && (isWhole || isFinal);
  const lineStart = tracker.position();
  const position = isOver ? tracker.end() : lineStart;
  const { records } = worker.counts();
  if (isOver) worker.endSource();
  else worker.leaveSource();
  if (isWhole || position.offset === lineStart.offset) return { position, isWhole, isDone, isStopped, fault };
  const unfinished = { from: lineStart, isRecord: worker.counts().records > records };
  return { position, isWhole, isDone, isStopped, fault, unfinished };
}

/** Brings the tracker all that is left; false when it was told to stop. */
async function pourRest({ content, isWhole, worker, step }: Reading, tracker: Tracker): Promise<boolean> {
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
