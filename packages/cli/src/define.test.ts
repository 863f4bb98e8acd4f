import { expect, expectTypeOf, test } from "vitest";
import { defineCommand, type Operands, type Options, type Values } from "./define.ts";
import { choice, list, natural, text } from "./kind.ts";
import { upperCase } from "./upperCase.fake.ts";
import type { Context, Worker } from "@flowlogs/base/contracts";

const options = {
  count: { kind: natural, default: "10", brief: "how many" },
  by: { kind: choice("bytes", "packets"), brief: "rank by" },
  fields: { kind: list(text), brief: "columns" },
  where: { kind: text, many: true, brief: "conditions" },
  "exit-status": { kind: "switch", brief: "say by the exit code" },
} as const satisfies Options;

const operands = {
  expression: { kind: text, required: true, brief: "the condition" },
  limit: { kind: natural, brief: "how many" },
} as const satisfies Operands;

test("the values of a stage are inferred from its definition", () => {
  type Got = Values<typeof options, typeof operands>;
  expectTypeOf<Got["count"]>().toEqualTypeOf<number>();
  expectTypeOf<Got["by"]>().toEqualTypeOf<"bytes" | "packets" | undefined>();
  expectTypeOf<Got["fields"]>().toEqualTypeOf<readonly string[] | undefined>();
  expectTypeOf<Got["where"]>().toEqualTypeOf<readonly string[]>();
  expectTypeOf<Got["exit-status"]>().toEqualTypeOf<boolean>();
  expectTypeOf<Got["expression"]>().toEqualTypeOf<string>();
  expectTypeOf<Got["limit"]>().toEqualTypeOf<number | undefined>();
  expectTypeOf<{ count: 1; where: []; "exit-status": true; expression: "" }>().toExtend<Got>();
  expectTypeOf<Values<typeof options>>().not.toHaveProperty("expression");
});

test("an algorithm that wants something else does not compile", () => {
  const rest = { name: "x", brief: "", about: "", memory: "", operands, options, examples: [] };
  const fits = defineCommand({ ...rest, reads: "records", load: async () => ({ default: counting }) });
  // @ts-expect-error: count is a number
  defineCommand({ ...rest, reads: "records", load: async () => ({ default: counts }) });
  // @ts-expect-error: a stage of records does not read sources
  defineCommand({ ...rest, reads: "sources", load: async () => ({ default: counting }) });
  expect(fits.reads).toBe("records");
});

function counting(values: { count: number }, context: Context): Worker {
  return upperCase(context, values.count);
}

function counts(values: { count: string }, context: Context): Worker {
  return upperCase(context, values.count.length);
}
