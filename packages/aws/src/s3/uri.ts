// Parses the name of a bucket and a prefix as the user writes it: `s3://BUCKET/PREFIX` or an ARN. No call is made.
import type { Problem } from "@flowlogs/cli";

/** A bucket and the key, folder or prefix in it to read. */
export interface BucketUri {
  /** As the user named it, for messages. */
  readonly source: string;
  /** The name, or the ARN of an access point. */
  readonly name: string;
  /** The key of an object, a folder (with or without a slash at its end), or a prefix; "" is the whole bucket. */
  readonly key: string;
}

const ARN = /^arn:[\w-]+:s3:/;
const bucketArn = /^arn:[\w-]+:s3:::([^/]+)(?:\/(.*))?$/s;
const accessPoint = /^(arn:[\w-]+:s3:[\w-]*:\d{12}:accesspoint[/:][^/]+)(?:\/(.*))?$/s;

/** Whether a source is in S3. */
export function isBucket(source: string): boolean {
  return source.startsWith("s3:") || ARN.test(source);
}

/** Parses a source for which `isBucket` is true. */
export function parseBucket(source: string): BucketUri | Problem {
  const text = source.replace(/^s3:\/\//, "");
  if (text.startsWith("s3:"))
    return { problem: `"${source}" is not an S3 location`, advice: "write s3://BUCKET/PREFIX" };
  if (ARN.test(text)) return parseArn(source, text);
  const [, name = "", key = ""] = /^([^/]*)\/?(.*)$/s.exec(text) ?? [];
  if (name === "") return { problem: "the name of the bucket is missing", advice: "write s3://BUCKET/PREFIX" };
  const invalid = /[^\w.-]/.exec(name);
  if (invalid === null) return { source, name, key };
  const from = source.length - text.length + invalid.index;
  const problem = `"${invalid[0]}" is not allowed in a bucket name`;
  return { problem, advice: "use letters, digits and . - _", text: source, from, to: from + 1 };
}

function parseArn(source: string, text: string): BucketUri | Problem {
  const match = bucketArn.exec(text) ?? accessPoint.exec(text);
  if (match === null) {
    return { problem: `"${source}" is not a bucket ARN`, advice: "write arn:aws:s3:::BUCKET/PREFIX" };
  }
  const [, name = "", key = ""] = match;
  return { source, name, key };
}

/** The name of an object, or of a folder with its slash, in messages and records: s3://BUCKET/KEY. */
export function objectUri({ name }: Pick<BucketUri, "name">, key: string): string {
  return `s3://${name}/${key}`;
}
