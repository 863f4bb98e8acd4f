// Which commands of a pipeline threads may run, so that the result is the same.
import { expect, test } from "vitest";
import { isProblem } from "@flowlogs/base/problem";
import { unconfigured } from "../pipeline/configured.ts";
import { parsePipeline } from "../pipeline/parse.ts";
import { sharingOf } from "./groupInThreads.ts";

test.each<[pipeline: string, shared: number]>([
  ["read a.log | group --by srcaddr", 1],
  ["read a.log | filter 'bytes > 1' | bin 5m | group --by bin 'sum(bytes)' --having 'count() > 1' | top 3", 3],
  ["read a.log | group 'p95(bytes)' 'first(action)' 'count_distinct(dstport)'", 1],
  ["read a.log --workers 3 | group --by srcaddr --keep-null | group 'count()'", 1],
  ["read a.log", 0],
  ["read a.log | top 3", 0],
  ["group --by srcaddr a.ndjson", 0],
  ["read a.log --workers 1 | group", 0],
  ["read a.log --workers 2 | group", 0],
  ["read a.log --limit 5 | group", 0],
  ["read a.log --dedupe | group", 0],
  ["read a.log --follow | group", 0],
  ["read a.log --bad-lines bad.txt | group", 0],
  ["read a.log --stats | group", 0],
  ["read a.log | group --strict", 0],
  ["read a.log | filter 'bytes > 1' --max-bad 3 | group", 0],
  ["read a.log | filter --sample 10% | group", 0],
  ["read a.log | filter 'bytes > 1' -e | group", 0],
  ["read a.log | top 9 | group", 0],
  ["read a.log | group --by srcaddr --totals", 1],
  ["read a.log | group --by srcaddr --totals 'p95(bytes)' 'avg(packets) as a' 'count_distinct(dstport)'", 1],
  ["read a.log | group --by srcaddr --totals 'first(action)'", 0],
  ["read a.log | group --by srcaddr --totals 'count()' --having 'last(action) = REJECT'", 0],
  ["read a.log | group --by srcport --totals 'sum(bytes) / count() as b' --having 'srcport > 3'", 1],
  ["read a.log | group --by srcaddr --totals 'sum(bytes)' 'count(action = REJECT) as n' 'values(dstport)'", 0],
  ["read a.log | group --by srcaddr --also-by dstaddr", 0],
  ["read a.log | group --by srcaddr --sorted", 0],
  ["read a.log | group --by srcaddr --max-memory 40M", 0],
  ["read a.log | group --by srcaddr --partial", 0],
])("of `%s`: %i", async (pipeline, shared) => {
  const links = await parsePipeline(pipeline, unconfigured);
  if (isProblem(links)) throw new Error(links.problem);
  expect(sharingOf(links).count).toBe(shared);
});
