// A log group as it grows: the window's end is asked for again and again, with an overlap, because records come late and
// in any order: one that began ten minutes ago is delivered five minutes after its end. Ids tell what was had already.
// Where a run has come to can be kept, so that the next one goes on there.
import type { Remote } from "../remote.ts";
import { pagesOf, renderOf } from "./events.ts";
import type { Lines } from "./lines.ts";
import { eventsOf, lastOf, type LogEvent, type Page, type Render, textOf } from "./page.ts";
import type { Plan } from "./plan.ts";
import { type ByMinute, Seen } from "./seen.ts";

/** Where a run has come to: all before `from` was had, and of what is behind it these events. */
export interface Progress {
  readonly from: number;
  readonly seen: ByMinute;
}

export interface FollowOptions {
  /** Ask once, not for ever. */
  readonly once?: boolean;
  /** Milliseconds: when to stop following. */
  readonly end?: number | undefined;
  readonly progress?: Progress | undefined;
  /** Is called when all that `progress` tells of has been written; whether it wants to know just now. */
  readonly isDue?: () => boolean;
  readonly keep?: (progress: Progress) => void;
  /** Milliseconds that are asked for again, and between two questions at least. */
  readonly overlap?: number;
  readonly interval?: number;
}

/** Ten minutes of aggregation, five of delivery, and five to spare. */
const OVERLAP = 1_200_000;
const INTERVAL = 10_000;
/** Questions take at most such a part of all time: the quota is everybody's. */
const SHARE = 4;
/** Clocks differ: events may be a little ahead of ours. */
const AHEAD = 120_000;

/** The text of events as they appear, each once. It ends when the run does, or at the end of the window. */
export async function* follow(plan: Plan, remote: Remote, options: FollowOptions): Lines {
  const { once = false, end = Number.POSITIVE_INFINITY, overlap = OVERLAP, interval = INTERVAL, progress } = options;
  const { isDue = () => false, keep = () => {} } = options;
  const render = renderOf(plan) ?? textOf;
  const seen = new Seen(progress?.seen);
  // The default is for the first run: a later one leaves no gap, however long ago the last one was.
  const begin = plan.isDefaultWindow ? 0 : plan.window.from;
  let from = progress === undefined ? plan.window.from : Math.max(begin, progress.from);
  for (;;) {
    const started = remote.clock.now();
    // What is older does not come late any more.
    const known = started - overlap;
    const to = Math.min(end, once ? plan.window.to : started + AHEAD);
    for await (const page of pagesOf(plan, { from, to }, remote, (body, skip) => newEvents(body, skip, seen, render))) {
      yield page.text;
      // They have been taken by now.
      const reached = page.last?.time ?? from;
      for (const { eventId, timestamp = 0 } of page.fresh ?? [])
        if (eventId !== undefined) seen.add(eventId, timestamp);
      const safe = seen.forget(Math.min(reached, known));
      if (!isDue()) continue;
      yield undefined;
      keep({ from: Math.max(from, Math.min(safe, reached)), seen: seen.byMinute() });
    }
    yield undefined;
    from = Math.max(from, seen.forget(Math.min(to, known)));
    keep({ from, seen: seen.byMinute() });
    // Records of the window may come until the overlap is over.
    if (once || started >= end + overlap) return;
    const took = remote.clock.now() - started;
    await remote.clock.sleep(Math.max(interval, took * SHARE), remote.signal);
  }
}

/** The events of a page that were not had yet. */
function newEvents(body: Buffer, skip: number, seen: Seen, render: Render): Page {
  const { events, token } = eventsOf(body);
  const isNew = ({ eventId }: LogEvent, at: number): boolean =>
    at >= skip && !(eventId !== undefined && seen.has(eventId));
  const fresh = events.filter(isNew);
  const skipped = Math.min(skip, events.length);
  return { text: render(fresh), events: fresh.length, skipped, last: lastOf(events), token, fresh };
}

/** What was kept, if it is that. */
export function progressOf(kept: unknown): Progress | undefined {
  if (typeof kept !== "object" || kept === null || !("from" in kept) || !("seen" in kept)) return undefined;
  const { from, seen } = kept;
  if (typeof from !== "number" || !Array.isArray(seen)) return undefined;
  const minutes: readonly unknown[] = seen;
  return { from, seen: minutes.flatMap((entry) => (isMinute(entry) ? [entry] : [])) };
}

function isMinute(entry: unknown): entry is ByMinute[number] {
  if (!Array.isArray(entry)) return false;
  const [minute, ids]: unknown[] = entry;
  return typeof minute === "number" && Array.isArray(ids) && ids.every((id) => typeof id === "string");
}
