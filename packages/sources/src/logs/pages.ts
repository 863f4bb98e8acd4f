// Reads the events of a group in order, as its plan says, by slices.
import { Slices } from "./slices.ts";
import type { PageRequest, TimeWindow } from "./slice.ts";
import { type BodyConsumer, wholeBody } from "@flowlogs/aws/responseBody";
import { BufferPool } from "@flowlogs/aws/bufferPool";
import { documentsOf, type EventPage, type PagePart, readPage, type Render } from "./page.ts";
import type { LogsPlan } from "./plan.ts";
import { StreamedPages } from "./streamedPage.ts";
import type { AwsContext } from "@flowlogs/aws/awsContext";
import { callsPerSecond } from "@flowlogs/aws/logs/quota";

/** Concurrent calls, if the quota allows as many: enough for responses that take a second. */
const CONCURRENCY = 16;

/** Makes a page of the body of a response. */
export type ReadPage = (body: Buffer, part: PagePart) => EventPage;

/** How the events of a group are written: their messages, or whole where records say where they come from. */
export function renderOf({ withSource, group }: LogsPlan): Render | undefined {
  return withSource ? documentsOf(group.name) : undefined;
}

/** The pages of a window of time; `read`: how pages are made of bodies, if not as text. */
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
  const parsed = fetcher(plan, read);
  if (render !== undefined) return parsed;
  const streamed = new StreamedPages();
  const buffers = new BufferPool();
  return async (request) => {
    if (request.skip > 0 || streamed.isOff) return await parsed(request);
    const intake =
      request.until < request.to ? wholeOrPart(streamed.intake(), buffers, request, read) : streamed.intake();
    return (await plan.service.page(inputOf(plan, request), intake)) ?? (await parsed(request));
  };
}

/** Reads a page while it arrives, and keeps its body too, in case only a part of it is wanted. */
function wholeOrPart(
  streamed: BodyConsumer<EventPage | undefined>,
  buffers: BufferPool,
  part: PagePart,
  read: ReadPage,
): BodyConsumer<EventPage | undefined> {
  let page: EventPage | undefined;
  const copied = wholeBody(buffers, (body) => {
    if (page !== undefined && (page.times === undefined || page.times.largest < part.until)) return page;
    page?.release?.();
    return read(body, part);
  });
  return {
    begin() {
      streamed.begin();
      copied.begin();
    },
    take(piece) {
      streamed.take(piece);
      copied.take(piece);
    },
    end() {
      page = streamed.end();
      return copied.end();
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
