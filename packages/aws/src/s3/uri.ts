// The name of a place in S3 as the user writes it: `s3://BUCKET/PREFIX` or an ARN. Nothing is asked of the service here.
import type { Problem } from "@flowlogs/cli";

/** A bucket, and what of it is to be read. */
export interface BucketUri {
  /** As the user named it, for messages. */
  readonly source: string;
  /** The name, or the ARN of an access point. */
  readonly name: string;
  /** An object, a folder (with a slash at its end or without), or how keys begin; "" is all of the bucket. */
  readonly key: string;
}

const ARN = /^arn:[\w-]+:s3:/;
const bucketArn = /^arn:[\w-]+:s3:::([^/]+)(?:\/(.*))?$/s;
const accessPoint = /^(arn:[\w-]+:s3:[\w-]*:\d{12}:accesspoint[/:][^/]+)(?:\/(.*))?$/s;

/** Whether a source is in S3. */
export function isBucket(source: string): boolean {
  return source.startsWith("s3:") || ARN.test(source);
}

/** Reads what `isBucket` says is one. */
export function parseBucket(source: string): BucketUri | Problem {
  const text = source.replace(/^s3:\/\//, "");
  if (text.startsWith("s3:")) return { problem: `"${source}" is no place in S3`, advice: "write s3://BUCKET/PREFIX" };
  if (ARN.test(text)) return parseArn(source, text);
  const [, name = "", key = ""] = /^([^/]*)\/?(.*)$/s.exec(text) ?? [];
  if (name === "") return { problem: "the name of the bucket is missing", advice: "write s3://BUCKET/PREFIX" };
  const odd = /[^\w.-]/.exec(name);
  if (odd === null) return { source, name, key };
  const from = source.length - text.length + odd.index;
  const problem = `"${odd[0]}" cannot stand in the name of a bucket`;
  return { problem, advice: "letters, digits and . - _ can", text: source, from, to: from + 1 };
}

function parseArn(source: string, text: string): BucketUri | Problem {
  const match = bucketArn.exec(text) ?? accessPoint.exec(text);
  if (match === null) {
    return { problem: `"${source}" is no ARN of a bucket`, advice: "write arn:aws:s3:::BUCKET/PREFIX" };
  }
  const [, name = "", key = ""] = match;
  return { source, name, key };
}

/** How an object, or a folder with its slash, is called in messages and records. */
export function nameOf({ name }: Pick<BucketUri, "name">, key: string): string {
  return `s3://${name}/${key}`;
}
