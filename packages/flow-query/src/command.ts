// The definition of flow-query: operands, options, help and examples.
import { choice, defineCommand, isProblem, type Kind, natural, path, size, text } from "@flowlogs/cli";
import { outputFormats } from "@flowlogs/core/kinds";
import { translateArguments } from "./languages/arguments.ts";
import { engineKinds, engineOptions } from "./engine/options.ts";
import { parameter } from "./text/parameters.ts";
import { languages, SQL } from "./languages/languages.ts";

const MOST_THREADS = 256;

const threads: Kind<number> = {
  placeholder: "N",
  parse(word) {
    const count = natural.parse(word);
    if (!isProblem(count) && count > 0 && count <= MOST_THREADS) return count;
    const advice = `give a whole number from 1 to ${MOST_THREADS}`;
    return { problem: `"${word}" is not a number of threads`, advice };
  },
};

/** flowlogs-read reads it, in its zone. */
const time = { ...text, placeholder: "TIME", topic: "times", isTime: true } as const;

export const command = defineCommand({
  name: "flow-query",
  brief: "run a whole pipeline in one process",
  about: `Runs a pipeline of the other commands, written as in a shell, in one process: what one command writes, the next one takes at
once. Output and messages are those of the shell. The names may be short: read, filter, bin, group, top, fmt, write.
Words are quoted as in a shell; nothing is expanded, redirected or executed.

With --lang insights the query is one of CloudWatch Logs Insights, on any source: fields, display, filter, stats, sort, limit,
dedup and parse, with its functions, its rules for missing values, its order and its limit of 10,000 rows. What flow-query does
not have of it is an error.

With --lang cistern the query is one of Cistern: SELECT sum(bytes) GROUP BY protocol FILTER source_port = 443 ORDER BY sum(bytes)
DESC LIMIT 3 POINT SIZE 1h, or the flags of its first client: -columns, -group, -filters, -order-by, -descending, -limit,
-point-size, -start, -end. The answer is one JSON object: the rows as summary, with a point size also over time as series,
and the query. Fields have Cistern's names or any other.

-f reads the query from a file, which may have several: a line -- name: NAME comes before each, and --query NAME chooses one.
--set src=10.0.0.1 is the value of :src in the query, for filter 'srcaddr = :src' as well as for read :file. It is one value or
one word, whatever signs it has.

With --lang sql the query is a SELECT of DuckDB, which has to be installed: npm install @duckdb/node-api@1.5.5-r.5. The sources are
the table flows, and read('SOURCE') is a table of any other one. cidr(srcaddr, '10.0.0.0/8'), ip_in(srcaddr, ['fd00::/8', '10.0.0.1']),
is_private_ip(srcaddr), port_name(dstport) and protocol_name(protocol) are there too. A query reads these records and nothing else.
Times are seconds since 1970.

With --engine the pipeline is run where its data is: insights on the log groups that it reads, athena, trino and clickhouse on a
--table. --explain says what will be read and what that costs. What costs more than --max-cost is not run without --yes. The
commands that an engine cannot do after the groups are run here, on its rows; what else it cannot say so that the answer is the same
is refused.

--summary-and-series answers so for any pipeline with flow-bin SIZE | flow-group --by bin,...: the commands after flow-group
choose the groups of the summary, and the series has the bins of these. --print pipeline shows the pipeline of a query.`,
  memory: "keeps what its commands keep",
  reads: "pipeline",
  writes: { brief: "what the last command of the pipeline writes" },
  operands: {
    pipeline: {
      kind: { ...text, placeholder: "PIPELINE" },
      brief: "commands connected by |, or a query in --lang",
      required: true,
      unless: "file",
    },
    sources: {
      kind: { ...path, placeholder: "SOURCE" },
      brief: "for --lang: what to read; default: standard input",
      many: true,
    },
  },
  options: {
    lang: { kind: choice(...Object.keys(languages), SQL), brief: "the query's language" },
    output: {
      kind: choice(...outputFormats),
      short: "o",
      brief: "the output format, one of flow-fmt; default: NDJSON",
    },
    format: {
      kind: { ...text, placeholder: "FORMAT" },
      many: true,
      brief: "for --lang: columns of lines without a header, as for flowlogs-read; repeatable",
      rare: true,
    },
    start: { kind: time, brief: "for --lang: records that start at this time or later" },
    end: { kind: time, brief: "for --lang: records that start before this time" },
    file: { kind: path, short: "f", brief: "read the query from a file; # begins a comment, in SQL --" },
    query: {
      kind: { ...text, placeholder: "NAME" },
      brief: "for -f: the query below the line -- name: NAME, where there are several",
    },
    set: {
      kind: parameter,
      many: true,
      brief: "the value of :src in the query, as src=10.0.0.1: one word or one value",
    },
    "summary-and-series": {
      kind: "switch",
      brief: "answer with one JSON object: the groups of a pipeline in all, and by bin",
      rare: true,
    },
    threads: {
      kind: threads,
      config: "project",
      brief: "threads that read files and group them; default: one per core, if that is faster",
      rare: true,
    },
    "max-memory": {
      kind: size,
      config: "project",
      brief: "for --lang sql: DuckDB's memory limit; default: half of the machine's",
      rare: true,
    },
    ...engineOptions,
    explain: { kind: "switch", brief: "print what each command does, and run nothing" },
    print: {
      kind: choice("pipeline", "plan", ...engineKinds),
      brief: "print the pipeline, its plan as JSON, or the text for an engine, and run nothing",
      rare: true,
    },
  },
  examples: [
    { run: `flow-query 'read sample: | filter "action = REJECT" | top 3'`, says: "the largest among the rejected" },
    {
      run: "flow-query --lang insights 'stats sum(bytes) by action' sample:",
      says: "a query of CloudWatch Logs Insights on files",
    },
    {
      run: "flow-query --lang cistern -columns 'sum(bytes)' -group protocol sample:",
      says: "a query of Cistern",
    },
    {
      run: "flow-query --summary-and-series 'read sample: | bin 5m | group --by bin,action'",
      says: "the groups in all, and in every five minutes",
    },
  ],
  reference: () => import("@flowlogs/core/reference"),
  translate: translateArguments,
  load: () => import("./stage.ts"),
});
