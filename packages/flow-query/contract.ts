// Cases of flow-query for the tests that apply to every command (test/contract-*.test.ts): none, because it only runs others,
// which test/contract-insights.test.ts, test/contract-answer.test.ts and test/fuzz/pipelines.test.ts compare with a shell.
import type { Contract } from "../../test/cases.ts";

export const contract: Contract = { cases: () => [], names: [] };
