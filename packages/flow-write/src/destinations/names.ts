// The names of destinations: what they mean, and which options go with them. No client of AWS is loaded for that.
import { awsOptions } from "@flowlogs/sources/provider/awsOptions";

/** The options for buckets only. */
export const bucketOptionNames: readonly string[] = [...Object.keys(awsOptions), "failed-uploads"];

/** Whether the user means a bucket. */
export function isBucketName(name: string): boolean {
  return /^(s3:|arn:[\w-]+:s3:)/.test(name);
}
