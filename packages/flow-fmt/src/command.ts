// What flow-fmt is called with and what it says of itself.
import { choice, defineCommand } from "@flowlogs/cli";
import { adviceByLook, fieldList, outputFormats } from "@flowlogs/core/kinds";

export const command = defineCommand({
  name: "flow-fmt",
  brief: "print records as a table, CSV, TSV, JSON or log lines",
  about:
    "Prints the fields of the first record, or those of --fields. A table is sized by its first 1,000 rows and " +
    "printed once they have been read. log writes the lines of an AWS flow log again, byte for byte: null is -, " +
    "and there is a heading if the fields are not those of the default format.",
  memory: "streams: a table keeps 1,000 rows, the others none",
  reads: "records",
  operands: {},
  adviceFor: adviceByLook({
    fields: (word) => `did you mean --fields ${word}?`,
    aggregate: (word) => `did you mean --fields ${word}?`,
    format: (word) => `did you mean -o ${word}?`,
    number: "use flow-top for the first N records",
  }),
  options: {
    output: { kind: choice(...outputFormats), short: "o", default: "table", brief: "the output format" },
    fields: { kind: fieldList, brief: "the fields to print, in this order" },
    heading: { kind: choice("yes", "no"), brief: "whether the first line names the fields (csv, tsv, log)" },
  },
  examples: [
    { run: "flow-top 3 flows.ndjson | flow-fmt --fields srcaddr,dstaddr,bytes", says: "a table of three columns" },
    { run: "flow-fmt -o csv --fields start,srcaddr,bytes flows.ndjson > flows.csv", says: "for a spreadsheet" },
    { run: "flow-fmt -o log flows.ndjson", says: "the log lines as AWS wrote them" },
  ],
  load: () => import("./stage.ts"),
});
