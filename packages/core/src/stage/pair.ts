// Makes one record of the records of a conversation in both directions.
import type { Aggregate } from "../aggregate/aggregate.ts";
import { AggregatePlan } from "../aggregate/plan.ts";
import { approximateKey } from "../aggregate/writeGroups.ts";
import type { Batch } from "../batch.ts";
import type { Output } from "../encode/output.ts";
import { bareWordsIn, bareWordsInScalars } from "../expression/parse/bareWords.ts";
import type { Scalar } from "../expression/syntax.ts";
import { addAmounts } from "../pair/amount.ts";
import type { PeersOf } from "../pair/client.ts";
import type { Conversation, Leg } from "../pair/conversation.ts";
import { amountFields, interfaceFields, keyFields, otherFields } from "../pair/flowFields.ts";
import { writeConversation } from "../pair/conversationRecord.ts";
import { FurtherAggregates } from "../pair/furtherAggregates.ts";
import { OpenConversations } from "../pair/openConversations.ts";
import { valueNotes } from "../pair/valueNotes.ts";
import { countedLegs, type LeftOut, leftOutOf, type Vantage } from "../pair/vantage.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { needsOfGroup, scalarsOf } from "./groupFields.ts";
import { GroupResults } from "./groupResults.ts";
import type { Need } from "./needs.ts";
import { SampleWatch } from "./sampleWatch.ts";
import type { Stage, StageContext } from "./stage.ts";

export interface PairStageOptions {
  /** Milliseconds without a record after which the same endpoints begin another conversation. */
  readonly idle: number;
  /** Milliseconds that a record may start before the newest one. */
  readonly late: number;
  readonly vantage: Vantage;
  /** Write only conversations with records of one direction. */
  readonly unmatched: boolean;
  /** Bytes of memory that conversations may take. */
  readonly maxMemory: number;
  /** What is also computed of each conversation. */
  readonly aggregates: readonly Aggregate[];
  /** What is computed from these and from the fields of the conversation, by the names of the results. */
  readonly derived?: ReadonlyMap<string, Scalar> | undefined;
  /** The fields to write, when they are not all. */
  readonly shown?: readonly string[] | undefined;
}

/** The fields that a pair stage looks at, and the columns that it fills itself. */
export function fieldsOfPair({ aggregates }: PairStageOptions): {
  readonly fields: readonly string[];
  readonly computed: readonly string[];
} {
  const plan = new AggregatePlan(aggregates);
  const fields = [...keyFields, ...amountFields, ...otherFields, ...plan.fields];
  return { fields: [...new Set(fields)], computed: [...scalarsOf([], plan).keys()] };
}

/** Parts of --idle and --late between two looks for what is over. */
const LOOKS = 8;
/** What a conversation of two legs takes in the kernel's memory, with its place in the table: 216 bytes and 13 to 26. */
const CONVERSATION_BYTES = 240;
/** What each accumulator of further aggregates takes besides, of two legs. */
const STATE_BYTES = 32;
const LEAST = 16;
const LEAST_BYTES = 2 ** 21;
/** Milliseconds that a timer of Node waits at most. */
const LONGEST_PAUSE = 2 ** 31 - 1;
/** Characters of lines from which on they go to the output. */
const LINES = 1 << 14;
const encoder = new TextEncoder();

/** Conversations whose further members are made together. */
const TOGETHER = 1000;

interface OverConversation {
  readonly conversation: Conversation;
  readonly counted: readonly Leg[];
  readonly peersOf: PeersOf;
}

export class PairStage implements Stage {
  readonly holds = true;
  readonly partials = "refused";
  readonly needs: readonly Need[];
  readonly words: readonly string[];
  readonly #output: Output;
  readonly #options: PairStageOptions;
  readonly #note: StageContext["note"];
  readonly #open: OpenConversations;
  readonly #samples: SampleWatch;
  readonly #further: FurtherAggregates | undefined;
  readonly #kernel: Kernel;
  readonly #results: GroupResults | undefined;
  #batch: Batch | undefined;
  /** Lines that are not in the output yet: to make bytes of each by itself takes longer. */
  #lines = "";
  readonly #over: OverConversation[] = [];
  /** When it was noticed that no records come. */
  #quietSince: number | undefined;
  #matched = 0;
  #leftOut: LeftOut = { records: 0, packets: 0, bytes: 0 };

  constructor(kernel: Kernel, output: Output, options: PairStageOptions, context: StageContext) {
    const { vantage, idle, late, aggregates, maxMemory } = options;
    const plan = new AggregatePlan(aggregates);
    const further = aggregates.length === 0 ? undefined : new FurtherAggregates(kernel, aggregates, context);
    this.#kernel = kernel;
    this.#further = further;
    this.#output = output;
    this.#options = options;
    this.#note = context.note;
    this.#samples = new SampleWatch(kernel, false);
    this.#results = resultsOf(options, output, context);
    this.words = [
      ...plan.conditions.flatMap(bareWordsIn),
      ...bareWordsInScalars(plan.accumulators.map(({ scalar }) => scalar)),
    ];
    const each = CONVERSATION_BYTES + plan.accumulators.length * STATE_BYTES;
    this.#open = new OpenConversations(kernel, {
      most: Math.max(LEAST, maxMemory / each),
      mostBytes: Math.max(LEAST_BYTES, maxMemory),
      temporary: context.temporary,
      idle: idle / 1000,
      late: late / 1000,
      pause: Math.max(1, (idle + late) / 1000 / LOOKS),
      take: (over, peersOf) => this.#take(over, peersOf),
      taken: () => this.#writeOver(),
    });
    const isDirected = vantage === "egress" || vantage === "ingress";
    this.needs = [
      { demand: { all: [...keyFields, ...(isDirected ? ["flow_direction"] : [])] }, isVital: true },
      { demand: { all: amountFields }, isVital: false },
      ...needsOfGroup({ by: [], aggregates }, plan),
    ];
  }

  accept(batch: Batch): void {
    this.#batch = batch;
    this.#quietSince = undefined;
    this.#samples.look(batch);
    this.#further?.turnTo(batch);
    this.#open.accept(batch);
    this.#writeLines();
  }

  finish(): void {
    this.#open.takeAll();
    this.#writeLines();
    this.#results?.finish();
    for (const text of [...this.#samples.notes([], "sample after flow-pair, by client and server"), ...this.#notes()])
      this.#note(text);
  }

  /** No input for a while: the clock goes on where the records' time stopped. */
  idle(): void {
    this.#quietSince ??= performance.now();
  }

  /** Writes what is over by the clock when no record has come for --idle and --late together. */
  tick(): number | undefined {
    if (this.#quietSince === undefined || this.#open.isEmpty) return undefined;
    const { idle, late } = this.#options;
    const quiet = performance.now() - this.#quietSince;
    const left = idle + late - quiet;
    if (left >= 0) return Math.min(left + 1, LONGEST_PAUSE);
    this.#open.takeOverAfter(quiet / 1000);
    this.#writeLines();
    this.#output.flush();
    // The ends of those that are left are later than the newest start.
    return this.#open.isEmpty ? undefined : Math.min((idle + late) / LOOKS, LONGEST_PAUSE);
  }

  interim(): void {
    // Conversations are written once.
  }

  #take(conversation: Conversation, peersOf: PeersOf): void {
    const { vantage, unmatched } = this.#options;
    const { legs } = conversation;
    if (unmatched && legs.some(({ isForward }) => isForward !== legs[0]?.isForward)) {
      this.#matched += legs.reduce((sum, { flows }) => sum + flows, 0);
      return;
    }
    const counted = countedLegs(legs, vantage);
    if (counted.length < legs.length) this.#leaveOut(leftOutOf(legs, counted));
    if (counted.length === 0) return;
    if (this.#further === undefined) return this.#write({ conversation, counted, peersOf }, "");
    this.#over.push({ conversation, counted, peersOf });
    if (this.#over.length >= TOGETHER) this.#writeOver();
  }

  /** Writes those that wait for their further members. */
  #writeOver(): void {
    if (this.#further === undefined || this.#over.length === 0) return;
    const more = this.#further.write(this.#over.map(({ counted }) => counted.flatMap(({ places }) => places)));
    for (const [i, over] of this.#over.entries()) this.#write(over, more[i] ?? "");
    this.#over.length = 0;
  }

  #write({ conversation, counted, peersOf }: OverConversation, more: string): void {
    this.#lines += writeConversation(conversation, counted, peersOf, more);
    this.#output.records++;
    if (this.#lines.length >= LINES) this.#writeLines();
  }

  #writeLines(): void {
    const bytes = encoder.encode(this.#lines);
    if (this.#results === undefined) this.#output.append(bytes);
    else this.#results.write(bytes);
    this.#lines = "";
  }

  #leaveOut({ records, packets, bytes }: LeftOut): void {
    const sum = this.#leftOut;
    this.#leftOut = {
      records: sum.records + records,
      packets: addAmounts(sum.packets, packets),
      bytes: addAmounts(sum.bytes, bytes),
    };
  }

  /** What does not count, because another interface logged it or --vantage leaves it out. */
  get leftOut(): Readonly<Record<string, number>> {
    const { records, packets = 0, bytes = 0 } = this.#leftOut;
    return records === 0 ? {} : { packets: Number(packets), bytes: Number(bytes) };
  }

  get pending(): number {
    return this.#open.size;
  }

  get spilled(): number {
    return this.#open.spilled;
  }

  dropped(): Record<string, number> {
    const reasons = {
      "NODATA or SKIPDATA": this.#kernel.withoutTraffic.value,
      "null in the key": this.#kernel.nullFlowKeys.value,
      "not an address, a port or a time": this.#kernel.oddFlowKeys.value,
      "logged by another interface too": this.#leftOut.records,
      "in both directions": this.#matched,
    };
    return Object.fromEntries(Object.entries(reasons).filter(([, count]) => count > 0));
  }

  *#notes(): Generator<string> {
    const { vantage, late } = this.#options;
    const { records, bytes = 0 } = this.#leftOut;
    yield* valueNotes(this.#kernel);
    yield* this.#further?.notes() ?? [];
    if (records > 0) {
      const why = vantage === "auto" ? "another interface logged the same" : `--vantage ${vantage} does not count them`;
      const who = records === 1 ? `1 record of ${bytes} bytes is` : `${records} records of ${bytes} bytes are`;
      yield `${who} left out: ${why}`;
    }
    if (this.spilled > 0) yield "more conversations at a time than fit into memory: client_by peers was not looked at";
    if (vantage === "auto" && this.#batch !== undefined && !isPlaceKnown(this.#batch))
      yield "no record has interface_id: what two interfaces logged is counted twice";
    const lateFlows = this.#kernel.lateFlows.value;
    if (lateFlows > 0) {
      const [who, what] =
        lateFlows === 1
          ? ["1 record came", "its conversation was written: it has a record of its own"]
          : [`${lateFlows} records came`, "their conversations were written: they have records of their own"];
      const when = `more than ${late / 1000} s late (--late), after`;
      yield `${who} ${when} ${what}; a longer --late waits for them`;
    }
  }
}

/** What becomes of the lines where results are computed from others. */
function resultsOf(
  { derived, shown }: PairStageOptions,
  output: Output,
  context: StageContext,
): GroupResults | undefined {
  if (derived === undefined || derived.size === 0) return undefined;
  const options = { having: undefined, derived, shown, approximate: approximateKey(shown ?? []) };
  return new GroupResults(options, { ...context, write: (bytes) => output.append(bytes) });
}

/** Whether records say where they were logged. */
function isPlaceKnown(batch: Batch): boolean {
  const fields = [...interfaceFields, "flow_direction"];
  return fields.some((field) => batch.keys?.keyOf(batch.fields.indexOf(field)) !== undefined);
}
