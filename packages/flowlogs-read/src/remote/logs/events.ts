// Events of a group in order: what a plan says, read by slices.
import { Slices } from "./slices.ts";
import type { PageRequest, Window } from "./slice.ts";
import { whole } from "./body.ts";
import { Buffers } from "./buffers.ts";
import { documentsOf, type Page, readPage, type Render } from "./page.ts";
import type { Plan } from "./plan.ts";
import { QuickPages } from "./quick.ts";
import type { Remote } from "../remote.ts";
import { callsAllowed } from "./quota.ts";

/** Calls under way at once, if the quota allows so many: enough for answers that take a second. */
const CONCURRENCY = 16;

/** How a page is made of a body; `skip`: the first events are not wanted. */
export type ReadPage = (body: Buffer, skip: number) => Page;

/** How the events of a group are written: their messages, or all of them where records say where they come from. */
export function renderOf({ withSource, group }: Plan): Render | undefined {
  return withSource ? documentsOf(group.name) : undefined;
}

/** The pages of a window of time; `read`: what is made of them, if not their text. */
export function pagesOf(plan: Plan, window: Window, remote: Remote, read?: ReadPage): AsyncGenerator<Page> {
  const slices = new Slices(window, {
    concurrency: remote.options.concurrency ?? CONCURRENCY,
    pace: remote.pace(`FilterLogEvents ${plan.region}`, callsAllowed(plan.region)),
    signal: remote.signal,
    fetch: read === undefined ? textFetcher(plan) : fetcher(plan, read),
  });
  return slices.pages();
}

type Fetch = (request: PageRequest) => Promise<Page>;

function textFetcher(plan: Plan): Fetch {
  const render = renderOf(plan);
  const slowly = fetcher(plan, (body, skip) => readPage(body, skip, render));
  if (render !== undefined) return slowly;
  const quick = new QuickPages();
  return async (request) => {
    const isQuick = request.skip === 0 && !quick.isOff;
    const page = isQuick ? await plan.service.page(inputOf(plan, request), quick.intake()) : undefined;
    return page ?? (await slowly(request));
  };
}

function fetcher(plan: Plan, read: ReadPage): Fetch {
  const buffers = new Buffers();
  return async (request) => {
    const intake = whole(buffers, (body) => read(body, request.skip));
    return await plan.service.page(inputOf(plan, request), intake);
  };
}

function inputOf({ selection }: Plan, { from, to, token }: PageRequest) {
  return {
    ...selection,
    startTime: from,
    endTime: to - 1, // which is in it
    ...(token === undefined ? {} : { nextToken: token }),
  };
}
