// What a dialect cannot say, or not so that the answer is the same.
import { UsageError } from "@flowlogs/base/errors";

/** Throws UsageError. */
export function refuse(what: string, why: string, advice?: string): never {
  const problem = `${what} cannot be said so that the answer is the same: ${why}`;
  throw new UsageError(advice === undefined ? { problem } : { problem, advice }, "--engine");
}

/** Throws UsageError. */
export function noColumn(name: string): never {
  throw new UsageError({ problem: `the table has no column "${name}"`, advice: "check the name" }, "--engine");
}
