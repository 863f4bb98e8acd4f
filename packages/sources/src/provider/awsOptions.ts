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

/** The environment variables that choose whose logs are read. */
export const awsVariables = [
  ["AWS_PROFILE", "profile of the configuration; --profile comes first"],
  ["AWS_REGION, AWS_DEFAULT_REGION", "region; --region comes first"],
  ["AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN", "credentials"],
  ["AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE", "files of the configuration"],
  ["AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_SERVICE", "endpoints in place of AWS; --endpoint-url comes first"],
  ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true: ignore configured endpoints"],
  ["AWS_MAX_ATTEMPTS", "limit of attempts of a call"],
] as const;
