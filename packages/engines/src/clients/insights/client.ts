// Asks Logs Insights: one query, or several over pieces of the time where the answer has more rows than the service gives.
import { InsightsService, type InsightsState } from "@flowlogs/aws/logs/insights";
import { type GroupUri, parseGroup } from "@flowlogs/aws/logs/uri";
import { AwsContext } from "@flowlogs/aws/awsContext";
import { isProblem } from "@flowlogs/base/problem";
import { RemoteError, UsageError } from "@flowlogs/base/errors";
import { formatInstant } from "@flowlogs/core";
import { insightsCost, sizeText } from "../../cost.ts";
import type {
  Engine,
  EngineClient,
  EngineContext,
  EngineEstimate,
  EngineQuery,
  EngineRow,
  EngineTable,
} from "../../query.ts";
import { waits } from "../waits.ts";
import { formatOf, storedField } from "./format.ts";
import { readerOf } from "./values.ts";

/** Rows of an answer at most. */
const MOST_ROWS = 10_000;
/** Pieces more than there would be if flows were even over the time. */
const ROOM = 1.5;
/** Pieces for groups: fewer are asked for again more often. */
const GROUP_PIECES = 4;
/** Seconds that are read where nobody says which. */
const USUAL_WINDOW = 3600;

export const client: EngineClient = { connect: (context) => Promise.resolve(new Insights(context)) };

/** A piece of the time, in epoch seconds with both ends. */
interface Piece {
  readonly start: number;
  readonly end: number;
}

class Insights implements Engine {
  readonly #context: EngineContext;
  readonly #aws: AwsContext;
  readonly #now = Math.floor(Date.now() / 1000);
  #isHourTold = false;
  readonly scanned = { bytes: 0, records: 0 };

  constructor(context: EngineContext) {
    this.#context = context;
    const { environment, settings } = context;
    const host = { env: environment, stderrIsTerminal: true, note: (text: string) => context.progress(text) };
    this.#aws = new AwsContext(settings.aws ?? {}, host);
  }

  /** `cwl:GROUP`, or several with commas between. */
  async describe(table: string | undefined): Promise<EngineTable> {
    const name = (table ?? "").split(",").filter((it) => it !== "");
    const groups = groupsOf(name);
    const { format: given } = this.#context.settings;
    const format = given === undefined ? await formatOf(groups, this.#aws, this.#context) : [];
    return { name, columns: format.map(storedField), partitions: [] };
  }

  async estimate({ table, window }: EngineQuery): Promise<EngineEstimate> {
    const { start, end } = this.#piece(window);
    let bytes = 0;
    for (const group of groupsOf(table.name)) {
      const service = new InsightsService([group], this.#aws);
      const stored = await service.stored();
      service.close();
      if (stored === undefined) return { from: "the size of a log group takes logs:DescribeLogGroups" };
      const since = stored.since ?? start;
      const read = Math.max(0, Math.min(end, this.#now) - Math.max(start, since));
      bytes += stored.bytes * Math.min(1, read / Math.max(1, this.#now - since));
    }
    const from = "the bytes that the log groups store, taken to be even over their age";
    return { bytes: Math.ceil(bytes), cost: insightsCost(bytes), from };
  }

  async *run(query: EngineQuery, signal: AbortSignal, onParts?: () => void): AsyncIterable<readonly EngineRow[]> {
    const service = new InsightsService(groupsOf(query.table.name), this.#aws);
    const rowOf = readerOf(query.columns, this.#context);
    let areParts = false;
    try {
      for await (const { rows, isWhole } of this.#answers(service, query, signal)) {
        if (!isWhole && !areParts && query.pieces === undefined) onParts?.();
        areParts = !isWhole;
        if (rows.length > 0) yield rows.map(rowOf);
        else if (isWhole && query.whenEmpty !== undefined) yield [query.whenEmpty];
      }
    } finally {
      service.close();
    }
  }

  /** The answer as a whole, or those of pieces of the time. */
  async *#answers(
    service: InsightsService,
    query: EngineQuery,
    signal: AbortSignal,
  ): AsyncGenerator<{ readonly rows: InsightsState["rows"]; readonly isWhole: boolean }> {
    const whole = this.#piece(query.window);
    const pieces = [whole];
    for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) {
      const { rows, recordsMatched } = await this.#answer(service, query.text, piece, signal);
      if (rows.length < MOST_ROWS || isLimited(query)) {
        yield { rows, isWhole: piece === whole };
        continue;
      }
      const problem = "Logs Insights gives 10,000 rows: asking for pieces of the time instead, which reads it again";
      pieces.unshift(...partsOf(piece, query, recordsMatched));
      if (piece === whole) this.#context.note({ problem });
    }
  }

  close(): Promise<void> {
    this.#aws.end();
    return Promise.resolve();
  }

  async #answer(service: InsightsService, text: string, piece: Piece, signal: AbortSignal): Promise<InsightsState> {
    const id = await service.start({ text, ...piece, limit: MOST_ROWS });
    let isOver = false;
    try {
      for await (const _ of waits(signal)) {
        const state = await service.state(id);
        const { status, bytesScanned, recordsScanned } = state;
        isOver = status !== "Scheduled" && status !== "Running" && status !== "Unknown";
        if (!isOver) {
          this.#context.progress(`Logs Insights: ${status.toLowerCase()}, ${sizeText(bytesScanned)} read`);
          continue;
        }
        this.scanned.bytes += bytesScanned;
        this.scanned.records += recordsScanned;
        if (status !== "Complete") throw failed(status);
        return state;
      }
      throw signal.reason;
    } finally {
      if (!isOver) await service.stop(id);
    }
  }

  #piece(window: EngineQuery["window"]): Piece {
    const end = Math.ceil(window?.end ?? this.#now + 1) - 1;
    if (window?.start !== undefined) return { start: Math.ceil(window.start), end };
    const problem = `only the hour before ${window?.end === undefined ? "now" : formatInstant(window.end)} is asked for`;
    if (!this.#isHourTold) this.#context.note({ problem, advice: "read --start says another time" });
    this.#isHourTold = true;
    return { start: end - USUAL_WINDOW + 1, end };
  }
}

function isLimited({ text }: EngineQuery): boolean {
  return /\n\| limit \d+$/.test(text);
}

function failed(status: string): RemoteError {
  if (status === "Timeout") {
    return new RemoteError(
      "Logs Insights ended the query after 60 minutes",
      "ask for less time, with --start and --end",
    );
  }
  return new RemoteError(`Logs Insights did not answer: the query is ${status}`, "run it again");
}

/** So many that each should have less than the rows of an answer. Throws RemoteError where an answer cannot be put together. */
function partsOf({ start, end }: Piece, { pieces, merge }: EngineQuery, matched: number): readonly Piece[] {
  const step = pieces ?? (merge === undefined ? undefined : 1);
  if (step === undefined) {
    const advice = "ask for fewer with flow-top or --having, or for a shorter time";
    throw new RemoteError("the answer has 10,000 rows or more, and Logs Insights gives no others", advice);
  }
  // Of groups nobody says how many there are.
  const wanted = pieces === 1 ? Math.max(2, Math.ceil((matched / MOST_ROWS) * ROOM)) : GROUP_PIECES;
  const length = Math.max(step, Math.ceil((end + 1 - start) / wanted / step) * step);
  const parts: Piece[] = [];
  for (let from = start; from <= end;) {
    const next = Math.floor((from + length) / step) * step;
    parts.push({ start: from, end: Math.min(end, next - 1) });
    from = next;
  }
  if (parts.length > 1) return parts;
  const problem = `10,000 rows or more are of the same ${step === 1 ? "second" : `${step} seconds`}`;
  throw new RemoteError(`${problem}, and Logs Insights gives no others`, "ask for fewer with flow-filter");
}

/** Throws UsageError. */
function groupsOf(names: readonly string[]): readonly [GroupUri, ...GroupUri[]] {
  const groups = names.map((name) => {
    const group = parseGroup(name);
    if (isProblem(group)) throw new UsageError(group, "--table");
    return group;
  });
  const [first, ...others] = groups;
  if (first !== undefined) return [first, ...others];
  const advice = "read one: read cwl:GROUP | ...";
  throw new UsageError({ problem: "Logs Insights answers about log groups, and none is named", advice }, "--engine");
}
