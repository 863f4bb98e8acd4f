// The questions of the documents, as pipelines behind a reader: those of the README and of the manual of flow-query, those that
// operators of older systems asked, and the older systems' own in their languages.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isProblem } from "../../packages/base/src/problem.ts";
import { memoryHost } from "../../packages/cli/src/memoryHost.ts";
import { execute } from "../../packages/cli/src/run.ts";
import { command as read } from "../../packages/flowlogs-read/src/command.ts";
import { command as query } from "../../packages/flow-query/src/command.ts";
import { plainPipeline } from "../../packages/flow-query/src/pipeline/parse.ts";
import { printPipeline } from "../../packages/flow-query/src/pipeline/print.ts";
import { parseTranscript } from "../transcript.ts";

const root = join(import.meta.dirname, "../..");
const files = ["README.md", "packages/flow-query/README.md", "test/transcripts/questions.md"];

/** The older systems' own questions. Of what stands for a name one is chosen that the sample has. */
const inLanguages: readonly (readonly string[])[] = [
  [
    "insights",
    "fields @timestamp, dstPort, srcAddr | stats count(*) as countSrcAddr by srcAddr, dstPort | sort countSrcAddr desc",
  ],
  [
    "insights",
    "filter action = 'REJECT' | fields @timestamp, dstPort, srcAddr | stats count(*) as countSrcAddr by srcAddr, dstPort | sort countSrcAddr desc",
  ],
  ["insights", "filter srcAddr = '203.0.113.24' | fields @timestamp, dstPort, srcAddr, dstAddr"],
  [
    "insights",
    "filter srcAddr = '198.51.100.77' and dstPort = '22' | fields @timestamp, dstPort, srcAddr, dstAddr | stats sum(packets) by bin( 30 min)",
  ],
  ["cistern", "-columns", "sum(bytes)"],
  ["cistern", "-columns", "sum(bytes), count(_id), max(packets), max(bytes)"],
  ["cistern", "-columns", "sum(bytes), count(_id), max(packets), max(bytes)", "-group", "protocol"],
  [
    "cistern",
    "-columns",
    "sum(bytes), count(_id), max(packets), max(bytes)",
    "-group",
    "source_address, dest_address",
    "-order-by",
    "sum(bytes)",
    "-limit",
    "3",
    "-descending",
  ],
  [
    "cistern",
    "-columns",
    "sum(packets), sum(bytes)",
    "-group",
    "protocol",
    "-point-size",
    "24h",
    "-filters",
    'source_address eq "10.0.1.10"',
  ],
  [
    "cistern",
    "SELECT sum(bytes) GROUP BY source_addr, dest_addr FILTER packets > 3 ORDER BY source_addr limit 100 point size 1h",
  ],
];

/** Those in the SQL of Drill, and what else stands beside them that is not asked of an engine. */
const ofOthers: readonly DocumentQuestion[] = [
  ...(["srcport", "dstport"] as const).map((port) => ({
    text: `drill: by ${port}`,
    pipeline:
      `flow-filter 'srcaddr like "10.0%" and dstaddr not like "10.0%" and ${port} < 1024' | ` +
      `flow-group --by srcaddr,dstaddr,protocol,${port} 'sum(bytes) as bytes' | flow-top --sort --by bytes`,
  })),
  { text: "cistern: an event", why: "is a record" },
  { text: "cistern: a configuration with a retention", why: "reads records, and asks nothing of them" },
  { text: "flowlogs_reader --start-time --end-time GROUP", why: "reads records, and asks nothing of them" },
  { text: "kinesis_logs_reader --start-time STREAM", why: "reads records, and asks nothing of them" },
  { text: "flowlogs_reader GROUP | awk", why: "a shell does a part of it" },
];

export interface DocumentQuestion {
  readonly text: string;
  /** The pipeline without its reader and printer; or why it is no plan. */
  readonly pipeline?: string;
  readonly why?: string;
}

export function questionsOfDocuments(): readonly DocumentQuestion[] {
  return files.flatMap((file) =>
    parseTranscript(readFileSync(join(root, file), "utf8"))
      .flatMap(({ steps }) => steps.map(({ command }) => command.replaceAll(/\s*\\\n\s*/g, " ")))
      .filter((command) => /^flow(?:s?-|logs-read )/.test(command))
      // Where the answer goes is not a part of the question.
      .map((command) => questionOf(command.replace(/^(flowlogs-read [^|>]*\|[^>]*) > \$TMP\/\w+(?:;.*)?$/, "$1"))),
  );
}

/** Those of older systems, in other languages as the pipelines that flow-query makes of them. */
export async function questionsInLanguages(): Promise<readonly DocumentQuestion[]> {
  const compiled = await Promise.all(
    inLanguages.map(async ([language = "", ...words]) => {
      const host = memoryHost();
      await execute(query, ["--lang", language, ...words, "--print", "pipeline", "--quiet"], host);
      return { ...questionOf(host.out().trim()), text: `${language}: ${words.join(" ")}` };
    }),
  );
  return [...compiled, ...ofOthers];
}

/** What a shell, or a reader that counts, does of it is not in a plan. */
const others: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/\$TMP|>/, "goes on with a file"],
  [/\| (?:jq|tr|cmp|wc|awk|sed)\b|\|\|/, "a shell does a part of it"],
  [/--partial|--merge/, "groups of parts"],
  [/--limit/, "a limit is of records in an order"],
  [/--lang|--summary-and-series|--print|-f \S/, "another language, or an answer of one object"],
  [/^flow-(?!query)/, "reads records of its own"],
];

function questionOf(text: string): DocumentQuestion {
  const words = text.replaceAll("'\\''", "");
  const why = others.find(([pattern]) =>
    pattern.test(words.replaceAll(/'[^']*'|"[^"]*"/g, (it) => (it.includes(" | ") ? it : "_"))),
  )?.[1];
  if (why !== undefined) return { text, why };
  const inner = /^flow-query (?:--engine duckdb )?'(.*)'$/.exec(text)?.[1] ?? text;
  const parsed = plainPipeline(inner);
  if (isProblem(parsed)) return { text, why: "shows a mistake" };
  const [reader, ...commands] = parsed.commands;
  const [where, condition = "", ...more] = (reader?.words ?? []).filter(
    (word) => !/^(?:-|sample:|sample\/AWSLogs|\w+\.log)$/.test(word),
  );
  if (where !== undefined && (where !== "--where" || more.length > 0))
    return { text, why: "its reader does more than to read" };
  const filter = where === undefined ? [] : [{ name: "flow-filter", words: [condition] }];
  const asked = commands.filter(({ name }) => name !== "flow-fmt");
  if (asked.length + filter.length === 0) return { text, why: "is only printed" };
  return { text, pipeline: printPipeline([...filter, ...asked]) };
}

/** Those whose last rows are equal by what ranks them: which of them are there is documented to differ. */
const tied = [
  "dstport,action 'count()' | flow-top 5",
  "flow-top 2 --by bytes/packets",
  "flow-top 100 --by '`source_addr` asc'",
];

/** With all rows, where the last of them could be others. */
export function withoutTies(pipeline: string): string {
  return tied.some((it) => pipeline.includes(it)) ? pipeline.replace(/flow-top \d+/, "flow-top --sort") : pipeline;
}

/** The records of the sample, as NDJSON. */
export async function recordsOfSample(): Promise<string> {
  const host = memoryHost();
  await execute(read, ["sample:", "--quiet"], host);
  return host.out();
}
