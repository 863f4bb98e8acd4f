// A log group as it grows: the window's end is asked for again and again, with an overlap, because records come late and
// in any order: one that began ten minutes ago is delivered five minutes after its end. Ids tell what was had already.
// Where a run has come to can be kept, so that the next one goes on there.
import type { AwsContext } from "@flowlogs/aws/awsContext";
import { pagesOf, renderOf } from "./pages.ts";
import type { EventLineSource } from "./linesContent.ts";
import { eventsOf, type EventPage, type PagePart, partOf, type Render, textOf, timesOf } from "./page.ts";
import type { LogsPlan } from "./plan.ts";
import { Remarks } from "./remarks.ts";
import { type BySecond, Seen } from "./seenEvents.ts";

/** Where a run has come to: all before `from` was had, and of what is behind it these events. */
export interface FollowProgress {
  readonly from: number;
  readonly seen: BySecond;
}

export interface FollowOptions {
  /** Ask once, not for ever. */
  readonly once?: boolean;
  /** Milliseconds: when to stop following. */
  readonly end?: number | undefined;
  readonly progress?: FollowProgress | undefined;
  /** Is called when all that `progress` tells of has been written; whether it wants to know just now. */
  readonly isDue?: () => boolean;
  readonly keep?: (progress: FollowProgress) => void;
  /** Says what the user should know. */
  readonly note?: (text: string) => void;
  /** Events that are remembered at most. */
  readonly remembered?: number;
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
export async function* follow(plan: LogsPlan, remote: AwsContext, options: FollowOptions): EventLineSource {
  const { once = false, end = Number.POSITIVE_INFINITY, overlap = OVERLAP, interval = INTERVAL, progress } = options;
  const { isDue = () => false, keep = () => {}, note = () => {} } = options;
  const render = renderOf(plan) ?? textOf;
  const seen = new Seen(progress?.seen, options.remembered);
  const tell = new Remarks(plan.group.source, note);
  // The default is for the first run: a later one leaves no gap, however long ago the last one was.
  const begin = plan.isDefaultWindow ? 0 : plan.window.from;
  let from = progress === undefined ? plan.window.from : Math.max(begin, progress.from);
  for (;;) {
    const started = remote.clock.now();
    // What is older does not come late any more.
    const known = Math.ceil(started - overlap);
    const to = Math.min(end, once ? plan.window.to : Math.ceil(started + AHEAD));
    let latest = from;
    seen.beginLook();
    tell.beginAnew();
    for await (const page of pagesOf(plan, { from, to }, remote, (body, part) => newEvents(body, part, seen, render))) {
      tell.page(page);
      yield page.text;
      // They have been taken by now.
      latest = Math.max(latest, page.times?.largest ?? latest);
      for (const event of page.fresh ?? []) seen.add(event);
      seen.forget(Math.min(latest, known), latest);
      if (!isDue()) continue;
      yield undefined;
      keep({ from: Math.max(from, seen.complete), seen: seen.bySecond() });
    }
    yield undefined;
    seen.forget(Math.min(to, known), latest);
    if (seen.complete > known) tell.shortMemory(started - seen.complete, seen.most);
    from = Math.max(from, seen.complete);
    keep({ from, seen: seen.bySecond() });
    // Records of the window may come until the overlap is over.
    if (once || started >= end + overlap) return;
    const took = remote.clock.now() - started;
    await remote.clock.sleep(Math.max(interval, took * SHARE), remote.signal);
  }
}

/** The events of a page that were not had yet. */
function newEvents(body: Buffer, part: PagePart, seen: Seen, render: Render): EventPage {
  const { events: all, token } = eventsOf(body);
  const events = partOf(all, part);
  const fresh = events.filter((event) => !seen.isKnown(event));
  const skipped = Math.min(part.skip, all.length);
  const ids = events.flatMap(({ eventId = [] }) => eventId);
  const repeatsIds = new Set(ids).size < ids.length;
  return { text: render(fresh), events: events.length, skipped, times: timesOf(all), token, fresh, repeatsIds };
}

/** What was kept, if it is that. */
export function progressOf(kept: unknown): FollowProgress | undefined {
  if (typeof kept !== "object" || kept === null || !("from" in kept) || !("seen" in kept)) return undefined;
  const { from, seen } = kept;
  if (typeof from !== "number" || !Array.isArray(seen)) return undefined;
  const seconds: readonly unknown[] = seen;
  return { from, seen: seconds.flatMap((entry) => (isSecond(entry) ? [entry] : [])) };
}

function isSecond(entry: unknown): entry is BySecond[number] {
  if (!Array.isArray(entry)) return false;
  const [second, keys]: unknown[] = entry;
  return typeof second === "number" && Array.isArray(keys) && keys.every((key) => typeof key === "string");
}
