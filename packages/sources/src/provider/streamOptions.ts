// The options of services whose records come in log streams, which are named by network interfaces.
import { list, type Options, text } from "@flowlogs/cli";
import { wordKind } from "../kinds.ts";

const interfaces = list(
  wordKind("ID", (id) => /^[\w-]+$/.test(id), "is not an interface id", "write it as in eni-1234abcd"),
);

export const streamOptions = {
  stream: { kind: text, many: true, brief: "only events of this log stream", rare: true },
  eni: { kind: interfaces, many: true, brief: "only log streams and records of this network interface", rare: true },
} as const satisfies Options;

export interface StreamValues {
  readonly stream?: readonly string[] | undefined;
  readonly eni?: readonly string[] | undefined;
}
