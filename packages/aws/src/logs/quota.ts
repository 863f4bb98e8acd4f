// Calls of FilterLogEvents a second that AWS allows an account in a region, unless it was raised. Source: docs.aws.amazon.com,
// CloudWatch Logs, cloudwatch_limits_cwl.

const OF_REGION: Readonly<Record<string, number>> = {
  "us-east-1": 25,
  "ap-northeast-3": 5,
  "ap-southeast-3": 5,
  "ca-west-1": 5,
  "eu-central-1": 5,
  "il-central-1": 5,
};
const ELSEWHERE = 10;

export function callsAllowed(region: string): number {
  return OF_REGION[region] ?? ELSEWHERE;
}
