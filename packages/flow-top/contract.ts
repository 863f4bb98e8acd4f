// Cases of flow-top for the tests that apply to every command (test/contract-*.test.ts).
import type { Contract } from "../../test/cases.ts";

export const contract: Contract = {
  cases: ({ json }) => [
    {
      words: ["100000", "--by", "bytes asc"],
      prints: json,
      isLate: true,
      stream: async () => (await import("./src/index.ts")).top({ count: 100_000, by: "bytes asc" }),
    },
    {
      words: ["--sort", "--least", "--by", "bytes", "--max-memory", "64k"],
      prints: json,
      isLate: true,
      stream: async () =>
        (await import("./src/index.ts")).top({ sort: true, least: true, by: "bytes", maxMemory: 64_000 }),
    },
  ],
  names: [
    ["by", ["2", "--by", "NAME"], "vital"],
    ["by", ["--sort", "--by", "bytes desc, NAME asc"], "vital"],
    ["by", ["--by", "NAME / 2", "--share"], "vital"],
    ["by", ["--by", "NAME", "--until", "50%"], "vital"],
    ["per", ["2", "--by", "bytes", "--per", "NAME", "--other"], "vital"],
    ["per", ["2", "--by", "bytes", "--per", "NAME", "--keep-null"], "vital"],
  ],
};
