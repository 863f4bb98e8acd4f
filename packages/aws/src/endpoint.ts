// Where a service is reached: the address and the region that the user chose by options, by the environment or in a
// profile, in the order that AWS documents; undefined when it is for the SDK to say.
import { CONFIG_PREFIX_SEPARATOR, loadConfig } from "@smithy/core/config";

/** Services by the ends of their variables (AWS_ENDPOINT_URL_...). */
export type EndpointService = "CLOUDWATCH_LOGS" | "EC2" | "KINESIS" | "S3" | "STS";

/** AWS named the variable of CloudWatch Logs after its service id; the short name is what people write. */
const ALSO: Partial<Record<EndpointService, string>> = { CLOUDWATCH_LOGS: "AWS_ENDPOINT_URL_LOGS" };

type Env = Readonly<Record<string, string | undefined>>;

/** The address of a service, when it is not AWS's own. */
export async function endpointOf(service: EndpointService, profile: string | undefined): Promise<string | undefined> {
  const key = service.toLowerCase();
  const load = loadConfig<string | undefined>(
    {
      environmentVariableSelector: (env: Env) =>
        isIgnored(env) ? undefined : (named(env, service) ?? env["AWS_ENDPOINT_URL"]),
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

function named(env: Env, service: EndpointService): string | undefined {
  return env[`AWS_ENDPOINT_URL_${service}`] ?? env[ALSO[service] ?? ""];
}

function isIgnored(env: Env): boolean {
  return env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] === "true";
}

/** The region by the environment or the profile. */
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
