// Sources that are not on this machine, as contents that are read like those of files. Loaded only when one is named; what
// is known of them without that is in names.ts.
import { exit, isProblem, type SourceContext } from "@flowlogs/cli";
import type { Opened } from "../open.ts";
import { isAbort, RemoteFault } from "./fault.ts";
import { pagesOf } from "./logs/events.ts";
import { explain, type Way } from "./logs/explain.ts";
import { follow } from "./logs/follow.ts";
import { onlyFormat, piecesOf } from "./logs/formats.ts";
import { type Group, parseGroup } from "./logs/group.ts";
import { chained, merged, type Pieces, PiecesContent } from "./logs/lines.ts";
import { DEFAULT_WINDOW, type LogsOptions, makePlan, type Plan } from "./logs/plan.ts";
import { Remote, type RemoteOptions } from "./remote.ts";

export interface RemoteValues extends RemoteOptions, LogsOptions {
  /** The regions to ask; none: that of the environment or the profile. */
  readonly regions?: readonly string[];
  readonly follow?: "polling" | "live" | undefined;
}

/** A source that is open. */
export interface OpenedRemote extends Opened {
  /** Its records say when they start; otherwise the window is the service's, by the time of the event. */
  readonly isDated: boolean;
}

export class RemoteSources {
  readonly #values: RemoteValues;
  readonly #context: SourceContext;
  readonly #remote: Remote;

  constructor(values: RemoteValues, context: SourceContext) {
    this.#values = values;
    this.#context = context;
    this.#remote = new Remote(values, context);
  }

  /** Calls, those refused and repeated, and the seconds spent waiting for that. */
  counts(): Readonly<Record<string, number>> {
    const { calls, throttled, failed, waited } = this.#remote.waits;
    const troubles =
      throttled + failed > 0 ? { throttled, failed, "seconds waited": Number((waited / 1000).toFixed(1)) } : {};
    return { calls, ...troubles };
  }

  /** Ends all calls and waits. */
  end(): void {
    this.#remote.end();
  }

  /**
   * Sources as one, one after the other unless they are followed; undefined when there is nothing to read, which is said.
   */
  async open(sources: readonly string[]): Promise<OpenedRemote | undefined> {
    const plans: Plan[] = [];
    for (const group of sources.flatMap((source) => this.#groups(source))) {
      const plan = await this.#guard(group, () => makePlan(group, this.#values, this.#remote));
      if (plan !== undefined) plans.push(plan);
    }
    if (plans.length === 0) return undefined;
    const pieces = plans.map((plan) => this.#read(plan));
    return {
      name: plans.map(({ group }) => group.source).join(", "),
      content: new PiecesContent(this.#values.follow === undefined ? chained(pieces) : merged(pieces)),
      isDated: plans.every(({ formats }) => onlyFormat(formats)?.includes("start") ?? true),
    };
  }

  /** What reading a source would do. What cannot be told is said. */
  async explain(source: string): Promise<string> {
    const way: Way = this.#values.follow ?? "once";
    const texts: string[] = [];
    for (const group of this.#groups(source)) {
      const plan = await this.#guard(group, () => makePlan(group, this.#values, this.#remote));
      if (plan === undefined) continue;
      texts.push(await explain(plan, this.#remote, way));
      plan.service.close();
    }
    return texts.join("");
  }

  /** The group, once for each region that is asked for. */
  #groups(source: string): readonly Group[] {
    const group = parseGroup(source);
    if (isProblem(group)) throw new TypeError(group.problem); // names were looked at before
    const { regions = [] } = this.#values;
    if (group.region !== undefined || regions.length === 0) return [group];
    return regions.map((region) => ({ ...group, region }));
  }

  /** What came before a fault has been given out by then. */
  async *#read(plan: Plan): Pieces {
    try {
      yield* this.#pieces(plan);
    } catch (error) {
      this.#say(plan.group, error);
    } finally {
      plan.service.close();
    }
  }

  async *#pieces(plan: Plan): Pieces {
    const { follow: followed, end } = this.#values;
    const { source } = plan.group;
    if (followed === "live") {
      const { liveTail } = await import("./logs/live.ts");
      yield* liveTail(plan, this.#remote, (text) => this.#context.note(text));
      return;
    }
    const until = end === undefined ? undefined : end * 1000;
    const pieces = followed === "polling" ? follow(plan, this.#remote, undefined, until) : this.#once(plan);
    if (plan.isDefaultWindow) {
      // Said once it is known that there is such a group.
      const first = await pieces.next();
      this.#context.note(`${source}: no --start is given: reading the last ${DEFAULT_WINDOW / 60} minutes`);
      if (first.done !== true) yield first.value;
    }
    yield* pieces;
  }

  async *#once(plan: Plan): Pieces {
    for await (const { text } of pagesOf(plan, plan.window, this.#remote)) yield* piecesOf(text, plan.formats);
  }

  async #guard<T>(group: Group, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.#say(group, error);
      return undefined;
    }
  }

  /** A fault of the service's is said; that we ended it ourselves is none. */
  #say({ source }: Group, error: unknown): void {
    if (this.#remote.signal.aborted && (isAbort(error) || error === this.#remote.signal.reason)) return;
    if (!(error instanceof RemoteFault)) throw error;
    this.#context.failed(source, error.message, error.advice, exit.remote);
  }
}
