// Reads a log group as it grows: the end of the window is read again and again, with an overlap, because records come late and in
// any order: one that began ten minutes ago is delivered five minutes after its end. Ids tell which events were received
// already. The progress can be saved, so that the next run resumes there.
import type { AwsContext } from "@flowlogs/aws/awsContext";
import { pagesOf, renderOf } from "./pages.ts";
import type { EventLineSource } from "./linesContent.ts";
import { eventsOf, type EventPage, type PagePart, partOf, type Render, textOf, timesOf } from "./page.ts";
import type { LogsPlan } from "./plan.ts";
import { ServiceWarnings } from "./serviceWarnings.ts";
import { type BySecond, SeenEvents } from "./seenEvents.ts";

/** How far a run has come: all before `from` was received, and after it these events. */
export interface FollowProgress {
  readonly from: number;
  readonly seen: BySecond;
}

export interface FollowOptions {
  /** Read once instead of following. */
  readonly once?: boolean;
  /** When to stop following, in milliseconds. */
  readonly end?: number | undefined;
  readonly progress?: FollowProgress | undefined;
  /** Whether to save the progress now. */
  readonly isDue?: () => boolean;
  /** Called when all events up to the progress have been written. */
  readonly save?: (progress: FollowProgress) => void;
  /** Reports what the user should know. */
  readonly note?: (text: string) => void;
  /** Maximum events that are remembered. */
  readonly remembered?: number;
  /** Milliseconds that are read again, and minimum milliseconds between two scans. */
  readonly overlap?: number;
  readonly interval?: number;
}

/** Ten minutes of aggregation, five of delivery, and five to spare. */
const OVERLAP = 1_200_000;
const INTERVAL = 10_000;
/** Scans take at most this fraction of the time: other readers share the quota. */
const INTERVAL_FACTOR = 4;
/** Events may be this many milliseconds ahead of our clock. */
const CLOCK_SKEW = 120_000;

/** The text of events as they appear, each once. Ends with the run, or at the end of the window. */
export async function* follow(plan: LogsPlan, remote: AwsContext, options: FollowOptions): EventLineSource {
  const { once = false, end = Number.POSITIVE_INFINITY, overlap = OVERLAP, interval = INTERVAL, progress } = options;
  const { isDue = () => false, save = () => {}, note = () => {} } = options;
  const render = renderOf(plan) ?? textOf;
  const seen = new SeenEvents(progress?.seen, options.remembered);
  const warnings = new ServiceWarnings(plan.group.source, note);
  // The default window is for the first run: a later one leaves no gap, however long ago the last one was.
  const begin = plan.isDefaultWindow ? 0 : plan.window.from;
  let from = progress === undefined ? plan.window.from : Math.max(begin, progress.from);
  for (;;) {
    const started = remote.clock.now();
    // Older events are no longer late.
    const known = Math.ceil(started - overlap);
    const to = Math.min(end, once ? plan.window.to : Math.ceil(started + CLOCK_SKEW));
    let latest = from;
    seen.beginScan();
    warnings.beginScan();
    for await (const page of pagesOf(plan, { from, to }, remote, (body, part) => newEvents(body, part, seen, render))) {
      warnings.page(page);
      yield page.text;
      // The caller has processed the page by now.
      latest = Math.max(latest, page.times?.largest ?? latest);
      for (const event of page.fresh ?? []) seen.add(event);
      seen.forget(Math.min(latest, known), latest);
      if (!isDue()) continue;
      yield undefined;
      save({ from: Math.max(from, seen.complete), seen: seen.bySecond() });
    }
    yield undefined;
    seen.forget(Math.min(to, known), latest);
    if (seen.complete > known) warnings.shortMemory(started - seen.complete, seen.limit);
    from = Math.max(from, seen.complete);
    save({ from, seen: seen.bySecond() });
    // Records of the window may come until the overlap is over.
    if (once || started >= end + overlap) return;
    const took = remote.clock.now() - started;
    await remote.clock.sleep(Math.max(interval, took * INTERVAL_FACTOR), remote.signal);
  }
}

/** The events of a page that were not received before. */
function newEvents(body: Buffer, part: PagePart, seen: SeenEvents, render: Render): EventPage {
  const { events: all, token } = eventsOf(body);
  const events = partOf(all, part);
  const fresh = events.filter((event) => !seen.isKnown(event));
  const skipped = Math.min(part.skip, all.length);
  const ids = events.flatMap(({ eventId = [] }) => eventId);
  const repeatsIds = new Set(ids).size < ids.length;
  return { text: render(fresh), events: events.length, skipped, times: timesOf(all), token, fresh, repeatsIds };
}

/** Parses an entry of a state; undefined when it is something else. */
export function progressOf(saved: unknown): FollowProgress | undefined {
  if (typeof saved !== "object" || saved === null || !("from" in saved) || !("seen" in saved)) return undefined;
  const { from, seen } = saved;
  if (typeof from !== "number" || !Array.isArray(seen)) return undefined;
  const seconds: readonly unknown[] = seen;
  return { from, seen: seconds.flatMap((entry) => (isSecond(entry) ? [entry] : [])) };
}

function isSecond(entry: unknown): entry is BySecond[number] {
  if (!Array.isArray(entry)) return false;
  const [second, keys]: unknown[] = entry;
  return typeof second === "number" && Array.isArray(keys) && keys.every((key) => typeof key === "string");
}
