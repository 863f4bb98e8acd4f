// Cases of flow-group for the tests that apply to every command (test/contract-*.test.ts).
import type { Contract } from "../../test/cases.ts";

export const contract: Contract = {
  cases: () => [
    {
      words: ["--by", "srcaddr", "sum(bytes)"],
      prints: '{"srcaddr":"10.0.0.0","sum(bytes)":100}\n',
      isLate: true,
      stream: async () => (await import("./src/index.ts")).group("srcaddr", "sum(bytes)"),
    },
  ],
  names: [
    ["by", ["--by", "NAME", "count()"], "vital"],
    ["by", ["--by", "NAME/24 as net", "count()"], "vital"],
    ["by", ["--by", "floor(NAME / 10) as ten", "count()"], "vital"],
    ["also-by", ["--by", "srcaddr", "--also-by", "NAME", "count()"], "vital"],
    ["aggregates", ["--by", "srcaddr", "sum(NAME)"], "vital"],
    ["aggregates", ["count(NAME)", "count()"], "vital"],
    ["aggregates", ["p95(NAME * 8)"], "vital"],
    ["aggregates", ["count(NAME = 5)"], "told"],
    ["aggregates", ["sum(bytes where NAME > 5)"], "told"],
  ],
  madeHere: ["having"],
};
