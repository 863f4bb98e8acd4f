// The definition of flow-top: operands, options, help and examples.
import { defineCommand, natural, size } from "@flowlogs/cli";
import { adoptNames, adviceByLook, fieldList, interval, percentage, sortKeys } from "@flowlogs/core/kinds";

/** Any number, so that `1.5` is refused as a count instead of being read as the name of a file. */
function isNumber(text: string): boolean {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(text);
}

export const command = defineCommand({
  name: "flow-top",
  brief: "keep the records with the largest values",
  about:
    "Writes the first N records in the order of the --by keys, largest first unless a key says asc. Numbers " +
    "compare by their exact value, addresses by theirs (IPv4 before IPv6), other text by code points. In " +
    "ascending order, numbers precede addresses and addresses precede text; null is last in any order. Equal " +
    "records keep their input order. Without --by, the key is bytes, or else the only sum(..) or the only number " +
    "that is a size or a count; if there are several, or none, that is an error. With --per, each group has its " +
    "own N, and groups keep the order in which they first appeared.\n\n" +
    "--until 80% writes the first records until the values of the first key reach that share of their total over all " +
    "records (or the group's): no more than that takes, and no more than N if N is given. Integers are compared exactly. " +
    "Null is not in the total; with a negative value there is no such share, which is an error.\n\n" +
    "--share adds percent and cumulative_percent of the first key's total over all records (or the group's), to " +
    "four decimals; null if the value is not a number. --other adds a record for the rest: its field other has " +
    "their number, and it has the sums of the first key and of bytes, packets, flows and fields named sum(..) or " +
    "count(..); its other fields are null. --max-memory limits the memory for records, 1.5 GiB at most; the " +
    "program itself takes about 50 MB more.",
  memory: "keeps N records (of each group with --per); with --sort, or --until and no N, up to --max-memory",
  reads: "records",
  writes: {
    brief: "the first records, in order",
    adds: {
      percent: { type: ["number", "null"], description: "with --share: of the first key's total" },
      cumulative_percent: { type: ["number", "null"], description: "with --share: of this record and those before it" },
      other: { type: ["integer", "null"], description: "with --other: the number of records that are summed up" },
    },
  },
  operands: {
    count: { kind: natural, brief: "number of records to keep; default: 10, with --until no limit", when: isNumber },
  },
  adviceFor: adviceByLook({
    fields: (word) => `did you mean --by ${word}?`,
    aggregate: (word) => `did you mean --by ${word}?`,
    number: "give the number of records once",
    condition: "use flow-filter for conditions",
  }),
  options: {
    by: {
      kind: sortKeys,
      brief: "fields or values such as bytes/packets, separated by commas, each asc or desc",
    },
    per: { kind: fieldList, brief: "keep N records for each combination of values of these fields" },
    "keep-null": { kind: "switch", brief: "with --per: keep every record with null in one of these fields" },
    least: { kind: "switch", brief: "smallest first, unless a key says asc or desc" },
    sort: { kind: "switch", brief: "write all records in order, not only the first N" },
    until: { kind: percentage, brief: "keep the first records until they reach this share of the first key's total" },
    share: { kind: "switch", brief: "add percent and cumulative_percent of the first key's total over all records" },
    other: { kind: "switch", brief: "add a record with the sums of all other records" },
    every: { kind: interval, brief: "also write interim results at this interval, such as 1s, for flow-fmt --live" },
    "max-memory": {
      kind: size,
      config: "project",
      brief: "use temporary files above this; default: a quarter of the machine's memory",
      rare: true,
    },
  },
  examples: [
    { run: "flowlogs-read sample: | flow-top 3 --by bytes", says: "the three largest flows" },
    {
      run: "flowlogs-read sample: | flow-top 5 --by 'packets desc, start asc'",
      says: "most packets, then the earliest",
    },
    { run: "flowlogs-read sample: | flow-top 2 --per srcaddr", says: "the two largest flows of each source" },
    { run: "flowlogs-read sample: | flow-top 3 --by 'bytes/packets'", says: "the largest packets on average" },
    { run: "flowlogs-read sample: | flow-top 3 --share --other", says: "their share of the total, and the rest" },
    {
      run: "flowlogs-read sample: | flow-group --by srcaddr 'sum(bytes)' | flow-top --until 80% --by 'sum(bytes)'",
      says: "the sources of most traffic",
    },
    { run: "flowlogs-read sample: | flow-top --sort --least --by start", says: "all flows in order of their start" },
  ],
  reference: () => import("@flowlogs/core/reference"),
  adopt: adoptNames,
  load: () => import("./stage.ts"),
});
