// Cases of flow-filter for the tests that apply to every command (test/contract-*.test.ts).
import type { Contract } from "../../test/cases.ts";

export const contract: Contract = {
  cases: ({ json }) => [
    {
      words: ["bytes > 0"],
      prints: json,
      streams: true,
      stream: async () => (await import("./src/index.ts")).filter("bytes > 0"),
    },
  ],
  names: [
    ["--sample-by", ["--sample", "50%", "--sample-by", "NAME", "bytes > 1"], "vital"],
    ["expression", ["--sample", "50%", "bytes > 1 or NAME = 5"], "told"],
    ["expression", ["bytes > 1 or NAME = 5"], "told"],
    ["expression", ["not (NAME in [1, 2])"], "told"],
    ["expression", ["isempty(NAME) or floor(NAME / 2) = 1"], "told"],
  ],
};
