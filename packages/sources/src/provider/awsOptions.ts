// The options of all services of AWS: who calls, where the services are, and how many calls are made.
import { type Options, type Problem, text } from "@flowlogs/cli";
import { countKind } from "../kinds.ts";

/** Calls a second. */
const callRate = {
  placeholder: "N",
  parse(written: string): number | Problem {
    const value = /^\d+(\.\d+)?$/.test(written) ? Number(written) : 0;
    if (value > 0) return value;
    return { problem: `"${written}" is not a rate`, advice: "give calls a second, such as 5 or 0.5" };
  },
};

export const awsOptions = {
  profile: { kind: text, brief: "AWS profile" },
  "role-arn": { kind: text, brief: "ARN of a role to assume" },
  "external-id": { kind: text, brief: "external id that the role requires" },
  "role-session-name": { kind: text, brief: "name of the role session in AWS's logs" },
  "endpoint-url": { kind: text, brief: "endpoint of all services, if not AWS; AWS_ENDPOINT_URL_... set one each" },
  concurrency: { kind: countKind("calls"), brief: "concurrent calls to a service; default: 16 at most" },
  rate: { kind: callRate, brief: "calls to a service per second; default: the quota of the region" },
} as const satisfies Options;
