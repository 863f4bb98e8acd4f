// Cases of flow-label for the tests that apply to every command (test/contract-*.test.ts).
import { join } from "node:path";
import type { Contract } from "../../test/cases.ts";

/** Labels that are in force for a time. */
const owners = join(import.meta.dirname, "../../test/fixtures/labels/owners.csv");

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
    ["fields", ["NAME", "--from", "builtin:"], "late"],
    ["time", ["srcaddr", "--from", owners, "--time", "NAME"], "late"],
  ],
};
