// What flow-filter is called with and what it says of itself.
import { defineCommand } from "@flowlogs/cli";
import { expression } from "@flowlogs/core/kinds";

export const command = defineCommand({
  name: "flow-filter",
  brief: "keep the records for which an expression holds",
  about:
    "Reads NDJSON records and writes those for which EXPRESSION holds, as they are. " +
    "Comparisons: = != < <= > >=, in [..], between, like, =~, is null; addresses and prefixes are compared by value " +
    "(srcaddr in 10.0.0.0/8); addr and port mean either side; and, or, not and parentheses join them. " +
    "A comparison with null is false.",
  memory: "streams: memory does not grow with the input",
  reads: "records",
  operands: {
    expression: { kind: expression, brief: "what must hold, in quotes", required: true },
  },
  options: {},
  examples: [
    { run: "flow-filter 'action = REJECT' flows.ndjson", says: "what was blocked" },
    {
      run: "flow-filter 'dstport in [22, 3389] and srcaddr not in 10.0.0.0/8' flows.ndjson",
      says: "logins from outside",
    },
    { run: "flow-filter 'addr = 203.0.113.77 or port = domain' flows.ndjson", says: "one host on either side, or DNS" },
  ],
  load: () => import("./stage.ts"),
});
