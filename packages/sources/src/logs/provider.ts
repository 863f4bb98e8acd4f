// Provides log groups of CloudWatch Logs: they are planned, read or followed, and opened as one content each.
import { isProblem, UsageError } from "@flowlogs/cli";
import { defaultFormat } from "@flowlogs/core";
import { guarded, type OpenedRemote, reportError, type Provider, type ProviderDeps } from "../provider/provider.ts";
import { pagesOf } from "./pages.ts";
import { explain, type ReadingWay } from "./explain.ts";
import { follow, type FollowProgress, progressOf } from "./follow.ts";
import { type GroupUri, parseGroup } from "@flowlogs/aws/logs/uri";
import { type EventLineSource, LinesContent, merged } from "./linesContent.ts";
import { assertStream, DEFAULT_WINDOW, makePlan, milliseconds, type LogsPlan } from "./plan.ts";
import { ServiceWarnings } from "./serviceWarnings.ts";
import type { LogsValues } from "./options.ts";

export class LogsProvider implements Provider {
  readonly #deps: ProviderDeps<LogsValues>;
  readonly #makePlan: typeof makePlan;

  constructor(deps: ProviderDeps<LogsValues>, plan = makePlan) {
    this.#deps = deps;
    this.#makePlan = plan;
  }

  async *open(sources: readonly string[]): AsyncGenerator<OpenedRemote> {
    const followed: LogsPlan[] = [];
    for (const group of sources.flatMap((source) => this.#groups(source))) {
      const plan = await this.#plan(group);
      if (plan === undefined) continue;
      if (plan.formats.isDoubtful === true) this.#deps.context.note(doubtAbout(group));
      if (this.#deps.values.follow === undefined) yield this.#opened([plan]);
      else followed.push(plan);
    }
    if (followed.length > 0) yield this.#opened(followed);
  }

  #opened(plans: readonly LogsPlan[]): OpenedRemote {
    const formats = mergedFormats(plans);
    return {
      name: plans.map(({ group }) => group.source).join(", "),
      content: new LinesContent(merged(plans.map((plan) => this.#read(plan)))),
      form: this.#deps.values["with-source"] === true ? "json" : "messages",
      formats,
      isWindowed: true,
      isOfRegion: true,
      // Streams that the user names besides may be of other interfaces.
      isOfInterfaces: (this.#deps.values.stream ?? []).length === 0,
      isDated: formats.every((columns) => columns.includes("start")),
    };
  }

  async explain(source: string): Promise<string> {
    const way: ReadingWay = this.#deps.values.follow ?? "once";
    const texts: string[] = [];
    for (const group of this.#groups(source)) {
      const plan = await this.#plan(group);
      if (plan === undefined) continue;
      texts.push(await explain(plan, this.#deps.remote, way));
      plan.service.close();
    }
    return texts.join("");
  }

  /** The group, once for each region that the user asks for. */
  #groups(source: string): readonly GroupUri[] {
    const group = parseGroup(source);
    if (isProblem(group)) throw new TypeError(group.problem); // names were checked before
    const { regions = [] } = this.#deps.values;
    if (group.region !== undefined || regions.length === 0) return [group];
    return regions.map((region) => ({ ...group, region }));
  }

  /** Lines that came before an error are yielded first. */
  async *#read(plan: LogsPlan): EventLineSource {
    try {
      yield* this.#lines(plan);
    } catch (error) {
      reportError(plan.group.source, error, this.#deps);
    } finally {
      plan.service.close();
    }
  }

  async *#lines(plan: LogsPlan): EventLineSource {
    const { follow: followed } = this.#deps.values;
    const { source } = plan.group;
    if (followed === "live") {
      const { liveTail } = await import("./liveTail.ts");
      yield* liveTail(plan, this.#deps.remote, (text) => this.#deps.context.note(text));
      return;
    }
    const progress = progressOf(this.#deps.checkpoints?.loaded.get(nameOf(plan)));
    const isResumable = followed === "polling" || this.#deps.checkpoints !== undefined;
    const lines = isResumable ? this.#follow(plan, progress) : this.#once(plan);
    if (plan.isDefaultWindow && progress === undefined) {
      // Reported once the group is known to exist.
      const first = await lines.next();
      this.#deps.context.note(`${source}: no --start is given: reading the last ${DEFAULT_WINDOW / 60} minutes`);
      if (first.done !== true) yield first.value;
    }
    yield* lines;
  }

  #follow(plan: LogsPlan, progress: FollowProgress | undefined): EventLineSource {
    const { follow: followed, end } = this.#deps.values;
    const checkpoints = this.#deps.checkpoints;
    return follow(plan, this.#deps.remote, {
      once: followed === undefined,
      end: end === undefined ? undefined : milliseconds(end),
      progress,
      isDue: () => checkpoints?.isDue === true,
      save: (reached) => checkpoints?.save(nameOf(plan), reached),
      note: (text) => this.#deps.context.note(text),
    });
  }

  async *#once(plan: LogsPlan): EventLineSource {
    const warnings = new ServiceWarnings(plan.group.source, (text) => this.#deps.context.note(text));
    let events = 0;
    for await (const page of pagesOf(plan, plan.window, this.#deps.remote)) {
      warnings.page(page);
      events += page.events;
      yield page.text;
    }
    if (events === 0) await assertStream(plan);
  }

  async #plan(group: GroupUri): Promise<LogsPlan | undefined> {
    const { values, remote } = this.#deps;
    return await guarded(group.source, this.#deps, () => this.#makePlan(group, values, remote));
  }
}

function doubtAbout({ source }: GroupUri): string {
  const what = "the response of EC2 about its flow logs cannot be read";
  return `${source}: ${what}; assuming the default columns, use --format for others`;
}

/** The key of a group in a state: the same however the user names it, but different in each region and account. */
function nameOf({ group, region }: LogsPlan): string {
  return `cwl:${region}:${group.identifier}`;
}

/** The columns that records of all these groups may have; their number tells them apart. */
function mergedFormats(plans: readonly LogsPlan[]): readonly (readonly string[])[] {
  const byColumns = new Map<number, readonly string[]>();
  for (const { group, formats } of plans) {
    // Unknown columns are the default.
    for (const columns of formats.known.length > 0 || plans.length === 1 ? formats.known : [defaultFormat]) {
      const other = byColumns.get(columns.length) ?? columns;
      if (other.join() !== columns.join()) {
        const problem = `the columns of ${group.source} look like those of the others`;
        throw new UsageError({ problem, advice: "follow it in a separate run" }, "--follow");
      }
      byColumns.set(columns.length, columns);
    }
  }
  return [...byColumns.values()];
}
