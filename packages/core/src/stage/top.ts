// Keeps the first records by some keys, of all or of each group, or puts all of them in order.
import { GROUPING } from "../aggregate/writeGroups.ts";
import { bareWordsInScalars } from "../expression/parse/bareWords.ts";
import type { Batch } from "../batch.ts";
import type { Output } from "../encode/output.ts";
import { demandOfScalar } from "../expression/evaluate/demands.ts";
import { ComputedColumns } from "../expression/evaluate/computedColumns.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { additiveFields, isAdditive, RankColumns, type RankKey } from "../rank/columns.ts";
import { APART, NullsApart } from "../rank/nullsApart.ts";
import { Groups } from "../rank/groups.ts";
import { partNotes, partProblem } from "../rank/partialTotals.ts";
import { addedFields, Shares } from "../rank/shares.ts";
import { Sorter } from "../rank/sorter.ts";
import { Totals } from "../rank/totals.ts";
import type { Percentage } from "../percentage.ts";
import { INTERIM_KEY } from "../interim/marks.ts";
import { membersOf } from "../text/member.ts";
import { TOTAL_KEY, TotalRecords } from "../totalRecord.ts";
import type { Need } from "./needs.ts";
import type { Stage, StageContext } from "./stage.ts";

export interface TopStageOptions {
  /** How many records; Infinity: all of them. */
  readonly count: number;
  readonly keys: readonly RankKey[];
  /** Fields whose values make a group, each with its own first records. */
  readonly per: readonly string[];
  /** Records with null in one of them are in no group: all of them stay. */
  readonly keepNull?: boolean;
  /** Adds its share of the whole to each record. */
  readonly share: boolean;
  /** Adds a record for those that are not among the first. */
  readonly other: boolean;
  /** Ends the records when they reach this part of the first key's total; undefined: only the count does. */
  readonly until?: Percentage | undefined;
  /** Bytes that records may take in memory before they go to temporary files. */
  readonly maxMemory: number;
  /** Milliseconds between interim results; undefined: there are none. */
  readonly every?: number | undefined;
}

/** The columns that a top stage needs of its records. */
export function columnsOfTop({ keys, per, keepNull = false, share, other }: TopStageOptions): RankColumns {
  const added = [...(share ? addedFields.share : []), ...(other ? addedFields.other : [])];
  return new RankColumns(keys, per, [TOTAL_KEY, INTERIM_KEY, ...(other ? additiveFields : []), ...added], keepNull);
}

/** What is there from the first batch on, when the fields are known. */
interface Ranking {
  readonly sorter: Sorter;
  readonly groupedBy: readonly number[];
  readonly groups: Groups | undefined;
  readonly summed: readonly number[];
  readonly totals: Totals | undefined;
  readonly fields: readonly string[];
  /** By which key the data has a column. */
  readonly keyOf: (column: number) => string;
  /** The fields of the first record. */
  readonly outputFields: readonly string[];
}

export class TopStage implements Stage {
  readonly holds = true;
  readonly partials = "refused";
  readonly #kernel: Kernel;
  readonly #output: Output;
  readonly #options: TopStageOptions;
  readonly #context: StageContext;
  readonly #columns: RankColumns;
  readonly #values: ComputedColumns;
  readonly #apart: NullsApart | undefined;
  readonly #totalRecords: TotalRecords;
  readonly satisfied: boolean;
  readonly needs: readonly Need[];
  readonly words: readonly string[];
  #ranking: Ranking | undefined;
  #records = 0;
  #written = 0;
  /** Records that have a sum or a count which the first one lacks. */
  #unsummed = 0;
  #otherKeyRecords = 0;

  constructor(kernel: Kernel, output: Output, options: TopStageOptions, context: StageContext) {
    this.#kernel = kernel;
    this.#output = output;
    this.#options = options;
    this.#context = context;
    kernel.advise(
      "use fewer groups with --per, or a smaller --max-memory, which leaves more for everything but records",
    );
    this.#columns = columnsOfTop(options);
    this.#apart = options.keepNull === true ? new NullsApart(kernel) : undefined;
    this.#totalRecords = new TotalRecords(kernel);
    this.words = bareWordsInScalars(options.keys.map(({ value }) => value));
    this.#values = new ComputedColumns(kernel, this.#columns.computed, context);
    const keys = options.keys.map(({ value }) => demandOfScalar(value));
    this.needs = [{ demand: { all: [...keys, ...options.per] }, isVital: true }];
    this.satisfied = options.count === 0 && !options.other;
  }

  accept(batch: Batch): void {
    this.#totalRecords.leaveOut(batch);
    if (batch.selected === 0) return;
    this.#records += batch.selected;
    this.#values.compute(batch);
    this.#apart?.fill(batch, this.#columns.groupedBy(batch.fields));
    const { groups, groupedBy, totals, sorter } = (this.#ranking ??= this.#open(batch));
    const ids = groups?.idsOf(batch, groupedBy) ?? 0;
    totals?.add(batch, ids);
    this.#lookAtStrangers(batch);
    sorter.add(batch, ids);
  }

  finish(): void {
    const ranking = this.#ranking;
    if (ranking === undefined) return;
    ranking.groups?.use();
    if (ranking.totals === undefined) this.#writePlain(ranking);
    else this.#writeShares(ranking, ranking.totals);
  }

  interim(): void {
    const ranking = this.#ranking;
    ranking?.groups?.use();
    ranking?.sorter.peek((lines) => this.#output.append(lines));
  }

  get isSpilled(): boolean {
    return this.#ranking?.sorter.isSpilled === true;
  }

  dropped(): Record<string, number> {
    const others = this.#records - this.#written;
    return { ...(others > 0 ? { "not among the first": others } : {}), ...this.#totalRecords.dropped() };
  }

  #open(batch: Batch): Ranking {
    const kernel = this.#kernel;
    const { fields } = batch;
    const { count, per, share, other, until, maxMemory } = this.#options;
    const sortedBy = this.#columns.sortedBy(fields);
    const isSummed = share || other || until !== undefined;
    const summed = isSummed ? this.#summedColumns(fields, sortedBy[0]?.column ?? 0) : [];
    const isGrouped = isSummed || per.length > 0;
    return {
      groups: isGrouped ? new Groups(kernel, per.length + 1, isSummed ? Totals.wordsFor(summed.length) : 0) : undefined,
      groupedBy: [
        ...this.#columns.groupedBy(fields),
        ...(this.#apart === undefined ? [] : [fields.lastIndexOf(APART)]),
      ],
      totals: isSummed ? new Totals(kernel, summed) : undefined,
      summed,
      outputFields: keysOf(batch.line(batch.rowAt(0))),
      keyOf: (column) => batch.keyOf(column),
      fields: fields.slice(0, fields.length - this.#columns.filled.length),
      sorter: new Sorter(kernel, {
        columns: sortedBy,
        // One record of each group stays in any case, for the group's name.
        limit: Math.max(1, count),
        grouped: isGrouped,
        memory: maxMemory,
        temporary: this.#context.temporary,
      }),
    };
  }

  /** The columns that are summed: the key's first, then those of which a sum means something. */
  #summedColumns(fields: readonly string[], key: number): number[] {
    const additive = this.#options.other ? fields.flatMap((name, column) => (isAdditive(name) ? [column] : [])) : [];
    return [...new Set([key, ...additive])];
  }

  /** Fields that the first record lacks are in no batch; among them might be one that should be summed. */
  #lookAtStrangers(batch: Batch): void {
    const otherKeyRecords = this.#kernel.otherKeyRecords.value;
    if (otherKeyRecords === this.#otherKeyRecords) return;
    this.#otherKeyRecords = otherKeyRecords;
    for (let row = 0; row < batch.rows; row++) {
      const line = batch.line(row);
      if (!/"(sum|count)\(/.test(decoder.decode(line))) continue;
      if (keysOf(line).some((name) => isAdditive(name) && !batch.fields.includes(name))) this.#unsummed++;
    }
  }

  #writePlain({ sorter }: Ranking): void {
    const before = this.#kernel.linesOut.value;
    sorter.drain((lines) => this.#output.append(lines));
    this.#written = this.#kernel.linesOut.value - before;
    this.#output.records += this.#written;
  }

  #writeShares({ sorter, groups, groupedBy, summed, fields, keyOf, outputFields }: Ranking, totals: Totals): void {
    if (groups === undefined) return;
    const { count, per, share, other, until } = this.#options;
    const problem = until === undefined ? undefined : partProblem(totals, groups.count);
    if (problem !== undefined) {
      this.#context.missing(problem, true);
      return;
    }
    const computed = [...this.#columns.computed.keys()];
    const { named } = this.#columns;
    const chosen = { count, share, other, until };
    const options = { fields, named, keyOf, computed, outputFields, per, groupedBy, summed, ...chosen };
    const parts = { groups, totals, values: this.#values };
    const shares = new Shares(this.#kernel, this.#output, options, parts);
    sorter.drain((lines) => shares.take(lines));
    shares.finish();
    this.#written = shares.records;
    if (until !== undefined) partNotes(totals, groups.count).forEach((text) => this.#context.note(text));
    if (outputFields.includes(GROUPING) && !per.includes(GROUPING)) this.#context.note(overGroupings);
    this.#noteOddities(shares.hasNegative, share || until !== undefined ? totals.notNumbers : 0);
  }

  #noteOddities(hasNegative: boolean, notNumbers: number): void {
    const { note } = this.#context;
    if (hasNegative) note("negative values have no share: percent is null where there are any");
    const without = this.#options.share ? "percent is null" : "not in the total";
    if (notNumbers > 0) note(`${counted(notNumbers, "value is not a number", "values are not numbers")}: ${without}`);
    if (this.#unsummed === 0) return;
    const who = counted(this.#unsummed, "record has", "records have");
    note(`${who} a sum or a count that the first record lacks: the record of the rest leaves it out`);
  }
}

const overGroupings = `records have a ${GROUPING}, and totals are over all of them; --per ${GROUPING} has those of each`;

const decoder = new TextDecoder();

/** The keys of a record. */
function keysOf(line: Uint8Array): string[] {
  return (membersOf(decoder.decode(line)) ?? []).map(({ key }) => key);
}

function counted(count: number, one: string, many: string): string {
  return count === 1 ? `1 ${one}` : `${count} ${many}`;
}
