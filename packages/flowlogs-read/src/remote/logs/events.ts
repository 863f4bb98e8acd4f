// Events of a group in order: what a plan says, read by slices.
import { Slices } from "./slices.ts";
import type { Window } from "./slice.ts";
import { documentsOf, type Page, readPage, type Render } from "./page.ts";
import type { Plan } from "./plan.ts";
import type { Pace } from "../pace.ts";
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

/** The pages of a window of time. */
export function pagesOf(plan: Plan, window: Window, remote: Remote, read = pageReader(plan)): AsyncGenerator<Page> {
  const pace: Pace = remote.pace(`FilterLogEvents ${plan.region}`, callsAllowed(plan.region));
  const slices = new Slices(window, {
    concurrency: remote.options.concurrency ?? CONCURRENCY,
    pace,
    signal: remote.signal,
    async fetch({ from, to, token, skip }) {
      const input = {
        ...plan.selection,
        startTime: from,
        endTime: to - 1, // which is in it
        ...(token === undefined ? {} : { nextToken: token }),
      };
      return await plan.service.page(input, (body) => read(body, skip));
    },
  });
  return slices.pages();
}

function pageReader(plan: Plan): ReadPage {
  const render = renderOf(plan);
  return (body, skip) => readPage(body, skip, render);
}
