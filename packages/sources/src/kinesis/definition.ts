// Streams of Kinesis Data Streams as a kind of source.
import { isStream, parseStream } from "@flowlogs/aws/kinesis/uri";
import type { ServiceDefinition } from "../provider/definition.ts";
import { type KinesisValues, options } from "./options.ts";

export const kinesis = {
  placeholder: "kinesis:STREAM",
  about: "streams (kinesis:STREAM)",
  noun: "streams",
  matches: isStream,
  parse: parseStream,
  options,
  load: async (deps) => new (await import("./provider.ts")).KinesisProvider(deps),
} as const satisfies ServiceDefinition<KinesisValues>;
