// A run that goes on where one ended that is longer ago than the stream keeps records says so: nobody can tell what is gone.
import type { StreamPlan } from "./plan.ts";
import type { ShardProgress } from "./checkpoint.ts";

const HOUR = 3_600_000;
/** Hours that every stream keeps records at least. */
const LEAST = 24;

/** `note`: is told of it. The stream is asked only when it may be so. */
export async function tellGap(
  { progress, service }: StreamPlan,
  now: number,
  note: (text: string) => void,
): Promise<void> {
  const hours = (now - oldestIn(progress, now)) / HOUR;
  if (hours <= LEAST) return;
  const kept = (await service.summary())?.RetentionPeriodHours ?? LEAST;
  if (hours <= kept) return;
  const ago = Math.floor(hours);
  note(`the last run ended ${ago} hours ago, but the stream keeps ${kept}: records in between may be lost`);
}

/** Up to when all that arrived was read of all shards, in milliseconds; `now` if nothing is known. */
function oldestIn(progress: ShardProgress | undefined, now: number): number {
  const times = (progress?.shards ?? []).map(([, place]) => (place !== "done" && "time" in place ? place.time : now));
  return Math.min(now, ...times);
}
