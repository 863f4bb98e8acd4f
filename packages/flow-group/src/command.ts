// The definition of flow-group: operands, options, help and examples.
import { defineCommand, size, text } from "@flowlogs/cli";
import { adoptNames, adviceByLook, aggregates, groupKeys, interval, isAggregateCall } from "@flowlogs/core/kinds";

export const command = defineCommand({
  name: "flow-group",
  brief: "group records and aggregate each group",
  about: `Writes one record for each combination of values of the --by keys, in the order in which they first appeared.
Without aggregates: flows, first start, last end, packets and bytes; without --by: of all records together, or by the
5-tuple when no aggregate is given either. Records with null in a key are left out and counted. Without --by there is
one record, even for an empty input: its count and sum are 0.

A key is a field, srcaddr/24 (the network of an address; IPv6 uses /64, srcaddr/24/48 sets both), and may
have a name: 'srcaddr/24 as net'.

Aggregates such as count(), sum(bytes) and p95(bytes) ignore null; --help=aggregates lists them.
count(action = REJECT) and sum(bytes where action = REJECT) use only records for which the condition holds. Aggregates may be
combined: 'sum(bytes) * 8 / 300 as bps'; the functions of flow-filter take them as arguments: 'round(sum(bytes)/1e6, 1) as mb',
"if(count() > 5, 'many', 'few')". Above 1,000,000 numbers in a group, or when memory runs out, percentiles come
from a sketch, accurate to 1 %, and the record lists them in "approximate".

--also-by, once or more, groups the records by other keys too. The groups of --by come first, then the others, in the order of
the options. Each record has the key grouping with the names of its keys, such as "srcaddr,dstport"; the keys of the other
groupings are null. flow-top --per grouping ranks each by itself.

Of records that flow-filter --sample wrote, counts and sums are those of the sample, and a note says so. --scale-sampled
divides what each record counts by its sample_rate: counts, and sums of bytes and packets, are rounded to whole numbers.`,
  memory: "keeps every group, about 100 bytes each; above --max-memory on disk",
  reads: "records",
  writes: {
    brief: "a record for each group: its keys, and its aggregates by their names, such as sum(bytes)",
    adds: {
      grouping: { type: "string", description: "with --also-by: the names of the record's keys" },
      approximate: { type: "array", items: { type: "string" }, description: "aggregates that are accurate to 1 %" },
      "total()": { const: true, description: "with --totals: the record over all groups" },
      "partial()": {
        type: "array",
        description: "with --partial: not a result, but a state for --merge: its version and keys",
      },
      "states()": {
        type: "integer",
        description: "with --partial: the last record, and how many states came before it",
      },
    },
  },
  operands: {
    aggregates: {
      kind: aggregates,
      brief: "what to compute, such as 'sum(bytes)' or 'count() as n'",
      many: true,
      when: isAggregateCall,
    },
  },
  adviceFor: adviceByLook({
    fields: (word) => `did you mean --by ${word}?`,
    "aggregate name": (word) => `did you mean '${word}()', with a field in the parentheses?`,
    "name first": (renamed) => `did you mean ${renamed}?`,
    condition: "use flow-filter for conditions",
    number: "use flow-top for the first N groups",
  }),
  options: {
    by: { kind: groupKeys, brief: "what identifies a group: fields or srcaddr/24, separated by commas" },
    "also-by": {
      kind: groupKeys,
      many: true,
      brief: "group by these keys too, in the same pass; each record says its grouping",
    },
    having: {
      kind: { ...text, placeholder: "EXPR", topic: "expressions" },
      brief: "write only groups for which this holds",
    },
    totals: {
      kind: "switch",
      brief: 'end with a record over all grouped records, marked by "total()":true',
    },
    "scale-sampled": {
      kind: "switch",
      brief: "divide what a record adds to counts and sums by its sample_rate",
      rare: true,
    },
    "keep-null": { kind: "switch", brief: "also group records with null in a key", rare: true },
    sorted: {
      kind: "switch",
      brief: "the records of a group are adjacent in the input: write each group at its end",
      rare: true,
    },
    partial: {
      kind: "switch",
      brief: "write states for --merge instead of results",
      rare: true,
    },
    merge: { kind: "switch", brief: "add up what runs with --partial wrote", rare: true },
    every: { kind: interval, brief: "also write interim results at this interval, such as 1s, for flow-fmt --live" },
    late: { kind: interval, brief: "write each bin once, when records are this far past its end" },
    "max-memory": {
      kind: size,
      config: "project",
      brief: "memory limit, up to 1.75 GiB; default: a quarter of the machine's",
      rare: true,
    },
  },
  examples: [
    {
      run: "flowlogs-read sample: | flow-group --by srcaddr,dstport 'count()'",
      says: "which source tried which port, and how often",
    },
    {
      run: "flowlogs-read sample: | flow-group --by protocol 'sum(bytes)' 'avg(packets) as mean'",
      says: "traffic per protocol",
    },
    {
      run: "flowlogs-read sample: | flow-group --by srcaddr/24 'count(action = REJECT) as blocked'",
      says: "blocked flows per network",
    },
    {
      run: "flowlogs-read sample: | flow-group --by srcaddr 'sum(bytes)' --having 'count() > 50'",
      says: "only busy sources",
    },
    {
      run: "flowlogs-read sample: | flow-group --by srcaddr --also-by dstport 'count()' | flow-top 3 --per grouping --by 'count()'",
      says: "the busiest sources, and the ports that are tried most",
    },
    { run: "flowlogs-read sample: | flow-group 'count()' 'sum(bytes)' 'p95(bytes)'", says: "over all records" },
  ],
  reference: () => import("@flowlogs/core/reference"),
  adopt: adoptNames,
  load: () => import("./stage.ts"),
});
