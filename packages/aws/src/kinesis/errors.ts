// Our wording for the errors that only Kinesis has; those of all services are in ../errors.ts.
import { RemoteError } from "@flowlogs/base/errors";

/** An error that some callers handle; for the others its message is that of AWS. */
export class ExpectedError extends RemoteError {}

/** The shard iterator is older than five minutes. */
export class ExpiredIterator extends ExpectedError {}

/** The shard, stream or consumer does not exist. */
export class NotFound extends ExpectedError {}

/** The service refuses times in the future. */
export class FutureTime extends ExpectedError {}

/** The consumer is in use by another subscription, or the stream is still being created. */
export class ResourceInUse extends ExpectedError {}

/** The error in our words; undefined when it is not specific to Kinesis. */
export function toKinesisError(error: unknown): Error | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name, message } = error;
  if (name === "ExpiredIteratorException") return new ExpiredIterator(message);
  if (name === "ResourceNotFoundException") return new NotFound(message);
  if (name === "ResourceInUseException") return new ResourceInUse(message);
  if (name === "InvalidArgumentException" && /greater than the current/i.test(message)) return new FutureTime(message);
  if (name === "InvalidArgumentException" && /sequence ?number/i.test(message)) {
    const what = "a saved position does not belong to this stream: the stream was created again since";
    return new RemoteError(what, "name another file with --state, or remove this one", error);
  }
  const found = causes.find(([pattern]) => pattern.test(name));
  return found && new RemoteError(found[1], found[2], error);
}

/** Wordings by the name of the error. */
const causes: readonly (readonly [RegExp, what: string, advice: string])[] = [
  [
    /^ProvisionedThroughputExceeded/,
    "still throttled after 5 minutes: other readers use all the throughput of a shard",
    "stop some of them, or give --consumer NAME, which has its own throughput",
  ],
  [/^KMSAccessDenied/, "access denied: kms:Decrypt is not allowed for the stream's key", "add it to the policy"],
  [/^KMSThrottling/, "still throttled after 5 minutes: too many requests use the stream's key", "try again later"],
  [
    /^KMS/,
    "the stream's key is disabled, deleted or not ready",
    "check the key in KMS: records cannot be decrypted without it",
  ],
];

/** Whether a call exceeded the limits of its shard, or of the stream's KMS key. */
export function isShardThrottle(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // The SDK classifies this one as an error of the client, and would not repeat the call.
  if (error.name === "KMSThrottlingException") Object.assign(error, { $retryable: { throttling: true } });
  return /^(?:ProvisionedThroughputExceeded|LimitExceeded|KMSThrottling)Exception$/.test(error.name);
}
