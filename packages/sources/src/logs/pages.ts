// Events of a group in order: what a plan says, read by slices.
import { Slices } from "./slices.ts";
import type { PageRequest, TimeWindow } from "./slice.ts";
import { type BodyConsumer, wholeBody } from "@flowlogs/aws/responseBody";
import { BufferPool } from "@flowlogs/aws/bufferPool";
import { documentsOf, type EventPage, type PagePart, readPage, type Render } from "./page.ts";
import type { LogsPlan } from "./plan.ts";
import { QuickPages } from "./streamedPage.ts";
import type { AwsContext } from "@flowlogs/aws/awsContext";
import { callsPerSecond } from "@flowlogs/aws/logs/quota";

/** Calls under way at once, if the quota allows so many: enough for answers that take a second. */
const CONCURRENCY = 16;

/** How a page is made of a body. */
export type ReadPage = (body: Buffer, part: PagePart) => EventPage;

/** How the events of a group are written: their messages, or all of them where records say where they come from. */
export function renderOf({ withSource, group }: LogsPlan): Render | undefined {
  return withSource ? documentsOf(group.name) : undefined;
}

/** The pages of a window of time; `read`: what is made of them, if not their text. */
export function pagesOf(
  plan: LogsPlan,
  window: TimeWindow,
  remote: AwsContext,
  read?: ReadPage,
): AsyncGenerator<EventPage> {
  const slices = new Slices(window, {
    concurrency: remote.options.concurrency ?? CONCURRENCY,
    pace: remote.rateLimiter(`FilterLogEvents ${plan.region}`, callsPerSecond(plan.region)),
    signal: remote.signal,
    fetch: read === undefined ? textFetcher(plan) : fetcher(plan, read),
  });
  return slices.pages();
}

type Fetch = (request: PageRequest) => Promise<EventPage>;

function textFetcher(plan: LogsPlan): Fetch {
  const render = renderOf(plan);
  const read: ReadPage = (body, part) => readPage(body, part, render);
  const slowly = fetcher(plan, read);
  if (render !== undefined) return slowly;
  const quick = new QuickPages();
  const buffers = new BufferPool();
  return async (request) => {
    if (request.skip > 0 || quick.isOff) return await slowly(request);
    const intake = request.until < request.to ? wholeOrPart(quick.intake(), buffers, request, read) : quick.intake();
    return (await plan.service.page(inputOf(plan, request), intake)) ?? (await slowly(request));
  };
}

/** Takes a page quickly, and keeps its body as well, for the case that a part of it only is wanted. */
function wholeOrPart(
  quick: BodyConsumer<EventPage | undefined>,
  buffers: BufferPool,
  part: PagePart,
  read: ReadPage,
): BodyConsumer<EventPage | undefined> {
  let page: EventPage | undefined;
  const kept = wholeBody(buffers, (body) => {
    if (page !== undefined && (page.times === undefined || page.times.largest < part.until)) return page;
    page?.release?.();
    return read(body, part);
  });
  return {
    begin() {
      quick.begin();
      kept.begin();
    },
    take(piece) {
      quick.take(piece);
      kept.take(piece);
    },
    end() {
      page = quick.end();
      return kept.end();
    },
  };
}

function fetcher(plan: LogsPlan, read: ReadPage): Fetch {
  const buffers = new BufferPool();
  return async (request) => {
    const intake = wholeBody(buffers, (body) => read(body, request));
    return await plan.service.page(inputOf(plan, request), intake);
  };
}

function inputOf({ eventFilter }: LogsPlan, { from, to, token }: PageRequest) {
  return {
    ...eventFilter,
    startTime: from,
    endTime: to - 1, // which is in it
    ...(token === undefined ? {} : { nextToken: token }),
  };
}
