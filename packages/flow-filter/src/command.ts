// The definition of flow-filter: operands, options, help and examples.
import { defineCommand, natural, newFile, path } from "@flowlogs/cli";
import { adoptNames, adviceByLook, expression, fieldList, percentage } from "@flowlogs/core/kinds";

/** With --sample or --match there may be files and no expression. Every condition has a blank, an operator or parentheses. */
const hasExpression = { with: ["sample", "match"], when: (word: string) => /[\s=<>!()]/.test(word) };

export const command = defineCommand({
  name: "flow-filter",
  brief: "keep the records for which an expression holds",
  about:
    "Reads NDJSON records and writes those for which EXPRESSION holds, unchanged. Comparisons: = != < <= > >=, in " +
    "[..], in @FILE, between, like, =~, has, is null. Addresses and prefixes compare by value (srcaddr in " +
    "10.0.0.0/8), addr and port mean either side, and conditions are joined with and, or, not and parentheses. " +
    "Null is unknown, as in SQL: srcport != 443, not (srcport = 443) and srcport not in [443] select the same " +
    "records, and none where srcport is null; use is null for those.\n\n" +
    "Values may be computed: + - * / % ^ and & in double precision, the functions of CloudWatch Logs Insights, " +
    "and duration (end - start, in seconds), bps, pps (bits and packets per second) and bpp (bytes per packet). A " +
    "computation with null, or a division by zero, is null.\n\n" +
    "The FILE after @ is a list: addresses, prefixes and ranges (10.0.0.1-10.0.0.9), numbers and ranges, or text, " +
    "one per line; # begins a comment.\n\n" +
    "--match FILE keeps the records that have all values of some line of a CSV, TSV or NDJSON file, such as an incident's " +
    "connections; its columns are named as fields are (srcaddr,dstaddr,dstport), and --both adds the other direction. With an " +
    "expression, that has to hold too.\n\n" +
    "--sample 1% keeps each record with that probability, by its number in the input and the --seed: the same input and seed " +
    "give the same records. They get the key sample_rate, 0.01 here, or the product of both rates if they had one. " +
    "flow-group --scale-sampled estimates counts and sums of all records from it. With --sample-by srcaddr,dstaddr this " +
    "part of their values is kept, each with all of its records: of the same seed the same ones in every file.",
  memory: "streams: memory does not grow with the input",
  reads: "records",
  writes: {
    brief: "the records of the input that pass, unchanged",
    adds: {
      sample_rate: { type: "number", description: "with --sample: which part of the records was kept, such as 0.01" },
    },
  },
  operands: {
    expression: {
      kind: expression,
      brief: "the condition, in quotes",
      required: true,
      unless: "file",
      optional: hasExpression,
    },
  },
  adviceFor: adviceByLook({
    condition: "give one expression, its conditions joined with and or or",
    fields: "put the whole expression in quotes",
    operator: "put the whole expression in quotes",
    number: "put the whole expression in quotes",
  }),
  options: {
    file: { kind: path, short: "f", brief: "read the expression from a file; # begins a comment" },
    not: { kind: "switch", brief: "keep the records for which EXPRESSION is false: not (EXPRESSION)" },
    sample: {
      kind: percentage,
      brief: "keep this part of the records, chosen at random, with its rate in sample_rate",
    },
    "sample-by": {
      kind: fieldList,
      brief: "with --sample: keep all records with the same values of these fields, or none",
      rare: true,
    },
    seed: { kind: natural, brief: "another number chooses other records for --sample; default: 0" },
    match: { kind: path, brief: "keep records with the values of a line of this file, such as srcaddr and dstaddr" },
    both: { kind: "switch", brief: "with --match: also with source and destination exchanged", rare: true },
    rest: { kind: newFile, brief: "write all other records to this file" },
    force: { kind: "switch", brief: "overwrite the file of --rest if it exists", rare: true },
    "exit-status": { kind: "switch", short: "e", brief: "exit with 1 when nothing passed" },
    "no-output": {
      kind: "switch",
      short: "n",
      brief: "write no records; with -e stop at the first record that passes",
    },
    check: { kind: "switch", brief: "print the expression in its canonical form, and read nothing" },
  },
  examples: [
    { run: "flowlogs-read sample: | flow-filter 'action = REJECT'", says: "what was blocked" },
    {
      run: "flowlogs-read sample: | flow-filter 'dstport in [22, 3389] and srcaddr not in 10.0.0.0/8'",
      says: "logins from outside",
    },
    {
      run: "flowlogs-read sample: | flow-filter 'addr = 203.0.113.77 or port = domain'",
      says: "one host on either side, or DNS",
    },
    {
      run: "flowlogs-read sample: | flow-filter 'bpp > 1000 and tcp_flags is null'",
      says: "full packets, in a log without flags",
    },
    {
      run: "flowlogs-read sample: | flow-filter 'isPrivateIP(srcaddr) and not isPrivateIP(dstaddr)'",
      says: "what went out",
    },
    { run: "flowlogs-read sample: | flow-filter --sample 10% --seed 1", says: "one record in ten" },
  ],
  exits: [["1", "with -e: nothing passed"]],
  reference: () => import("@flowlogs/core/reference"),
  adopt: adoptNames,
  load: () => import("./stage.ts"),
});
