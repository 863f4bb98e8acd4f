// The two services that speak XML: EC2's DescribeFlowLogs and STS's AssumeRole. Keys that AssumeRole gives begin with
// ASIA and end with the name of the role.
import type { Answer, Call } from "./aws.ts";

/** What DescribeFlowLogs tells of a flow log. */
export interface FakeFlowLog {
  readonly id: string;
  readonly group: string;
  readonly format: string;
}

export function answerQuery(call: Call, flowLogs: readonly FakeFlowLog[]): Answer {
  if (call.operation === "AssumeRole") return assumeRole(call);
  if (call.operation === "DescribeFlowLogs") return describeFlowLogs(call, flowLogs);
  return { error: "InvalidAction" };
}

function assumeRole({ input }: Call): string {
  const role = String(input["RoleArn"]).split("/").at(-1);
  const expiration = new Date(Date.now() + 3_600_000).toISOString();
  return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>ASIA${role}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>session</SessionToken>
<Expiration>${expiration}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
}

function describeFlowLogs({ input }: Call, flowLogs: readonly FakeFlowLog[]): string {
  const wanted = input["Filter.1.Name"] === "log-group-name" ? input["Filter.1.Value.1"] : undefined;
  const items = flowLogs
    .filter(({ group }) => wanted === undefined || group === wanted)
    .map(
      ({ id, group, format }) => `<item><flowLogId>${id}</flowLogId><logGroupName>${group}</logGroupName>
<logFormat>${format}</logFormat><logDestinationType>cloud-watch-logs</logDestinationType></item>`,
    );
  return `<DescribeFlowLogsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>1</requestId>
<flowLogSet>${items.join("")}</flowLogSet></DescribeFlowLogsResponse>`;
}
