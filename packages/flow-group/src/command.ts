// What flow-group is called with and what it says of itself.
import { defineCommand } from "@flowlogs/cli";
import { aggregate, fieldList } from "@flowlogs/core/kinds";

/** A word and a parenthesis, as in `sum(bytes)`; but `flows (1).ndjson`, with a suffix behind, is the name of a file. */
function isCall(text: string): boolean {
  return /^\s*\w+\s*\((?!.*\)(?!\s*as\s)[^()]*\.[a-z]\w*$)/is.test(text);
}

export const command = defineCommand({
  name: "flow-group",
  brief: "group records and aggregate each group",
  about:
    "Writes one record for each combination of values of the --by fields, in the order in which they first came up. " +
    "Aggregates: count(), count(FIELD), sum, min, max and avg of a FIELD, each with `as NAME` if you like. " +
    "Without any: flows, first start, last end, packets and bytes; without --by: of all records together, " +
    "or by the 5-tuple when no aggregate is given either. " +
    "A record with null in a key is left out and counted; a null value is in no sum. Sums of integers are exact.",
  memory: "keeps every group, about 100 bytes each",
  reads: "records",
  operands: {
    aggregates: {
      kind: aggregate,
      brief: "what to compute, such as 'sum(bytes)' or 'count() as n'",
      many: true,
      when: isCall,
    },
  },
  options: {
    by: { kind: fieldList, brief: "the fields whose values make a group, with commas" },
  },
  examples: [
    { run: "flow-group --by srcaddr,dstport 'count()' flows.ndjson", says: "who knocked where, how often" },
    { run: "flow-group --by protocol 'sum(bytes)' 'avg(packets) as mean' flows.ndjson", says: "traffic by protocol" },
    { run: "flow-group 'count()' 'sum(bytes)' flows.ndjson", says: "totals over all records" },
  ],
  load: () => import("./stage.ts"),
});
