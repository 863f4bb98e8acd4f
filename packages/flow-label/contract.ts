// Cases of flow-label for the tests that apply to every command (test/contract-*.test.ts).
import type { Contract } from "../../test/cases.ts";

export const contract: Contract = {
  cases: ({ json }) => [
    {
      words: ["srcaddr", "--from", "builtin:"],
      prints: json.replace("}", ',"srcaddr_scope":"private","srcaddr_service":null}'),
      streams: true,
      stream: async () => (await import("./src/index.ts")).label({ fields: "srcaddr", from: ["builtin:"] }),
    },
  ],
  names: [
    ["fields", ["NAME", "--from", "builtin:"], "vital"],
    ["time", ["srcaddr", "--from", "builtin:", "--time", "NAME"], "unneeded"],
  ],
};
