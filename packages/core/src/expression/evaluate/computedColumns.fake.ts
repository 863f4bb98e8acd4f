// Works a value out for the tests: the JSON of it for each record.
import { NdjsonDecoder } from "../../decode/ndjson.ts";
import { openKernel } from "@flowlogs/kernel/kernel";
import { isProblem } from "@flowlogs/base/problem";
import { fakeContext } from "../../stage/context.fake.ts";
import { ComputedColumns } from "./computedColumns.ts";
import { scalarAt } from "../parse/parse.ts";
import { fieldsOfScalar } from "../fields.ts";

export function computedValues(text: string, records: readonly string[]): string[] {
  const scalar = scalarAt(text, 0, text.length);
  if (isProblem(scalar)) throw new Error(scalar.problem);
  const kernel = openKernel();
  const values: string[] = [];
  const columns = new ComputedColumns(kernel, new Map([["value", scalar]]), fakeContext({}));
  const decoder = new NdjsonDecoder(
    kernel,
    fieldsOfScalar(scalar),
    {
      accept(batch) {
        columns.compute(batch);
        const column = batch.fields.indexOf("value");
        for (let row = 0; row < batch.rows; row++) {
          const span = batch.value(row, column);
          const written = span === undefined ? "null" : kernel.text(span.start, span.end);
          values.push(span?.text === true ? JSON.stringify(written) : written);
        }
      },
      bad: ({ reason }) => values.push(reason),
    },
    { computed: ["value"] },
  );
  const lines = kernel.place(records.map((record) => `${record}\n`).join(""));
  decoder.readLines(lines.at, lines.at + lines.length, kernel.allocate(lines.length * 3));
  return values;
}
