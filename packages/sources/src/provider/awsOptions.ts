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
  profile: { config: "user", kind: text, brief: "AWS profile", rare: true },
  "role-arn": { config: "user", kind: text, brief: "ARN of a role to assume", rare: true },
  "external-id": { config: "user", kind: text, brief: "external id that the role requires", rare: true },
  "role-session-name": { config: "user", kind: text, brief: "name of the role session in AWS's logs", rare: true },
  "endpoint-url": {
    config: "user",
    kind: text,
    brief: "endpoint of all services, if not AWS; AWS_ENDPOINT_URL_... set one each",
    rare: true,
  },
  concurrency: {
    config: "user",
    kind: countKind("calls"),
    brief: "concurrent calls to a service; default: 16 at most",
    rare: true,
  },
  rate: {
    config: "user",
    kind: callRate,
    brief: "calls to a service per second; default: the quota of the region",
    rare: true,
  },
} as const satisfies Options;
