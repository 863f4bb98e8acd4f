// Plans the requests for one group of CloudWatch Logs: the window, the columns, the streams and the pattern. Reading, following
// and --explain begin with it.
import { type FlowLog, describeFlowLogs } from "@flowlogs/aws/ec2";
import { isAbort, RemoteError } from "@flowlogs/base/errors";
import { isUnreadable, toRemoteError } from "@flowlogs/aws/errors";
import type { AwsContext } from "@flowlogs/aws/awsContext";
import { assumedFormat, type Formats, formatsOf, givenFormats, onlyFormat } from "./columns.ts";
import type { GroupUri } from "@flowlogs/aws/logs/uri";
import { filterPattern } from "./filterPattern.ts";
import { callsPerSecond } from "@flowlogs/aws/logs/quota";
import { LogsService } from "@flowlogs/aws/logs/client";
import type { TimeWindow } from "./slice.ts";
import type { LogsValues } from "./options.ts";

/** Which events are requested, with the API's names. */
interface EventFilter {
  readonly filterPattern?: string;
  readonly logStreamNames?: string[];
  readonly logStreamNamePrefix?: string;
}

export interface LogsPlan {
  readonly group: GroupUri;
  readonly service: Pick<LogsService, "page" | "describe" | "streams" | "call" | "close">;
  readonly region: string;
  readonly window: TimeWindow;
  /** The user did not give a --start. */
  readonly isDefaultWindow: boolean;
  readonly formats: Formats;
  readonly eventFilter: EventFilter;
  /** The pattern was made from the expression. */
  readonly isPushedDown: boolean;
  /** Whole events are written, not only their messages. */
  readonly withSource: boolean;
}

/** Seconds that are read without a --start, as the older reader did. */
export const DEFAULT_WINDOW = 3600;
/** Maximum stream names per request of the API. */
const MAX_STREAMS = 100;

export async function makePlan(group: GroupUri, options: LogsValues, remote: AwsContext): Promise<LogsPlan> {
  const region = await remote.session.region(group.region);
  const pace = remote.rateLimiter(`FilterLogEvents ${region}`, callsPerSecond(region));
  const { session, signal } = remote;
  const retry = remote.retry(pace, true);
  const service = new LogsService(group, { session, retry, signal, profile: remote.options.profile });
  const formats = await formatsFor(group, options, remote);
  const pattern = patternFor(options, formats);
  return {
    group,
    service,
    region,
    window: windowFor(options, remote.clock.now()),
    isDefaultWindow: options.start === undefined,
    formats,
    eventFilter: { ...pattern.eventFilter, ...(await streamsFor(options, service)) },
    isPushedDown: pattern.isPushedDown,
    withSource: options["with-source"] === true,
  };
}

/** In milliseconds. Without a start it is the last hour before the end. */
function windowFor({ start, end }: LogsValues, now: number): TimeWindow {
  const to = end === undefined ? now : milliseconds(end);
  return { from: start === undefined ? to - DEFAULT_WINDOW * 1000 : milliseconds(start), to };
}

/** The first whole millisecond at or after a time in seconds, rounded to a microsecond: the API takes whole ones. */
export function milliseconds(seconds: number): number {
  return Math.ceil(Math.round(seconds * 1e6) / 1e3);
}

async function formatsFor(group: GroupUri, { formats = [] }: LogsValues, remote: AwsContext): Promise<Formats> {
  if (formats.length > 0) return givenFormats(formats);
  let flowLogs: readonly FlowLog[];
  try {
    flowLogs = await describeFlowLogs(group.name, group.region, remote.session, remote.signal);
  } catch (error) {
    if (isAbort(error) && remote.signal.aborted) throw error;
    // This call helps but is not needed: a lasting error will show in the events too.
    const { message } = toRemoteError(error, { permission: "ec2:DescribeFlowLogs" });
    return assumedFormat(`DescribeFlowLogs: ${message}`, isUnreadable(error));
  }
  return formatsOf(flowLogs);
}

function patternFor(options: LogsValues, formats: Formats): { eventFilter: EventFilter; isPushedDown: boolean } {
  const given = options["filter-pattern"];
  if (given !== undefined) return { eventFilter: { filterPattern: given }, isPushedDown: false };
  const { where } = options;
  const format = onlyFormat(formats);
  // A pattern would find nothing where the assumed columns are wrong.
  const isPossible = where !== undefined && format !== undefined && options["no-pushdown"] !== true;
  const made = isPossible ? filterPattern(where, format) : undefined;
  return made === undefined
    ? { eventFilter: {}, isPushedDown: false }
    : { eventFilter: { filterPattern: made }, isPushedDown: true };
}

async function streamsFor({ stream = [], eni = [] }: LogsValues, service: LogsService): Promise<EventFilter> {
  // AWS names the streams eni-...-all, -accept or -reject; with the dash, eni-1 is not eni-12 too.
  const prefixes = eni.map((it) => `${it}-`);
  const [first, ...others] = prefixes;
  if (first !== undefined && others.length === 0 && stream.length === 0) return { logStreamNamePrefix: first };
  const found: string[] = [...stream];
  for (const prefix of prefixes) found.push(...(await service.streams(prefix, MAX_STREAMS + 1)));
  if (found.length > MAX_STREAMS) {
    throw new RemoteError(`more than ${MAX_STREAMS} streams are named`, "name fewer, or use --where");
  }
  if (found.length === 0 && prefixes.length > 0) {
    throw withoutStream(eni);
  }
  return found.length === 0 ? {} : { logStreamNames: [...new Set(found)] };
}

/** A prefix without events may match no stream; throws where that is certain. */
export async function assertStream({ eventFilter: { logStreamNamePrefix: prefix }, service }: LogsPlan): Promise<void> {
  if (prefix === undefined) return;
  const found = await service.streams(prefix, 1).catch(() => undefined);
  if (found?.length === 0) throw withoutStream([prefix.slice(0, -1)]);
}

function withoutStream(eni: readonly string[]): RemoteError {
  return new RemoteError(`no stream belongs to ${eni.join(", ")}`, "check the ids of the interfaces");
}
