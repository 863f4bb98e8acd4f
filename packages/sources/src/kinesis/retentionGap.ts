// Reports when a run resumes a stream after longer than the stream keeps records: some may be gone.
import type { StreamPlan } from "./plan.ts";
import type { ShardProgress } from "./checkpoint.ts";

const HOUR = 3_600_000;
/** Hours for which every stream keeps records. */
const MIN_RETENTION = 24;

/** `note`: reports the gap. The stream is only queried when there may be one. */
export async function reportGap(
  { progress, service }: StreamPlan,
  now: number,
  note: (text: string) => void,
): Promise<void> {
  const hours = (now - oldestIn(progress, now)) / HOUR;
  if (hours <= MIN_RETENTION) return;
  const retention = (await service.summary())?.RetentionPeriodHours ?? MIN_RETENTION;
  if (hours <= retention) return;
  const ago = Math.floor(hours);
  note(`the last run ended ${ago} hours ago, but the stream keeps ${retention}: records in between may be lost`);
}

/** The time up to which all shards were read, in milliseconds; `now` if nothing is known. */
function oldestIn(progress: ShardProgress | undefined, now: number): number {
  const times = (progress?.shards ?? []).map(([, place]) => (place !== "done" && "time" in place ? place.time : now));
  return Math.min(now, ...times);
}
