// Plans what will be read of a stream, and from where: reading, following and --explain begin with it.
import type { AwsContext } from "@flowlogs/aws/awsContext";
import type { StreamClientOptions } from "@flowlogs/aws/kinesis/client";
import { type ShardProgress, progressOf } from "./checkpoint.ts";
import { StreamService } from "@flowlogs/aws/kinesis/stream";
import type { ShardPosition } from "@flowlogs/aws/kinesis/shard";
import { type StopCondition, stopCondition } from "./stopCondition.ts";
import type { StreamUri } from "@flowlogs/aws/kinesis/uri";
import type { WantsStream } from "@flowlogs/formats/json/lineBatcher";
import type { KinesisValues } from "./options.ts";

export interface StreamPlan {
  readonly stream: StreamUri;
  readonly service: StreamService;
  readonly clientOptions: StreamClientOptions;
  readonly region: string;
  /** Its key in a state. A name may exist in every region, and in other accounts, which are only reached by ARNs. */
  readonly key: string;
  readonly start: ShardPosition;
  readonly stop: StopCondition;
  /** How far the last run came. */
  readonly progress: ShardProgress | undefined;
  /** Which log streams are wanted, if not all. */
  readonly wants: WantsStream | undefined;
  /** Its records have a start. */
  readonly isDated: boolean;
}

/** `saved`: the entries of a state. */
export async function makePlan(
  stream: StreamUri,
  values: KinesisValues,
  remote: AwsContext,
  saved?: ReadonlyMap<string, unknown>,
): Promise<StreamPlan> {
  const region = await remote.session.region(stream.region);
  const { session, signal, options } = remote;
  // Each shard has a rate limit of its own; that of the user is for all calls together.
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
    stop: stopCondition({
      end: end === undefined ? undefined : Math.ceil(end * 1000),
      once: follow === undefined,
      isByArrival: saved !== undefined || !isDated,
    }),
    progress: progressOf(saved?.get(key)),
    wants: wantsOf(values),
    isDated,
  };
}

/** Records start before they arrive, so that reading from the arrival time --start misses none of the window. */
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
