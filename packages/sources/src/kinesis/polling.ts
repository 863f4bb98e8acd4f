// A shard by GetRecords: one iterator leads to the next, and one that has expired is made anew behind the last record.
// Calls keep to what AWS allows for a shard, which all of its readers share: five a second, and two megabytes.
import type { Clock } from "@flowlogs/base/clock";
import { RateLimiter } from "@flowlogs/aws/rateLimiter";
import { ExpiredIterator } from "@flowlogs/aws/kinesis/errors";
import type { GetRecordsResponse } from "@flowlogs/aws/kinesis/getRecordsResponse";
import type { StreamService } from "@flowlogs/aws/kinesis/stream";
import type { ShardPosition, ShardPage } from "@flowlogs/aws/kinesis/shard";
import type { Semaphore } from "@flowlogs/base/semaphore";

interface PollingOptions {
  readonly service: Pick<StreamService, "iterator" | "records">;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly slots: Semaphore;
}

/** Calls a second, and bytes a millisecond. */
const [CALLS, BYTES] = [5, 2 * 1024 * 1.024];
/** Milliseconds between two looks at the end of a shard: the calls are everybody's. */
const IDLE = 1000;
/** Bytes that a page should have: five a second are all that a shard gives, and larger ones take more memory. */
const PAGE = 1 << 19;
/** Records that are asked for first, when nobody knows how large they are, and at most; how many times more than before. */
const [FIRST, MOST, MORE] = [10, 10_000, 16];
/** Clocks differ: milliseconds that ours may be ahead of that of AWS. */
export const AHEAD = 120_000;

/** The pages of a shard from a position on. A page's memory is in use until the next one is asked for. */
export async function* poll(
  shard: string,
  from: ShardPosition,
  surroundings: PollingOptions,
): AsyncGenerator<ShardPage> {
  const { service, clock, signal, slots } = surroundings;
  const [forIterators, forRecords] = [new RateLimiter(CALLS, clock), new RateLimiter(CALLS, clock)];
  let [position, iterator, most]: [ShardPosition, string | undefined, number] = [from, undefined, FIRST];
  for (;;) {
    const release = await slots.acquire(signal);
    const asked = clock.now();
    try {
      iterator ??= await service.iterator(shard, position, forIterators);
      const answer = await service.records(iterator, most, forRecords);
      const page = pageOf(answer, position, most, { asked, now: clock.now() });
      iterator = answer.next;
      position = page.position;
      yield page;
      if (page.isLast) return;
      release();
      const bytes = page.records.reduce((sum, { data }) => sum + data.length, 0);
      if (bytes > 0) most = fitting(most, bytes / page.records.length);
      const rest = Math.max(page.isTip ? IDLE : 0, bytes / BYTES) - (clock.now() - asked);
      if (rest > 0) await clock.sleep(rest, signal);
    } catch (error) {
      if (!(error instanceof ExpiredIterator)) throw error;
      iterator = undefined;
    } finally {
      release();
    }
  }
}

/** Records that a page should have when they have so many bytes each; the next ones may be larger, so step by step. */
function fitting(before: number, bytes: number): number {
  return Math.max(1, Math.min(MOST, MORE * before, Math.floor(PAGE / bytes)));
}

interface CallTimes {
  readonly asked: number;
  readonly now: number;
}

function pageOf(
  { records, next, behind, children }: GetRecordsResponse,
  before: ShardPosition,
  most: number,
  when: CallTimes,
): ShardPage {
  const last = records.at(-1);
  // A page that is full may be followed by another, whatever the service says.
  const isTip = behind === 0 && records.length < most;
  const known = isTip ? when.asked - AHEAD : 0;
  return {
    records,
    position: last === undefined ? onward(before, when.asked, known) : after(last.sequence, last.arrival, known),
    reached: last === undefined || isTip ? when.now - behind : last.arrival,
    isTip,
    isLast: next === undefined,
    children,
  };
}

/** Where a shard goes on of which nothing has come; `known`: all before that time has. */
function onward(position: ShardPosition, asked: number, known: number): ShardPosition {
  switch (position.at) {
    case "latest":
      return { at: "time", time: asked - AHEAD };
    case "time":
      return { at: "time", time: Math.max(position.time, known) };
    case "after":
      return after(position.sequence, position.time, known);
    case "horizon":
      return position;
  }
}

function after(sequence: string, time: number, known: number): ShardPosition {
  return { at: "after", sequence, time: Math.max(time, known) };
}
