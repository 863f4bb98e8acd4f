// What will be read of one stream, and from where on: reading, following and --explain start from it.
import type { AwsContext } from "@flowlogs/aws/awsContext";
import type { StreamClientOptions } from "@flowlogs/aws/kinesis/client";
import { type ShardProgress, progressOf } from "./checkpoint.ts";
import { StreamService } from "@flowlogs/aws/kinesis/stream";
import type { ShardPosition } from "@flowlogs/aws/kinesis/shard";
import { type Stop, stopAt } from "./stopCondition.ts";
import type { StreamUri } from "@flowlogs/aws/kinesis/uri";
import type { WantsStream } from "@flowlogs/formats/json/lineBatcher";
import type { KinesisValues } from "./options.ts";

export interface StreamPlan {
  readonly stream: StreamUri;
  readonly service: StreamService;
  readonly clientOptions: StreamClientOptions;
  readonly region: string;
  /** What it is called in a state. A name may be there in every region, and in other accounts, which only ARNs lead to. */
  readonly key: string;
  readonly start: ShardPosition;
  readonly stop: Stop;
  /** Where the last run came to. */
  readonly progress: ShardProgress | undefined;
  /** Which log streams are wanted, if not all. */
  readonly wants: WantsStream | undefined;
  /** Records say when they start. */
  readonly isDated: boolean;
}

/** `kept`: what a state says, by keys. */
export async function makePlan(
  stream: StreamUri,
  values: KinesisValues,
  remote: AwsContext,
  kept?: ReadonlyMap<string, unknown>,
): Promise<StreamPlan> {
  const region = await remote.session.region(stream.region);
  const { session, signal, options } = remote;
  // A shard has a pace of its own; what the user says is about all calls.
  const retry = remote.retry(remote.rateLimiter(`Kinesis ${region}`, Number.POSITIVE_INFINITY));
  const clientOptions = { session, retry, signal, profile: options.profile };
  const key = `kinesis:${region}:${stream.arn ?? stream.name}`;
  const { formats = [], follow, end } = values;
  const isDated = formats.every((columns) => columns.includes("start"));
  return {
    stream,
    clientOptions,
    service: new StreamService(stream, clientOptions),
    region,
    key,
    start: startOf(values),
    stop: stopAt({
      end: end === undefined ? undefined : Math.ceil(end * 1000),
      once: follow === undefined,
      isByArrival: kept !== undefined || !isDated,
    }),
    progress: progressOf(kept?.get(key)),
    wants: wantsOf(values),
    isDated,
  };
}

/** Records begin before they arrive: none of the window is missed. */
function startOf({ start, follow }: KinesisValues): ShardPosition {
  if (start === undefined) return { at: follow === undefined ? "horizon" : "latest" };
  const time = Math.floor(start * 1000);
  return time <= 0 ? { at: "horizon" } : { at: "time", time };
}

function wantsOf({ stream = [], eni = [] }: KinesisValues): WantsStream | undefined {
  if (stream.length === 0 && eni.length === 0) return undefined;
  const names = new Set(stream);
  // AWS names the streams eni-...-all, -accept or -reject; with the dash, eni-1 is not eni-12 too.
  const prefixes = eni.map((it) => `${it}-`);
  return (name) => name !== undefined && (names.has(name) || prefixes.some((it) => name.startsWith(it)));
}
