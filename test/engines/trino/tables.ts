// The log of the plans as tables, which the commands of a user make.
import { outcome, startShell } from "../../command.ts";
import { logOfPlans } from "../plans.ts";
import { createInGlue, glue } from "./glue.ts";

export const log = logOfPlans();
export const fields: readonly string[] = log.split("\n")[0]?.split(" ") ?? [];
/** The days of the log: the partitions of a projection go back to 2015. */
export const window = "read --start 2025-11-28 --end 2025-11-30";

const owner = ["--account", "123456789012", "--region", "us-east-1", "--flow-log-id", "fl-0a1b2c3d"];
/** What flow-write is told of the log. */
export const flowLog: readonly string[] = [...owner, "--log-format", fields.map((it) => `\${${it}}`).join(" ")];

/** A line of a shell whose input is the log. */
export async function shell(line: string, ...words: readonly string[]): Promise<string> {
  const child = startShell(line, ...words);
  child.stdin.end(log);
  const { out, err, status } = await outcome(child);
  if (status !== 0) throw new Error(`${line}: ${err}`);
  return out;
}

/**
 * Writes the log to a bucket, as AWS does, and makes it the table `flows` in a database of Glue that Athena would make. Both have
 * this name. The statement.
 */
export async function createInBucket(aws: string, name: string): Promise<string> {
  const options = [`s3://${name}/x`, ...flowLog, "--layout", "aws", "--roll-time", "12h"];
  await fetch(`${aws}/${name}`, { method: "PUT" });
  const environment = `AWS_ENDPOINT_URL=${aws} AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=y AWS_REGION=us-east-1`;
  await shell(`flowlogs-read - | ${environment} flow-write "$@"`, ...options);
  await glue(aws, "CreateDatabase", { DatabaseInput: { Name: name } });
  const statement = await shell('flow-write "$@" --ddl athena', ...options);
  await createInGlue(aws, name, "flows", statement);
  return statement;
}
