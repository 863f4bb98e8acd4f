// A log group as it grows: the window's end is asked for again and again, with an overlap, because records come late and
// in any order: one that began ten minutes ago is delivered five minutes after its end. Ids tell what was had already.
import type { Remote } from "../remote.ts";
import { pagesOf } from "./events.ts";
import { piecesOf } from "./formats.ts";
import type { Pieces } from "./lines.ts";
import { eventsOf, type LogEvent, type Page, textOf } from "./page.ts";
import type { Plan } from "./plan.ts";
import { Seen } from "./seen.ts";

interface FollowSettings {
  /** Milliseconds that are asked for again. */
  readonly overlap: number;
  /** Milliseconds between two questions at least. */
  readonly interval: number;
}

/** Ten minutes of aggregation, five of delivery, and five to spare. */
const usualFollow: FollowSettings = { overlap: 1_200_000, interval: 10_000 };
/** The time of a round of questions is at most such a part of all time: the quota is everybody's. */
const SHARE = 4;
/** Clocks differ: events may be a little ahead of ours. */
const AHEAD = 120_000;

/** The text of events as they appear, each once. It ends when the run does, or at the end of the window. */
export async function* follow(plan: Plan, remote: Remote, settings = usualFollow, end?: number): Pieces {
  const seen = new Seen();
  let { from } = plan.window;
  for (;;) {
    const started = remote.clock.now();
    const to = Math.min(end ?? Number.POSITIVE_INFINITY, started + AHEAD);
    const known = started - settings.overlap;
    // What is older will not come again, as each page of a round comes once.
    const isNew = ({ eventId, timestamp = 0 }: LogEvent): boolean =>
      eventId === undefined || timestamp < known || seen.add(eventId, timestamp);
    for await (const page of pagesOf(plan, { from, to }, remote, (body, skip) => newEvents(body, skip, isNew))) {
      if (page.events > 0) yield* piecesOf(page.text, plan.formats);
    }
    yield undefined;
    // Records of the window may come until the overlap is over.
    if (end !== undefined && started >= end + settings.overlap) return;
    from = Math.max(from, seen.forget(known));
    const took = remote.clock.now() - started;
    await remote.clock.sleep(Math.max(settings.interval, took * SHARE), remote.signal);
  }
}

/** The events of a page that were not had yet. */
function newEvents(body: Buffer, skip: number, isNew: (event: LogEvent) => boolean): Page {
  const { events: all, token } = eventsOf(body);
  const events = all.filter((event, at) => at >= skip && isNew(event));
  const time = all.at(-1)?.timestamp;
  const count = all.length - 1 - all.findLastIndex(({ timestamp }) => timestamp !== time);
  return {
    text: textOf(events),
    events: events.length,
    skipped: Math.min(skip, all.length),
    last: time === undefined ? undefined : { time, count },
    token,
  };
}
