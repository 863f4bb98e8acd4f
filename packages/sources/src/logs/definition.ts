// Log groups of CloudWatch Logs as a kind of source.
import { isGroup, parseGroup } from "@flowlogs/aws/logs/uri";
import type { ServiceDefinition } from "../provider/definition.ts";
import { type LogsValues, options } from "./options.ts";

export const cwl = {
  placeholder: "cwl:GROUP",
  about: "log groups (cwl:GROUP)",
  noun: "log groups",
  matches: isGroup,
  parse: parseGroup,
  options,
  load: async (deps) => new (await import("./provider.ts")).LogsProvider(deps),
  testsFilterPattern: true,
  hasLiveTail: true,
  defaultWindow: "the hour before it is read",
} as const satisfies ServiceDefinition<LogsValues>;
