// The default quota of FilterLogEvents, in calls a second for each account and region. Source: docs.aws.amazon.com,
// CloudWatch Logs, cloudwatch_limits_cwl.

const BY_REGION: Readonly<Record<string, number>> = {
  "us-east-1": 25,
  "ap-northeast-3": 5,
  "ap-southeast-3": 5,
  "ca-west-1": 5,
  "eu-central-1": 5,
  "il-central-1": 5,
};
const ELSEWHERE = 10;

/** The quota of a region, if AWS has not raised it for the account. */
export function callsPerSecond(region: string): number {
  return BY_REGION[region] ?? ELSEWHERE;
}
