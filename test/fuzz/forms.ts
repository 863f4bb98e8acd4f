// Sources of every form made of the same log lines, by plain means, and a way to read them as flowlogs-read does: the form
// is found in what has come so far, wherever it is cut.
import { gzipSync } from "node:zlib";
import type { BadLine } from "../../packages/base/src/contracts.ts";
import { fakeContext } from "../../packages/core/src/stage/context.fake.ts";
import type { LineCounts } from "../../packages/core/src/stage/stage.ts";
import { type ReadTextOptions, readWorker, type ReadWorker } from "../../packages/core/src/stages.ts";
import { detect } from "../../packages/formats/src/detect.ts";
import { openFormat } from "../../packages/formats/src/openFormat.ts";
import type { Sink } from "../../packages/base/src/sink.ts";
import type { Cut } from "./feed.ts";
import type { Random } from "./random.ts";

const names =
  "version account_id interface_id srcaddr dstaddr srcport dstport protocol packets bytes start end action log_status".split(
    " ",
  );

/** A line of the default format. */
export function randomLine(random: Random): string {
  const start = 1_795_255_500 + random.below(1000);
  if (random.once(8))
    return `2 123456789012 eni-0a - - - - - - - ${start} ${start + 60} - ${random.pick(["NODATA", "SKIPDATA"])}`;
  const address = (): string => random.pick(["10.0.0.1", "2001:db8::1", "192.0.2.7"]);
  const counts = [random.below(65_536), random.below(65_536), 6, random.below(1000), random.below(10 ** 9)];
  const verdict = random.pick(["ACCEPT", "REJECT"]);
  return `2 123456789012 eni-0a ${address()} ${address()} ${counts.join(" ")} ${start} ${start + 60} ${verdict} OK`;
}

/** The record that a line is, as it must be written. */
export function recordOf(line: string): string {
  const members = line.split(" ").map((word, i) => {
    const value = word === "-" ? null : [1, 2, 3, 4, 12, 13].includes(i) ? word : Number(word);
    return `${JSON.stringify(names[i])}:${JSON.stringify(value)}`;
  });
  return `{${members.join(",")}}`;
}

function envelope(lines: readonly string[]): string {
  const logEvents = lines.map((message, i) => ({ id: String(i), timestamp: 1_795_255_500_000 + i, message }));
  return JSON.stringify({ messageType: "DATA_MESSAGE", logGroup: "flows", logStream: "eni-0a-all", logEvents });
}

function document(lines: readonly string[]): object {
  const events = lines.map((message, i) => ({
    logStreamName: "eni-0a-all",
    timestamp: i,
    message,
    eventId: String(i),
  }));
  return { events, searchedLogStreams: [] };
}

const base64 = (text: string): string => gzipSync(text).toString("base64");
const halves = (lines: readonly string[]): string[][] => [lines.slice(0, 3), lines.slice(3)].map((half) => [...half]);
const rows = (lines: readonly string[], separator: string): string =>
  [names.join(separator), ...lines.map((line) => line.split(" ").join(separator)), ""].join("\n");

/** A source with these lines for each form. */
export const forms: Readonly<Record<string, (lines: readonly string[]) => string>> = {
  text: (lines) => `${lines.join("\n")}\n`,
  "text with a header": (lines) => rows(lines, " "),
  "exported lines": (lines) => lines.map((line) => `2026-11-20T10:00:00.000Z ${line}\n`).join(""),
  ndjson: (lines) => lines.map((line) => `${recordOf(line)}\n`).join(""),
  csv: (lines) => rows(lines, ","),
  "csv in quotes": (lines) => rows(lines, ",").replaceAll(/[^,\n]+/g, '"$&"'),
  "csv with semicolons": (lines) => rows(lines, ";"),
  "csv with bars, in quotes": (lines) => rows(lines, "|").replaceAll(/[^|\n]+/g, '"$&"'),
  "csv with comments": (lines) =>
    rows(lines, ",")
      .replaceAll(/^.*:.*$/gm, '# made by "hand, 1\n$&\n#\n')
      .replace(/^/, "# one\n\n"),
  "csv with its header in a comment": (lines) => `# made by hand\n# ${rows(lines, ";")}`,
  tsv: (lines) => rows(lines, "\t"),
  "a json array": (lines) =>
    JSON.stringify(
      lines.map((line) => JSON.parse(recordOf(line)) as unknown),
      undefined,
      1,
    ),
  events: (lines) => JSON.stringify(document(lines)),
  "events of two runs, laid out": (lines) =>
    halves(lines)
      .map((half) => JSON.stringify(document(half), undefined, 2))
      .join("\n"),
  envelopes: (lines) => halves(lines).map(envelope).join(""),
  "an event of Lambda": (lines) => JSON.stringify({ awslogs: { data: base64(envelope(lines)) } }),
  "records of Kinesis": (lines) =>
    JSON.stringify({ Records: halves(lines).map((half) => ({ kinesis: { data: base64(envelope(half)) } })) }),
  base64: (lines) =>
    halves(lines)
      .map((half) => `${base64(envelope(half))}\n`)
      .join(""),
  firehose: (lines) => lines.map((message) => JSON.stringify({ message })).join(""),
};

export interface Reading {
  readonly records: readonly string[];
  readonly bad: readonly Omit<BadLine, "bytes">[];
  readonly counts: LineCounts | undefined;
  readonly strange: string | undefined;
}

/** Reads one source as the command does. */
export async function readSource(source: Uint8Array, cut: Cut, options: ReadTextOptions = {}): Promise<Reading> {
  return await readSources([source], cut, options);
}

/** The same for several, one after the other. */
export async function readSources(
  sources: readonly Uint8Array[],
  cut: Cut,
  options: ReadTextOptions = {},
): Promise<Reading> {
  const chunks: Buffer[] = [];
  const bad: Omit<BadLine, "bytes">[] = [];
  const worker = readWorker(
    options,
    fakeContext({
      write: (bytes) => chunks.push(Buffer.from(bytes)),
      bad: ({ line, reason, detail }) => bad.push({ line, reason, detail }),
    }),
  );
  let strange: string | undefined;
  for (const source of sources) strange ??= await readInto(worker, source, cut);
  worker.finish();
  const counts = worker.counts();
  const records = Buffer.concat(chunks).toString().split("\n").slice(0, -1);
  return { records, bad, counts: "headers" in counts ? counts : undefined, strange };
}

/** Finds out the form of a source and has it read; why that cannot be done. */
async function readInto(worker: ReadWorker, source: Uint8Array, cut: Cut): Promise<string | undefined> {
  let at = 0;
  let sink: Sink | undefined;
  let strange: string | undefined;
  do {
    at = Math.min(source.length, at + cut());
    const finding = detect(source.subarray(0, at), at === source.length, [14]);
    if (finding !== undefined && "strange" in finding) strange = finding.strange;
    else if (finding !== undefined && "isPacked" in finding) strange = "packed";
    else if (finding !== undefined) sink = await openFormat(finding.form, worker, { source: "x" });
  } while (sink === undefined && strange === undefined);
  if (sink !== undefined) {
    pour(sink, source.subarray(0, at), () => Number.POSITIVE_INFINITY);
    pour(sink, source.subarray(at), cut);
    sink.endSource(false);
  }
  return strange;
}

function pour(sink: Sink, bytes: Uint8Array, cut: Cut): void {
  for (let done = 0; done < bytes.length;) {
    const room = sink.room();
    const part = bytes.subarray(done, done + Math.min(room.length, cut()));
    room.set(part);
    sink.advance(part.length);
    done += part.length;
  }
}
