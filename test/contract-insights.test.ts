// A query of Logs Insights in one process, and the pipeline that flow-query prints for it in a shell: the same bytes and the
// same exit code.
import { join } from "node:path";
import { expect, test } from "vitest";
import { run, shell } from "./command.ts";

const logs = join(import.meta.dirname, "fixtures/sample/AWSLogs");

test.concurrent.each([
  "fields @timestamp, dstPort, srcAddr | stats count(*) as countSrcAddr by srcAddr, dstPort | sort countSrcAddr desc",
  "filter srcAddr = '203.0.113.66' and dstPort = '22' | stats sum(packets) by bin( 30 min)",
  "filter not (dstPort < 1024 or action like /REJ/) and srcAddr not like '10.' | sort bytes desc, srcAddr | limit 20",
  "parse @message '* * eni-* * *' as v, account, `the eni`, from, rest | fields strlen(rest) as `it's` | dedup from | limit 30",
  "stats sum(bytes)/1024 as kb, pct(bytes, 95) by bin(300s) as t, protocol | stats max(kb) by protocol | sort protocol",
  'fields bytes/packets as `a "quoted" $name`, if(action = "REJECT", "no\\\\", "yes!") as x | filter x like "\\\\" | limit 5',
])("%s", async (query) => {
  const command = ["flow-query", "--lang", "insights", query, logs] as const;
  const printed = await run([...command, "--print", "pipeline"]);
  expect(printed.status).toBe(0);
  const [one, many] = await Promise.all([run(command), shell(printed.out)]);
  expect({ out: one.out, status: one.status }).toEqual({ out: many.out, status: many.status });
  expect(one.out).not.toBe("");
});
