// The endpoint and the region that the user chose in the environment or in a profile, in the order of precedence that AWS
// documents; undefined when the SDK is to decide.
import { CONFIG_PREFIX_SEPARATOR, loadConfig } from "@smithy/core/config";

/** Services by the suffix of their variables (AWS_ENDPOINT_URL_...). */
export type EndpointService = "ATHENA" | "CLOUDWATCH_LOGS" | "EC2" | "KINESIS" | "ORGANIZATIONS" | "S3" | "STS";

/** AWS names the variable after the service id, CLOUDWATCH_LOGS; people also write this short name. */
const SHORT_NAMES: Partial<Record<EndpointService, string>> = { CLOUDWATCH_LOGS: "AWS_ENDPOINT_URL_LOGS" };

type Env = Readonly<Record<string, string | undefined>>;

/** The URL of a service, if it is not AWS's own. */
export async function endpointOf(service: EndpointService, profile: string | undefined): Promise<string | undefined> {
  const key = service.toLowerCase();
  const load = loadConfig<string | undefined>(
    {
      environmentVariableSelector: (env: Env) =>
        isIgnored(env) ? undefined : (variableFor(env, service) ?? env["AWS_ENDPOINT_URL"]),
      configFileSelector(settings, file) {
        if (isIgnored(process.env)) return undefined;
        const section = file?.[["services", settings["services"]].join(CONFIG_PREFIX_SEPARATOR)];
        return section?.[[key, "endpoint_url"].join(CONFIG_PREFIX_SEPARATOR)] ?? settings["endpoint_url"];
      },
      default: () => undefined,
    },
    profile === undefined ? {} : { profile },
  );
  return await load();
}

function variableFor(env: Env, service: EndpointService): string | undefined {
  return env[`AWS_ENDPOINT_URL_${service}`] ?? env[SHORT_NAMES[service] ?? ""];
}

function isIgnored(env: Env): boolean {
  return env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] === "true";
}

/** The region of the environment or the profile. */
export async function regionOf(profile: string | undefined): Promise<string | undefined> {
  const load = loadConfig<string | undefined>(
    {
      environmentVariableSelector: (env: Env) =>
        [env["AWS_REGION"], env["AWS_DEFAULT_REGION"]].find((it) => it !== undefined && it !== ""),
      configFileSelector: (settings) => settings["region"],
      default: () => undefined,
    },
    { preferredFile: "credentials", ...(profile === undefined ? {} : { profile }) },
  );
  return await load();
}
