// The sample logs as AWS would hold them. In S3: bucket `flows`. In CloudWatch Logs: group `vpc-flows` with the records of one account, `vpc-flows-all`
// with those of both, which have different columns. An event has the time of its record's start, and lies in the stream
// of its interface.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { FakeAws } from "./aws.ts";
import { Buckets } from "./buckets.ts";
import type { Event } from "./store.ts";

const sample = join(import.meta.dirname, "../fixtures/sample/AWSLogs");
const fixtures = join(import.meta.dirname, "../fixtures");
const ours = ["123456789012", "210987654321"] as const;

/** The stand-ins with the sample in them, running; `env`: what makes a command ask them. */
export async function sampleCloud(): Promise<{ env: Record<string, string>; close: () => Promise<void> }> {
  const aws = new FakeAws();
  for (const account of ours) {
    const { columns, lines } = linesOf(account);
    const format = columns.map((name) => `\${${name}}`).join(" ");
    const id = account === ours[0] ? "fl-0a1b2c3d4e5f60718" : "fl-0f9e8d7c6b5a40312";
    for (const group of account === ours[0] ? ["vpc-flows", "vpc-flows-all"] : ["vpc-flows-all"]) {
      aws.group(group).put(lines.map((line) => eventOf(line, columns)));
      aws.flowLogs.push({ id, group, format });
    }
  }
  const buckets = await new Buckets().listen();
  for (const bucket of ["flows", "mixed", "empty"]) await buckets.create(bucket);
  await buckets.copy("flows", join(sample, ".."));
  await buckets.copy("mixed", fixtures);
  const env = {
    ...buckets.env,
    AWS_ENDPOINT_URL: await aws.listen(),
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "example",
  };
  return { env, close: async () => void (await Promise.all([aws.close(), buckets.close()])) };
}

function linesOf(account: string): { columns: readonly string[]; lines: readonly string[] } {
  const folder = join(sample, account);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".gz"));
  const texts = files.map((file) =>
    gunzipSync(readFileSync(join(folder, file)))
      .toString()
      .trimEnd()
      .split("\n"),
  );
  return { columns: texts[0]?.[0]?.split(" ") ?? [], lines: texts.flatMap(([, ...lines]) => lines) };
}

function eventOf(line: string, columns: readonly string[]): Event {
  const values = line.split(" ");
  const value = (name: string): string => values[columns.indexOf(name)] ?? "";
  return { stream: `${value("interface-id")}-all`, timestamp: Number(value("start")) * 1000, message: line };
}
