// Sources that are not on this machine, as contents that are read like those of files. Loaded only when one is named; what
// is known of them without that is in names.ts.
import { exit, isProblem, type SourceContext, UsageError } from "@flowlogs/cli";
import { defaultFormat } from "@flowlogs/core";
import type { Opened } from "../open.ts";
import { RemoteFault } from "./fault.ts";
import { pagesOf } from "./logs/events.ts";
import { explain, type Way } from "./logs/explain.ts";
import { follow, type Progress, progressOf } from "./logs/follow.ts";
import { type Group, parseGroup } from "./logs/group.ts";
import { type Lines, LinesContent, merged } from "./logs/lines.ts";
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

/** Keeps where a run has come to, by the names of the sources. */
export interface Keeper {
  readonly loaded: ReadonlyMap<string, unknown>;
  readonly isDue: boolean;
  keep: (source: string, entry: unknown) => void;
}

export class RemoteSources {
  readonly #values: RemoteValues;
  readonly #context: SourceContext;
  readonly #remote: Remote;
  readonly #keeper: Keeper | undefined;

  constructor(values: RemoteValues, context: SourceContext, keeper?: Keeper) {
    this.#values = values;
    this.#keeper = keeper;
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

  /** Sources as contents, one after the other; those that are followed as one. What cannot be read is said. */
  async *open(sources: readonly string[]): AsyncGenerator<OpenedRemote> {
    const followed: Plan[] = [];
    for (const group of sources.flatMap((source) => this.#groups(source))) {
      const plan = await this.#guard(group, () => makePlan(group, this.#values, this.#remote));
      if (plan === undefined) continue;
      if (this.#values.follow === undefined) yield this.#opened([plan]);
      else followed.push(plan);
    }
    if (followed.length > 0) yield this.#opened(followed);
  }

  #opened(plans: readonly Plan[]): OpenedRemote {
    const formats = together(plans);
    return {
      name: plans.map(({ group }) => group.source).join(", "),
      content: new LinesContent(merged(plans.map((plan) => this.#read(plan)))),
      form: this.#values["with-source"] === true ? "json" : "text",
      formats,
      isDated: formats.every((columns) => columns.includes("start")),
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
  async *#read(plan: Plan): Lines {
    try {
      yield* this.#lines(plan);
    } catch (error) {
      this.#say(plan.group, error);
    } finally {
      plan.service.close();
    }
  }

  async *#lines(plan: Plan): Lines {
    const { follow: followed } = this.#values;
    const { source } = plan.group;
    if (followed === "live") {
      const { liveTail } = await import("./logs/live.ts");
      yield* liveTail(plan, this.#remote, (text) => this.#context.note(text));
      return;
    }
    const progress = progressOf(this.#keeper?.loaded.get(nameOf(plan)));
    const isKept = followed === "polling" || this.#keeper !== undefined;
    const lines = isKept ? this.#follow(plan, progress) : this.#once(plan);
    if (plan.isDefaultWindow && progress === undefined) {
      // Said once it is known that there is such a group.
      const first = await lines.next();
      this.#context.note(`${source}: no --start is given: reading the last ${DEFAULT_WINDOW / 60} minutes`);
      if (first.done !== true) yield first.value;
    }
    yield* lines;
  }

  #follow(plan: Plan, progress: Progress | undefined): Lines {
    const { follow: followed, end } = this.#values;
    const keeper = this.#keeper;
    return follow(plan, this.#remote, {
      once: followed === undefined,
      end: end === undefined ? undefined : end * 1000,
      progress,
      isDue: () => keeper?.isDue === true,
      keep: (reached) => keeper?.keep(nameOf(plan), reached),
    });
  }

  async *#once(plan: Plan): Lines {
    for await (const { text } of pagesOf(plan, plan.window, this.#remote)) yield text;
  }

  async #guard<T>(group: Group, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.#say(group, error);
      return undefined;
    }
  }

  /** A fault of the service's is said; what breaks because we ended it ourselves is none. */
  #say({ source }: Group, error: unknown): void {
    if (this.#remote.signal.aborted) return;
    if (!(error instanceof RemoteFault)) throw error;
    this.#context.failed(source, error.message, error.advice, exit.remote);
  }
}

/** What a group is called in a state: the same however the user names it, but not in another region or account. */
function nameOf({ group, region }: Plan): string {
  return `cwl:${region}:${group.identifier}`;
}

/** The columns that records of all of these may have; they are told apart by their number. */
function together(plans: readonly Plan[]): readonly (readonly string[])[] {
  const byColumns = new Map<number, readonly string[]>();
  for (const { group, formats } of plans) {
    // What is not known is the default.
    for (const columns of formats.known.length > 0 || plans.length === 1 ? formats.known : [defaultFormat]) {
      const other = byColumns.get(columns.length) ?? columns;
      if (other.join() !== columns.join()) {
        const problem = `the columns of ${group.source} cannot be told from those of the others`;
        throw new UsageError({ problem, advice: "follow it by itself" }, "--follow");
      }
      byColumns.set(columns.length, columns);
    }
  }
  return [...byColumns.values()];
}
