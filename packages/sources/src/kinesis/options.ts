// The options that streams have.
import type { Options } from "@flowlogs/cli";
import { awsOptions } from "../provider/awsOptions.ts";
import type { ProviderValues } from "../provider/options.ts";
import { streamOptions, type StreamValues } from "../provider/streamOptions.ts";
import { wordKind } from "../kinds.ts";

/** The name of a registered consumer. */
const consumer = wordKind(
  "NAME",
  (text) => /^[\w.-]{1,128}$/.test(text),
  "is not a consumer name",
  "use letters, digits and . _ -",
);

export const options = {
  ...awsOptions,
  ...streamOptions,
  consumer: {
    kind: consumer,
    brief: "read a stream with enhanced fan-out as this consumer, registered if missing",
    rare: true,
  },
} as const satisfies Options;

export interface KinesisValues extends ProviderValues, StreamValues {
  /** The consumer of enhanced fan-out. */
  readonly consumer?: string | undefined;
}
