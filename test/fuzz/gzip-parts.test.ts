// Gzip files with members of all sizes, whole and damaged, read in parts as threads do: records, bad lines, what is wrong with the
// file and the counts are those of one reader of the whole file. Also where compressed data looks like a member.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { nodeHost, type SourceContext } from "@flowlogs/cli";
import { followContext } from "@flowlogs/sources/files/context.fake";
import type { ReadValues } from "@flowlogs/sources/options";
import type { ReadCounts } from "@flowlogs/sources/readCounts";
import { SourceReader } from "@flowlogs/sources/reader/sourceReader";
import { partsOf } from "@flowlogs/sources/threads/fileParts";
import { sumCounts } from "@flowlogs/sources/threads/sumCounts";
import { afterAll, expect, test } from "vitest";
import { type Random, repeatAsync } from "./random.ts";

const scratch = mkdtempSync(join(tmpdir(), "flowlogs-parts-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const path = join(scratch, "members.log.gz");
const host = nodeHost();

const header =
  "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n";

function line(random: Random): string {
  switch (random.below(12)) {
    case 0:
      return `oops ${random.digits(3)}\n`;
    case 1:
      return random.once(3) ? header : "\n";
    case 2:
      return `${"x".repeat(random.below(3000))}\n`;
    default:
      return `2 1 eni-${random.digits(9)} 10.0.0.${random.below(256)} 10.1.1.1 ${random.digits(4)} 443 6 1 ${random.digits(6)} 1418530010 1418530070 ACCEPT OK\n`;
  }
}

/** Bytes that begin like a member, and can be read like one further than they are tested. */
const likeMember = gzipSync("2 1 eni-fake 10.9.9.9 10.1.1.1 1 2 6 1 1 1418530010 1418530070 ACCEPT OK\n".repeat(80), {
  level: 0,
});

/** More than is looked at to see what a file is. */
const beginning = "2 1 eni-first 10.0.0.1 10.1.1.1 1 443 6 1 1 1418530010 1418530070 ACCEPT OK\n".repeat(1000);

/** Text in pieces that need not end with a line. */
function pieces(random: Random): Buffer[] {
  const text = Buffer.concat([
    Buffer.from(random.once(2) ? header : ""),
    ...random.times(random.below(120), () =>
      random.once(100) ? Buffer.concat([likeMember, Buffer.from("\n")]) : Buffer.from(line(random)),
    ),
  ]);
  const all: Buffer[] = [];
  for (let at = 0; at < text.length;) {
    const size = random.pick([0, 1, 20, 300, 3000, 20_000]);
    all.push(text.subarray(at, at + random.below(size + 1)));
    at += all.at(-1)?.length ?? 0;
  }
  return all;
}

function archive(random: Random): Buffer {
  const members = [Buffer.from(line(random)), ...pieces(random)].map((piece) => {
    const member = gzipSync(piece, { level: random.pick([0, 1, 6]) });
    return random.once(20) ? Buffer.concat([member, Buffer.alloc(random.below(600))]) : member;
  });
  const first = gzipSync(`${random.once(2) ? header : ""}${beginning}${line(random)}`);
  const whole = Buffer.concat([first, ...members]);
  const somewhere = random.between(first.length, whole.length - 1);
  switch (random.below(6)) {
    case 0:
      return whole.subarray(0, somewhere);
    case 1:
      return Buffer.concat([whole, Buffer.from("garbage"), random.once(2) ? likeMember : Buffer.from("more")]);
    case 2:
      whole.writeUInt8(random.below(256), somewhere);
      return whole;
    default:
      return whole;
  }
}

const values: ReadValues = { sources: [path], format: [], dedupe: false, "with-source": false };

interface Answer {
  records: string;
  readonly bad: unknown[];
  readonly failed: unknown[];
  readonly counts: ReadCounts[];
}

function answering(): { readonly answer: Answer; readonly context: (lines: number, bytes: number) => SourceContext } {
  const answer: Answer = { records: "", bad: [], failed: [], counts: [] };
  const context = (lines: number, bytes: number): SourceContext => ({
    ...followContext((records) => (answer.records += Buffer.from(records).toString("latin1"))),
    openRandom: (name) => host.openRandom(name),
    bad: ({ line: at, byte, reason }) => answer.bad.push([at + lines, byte === undefined ? "" : byte + bytes, reason]),
    failed: (...failure) => answer.failed.push(failure),
  });
  return { answer, context };
}

async function inOne(): Promise<Answer> {
  const { answer, context } = answering();
  const reader = new SourceReader(values, context(0, 0));
  await reader.read(path);
  answer.counts.push(reader.finish());
  return answer;
}

/** As the pool replays what threads read; how many parts there were. */
async function inParts(
  random: Random,
): Promise<{ readonly answer: Answer; readonly parts: number; readonly isUncut: boolean } | undefined> {
  const { answer, context } = answering();
  const step = random.pick([1, 50, 700, 5000]);
  const gzip = { file: 0, least: step, most: step, parts: 1e6, leastShare: step, mostShare: 3 * step, search: 1e6 };
  const sharers = random.pick([0, 2, 4]) || undefined;
  const parts = partsOf(path, values, context(0, 0), sharers, { gzip, lines: gzip, parquet: gzip });
  if (parts === undefined) return undefined;
  let [lines, bytes] = [0, 0];
  let isUncut = false;
  for (const part of parts) {
    expect(part.isGzip).toBe(true);
    const reader = new SourceReader(values, context(lines, bytes));
    const read = await reader.readPart(part);
    const counts = reader.finish();
    answer.counts.push(counts);
    lines += read.lines;
    bytes += counts.bytes;
    isUncut = read.endsFile && answer.failed.length === 0;
    if (read.endsFile) break;
  }
  return { answer, parts: parts.length, isUncut };
}

test("parts have the records, messages and counts of the whole file", async () => {
  const seen = { cut: 0, parts: 0, failed: 0, uncut: 0 };
  await repeatAsync(60, async (random) => {
    writeFileSync(path, archive(random));
    const got = await inParts(random);
    if (got === undefined) return;
    const wanted = await inOne();
    expect({ ...got.answer, counts: sumCounts(got.answer.counts) }).toEqual({
      ...wanted,
      counts: sumCounts(wanted.counts),
    });
    seen.cut += 1;
    seen.parts += got.parts;
    seen.uncut += Number(got.isUncut);
    seen.failed += wanted.failed.length;
  });
  if (seen.cut < 30) return;
  // Damaged ones, and ones cut where no member begins, were among them.
  expect(seen.failed).toBeGreaterThan(10);
  expect(seen.uncut).toBeGreaterThan(0);
});
