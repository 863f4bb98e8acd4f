// Cases of flow-write for the tests that apply to every command (test/contract-*.test.ts): only names, because it prints no
// records; what it writes is in test/contract-write.test.ts.
import type { Contract } from "../../test/cases.ts";

export const contract: Contract = {
  cases: () => [],
  names: [["--fields", ["written", "--layout", "flat", "--fields", "start,NAME"], "told"]],
};
