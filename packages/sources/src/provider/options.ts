// What services are asked, as the command line says it.
import type { AwsContextOptions } from "@flowlogs/aws/awsContext";
import type { S3Options } from "@flowlogs/aws/s3/client";
import type { Expression } from "@flowlogs/core";

export interface RemoteValues extends AwsContextOptions, LogsOptions, S3Options, StreamOptions {
  /** The regions to ask; none: that of the environment or the profile. */
  readonly regions?: readonly string[];
  readonly follow?: "polling" | "live" | undefined;
  /** Threads at most; undefined: as the machine has processors. */
  readonly workers?: number | undefined;
}

export interface LogsOptions {
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  readonly formats?: readonly (readonly string[])[] | undefined;
  readonly where?: Expression | undefined;
  readonly "filter-pattern"?: string | undefined;
  readonly "no-pushdown"?: boolean | undefined;
  readonly stream?: readonly string[] | undefined;
  readonly eni?: readonly string[] | undefined;
  readonly "with-source"?: boolean | undefined;
}

interface StreamOptions {
  /** The consumer of enhanced fan-out. */
  readonly consumer?: string | undefined;
}
