// Cases of flowlogs-read for the tests that apply to every command (test/contract-*.test.ts).
import type { Contract } from "../../test/cases.ts";

export const contract: Contract = {
  readsLog: true,
  cases: ({ json }) => [
    { words: [], prints: json, streams: true, stream: async () => (await import("./src/index.ts")).parse() },
  ],
  names: [
    ["--fields", ["--fields", "srcaddr,NAME"], "told"],
    ["--where", ["--where", "bytes > 1 or NAME = 5"], "told"],
  ],
};
