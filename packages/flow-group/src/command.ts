// What flow-group is called with and what it says of itself.
import { defineCommand, size, text } from "@flowlogs/cli";
import { adviceByLook, aggregates, aggregatesHelp, groupKeys } from "@flowlogs/core/kinds";

/**
 * A word and a parenthesis, as in `sum(bytes)`, perhaps behind a number, a minus or a parenthesis; but
 * `flows (1).ndjson`, with a suffix behind, is the name of a file.
 */
function isCall(word: string): boolean {
  return /^\s*(?:[\d.]+\s*[-+*/]\s*)?[\s(-]*[\w.]+\s*\((?!.*\)(?!\s*as\s)[^()]*\.[a-z]\w*$)/is.test(word);
}

export const command = defineCommand({
  name: "flow-group",
  brief: "group records and aggregate each group",
  about: `Writes one record for each combination of values of the --by keys, in the order in which they first came up.
Without aggregates: flows, first start, last end, packets and bytes; without --by: of all records together, or by the
5-tuple when no aggregate is given either. A record with null in a key is left out and counted. Without --by there is
one record, of no records too: their count and sum are 0.

A key is a field, srcaddr/24 (the networks of addresses; IPv6 is cut to /64, srcaddr/24/48 says otherwise), and may
have a name: 'srcaddr/24 as net'.

Aggregates of a FIELD, null values left out:

${aggregatesHelp()}

count(action = REJECT) and sum(bytes where action = REJECT) take only records for which that holds. Aggregates may be
joined: 'sum(bytes) * 8 / 300 as bps'; functions of flow-filter may stand around them: 'round(sum(bytes)/1e6, 1) as mb',
"if(count() > 5, 'many', 'few')". Beyond 1,000,000 numbers in a group, or when memory runs out, percentiles come
from a sketch, within 1 %, and the record names them in "approximate".`,
  memory: "keeps every group, about 100 bytes each; over --max-memory on disk",
  reads: "records",
  operands: {
    aggregates: {
      kind: aggregates,
      brief: "what to compute, such as 'sum(bytes)' or 'count() as n'",
      many: true,
      when: isCall,
    },
  },
  adviceFor: adviceByLook({
    fields: (word) => `did you mean --by ${word}?`,
    "aggregate name": (word) => `did you mean '${word}()', with a field in the parentheses?`,
    condition: "flow-filter keeps the records for which it holds",
    number: "flow-top keeps the first N groups",
  }),
  options: {
    by: { kind: groupKeys, brief: "what makes a group: fields, srcaddr/24, with commas between" },
    having: { kind: { ...text, placeholder: "EXPR" }, brief: "write only the groups for which this holds" },
    totals: {
      kind: "switch",
      brief: 'write a last record over all records that were grouped, marked by "total()":true',
    },
    "keep-null": { kind: "switch", brief: "group records with null in a key, too" },
    sorted: { kind: "switch", brief: "groups stand together in the input: write each at its end" },
    "max-memory": { kind: size, brief: "memory to use at most, up to 1.75 GiB; otherwise a quarter of the machine's" },
  },
  examples: [
    { run: "flow-group --by srcaddr,dstport 'count()' flows.ndjson", says: "who knocked where, how often" },
    { run: "flow-group --by protocol 'sum(bytes)' 'avg(packets) as mean' flows.ndjson", says: "traffic by protocol" },
    { run: "flow-group --by srcaddr/24 'count(action = REJECT) as blocked' flows.ndjson", says: "blocked, by network" },
    {
      run: "flow-group --by srcaddr 'sum(bytes)' --having 'count() > 50' flows.ndjson",
      says: "the busy ones only",
    },
    { run: "flow-group 'count()' 'sum(bytes)' 'p95(bytes)' flows.ndjson", says: "over all records" },
  ],
  load: () => import("./stage.ts"),
});
