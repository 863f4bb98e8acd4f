// What flow-top is called with and what it says of itself.
import { defineCommand, natural, size } from "@flowlogs/cli";
import { adviceByLook, fieldList, sortKeys } from "@flowlogs/core/kinds";

/** Any number, so that `1.5` is refused as a count and not looked for as a file. */
function isNumber(text: string): boolean {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(text);
}

export const command = defineCommand({
  name: "flow-top",
  brief: "keep the records with the largest values",
  about:
    "Writes the N records that come first by the --by keys, the largest first unless a key says asc. " +
    "Numbers compare by their exact value, addresses by theirs (IPv4 before IPv6), other texts by code points; " +
    "in ascending order numbers come before addresses and addresses before texts; null is last in any order. " +
    "Equal records keep the order in which they came. " +
    "Without --by it is bytes, or else the only sum(..) or the only number that is a size or a count; where there are several, " +
    "or none, that is an error. " +
    "With --per each group has its own N, the groups in the order in which they first came up. " +
    "--share adds percent and cumulative_percent of the first key's total over all records (or the group's), to four " +
    "decimals; null where the value is none. --other adds a record for the rest: other says how many they are, and it has " +
    "the sums of the first key and of bytes, packets, flows and fields named sum(..) or count(..); its other fields are null. " +
    "--max-memory is what the records may take, 1.5 GiB at most; the program itself takes about 50 MB more.",
  memory: "keeps N records (of each group with --per); with --sort up to --max-memory",
  reads: "records",
  operands: {
    count: { kind: natural, brief: "how many records to keep (10)", when: isNumber },
  },
  adviceFor: adviceByLook({
    fields: (word) => `did you mean --by ${word}?`,
    aggregate: (word) => `did you mean --by ${word}?`,
    number: "the number of records is given once",
    condition: "flow-filter keeps the records for which it holds",
  }),
  options: {
    by: {
      kind: sortKeys,
      brief: "fields or values such as bytes/packets, with commas, each asc or desc",
    },
    per: { kind: fieldList, brief: "the first N for each combination of values of these fields" },
    least: { kind: "switch", brief: "the smallest first, where a key does not say asc or desc" },
    sort: { kind: "switch", brief: "all records in order, instead of the first N" },
    share: { kind: "switch", brief: "add percent and cumulative_percent of the first key's total over all records" },
    other: { kind: "switch", brief: "add a record for those that are not among the first, with their sums" },
    "max-memory": { kind: size, brief: "records above it wait in temporary files (a quarter of the machine's)" },
  },
  examples: [
    { run: "flow-top 3 --by bytes flows.ndjson", says: "the three largest flows" },
    {
      run: "flow-top 5 --by 'packets desc, start asc' flows.ndjson",
      says: "most packets, the earliest of equals first",
    },
    { run: "flow-top 2 --per srcaddr flows.ndjson", says: "the two largest flows of each source" },
    { run: "flow-top 3 --by 'bytes/packets' flows.ndjson", says: "the largest packets on average" },
    { run: "flow-top 3 --share --other flows.ndjson", says: "and what they and the rest are of the whole" },
    { run: "flow-top --sort --least --by start flows.ndjson", says: "all flows in the order of their start" },
  ],
  load: () => import("./stage.ts"),
});
