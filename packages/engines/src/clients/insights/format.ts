// The format of the records of log groups, by the flow logs that write into them. Logs Insights itself knows no other than AWS's
// default one, and would find nothing in records of another format.
import type { AwsContext } from "@flowlogs/aws/awsContext";
import { describeFlowLogs } from "@flowlogs/aws/ec2";
import { toRemoteError } from "@flowlogs/aws/errors";
import type { GroupUri } from "@flowlogs/aws/logs/uri";
import { UsageError } from "@flowlogs/base/errors";
import { isProblem } from "@flowlogs/base/problem";
import { parseFormat } from "@flowlogs/core";
import { fieldType } from "../../fieldType.ts";
import type { EngineContext, StoredColumn } from "../../query.ts";

const advice = "name it with read --format";

/** Its fields; none where nobody knows, which is told. Throws UsageError where there are several formats. */
export async function formatOf(
  groups: readonly GroupUri[],
  { session, signal }: AwsContext,
  context: Pick<EngineContext, "note">,
): Promise<readonly string[]> {
  const formats = new Set<string>();
  try {
    for (const { name, region } of groups) {
      const flowLogs = await describeFlowLogs(name, region, session, signal);
      for (const { format } of flowLogs) formats.add(format);
    }
  } catch (error) {
    const { message } = toRemoteError(error, { permission: "ec2:DescribeFlowLogs" });
    context.note({
      problem: `the records are taken to have AWS's default format, as nobody says which: ${message}`,
      advice,
    });
    return [];
  }
  const [first, ...others] = formats;
  if (others.length > 0)
    throw new UsageError({ problem: "the flow logs of these groups have several formats", advice }, "--engine");
  const fields = first === undefined ? [] : parseFormat(first);
  if (!isProblem(fields) && fields.length > 0) return fields;
  context.note({
    problem: "the records are taken to have AWS's default format, as no flow log writes into the group",
    advice,
  });
  return [];
}

export function storedField(name: string): StoredColumn {
  return { name, stored: "text", type: fieldType(name) };
}
