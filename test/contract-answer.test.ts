// A summary and a series in one pass over standard input, against two pipelines in a shell that read the same twice.
import { join } from "node:path";
import { expect, test } from "vitest";
import { file, run, shell } from "./command.ts";

const logs = join(import.meta.dirname, "fixtures/sample/AWSLogs");

function rowsOf(lines: string): unknown {
  return JSON.parse(`[${lines.trim().replaceAll("\n", ",")}]`);
}

test.concurrent.each([
  ["bin 10m", "protocol", "'sum(bytes)' 'count()' 'p95(bytes)' 'count_distinct(srcaddr)'"],
  ["bin 1h", "srcaddr,dstport", "'max(packets)' 'avg(bytes) as mean' 'values(action)'"],
  ["filter 'action = REJECT' | bin 1m --spread", "interface_id", "'sum(bytes)' 'first(srcport)' 'stddev(bytes)'"],
  ["bin 5m --tz Asia/Tokyo --at end", "srcaddr/24 as net", "'sum(bytes where action = REJECT) as blocked'"],
])("%s, %s", async (before, key, results) => {
  const start = `read ${logs} | ${before} | group --by`;
  const full = start.replace("read", "flowlogs-read").replace(/\b(bin|filter|group)\b(?= )/g, "flow-$1");
  const [one, summary, series] = await Promise.all([
    run(["flow-query", `${start} 'bin,${key}' ${results}`, "--summary-and-series"]),
    shell(`${full} '${key}' ${results}`),
    shell(`${full} 'bin as _ts,${key}' ${results} | flow-top --sort --by '_ts asc'`),
  ]);
  expect(one.status).toBe(0);
  const answer: unknown = JSON.parse(one.out);
  expect(answer).toMatchObject({ summary: rowsOf(summary.out), series: rowsOf(series.out) });
});

test("whatever the number of threads, with bad lines and a file that is missing", async () => {
  const files = [1, 2, 3, 4].map((hour) => {
    const lines = Array.from({ length: 300 }, (_, i) => record(`"k${(i * 7) % 11}"`, hour + (i % 3)));
    return file(`hour${hour}.ndjson`, `${lines.join("")}${hour === 2 ? "oops\n" : ""}`);
  });
  const results = "'sum(bytes)' 'p95(bytes)' 'first(start)'";
  const pipeline = `read ${files.join(" ")} ${files[0]}.gone | bin 1h | group --by bin,key ${results} | top 4 --by key`;
  const [one, two, four] = await Promise.all(
    [1, 2, 4].map((threads) => run(["flow-query", pipeline, "--summary-and-series", "--threads", String(threads)])),
  );
  expect(one?.status).toBe(3);
  expect(one?.err).toContain("hour2.ndjson:301");
  expect(JSON.parse(one?.out ?? "").summary.map(({ key }: { key: string }) => key)).toEqual(["k9", "k8", "k7", "k6"]);
  expect([two, four]).toEqual([one, one]);
});

function record(key: string, hour: number): string {
  return `{"start":${hour * 3600},"key":${key},"bytes":${hour}}\n`;
}

test("the series has the groups that are left in the summary, and numbers beyond 2^53 are apart", async () => {
  const input = [1, 2].flatMap((hour) => ["9007199254740992", "9007199254740993"].map((key) => record(key, hour)));
  const pipeline = "read - | bin 1h | group --by bin,key 'sum(bytes)' | filter 'key = 9007199254740993'";
  const { out } = await run(["flow-query", pipeline, "--summary-and-series"], input.join(""));
  expect(out.match(/"key":\d+,"sum\(bytes\)":\d/g)).toEqual(
    [3, 1, 2].map((sum) => `"key":9007199254740993,"sum(bytes)":${sum}`),
  );
});
