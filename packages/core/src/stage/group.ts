// Groups records by the values of some fields and writes one record a group, in the order in which the groups came up. What
// is accumulated, and what is done when memory does not suffice: see aggregate/.
import type { Aggregate } from "../aggregate/aggregate.ts";
import { Conditions } from "../aggregate/conditions.ts";
import { approximateKey, GROUPING } from "../aggregate/writeGroups.ts";
import { ExternalGrouper, type Grouper } from "../aggregate/externalGrouper.ts";
import type { Rows } from "../aggregate/accumulatorFeeder.ts";
import { Grouping, type GroupingOptions } from "../aggregate/grouping.ts";
import { LateGrouper } from "../aggregate/lateGrouper.ts";
import { AggregatePlan } from "../aggregate/plan.ts";
import { SortedGrouper } from "../aggregate/sortedGrouper.ts";
import { lastRecord, partialMark } from "../aggregate/partial/mark.ts";
import { PartialRecords } from "../aggregate/partial/partialRecords.ts";
import { type Batch, ROW_LIMIT } from "../batch.ts";
import { distinctKeys } from "../encode/keys.ts";
import { Output } from "../encode/output.ts";
import { bareWordsIn, bareWordsInScalars } from "../expression/parse/bareWords.ts";
import { ComputedColumns } from "../expression/evaluate/computedColumns.ts";
import { type Kernel, MemoryFull } from "@flowlogs/kernel/kernel";
import type { Problem } from "@flowlogs/base/problem";
import { RowReader } from "../spill/partitions.ts";
import { TOTAL_KEY, TotalRecords } from "../totalRecord.ts";
import { binKey, type GroupStageOptions, needsOfGroup, scalarsOf, shownFields } from "./groupFields.ts";
import { notesOf, notesOfNulls } from "./groupLosses.ts";
import { GroupResults } from "./groupResults.ts";
import type { Need } from "./needs.ts";
import { GroupingWatch } from "./groupingWatch.ts";
import { SampleWatch } from "./sampleWatch.ts";
import type { Stage, StageContext } from "./stage.ts";
import { NETWORK_SIZE } from "@flowlogs/kernel/opcodes";

export class GroupStage implements Stage {
  readonly holds = true;
  readonly partials: "refused" | undefined;
  readonly needs: readonly Need[];
  readonly words: readonly string[];
  readonly #kernel: Kernel;
  readonly #output: Output;
  readonly #options: GroupStageOptions;
  readonly #note: (text: string) => void;
  readonly #conditions: Conditions;
  readonly #computed: ComputedColumns;
  readonly #grouping: Grouping;
  readonly #grouper: Grouper;
  /** Each bin is written once; undefined: all groups are written at the end. */
  readonly #late: LateGrouper | undefined;
  readonly #totals: Grouping | undefined;
  readonly #results: GroupResults | undefined;
  readonly #totalResults: GroupResults | undefined;
  /** Where groups go: the output, or what makes results of them. */
  readonly #target: Output;
  #totalTarget: Output | undefined;
  /** The rows that the totals are of. */
  readonly #keyed: number;
  readonly #networks: readonly number[];
  readonly #totalRecords: TotalRecords;
  readonly #samples: SampleWatch;
  /** None where the groups are of one grouping each. */
  readonly #groupings: GroupingWatch | undefined;
  readonly #partials: PartialRecords | undefined;
  /** Groups that were written; other groupings may write to the same output. */
  #written = 0;
  #escapes = false;
  #batch: Batch | undefined;

  constructor(kernel: Kernel, output: Output, options: GroupStageOptions, context: StageContext) {
    this.#kernel = kernel;
    this.#output = output;
    this.#options = options;
    this.#note = context.note;
    kernel.advise(ADVICE);
    this.#totalRecords = new TotalRecords(kernel);
    this.#samples = new SampleWatch(kernel, options.scaled !== undefined);
    this.#groupings = options.by.some(({ column }) => column === GROUPING) ? undefined : new GroupingWatch();
    const { by, aggregates, hidden = 0, merges } = options;
    const plan = new AggregatePlan(aggregates, merges !== undefined);
    this.partials = merges === undefined ? "refused" : undefined;
    if (merges !== undefined) this.#partials = new PartialRecords(plan, merges, () => this.keyNames());
    this.needs = needsOfGroup(options, plan);
    const worked = [...by, ...plan.accumulators].map(({ scalar }) => scalar);
    this.words = [...plan.conditions.flatMap(bareWordsIn), ...bareWordsInScalars(worked)];
    this.#conditions = new Conditions(kernel, plan.conditions, context);
    this.#computed = new ComputedColumns(kernel, scalarsOf(by, plan), context);
    const reader = new RowReader(kernel);
    const isDerived = options.derived !== undefined && options.derived.size > 0;
    const isFiltered = isDerived || options.having !== undefined;
    const visible = aggregates.slice(0, aggregates.length - hidden);
    const grouping = this.#groupingOptions(reader, context, isFiltered ? aggregates : visible);
    const makeGrouping = (): Grouping => new Grouping(kernel, plan, this.#conditions, grouping);
    this.#grouping = makeGrouping();
    const written = isDerived ? aggregates : visible;
    const ofAll = { ...grouping, columns: [], aggregates: written, mark: () => `"${TOTAL_KEY}":true` };
    this.#totals = options.totals ? new Grouping(kernel, plan, this.#conditions, ofAll) : undefined;
    this.#results = isFiltered ? this.#makeResults(context, options) : undefined;
    const ofTotals = { ...options, having: undefined, shown: [...(options.shown ?? []), TOTAL_KEY] };
    this.#totalResults = isDerived && options.totals ? this.#makeResults(context, ofTotals) : undefined;
    this.#target = targetBefore(this.#results, kernel, output);
    const { temporary } = context;
    const tools = { kernel, grouping: this.#grouping, target: this.#target, escapes: () => this.#escapes };
    const external = { ...tools, conditions: this.#conditions, reader, temporary };
    const bin = binKey(by);
    if (options.late !== undefined && bin !== undefined) {
      this.#late = new LateGrouper(kernel, options.late, bin.column, () => {
        const its = makeGrouping();
        return { grouping: its, grouper: new ExternalGrouper({ ...external, grouping: its }) };
      });
    }
    this.#grouper = this.#late ?? (options.sorted ? new SortedGrouper(tools) : new ExternalGrouper(external));
    this.#keyed = kernel.allocate(ROW_LIMIT * 4);
    this.#networks = by.map(({ network }) => (network === undefined ? 0 : kernel.allocate(NETWORKS_SIZE)));
  }

  accept(batch: Batch): void {
    this.#escapes ||= batch.escapes;
    this.#batch = batch;
    this.#options.by.forEach(({ column, network }, i) => {
      if (network === undefined) return;
      const { field, four, six } = network;
      const [source, target] = [batch.fields.indexOf(field), batch.fields.indexOf(column)];
      this.#kernel.prefixColumn(source, target, four, six, this.#networks[i] ?? 0);
    });
    this.#totalRecords.leaveOut(batch);
    this.#samples.look(batch);
    this.#groupings?.look(batch);
    this.#partials?.take(batch);
    this.#computed.compute(batch);
    this.#conditions.evaluate(batch);
    this.#late?.sort(batch);
    const rows: Rows = { list: batch.list, count: batch.selected };
    const { size } = batch;
    this.#totals?.add(batch, this.#grouping.keyed(batch, rows, this.#keyed), size);
    const before = this.#target.records;
    this.#grouper.add(batch, rows, size);
    this.#written += this.#target.records - before;
    if (this.#options.sorted || this.#late !== undefined) this.#pass();
  }

  finish(isWhole = true): void {
    const before = this.#target.records;
    this.#writeAll();
    this.#written += this.#target.records - before;
    this.#finish(this.#results);
    this.#finish(this.#totalResults);
    this.#noteLosses();
    const sampled = this.#samples.notes(this.#options.scaled?.unscaled ?? []);
    const watched = [...sampled, ...(this.#groupings?.notes() ?? []), ...(this.#partials?.notes() ?? [])];
    for (const text of watched) this.#note(text);
    // Without it, whoever merges knows that this is not all.
    if (this.#options.isPartial && isWhole) this.#output.append(lastRecord(this.#output.records, this.keyNames()));
  }

  flaw(badLines: number): Problem | undefined {
    return this.#partials?.flaw(badLines);
  }

  /** Forgets the groups, which were written: other groupings need the memory. */
  release(): void {
    for (const grouping of [this.#grouping, this.#totals]) grouping?.empty(false);
  }

  interim(): void {
    this.#writeAll();
    for (const results of [this.#results, this.#totalResults]) results?.forgetRecords();
  }

  get isSpilled(): boolean {
    return this.spilled > 0;
  }

  #writeAll(): void {
    // Of no record there is no partial state: the run that merges has the record of nothing.
    if (this.#options.by.length === 0 && this.#options.isPartial !== true)
      for (const all of [this.#grouping, this.#totals]) all?.ensureGroup();
    this.#grouper.finish();
    this.#pass();
    this.#writeTotals();
  }

  get pending(): number {
    return this.#grouping.groups;
  }

  get spilled(): number {
    return this.#grouper.spilled + (this.#totals?.spilled ?? 0);
  }

  dropped(): Record<string, number> {
    const nulls = this.#sum((grouping) => grouping.nullKeys);
    const late = this.#late?.late ?? 0;
    return {
      ...(late > 0 ? { late } : {}),
      ...(nulls > 0 ? { "null in the key": nulls } : {}),
      ...this.#totalRecords.dropped(),
    };
  }

  /** Of all tables of groups. */
  #sum(count: (grouping: Grouping) => number): number {
    return (this.#late?.groupings ?? [this.#grouping]).reduce((sum, grouping) => sum + count(grouping), 0);
  }

  /** Lets groups that are ready go on to what makes results of them. */
  #pass(): void {
    if (this.#results !== undefined) this.#target.flush();
  }

  #finish(results: GroupResults | undefined): void {
    results?.finish();
    this.#output.records += results?.records ?? 0;
  }

  #writeTotals(): void {
    if (this.#totals === undefined || this.#totals.groups === 0) return;
    this.#totals.settle();
    this.#totalTarget ??= targetBefore(this.#totalResults, this.#kernel, this.#output);
    this.#totals.write(this.#totalTarget, 0, 1, this.#escapes);
    if (this.#totalResults !== undefined) this.#totalTarget.flush();
  }

  #noteLosses(): void {
    const { late = 0, timeless = 0 } = this.#late ?? {};
    const losses = notesOf({
      notNumbers: this.#sum(({ notNumbers }) => notNumbers),
      notAddresses: this.#sum(({ notAddresses }) => notAddresses),
      roundedIntegers: this.#kernel.roundedIntegers.value,
      late,
      timeless,
      comebacks: this.#options.sorted ? this.#kernel.comebacks.value : 0,
    });
    const nulls = notesOfNulls(
      this.#sum((grouping) => grouping.nullKeys),
      this.#options.by,
      this.#written,
    );
    for (const text of [...losses, ...nulls]) this.#note(text);
  }

  /** What the keys are called in the results: as the data calls them, unless they were given a name. */
  keyNames(): readonly string[] {
    const { by, aggregates } = this.#options;
    const names = [...by, ...aggregates].map(({ name }) => name);
    const batch = this.#batch;
    const keys = by.map(({ name, column, isNamed }) =>
      isNamed === true || name !== column || batch === undefined ? name : batch.keyOf(batch.columnOf(column)),
    );
    return distinctKeys([...keys, ...names.slice(keys.length)], names).slice(0, keys.length);
  }

  #groupingOptions(reader: RowReader, { temporary }: StageContext, aggregates: readonly Aggregate[]): GroupingOptions {
    const { by, isPartial, keepNull = false, makeSketch, maxMemory, maxGroups, refuse = noRoom } = this.#options;
    return {
      columns: by.map(({ column }) => column),
      names: () => this.keyNames(),
      set: this.#options.set,
      keyCount: by.length,
      aggregates,
      mark: isPartial ? partialMark : undefined,
      checkStates: (from, to) => this.#partials?.checkResults(from, to),
      keepsNull: keepNull,
      makeSketch,
      budget: Math.min(maxMemory ?? MAX_MEMORY, MAX_MEMORY),
      most: maxGroups ?? NO_LIMIT,
      pairs: { temporary, reader, refuse },
    };
  }

  #makeResults(context: StageContext, options: GroupStageOptions): GroupResults {
    const { having, derived = new Map(), by } = options;
    const shown = shownFields(options);
    const write = (bytes: Uint8Array): void => this.#output.append(bytes);
    const approximate = approximateKey(shown ?? by.map(({ name }) => name));
    return new GroupResults({ having, derived, shown, approximate }, { ...context, write });
  }
}

/** What a kernel can have, less what input, output and the groups that there may always be take: 1.75 GiB. */
const MAX_MEMORY = 7 * 2 ** 28;
const ADVICE = "group by fewer or shorter values, or sort the records by group and give --sorted";
const NO_LIMIT = 0xffff_ffff;
const NETWORKS_SIZE = ROW_LIMIT * NETWORK_SIZE;

/** The output, or one whose lines become results before they go there. */
function targetBefore(results: GroupResults | undefined, kernel: Kernel, output: Output): Output {
  return results === undefined ? output : new Output(kernel, (bytes) => results.write(bytes));
}

function noRoom(field: string): never {
  throw new MemoryFull(`the values of ${field} do not fit into memory`, ADVICE);
}
