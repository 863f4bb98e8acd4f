// The options that buckets have.
import { natural, type Options } from "@flowlogs/cli";
import type { S3Options } from "@flowlogs/aws/s3/client";
import { awsOptions } from "../provider/awsOptions.ts";
import type { ProviderValues } from "../provider/options.ts";

export const options = {
  ...awsOptions,
  "requester-pays": { kind: "switch", brief: "pay for the requests to the bucket and for the transfer", rare: true },
  "max-objects": {
    kind: natural,
    config: "user",
    brief: "stop if the bucket lists more objects and folders; default: 10000000",
    rare: true,
  },
} as const satisfies Options;

export interface S3Values extends ProviderValues, S3Options {
  readonly regions?: readonly string[];
}
