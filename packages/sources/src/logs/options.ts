// The options that log groups have.
import type { Options } from "@flowlogs/cli";
import { awsOptions } from "../provider/awsOptions.ts";
import type { ProviderValues } from "../provider/options.ts";
import { streamOptions, type StreamValues } from "../provider/streamOptions.ts";

export const options = {
  ...awsOptions,
  ...streamOptions,
  "no-pushdown": { kind: "switch", brief: "do not let the service test --where too", rare: true },
} as const satisfies Options;

export interface LogsValues extends ProviderValues, StreamValues {
  readonly "no-pushdown"?: boolean | undefined;
}
