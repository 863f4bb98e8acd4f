// What flow-top is called with and what it says of itself.
import { defineCommand, natural } from "@flowlogs/cli";
import { sortKeys } from "@flowlogs/core/kinds";

/** Any number, so that `1.5` is refused as a count and not looked for as a file. */
function isNumber(text: string): boolean {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(text);
}

export const command = defineCommand({
  name: "flow-top",
  brief: "keep the records with the largest values",
  about:
    "Writes the COUNT records that come first by the --by keys, the largest first unless a key says asc. " +
    "Equal records keep the order in which they came; null comes last.",
  memory: "keeps COUNT records",
  reads: "records",
  operands: {
    count: { kind: natural, brief: "how many records to keep (10)", when: isNumber },
  },
  options: {
    by: { kind: sortKeys, default: "bytes", brief: "keys with commas, each may be followed by asc or desc" },
  },
  examples: [
    { run: "flow-top 3 --by bytes flows.ndjson", says: "the three largest flows" },
    {
      run: "flow-top 5 --by 'packets desc, start asc' flows.ndjson",
      says: "most packets, the earliest of equals first",
    },
  ],
  load: () => import("./stage.ts"),
});
