// What only Kinesis has to say, in our words; what all services say is in ../fault.ts.
import { RemoteError } from "@flowlogs/base/errors";

/** An answer with which whoever asked knows what to do; who does not says it in the words of AWS. */
export class Answered extends RemoteError {}

/** A shard iterator lives for five minutes. */
export class ExpiredIterator extends Answered {}

/** The shard, or the stream, is not there. */
export class NotThere extends Answered {}

/** The service takes no times to come. */
export class FutureTime extends Answered {}

/** It is in use: a consumer by another subscription, or a stream that is being made. */
export class InUse extends Answered {}

/** The fault in our words, when it is one of Kinesis's own. */
export function worded(error: unknown): Error | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name, message } = error;
  if (name === "ExpiredIteratorException") return new ExpiredIterator(message);
  if (name === "ResourceNotFoundException") return new NotThere(message);
  if (name === "ResourceInUseException") return new InUse(message);
  if (name === "InvalidArgumentException" && /greater than the current/i.test(message)) return new FutureTime(message);
  if (name === "InvalidArgumentException" && /sequence ?number/i.test(message)) {
    const what = "a position that was kept is none of this stream: it was made anew since";
    return new RemoteError(what, "name another file with --state, or remove that one", error);
  }
  const found = causes.find(([pattern]) => pattern.test(name));
  return found && new RemoteError(found[1], found[2], error);
}

/** By the name of the error. */
const causes: readonly (readonly [RegExp, what: string, advice: string])[] = [
  [
    /^ProvisionedThroughputExceeded/,
    "throttled beyond patience: other readers take all that a shard gives",
    "end some, or give --consumer NAME, which has a share of its own",
  ],
  [/^KMSAccessDenied/, "access denied: kms:Decrypt is not allowed for the stream's key", "add it to the policy"],
  [/^KMSThrottling/, "throttled beyond patience: the stream's key is in use too much", "try again later"],
  [/^KMS/, "the stream's key is disabled, deleted or not ready", "look at it in KMS: records cannot be had without it"],
];

/** One call too many for the shard, or for the key of the stream. */
export function isShardThrottle(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // The SDK takes that for a fault of ours.
  if (error.name === "KMSThrottlingException") Object.assign(error, { $retryable: { throttling: true } });
  return /^(?:ProvisionedThroughputExceeded|LimitExceeded|KMSThrottling)Exception$/.test(error.name);
}
