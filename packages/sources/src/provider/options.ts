// What all providers take of the command line. What one of them takes besides is in the options.ts of its service.
import type { AwsContextOptions } from "@flowlogs/aws/awsContext";
import type { Expression } from "@flowlogs/core";

export interface ProviderValues extends AwsContextOptions {
  /** The regions to ask; none: that of the environment or the profile. */
  readonly regions?: readonly string[];
  readonly follow?: "polling" | "live" | undefined;
  /** The maximum number of threads; undefined: as many as the machine has processors. */
  readonly workers?: number | undefined;
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  readonly formats?: readonly (readonly string[])[] | undefined;
  readonly where?: Expression | undefined;
  readonly "filter-pattern"?: string | undefined;
  readonly "with-source"?: boolean | undefined;
}
