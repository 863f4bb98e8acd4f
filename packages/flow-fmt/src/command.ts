// The definition of flow-fmt: operands, options, help and examples.
import { choice, defineCommand, list, natural, text } from "@flowlogs/cli";
import { applies } from "./applies.ts";
import {
  adoptNames,
  adviceByLook,
  columnList,
  columnSets,
  fieldList,
  outputFormats,
  renames,
  spellings,
  timeZone,
} from "@flowlogs/core/kinds";

export const command = defineCommand({
  name: "flow-fmt",
  brief: "print records as a table, a chart, a web page, CSV, TSV, JSON or log lines",
  about:
    "Prints the fields of the first record, or those of --fields. A table is sized by its first 1,000 rows, or by fewer if no " +
    "more come for a moment. On a terminal it has colours, times in ISO 8601, names of protocols, sizes with units, and as " +
    "many columns as fit; in a pipe or a file, values stay unchanged unless an option says otherwise. " +
    "chart, spark and heatmap need a column with times, such as bin; a chart shows the last column with numbers, or that of " +
    "--value. html writes a page with a chart and a table, which needs no network, svg a picture for a report. schema says what is in the " +
    "records: each field with its kinds of values, nulls and ranges; schema-ndjson says it for programs. log writes " +
    "the lines of an AWS flow log again, byte for byte: null is -, and there is a heading if the fields are not those of the default format.",
  memory:
    "streams: a table keeps 1,000 rows, a chart 20 bytes per record, a page 250,000 records, a schema 1,000 values per field, other formats none",
  reads: "records",
  writes: {
    brief: "text in the format of --output",
    mediaTypes: [
      "text/plain",
      "text/markdown",
      "text/csv",
      "text/tab-separated-values",
      "text/html",
      "application/json",
      "application/x-ndjson",
      "image/svg+xml",
    ],
  },
  operands: {},
  adviceFor: adviceByLook({
    fields: (word) => `did you mean --fields ${word}?`,
    aggregate: (word) => `did you mean --fields ${word}?`,
    format: (word) => `did you mean -o ${word}?`,
    number: "use flow-top for the first N records",
  }),
  options: {
    output: {
      config: "project",
      kind: choice(...outputFormats),
      short: "o",
      default: "table",
      brief: "the output format",
    },
    fields: {
      kind: columnList,
      brief: "columns: x, * (others), -x (no x), bytes*8 as bits",
    },
    columns: {
      kind: choice(...columnSets),
      brief: "the 47 columns of flowlogs-reader's lines",
      rare: true,
    },
    rename: { kind: renames, brief: "call a column otherwise: srcaddr=source", rare: true },
    names: {
      kind: choice(...spellings),
      brief: "spelling of columns: log-status, logStatus, log_status, LOG STATUS, or AWS's",
      rare: true,
    },
    heading: {
      config: "project",
      kind: choice("yes", "no"),
      brief: "whether the first line names the fields (csv, tsv, log)",
      rare: true,
    },
    human: { config: "project", kind: "switch", brief: "print sizes, counts and rates with units: 46.2 MiB, 1.3k" },
    time: {
      config: "project",
      kind: { ...text, placeholder: "FORMAT", samples: ["iso", "local", "epoch", "%H:%M"] },
      brief: "format of times: iso, local, epoch, or a pattern such as '%H:%M'",
    },
    "time-for": {
      config: "project",
      kind: fieldList,
      brief: "other columns with times: epoch seconds or ISO 8601",
      rare: true,
    },
    tz: { config: "project", kind: timeZone, brief: "time zone of these times", rare: true },
    "names-for": {
      config: "project",
      kind: list({ ...text, placeholder: "FIELD", topic: "fields" }),
      brief: "fields to print as names: tcp, https, SYN|ACK; all; proto=protocol for others",
      rare: true,
    },
    round: { config: "project", kind: natural, brief: "decimals of other numbers", rare: true },
    null: { config: "project", kind: text, brief: "text for null", rare: true },
    exact: { config: "project", kind: "switch", brief: "print values unchanged, even on a terminal", rare: true },
    vertical: { config: "project", kind: "switch", brief: "print a table with one field per line", rare: true },
    wrap: {
      config: "project",
      kind: "switch",
      brief: "continue values that do not fit the terminal on the next line",
      rare: true,
    },
    pretty: { kind: "switch", brief: "print each member of JSON on a line of its own (json)", rare: true },
    spreadsheet: {
      kind: "switch",
      brief: "put ' before texts that a spreadsheet would run as formulas (csv, tsv)",
      rare: true,
    },
    value: {
      kind: { ...text, placeholder: "FIELD", topic: "fields" },
      brief: "the column to show in a chart; default: the last one with numbers",
    },
    values: {
      kind: fieldList,
      brief: "with --pivot: several columns to add up, each in columns of its own",
      rare: true,
    },
    pivot: {
      kind: { ...text, placeholder: "FIELD", topic: "fields" },
      brief: "for -o pivot, csv, tsv, json, ndjson: the field whose values become columns",
      rare: true,
    },
    title: { kind: text, brief: "title of a page or picture (html, svg)", rare: true },
    width: {
      config: "project",
      kind: natural,
      brief: "width of a chart or table; default: that of the terminal; of svg in pixels",
      rare: true,
    },
    height: {
      config: "project",
      kind: natural,
      brief: "height of a chart in lines; default: 15, or the terminal's; of svg in pixels",
      rare: true,
    },
    live: {
      config: "project",
      kind: "switch",
      brief: "on a terminal, redraw in place as records arrive",
    },
    stack: {
      config: "project",
      kind: "switch",
      brief: "draw a chart as stacked areas (chart, svg)",
      rare: true,
    },
    ascii: { config: "project", kind: "switch", brief: "draw charts with ASCII characters only", rare: true },
    color: {
      config: "project",
      kind: choice("auto", "always", "never"),
      brief: "colours; auto: on a terminal",
      rare: true,
    },
  },
  examples: [
    {
      run: "flowlogs-read sample: | flow-top 3 | flow-fmt --fields srcaddr,dstaddr,bytes",
      says: "a table of three columns",
    },
    {
      run: "flowlogs-read sample: | flow-fmt -o csv --fields start,srcaddr,bytes > flows.csv",
      says: "for a spreadsheet",
    },
    {
      run: "flowlogs-read sample: | flow-group 'sum(bytes)' | flow-top 9 | flow-fmt -o bars",
      says: "a ranking as bars",
    },
    {
      run: "flowlogs-read sample: | flow-bin 5m | flow-group --by bin 'count()' | flow-fmt -o chart",
      says: "traffic over time",
    },
    {
      run: "flowlogs-read sample: | flow-bin 5m | flow-group --by bin 'sum(bytes)' | flow-fmt -o html > page.html",
      says: "a page for a browser",
    },
    { run: "flowlogs-read sample: | flow-fmt -o schema", says: "what is in this log: fields, kinds, nulls, ranges" },
    { run: "flowlogs-read sample: | flow-fmt -o log", says: "the log lines as AWS wrote them" },
  ],
  reference: () => import("@flowlogs/core/reference"),
  fits: (option, { output }) => typeof output !== "string" || applies(option, output),
  adopt: adoptNames,
  load: () => import("./stage.ts"),
});
